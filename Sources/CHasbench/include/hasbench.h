/* hasbench: tabular AutoML benchmarks in one file, from C and from all that can call C.
 *
 * The library is libhasbench.so. A file is opened once, and may then be used by many threads at the same time. Nothing here
 * prints, exits or keeps what it was given; pointers are read during the call only, but for the handles.
 *
 * Results. Functions give a hasb_code: HASB_OK, or what went wrong, and then *error (where error isn't NULL) says it in words,
 * with the place. Whoever gets a hasb_text frees it by hasb_text_free, whoever gets an error by hasb_error_free.
 * Texts are UTF-8, with a 0 behind them that `count` doesn't count; JSON is strict, non-finite numbers being the strings "NaN",
 * "Infinity", "-Infinity", in the shapes of Specs/command.md.
 *
 * Versions. A function never changes its meaning and never goes away within one HASB_ABI. New functions may come, and new codes:
 * one that you don't know is a failure like the others, and its error says what to do.
 */
#ifndef HASBENCH_H
#define HASBENCH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface. */
#define HASB_ABI 1

/* What became of a call. */
typedef enum hasb_code {
    HASB_OK = 0,
    HASB_USAGE = 1,       /* a name, value or argument that can't be */
    HASB_DAMAGED = 2,     /* a file, or a part of it, that isn't what was written */
    HASB_UNSUPPORTED = 3, /* a file that needs a newer version */
    HASB_MISMATCH = 4,    /* things that don't go together */
    HASB_LIMIT = 5,       /* more than a file can hold */
    HASB_NO_INPUT = 6,    /* no such file */
    HASB_NO_PROGRAM = 7,  /* a program that is missing */
    HASB_CANNOT_WRITE = 8,
    HASB_IO = 9,
    HASB_INFEASIBLE = 10, /* a configuration of the search space that no network can be built of; hasb_query says so */
} hasb_code;

/* What went wrong, in words; all zero to begin with. */
typedef struct hasb_error {
    int32_t code;  /* a hasb_code */
    char *message; /* what, and what to do */
    char *place;   /* where: file, column, run; "" where there is none */
} hasb_error;

/* Bytes that the library allocated. */
typedef struct hasb_text {
    char *bytes;
    size_t count;
} hasb_text;

/* An open file. */
typedef struct hasb_file hasb_file;

/* A file that is being written. */
typedef struct hasb_writer hasb_writer;

/* A run of a file: valid for that file only. */
typedef uint64_t hasb_run;

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
/* The Arrow C data interface, https://arrow.apache.org/docs/format/CDataInterface.html. */
struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};
#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
/* The Arrow C stream interface, https://arrow.apache.org/docs/format/CStreamInterface.html. */
struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};
#endif

/* The HASB_ABI that the library was built with. */
uint32_t hasb_abi(void);

/* The version of the library, such as "1.0". */
const char *hasb_version(void);

/* Frees what an error holds, and makes it all zero. NULL is allowed. */
void hasb_error_free(hasb_error *error);

/* Frees a text, and makes it all zero. NULL is allowed. */
void hasb_text_free(hasb_text *text);

/* Opens a file. Reads a few kilobytes, whatever the file's size. Blocks that are read later are kept within
 * cache_bytes; 0 stands for 64 MiB. */
hasb_code hasb_open(const char *path, uint64_t cache_bytes, hasb_file **file, hasb_error *error);

/* Closes a file; no other call may be under way. Arrow streams of it stay valid. NULL is allowed. */
void hasb_close(hasb_file *file);

/* What `hasbench info --json` prints: schema, counts, units, keys, provenance, search space, bytes by column. The place of
 * a column, as other functions take it, is its place in "columns". */
hasb_code hasb_info(const hasb_file *file, hasb_text *json, hasb_error *error);

/* The number of runs. */
int64_t hasb_run_count(const hasb_file *file);

/* The place of a metric, scalar or key of this name, in this order; -1 where there is none. */
int32_t hasb_scalar(const hasb_file *file, const char *name);

/* The place of a series of this name; -1 where there is none. */
int32_t hasb_series(const hasb_file *file, const char *name);

/* The config hash of a configuration, a JSON object of key to value. */
hasb_code hasb_hash(const hasb_file *file, const char *config, uint8_t hash[16], hasb_error *error);

/* The runs of a configuration: all its repeats in order of task, seed and place.
 *
 * Gives their number in *count, and as many of them as there is room for in runs. None is no error. */
hasb_code hasb_lookup(
    const hasb_file *file, const uint8_t hash[16], hasb_run *runs, size_t room, size_t *count, hasb_error *error);

/* The n-th run in the order of the file. */
hasb_code hasb_run_at(const hasb_file *file, int64_t place, hasb_run *run, hasb_error *error);

/* What a run holds in a metric, scalar or key, as a number; *is_there is 0 where it holds none. */
hasb_code hasb_number(
    const hasb_file *file, hasb_run run, int32_t column, double *value, int32_t *is_there, hasb_error *error);

/* A series of a run with its axis, up to a step (infinity for all); where there is no number, NaN.
 *
 * Gives the number of steps in *count, -1 where the run has no such series, and as many steps and values as there is room
 * for. Either array may be NULL. */
hasb_code hasb_curve(
    const hasb_file *file, hasb_run run, int32_t series, double up_to, double *steps, double *values, int64_t room,
    int64_t *count, hasb_error *error);

/* A run as `hasbench lookup --json` prints it.
 *
 * options is NULL or a JSON object: "metrics": [names], "series": [names] (all if left out), "settings": true for settings
 * and scalars too, "epoch": the last step. */
hasb_code hasb_run_json(
    const hasb_file *file, hasb_run run, const char *options, hasb_text *json, hasb_error *error);

/* What `hasbench query --json` answers: the runs of a configuration, or a prediction that is marked as one; a line each.
 *
 * config is a JSON object of key to value. options is NULL or a JSON object: those of hasb_run_json, and "noise": a seed to
 * draw one run by, "members": true, "task", "seed" to keep those of the table's runs alone. A configuration that is neither in
 * the table nor predicted gives HASB_OK and an empty text; one outside of the search space HASB_USAGE, and one inside of it that
 * no network can be built of HASB_INFEASIBLE. */
hasb_code hasb_query(
    const hasb_file *file, const char *config, const char *options, hasb_text *json, hasb_error *error);

/* A metric, scalar or key over all runs, as numbers in the order of the file; NaN where there is none.
 *
 * values has room for hasb_run_count numbers; is_there, which may be NULL, for as many bytes: 1 where there is a number. */
hasb_code hasb_numbers(
    const hasb_file *file, int32_t column, double *values, uint8_t *is_there, hasb_error *error);

/* The length of a series over all runs, run after run: how many numbers hasb_values gives. */
hasb_code hasb_value_count(const hasb_file *file, int32_t series, int64_t *count, hasb_error *error);

/* A series of all runs as numbers, run after run in the order of the file; NaN where there is a null or a hole.
 *
 * values has room for hasb_value_count numbers; ends, which may be NULL, for hasb_run_count: where each run's end. */
hasb_code hasb_values(
    const hasb_file *file, int32_t series, double *values, int64_t *ends, hasb_error *error);

/* The table as a stream of Arrow record batches, each of one or several segments, read when they are asked for.
 *
 * A row is a run: hash (fixed binary of 16 bytes), then the columns, series as lists. options is NULL or a JSON object:
 * "columns": [names] in this order (all if left out), "where": {key: value} to keep the runs with these values, "segments":
 * [first, end] to read some segments alone. Columns that hold the same may share their buffers. */
hasb_code hasb_stream(
    const hasb_file *file, const char *options, struct ArrowArrayStream *stream, hasb_error *error);

/* Starts a file.
 *
 * schema is a JSON object: "columns": [{"name", "role", "type", "unit", "definition"}, ...] as hasb_info prints them,
 * "provenance": {...}, "space": a search space in ConfigSpace's JSON, "level": 1 to 22. The file appears when it is finished;
 * one that is there already is an error unless replace isn't 0. */
hasb_code hasb_writer_open(
    const char *path, const char *schema, int32_t replace, hasb_writer **writer, hasb_error *error);

/* Adds runs, a JSON object a line, in the form that `hasbench export` prints; metrics are computed where they are left out. */
hasb_code hasb_writer_add_json(hasb_writer *writer, const char *lines, size_t count, hasb_error *error);

/* Adds the rows of a stream of Arrow record batches, columns by their names; the stream is read to its end and released.
 * Values may stand in dictionaries. */
hasb_code hasb_writer_add_stream(hasb_writer *writer, struct ArrowArrayStream *stream, hasb_error *error);

/* Puts the file under its name, and frees the writer, whatever becomes of it. summary, which may be NULL, gets
 * {"runs", "segments", "bytes", "content_digest"}. */
hasb_code hasb_writer_finish(hasb_writer *writer, hasb_text *summary, hasb_error *error);

/* Gives a file up, and frees the writer. NULL is allowed. */
void hasb_writer_cancel(hasb_writer *writer);

#ifdef __cplusplus
}
#endif

#endif
