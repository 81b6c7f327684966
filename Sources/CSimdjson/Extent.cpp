#include "CSimdjson.h"

#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace {

/// Which of 64 bytes are what, a bit a byte.
struct Masks {
    uint64_t quotes, backslashes, opens, closes;
};

#if defined(__SSE2__)
inline Masks classify(const char *text) {
    Masks masks = {};
    for (int part = 0; part < 4; part++) {
        __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text + 16 * part));
        auto equal = [&](__m128i of, char c) {
            return uint64_t(unsigned(_mm_movemask_epi8(_mm_cmpeq_epi8(of, _mm_set1_epi8(c))))) << (16 * part);
        };
        // [ and {, ] and } differ in one bit.
        __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        masks.quotes |= equal(bytes, '"');
        masks.backslashes |= equal(bytes, '\\');
        masks.opens |= equal(folded, '{');
        masks.closes |= equal(folded, '}');
    }
    return masks;
}
#else
inline Masks classify(const char *text) {
    Masks masks = {};
    for (int i = 0; i < 64; i++) {
        uint64_t bit = uint64_t(1) << i;
        char c = text[i], folded = char(c | 0x20);
        if (c == '"') masks.quotes |= bit;
        if (c == '\\') masks.backslashes |= bit;
        if (folded == '{') masks.opens |= bit;
        if (folded == '}') masks.closes |= bit;
    }
    return masks;
}
#endif

/// Each bit: whether an odd number of bits is set up to it.
inline uint64_t parity(uint64_t bits) {
    for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
}

}  // namespace

size_t csj_find_end(csj_extent *extent, const char *text, size_t length) {
    for (size_t start = 0; start < length; start += 64) {
        char tail[64];
        const char *block = text + start;
        size_t count = length - start < 64 ? length - start : 64;
        if (count < 64) {
            std::memset(tail, ' ', sizeof tail);
            std::memcpy(tail, block, count);
            block = tail;
        }
        Masks masks = classify(block);
        // Escaped bytes: those after an odd run of backslashes. They are rare, so that they are found one by one.
        uint64_t escaped = extent->escaped;
        extent->escaped = 0;
        uint64_t backslashes = masks.backslashes & ~escaped;
        while (backslashes) {
            int place = __builtin_ctzll(backslashes);
            backslashes &= backslashes - 1;
            if (size_t(place) + 1 >= count) {
                extent->escaped = 1;
            } else {
                escaped |= uint64_t(2) << place;
                backslashes &= ~(uint64_t(2) << place);
            }
        }
        uint64_t inside = parity(masks.quotes & ~escaped) ^ extent->in_string;
        extent->in_string = uint64_t(int64_t(inside) >> 63);
        uint64_t opens = masks.opens & ~inside, closes = masks.closes & ~inside;
        if (__builtin_popcountll(closes) < extent->depth) {
            extent->depth += __builtin_popcountll(opens) - __builtin_popcountll(closes);
            continue;
        }
        for (uint64_t both = opens | closes; both; both &= both - 1) {
            int place = __builtin_ctzll(both);
            extent->depth += (opens >> place & 1) ? 1 : -1;
            if (extent->depth <= 0) return start + size_t(place) + 1;
        }
    }
    return length;
}
