/* A file that is being written; one thread uses it. */
#include "native.h"

typedef struct {
    PyObject_HEAD
    hasb_writer *writer;
} Writer;

static int writer_init(PyObject *self, PyObject *arguments, PyObject *keywords) {
    Writer *writer = (Writer *)self;
    static char *names[] = {"path", "schema", "replace", NULL};
    PyObject *path;
    const char *schema;
    int replace;
    if (!PyArg_ParseTupleAndKeywords(
            arguments, keywords, "O&sp:Writer", names, PyUnicode_FSConverter, &path, &schema, &replace))
        return -1;
    hasb_error error = {0, NULL, NULL};
    hasb_writer *opened = NULL;
    const char *name = PyBytes_AsString(path);
    hasb_code code;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_writer_open(name, schema, replace, &opened, &error);
    Py_END_ALLOW_THREADS
    Py_DECREF(path);
    if (code != HASB_OK) {
        fail(code, &error);
        return -1;
    }
    hasb_writer_cancel(writer->writer);
    writer->writer = opened;
    return 0;
}

static void writer_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    hasb_writer_cancel(((Writer *)self)->writer);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

/* Takes the writer for a call, so that no other call can: NULL and an exception where it is taken or finished. */
static hasb_writer *take(Writer *writer) {
    hasb_writer *taken = writer->writer;
    if (!taken) fail_usage("the writer is in use, or finished");
    writer->writer = NULL;
    return taken;
}

static PyObject *writer_add_json(PyObject *self, PyObject *lines) {
    char *bytes;
    Py_ssize_t count;
    if (PyBytes_AsStringAndSize(lines, &bytes, &count) < 0) return NULL;
    hasb_writer *taken = take((Writer *)self);
    if (!taken) return NULL;
    hasb_error error = {0, NULL, NULL};
    hasb_code code;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_writer_add_json(taken, bytes, (size_t)count, &error);
    Py_END_ALLOW_THREADS
    ((Writer *)self)->writer = taken;
    if (code != HASB_OK) return fail(code, &error);
    Py_RETURN_NONE;
}

static PyObject *writer_add_stream(PyObject *self, PyObject *capsule) {
    struct ArrowArrayStream *stream = capsule_stream(capsule);
    hasb_writer *taken = stream ? take((Writer *)self) : NULL;
    if (!taken) return NULL;
    hasb_error error = {0, NULL, NULL};
    hasb_code code;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_writer_add_stream(taken, stream, &error);
    Py_END_ALLOW_THREADS
    ((Writer *)self)->writer = taken;
    if (code != HASB_OK) return fail(code, &error);
    Py_RETURN_NONE;
}

static PyObject *writer_finish(PyObject *self, PyObject *none) {
    (void)none;
    hasb_writer *taken = take((Writer *)self);
    if (!taken) return NULL;
    hasb_text text = {NULL, 0};
    hasb_error error = {0, NULL, NULL};
    hasb_code code;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_writer_finish(taken, &text, &error);
    Py_END_ALLOW_THREADS
    return told(code, &text, &error);
}

static PyObject *writer_cancel(PyObject *self, PyObject *none) {
    (void)none;
    hasb_writer_cancel(((Writer *)self)->writer);
    ((Writer *)self)->writer = NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"add_json", writer_add_json, METH_O, "Adds runs, a JSON object a line."},
    {"add_stream", writer_add_stream, METH_O, "Adds the rows of an Arrow stream."},
    {"finish", writer_finish, METH_NOARGS, "Puts the file under its name; a summary as JSON."},
    {"cancel", writer_cancel, METH_NOARGS, "Gives the file up."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, "A file that is being written."},
    {Py_tp_new, PyType_GenericNew},
    {Py_tp_init, writer_init},
    {Py_tp_dealloc, writer_dealloc},
    {Py_tp_methods, methods},
    {0, NULL},
};

PyType_Spec writer_spec = {
    "hasbench._native.Writer", sizeof(Writer), 0, Py_TPFLAGS_DEFAULT, slots,
};
