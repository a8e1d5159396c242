/* What trampolines do whose parameters are not CPython's. */

#include "runtime.h"

/* A tuple's items are an array at a place that is found out once: CPython's limited API gives them only one by one. */
static const HPy *items_of(PyObject *tuple) {
  return (const HPy *)(const void *)((const char *)tuple + _HPy_facts.tuple_items);
}

HPyAPI_HELPER int _HPy_CallInit(HPyFunc_initproc impl, PyObject *self, PyObject *args, PyObject *kw) {
  return impl(_HPyGetContext(), _py2h(self), items_of(args), PyTuple_Size(args), _py2h(kw));
}

HPyAPI_HELPER PyObject *_HPy_CallNew(HPyFunc_newfunc impl, PyTypeObject *type, PyObject *args, PyObject *kw) {
  HPy h_type = _py2h((PyObject *)type);
  return _h2py(impl(_HPyGetContext(), h_type, items_of(args), PyTuple_Size(args), _py2h(kw)));
}

/* After a failure there is no object in the buffer: HPy ignores what is there, but some of CPython would release it. */
HPyAPI_HELPER int _HPy_CallGetBuffer(HPyFunc_getbufferproc impl, PyObject *self, Py_buffer *buffer, int flags) {
  int result = impl(_HPyGetContext(), _py2h(self), (HPy_buffer *)(void *)buffer, flags);
  if (result != 0)
    buffer->obj = NULL;
  return result;
}

/* These run where an exception may be under way, and nobody is there to catch their own. */

static void report(PyObject *self, PyObject *before) {
  if (PyErr_Occurred())
    PyErr_WriteUnraisable(self);
  PyErr_SetRaisedException(before);
}

HPyAPI_HELPER void _HPy_CallFinalize(HPyFunc_destructor impl, PyObject *self) {
  PyObject *before = PyErr_GetRaisedException();
  impl(_HPyGetContext(), _py2h(self));
  report(self, before);
}

HPyAPI_HELPER void _HPy_CallReleaseBuffer(HPyFunc_releasebufferproc impl, PyObject *self, Py_buffer *buffer) {
  PyObject *before = PyErr_GetRaisedException();
  impl(_HPyGetContext(), _py2h(self), (HPy_buffer *)(void *)buffer);
  report(self, before);
}

HPyAPI_HELPER PySendResult _HPy_CallSend(HPyFunc_sendfunc impl, PyObject *self, PyObject *arg, PyObject **result) {
  HPy value = HPy_NULL;
  int what = impl(_HPyGetContext(), _py2h(self), _py2h(arg), &value);
  *result = _h2py(value);
  return (PySendResult)what;
}
