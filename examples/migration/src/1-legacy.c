/*
 * Step 1: the module is HPy's, everything in it still CPython's. The functions are those of step 0, to the letter; only the
 * tables that describe the type and the module have changed.
 */

#include <Python.h>

#include <hpy.h>

typedef struct {
  PyObject_HEAD
  PyObject *items;
  long pushed;
} Stack;

static int Stack_init(PyObject *self, PyObject *args, PyObject *kwargs) {
  PyObject *items = NULL;
  (void)kwargs;
  if (!PyArg_ParseTuple(args, "|O:Stack", &items)) return -1;
  items = items == NULL ? PyList_New(0) : PySequence_List(items);
  if (items == NULL) return -1;
  Py_XDECREF(((Stack *)self)->items);
  ((Stack *)self)->items = items;
  return 0;
}

static PyObject *Stack_push(PyObject *self, PyObject *item) {
  Stack *stack = (Stack *)self;
  if (PyList_Append(stack->items, item) < 0) return NULL;
  stack->pushed++;
  Py_RETURN_NONE;
}

static PyObject *Stack_pop(PyObject *self, PyObject *unused) {
  PyObject *items = ((Stack *)self)->items;
  Py_ssize_t size = PyList_Size(items);
  (void)unused;
  if (size == 0) {
    PyErr_SetString(PyExc_IndexError, "the stack is empty");
    return NULL;
  }
  PyObject *top = PyList_GetItem(items, size - 1); /* borrowed */
  Py_INCREF(top);
  if (PyList_SetSlice(items, size - 1, size, NULL) < 0) {
    Py_DECREF(top);
    return NULL;
  }
  return top;
}

static Py_ssize_t Stack_length(PyObject *self) { return PyList_Size(((Stack *)self)->items); }

static PyObject *Stack_repr(PyObject *self) { return PyUnicode_FromFormat("Stack(%R)", ((Stack *)self)->items); }

static PyObject *Stack_get_pushed(PyObject *self, void *closure) {
  (void)closure;
  return PyLong_FromLong(((Stack *)self)->pushed);
}

static int Stack_traverse(PyObject *self, visitproc visit, void *arg) {
  Py_VISIT(((Stack *)self)->items);
  Py_VISIT(Py_TYPE(self));
  return 0;
}

static int Stack_clear(PyObject *self) {
  Py_CLEAR(((Stack *)self)->items);
  return 0;
}

static void Stack_dealloc(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  Stack_clear(self);
  ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
  Py_DECREF(type);
}

static PyMethodDef Stack_methods[] = {
    {"push", Stack_push, METH_O, NULL},
    {"pop", Stack_pop, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef Stack_getset[] = {
    {"pushed", Stack_get_pushed, NULL, "How often something was pushed.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot Stack_slots[] = {
    {Py_tp_init, (void *)Stack_init},         {Py_tp_repr, (void *)Stack_repr},   {Py_sq_length, (void *)Stack_length},
    {Py_tp_traverse, (void *)Stack_traverse}, {Py_tp_clear, (void *)Stack_clear}, {Py_tp_dealloc, (void *)Stack_dealloc},
    {Py_tp_methods, Stack_methods},           {Py_tp_getset, Stack_getset},       {0, NULL},
};

static HPyType_Spec Stack_spec = {
    .name = "stacks.Stack",
    .basicsize = sizeof(Stack),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC,
    .builtin_shape = HPyType_BuiltinShape_Legacy,
    .legacy_slots = Stack_slots,
};

static PyObject *reversed(PyObject *module, PyObject *iterable) {
  PyObject *list = PySequence_List(iterable);
  (void)module;
  if (list == NULL) return NULL;
  if (PyList_Reverse(list) < 0) {
    Py_DECREF(list);
    return NULL;
  }
  return list;
}

static PyMethodDef module_methods[] = {
    {"reversed", reversed, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module) {
  return HPyHelpers_AddType(ctx, module, "Stack", &Stack_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&module_exec, NULL};

static HPyModuleDef module_def = {.legacy_methods = module_methods, .defines = module_defines};

HPy_MODINIT(stacks, module_def)
