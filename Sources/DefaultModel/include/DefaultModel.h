#ifndef DEFAULT_MODEL_H
#define DEFAULT_MODEL_H

#include <stddef.h>

/// The bytes of goemotions.safetensors; they live as long as the process.
const void *default_model_bytes(void);
/// How many there are.
size_t default_model_size(void);

#endif
