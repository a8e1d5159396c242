/*
 * Step 2: half-way. The module's function, the type's memory and most of its methods are HPy's; `pop` and the repr are still
 * CPython's. The tests of step 0 pass at each point in between, so this may take a year.
 */

#include <Python.h>

#include <hpy.h>

typedef struct {
  PyObject_HEAD /* as long as CPython's functions get the struct's address as a PyObject * */
  HPyField items;
  long pushed;
} Stack;
HPyType_LEGACY_HELPERS(Stack)

/* What is still to do. */

static PyObject *items_of(PyObject *self) { return PyObject_GetAttrString(self, "_items"); }

static PyObject *Stack_pop(PyObject *self, PyObject *unused) {
  PyObject *items = items_of(self);
  (void)unused;
  if (items == NULL) return NULL;
  PyObject *top = PyList_Size(items) == 0 ? NULL : PyObject_CallMethod(items, "pop", NULL);
  if (top == NULL && !PyErr_Occurred()) PyErr_SetString(PyExc_IndexError, "the stack is empty");
  Py_DECREF(items);
  return top;
}

static PyObject *Stack_repr(PyObject *self) {
  PyObject *items = items_of(self);
  if (items == NULL) return NULL;
  PyObject *text = PyUnicode_FromFormat("Stack(%R)", items);
  Py_DECREF(items);
  return text;
}

static PyMethodDef Stack_legacy_methods[] = {
    {"pop", Stack_pop, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot Stack_legacy_slots[] = {
    {Py_tp_repr, (void *)Stack_repr},
    {Py_tp_methods, Stack_legacy_methods},
    {0, NULL},
};

/* What is done. */

HPyDef_SLOT(Stack_init, HPy_tp_init)
static int Stack_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw) {
  HPy given = HPy_NULL;
  (void)kw;
  if (!HPyArg_Parse(ctx, NULL, args, (size_t)nargs, "|O:Stack", &given)) return -1;
  HPy items = HPy_IsNull(given) ? HPyList_New(ctx, 0) : HPy_CallTupleDict(ctx, ctx->h_ListType, HPy_NULL, HPy_NULL);
  if (HPy_IsNull(items)) return -1;
  if (!HPy_IsNull(given)) {
    HPy extended = HPy_InPlaceAdd(ctx, items, given);
    HPy_Close(ctx, items);
    if (HPy_IsNull(extended)) return -1;
    items = extended;
  }
  HPyField_Store(ctx, self, &Stack_AsStruct(ctx, self)->items, items);
  HPy_Close(ctx, items);
  return 0;
}

HPyDef_METH(Stack_push, "push", HPyFunc_O)
static HPy Stack_push_impl(HPyContext *ctx, HPy self, HPy item) {
  Stack *stack = Stack_AsStruct(ctx, self);
  HPy items = HPyField_Load(ctx, self, stack->items);
  int status = HPyList_Append(ctx, items, item);
  HPy_Close(ctx, items);
  if (status < 0) return HPy_NULL;
  stack->pushed++;
  return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_SLOT(Stack_length, HPy_sq_length)
static HPy_ssize_t Stack_length_impl(HPyContext *ctx, HPy self) {
  HPy items = HPyField_Load(ctx, self, Stack_AsStruct(ctx, self)->items);
  HPy_ssize_t length = HPy_Length(ctx, items);
  HPy_Close(ctx, items);
  return length;
}

HPyDef_MEMBER(Stack_pushed, "pushed", HPyMember_LONG, offsetof(Stack, pushed), .readonly = 1)
HPyDef_MEMBER(Stack_items, "_items", HPyMember_OBJECT, offsetof(Stack, items), .readonly = 1)

HPyDef_SLOT(Stack_traverse, HPy_tp_traverse)
static int Stack_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg) {
  HPy_VISIT(&((Stack *)self)->items);
  return 0;
}

static HPyDef *Stack_defines[] = {&Stack_init,   &Stack_push,     &Stack_length, &Stack_pushed,
                                  &Stack_items, &Stack_traverse, NULL};

static HPyType_Spec Stack_spec = {
    .name = "stacks.Stack",
    .basicsize = sizeof(Stack),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC,
    .builtin_shape = SHAPE(Stack),
    .legacy_slots = Stack_legacy_slots,
    .defines = Stack_defines,
};

HPyDef_METH(reversed, "reversed", HPyFunc_O)
static HPy reversed_impl(HPyContext *ctx, HPy module, HPy iterable) {
  HPy list = HPyList_New(ctx, 0);
  (void)module;
  if (HPy_IsNull(list)) return HPy_NULL;
  HPy extended = HPy_InPlaceAdd(ctx, list, iterable);
  HPy_Close(ctx, list);
  if (HPy_IsNull(extended)) return HPy_NULL;
  HPy done = HPy_CallMethodTupleDict_s(ctx, "reverse", extended, HPy_NULL, HPy_NULL);
  if (HPy_IsNull(done)) {
    HPy_Close(ctx, extended);
    return HPy_NULL;
  }
  HPy_Close(ctx, done);
  return extended;
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module) {
  return HPyHelpers_AddType(ctx, module, "Stack", &Stack_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&reversed, &module_exec, NULL};

static HPyModuleDef module_def = {.defines = module_defines};

HPy_MODINIT(stacks, module_def)
