/* Functions of the API that are a few lines in the CPython ABI, and worth inlining. The others are in c/cpython. */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_CPYTHON_FUNCTIONS_H)
#define HPY_CPYTHON_FUNCTIONS_H

HPyAPI_HELPER HPy ctx_New(HPyContext *ctx, HPy h_type, void **data);
HPyAPI_HELPER _HPy_NO_RETURN void ctx_FatalError(HPyContext *ctx, const char *message);
HPyAPI_HELPER void *ctx_Capsule_Get(HPyContext *ctx, HPy capsule, _HPyCapsule_key key, const char *utf8_name);
HPyAPI_HELPER int ctx_Capsule_Set(HPyContext *ctx, HPy capsule, _HPyCapsule_key key, void *value);

/* Where C's long has 64 bits, what fits into it need not fit into 32. */

HPyAPI_FUNC int32_t HPyLong_AsInt32_t(HPyContext *ctx, HPy h) {
  (void)ctx;
  long value = PyLong_AsLong(_h2py(h));
  if (sizeof(long) > sizeof(int32_t) && value != (int32_t)value) {
    PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C int32_t");
    return -1;
  }
  return (int32_t)value;
}

HPyAPI_FUNC uint32_t HPyLong_AsUInt32_t(HPyContext *ctx, HPy h) {
  (void)ctx;
  unsigned long value = PyLong_AsUnsignedLong(_h2py(h));
  if (sizeof(long) > sizeof(int32_t) && value != (uint32_t)value && !PyErr_Occurred())
    PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C uint32_t");
  if (sizeof(long) > sizeof(int32_t) && value != (uint32_t)value)
    return UINT32_MAX;
  return (uint32_t)value;
}

HPyAPI_FUNC uint32_t HPyLong_AsUInt32_tMask(HPyContext *ctx, HPy h) {
  (void)ctx;
  return (uint32_t)PyLong_AsUnsignedLongMask(_h2py(h));
}

HPyAPI_FUNC int HPyErr_Occurred(HPyContext *ctx) {
  (void)ctx;
  return PyErr_Occurred() != NULL;
}

HPyAPI_FUNC int HPy_Is(HPyContext *ctx, HPy obj, HPy other) {
  (void)ctx;
  return obj._i == other._i;
}

HPyAPI_FUNC int HPy_TypeCheck(HPyContext *ctx, HPy obj, HPy type) {
  (void)ctx;
  return PyType_IsSubtype(Py_TYPE(_h2py(obj)), (PyTypeObject *)_h2py(type));
}

/* The old value goes last, because that can run any code, which may look at the field. */
HPyAPI_FUNC void HPyField_Store(HPyContext *ctx, HPy target_object, HPyField *target_field, HPy h) {
  (void)ctx;
  (void)target_object;
  PyObject *before = _hf2py(*target_field);
  *target_field = _py2hf(Py_XNewRef(_h2py(h)));
  Py_XDECREF(before);
}

/* Raises SystemError, and returns HPy_NULL. */
HPyAPI_HELPER HPy _HPy_LoadedEmpty(const char *message);

HPyAPI_FUNC HPy HPyField_Load(HPyContext *ctx, HPy source_object, HPyField source_field) {
  (void)ctx;
  (void)source_object;
  if (HPyField_IsNull(source_field))
    return _HPy_LoadedEmpty("HPyField_Load called with an empty field");
  return _py2h(Py_NewRef(_hf2py(source_field)));
}

HPyAPI_FUNC HPy HPyGlobal_Load(HPyContext *ctx, HPyGlobal global) {
  (void)ctx;
  if (global._i == 0)
    return _HPy_LoadedEmpty("HPyGlobal_Load: the global is empty; store an object in it before it is loaded");
  return _py2h(Py_NewRef((PyObject *)global._i));
}

HPyAPI_FUNC HPyThreadState HPy_LeavePythonExecution(HPyContext *ctx) {
  (void)ctx;
  return HPY_WORD(HPyThreadState, (intptr_t)PyEval_SaveThread());
}

HPyAPI_FUNC void HPy_ReenterPythonExecution(HPyContext *ctx, HPyThreadState state) {
  (void)ctx;
  PyEval_RestoreThread((PyThreadState *)state._i);
}

/*
 * The struct of an instance that extends `object`. It has always the same place, unless some type's base was larger
 * than its shape says: from then on each instance is asked.
 */
#define _HPy_ALIGNED(size) (((size) + 15) & ~(HPy_ssize_t)15)
#define _HPy_STRUCT_AFTER(size) _HPy_ALIGNED((HPy_ssize_t)(size) + (HPy_ssize_t)sizeof(void *))

extern _HPy_HIDDEN bool _HPy_structs_vary;
HPyAPI_HELPER void *_HPy_StructOf(PyObject *self);

HPyAPI_FUNC void *_HPy_AsStruct_Object(HPyContext *ctx, HPy h) {
  (void)ctx;
  if (_HPy_structs_vary)
    return _HPy_StructOf(_h2py(h));
  return (char *)_h2py(h) + _HPy_STRUCT_AFTER(sizeof(PyObject));
}

HPyAPI_FUNC void *_HPy_AsStruct_Legacy(HPyContext *ctx, HPy h) {
  (void)ctx;
  return _h2py(h);
}

#endif
