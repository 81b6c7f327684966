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
    CSJ_JSON = 5
};

/// One leaf; its pointers hold until the reader reads again.
typedef struct csj_leaf {
    /// The member's name, unescaped; with `nested`, names joined by dots.
    const char *path;
    /// The text of CSJ_STRING (unescaped) and CSJ_JSON.
    const char *text;
    /// CSJ_INT64, CSJ_BOOL.
    int64_t integer;
    /// CSJ_DOUBLE.
    double number;
    uint32_t path_length;
    uint32_t text_length;
    uint32_t kind;
} csj_leaf;

/// A reader that is used again for object after object; one thread at a time.
typedef struct csj_reader csj_reader;

/// Null if there is no memory.
csj_reader *csj_reader_new(void);
void csj_reader_free(csj_reader *reader);

/// Reads one object. `readable` bytes from `text` on may be read (simdjson reads past the end);
/// if they are too few, the text is copied. With `nested`, inner objects are opened.
/// Returns null, or what is wrong as a text that lives for ever.
const char *csj_read(csj_reader *reader, const char *text, size_t length, size_t readable, int nested);

/// The leaves of the object last read.
const csj_leaf *csj_leaves(const csj_reader *reader);
size_t csj_leaf_count(const csj_reader *reader);

/// Whether csj_read last failed because the text isn't UTF-8.
int csj_failed_utf8(const csj_reader *reader);

/// Reads exactly `count` numbers with a tab between two; 1 if that is all there is.
int csj_read_numbers(const char *text, size_t length, double *numbers, size_t count);

#ifdef __cplusplus
}
#endif
