/* The bases and the metaclass of a new type, from the parameters of HPyType_FromSpec. */

#include "type.h"

/* Counts the parameters of a kind. */
static size_t count(const HPyType_SpecParam *params, HPyType_SpecParam_Kind kind) {
  size_t found = 0;
  for (; params != NULL && params->kind != 0; params++)
    found += params->kind == kind;
  return found;
}

static bool check_kinds(const char *name, const HPyType_SpecParam *params) {
  for (const HPyType_SpecParam *param = params; param != NULL && param->kind != 0; param++) {
    if (param->kind != HPyType_SpecParam_Base && param->kind != HPyType_SpecParam_BasesTuple &&
        param->kind != HPyType_SpecParam_Metaclass) {
      PyErr_Format(PyExc_TypeError, "unknown HPyType_SpecParam specification for '%s'", name);
      return false;
    }
  }
  size_t tuples = count(params, HPyType_SpecParam_BasesTuple);
  if (tuples > 1)
    PyErr_SetString(PyExc_TypeError, "multiple specifications of HPyType_SpecParam_BasesTuple");
  else if (tuples > 0 && count(params, HPyType_SpecParam_Base) > 0)
    PyErr_SetString(PyExc_TypeError,
                    "cannot specify both HPyType_SpecParam_Base and HPytype_SpecParam_BasesTuple");
  else if (count(params, HPyType_SpecParam_Metaclass) > 1)
    PyErr_SetString(PyExc_ValueError, "metaclass was specified multiple times");
  else
    return true;
  return false;
}

/* The first parameter of a kind; NULL when there is none. */
static PyObject *find(const HPyType_SpecParam *params, HPyType_SpecParam_Kind kind) {
  for (; params != NULL && params->kind != 0; params++)
    if (params->kind == kind)
      return _h2py(params->object);
  return NULL;
}

static bool check_metaclass(PyObject *metaclass) {
  if (!PyType_Check(metaclass)) {
    PyErr_Format(PyExc_TypeError, "Metaclass '%R' is not a subclass of 'type'.", metaclass);
    return false;
  }
  if (PyType_GetSlot((PyTypeObject *)metaclass, Py_tp_new) == PyType_GetSlot(&PyType_Type, Py_tp_new))
    return true;
  PyErr_SetString(PyExc_TypeError, "Metaclasses with custom tp_new are not supported.");
  return false;
}

/* A new tuple of the bases; of `object` when none is given. */
static PyObject *bases_of(const HPyType_SpecParam *params) {
  PyObject *tuple = find(params, HPyType_SpecParam_BasesTuple);
  if (tuple != NULL && (!PyTuple_Check(tuple) || PyTuple_Size(tuple) > 0)) {
    if (PyTuple_Check(tuple))
      return Py_NewRef(tuple);
    PyErr_SetString(PyExc_TypeError, "HPyType_SpecParam_BasesTuple must be a tuple");
    return NULL;
  }
  size_t bases = count(params, HPyType_SpecParam_Base);
  if (bases == 0)
    return PyTuple_Pack(1, (PyObject *)&PyBaseObject_Type);
  tuple = PyTuple_New((Py_ssize_t)bases);
  Py_ssize_t at = 0;
  for (; tuple != NULL && params->kind != 0; params++)
    if (params->kind == HPyType_SpecParam_Base)
      PyTuple_SetItem(tuple, at++, Py_NewRef(_h2py(params->object)));
  return tuple;
}

/* CPython's choice among several: the base with the largest instances. */
static PyTypeObject *best_base(PyObject *bases) {
  PyTypeObject *best = NULL;
  HPy_ssize_t best_size = -1;
  for (Py_ssize_t index = 0; index < PyTuple_Size(bases); index++) {
    PyObject *base = PyTuple_GetItem(bases, index);
    if (!PyType_Check(base)) {
      PyErr_SetString(PyExc_TypeError, "bases must be types");
      return NULL;
    }
    HPy_ssize_t size = _HPy_SizeAttribute((PyTypeObject *)base, "__basicsize__");
    if (size < 0)
      return NULL;
    if (size > best_size) {
      best = (PyTypeObject *)base;
      best_size = size;
    }
  }
  return best;
}

HPyAPI_HELPER bool _HPy_ReadParams(TypeParams *read, const char *name, const HPyType_SpecParam *params) {
  read->metaclass = NULL;
  read->bases = NULL;
  if (!check_kinds(name, params))
    return false;
  PyObject *metaclass = find(params, HPyType_SpecParam_Metaclass);
  if (metaclass != NULL && !check_metaclass(metaclass))
    return false;
  read->metaclass = (PyTypeObject *)metaclass;
  read->bases = bases_of(params);
  if (read->bases == NULL)
    return false;
  read->base = best_base(read->bases);
  if (read->base != NULL)
    return true;
  Py_DECREF(read->bases);
  return false;
}
