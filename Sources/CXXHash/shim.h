// Debian: libxxhash-dev. Inlined, so that nothing more is linked; the macros that inlining needs are hidden from Swift
// behind one function.
#define XXH_INLINE_ALL
#include <xxhash.h>
#include <stddef.h>
#include <stdint.h>

static inline uint64_t hasb_xxh3_64(const void *bytes, size_t count, uint64_t seed) {
    return XXH3_64bits_withSeed(bytes, count, seed);
}
