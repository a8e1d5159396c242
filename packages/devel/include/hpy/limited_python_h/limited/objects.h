/* Objects: what every one begins with, references, and the singletons. */

#ifndef HPY_LIMITED_OBJECTS_H
#define HPY_LIMITED_OBJECTS_H

typedef intptr_t Py_ssize_t;
typedef Py_ssize_t Py_hash_t;
typedef size_t Py_uhash_t;
typedef uint32_t Py_UCS4;

#define PY_SSIZE_T_MAX INTPTR_MAX
#define PY_SSIZE_T_MIN (-PY_SSIZE_T_MAX - 1)

#define Py_UNUSED(name) _unused_##name __attribute__((unused))

typedef struct _object PyObject;
typedef struct _typeobject PyTypeObject;
typedef struct _longobject PyLongObject;

/* Where pointers have 64 bits, Python 3.14 keeps flags in the upper half of the count; the size stays. */
struct _object {
  Py_ssize_t ob_refcnt;
  PyTypeObject *ob_type;
};

typedef struct {
  PyObject ob_base;
  Py_ssize_t ob_size;
} PyVarObject;

#define PyObject_HEAD PyObject ob_base;
#define PyObject_VAR_HEAD PyVarObject ob_base;
#define PyObject_HEAD_INIT(type) {1, (type)},
#define PyVarObject_HEAD_INIT(type, size) {PyObject_HEAD_INIT(type)(size)},

#define _PyObject_CAST(op) ((PyObject *)(op))
#define _PyVarObject_CAST(op) ((PyVarObject *)(op))

#define Py_TYPE(op) (_PyObject_CAST(op)->ob_type)
#define Py_REFCNT(op) (_PyObject_CAST(op)->ob_refcnt)
#define Py_SIZE(op) (_PyVarObject_CAST(op)->ob_size)
#define Py_IS_TYPE(op, type) (Py_TYPE(op) == (type))

PyAPI_FUNC(void) Py_IncRef(PyObject *);
PyAPI_FUNC(void) Py_DecRef(PyObject *);
PyAPI_FUNC(PyObject *) Py_NewRef(PyObject *);
PyAPI_FUNC(PyObject *) Py_XNewRef(PyObject *);

/* The functions take NULL for nothing. */
#define Py_INCREF(op) Py_IncRef(_PyObject_CAST(op))
#define Py_DECREF(op) Py_DecRef(_PyObject_CAST(op))
#define Py_XINCREF(op) Py_IncRef(_PyObject_CAST(op))
#define Py_XDECREF(op) Py_DecRef(_PyObject_CAST(op))

/* A variable is empty before its object can run any code. */
#define Py_CLEAR(op)                                                                                                   \
  do {                                                                                                                 \
    PyObject *_was = _PyObject_CAST(op);                                                                               \
    (op) = NULL;                                                                                                       \
    Py_DecRef(_was);                                                                                                   \
  } while (0)

PyAPI_DATA(PyObject) _Py_NoneStruct;
PyAPI_DATA(PyObject) _Py_TrueStruct;
PyAPI_DATA(PyObject) _Py_FalseStruct;
PyAPI_DATA(PyObject) _Py_NotImplementedStruct;
PyAPI_DATA(PyObject) _Py_EllipsisObject;

#define Py_None (&_Py_NoneStruct)
#define Py_True (&_Py_TrueStruct)
#define Py_False (&_Py_FalseStruct)
#define Py_NotImplemented (&_Py_NotImplementedStruct)
#define Py_Ellipsis (&_Py_EllipsisObject)

#define Py_RETURN_NONE return Py_NewRef(Py_None)
#define Py_RETURN_TRUE return Py_NewRef(Py_True)
#define Py_RETURN_FALSE return Py_NewRef(Py_False)
#define Py_RETURN_NOTIMPLEMENTED return Py_NewRef(Py_NotImplemented)

PyAPI_FUNC(int) Py_Is(PyObject *, PyObject *);
PyAPI_FUNC(int) Py_IsNone(PyObject *);
PyAPI_FUNC(int) Py_IsTrue(PyObject *);
PyAPI_FUNC(int) Py_IsFalse(PyObject *);
#define Py_Is(left, right) ((left) == (right))
#define Py_IsNone(op) Py_Is((op), Py_None)
#define Py_IsTrue(op) Py_Is((op), Py_True)
#define Py_IsFalse(op) Py_Is((op), Py_False)

#define Py_LT 0
#define Py_LE 1
#define Py_EQ 2
#define Py_NE 3
#define Py_GT 4
#define Py_GE 5

#endif
