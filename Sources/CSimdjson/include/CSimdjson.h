// A thin C view of simdjson: one object in, its leaves out.
//
// Debian: libsimdjson-dev.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a leaf is.
enum {
    CSJ_NULL = 0,
    CSJ_BOOL = 1,
    CSJ_INT64 = 2,
    /// Also the bare tokens NaN, Infinity and -Infinity, and integers beyond int64.
    CSJ_DOUBLE = 3,
    CSJ_STRING = 4,
    /// A list, or an object that was not to be opened: valid JSON as it stood, bare NaN and infinities as strings.
    CSJ_JSON = 5,
    /// With CSJ_LISTS, a list of scalars: `text` is its unchecked text, `integer` the place of its first element.
    CSJ_LIST = 6
};

/// How an object is read; a set of these.
enum {
    /// Inner objects are opened.
    CSJ_NESTED = 1,
    /// Lists of scalars give their elements.
    CSJ_LISTS = 2,
    /// Lists that hold lists or objects are opened, their places being names.
    CSJ_OPEN_LISTS = 4
};

/// What an element of a list is.
enum {
    CSJ_ELEMENT_NULL = 1,
    CSJ_ELEMENT_INT64 = 2,
    CSJ_ELEMENT_DOUBLE = 3,
    CSJ_ELEMENT_BOOL = 4,
    CSJ_ELEMENT_STRING = 5
};

/// One leaf; its pointers hold until the reader reads again.
typedef struct csj_leaf {
    /// The member's name, unescaped; of an inner object's member, names joined by the separator.
    const char *path;
    /// The text of CSJ_STRING (unescaped), CSJ_JSON and CSJ_LIST.
    const char *text;
    /// CSJ_INT64, CSJ_BOOL, CSJ_LIST.
    int64_t integer;
    /// CSJ_DOUBLE.
    double number;
    uint32_t path_length;
    uint32_t text_length;
    uint32_t kind;
    /// The number of elements of a CSJ_LIST, and a bit (1 << kind) for each kind among them.
    uint32_t count;
    uint32_t kinds;
} csj_leaf;

/// A reader that is used again for object after object; one thread at a time.
typedef struct csj_reader csj_reader;

/// Null if there is no memory.
csj_reader *csj_reader_new(void);
void csj_reader_free(csj_reader *reader);

/// Reads one object. `readable` bytes from `text` on may be read (simdjson reads past the end);
/// if they are too few, the text is copied. `separator` joins the names of a path.
/// Returns null, or what is wrong as a text that lives for ever.
const char *csj_read(csj_reader *reader, const char *text, size_t length, size_t readable, int how, char separator);

/// The leaves of the object last read.
const csj_leaf *csj_leaves(const csj_reader *reader);
size_t csj_leaf_count(const csj_reader *reader);

/// The elements of all lists of the object last read: what each is, and its bits (of a string, its place among texts).
const uint8_t *csj_element_kinds(const csj_reader *reader);
const uint64_t *csj_element_bits(const csj_reader *reader);
size_t csj_element_count(const csj_reader *reader);

/// A string among the elements, unescaped; null if there is none of that place.
const char *csj_element_text(const csj_reader *reader, uint64_t place, size_t *length);

/// Checks a JSON value's text and copies it, bare NaN and infinities as strings; null if it is malformed.
/// The copy holds until the next call for this reader.
const char *csj_copy_json(csj_reader *reader, const char *text, size_t length, size_t *copied);

/// Whether csj_read last failed because the text isn't UTF-8.
int csj_failed_utf8(const csj_reader *reader);

/// Reads exactly `count` numbers with a tab between two; 1 if that is all there is.
int csj_read_numbers(const char *text, size_t length, double *numbers, size_t count);

/// What stands behind a piece of a form's text: a number, "e/E" without its quotes, "dd,hh:mm:ss", or the line's end.
enum { CSJ_SLOT_NUMBER, CSJ_SLOT_EPOCH, CSJ_SLOT_DURATION, CSJ_SLOT_END };

/// A piece of the text that all lines of a form have, and what stands behind it.
typedef struct csj_form_piece {
    uint32_t length;
    uint32_t slot;
} csj_form_piece;

/// The form that lines have in common: the same text between values. It holds the rows that were read of them.
typedef struct csj_form csj_form;

/// Makes a form of the pieces of `text`, one after the other, the last with CSJ_SLOT_END; NULL for want of memory.
csj_form *csj_form_new(const uint8_t *text, const csj_form_piece *pieces, size_t count);
void csj_form_free(csj_form *form);

/// Reads a line as a row, if it has the form. Returns where its newline is; NULL if it isn't like that, has no newline
/// before `end`, or finds no room: a form holds 65,536 rows. Sixty-four bytes from `end` on must be readable.
const uint8_t *csj_form_take(csj_form *form, const uint8_t *line, const uint8_t *end);

/// How many rows it holds.
size_t csj_form_rows(const csj_form *form);

/// A column of the rows: 0 the e and 1 the E of "e/E", from 2 on the values in order. Of these `kinds` gives
/// CSJ_ELEMENT_INT64 or CSJ_ELEMENT_DOUBLE by row.
const uint64_t *csj_form_column(const csj_form *form, size_t column, const uint8_t **kinds);

/// Forgets the rows.
void csj_form_clear(csj_form *form);

/// Where a search for the end of a JSON list or object stands; all zero at its first byte.
typedef struct csj_extent {
    int64_t depth;
    /// All ones within a string.
    uint64_t in_string;
    /// 1 if the byte to come is escaped.
    uint64_t escaped;
} csj_extent;

/// Goes on to the end of a list or object, which may come in several pieces; it is not checked otherwise.
/// Returns the number of bytes up to behind the end, or `length` with a depth above 0 if it hasn't come yet.
size_t csj_find_end(csj_extent *extent, const char *text, size_t length);

#ifdef __cplusplus
}
#endif
