/* Instances: where an object's struct is, making new ones, and how they are called. */

#include "runtime.h"

/* The number of an int's digits, behind three other bits; the second word behind the head has it since Python 3.12. */
typedef struct {
  PyObject head;
  uintptr_t tag;
} IntHead;

static HPy_ssize_t count_items(PyObject *self) {
  if (PyLong_Check(self)) {
    HPy_ssize_t digits = (HPy_ssize_t)(((IntHead *)(void *)self)->tag >> 3);
    /* 0 has room for a digit, too. */
    return digits == 0 ? 1 : digits;
  }
  HPy_ssize_t count = ((PyVarObject *)(void *)self)->ob_size;
  return count < 0 ? -count : count;
}

HPyAPI_HELPER void *_HPy_StructAt(PyObject *self, const TypeInfo *info) {
  HPy_ssize_t offset = info->struct_offset;
  if (offset == STRUCT_AT_END)
    offset = _HPy_STRUCT_AFTER(info->items_offset + info->item_size * count_items(self));
  return (char *)self + offset;
}

_HPy_HIDDEN bool _HPy_structs_vary = false;

HPyAPI_HELPER void *_HPy_StructOf(PyObject *self) {
  const TypeInfo *info = _HPy_NearestTypeInfo(Py_TYPE(self));
  if (info != NULL)
    return _HPy_StructAt(self, info);
  PyErr_SetString(PyExc_TypeError, "the object's type was not made by HPy, so it has no struct");
  return NULL;
}

static void *fixed_struct(HPy h, HPyType_BuiltinShape shape) {
  PyObject *self = _h2py(h);
  if (_HPy_structs_vary)
    return _HPy_StructOf(self);
  return (char *)self + _HPy_STRUCT_AFTER(_HPy_facts.shape_sizes[shape]);
}

#define FIXED(SHAPE)                                                                                                   \
  HPyAPI_HELPER void *ctx_AsStruct_##SHAPE(HPyContext *ctx, HPy h) {                                                   \
    (void)ctx;                                                                                                         \
    return fixed_struct(h, HPyType_BuiltinShape_##SHAPE);                                                              \
  }
#define AT_END(SHAPE)                                                                                                  \
  HPyAPI_HELPER void *ctx_AsStruct_##SHAPE(HPyContext *ctx, HPy h) {                                                   \
    (void)ctx;                                                                                                         \
    return _HPy_StructOf(_h2py(h));                                                                                    \
  }

FIXED(Type)
FIXED(Float)
FIXED(Unicode)
FIXED(List)
FIXED(Dict)
AT_END(Long)
AT_END(Tuple)

/* How instances are called. */

HPyAPI_HELPER vectorcallfunc *_HPy_CallOf(PyObject *self, const TypeInfo *info) {
  if (!info->has_call)
    return NULL;
  return (vectorcallfunc *)(void *)((char *)_HPy_StructAt(self, info) + info->call_offset);
}

HPyAPI_HELPER void _HPy_InitInstance(PyObject *self) {
  const TypeInfo *info = _HPy_NearestTypeInfo(Py_TYPE(self));
  if (info == NULL || info->call == NULL)
    return;
  vectorcallfunc *place = _HPy_CallOf(self, info);
  if (place != NULL && *place == NULL)
    *place = info->call;
}

HPyAPI_HELPER int ctx_SetCallFunction(HPyContext *ctx, HPy h, HPyCallFunction *func) {
  PyObject *self = _h2py(h);
  const TypeInfo *info = _HPy_NearestTypeInfo(Py_TYPE(self));
  vectorcallfunc *place = info == NULL ? NULL : _HPy_CallOf(self, info);
  if (place == NULL) {
    const char *name = HPyType_GetName(ctx, _py2h((PyObject *)Py_TYPE(self)));
    if (name != NULL)
      PyErr_Format(PyExc_TypeError, "type '%.50s does not implement the HPy call protocol", name);
    return -1;
  }
  *place = (vectorcallfunc)func->cpy_trampoline;
  return 0;
}

/* Copies what a call by tuple and dict says into an array of arguments, the dict's values last. */
static bool unpack(PyObject *args, PyObject *kw, PyObject **array, PyObject *names) {
  Py_ssize_t count = PyTuple_Size(args);
  for (Py_ssize_t index = 0; index < count; index++)
    array[index] = PyTuple_GetItem(args, index);
  Py_ssize_t at = 0;
  PyObject *name, *value;
  for (Py_ssize_t index = 0; names != NULL && PyDict_Next(kw, &at, &name, &value); index++) {
    if (!PyUnicode_Check(name)) {
      PyErr_SetString(PyExc_TypeError, "keywords must be strings");
      return false;
    }
    array[count + index] = value;
    PyTuple_SetItem(names, index, Py_NewRef(name));
  }
  return true;
}

/*
 * tp_call: for whoever calls by tuple and dict, for instances whose call function has no place that CPython knows, and
 * for those that a __new__ in Python made, whose place is empty.
 */
HPyAPI_HELPER PyObject *_HPy_CallInstance(PyObject *self, PyObject *args, PyObject *kw) {
  const TypeInfo *info = _HPy_NearestTypeInfo(Py_TYPE(self));
  vectorcallfunc *place = info == NULL ? NULL : _HPy_CallOf(self, info);
  vectorcallfunc call = place == NULL ? NULL : *place != NULL ? *place : info->call;
  if (call == NULL) {
    PyErr_SetString(PyExc_TypeError, "the object has no call function; HPy_SetCallFunction() gives it one");
    return NULL;
  }
  Py_ssize_t keywords = kw == NULL ? 0 : PyDict_Size(kw);
  Py_ssize_t count = PyTuple_Size(args);
  PyObject *names = keywords == 0 ? NULL : PyTuple_New(keywords);
  PyObject **array = (PyObject **)PyMem_Calloc((size_t)(count + keywords + 1), sizeof *array);
  PyObject *result = NULL;
  if (array == NULL)
    PyErr_NoMemory();
  else if ((keywords == 0 || names != NULL) && unpack(args, kw, array, names))
    result = call(self, array, (size_t)count, names);
  PyMem_Free(array);
  Py_XDECREF(names);
  return result;
}

/* New instances. */

/* The nearest base whose functions are its own: neither HPy made it, nor a class statement. */
static PyTypeObject *native_base(PyTypeObject *type) {
  while (_HPy_TypeInfo(type) != NULL || IS_CLASS(type))
    type = BASE_OF(type);
  return type;
}

/* Calls a base's tp_new; that of `object` refuses arguments that are for tp_init. */
static PyObject *call_new(PyTypeObject *base, PyTypeObject *type, PyObject *args, PyObject *kw) {
  newfunc create = (newfunc)PyType_GetSlot(base, Py_tp_new);
  if (create == NULL) {
    PyErr_SetString(PyExc_TypeError, "the base type cannot be instantiated: it has no tp_new");
    return NULL;
  }
  if (create != (newfunc)PyType_GetSlot(&PyBaseObject_Type, Py_tp_new))
    return create(type, args, kw);
  PyObject *nothing = PyTuple_New(0);
  PyObject *self = nothing == NULL ? NULL : create(type, nothing, NULL);
  Py_XDECREF(nothing);
  return self;
}

/*
 * What extends `object` is memory with zeros in it; what extends other types is made by their tp_new, so that it is a
 * proper int, dict or exception.
 */
static PyObject *new_instance(PyTypeObject *type) {
  PyTypeObject *base = native_base(type);
  PyObject *self;
  if (PyType_GetSlot(base, Py_tp_new) == PyType_GetSlot(&PyBaseObject_Type, Py_tp_new)) {
    self = ((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
  } else {
    PyObject *nothing = PyTuple_New(0);
    self = nothing == NULL ? NULL : call_new(base, type, nothing, NULL);
    Py_XDECREF(nothing);
  }
  if (self != NULL)
    _HPy_InitInstance(self);
  return self;
}

HPyAPI_HELPER HPy ctx_New(HPyContext *ctx, HPy h_type, void **data) {
  (void)ctx;
  PyTypeObject *type = (PyTypeObject *)_h2py(h_type);
  if (!PyType_Check(type)) {
    PyErr_SetString(PyExc_TypeError, "HPy_New arg 1 must be a type");
    return HPy_NULL;
  }
  const TypeInfo *info = _HPy_NearestTypeInfo(type);
  if (info == NULL) {
    PyErr_SetString(PyExc_TypeError, "HPy_New arg 1 was not made by HPy, so its instances have no struct");
    return HPy_NULL;
  }
  PyObject *self = new_instance(type);
  if (self == NULL)
    return HPy_NULL;
  *data = _HPy_StructAt(self, info);
  return _py2h(self);
}

HPyAPI_HELPER HPy ctx_Type_GenericNew(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw) {
  (void)ctx;
  (void)args;
  (void)nargs;
  (void)kw;
  if (PyType_Check(_h2py(type)))
    return _py2h(new_instance((PyTypeObject *)_h2py(type)));
  PyErr_SetString(PyExc_TypeError, "HPy_Type_GenericNew arg 1 must be a type");
  return HPy_NULL;
}

/* `object` refuses arguments that nobody takes only where tp_new is its own. */
static bool takes_nothing(PyTypeObject *base, PyTypeObject *type) {
  PyTypeObject *object = &PyBaseObject_Type;
  return PyType_GetSlot(base, Py_tp_new) == PyType_GetSlot(object, Py_tp_new) &&
         PyType_GetSlot(type, Py_tp_init) == PyType_GetSlot(object, Py_tp_init);
}

HPyAPI_HELPER PyObject *_HPy_NewWithCall(PyTypeObject *type, PyObject *args, PyObject *kw) {
  /* Python classes may come before the type that has this function, and more of its kind behind it. */
  PyTypeObject *base = type;
  newfunc own = _HPy_NewWithCall;
  while ((newfunc)PyType_GetSlot(base, Py_tp_new) != own)
    base = BASE_OF(base);
  while ((newfunc)PyType_GetSlot(base, Py_tp_new) == own)
    base = BASE_OF(base);
  bool given = PyTuple_Size(args) > 0 || (kw != NULL && PyDict_Size(kw) > 0);
  if (given && takes_nothing(base, type)) {
    const char *name = HPyType_GetName(_HPyGetContext(), _py2h((PyObject *)type));
    if (name != NULL)
      PyErr_Format(PyExc_TypeError, "%.200s() takes no arguments", name);
    return NULL;
  }
  PyObject *self = call_new(base, type, args, kw);
  if (self != NULL)
    _HPy_InitInstance(self);
  return self;
}
