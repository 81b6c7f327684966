/* Arrow streams: in a capsule for others, and the little of them that is read here. */
#include "native.h"

#define CAPSULE "arrow_array_stream"

static void free_capsule(PyObject *capsule) {
    struct ArrowArrayStream *stream = PyCapsule_GetPointer(capsule, CAPSULE);
    if (!stream) {
        PyErr_Clear();
        return;
    }
    if (stream->release) stream->release(stream);
    free(stream);
}

/* Opens a stream: 0, or -1 and an exception. */
static int open_stream(File *file, const char *options, struct ArrowArrayStream *stream) {
    if (enter(file) < 0) return -1;
    memset(stream, 0, sizeof *stream);
    hasb_error error = {0, NULL, NULL};
    hasb_code code;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_stream(file->file, options, stream, &error);
    Py_END_ALLOW_THREADS
    leave(file);
    if (code == HASB_OK) return 0;
    fail(code, &error);
    return -1;
}

PyObject *stream_capsule(File *file, const char *options) {
    struct ArrowArrayStream *stream = calloc(1, sizeof *stream);
    if (!stream) return PyErr_NoMemory();
    if (open_stream(file, options, stream) < 0) {
        free(stream);
        return NULL;
    }
    PyObject *capsule = PyCapsule_New(stream, CAPSULE, free_capsule);
    if (!capsule) {
        stream->release(stream);
        free(stream);
    }
    return capsule;
}

struct ArrowArrayStream *capsule_stream(PyObject *capsule) {
    struct ArrowArrayStream *stream = PyCapsule_GetPointer(capsule, CAPSULE);
    if (stream && !stream->release) {
        fail_usage("the Arrow stream was read already");
        return NULL;
    }
    return stream;
}

/* Raises what a stream says. */
static void stream_error(struct ArrowArrayStream *stream, int code) {
    const char *message = stream->get_last_error(stream);
    PyErr_Format(PyExc_OSError, "%s", message ? message : strerror(code));
}

/* A value of a field's metadata as a str; None where it has none of this name. */
static PyObject *metadata(const struct ArrowSchema *field, const char *name) {
    const char *next = field->metadata;
    int32_t pairs = 0;
    if (next) {
        memcpy(&pairs, next, 4);
        next += 4;
    }
    for (int32_t pair = 0; pair < pairs; pair++) {
        int32_t counts[2];
        const char *texts[2];
        for (int which = 0; which < 2; which++) {
            memcpy(&counts[which], next, 4);
            texts[which] = next + 4;
            next = texts[which] + counts[which];
        }
        if ((size_t)counts[0] == strlen(name) && !memcmp(texts[0], name, (size_t)counts[0]))
            return PyUnicode_DecodeUTF8(texts[1], counts[1], "replace");
    }
    Py_RETURN_NONE;
}

/* The format of a field's values; its own is that of the indices where these stand in a dictionary. */
static const char *format_of(const struct ArrowSchema *field) {
    return field->dictionary ? field->dictionary->format : field->format;
}

PyObject *stream_fields(PyObject *module, PyObject *capsule) {
    (void)module;
    struct ArrowArrayStream *stream = capsule_stream(capsule);
    if (!stream) return NULL;
    struct ArrowSchema schema;
    memset(&schema, 0, sizeof schema);
    int code;
    Py_BEGIN_ALLOW_THREADS
    code = stream->get_schema(stream, &schema);
    Py_END_ALLOW_THREADS
    if (code) {
        stream_error(stream, code);
        return NULL;
    }
    PyObject *list = PyList_New(0);
    for (int64_t place = 0; list && place < schema.n_children; place++) {
        struct ArrowSchema *field = schema.children[place];
        const struct ArrowSchema *child = field->n_children == 1 ? field->children[0] : NULL;
        const char *item = child ? format_of(child) : NULL;
        PyObject *role = metadata(field, "role"), *unit = metadata(field, "unit");
        PyObject *facts = role && unit ? Py_BuildValue("zszOO", field->name, format_of(field), item, role, unit) : NULL;
        Py_XDECREF(role);
        Py_XDECREF(unit);
        if (!facts || PyList_Append(list, facts) < 0) {
            Py_DECREF(list);
            list = NULL;
        }
        Py_XDECREF(facts);
    }
    if (schema.release) schema.release(&schema);
    return list;
}

static int bit(const uint8_t *bits, int64_t place) { return bits[place / 8] >> (place % 8) & 1; }

/* Appends a column of texts or truths to a list: 0, or -1 and an exception. */
static int append_cells(PyObject *list, const struct ArrowArray *column, char format) {
    const uint8_t *validity = column->buffers[0], *data = column->buffers[1];
    const char *texts = format == 'u' ? column->buffers[2] : NULL;
    for (int64_t row = column->offset; row < column->offset + column->length; row++) {
        PyObject *cell;
        if (validity && !bit(validity, row)) {
            cell = Py_None;
            Py_INCREF(cell);
        } else if (format == 'u') {
            const int32_t *starts = (const int32_t *)data;
            cell = PyUnicode_DecodeUTF8(texts + starts[row], starts[row + 1] - starts[row], "replace");
        } else {
            cell = PyBool_FromLong(bit(data, row));
        }
        if (!cell || PyList_Append(list, cell) < 0) {
            Py_XDECREF(cell);
            return -1;
        }
        Py_DECREF(cell);
    }
    return 0;
}

PyObject *stream_cells(File *file, const char *options) {
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    memset(&schema, 0, sizeof schema);
    if (open_stream(file, options, &stream) < 0) return NULL;
    PyObject *list = NULL;
    int code = stream.get_schema(&stream, &schema);
    if (code) stream_error(&stream, code);
    else list = PyList_New(0);
    char format = !code && schema.n_children ? schema.children[schema.n_children - 1]->format[0] : 0;
    if (list && format != 'u' && format != 'b') {
        PyErr_Format(PyExc_TypeError, "a column of Arrow's format %c is neither text nor truth", format);
        Py_DECREF(list);
        list = NULL;
    }
    while (list) {
        struct ArrowArray batch;
        memset(&batch, 0, sizeof batch);
        Py_BEGIN_ALLOW_THREADS
        code = stream.get_next(&stream, &batch);
        Py_END_ALLOW_THREADS
        if (!code && !batch.release) break;
        int is_read = 0;
        if (code) stream_error(&stream, code);
        else is_read = !append_cells(list, batch.children[batch.n_children - 1], format);
        if (batch.release) batch.release(&batch);
        if (is_read) continue;
        Py_DECREF(list);
        list = NULL;
    }
    if (schema.release) schema.release(&schema);
    stream.release(&stream);
    return list;
}
