/* The module: what it is set up with, errors, arrays. */
#include "native.h"

#include <stdint.h>
#include <sys/mman.h>

struct given given;
PyTypeObject *file_type, *run_type, *writer_type;

static PyObject *raise_error(hasb_code code, const char *message, const char *place) {
    PyObject *what = PyUnicode_DecodeUTF8(message, (Py_ssize_t)strlen(message), "replace");
    PyObject *where = PyUnicode_DecodeUTF8(place, (Py_ssize_t)strlen(place), "replace");
    PyObject *number = PyLong_FromLong(code);
    if (what && where && number) {
        PyObject *made = PyObject_CallFunctionObjArgs(given.make_error, number, what, where, NULL);
        if (made) {
            PyErr_SetObject((PyObject *)Py_TYPE(made), made);
            Py_DECREF(made);
        }
    }
    Py_XDECREF(what);
    Py_XDECREF(where);
    Py_XDECREF(number);
    return NULL;
}

PyObject *fail(hasb_code code, hasb_error *error) {
    raise_error(code, error->message ? error->message : "it failed, and doesn't say how", error->place ? error->place : "");
    hasb_error_free(error);
    return NULL;
}

PyObject *fail_usage(const char *message) { return raise_error(HASB_USAGE, message, ""); }

PyObject *told(hasb_code code, hasb_text *text, hasb_error *error) {
    if (code != HASB_OK) return fail(code, error);
    PyObject *result = PyUnicode_DecodeUTF8(text->bytes ? text->bytes : "", (Py_ssize_t)text->count, "strict");
    hasb_text_free(text);
    return result;
}

PyObject *new_numbers(int64_t count, void **numbers) {
    if (count < 0 || count > PY_SSIZE_T_MAX / 8) return PyErr_NoMemory();
    PyObject *bytes = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)count * 8);
    if (!bytes) return NULL;
    *numbers = PyByteArray_AsString(bytes);
#ifdef MADV_HUGEPAGE
    /* As numpy does: touching much memory page by page takes as long as decoding what is put there. */
    if (count >= (4 << 20) / 8) {
        size_t page = 4096, skipped = (page - (uintptr_t)*numbers % page) % page;
        madvise((char *)*numbers + skipped, ((size_t)count * 8 - skipped) / page * page, MADV_HUGEPAGE);
    }
#endif
    return bytes;
}

PyObject *as_array(PyObject *numbers, int64_t count, PyObject *type) {
    if (!numbers) return NULL;
    /* numpy.frombuffer refuses a buffer of nothing before 1.24 or so; a count of 0 it has always taken. */
    PyObject *length = count ? NULL : PyLong_FromLong(0);
    PyObject *array = PyObject_CallFunctionObjArgs(given.frombuffer, numbers, type, length, NULL);
    Py_XDECREF(length);
    Py_DECREF(numbers);
    return array;
}

/* configure(make_error, frombuffer, float64, int64): what the module calls. */
static PyObject *configure(PyObject *module, PyObject *arguments) {
    (void)module;
    PyObject *error, *frombuffer, *float64, *int64;
    if (!PyArg_ParseTuple(arguments, "OOOO:configure", &error, &frombuffer, &float64, &int64)) return NULL;
    Py_INCREF(error);
    Py_INCREF(frombuffer);
    Py_INCREF(float64);
    Py_INCREF(int64);
    given = (struct given){error, frombuffer, float64, int64};
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"configure", configure, METH_VARARGS, "Takes what the module calls."},
    {"fields", stream_fields, METH_O, "Gives (name, format, item format, role, unit) of each field of a stream."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "hasbench._native", "Calls libhasbench.", -1, functions, NULL, NULL, NULL, NULL,
};

static int add_type(PyObject *module, PyType_Spec *spec, const char *name, PyTypeObject **type) {
    *type = (PyTypeObject *)PyType_FromSpec(spec);
    if (!*type) return -1;
    Py_INCREF(*type);
    return PyModule_AddObject(module, name, (PyObject *)*type);
}

PyMODINIT_FUNC PyInit__native(void) {
    if (hasb_abi() != HASB_ABI) {
        PyErr_Format(
            PyExc_ImportError, "libhasbench has interface %u, and this package needs %u; install both anew", hasb_abi(),
            (unsigned)HASB_ABI);
        return NULL;
    }
    PyObject *module = PyModule_Create(&definition);
    if (!module) return NULL;
    if (add_type(module, &file_spec, "File", &file_type) < 0 || add_type(module, &run_spec, "Run", &run_type) < 0 ||
        add_type(module, &writer_spec, "Writer", &writer_type) < 0 ||
        PyModule_AddStringConstant(module, "version", hasb_version()) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
