/* A run: its numbers and curves. */
#include "native.h"

PyObject *new_run(File *file, hasb_run number) {
    PyTypeObject *type = file->run_type;
    Run *run = (Run *)PyType_GenericAlloc(type, 0);
    if (!run) return NULL;
    Py_INCREF(file);
    run->file = file;
    run->run = number;
    return (PyObject *)run;
}

static PyObject *run_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
    (void)type, (void)arguments, (void)keywords;
    PyErr_SetString(PyExc_TypeError, "a run comes from a Benchmark, by lookup or iteration");
    return NULL;
}

static void run_dealloc(PyObject *self) {
    Run *run = (Run *)self;
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(run->file);
    Py_XDECREF(run->head);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

/* A number in a column; the rest, and what a double can't hold, is read by the Python side. */
static PyObject *run_item(PyObject *self, PyObject *name) {
    Run *run = (Run *)self;
    PyObject *known = PyDict_GetItemWithError(run->file->scalars, name);
    if (!known) {
        if (PyErr_Occurred()) return NULL;
        return PyObject_CallMethod(self, "_read", "(O)", name);
    }
    long code = PyLong_AsLong(known), kind = code & ((1 << KIND_BITS) - 1);
    if (kind != KIND_FLOAT && kind != KIND_INT) return PyObject_CallMethod(self, "_read", "(O)", name);
    if (enter(run->file) < 0) return NULL;
    double value = 0;
    int32_t is_there = 0;
    hasb_error error = {0, NULL, NULL};
    hasb_code result;
    Py_BEGIN_ALLOW_THREADS
    result = hasb_number(run->file->file, run->run, (int32_t)(code >> KIND_BITS), &value, &is_there, &error);
    Py_END_ALLOW_THREADS
    leave(run->file);
    if (result != HASB_OK) return fail(result, &error);
    if (!is_there) Py_RETURN_NONE;
    if (kind == KIND_FLOAT) return PyFloat_FromDouble(value);
    if (value > -9007199254740992.0 && value < 9007199254740992.0) return PyLong_FromLongLong((long long)value);
    return PyObject_CallMethod(self, "_read", "(O)", name);
}

/* _curve(place, up_to): (steps, values), or None where there is none. */
static PyObject *run_curve(PyObject *self, PyObject *arguments) {
    Run *run = (Run *)self;
    int place;
    double up_to;
    if (!PyArg_ParseTuple(arguments, "id:curve", &place, &up_to) || enter(run->file) < 0) return NULL;
    double few[2][512];
    int64_t count = 0;
    hasb_error error = {0, NULL, NULL};
    hasb_code code;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_curve(run->file->file, run->run, place, up_to, few[0], few[1], 512, &count, &error);
    Py_END_ALLOW_THREADS
    void *steps = NULL, *values = NULL;
    PyObject *step_bytes = NULL, *value_bytes = NULL;
    if (code == HASB_OK && count >= 0) {
        step_bytes = new_numbers(count, &steps);
        value_bytes = step_bytes ? new_numbers(count, &values) : NULL;
    }
    if (value_bytes && count <= 512) {
        memcpy(steps, few[0], (size_t)count * 8);
        memcpy(values, few[1], (size_t)count * 8);
    } else if (value_bytes) {
        Py_BEGIN_ALLOW_THREADS
        code = hasb_curve(run->file->file, run->run, place, up_to, steps, values, count, &count, &error);
        Py_END_ALLOW_THREADS
    }
    leave(run->file);
    if (code == HASB_OK && count < 0) Py_RETURN_NONE;
    if (code != HASB_OK || !value_bytes) {
        Py_XDECREF(step_bytes);
        Py_XDECREF(value_bytes);
        return code != HASB_OK ? fail(code, &error) : NULL;
    }
    PyObject *step_array = as_array(step_bytes, count, given.float64);
    PyObject *value_array = as_array(value_bytes, count, given.float64);
    PyObject *both = step_array && value_array ? PyTuple_Pack(2, step_array, value_array) : NULL;
    Py_XDECREF(step_array);
    Py_XDECREF(value_array);
    return both;
}

static PyObject *run_json(PyObject *self, PyObject *options) {
    Run *run = (Run *)self;
    const char *wanted = PyUnicode_AsUTF8AndSize(options, NULL);
    if (!wanted || enter(run->file) < 0) return NULL;
    hasb_text text = {NULL, 0};
    hasb_error error = {0, NULL, NULL};
    hasb_code code;
    Py_BEGIN_ALLOW_THREADS
    code = hasb_run_json(run->file->file, run->run, wanted, &text, &error);
    Py_END_ALLOW_THREADS
    leave(run->file);
    return told(code, &text, &error);
}

static PyMethodDef methods[] = {
    {"_curve", run_curve, METH_VARARGS, "The steps and values of a series."},
    {"_json", run_json, METH_O, "The run as JSON."},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"benchmark", T_OBJECT, offsetof(Run, file), READONLY, "The file that the run is of."},
    {"_head", T_OBJECT, offsetof(Run, head), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, "A run of a file."},
    {Py_tp_new, run_new},
    {Py_tp_dealloc, run_dealloc},
    {Py_tp_methods, methods},
    {Py_tp_members, members},
    {Py_mp_subscript, run_item},
    {0, NULL},
};

PyType_Spec run_spec = {
    "hasbench._native.Run", sizeof(Run), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots,
};
