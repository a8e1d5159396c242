/* The records of types that HPy made: how they are found again. */

#include "runtime.h"

/* What no array of methods has in front of it by chance; and the layout of what follows. */
static const uint32_t mark[4] = {0x7950480a, 0x9e3779b9, 0x2e6a7073, 0x0d63b1c5};
static const int32_t version = 1;

HPyAPI_HELPER void _HPy_MarkTypeInfo(TypeInfo *info) {
  memcpy(info->mark, mark, sizeof mark);
  info->version = version;
}

/*
 * Other types' methods have something else in front of them. To look there is safe: in WebAssembly all addresses can be
 * read, and natively an array of methods is never the first thing in its pages.
 */
HPyAPI_HELPER const TypeInfo *_HPy_TypeInfo(PyTypeObject *type) {
  const PyMethodDef *methods = (const PyMethodDef *)PyType_GetSlot(type, Py_tp_methods);
  if (methods == NULL)
    return NULL;
  const TypeInfo *info = (const TypeInfo *)(const void *)((const char *)methods - sizeof *info);
  if (memcmp(info->mark, mark, sizeof mark) != 0 || info->version < version)
    return NULL;
  return info->type == type || info->type == NULL ? info : NULL;
}

HPyAPI_HELPER const TypeInfo *_HPy_NearestTypeInfo(PyTypeObject *type) {
  for (; type != NULL; type = BASE_OF(type)) {
    const TypeInfo *info = _HPy_TypeInfo(type);
    if (info != NULL)
      return info;
  }
  return NULL;
}

HPyAPI_HELPER HPyType_BuiltinShape ctx_Type_GetBuiltinShape(HPyContext *ctx, HPy h_type) {
  (void)ctx;
  PyObject *type = _h2py(h_type);
  if (!PyType_Check(type)) {
    PyErr_SetString(PyExc_TypeError, "arg must be a type");
    return (HPyType_BuiltinShape)-2;
  }
  const TypeInfo *info = _HPy_NearestTypeInfo((PyTypeObject *)type);
  return info == NULL ? HPyType_BuiltinShape_Legacy : (HPyType_BuiltinShape)info->shape;
}

/* Not in the limited API: a static type has no object for its name. */
PyAPI_FUNC(const char *) _PyType_Name(PyTypeObject *);

HPyAPI_HELPER const char *ctx_Type_GetName(HPyContext *ctx, HPy type) {
  (void)ctx;
  PyTypeObject *object = (PyTypeObject *)_h2py(type);
  if (!PyType_Check(object)) {
    PyErr_SetString(PyExc_TypeError, "HPyType_GetName arg must be a type");
    return NULL;
  }
  if (!PyType_HasFeature(object, Py_TPFLAGS_HEAPTYPE))
    return _PyType_Name(object);
  PyObject *name = PyType_GetName(object);
  if (name == NULL)
    return NULL;
  /* The type keeps the name, and the name its UTF-8. */
  const char *text = PyUnicode_AsUTF8AndSize(name, NULL);
  Py_DECREF(name);
  return text;
}
