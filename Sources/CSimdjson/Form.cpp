#include "CSimdjson.h"

#include <cstring>
#include <string>
#include <vector>

namespace {

/// Whether two texts are the same.
inline bool same(const uint8_t *a, const uint8_t *b, size_t length) {
    uint64_t x, y;
    if (length < sizeof x) {
        for (size_t i = 0; i < length; i++) {
            if (a[i] != b[i]) return false;
        }
        return true;
    }
    // The last eight bytes may be looked at twice.
    for (size_t place = 0, last = length - sizeof x;; place = place + sizeof x < last ? place + sizeof x : last) {
        std::memcpy(&x, a + place, sizeof x);
        std::memcpy(&y, b + place, sizeof y);
        if (x != y) return false;
        if (place == last) return true;
    }
}

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
    std::string text;
    std::vector<csj_form_piece> pieces;
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

    const uint8_t *take(const uint8_t *at, const uint8_t *end) {
        if (rows == capacity && !grow()) return nullptr;
        const uint8_t *expected = reinterpret_cast<const uint8_t *>(text.data());
        uint64_t *word = bits.data() + rows;
        uint8_t *kind = kinds.data() + rows;
        uint64_t *next = word + 2 * capacity;
        kind += 2 * capacity;
        for (const csj_form_piece &piece : pieces) {
            if (size_t(end - at) <= piece.length || !same(expected, at, piece.length)) return nullptr;
            expected += piece.length;
            at += piece.length;
            int64_t value, maximum;
            switch (piece.slot) {
            case CSJ_SLOT_NUMBER:
                if ((*kind = csj_short_number(&at, next)) == 0) return nullptr;
                next += capacity;
                kind += capacity;
                break;
            case CSJ_SLOT_EPOCH:
                if (!whole(at, end, value) || *at++ != '/' || value < 1 || !whole(at, end, maximum)) return nullptr;
                word[0] = uint64_t(value);
                word[capacity] = uint64_t(maximum);
                break;
            case CSJ_SLOT_DURATION:
                if (!duration(at, end, value)) return nullptr;
                *next = uint64_t(value);
                *kind = CSJ_ELEMENT_INT64;
                next += capacity;
                kind += capacity;
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
        size_t length = 0;
        for (size_t i = 0; i < count; i++) {
            length += pieces[i].length;
            form->columns += pieces[i].slot == CSJ_SLOT_NUMBER || pieces[i].slot == CSJ_SLOT_DURATION;
        }
        form->text.assign(reinterpret_cast<const char *>(text), length);
        form->pieces.assign(pieces, pieces + count);
        return form;
    } catch (...) {
        return nullptr;
    }
}

void csj_form_free(csj_form *form) { delete form; }

const uint8_t *csj_form_take(csj_form *form, const uint8_t *line, const uint8_t *end) {
    try {
        return form->take(line, end);
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
