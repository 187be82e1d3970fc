// The kernels for one instruction set, for ranks of one and of two bytes; kernels.c includes it for each set.
//
// Needs ISA(), which ends a name, and ISA(count) and ISA(add_byte_values).

/// The pivots say among which sixteen thresholds the rank lies.
static inline uint32_t ISA(rank_byte)(const struct forest_feature *feature, const float *thresholds, float value) {
  uint32_t pivots = ISA(count)(feature->pivots, value);
  uint32_t first = pivots ? 16 * (pivots - 1) : 0;
  return first + ISA(count)(thresholds + first, value);
}

#define LANE int8_t
#define ULANE uint8_t
#define LANE_BIAS 128
#define LANE_RANK ISA(rank_byte)
#define LANE_ADD_VALUES ISA(add_byte_values)
#define EPI(name) name##_epi8
#define EPI_MASK(name) name##_epi8_mask
#define NAME(name) ISA(name##_bytes)
#include "lane.h"
#undef LANE
#undef ULANE
#undef LANE_BIAS
#undef LANE_RANK
#undef LANE_ADD_VALUES
#undef EPI
#undef EPI_MASK
#undef NAME

#define LANE int16_t
#define ULANE uint16_t
#define LANE_BIAS 32768
#define LANE_RANK rank_word
#define LANE_ADD_VALUES add_word_values
#define EPI(name) name##_epi16
#define EPI_MASK(name) name##_epi16_mask
#define NAME(name) ISA(name##_words)
#include "lane.h"
#undef LANE
#undef ULANE
#undef LANE_BIAS
#undef LANE_RANK
#undef LANE_ADD_VALUES
#undef EPI
#undef EPI_MASK
#undef NAME
