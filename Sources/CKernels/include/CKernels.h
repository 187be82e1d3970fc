// Loops that Swift does not compile to vectors, or that gain by an instruction set of their own.
#pragma once

#include "characters.h"
#include "json.h"
#include "kernels.h"
#include "prefetch.h"
