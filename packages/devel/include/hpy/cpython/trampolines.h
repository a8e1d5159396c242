/*
 * Trampolines: functions with CPython's types that call an extension's with HPy's. Those whose parameters are not the
 * same are here; they lead through functions in c/cpython, so that each is small.
 */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_CPYTHON_TRAMPOLINES_H)
#define HPY_CPYTHON_TRAMPOLINES_H

/* The one context. */
extern _HPy_HIDDEN HPyContext _HPy_context;
HPyAPI_FUNC HPyContext *_HPyGetContext(void) { return &_HPy_context; }

#include "hpy/cpython/generated/trampolines.h"

HPyAPI_HELPER int _HPy_CallInit(HPyFunc_initproc impl, PyObject *self, PyObject *args, PyObject *kw);
HPyAPI_HELPER PyObject *_HPy_CallNew(HPyFunc_newfunc impl, PyTypeObject *type, PyObject *args, PyObject *kw);
HPyAPI_HELPER int _HPy_CallGetBuffer(HPyFunc_getbufferproc impl, PyObject *self, Py_buffer *buffer, int flags);
HPyAPI_HELPER void _HPy_CallReleaseBuffer(HPyFunc_releasebufferproc impl, PyObject *self, Py_buffer *buffer);
HPyAPI_HELPER int _HPy_CallTraverse(HPyFunc_traverseproc impl, PyObject *self, visitproc visit, void *arg);
HPyAPI_HELPER void _HPy_CallFinalize(HPyFunc_destructor impl, PyObject *self);
HPyAPI_HELPER void _HPy_CallCapsuleDestructor(HPyFunc_Capsule_Destructor impl, PyObject *capsule);
HPyAPI_HELPER PyObject *_HPy_CallCreate(HPyFunc_mod_create impl, PyObject *spec);
HPyAPI_HELPER PySendResult _HPy_CallSend(HPyFunc_sendfunc impl, PyObject *self, PyObject *arg, PyObject **result);

/* For methods and for calls of instances; the number of arguments of these has a flag in its highest bit. */
#define HPY_TRAMPOLINE_HPyFunc_KEYWORDS(SYM, IMPL)                                                                     \
  static PyObject *SYM(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames) {                      \
    return _h2py(IMPL(_HPyGetContext(), _py2h(self), _py2h_array(args), nargsf & ~PY_VECTORCALL_ARGUMENTS_OFFSET,      \
                      _py2h(kwnames)));                                                                                \
  }
#define HPY_TRAMPOLINE_HPyFunc_VECTORCALLFUNC(SYM, IMPL)                                                               \
  static PyObject *SYM(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames) {                  \
    return _h2py(IMPL(_HPyGetContext(), _py2h(callable), _py2h_array(args), nargsf, _py2h(kwnames)));                  \
  }

/* CPython passes a second argument, NULL, and WebAssembly wants to know of it. */
#define HPY_TRAMPOLINE_HPyFunc_NOARGS(SYM, IMPL)                                                                       \
  static PyObject *SYM(PyObject *self, PyObject *nothing) {                                                            \
    (void)nothing;                                                                                                     \
    return _h2py(IMPL(_HPyGetContext(), _py2h(self)));                                                                 \
  }

/* No slot of CPython's: HPy's own tp_dealloc calls the function itself. */
#define HPY_TRAMPOLINE_HPyFunc_DESTROYFUNC(SYM, IMPL)                                                                  \
  static void SYM(void *object) { IMPL(object); }

#define HPY_TRAMPOLINE_HPyFunc_GETBUFFERPROC(SYM, IMPL)                                                                \
  static int SYM(PyObject *self, Py_buffer *buffer, int flags) {                                                       \
    return _HPy_CallGetBuffer(IMPL, self, buffer, flags);                                                              \
  }
#define HPY_TRAMPOLINE_HPyFunc_RELEASEBUFFERPROC(SYM, IMPL)                                                            \
  static void SYM(PyObject *self, Py_buffer *buffer) { _HPy_CallReleaseBuffer(IMPL, self, buffer); }
#define HPY_TRAMPOLINE_HPyFunc_INITPROC(SYM, IMPL)                                                                     \
  static int SYM(PyObject *self, PyObject *args, PyObject *kw) { return _HPy_CallInit(IMPL, self, args, kw); }
#define HPY_TRAMPOLINE_HPyFunc_NEWFUNC(SYM, IMPL)                                                                      \
  static PyObject *SYM(PyTypeObject *type, PyObject *args, PyObject *kw) { return _HPy_CallNew(IMPL, type, args, kw); }
#define HPY_TRAMPOLINE_HPyFunc_TRAVERSEPROC(SYM, IMPL)                                                                 \
  static int SYM(PyObject *self, visitproc visit, void *arg) { return _HPy_CallTraverse(IMPL, self, visit, arg); }
#define HPY_TRAMPOLINE_HPyFunc_DESTRUCTOR(SYM, IMPL)                                                                   \
  static void SYM(PyObject *self) { _HPy_CallFinalize(IMPL, self); }
#define HPY_TRAMPOLINE_HPyFunc_CAPSULE_DESTRUCTOR(SYM, IMPL)                                                           \
  static void SYM(PyObject *capsule) { _HPy_CallCapsuleDestructor(IMPL, capsule); }
#define HPY_TRAMPOLINE_HPyFunc_MOD_CREATE(SYM, IMPL)                                                                   \
  static PyObject *SYM(PyObject *spec, PyModuleDef *def) {                                                             \
    (void)def;                                                                                                         \
    return _HPy_CallCreate(IMPL, spec);                                                                                \
  }
#define HPY_TRAMPOLINE_HPyFunc_SENDFUNC(SYM, IMPL)                                                                     \
  static PySendResult SYM(PyObject *self, PyObject *arg, PyObject **result) {                                          \
    return _HPy_CallSend(IMPL, self, arg, result);                                                                     \
  }

#endif
