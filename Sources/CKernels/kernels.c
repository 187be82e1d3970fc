#include "kernels.h"

#include <string.h>

// A product that is not rounded before it is added would give other bits.
#pragma STDC FP_CONTRACT OFF
// How a vector is returned depends on the instruction set, which is the same for a function and its callers here.
#pragma clang diagnostic ignored "-Wpsabi"

/// A binary search.
static inline uint32_t rank_word(const struct forest_feature *feature, const float *thresholds, float value) {
  uint32_t first = 0;
  for (uint32_t left = feature->threshold_count; left > 0;) {
    uint32_t half = left / 2;
    int is_above = thresholds[first + half] <= value;
    first = is_above ? first + half + 1 : first;
    left = is_above ? left - half - 1 : half;
  }
  return first;
}

// Instructions that gather are slower than plain loads on most processors, and a compiler would choose them.
#define ADD_EACH(values, leaves, margins)          \
  _Pragma("clang loop vectorize(disable)")         \
  for (int r = 0; r < FOREST_ROWS; r++) (margins)[r] += (values)[(leaves)[r]]

static inline void add_word_values(const float *values, uint32_t count, const uint16_t *leaves, float *margins) {
  (void)count;
  ADD_EACH(values, leaves, margins);
}

// Any processor: vectors of 16 bytes, which x86-64 and arm64 have.

#define ISA(name) name##_generic
#define VECTOR_BYTES 16
#define MOVE(leaf, rank, right, here, step) ((leaf) + (((leaf) == (here)) & ~((right) > (rank)) & (step)))

static inline uint32_t ISA(count)(const float *thresholds, float value) {
  uint32_t count = 0;
  for (int i = 0; i < 16; i++) count += thresholds[i] <= value;
  return count;
}

typedef float ISA(floats) __attribute__((vector_size(4 * ROW_ALIGNMENT)));

/// A half's exponent and fraction, moved into place, are off by the difference of the two biases only.
static inline ISA(floats) ISA(load_halves)(const uint16_t *values) {
  typedef uint16_t halves __attribute__((vector_size(2 * ROW_ALIGNMENT)));
  typedef uint32_t words __attribute__((vector_size(4 * ROW_ALIGNMENT)));
  halves bits;
  memcpy(&bits, values, sizeof bits);
  words wide = __builtin_convertvector(bits, words);
  ISA(floats) magnitude = (ISA(floats))((wide & 0x7FFF) << 13) * 0x1p112f;
  return (ISA(floats))((words)magnitude | (wide & 0x8000) << 16);
}

static inline uint32_t ISA(count_below)(const int32_t *values, size_t count, int32_t value) {
  typedef int32_t vector __attribute__((vector_size(VECTOR_BYTES), aligned(4), may_alias));
  vector below = {0};
  for (size_t i = 0; i < count; i += 4) below -= *(const vector *)(values + i) < value;
  return below[0] + below[1] + below[2] + below[3];
}

static inline void ISA(add_byte_values)(const float *values, uint32_t count, const uint8_t *leaves, float *margins) {
  (void)count;
  ADD_EACH(values, leaves, margins);
}

#include "lanes.h"
#include "row_sums.h"

#undef ISA
#undef VECTOR_BYTES

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,f16c,popcnt"))), apply_to = function)
#define ISA(name) name##_avx2
#define VECTOR_BYTES 32

static inline uint32_t ISA(count)(const float *thresholds, float value) {
  __m256 splat = _mm256_set1_ps(value);
  __m256 low = _mm256_cmp_ps(_mm256_loadu_ps(thresholds), splat, _CMP_LE_OQ);
  __m256 high = _mm256_cmp_ps(_mm256_loadu_ps(thresholds + 8), splat, _CMP_LE_OQ);
  return _mm_popcnt_u32(_mm256_movemask_ps(low) | _mm256_movemask_ps(high) << 8);
}

typedef float ISA(floats) __attribute__((vector_size(4 * ROW_ALIGNMENT)));

static inline ISA(floats) ISA(load_halves)(const uint16_t *values) {
  __m256 halves[2] = {_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)values)),
                      _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(values + 8)))};
  ISA(floats) floats;
  memcpy(&floats, halves, sizeof floats);
  return floats;
}

static inline uint32_t ISA(count_below)(const int32_t *values, size_t count, int32_t value) {
  uint32_t below = 0;
  for (size_t i = 0; i < count; i += 8) {
    __m256i mask = _mm256_cmpgt_epi32(_mm256_set1_epi32(value), _mm256_loadu_si256((const __m256i *)(values + i)));
    below += _mm_popcnt_u32(_mm256_movemask_ps((__m256)mask));
  }
  return below;
}

/// The values of a small tree fit into a register, where a permutation looks them up.
static inline void ISA(add_byte_values)(const float *values, uint32_t count, const uint8_t *leaves, float *margins) {
  if (count > 8) {
    ADD_EACH(values, leaves, margins);
    return;
  }
  __m256 table = _mm256_loadu_ps(values);
  for (int r = 0; r < FOREST_ROWS; r += 8) {
    __m256i leaf = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(leaves + r)));
    __m256 value = _mm256_permutevar8x32_ps(table, leaf);
    _mm256_storeu_ps(margins + r, _mm256_add_ps(_mm256_loadu_ps(margins + r), value));
  }
}

#include "lanes.h"
#include "row_sums.h"

#undef ISA
#undef VECTOR_BYTES
#undef MOVE
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,popcnt"))), apply_to = function)
#define ISA(name) name##_avx512
#define VECTOR_BYTES 64
#define MOVE(leaf, rank, right, here, step)                                                              \
  (__typeof__(leaf))EPI(_mm512_mask_add)(                                                                \
      (__m512i)(leaf),                                                                                   \
      EPI_MASK(_mm512_mask_cmpeq)(EPI_MASK(_mm512_cmpge)((__m512i)(rank), (__m512i)(right)),             \
                                  (__m512i)(leaf), (__m512i)(here)),                                     \
      (__m512i)(leaf), (__m512i)(step))

static inline uint32_t ISA(count)(const float *thresholds, float value) {
  return _mm_popcnt_u32(_mm512_cmp_ps_mask(_mm512_loadu_ps(thresholds), _mm512_set1_ps(value), _CMP_LE_OQ));
}

typedef float ISA(floats) __attribute__((vector_size(4 * ROW_ALIGNMENT)));

static inline ISA(floats) ISA(load_halves)(const uint16_t *values) {
  return (ISA(floats))_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)values));
}

static inline uint32_t ISA(count_below)(const int32_t *values, size_t count, int32_t value) {
  uint32_t below = 0;
  for (size_t i = 0; i < count; i += 16) {
    below += _mm_popcnt_u32(_mm512_cmplt_epi32_mask(_mm512_loadu_si512(values + i), _mm512_set1_epi32(value)));
  }
  return below;
}

/// The values of a tree with up to 64 leaves fit into four registers, where permutations look them up.
static inline void ISA(add_byte_values)(const float *values, uint32_t count, const uint8_t *leaves, float *margins) {
  if (count > 64) {
    ADD_EACH(values, leaves, margins);
    return;
  }
  __m512 first = _mm512_loadu_ps(values), second = _mm512_loadu_ps(values + 16);
  __m512 third = _mm512_loadu_ps(values + 32), fourth = _mm512_loadu_ps(values + 48);
  for (int r = 0; r < FOREST_ROWS; r += 16) {
    __m512i leaf = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(leaves + r)));
    __m512 value = _mm512_permutex2var_ps(first, leaf, second);
    if (count > 32) {
      __mmask16 is_high = _mm512_cmpgt_epi32_mask(leaf, _mm512_set1_epi32(31));
      value = _mm512_mask_mov_ps(value, is_high, _mm512_permutex2var_ps(third, leaf, fourth));
    }
    _mm512_storeu_ps(margins + r, _mm512_add_ps(_mm512_loadu_ps(margins + r), value));
  }
}

#include "lanes.h"
#include "row_sums.h"

#pragma clang attribute pop
#endif

#define KERNELS(isa)                        \
  {#isa,                                    \
   {rank_bytes_##isa, add_bytes_##isa},     \
   {rank_words_##isa, add_words_##isa},     \
   {multiply_##isa, multiply_half_##isa, add_##isa, count_columns_##isa}}

_Bool kernels_are_supported(const char *name) {
#if defined(__x86_64__)
  if (strcmp(name, "avx512") == 0) return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  if (strcmp(name, "avx2") == 0) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("f16c");
#endif
  return strcmp(name, "generic") == 0;
}

const struct kernel_set *kernels_named(const char *name) {
  static const struct kernel_set all[] = {
      KERNELS(generic),
#if defined(__x86_64__)
      KERNELS(avx2), KERNELS(avx512),
#endif
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    if (strcmp(name, all[i].name) == 0 && kernels_are_supported(name)) return &all[i];
  }
  return &all[0];
}
