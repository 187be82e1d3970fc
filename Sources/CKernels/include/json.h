// JSON strings, sixteen bytes at once.
#pragma once

#include "characters.h"
#include <stddef.h>

#pragma clang assume_nonnull begin

/// A bit for each of sixteen bytes that cannot stand in a JSON string as it is: quotes, backslashes, control characters.
static inline uint32_t json_special_bytes(const uint8_t *text) {
  characters_block bytes;
  memcpy(&bytes, text, sizeof bytes);
  return characters_bits((characters_block)(bytes < 0x20) | (characters_block)(bytes == '"') |
                         (characters_block)(bytes == '\\'));
}

/// Where the first such byte of a line is from a position on; `count`, where the line ends, if there is none.
static inline size_t json_special_position(const uint8_t *line, size_t position, size_t count) {
  for (; position + CHARACTERS_PER_BLOCK <= count; position += CHARACTERS_PER_BLOCK) {
    uint32_t special = json_special_bytes(line + position);
    if (special != 0) return position + __builtin_ctz(special);
  }
  if (count >= CHARACTERS_PER_BLOCK) {
    // The line's last sixteen bytes, those before the position shifted out.
    size_t first = count - CHARACTERS_PER_BLOCK;
    uint32_t special = json_special_bytes(line + first) >> (position - first);
    return special != 0 ? position + __builtin_ctz(special) : count;
  }
  while (position < count && line[position] >= 0x20 && line[position] != '"' && line[position] != '\\') position++;
  return position;
}

/// How many quotes there are.
static inline size_t json_quote_count(const uint8_t *bytes, size_t count) {
  size_t quotes = 0;
  while (count > 0) {
    // In vectors of bytes, each of which counts up to 255.
    size_t part = count < 255 ? count : 255;
    uint8_t found = 0;
    for (size_t i = 0; i < part; i++) found += bytes[i] == '"';
    quotes += found;
    bytes += part;
    count -= part;
  }
  return quotes;
}

#pragma clang assume_nonnull end
