/* The interpreter: memory, the garbage collector, evaluation, threads, and its end. */

#ifndef HPY_LIMITED_INTERPRETER_H
#define HPY_LIMITED_INTERPRETER_H

PyAPI_FUNC(void *) PyMem_Malloc(size_t);
PyAPI_FUNC(void *) PyMem_Calloc(size_t, size_t);
PyAPI_FUNC(void *) PyMem_Realloc(void *, size_t);
PyAPI_FUNC(void) PyMem_Free(void *);
PyAPI_FUNC(void *) PyObject_Malloc(size_t);
PyAPI_FUNC(void *) PyObject_Calloc(size_t, size_t);
PyAPI_FUNC(void *) PyObject_Realloc(void *, size_t);
PyAPI_FUNC(void) PyObject_Free(void *);

#define PyMem_New(type, count) ((type *)PyMem_Malloc((count) * sizeof(type)))
#define PyMem_Del PyMem_Free

PyAPI_FUNC(PyObject *) PyObject_Init(PyObject *, PyTypeObject *);
PyAPI_FUNC(PyVarObject *) PyObject_InitVar(PyVarObject *, PyTypeObject *, Py_ssize_t);
PyAPI_FUNC(PyObject *) _PyObject_New(PyTypeObject *);
PyAPI_FUNC(PyVarObject *) _PyObject_NewVar(PyTypeObject *, Py_ssize_t);
PyAPI_FUNC(PyObject *) _PyObject_GC_New(PyTypeObject *);
PyAPI_FUNC(PyVarObject *) _PyObject_GC_NewVar(PyTypeObject *, Py_ssize_t);

#define PyObject_New(type, object) ((type *)_PyObject_New(object))
#define PyObject_NewVar(type, object, items) ((type *)_PyObject_NewVar((object), (items)))
#define PyObject_GC_New(type, object) ((type *)_PyObject_GC_New(object))
#define PyObject_GC_NewVar(type, object, items) ((type *)_PyObject_GC_NewVar((object), (items)))
#define PyObject_Del PyObject_Free

PyAPI_FUNC(void) PyObject_GC_Track(void *);
PyAPI_FUNC(void) PyObject_GC_UnTrack(void *);
PyAPI_FUNC(void) PyObject_GC_Del(void *);
PyAPI_FUNC(int) PyObject_GC_IsTracked(PyObject *);
PyAPI_FUNC(int) PyObject_GC_IsFinalized(PyObject *);
PyAPI_FUNC(void) PyObject_CallFinalizer(PyObject *);
PyAPI_FUNC(int) PyObject_CallFinalizerFromDealloc(PyObject *);
PyAPI_FUNC(Py_ssize_t) PyGC_Collect(void);

PyAPI_FUNC(PyObject *) PyEval_GetBuiltins(void);
PyAPI_FUNC(PyObject *) PyEval_GetGlobals(void);
PyAPI_FUNC(PyObject *) PyEval_GetLocals(void);
PyAPI_FUNC(PyObject *) PyEval_EvalCode(PyObject *, PyObject *, PyObject *);
PyAPI_FUNC(PyObject *) Py_CompileString(const char *, const char *, int);
PyAPI_FUNC(int) Py_EnterRecursiveCall(const char *);
PyAPI_FUNC(void) Py_LeaveRecursiveCall(void);

#define Py_single_input 256
#define Py_file_input 257
#define Py_eval_input 258

typedef struct _ts PyThreadState;
typedef struct _is PyInterpreterState;

typedef enum {
  PyGILState_LOCKED,
  PyGILState_UNLOCKED,
} PyGILState_STATE;

PyAPI_FUNC(PyThreadState *) PyThreadState_Get(void);
PyAPI_FUNC(PyInterpreterState *) PyInterpreterState_Get(void);
PyAPI_FUNC(PyObject *) PyInterpreterState_GetDict(PyInterpreterState *);
PyAPI_FUNC(PyThreadState *) PyEval_SaveThread(void);
PyAPI_FUNC(void) PyEval_RestoreThread(PyThreadState *);
PyAPI_FUNC(PyGILState_STATE) PyGILState_Ensure(void);
PyAPI_FUNC(void) PyGILState_Release(PyGILState_STATE);

#define Py_BEGIN_ALLOW_THREADS                                                                                         \
  {                                                                                                                    \
    PyThreadState *_save = PyEval_SaveThread();
#define Py_END_ALLOW_THREADS                                                                                           \
  PyEval_RestoreThread(_save);                                                                                         \
  }

/* Not part of the limited API, but exported by each of these Pythons under the same name. */
PyAPI_FUNC(PyObject *) PyContextVar_New(const char *, PyObject *);
PyAPI_FUNC(int) PyContextVar_Get(PyObject *, PyObject *, PyObject **);
PyAPI_FUNC(PyObject *) PyContextVar_Set(PyObject *, PyObject *);

PyAPI_FUNC(PyObject *) PySys_GetObject(const char *);
PyAPI_FUNC(int) PySys_SetObject(const char *, PyObject *);
PyAPI_FUNC(void) PySys_WriteStdout(const char *, ...);
PyAPI_FUNC(void) PySys_WriteStderr(const char *, ...);
PyAPI_FUNC(const char *) Py_GetVersion(void);
PyAPI_DATA(const unsigned long) Py_Version;
PyAPI_FUNC(int) Py_IsInitialized(void);
PyAPI_FUNC(int) Py_AtExit(void (*)(void));
PyAPI_FUNC(void) __attribute__((noreturn)) Py_FatalError(const char *);

#endif
