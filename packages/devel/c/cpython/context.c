/* The one context, and what has to be known of the interpreter. Both are set up when the first module is imported. */

#include "runtime.h"

_HPy_HIDDEN HPyContext _HPy_context = {.name = "HPy CPython ABI", .abi_version = HPY_ABI_VERSION};
_HPy_HIDDEN Facts _HPy_facts;

static bool fill(HPyContext *ctx) {
#include "handles.h"
  PyObject *builtins = PyImport_ImportModule("builtins");
  if (builtins == NULL)
    return false;
  /* The module stays in sys.modules, or whoever takes it out keeps it. */
  ctx->h_Builtins = _py2h(Py_NewRef(PyModule_GetDict(builtins)));
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

/* Makes a type without functions of its own, and lets gc.get_referents() look at an instance. */
static bool probe(Facts *facts) {
  PyType_Slot slots[] = {{Py_tp_traverse, (void *)probe_traverse}, {0, NULL}};
  PyType_Spec spec = {"hpy.probe", 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, slots};
  PyObject *type = PyType_FromSpec(&spec);
  if (type == NULL)
    return false;
  facts->class_dealloc = (destructor)PyType_GetSlot((PyTypeObject *)type, Py_tp_dealloc);
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
    _HPy_facts.known = fill(&_HPy_context) && find_sizes(&_HPy_facts) && probe(&_HPy_facts);
  return _HPy_facts.known;
}
