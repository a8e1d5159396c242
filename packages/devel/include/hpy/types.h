/* Handles and the other types that cross the context. Each is one machine word, and is passed as that word. */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_TYPES_H)
#define HPY_TYPES_H

/* A reference to a Python object. Who receives one closes it; an argument stays the caller's. */
typedef struct _HPy_s {
  intptr_t _i;
} HPy;

/* A reference that is kept in an object's struct, where the garbage collector is told of it. */
typedef struct {
  intptr_t _i;
} HPyField;

/* A reference that is kept in static data, one for each interpreter. */
typedef struct {
  intptr_t _i;
} HPyGlobal;

/* A list under construction. */
typedef struct {
  intptr_t _lst;
} HPyListBuilder;

/* A tuple under construction. */
typedef struct {
  intptr_t _tup;
} HPyTupleBuilder;

/* Handles that are closed together. */
typedef struct {
  intptr_t _i;
} HPyTracker;

/* What HPy_LeavePythonExecution gives and HPy_ReenterPythonExecution takes. */
typedef struct {
  intptr_t _i;
} HPyThreadState;

typedef struct _HPyContext_s HPyContext;

#ifdef __cplusplus
#define HPY_WORD(type, value) (type{value})
#else
#define HPY_WORD(type, value) ((type){value})
#endif

#define HPy_NULL HPY_WORD(HPy, 0)
#define HPy_IsNull(h) ((h)._i == 0)
#define HPyField_NULL HPY_WORD(HPyField, 0)
#define HPyField_IsNull(field) ((field)._i == 0)

HPyAPI_FUNC HPy HPy_FromVoidP(void *pointer) { return HPY_WORD(HPy, (intptr_t)pointer); }
HPyAPI_FUNC void *HPy_AsVoidP(HPy h) { return (void *)h._i; }

typedef intptr_t HPy_ssize_t;
typedef intptr_t HPy_hash_t;
typedef uint32_t HPy_UCS4;

#define HPY_SSIZE_T_MAX INTPTR_MAX
#define HPY_SSIZE_T_MIN (-HPY_SSIZE_T_MAX - 1)

/* What HPy_Compile_s parses: an expression, a file, or one interactive statement. */
typedef enum {
  HPy_SourceKind_Expr = 0,
  HPy_SourceKind_File = 1,
  HPy_SourceKind_Single = 2,
} HPy_SourceKind;

/* The comparison operators, with CPython's numbers. */
typedef enum {
  HPy_LT = 0,
  HPy_LE = 1,
  HPy_EQ = 2,
  HPy_NE = 3,
  HPy_GT = 4,
  HPy_GE = 5,
} HPy_RichCmpOp;

/* What of a capsule is got or set. */
typedef enum {
  HPyCapsule_key_Pointer = 0,
  HPyCapsule_key_Name = 1,
  HPyCapsule_key_Context = 2,
  HPyCapsule_key_Destructor = 3,
} _HPyCapsule_key;

/* An exported buffer: CPython's Py_buffer, whose obj is a handle that the consumer owns. */
typedef struct {
  void *buf;
  HPy obj;
  HPy_ssize_t len;
  HPy_ssize_t itemsize;
  int readonly;
  int ndim;
  char *format;
  HPy_ssize_t *shape;
  HPy_ssize_t *strides;
  HPy_ssize_t *suboffsets;
  void *internal;
} HPy_buffer;

/* Visits one field on behalf of the garbage collector. */
typedef int (*HPyFunc_visitproc)(HPyField *, void *);

/* CPython's own types. A universal extension has only their names, and can make none of them. */
#if defined(HPY_ABI_UNIVERSAL)
typedef struct FORBIDDEN_cpy_PyObject cpy_PyObject;
typedef struct FORBIDDEN_PyMethodDef cpy_PyMethodDef;
typedef struct FORBIDDEN_PyModuleDef cpy_PyModuleDef;
typedef struct FORBIDDEN_bufferinfo cpy_Py_buffer;
#else
typedef PyObject cpy_PyObject;
typedef PyMethodDef cpy_PyMethodDef;
typedef PyModuleDef cpy_PyModuleDef;
typedef Py_buffer cpy_Py_buffer;
#endif

typedef cpy_PyObject *(*cpy_PyCFunction)(cpy_PyObject *, cpy_PyObject *const *, HPy_ssize_t);
typedef int (*cpy_visitproc)(cpy_PyObject *, void *);
typedef cpy_PyObject *(*cpy_getter)(cpy_PyObject *, void *);
typedef int (*cpy_setter)(cpy_PyObject *, cpy_PyObject *, void *);
typedef void (*cpy_PyCapsule_Destructor)(cpy_PyObject *);
typedef cpy_PyObject *(*cpy_vectorcallfunc)(cpy_PyObject *, cpy_PyObject *const *, size_t, cpy_PyObject *);

/* Any function that an extension implements: cast to its own type before it is called. */
typedef void *(*HPyCFunction)(void);

#endif
