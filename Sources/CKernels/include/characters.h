// The characters of a text by their kinds, sixteen or sixty-four at once; Swift compiles such comparisons to loops.
//
// Plain vectors that every processor has, so there is one form for all.
#pragma once

#include <stdint.h>
#include <string.h>

#pragma clang assume_nonnull begin

enum { CHARACTERS_PER_BLOCK = 16, CHARACTERS_PER_MASK = 64 };

/// What a byte of a text belongs to.
enum __attribute__((enum_extensibility(closed))) character_kind : uint8_t {
  character_kind_space,
  character_kind_word,
  /// `!` or `?`.
  character_kind_emphasis,
  character_kind_symbol,
  /// A later byte of a symbol, which would begin another one if it were called a symbol.
  character_kind_rest,
};

typedef uint8_t characters_block __attribute__((vector_size(CHARACTERS_PER_BLOCK)));

/// A bit for each byte of the mask that is not zero, the first byte's the lowest.
static inline uint16_t characters_bits(characters_block mask) {
  typedef _Bool bits __attribute__((ext_vector_type(CHARACTERS_PER_BLOCK)));
  bits packed = __builtin_convertvector(mask, bits);
  uint16_t number;
  memcpy(&number, &packed, sizeof number);
  return number;
}

/// Copies sixteen bytes, upper case to lower if `lowercases`, and notes their kinds.
///
/// Returns how many of them, from the first on, are ASCII; what is said of others has no meaning.
static inline int32_t characters_classify(const uint8_t *text, _Bool lowercases, uint8_t *copy, uint8_t *kinds) {
  characters_block bytes;
  memcpy(&bytes, text, sizeof bytes);
  // Other characters than letters do not become letters by this bit.
  characters_block lowered = bytes | 0x20;
  characters_block letters = (characters_block)(lowered - 'a' < 26);
  characters_block words = letters | (characters_block)(bytes - '0' < 10) | (characters_block)(bytes == '_');
  characters_block spaces =
      (characters_block)(bytes == ' ') | (characters_block)(bytes - 0x09 < 5) | (characters_block)(bytes - 0x1C < 4);
  characters_block emphasis = (characters_block)(bytes == '!') | (characters_block)(bytes == '?');
  characters_block kind = (words & character_kind_word) | (emphasis & character_kind_emphasis) |
                          (~(words | spaces | emphasis) & character_kind_symbol);
  bytes |= letters & (uint8_t)(lowercases ? 0x20 : 0);
  memcpy(copy, &bytes, sizeof bytes);
  memcpy(kinds, &kind, sizeof kind);
  return __builtin_ctz(characters_bits(bytes & 0x80) | 1u << CHARACTERS_PER_BLOCK);
}

/// Before which of 64 characters, one bit each, a token begins or has ended; the one before the first is read too.
static inline uint64_t characters_boundaries(const uint8_t *kinds) {
  uint64_t boundaries = 0;
  for (int first = 0; first < CHARACTERS_PER_MASK; first += CHARACTERS_PER_BLOCK) {
    characters_block previous, next;
    memcpy(&previous, kinds + first - 1, sizeof previous);
    memcpy(&next, kinds + first, sizeof next);
    characters_block mask = ((characters_block)(next != previous) | (characters_block)(next == character_kind_symbol)) &
                            (characters_block)(next != character_kind_rest);
    boundaries |= (uint64_t)characters_bits(mask) << first;
  }
  return boundaries;
}

#pragma clang assume_nonnull end
