#include "forest.h"

#include <string.h>

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

static inline void ISA(add_byte_values)(const float *values, uint32_t count, const uint8_t *leaves, float *margins) {
  (void)count;
  ADD_EACH(values, leaves, margins);
}

#include "lanes.h"

#undef ISA
#undef VECTOR_BYTES

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,popcnt"))), apply_to = function)
#define ISA(name) name##_avx2
#define VECTOR_BYTES 32

static inline uint32_t ISA(count)(const float *thresholds, float value) {
  __m256 splat = _mm256_set1_ps(value);
  __m256 low = _mm256_cmp_ps(_mm256_loadu_ps(thresholds), splat, _CMP_LE_OQ);
  __m256 high = _mm256_cmp_ps(_mm256_loadu_ps(thresholds + 8), splat, _CMP_LE_OQ);
  return _mm_popcnt_u32(_mm256_movemask_ps(low) | _mm256_movemask_ps(high) << 8);
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

#pragma clang attribute pop
#endif

#define KERNELS(isa) {#isa, {rank_bytes_##isa, add_bytes_##isa}, {rank_words_##isa, add_words_##isa}}

const struct forest_kernels *forest_kernels(const char *name) {
  // The fastest first.
  static const struct forest_kernels all[] = {
#if defined(__x86_64__)
      KERNELS(avx512), KERNELS(avx2),
#endif
      KERNELS(generic)};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    int is_wanted = name == NULL || strcmp(name, all[i].name) == 0;
#if defined(__x86_64__)
    if (strcmp(all[i].name, "avx512") == 0) is_wanted &= __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
    if (strcmp(all[i].name, "avx2") == 0) is_wanted &= __builtin_cpu_supports("avx2");
#endif
    if (is_wanted) return &all[i];
  }
  return NULL;
}
