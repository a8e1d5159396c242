/* How `raw.c` is written: with the macros of full headers, and for FASTEST with all that they offer. */

/* Our own header declares the limited API alone: what full headers inline is a call there. */
#ifdef HPY_LIMITED_PYTHON_H
#define PyList_GET_SIZE PyList_Size
#define PyList_GET_ITEM PyList_GetItem
#define PyList_SET_ITEM PyList_SetItem
#define PyTuple_GET_SIZE PyTuple_Size
#define PyFloat_AS_DOUBLE PyFloat_AsDouble
#undef FASTEST
#endif

#ifndef Py_READONLY
#define Py_READONLY 1
#endif

#ifdef FASTEST
/* The ints that lie in one digit are read in place. */
static inline long as_long(PyObject *object) {
  if (PyLong_CheckExact(object) && PyUnstable_Long_IsCompact((PyLongObject *)object))
    return (long)PyUnstable_Long_CompactValue((PyLongObject *)object);
  return PyLong_AsLong(object);
}
static inline double as_double(PyObject *object) {
  return PyFloat_CheckExact(object) ? PyFloat_AS_DOUBLE(object) : PyFloat_AsDouble(object);
}
#else
#define as_long PyLong_AsLong
#define as_double PyFloat_AsDouble
#endif

static PyObject *wrong_arguments(const char *name) {
  PyErr_SetString(PyExc_TypeError, name);
  return NULL;
}

/* Whether -1 stands for an exception. */
static inline int failed(long value) { return value == -1 && PyErr_Occurred() != NULL; }

#ifdef FASTEST
#define METH_NONE METH_FASTCALL
#define METH_ONE METH_FASTCALL
#define NOARGS(NAME)                                                                                                   \
  static PyObject *NAME##_body(void);                                                                                  \
  static PyObject *NAME(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {                                     \
    (void)self, (void)args;                                                                                            \
    return nargs == 0 ? NAME##_body() : wrong_arguments(#NAME "() takes no arguments");                                \
  }                                                                                                                    \
  static inline PyObject *NAME##_body(void)
#define O(NAME)                                                                                                        \
  static PyObject *NAME##_body(PyObject *arg);                                                                         \
  static PyObject *NAME(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {                                     \
    (void)self;                                                                                                        \
    return nargs == 1 ? NAME##_body(args[0]) : wrong_arguments(#NAME "() takes one argument");                         \
  }                                                                                                                    \
  static inline PyObject *NAME##_body(PyObject *arg)
#define METHOD(NAME, SELF)                                                                                             \
  static PyObject *NAME##_body(PyObject *SELF);                                                                        \
  static PyObject *NAME(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {                                     \
    (void)args;                                                                                                        \
    return nargs == 0 ? NAME##_body(self) : wrong_arguments(#NAME "() takes no arguments");                            \
  }                                                                                                                    \
  static inline PyObject *NAME##_body(PyObject *SELF)
#else
#define METH_NONE METH_NOARGS
#define METH_ONE METH_O
#define NOARGS(NAME) static PyObject *NAME(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(none))
#define O(NAME) static PyObject *NAME(PyObject *Py_UNUSED(self), PyObject *arg)
#define METHOD(NAME, SELF) static PyObject *NAME(PyObject *SELF, PyObject *Py_UNUSED(none))
#endif
#define VARARGS(NAME) static PyObject *NAME(PyObject *Py_UNUSED(self), PyObject *const *args, Py_ssize_t nargs)
