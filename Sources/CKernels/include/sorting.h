// Small integers in order.
#pragma once

#include <stdint.h>

#pragma clang assume_nonnull begin

/// Counts for each value how many are smaller: its place among them once they are sorted. Nothing is guessed.
///
/// There is room for three more values, which are overwritten, so that only whole vectors are compared.
static inline void count_smaller(int32_t *values, int32_t count, int32_t *places) {
  typedef int32_t vector __attribute__((vector_size(16), aligned(4), may_alias));
  int32_t end = (count + 3) & ~3;
  for (int32_t i = count; i < end; i++) values[i] = INT32_MAX;
  for (int32_t i = 0; i < count; i++) {
    vector value = (vector){0} + values[i], smaller = {0};
    for (int32_t j = 0; j < end; j += 4) smaller -= *(const vector *)(values + j) < value;
    places[i] = smaller[0] + smaller[1] + smaller[2] + smaller[3];
  }
}

#pragma clang assume_nonnull end
