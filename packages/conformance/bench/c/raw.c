/*
 * The limit: what `bench.c` does, written against CPython's C API as a typical extension is. With FASTEST defined it is
 * the same by every means that full headers offer: METH_FASTCALL for all, small ints read in place.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdlib.h>
#include <string.h>

#include "raw-style.h"

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

#include "raw-objects.h"

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
