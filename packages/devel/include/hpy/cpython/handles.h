/* Handles in the CPython ABI: a handle is the pointer to the object. */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_CPYTHON_HANDLES_H)
#define HPY_CPYTHON_HANDLES_H

HPyAPI_FUNC PyObject *_h2py(HPy h) { return (PyObject *)h._i; }
HPyAPI_FUNC HPy _py2h(PyObject *o) { return HPY_WORD(HPy, (intptr_t)o); }

/* An array of handles is an array of pointers. */
HPyAPI_FUNC PyObject *const *_h2py_array(const HPy *array) { return (PyObject *const *)(const void *)array; }
HPyAPI_FUNC const HPy *_py2h_array(PyObject *const *array) { return (const HPy *)(const void *)array; }

HPyAPI_FUNC PyObject *_hf2py(HPyField field) { return (PyObject *)field._i; }
HPyAPI_FUNC HPyField _py2hf(PyObject *o) { return HPY_WORD(HPyField, (intptr_t)o); }

#endif
