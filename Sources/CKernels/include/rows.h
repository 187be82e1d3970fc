// Sums of rows of a matrix, and the sparse rows that say which.
#pragma once

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

enum {
  /// The width of a matrix, in numbers, is a multiple of this.
  ROW_ALIGNMENT = 16,
  /// So many columns are sorted at once, and so many more are overwritten behind them.
  COLUMNS_AT_ONCE = 64,
  COLUMNS_PADDING = 15,
};

/// The kernels for rows of float32 and float16, which are added in float32.
///
/// All instruction sets give the same bits: no product is fused with its sum.
struct row_kernels {
  /// Replaces `sums`, `width` floats, by the sum of rows in their order; row `i` is at `matrix + i * width`.
  ///
  /// Each row is multiplied by its weight, rounded to float32, or taken as it is if there are no weights.
  void (*multiply)(const float *matrix, size_t width, const int32_t *rows, const double *_Nullable weights,
                   size_t count, float *sums);
  /// The same for finite float16 values, given by their bits.
  void (*multiply_half)(const uint16_t *matrix, size_t width, const int32_t *rows, const double *_Nullable weights,
                        size_t count, float *sums);
  /// Adds rows to `sums`, `width` floats, one after the other.
  void (*add)(const float *const _Nonnull *_Nonnull rows, size_t count, size_t width, float *sums);
  /// Sorts at most `COLUMNS_AT_ONCE` columns and writes each once, with how often it was there; returns how many.
  ///
  /// No step depends on the data, so none is guessed wrong. There is room for `COLUMNS_PADDING` more behind `found`, and
  /// for `count` in `columns` and `counts`, however few are left.
  size_t (*count)(int32_t *found, size_t count, int32_t *columns, double *counts);
};

#pragma clang assume_nonnull end
