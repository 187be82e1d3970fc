// The inner loops that gain by an instruction set of their own.
#pragma once

#include "forest.h"
#include "rows.h"

#pragma clang assume_nonnull begin

/// The kernels of one instruction set.
struct kernel_set {
  const char *name;
  /// For ranks of one and of two bytes.
  struct forest_kernels bytes, words;
  struct row_kernels rows;
};

/// Whether this processor has the instructions of that name: `generic`, which all have, `avx2` or `avx512`.
_Bool kernels_are_supported(const char *name);

/// The kernels of that name, or the generic ones if this processor has no such instructions.
const struct kernel_set *kernels_named(const char *name);

#pragma clang assume_nonnull end
