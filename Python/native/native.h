/* What the files of the extension share. */
#ifndef HASBENCH_NATIVE_H
#define HASBENCH_NATIVE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include "hasbench.h"

/* What a column holds, as far as a run's number is concerned. */
enum kind { KIND_FLOAT = 0, KIND_INT = 1, KIND_OTHER = 2, KIND_BITS = 2 };

/* An open file. Calls of it may be under way in other threads, so it is closed when the last of them is over. */
typedef struct {
    PyObject_HEAD
    hasb_file *file;
    Py_ssize_t calls;
    int is_closing;
    PyTypeObject *run_type; /* the class of its runs */
    PyObject *scalars;      /* name -> place << KIND_BITS | kind */
    PyObject *series;       /* name -> place */
} File;

/* A run; it keeps its file. */
typedef struct {
    PyObject_HEAD
    File *file;
    hasb_run run;
    PyObject *head; /* what was told of it; None before somebody asked */
} Run;

/* What the Python side gave: see configure in module.c. */
extern struct given {
    PyObject *make_error; /* (code, message, place) -> exception */
    PyObject *frombuffer; /* numpy.frombuffer */
    PyObject *float64, *int64;
} given;

extern PyTypeObject *file_type, *run_type, *writer_type;
extern PyType_Spec file_spec, run_spec, writer_spec;

/* Raises what a call says; gives NULL. Frees the error. */
PyObject *fail(hasb_code code, hasb_error *error);

/* Raises a usage error; gives NULL. */
PyObject *fail_usage(const char *message);

/* A str of a text, or what a call says. Frees the text. */
PyObject *told(hasb_code code, hasb_text *text, hasb_error *error);

/* Begins a call of a file: 0, or -1 and an exception where it is closed. */
int enter(File *file);
void leave(File *file);

/* A new run of a file. */
PyObject *new_run(File *file, hasb_run run);

/* A bytearray of so many numbers of 8 bytes, and the array that numpy makes of it (which takes the bytearray). */
PyObject *new_numbers(int64_t count, void **numbers);
PyObject *as_array(PyObject *numbers, int64_t count, PyObject *type);

/* Arrow: a stream in a capsule, the fields of one, and a column of texts or truths as a list. */
PyObject *stream_capsule(File *file, const char *options);
struct ArrowArrayStream *capsule_stream(PyObject *capsule);
PyObject *stream_fields(PyObject *module, PyObject *capsule);
PyObject *stream_cells(File *file, const char *options);

#endif
