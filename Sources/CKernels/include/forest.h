// Decision trees for many rows at once.
//
// A tile is FOREST_ROWS rows whose features were replaced by ranks: the rank of a value is how many of the feature's
// thresholds are not above it, so `value < threshold[k]` exactly if `rank <= k`. Every split of a tree is compared for
// every row, and a row's leaf follows without a branch: leaves are numbered from left to right, and a row is at a split
// exactly if its leaf so far is the leftmost one below that split. Going right moves it to the leftmost leaf there.
//
// The same source is compiled for several instruction sets; all give the same bits.
#pragma once

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

enum { FOREST_ROWS = 256 };

/// One split; a tree's splits lie in preorder, so a parent comes before its children.
struct forest_split {
  /// The row of the tile's ranks that is compared.
  uint16_t feature;
  /// A row whose rank is at least this goes right: `k + 1` for the feature's threshold `k`, less the lane's bias.
  int16_t rank;
  /// The leftmost leaf below, and how far it is from there to the leftmost leaf of the right child.
  int16_t leaf, step;
};

/// One tree: its splits and its leaves' values, each by the first one's index and their number, and its root.
struct forest_tree {
  uint32_t split, split_count, value, root;
};

/// A split or a leaf, for rows that are too few for a tile.
struct forest_node {
  /// The threshold, or a leaf's value.
  float value;
  /// What is compared, in a row of features; in a leaf it does not matter.
  uint32_t column;
  /// Where a lower value goes, and where any other; a leaf leads to itself.
  uint32_t children[2];
};

/// One feature: its thresholds, ascending, from an index on, padded with infinity to a multiple of 16.
struct forest_feature {
  /// Where it is in a row of features.
  uint32_t column;
  uint32_t threshold, threshold_count;
  /// Every sixteenth threshold, 16 of them, padded with infinity; used by the one-byte kernels.
  float pivots[16];
};

/// The kernels for one size of rank.
///
/// `values` must be readable for 64 floats from each tree's first value on.
struct forest_kernels {
  /// Fills a tile, `ranks[feature][FOREST_ROWS]` less the lane's bias (128 or 32768), from `row_count` rows that lie
  /// `width` floats apart; returns whether a value that was read is not a number, and its rank without meaning.
  int (*rank)(const struct forest_feature *features, size_t feature_count, const float *thresholds, const float *rows,
              size_t row_count, size_t width, void *ranks);
  /// Adds to each row's margin the value of its leaf in tree after tree.
  void (*add)(const struct forest_tree *trees, size_t tree_count, const struct forest_split *splits,
              const float *values, const void *ranks, float *margins);
};

/// Adds to a margin the value of a row's leaf in tree after tree, none of which is deeper than `depth`.
///
/// Every tree takes `depth` steps, and which child comes next is not a branch, so none is guessed wrong. No feature that
/// is compared may be missing.
static inline float forest_walk(const struct forest_tree *trees, size_t tree_count, const struct forest_node *nodes,
                                uint32_t depth, const float *row, float margin) {
  for (size_t t = 0; t < tree_count; t++) {
    const struct forest_node *node = nodes + trees[t].root;
    for (uint32_t step = 0; step < depth; step++) node = nodes + node->children[!(row[node->column] < node->value)];
    margin += node->value;
  }
  return margin;
}

#pragma clang assume_nonnull end
