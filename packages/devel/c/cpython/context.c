/* The one context, and what has to be known of the interpreter. Both are set up when the first module is imported. */

#include "runtime.h"

_HPy_HIDDEN HPyContext _HPy_context = {.name = "HPy CPython ABI", .abi_version = HPY_ABI_VERSION};
_HPy_HIDDEN Facts _HPy_facts;

static bool fill(HPyContext *ctx) {
#include "handles.h"
  PyObject *builtins = PyImport_ImportModule("builtins");
  if (builtins == NULL)
    return false;
  /* The interpreter keeps it, whatever becomes of the module. */
  ctx->h_Builtins = _py2h(PyModule_GetDict(builtins));
  Py_DECREF(builtins);
  return true;
}

HPyAPI_HELPER HPy_ssize_t _HPy_SizeAttribute(PyTypeObject *type, const char *name) {
  /* Of `type` itself, since a metaclass may have an attribute of the same name. */
  PyObject *descriptor = PyObject_GetAttrString((PyObject *)&PyType_Type, "__dict__");
  if (descriptor == NULL)
    return -1;
  PyObject *attribute = PyMapping_GetItemString(descriptor, name);
  Py_DECREF(descriptor);
  if (attribute == NULL)
    return -1;
  PyObject *value = PyObject_CallMethod(attribute, "__get__", "(O)", (PyObject *)type);
  Py_DECREF(attribute);
  if (value == NULL)
    return -1;
  HPy_ssize_t size = PyLong_AsSsize_t(value);
  Py_DECREF(value);
  return size;
}

static bool find_sizes(Facts *facts) {
  PyTypeObject *const types[] = {
      &PyBaseObject_Type, &PyType_Type, &PyLong_Type, &PyFloat_Type, &PyUnicode_Type, &PyTuple_Type, &PyList_Type,
      &PyDict_Type,
  };
  for (size_t shape = 0; shape < sizeof types / sizeof types[0]; shape++) {
    facts->shape_sizes[shape] = _HPy_SizeAttribute(types[shape], "__basicsize__");
    if (facts->shape_sizes[shape] < 0)
      return false;
  }
  /* The size of a tuple without items. */
  facts->tuple_items = facts->shape_sizes[HPyType_BuiltinShape_Tuple];
  return true;
}

static int probe_traverse(PyObject *self, visitproc visit, void *arg) {
  (void)self;
  (void)arg;
  _HPy_facts.listing = visit;
  return 0;
}

/*
 * Finds where a type has the memory of its name: the one place with the same address as the name itself, which is the
 * first thing in a type. CPython frees that memory last.
 */
static HPy_ssize_t find_name(PyTypeObject *type) {
  const char *const *words = (const char *const *)(void *)type;
  size_t count = (size_t)_HPy_facts.shape_sizes[HPyType_BuiltinShape_Type] / sizeof *words;
  size_t own = sizeof(PyVarObject) / sizeof *words;
  HPy_ssize_t found = 0;
  for (size_t index = own + 1; index < count; index++) {
    if (words[index] != words[own])
      continue;
    if (found != 0)
      return 0;
    found = (HPy_ssize_t)(index * sizeof *words);
  }
  return found;
}

/* Makes a class with a __new__, and looks at its slot. */
static bool probe_class(Facts *facts) {
  PyObject *made = PyObject_CallFunction((PyObject *)&PyType_Type, "s(){sO}", "probe", "__new__", Py_None);
  if (made == NULL)
    return false;
  facts->class_new = (newfunc)PyType_GetSlot((PyTypeObject *)made, Py_tp_new);
  Py_DECREF(made);
  return true;
}

/* Makes a type without functions of its own, and lets gc.get_referents() look at an instance. */
static bool probe_type(Facts *facts) {
  PyType_Slot slots[] = {{Py_tp_traverse, (void *)probe_traverse}, {0, NULL}};
  PyType_Spec spec = {"hpy.probe", 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, slots};
  PyObject *type = PyType_FromSpec(&spec);
  if (type == NULL)
    return false;
  facts->class_dealloc = (destructor)PyType_GetSlot((PyTypeObject *)type, Py_tp_dealloc);
  facts->type_name = find_name((PyTypeObject *)type);
  PyObject *instance = PyObject_CallNoArgs(type);
  PyObject *gc = instance == NULL ? NULL : PyImport_ImportModule("gc");
  PyObject *referents = gc == NULL ? NULL : PyObject_CallMethod(gc, "get_referents", "(O)", instance);
  bool done = referents != NULL;
  Py_XDECREF(referents);
  Py_XDECREF(gc);
  Py_XDECREF(instance);
  Py_DECREF(type);
  return done;
}

HPyAPI_HELPER bool _HPy_FindFacts(void) {
  if (!_HPy_facts.known)
    _HPy_facts.known = fill(&_HPy_context) && find_sizes(&_HPy_facts) && probe_class(&_HPy_facts) &&
                       probe_type(&_HPy_facts);
  return _HPy_facts.known;
}
