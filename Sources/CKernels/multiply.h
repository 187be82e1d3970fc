// A kernel of rows.h for one instruction set and one type of value; row_sums.h includes it for each type.
//
// Needs NAME, VALUE and LOAD(), which gives ROW_ALIGNMENT values as ISA(floats).

static void NAME(const VALUE *matrix, size_t width, const int32_t *rows, const double *weights, size_t count,
                 float *sums) {
  size_t place = 0;
  for (; place + 2 * ROW_ALIGNMENT <= width; place += 2 * ROW_ALIGNMENT) {
    ISA(floats) first = {0}, second = {0};
    for (size_t i = 0; i < count; i++) {
      const VALUE *row = matrix + rows[i] * width + place;
      float weight = weights ? weights[i] : 1;
      first += weight * LOAD(row);
      second += weight * LOAD(row + ROW_ALIGNMENT);
    }
    memcpy(sums + place, &first, sizeof first);
    memcpy(sums + place + ROW_ALIGNMENT, &second, sizeof second);
  }
  if (place == width) return;
  ISA(floats) sum = {0};
  for (size_t i = 0; i < count; i++) {
    float weight = weights ? weights[i] : 1;
    sum += weight * LOAD(matrix + rows[i] * width + place);
  }
  memcpy(sums + place, &sum, sizeof sum);
}
