/* Calling. */

#include "runtime.h"

HPyAPI_HELPER HPy ctx_CallTupleDict(HPyContext *ctx, HPy callable, HPy args, HPy kw) {
  (void)ctx;
  PyObject *function = _h2py(callable);
  PyObject *tuple = _h2py(args);
  PyObject *dict = _h2py(kw);
  if (tuple != NULL && !PyTuple_Check(tuple)) {
    PyErr_SetString(PyExc_TypeError, "HPy_CallTupleDict requires args to be a tuple or null handle");
    return HPy_NULL;
  }
  if (dict == NULL)
    return _py2h(PyObject_CallObject(function, tuple));
  if (!PyDict_Check(dict)) {
    PyErr_SetString(PyExc_TypeError, "HPy_CallTupleDict requires kw to be a dict or null handle");
    return HPy_NULL;
  }
  PyObject *positional = tuple == NULL ? PyTuple_New(0) : Py_NewRef(tuple);
  PyObject *result = positional == NULL ? NULL : PyObject_Call(function, positional, dict);
  Py_XDECREF(positional);
  return _py2h(result);
}

/* Without arguments a method has no receiver, and CPython would read what lies there all the same. */
HPyAPI_HELPER HPy ctx_CallMethod(HPyContext *ctx, HPy name, const HPy *args, size_t nargs, HPy kwnames) {
  (void)ctx;
  if (nargs == 0) {
    PyErr_SetString(PyExc_SystemError, "HPy_CallMethod requires a receiver as the first argument");
    return HPy_NULL;
  }
  return _py2h(PyObject_VectorcallMethod(_h2py(name), _h2py_array(args), nargs, _h2py(kwnames)));
}
