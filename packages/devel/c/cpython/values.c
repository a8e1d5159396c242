/* Functions of several families that are CPython's with a check before them. */

#include "runtime.h"

/* CPython aborts on a comparison that it does not know. */
static bool is_comparison(int op) {
  if (op >= Py_LT && op <= Py_GE)
    return true;
  PyErr_Format(PyExc_SystemError, "%d is not an HPy_RichCmpOp", op);
  return false;
}

HPyAPI_HELPER HPy ctx_RichCompare(HPyContext *ctx, HPy v, HPy w, int op) {
  (void)ctx;
  return is_comparison(op) ? _py2h(PyObject_RichCompare(_h2py(v), _h2py(w), op)) : HPy_NULL;
}

HPyAPI_HELPER int ctx_RichCompareBool(HPyContext *ctx, HPy v, HPy w, int op) {
  (void)ctx;
  return is_comparison(op) ? PyObject_RichCompareBool(_h2py(v), _h2py(w), op) : -1;
}

/* To hash NULL, CPython would complete the type at address 0, which makes sense of every later null handle. */
HPyAPI_HELPER HPy_hash_t ctx_Hash(HPyContext *ctx, HPy obj) {
  (void)ctx;
  if (!HPy_IsNull(obj))
    return PyObject_Hash(_h2py(obj));
  PyErr_SetString(PyExc_SystemError, "HPy_Hash: the object is a null handle");
  return -1;
}

/* CPython makes uninitialised bytes of NULL; a handle offers no way to fill them. */
HPyAPI_HELPER HPy ctx_Bytes_FromStringAndSize(HPyContext *ctx, const char *bytes, HPy_ssize_t len) {
  (void)ctx;
  if (bytes != NULL)
    return _py2h(PyBytes_FromStringAndSize(bytes, len));
  PyErr_SetString(PyExc_ValueError, "NULL char * passed to HPyBytes_FromStringAndSize");
  return HPy_NULL;
}

HPyAPI_HELPER HPy ctx_Tuple_FromArray(HPyContext *ctx, const HPy *items, HPy_ssize_t n) {
  (void)ctx;
  PyObject *tuple = PyTuple_New(n);
  for (HPy_ssize_t index = 0; tuple != NULL && index < n; index++) {
    if (HPy_IsNull(items[index])) {
      Py_DECREF(tuple);
      PyErr_Format(PyExc_SystemError, "HPyTuple_FromArray: item %zd is a null handle", index);
      return HPy_NULL;
    }
    PyTuple_SetItem(tuple, index, Py_NewRef(_h2py(items[index])));
  }
  return _py2h(tuple);
}

/* What is not an iterator has no function to call. */
HPyAPI_HELPER HPy ctx_Iter_Next(HPyContext *ctx, HPy obj) {
  (void)ctx;
  if (PyIter_Check(_h2py(obj)))
    return _py2h(PyIter_Next(_h2py(obj)));
  PyErr_SetString(PyExc_TypeError, "HPyIter_Next requires an iterator");
  return HPy_NULL;
}

/* CPython takes any object for a slice. */
HPyAPI_HELPER int ctx_Slice_Unpack(HPyContext *ctx, HPy slice, HPy_ssize_t *start, HPy_ssize_t *stop,
                                  HPy_ssize_t *step) {
  (void)ctx;
  if (PySlice_Check(_h2py(slice)))
    return PySlice_Unpack(_h2py(slice), start, stop, step);
  PyErr_SetString(PyExc_TypeError, "HPySlice_Unpack requires a slice");
  return -1;
}

/* CPython does not write the result when the object is no context variable. */
HPyAPI_HELPER int32_t ctx_ContextVar_Get(HPyContext *ctx, HPy context_var, HPy default_value, HPy *result) {
  (void)ctx;
  PyObject *value = NULL;
  int failed = PyContextVar_Get(_h2py(context_var), _h2py(default_value), &value);
  *result = _py2h(value);
  return failed;
}

/* Source code. */

HPyAPI_HELPER HPy ctx_Compile_s(HPyContext *ctx, const char *utf8_source, const char *utf8_filename,
                                HPy_SourceKind kind) {
  (void)ctx;
  switch (kind) {
  case HPy_SourceKind_Expr: return _py2h(Py_CompileString(utf8_source, utf8_filename, Py_eval_input));
  case HPy_SourceKind_File: return _py2h(Py_CompileString(utf8_source, utf8_filename, Py_file_input));
  case HPy_SourceKind_Single: return _py2h(Py_CompileString(utf8_source, utf8_filename, Py_single_input));
  }
  PyErr_SetString(PyExc_SystemError, "invalid source kind");
  return HPy_NULL;
}

/* Not in the limited API: CPython takes the word for it that it gets code. */
PyAPI_DATA(PyTypeObject) PyCode_Type;

HPyAPI_HELPER HPy ctx_EvalCode(HPyContext *ctx, HPy code, HPy globals, HPy locals) {
  (void)ctx;
  if (HPy_IsNull(code) || HPy_IsNull(globals)) {
    PyErr_SetString(PyExc_SystemError, "HPy_EvalCode needs code and globals, but one of them is null");
    return HPy_NULL;
  }
  if (Py_TYPE(_h2py(code)) == &PyCode_Type)
    return _py2h(PyEval_EvalCode(_h2py(code), _h2py(globals), _h2py(locals)));
  PyErr_SetString(PyExc_TypeError, "HPy_EvalCode arg 1 must be a code object");
  return HPy_NULL;
}

/* The end of the interpreter, and a look at an object before it. */

/* Not in the limited API. */
PyAPI_FUNC(_HPy_NO_RETURN void) _Py_FatalErrorFunc(const char *, const char *);
PyAPI_FUNC(void) _PyObject_Dump(PyObject *);

HPyAPI_HELPER _HPy_NO_RETURN void ctx_FatalError(HPyContext *ctx, const char *message) {
  (void)ctx;
  _Py_FatalErrorFunc("HPy_FatalError", message);
}

HPyAPI_HELPER void ctx_Dump(HPyContext *ctx, HPy h) {
  (void)ctx;
  _PyObject_Dump(_h2py(h));
}
