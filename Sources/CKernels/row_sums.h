// The kernels of rows.h for one instruction set; kernels.c includes it for each.
//
// Needs ISA(), which ends a name, ISA(floats), ISA(load_halves)(), ISA(count_below)() and VECTOR_BYTES.

static inline ISA(floats) ISA(load_floats)(const float *values) {
  ISA(floats) floats;
  memcpy(&floats, values, sizeof floats);
  return floats;
}

#define NAME ISA(multiply)
#define VALUE float
#define LOAD ISA(load_floats)
#include "multiply.h"
#undef NAME
#undef VALUE
#undef LOAD

#define NAME ISA(multiply_half)
#define VALUE uint16_t
#define LOAD ISA(load_halves)
#include "multiply.h"
#undef NAME
#undef VALUE
#undef LOAD

static void ISA(add)(const float *const *rows, size_t count, size_t width, float *sums) {
  for (size_t place = 0; place < width; place += ROW_ALIGNMENT) {
    ISA(floats) sum = ISA(load_floats)(sums + place);
    for (size_t i = 0; i < count; i++) sum += ISA(load_floats)(rows[i] + place);
    memcpy(sums + place, &sum, sizeof sum);
  }
}

/// A column's place is the number of smaller ones; what comes again leaves gaps behind.
static size_t ISA(count_columns)(int32_t *found, size_t count, int32_t *columns, double *counts) {
  int32_t sorted[COLUMNS_AT_ONCE];
  uint8_t times[COLUMNS_AT_ONCE] = {0};
  enum { LANES = VECTOR_BYTES / sizeof *found };
  size_t end = (count + LANES - 1) / LANES * LANES;
  for (size_t i = count; i < end; i++) found[i] = INT32_MAX;
  for (size_t i = 0; i < count; i++) {
    uint32_t place = ISA(count_below)(found, end, found[i]);
    sorted[place] = found[i];
    times[place]++;
  }
  size_t distinct = 0;
  for (size_t place = 0; place < count; place++) {
    columns[distinct] = sorted[place];
    counts[distinct] = times[place];
    distinct += times[place] > 0;
  }
  return distinct;
}
