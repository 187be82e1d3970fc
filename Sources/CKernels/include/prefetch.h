// Memory that will soon be read.
#pragma once

#pragma clang assume_nonnull begin

/// Asks for the cache line at an address, which need not be valid, before it is read; Swift has no word for it.
static inline void prefetch(const void *_Nullable address) { __builtin_prefetch(address); }

#pragma clang assume_nonnull end
