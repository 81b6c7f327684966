#include "CSimdjson.h"
#include "ShortNumber.h"

#include <cstring>
#include <vector>

namespace {

/// A piece of a form's text, with room behind it up to a whole number of blocks.
struct Piece {
    static constexpr size_t block = 16;
    std::vector<uint8_t> text;
    size_t length;
    /// A bit for each byte that counts of the last block.
    unsigned last;
    uint32_t slot;

    Piece(const uint8_t *from, csj_form_piece piece) : text(from, from + piece.length), length(piece.length), slot(piece.slot) {
        last = length % block == 0 && length > 0 ? 0xFFFF : (1u << length % block) - 1;
        text.resize(length == 0 ? block : (length + block - 1) / block * block);
    }

    /// Whether a text begins with it; bytes beyond may be looked at.
    bool begins(const uint8_t *at) const {
#if defined(__SSE2__)
        for (size_t place = 0;; place += block) {
            __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text.data() + place));
            __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at + place));
            unsigned same = unsigned(_mm_movemask_epi8(_mm_cmpeq_epi8(a, b)));
            if (place + block >= length) return (same & last) == last;
            if (same != 0xFFFF) return false;
        }
#else
        return std::memcmp(text.data(), at, length) == 0;
#endif
    }
};

/// Reads a whole number of 1 to 18 digits and moves behind it.
inline bool whole(const uint8_t *&at, const uint8_t *end, int64_t &value) {
    const uint8_t *first = at;
    value = 0;
    while (at < end && at - first < 19 && uint8_t(*at - '0') < 10) value = value * 10 + (*at++ - '0');
    return at > first && at - first < 19;
}

/// Reads "dd,hh:mm:ss" in seconds and moves behind it.
inline bool duration(const uint8_t *&at, const uint8_t *end, int64_t &seconds) {
    int64_t days, hours, minutes, rest;
    if (!whole(at, end, days) || *at++ != ',' || !whole(at, end, hours) || *at++ != ':') return false;
    if (!whole(at, end, minutes) || *at++ != ':' || !whole(at, end, rest)) return false;
    if (days >= 1000000000 || hours >= 100000 || minutes >= 100000 || rest >= 100000) return false;
    seconds = days * 86400 + hours * 3600 + minutes * 60 + rest;
    return true;
}

}  // namespace

struct csj_form {
    std::vector<Piece> pieces;
    size_t columns = 2;
    /// Column by column, each with room for `capacity` rows.
    std::vector<uint64_t> bits;
    std::vector<uint8_t> kinds;
    size_t capacity = 0;
    size_t rows = 0;

    static constexpr size_t most = 1 << 16;

    bool grow() {
        if (capacity >= most) return false;
        size_t larger = capacity < 128 ? 128 : 2 * capacity;
        std::vector<uint64_t> more_bits(larger * columns);
        std::vector<uint8_t> more_kinds(larger * columns);
        for (size_t column = 0; column < columns && rows > 0; column++) {
            std::memcpy(&more_bits[column * larger], &bits[column * capacity], rows * sizeof(uint64_t));
            std::memcpy(&more_kinds[column * larger], &kinds[column * capacity], rows);
        }
        bits.swap(more_bits);
        kinds.swap(more_kinds);
        capacity = larger;
        return true;
    }

    /// Reads a line, its numbers by `number`, into whose callers it is built for the sake of the instructions it may use.
    template <auto number> __attribute__((always_inline)) const uint8_t *take(const uint8_t *at, const uint8_t *end) {
        if (rows == capacity && !grow()) return nullptr;
        const size_t stride = capacity;
        uint64_t *const word = bits.data() + rows;
        // Of the next value.
        size_t place = 2 * stride;
        uint8_t *const kind = kinds.data() + rows;
        for (const Piece &piece : pieces) {
            if (size_t(end - at) <= piece.length || !piece.begins(at)) return nullptr;
            at += piece.length;
            int64_t value, maximum;
            switch (piece.slot) {
            case CSJ_SLOT_NUMBER:
                at = number(at, word + place, kind + place);
                if (at == nullptr) return nullptr;
                place += stride;
                break;
            case CSJ_SLOT_EPOCH:
                if (!whole(at, end, value) || *at++ != '/' || value < 1 || !whole(at, end, maximum)) return nullptr;
                word[0] = uint64_t(value);
                word[stride] = uint64_t(maximum);
                break;
            case CSJ_SLOT_DURATION:
                if (!duration(at, end, value)) return nullptr;
                word[place] = uint64_t(value);
                kind[place] = CSJ_ELEMENT_INT64;
                place += stride;
                break;
            default:
                if (*at != '\n') return nullptr;
                rows++;
                return at;
            }
            // Without a newline a number may have gone on beyond the end.
            if (at >= end) return nullptr;
        }
        return nullptr;
    }
};

csj_form *csj_form_new(const uint8_t *text, const csj_form_piece *pieces, size_t count) {
    try {
        csj_form *form = new csj_form;
        for (size_t i = 0; i < count; i++) {
            form->pieces.emplace_back(text, pieces[i]);
            text += pieces[i].length;
            form->columns += pieces[i].slot == CSJ_SLOT_NUMBER || pieces[i].slot == CSJ_SLOT_DURATION;
        }
        return form;
    } catch (...) {
        return nullptr;
    }
}

void csj_form_free(csj_form *form) { delete form; }

#if defined(__x86_64__)
SHORT_NUMBER_WIDE static const uint8_t *take_wide(csj_form *form, const uint8_t *line, const uint8_t *end) {
    return form->take<short_number::wide>(line, end);
}
#endif

const uint8_t *csj_form_take(csj_form *form, const uint8_t *line, const uint8_t *end) {
    try {
#if defined(__x86_64__)
        if (short_number::has_wide) return take_wide(form, line, end);
#endif
        return form->take<short_number::plain>(line, end);
    } catch (...) {
        return nullptr;
    }
}

size_t csj_form_rows(const csj_form *form) { return form->rows; }

const uint64_t *csj_form_column(const csj_form *form, size_t column, const uint8_t **kinds) {
    if (column >= form->columns || form->capacity == 0) return nullptr;
    *kinds = form->kinds.data() + column * form->capacity;
    return form->bits.data() + column * form->capacity;
}

void csj_form_clear(csj_form *form) { form->rows = 0; }
