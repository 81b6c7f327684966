/* An open file: lookups, columns, streams. */
#include "native.h"

int enter(File *file) {
    if (!file->file || file->is_closing) {
        fail_usage("the file is closed");
        return -1;
    }
    file->calls++;
    return 0;
}

void leave(File *file) {
    if (--file->calls || !file->is_closing || !file->file) return;
    hasb_close(file->file);
    file->file = NULL;
}

static int file_init(PyObject *self, PyObject *arguments, PyObject *keywords) {
    File *file = (File *)self;
    static char *names[] = {"path", "cache_bytes", "run_type", NULL};
    PyObject *path;
    unsigned long long cache;
    PyTypeObject *type;
    if (!PyArg_ParseTupleAndKeywords(
            arguments, keywords, "O&KO!:File", names, PyUnicode_FSConverter, &path, &cache, &PyType_Type, &type))
        return -1;
    if (file->file || !PyType_IsSubtype(type, run_type)) {
        Py_DECREF(path);
        PyErr_SetString(PyExc_TypeError, "a file is opened once, and its runs are a kind of Run");
        return -1;
    }
    hasb_error error = {0, NULL, NULL};
    hasb_file *opened = NULL;
    const char *name = PyBytes_AsString(path);
    hasb_code code;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_open(name, cache, &opened, &error);
    Py_END_ALLOW_THREADS
    Py_DECREF(path);
    if (code != HASB_OK) {
        fail(code, &error);
        return -1;
    }
    file->file = opened;
    Py_INCREF(type);
    file->run_type = type;
    file->scalars = PyDict_New();
    file->series = PyDict_New();
    return file->scalars && file->series ? 0 : -1;
}

static void file_dealloc(PyObject *self) {
    File *file = (File *)self;
    PyTypeObject *type = Py_TYPE(self);
    hasb_close(file->file);
    Py_XDECREF(file->run_type);
    Py_XDECREF(file->scalars);
    Py_XDECREF(file->series);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static PyObject *file_close(PyObject *self, PyObject *none) {
    (void)none;
    File *file = (File *)self;
    file->is_closing = 1;
    file->calls++;
    leave(file);
    Py_RETURN_NONE;
}

static PyObject *file_info(PyObject *self, PyObject *none) {
    (void)none;
    File *file = (File *)self;
    if (enter(file) < 0) return NULL;
    hasb_text text = {NULL, 0};
    hasb_error error = {0, NULL, NULL};
    hasb_code code;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_info(file->file, &text, &error);
    Py_END_ALLOW_THREADS
    leave(file);
    return told(code, &text, &error);
}

static Py_ssize_t file_length(PyObject *self) {
    File *file = (File *)self;
    if (enter(file) < 0) return -1;
    Py_ssize_t count = (Py_ssize_t)hasb_run_count(file->file);
    leave(file);
    return count;
}

static PyObject *file_hash(PyObject *self, PyObject *config) {
    File *file = (File *)self;
    const char *text = PyUnicode_AsUTF8AndSize(config, NULL);
    if (!text || enter(file) < 0) return NULL;
    uint8_t hash[16];
    hasb_error error = {0, NULL, NULL};
    hasb_code code;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_hash(file->file, text, hash, &error);
    Py_END_ALLOW_THREADS
    leave(file);
    if (code != HASB_OK) return fail(code, &error);
    char digits[33];
    for (int place = 0; place < 32; place++) {
        digits[place] = "0123456789abcdef"[place % 2 ? hash[place / 2] & 15 : hash[place / 2] >> 4];
    }
    return PyUnicode_FromStringAndSize(digits, 32);
}

/* The 16 bytes of 32 hex digits: 0, or -1 for what isn't. */
static int parse_hash(PyObject *text, uint8_t hash[16]) {
    Py_ssize_t count;
    const char *digits = PyUnicode_AsUTF8AndSize(text, &count);
    if (!digits) return -1;
    int is_hash = count == 32;
    for (int place = 0; is_hash && place < 32; place++) {
        char digit = digits[place];
        int value = digit >= '0' && digit <= '9'   ? digit - '0'
                    : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                    : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10
                                                   : -1;
        if (value < 0) is_hash = 0;
        else hash[place / 2] = place % 2 ? (uint8_t)(hash[place / 2] | value) : (uint8_t)(value << 4);
    }
    if (is_hash) return 0;
    fail_usage("a config hash is 32 hex digits; a configuration is a dict of key to value");
    return -1;
}

static PyObject *file_lookup(PyObject *self, PyObject *text) {
    File *file = (File *)self;
    uint8_t hash[16];
    if (parse_hash(text, hash) < 0 || enter(file) < 0) return NULL;
    hasb_run few[16], *runs = few, *many = NULL;
    size_t count = 0, room = 16;
    hasb_error error = {0, NULL, NULL};
    hasb_code code;
    PyObject *list = NULL;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_lookup(file->file, hash, runs, room, &count, &error);
    if (code == HASB_OK && count > room && (many = malloc(count * sizeof *many))) {
        runs = many;
        room = count;
        code = hasb_lookup(file->file, hash, runs, room, &count, &error);
    }
    Py_END_ALLOW_THREADS
    leave(file);
    if (code != HASB_OK) fail(code, &error);
    else if (count > room) PyErr_NoMemory();
    else list = PyList_New((Py_ssize_t)count);
    for (size_t place = 0; list && place < count; place++) {
        PyObject *run = new_run(file, runs[place]);
        if (!run || PyList_SetItem(list, (Py_ssize_t)place, run) < 0) {
            Py_DECREF(list);
            list = NULL;
        }
    }
    free(many);
    return list;
}

static PyObject *file_run_at(PyObject *self, PyObject *number) {
    File *file = (File *)self;
    long long place = PyLong_AsLongLong(number);
    if ((place == -1 && PyErr_Occurred()) || enter(file) < 0) return NULL;
    hasb_run run = 0;
    hasb_error error = {0, NULL, NULL};
    hasb_code code;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_run_at(file->file, place, &run, &error);
    Py_END_ALLOW_THREADS
    leave(file);
    return code == HASB_OK ? new_run(file, run) : fail(code, &error);
}

static PyObject *file_query(PyObject *self, PyObject *arguments) {
    File *file = (File *)self;
    const char *config, *options;
    if (!PyArg_ParseTuple(arguments, "ss:query", &config, &options) || enter(file) < 0) return NULL;
    hasb_text text = {NULL, 0};
    hasb_error error = {0, NULL, NULL};
    hasb_code code;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_query(file->file, config, options, &text, &error);
    Py_END_ALLOW_THREADS
    leave(file);
    return told(code, &text, &error);
}

static PyObject *file_numbers(PyObject *self, PyObject *number) {
    File *file = (File *)self;
    long place = PyLong_AsLong(number);
    if ((place == -1 && PyErr_Occurred()) || enter(file) < 0) return NULL;
    int64_t count = hasb_run_count(file->file);
    void *numbers = NULL;
    hasb_error error = {0, NULL, NULL};
    hasb_code code = HASB_OK;
    PyObject *bytes = new_numbers(count, &numbers);
    if (bytes) {
        Py_BEGIN_ALLOW_THREADS
        code = hasb_numbers(file->file, (int32_t)place, numbers, NULL, &error);
        Py_END_ALLOW_THREADS
    }
    leave(file);
    if (code != HASB_OK) {
        Py_DECREF(bytes);
        return fail(code, &error);
    }
    return as_array(bytes, count, given.float64);
}

static PyObject *file_values(PyObject *self, PyObject *number) {
    File *file = (File *)self;
    long place = PyLong_AsLong(number);
    if ((place == -1 && PyErr_Occurred()) || enter(file) < 0) return NULL;
    int64_t runs = hasb_run_count(file->file), count = 0;
    hasb_error error = {0, NULL, NULL};
    hasb_code code;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_value_count(file->file, (int32_t)place, &count, &error);
    Py_END_ALLOW_THREADS
    void *values = NULL, *ends = NULL;
    PyObject *value_bytes = NULL, *end_bytes = NULL;
    if (code == HASB_OK) {
        value_bytes = new_numbers(count, &values);
        end_bytes = value_bytes ? new_numbers(runs, &ends) : NULL;
    }
    if (end_bytes) {
        Py_BEGIN_ALLOW_THREADS
        code = hasb_values(file->file, (int32_t)place, values, ends, &error);
        Py_END_ALLOW_THREADS
    }
    leave(file);
    if (code != HASB_OK || !end_bytes) {
        Py_XDECREF(value_bytes);
        Py_XDECREF(end_bytes);
        return code != HASB_OK ? fail(code, &error) : NULL;
    }
    PyObject *value_array = as_array(value_bytes, count, given.float64);
    PyObject *end_array = as_array(end_bytes, runs, given.int64);
    PyObject *both = value_array && end_array ? PyTuple_Pack(2, value_array, end_array) : NULL;
    Py_XDECREF(value_array);
    Py_XDECREF(end_array);
    return both;
}

static PyObject *file_stream(PyObject *self, PyObject *options) {
    const char *text = PyUnicode_AsUTF8AndSize(options, NULL);
    return text ? stream_capsule((File *)self, text) : NULL;
}

static PyObject *file_cells(PyObject *self, PyObject *options) {
    const char *text = PyUnicode_AsUTF8AndSize(options, NULL);
    return text ? stream_cells((File *)self, text) : NULL;
}

static PyMethodDef methods[] = {
    {"close", file_close, METH_NOARGS, "Closes the file; a call that is under way in another thread ends first."},
    {"_info", file_info, METH_NOARGS, "The file's description as JSON."},
    {"_hash", file_hash, METH_O, "The config hash of a configuration in JSON."},
    {"_lookup", file_lookup, METH_O, "The runs with a config hash."},
    {"_run_at", file_run_at, METH_O, "The n-th run."},
    {"_query", file_query, METH_VARARGS, "The answers on a configuration, as JSON lines."},
    {"_numbers", file_numbers, METH_O, "A scalar over all runs."},
    {"_values", file_values, METH_O, "A series over all runs, and where each run's ends."},
    {"_stream", file_stream, METH_O, "An Arrow stream in a capsule."},
    {"_cells", file_cells, METH_O, "The last column of a stream of texts or truths as a list."},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"_scalars", T_OBJECT, offsetof(File, scalars), READONLY, NULL},
    {"_series", T_OBJECT, offsetof(File, series), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, "An open file."},
    {Py_tp_new, PyType_GenericNew},
    {Py_tp_init, file_init},
    {Py_tp_dealloc, file_dealloc},
    {Py_tp_methods, methods},
    {Py_tp_members, members},
    {Py_mp_length, file_length},
    {0, NULL},
};

PyType_Spec file_spec = {
    "hasbench._native.File", sizeof(File), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots,
};
