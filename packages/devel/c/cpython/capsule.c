/* Capsules: HPyCapsule_*. They are CPython's; a destructor is called through the trampoline beside it. */

#include "runtime.h"

HPyAPI_HELPER void _HPy_CallCapsuleDestructor(HPyFunc_Capsule_Destructor impl, PyObject *capsule) {
  const char *name = PyCapsule_GetName(capsule);
  impl(name, PyCapsule_GetPointer(capsule, name), PyCapsule_GetContext(capsule));
}

static bool check_destructor(const HPyCapsule_Destructor *destructor) {
  if (destructor == NULL || (destructor->cpy_trampoline != NULL && destructor->impl != NULL))
    return true;
  PyErr_SetString(PyExc_ValueError, "Invalid HPyCapsule destructor");
  return false;
}

static PyCapsule_Destructor function_of(const HPyCapsule_Destructor *destructor) {
  return destructor == NULL ? NULL : (PyCapsule_Destructor)destructor->cpy_trampoline;
}

HPyAPI_HELPER HPy ctx_Capsule_New(HPyContext *ctx, void *pointer, const char *utf8_name,
                                 HPyCapsule_Destructor *destructor) {
  (void)ctx;
  if (!check_destructor(destructor))
    return HPy_NULL;
  return _py2h(PyCapsule_New(pointer, utf8_name, function_of(destructor)));
}

HPyAPI_HELPER void *ctx_Capsule_Get(HPyContext *ctx, HPy capsule, _HPyCapsule_key key, const char *utf8_name) {
  (void)ctx;
  PyObject *object = _h2py(capsule);
  switch (key) {
  case HPyCapsule_key_Pointer: return PyCapsule_GetPointer(object, utf8_name);
  case HPyCapsule_key_Name: return (void *)(uintptr_t)PyCapsule_GetName(object);
  case HPyCapsule_key_Context: return PyCapsule_GetContext(object);
  case HPyCapsule_key_Destructor:
    PyErr_SetString(PyExc_ValueError, "Invalid operation: get HPyCapsule_key_Destructor");
    return NULL;
  }
  PyErr_Format(PyExc_ValueError, "HPyCapsule_Get: there is no HPyCapsule_key %d", (int)key);
  return NULL;
}

HPyAPI_HELPER int ctx_Capsule_Set(HPyContext *ctx, HPy capsule, _HPyCapsule_key key, void *value) {
  (void)ctx;
  PyObject *object = _h2py(capsule);
  const HPyCapsule_Destructor *destructor = (const HPyCapsule_Destructor *)value;
  switch (key) {
  case HPyCapsule_key_Pointer: return PyCapsule_SetPointer(object, value);
  case HPyCapsule_key_Name: return PyCapsule_SetName(object, (const char *)value);
  case HPyCapsule_key_Context: return PyCapsule_SetContext(object, value);
  case HPyCapsule_key_Destructor:
    return check_destructor(destructor) ? PyCapsule_SetDestructor(object, function_of(destructor)) : -1;
  }
  PyErr_Format(PyExc_ValueError, "HPyCapsule_Set: there is no HPyCapsule_key %d", (int)key);
  return -1;
}
