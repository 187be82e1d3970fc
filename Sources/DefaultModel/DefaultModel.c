#include "DefaultModel.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes[] = {
#embed "goemotions.safetensors"
};

const void *default_model_bytes(void) { return bytes; }

size_t default_model_size(void) { return sizeof bytes; }
