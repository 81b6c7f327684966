// Reads short decimal numbers, of which logs and sweeps mostly consist: in steps that every processor has, and with vector
// instructions of newer ones, between which the caller chooses for a whole line or list.
#pragma once

#include "CSimdjson.h"

#include <cstring>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace short_number {

inline constexpr double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};

/// Eight bytes, the first one the lowest.
inline uint64_t eight_bytes(const uint8_t *text) {
    uint64_t bytes;
    memcpy(&bytes, text, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/// The first `count` of eight bytes, which are digits, as numbers of a byte each with zeros before them: the last stands in
/// the highest byte. `count` is 1 to 8.
inline uint64_t spread_digits(uint64_t bytes, unsigned count) {
    return (bytes ^ 0x3030303030303030u) << (64 - 8 * count);
}

/// The value of eight digits that are spread.
inline uint64_t digits_value(uint64_t digits) {
    digits = digits * 10 + (digits >> 8);
    return (((digits & 0x000000FF000000FFu) * (100 + (1000000ull << 32))) +
            (((digits >> 16) & 0x000000FF000000FFu) * (1 + (10000ull << 32)))) >> 32;
}

/// Of sixteen bytes, a bit for each: digits, and points.
inline void digits_and_points(const uint8_t *text, unsigned *digits, unsigned *points) {
#if defined(__SSE2__)
    __m128i bytes = _mm_loadu_si128((const __m128i *)text);
    __m128i values = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    *digits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values));
    *points = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.')));
#else
    *digits = *points = 0;
    for (unsigned i = 0; i < 16; i++) {
        *digits |= (unsigned)((uint8_t)(text[i] - '0') < 10) << i;
        *points |= (unsigned)(text[i] == '.') << i;
    }
#endif
}

/// Reads a decimal number of at most 15 digits, 8 of them before and 8 behind the point, without an exponent: its double's
/// bits, or its integer, and CSJ_ELEMENT_DOUBLE or CSJ_ELEMENT_INT64. Returns where it ends; null if it is none of these.
/// Twenty-five bytes from `at` on must be readable.
inline const uint8_t *plain(const uint8_t *at, uint64_t *bits, uint8_t *kind) {
    static const uint64_t scales[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    unsigned negative = *at == '-', digits, points;
    at += negative;
    digits_and_points(at, &digits, &points);
    unsigned length = (unsigned)__builtin_ctz(~(digits | points) | 0x10000u);
    unsigned count = (unsigned)__builtin_ctz(~digits | 0x10000u);
    // A zero that isn't all of the whole part may not begin it.
    if (length == 16 || count - 1 > 7 || ((count > 1) & (*at == '0')) || (at[length] | 0x20) == 'e') return nullptr;
    uint64_t whole = eight_bytes(at);
    if (length == count) {
        uint64_t value = digits_value(spread_digits(whole, count));
        *bits = negative ? 0 - value : value;
        *kind = CSJ_ELEMENT_INT64;
        return at + length;
    }
    unsigned places = length - count - 1;
    // One point, and digits behind it.
    if (places - 1 > 7 || (points & ((1u << length) - 1)) != 1u << count || count + places > 15) return nullptr;
    uint64_t scaled;
    if (count + places <= 8) {
        // The bytes from the point on are exchanged for those behind it.
        uint64_t joined = whole ^ ((whole ^ eight_bytes(at + 1)) & ~(uint64_t)0 << 8 * count);
        scaled = digits_value(spread_digits(joined, count + places));
    } else {
        scaled = digits_value(spread_digits(whole, count)) * scales[places] +
                 digits_value(spread_digits(eight_bytes(at + count + 1), places));
    }
    // Both are exact doubles, so that the quotient is the correctly rounded decimal.
    double number = (double)(int64_t)scaled / powers[places];
    memcpy(bits, &number, sizeof number);
    *bits |= (uint64_t)negative << 63;
    *kind = CSJ_ELEMENT_DOUBLE;
    return at + length;
}

#if defined(__x86_64__)

/// What to do with a number of so many digits before the point, and of some length with the point.
struct Move {
    /// Which of its bytes are digits, moved to the end of eight.
    uint8_t bytes[8];
    /// Where points must be, as a bit; all bits if there is no such number.
    uint32_t points;
    /// How many digits stand behind the point.
    uint32_t places;
};

struct Moves {
    static constexpr unsigned longest = 9;
    Move of[longest + 1][longest + 1];

    constexpr Moves() : of() {
        for (unsigned count = 0; count <= longest; count++) {
            for (unsigned length = 0; length <= longest; length++) {
                Move &move = of[count][length];
                bool isWhole = length == count, exists = isWhole ? 0 < count && count <= 8 : 0 < count && count + 1 < length;
                move.points = !exists ? ~0u : isWhole ? 0 : 1u << count;
                move.places = exists && !isWhole ? length - count - 1 : 0;
                for (unsigned place = 0; place < 8; place++) move.bytes[place] = 0x80;
                unsigned to = 8;
                for (unsigned from = length; from-- > 0 && to > 0;) {
                    if (from != count) move.bytes[--to] = uint8_t(from);
                }
            }
        }
    }
};

inline constexpr Moves moves;

/// Marks a function that may use `wide`, which is called on processors with these instructions only.
#define SHORT_NUMBER_WIDE __attribute__((target("avx2,bmi,bmi2")))

/// The same with newer vector instructions, for up to eight digits; all else it leaves to the other.
SHORT_NUMBER_WIDE inline const uint8_t *wide(const uint8_t *text, uint64_t *bits, uint8_t *kind) {
    bool negative = *text == '-';
    const uint8_t *at = text + negative;
    __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
    __m128i values = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    unsigned digits = unsigned(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values)));
    unsigned points = unsigned(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'))));
    size_t length = size_t(__builtin_ctz(~(digits | points)));
    size_t count = size_t(__builtin_ctz(~digits));
    if (length > Moves::longest) return plain(text, bits, kind);
    const Move &move = moves.of[count][length];
    // A zero that isn't all of the whole part may not begin it.
    if ((points & ((1u << length) - 1)) != move.points || (at[length] | 0x20) == 'e' || (*at == '0' && count > 1)) {
        return plain(text, bits, kind);
    }
    __m128i spread = _mm_shuffle_epi8(values, _mm_loadl_epi64(reinterpret_cast<const __m128i *>(move.bytes)));
    __m128i pairs = _mm_maddubs_epi16(spread, _mm_set1_epi16(1 << 8 | 10));
    __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(1 << 16 | 100));
    __m128i eight = _mm_madd_epi16(_mm_packus_epi32(fours, fours), _mm_set1_epi32(1 << 16 | 10000));
    if (move.points == 0) {
        int64_t value = _mm_cvtsi128_si32(eight);
        *bits = uint64_t(negative ? -value : value);
        *kind = CSJ_ELEMENT_INT64;
        return at + length;
    }
    // Both are exact doubles, so that the quotient is the correctly rounded decimal.
    double number = _mm_cvtsd_f64(_mm_cvtepi32_pd(eight)) / powers[move.places];
    if (negative) number = -number;
    memcpy(bits, &number, sizeof number);
    *kind = CSJ_ELEMENT_DOUBLE;
    return at + length;
}

/// Whether this processor has them.
inline const bool has_wide = (__builtin_cpu_init(), __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                                                        __builtin_cpu_supports("bmi2"));

#endif

}  // namespace short_number
