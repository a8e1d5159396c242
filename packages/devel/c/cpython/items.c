/* Items by index and by C string. Only reading by index prefers the sequence protocol, as upstream. */

#include "runtime.h"

/* Each of these lets go of the key, which may be NULL with an exception set. */

static HPy get(HPy obj, PyObject *key) {
  PyObject *item = key == NULL ? NULL : PyObject_GetItem(_h2py(obj), key);
  Py_XDECREF(key);
  return _py2h(item);
}

static int set(HPy obj, PyObject *key, HPy value) {
  int result = key == NULL ? -1 : PyObject_SetItem(_h2py(obj), key, _h2py(value));
  Py_XDECREF(key);
  return result;
}

static int del(HPy obj, PyObject *key) {
  int result = key == NULL ? -1 : PyObject_DelItem(_h2py(obj), key);
  Py_XDECREF(key);
  return result;
}

HPyAPI_HELPER HPy ctx_GetItem_i(HPyContext *ctx, HPy obj, HPy_ssize_t idx) {
  (void)ctx;
  if (PySequence_Check(_h2py(obj)))
    return _py2h(PySequence_GetItem(_h2py(obj), idx));
  return get(obj, PyLong_FromSsize_t(idx));
}

HPyAPI_HELPER HPy ctx_GetItem_s(HPyContext *ctx, HPy obj, const char *utf8_key) {
  (void)ctx;
  return get(obj, PyUnicode_FromString(utf8_key));
}

HPyAPI_HELPER int ctx_SetItem_i(HPyContext *ctx, HPy obj, HPy_ssize_t idx, HPy value) {
  (void)ctx;
  return set(obj, PyLong_FromSsize_t(idx), value);
}

HPyAPI_HELPER int ctx_SetItem_s(HPyContext *ctx, HPy obj, const char *utf8_key, HPy value) {
  (void)ctx;
  return set(obj, PyUnicode_FromString(utf8_key), value);
}

HPyAPI_HELPER int ctx_DelItem_i(HPyContext *ctx, HPy obj, HPy_ssize_t idx) {
  (void)ctx;
  return del(obj, PyLong_FromSsize_t(idx));
}

HPyAPI_HELPER int ctx_DelItem_s(HPyContext *ctx, HPy obj, const char *utf8_key) {
  (void)ctx;
  return del(obj, PyUnicode_FromString(utf8_key));
}
