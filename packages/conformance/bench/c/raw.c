/*
 * The limit: what `bench.c` does, written against CPython's C API as a typical extension is. With FASTEST defined it is
 * the same by every means that full headers offer: METH_FASTCALL for all, small ints read in place.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdlib.h>
#include <string.h>

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

NOARGS(nop) { Py_RETURN_NONE; }

O(ident) { return Py_NewRef(arg); }

VARARGS(add) {
  if (nargs != 2)
    return wrong_arguments("add() takes two arguments");
  long left = as_long(args[0]);
  if (failed(left))
    return NULL;
  long right = as_long(args[1]);
  if (failed(right))
    return NULL;
  return PyLong_FromLong(left + right);
}

static PyObject *keywords(PyObject *Py_UNUSED(self), PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
  if (nargs != 1 || kwnames == NULL || PyTuple_GET_SIZE(kwnames) != 1)
    return wrong_arguments("keywords() takes an argument and a keyword argument");
  return Py_NewRef(args[1]);
}

VARARGS(addobj) {
  if (nargs != 2)
    return wrong_arguments("addobj() takes two arguments");
  return PyNumber_Add(args[0], args[1]);
}

O(scale) {
  double value = as_double(arg);
  if (value == -1.0 && PyErr_Occurred())
    return NULL;
  return PyFloat_FromDouble(value * 0.5 + 1.0);
}

O(utf8len) {
  Py_ssize_t size;
  if (PyUnicode_AsUTF8AndSize(arg, &size) == NULL)
    return NULL;
  return PyLong_FromSsize_t(size);
}

O(upper) {
  char buffer[64];
  Py_ssize_t size;
  const char *text = PyUnicode_AsUTF8AndSize(arg, &size);
  if (text == NULL)
    return NULL;
  if (size >= (Py_ssize_t)sizeof(buffer))
    return wrong_arguments("upper() takes a short text");
  for (Py_ssize_t i = 0; i < size; i++)
    buffer[i] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 32) : text[i];
  buffer[size] = '\0';
  return PyUnicode_FromString(buffer);
}

O(sumlist) {
  if (!PyList_Check(arg))
    return wrong_arguments("sumlist() takes a list");
  Py_ssize_t length = PyList_GET_SIZE(arg);
  long sum = 0;
  for (Py_ssize_t i = 0; i < length; i++) {
    PyObject *item = Py_NewRef(PyList_GET_ITEM(arg, i));
    long value = as_long(item);
    Py_DECREF(item);
    if (failed(value))
      return NULL;
    sum += value;
  }
  return PyLong_FromLong(sum);
}

O(buildlist) {
  long length = as_long(arg);
  if (failed(length))
    return NULL;
  PyObject *list = PyList_New(length);
  if (list == NULL)
    return NULL;
  for (long i = 0; i < length; i++) {
    PyObject *item = PyLong_FromLong(i);
    if (item == NULL) {
      Py_DECREF(list);
      return NULL;
    }
    PyList_SET_ITEM(list, i, item);
  }
  return list;
}

O(appendlist) {
  long length = as_long(arg);
  if (failed(length))
    return NULL;
  PyObject *list = PyList_New(0);
  for (long i = 0; i < length; i++) {
    PyObject *item = PyLong_FromLong(i);
    int status = item == NULL ? -1 : PyList_Append(list, item);
    Py_XDECREF(item);
    if (status < 0) {
      Py_XDECREF(list);
      return NULL;
    }
  }
  return list;
}

O(filldict) {
  long length = as_long(arg);
  if (failed(length))
    return NULL;
  PyObject *dict = PyDict_New();
  for (long i = 0; i < length; i++) {
    PyObject *key = PyLong_FromLong(i);
    int status = key == NULL ? -1 : PyDict_SetItem(dict, key, key);
    Py_XDECREF(key);
    if (status < 0) {
      Py_XDECREF(dict);
      return NULL;
    }
  }
  return dict;
}

O(getattr) { return PyObject_GetAttrString(arg, "value"); }

VARARGS(callmany) {
  if (nargs != 2)
    return wrong_arguments("callmany() takes two arguments");
  long count = as_long(args[1]);
  if (failed(count))
    return NULL;
  for (long i = 0; i < count; i++) {
    PyObject *result = PyObject_Vectorcall(args[0], args, 1, NULL);
    if (result == NULL)
      return NULL;
    Py_DECREF(result);
  }
  Py_RETURN_NONE;
}

O(iterate) {
  PyObject *iterator = PyObject_GetIter(arg);
  if (iterator == NULL)
    return NULL;
  long sum = 0;
  PyObject *item;
  while ((item = PyIter_Next(iterator)) != NULL) {
    sum += as_long(item);
    Py_DECREF(item);
  }
  Py_DECREF(iterator);
  return PyErr_Occurred() ? NULL : PyLong_FromLong(sum);
}

/* The types have no traverse, as bench.c's have none; an instance holds a reference to its type. */
static void dealloc(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  PyObject_Free(self);
  Py_DECREF((PyObject *)type);
}

/* Point: an object with a struct. */

typedef struct {
  PyObject head;
  double x, y;
} Point;

static PyTypeObject *point_type;

static PyObject *new_point(PyTypeObject *type) {
  Point *point = (Point *)PyType_GenericAlloc(type, 0);
  if (point == NULL)
    return NULL;
  point->x = 3;
  point->y = 4;
  return (PyObject *)point;
}

static PyObject *Point_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kw)) {
  return new_point(type);
}

static PyObject *Point_x(PyObject *self, void *Py_UNUSED(closure)) { return PyLong_FromLong((long)((Point *)self)->x); }

METHOD(Point_norm1, point) { return PyLong_FromLong((long)(((Point *)point)->x + ((Point *)point)->y)); }

static PyGetSetDef Point_getsets[] = {{"x", Point_x, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};
static PyMethodDef Point_methods[] = {{"norm1", (PyCFunction)(void (*)(void))Point_norm1, METH_NONE, NULL},
                                      {NULL, NULL, 0, NULL}};
static PyType_Slot Point_slots[] = {{Py_tp_new, (void *)Point_new},
                                    {Py_tp_dealloc, (void *)dealloc},
                                    {Py_tp_getset, Point_getsets},
                                    {Py_tp_methods, Point_methods},
                                    {0, NULL}};
static PyType_Spec Point_spec = {"raw.Point", sizeof(Point), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, Point_slots};

NOARGS(mkpoint) { return new_point(point_type); }

/* Counter: an iterator. */

typedef struct {
  PyObject head;
  long next, end;
} Counter;

static PyTypeObject *counter_type;

static PyObject *Counter_iter(PyObject *self) { return Py_NewRef(self); }

static PyObject *Counter_iternext(PyObject *self) {
  Counter *counter = (Counter *)self;
  return counter->next < counter->end ? PyLong_FromLong(counter->next++) : NULL;
}

static PyType_Slot Counter_slots[] = {{Py_tp_dealloc, (void *)dealloc},
                                      {Py_tp_iter, (void *)Counter_iter},
                                      {Py_tp_iternext, (void *)Counter_iternext},
                                      {0, NULL}};
static PyType_Spec Counter_spec = {"raw.Counter", sizeof(Counter), 0, Py_TPFLAGS_DEFAULT, Counter_slots};

O(counter) {
  long end = as_long(arg);
  if (failed(end))
    return NULL;
  Counter *made = (Counter *)PyType_GenericAlloc(counter_type, 0);
  if (made != NULL)
    made->end = end;
  return (PyObject *)made;
}

/* Vector: a buffer, and a kernel over it. */

#define LENGTH 256

typedef struct {
  PyObject head;
  double items[LENGTH];
} Vector;

static PyTypeObject *vector_type;
static Py_ssize_t vector_shape[] = {LENGTH}, vector_strides[] = {sizeof(double)};

static int Vector_getbuffer(PyObject *self, Py_buffer *buffer, int Py_UNUSED(flags)) {
  buffer->buf = ((Vector *)self)->items;
  buffer->obj = Py_NewRef(self);
  buffer->len = LENGTH * sizeof(double);
  buffer->itemsize = sizeof(double);
  buffer->readonly = 0;
  buffer->ndim = 1;
  buffer->format = (char *)"d";
  buffer->shape = vector_shape;
  buffer->strides = vector_strides;
  buffer->suboffsets = NULL;
  buffer->internal = NULL;
  return 0;
}

METHOD(Vector_step, vector) {
  double *items = ((Vector *)vector)->items;
  for (int i = 0; i < LENGTH; i++)
    items[i] = items[i] * 0.5 + 1.0;
  return Py_NewRef(vector);
}

static PyMethodDef Vector_methods[] = {{"step", (PyCFunction)(void (*)(void))Vector_step, METH_NONE, NULL},
                                       {NULL, NULL, 0, NULL}};
static PyType_Slot Vector_slots[] = {{Py_tp_dealloc, (void *)dealloc},
                                     {Py_bf_getbuffer, (void *)Vector_getbuffer},
                                     {Py_tp_methods, Vector_methods},
                                     {0, NULL}};
static PyType_Spec Vector_spec = {"raw.Vector", sizeof(Vector), 0, Py_TPFLAGS_DEFAULT, Vector_slots};

NOARGS(vector) { return PyType_GenericAlloc(vector_type, 0); }

static int add_type(PyObject *module, const char *name, PyType_Spec *spec, PyTypeObject **type) {
  *type = (PyTypeObject *)PyType_FromSpec(spec);
  return *type == NULL ? -1 : PyModule_AddObjectRef(module, name, (PyObject *)*type);
}

static int exec(PyObject *module) {
  if (add_type(module, "Point", &Point_spec, &point_type) < 0 ||
      add_type(module, "Counter", &Counter_spec, &counter_type) < 0)
    return -1;
  return add_type(module, "Vector", &Vector_spec, &vector_type);
}

#define FUNCTION(NAME, FLAGS) {#NAME, (PyCFunction)(void (*)(void))NAME, FLAGS, NULL}

static PyMethodDef methods[] = {FUNCTION(nop, METH_NONE),
                                FUNCTION(ident, METH_ONE),
                                FUNCTION(add, METH_FASTCALL),
                                FUNCTION(keywords, METH_FASTCALL | METH_KEYWORDS),
                                FUNCTION(addobj, METH_FASTCALL),
                                FUNCTION(scale, METH_ONE),
                                FUNCTION(utf8len, METH_ONE),
                                FUNCTION(upper, METH_ONE),
                                FUNCTION(sumlist, METH_ONE),
                                FUNCTION(buildlist, METH_ONE),
                                FUNCTION(appendlist, METH_ONE),
                                FUNCTION(filldict, METH_ONE),
                                FUNCTION(getattr, METH_ONE),
                                FUNCTION(callmany, METH_FASTCALL),
                                FUNCTION(iterate, METH_ONE),
                                FUNCTION(mkpoint, METH_NONE),
                                FUNCTION(counter, METH_ONE),
                                FUNCTION(vector, METH_NONE),
                                {NULL, NULL, 0, NULL}};

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)exec}, {0, NULL}};
static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "raw", NULL, 0, methods, slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_raw(void) { return PyModuleDef_Init(&definition); }
