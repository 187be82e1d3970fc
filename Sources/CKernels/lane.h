// The kernels for one instruction set and one size of rank; lanes.h includes it for each size.
//
// Needs LANE and ULANE (a rank, a leaf), LANE_BIAS, LANE_RANK() and LANE_ADD_VALUES(), NAME(), MOVE() and VECTOR_BYTES.

typedef LANE NAME(vector) __attribute__((vector_size(VECTOR_BYTES), aligned(1), may_alias));

static int NAME(rank)(const struct forest_feature *features, size_t feature_count, const float *thresholds,
                      const float *rows, size_t row_count, size_t width, void *ranks) {
  int is_missing = 0;
  for (size_t f = 0; f < feature_count; f++) {
    const struct forest_feature *feature = features + f;
    LANE *target = (LANE *)ranks + f * FOREST_ROWS;
    for (size_t r = 0; r < row_count; r++) {
      float value = rows[r * width + feature->column];
      uint32_t rank = LANE_RANK(feature, thresholds + feature->threshold, value);
      is_missing |= value != value;
      // An infinite value must not rank above the padding.
      target[r] = (LANE)((rank < feature->threshold_count ? rank : feature->threshold_count) - LANE_BIAS);
    }
  }
  return is_missing;
}

static inline void NAME(find_leaves)(const struct forest_split *split, const struct forest_split *end,
                                     const LANE *ranks, ULANE *leaves) {
  enum { VECTORS = FOREST_ROWS * sizeof(LANE) / VECTOR_BYTES };
  NAME(vector) leaf[VECTORS];
  for (int v = 0; v < VECTORS; v++) leaf[v] = (NAME(vector)){0};
  for (; split < end; split++) {
    const NAME(vector) *rank = (const NAME(vector) *)(ranks + (size_t)split->feature * FOREST_ROWS);
    NAME(vector) right = (NAME(vector)){0} + (LANE)split->rank;
    NAME(vector) here = (NAME(vector)){0} + (LANE)split->leaf;
    NAME(vector) step = (NAME(vector)){0} + (LANE)split->step;
    for (int v = 0; v < VECTORS; v++) leaf[v] = MOVE(leaf[v], rank[v], right, here, step);
  }
  for (int v = 0; v < VECTORS; v++) ((NAME(vector) *)leaves)[v] = leaf[v];
}

static void NAME(add)(const struct forest_tree *trees, size_t tree_count, const struct forest_split *splits,
                      const float *values, const void *ranks, float *margins) {
  ULANE leaves[FOREST_ROWS];
  for (size_t t = 0; t < tree_count; t++) {
    const struct forest_split *first = splits + trees[t].split;
    NAME(find_leaves)(first, first + trees[t].split_count, ranks, leaves);
    LANE_ADD_VALUES(values + trees[t].value, trees[t].split_count + 1, leaves, margins);
  }
}
