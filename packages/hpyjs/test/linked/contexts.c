/* What looks different from each context. */

#include "hpy.h"

HPyDef_METH(add, "add", HPyFunc_VARARGS)
static HPy add_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) {
  (void)self;
  (void)nargs;
  return HPy_Add(ctx, args[0], args[1]);
}

HPyDef_METH(call, "call", HPyFunc_VARARGS)
static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) {
  (void)self;
  return HPy_Call(ctx, args[0], args + 1, nargs - 1, HPy_NULL);
}

/* Leaves a handle open. */
HPyDef_METH(leak, "leak", HPyFunc_O)
static HPy leak_impl(HPyContext *ctx, HPy self, HPy arg) {
  (void)self;
  HPy_Dup(ctx, arg);
  return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(context, "context", HPyFunc_NOARGS)
static HPy context_impl(HPyContext *ctx, HPy self) {
  (void)self;
  return HPyUnicode_FromString(ctx, ctx->name);
}

typedef struct {
  HPyField item;
} Box;
HPyType_HELPERS(Box)

HPyDef_SLOT(Box_new, HPy_tp_new)
static HPy Box_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw) {
  Box *box;
  HPy h = HPy_New(ctx, cls, &box);
  (void)kw;
  if (!HPy_IsNull(h) && nargs > 0)
    HPyField_Store(ctx, h, &box->item, args[0]);
  return h;
}

HPyDef_SLOT(Box_traverse, HPy_tp_traverse)
static int Box_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg) {
  HPy_VISIT(&((Box *)self)->item);
  return 0;
}

HPyDef_GET(Box_item, "item")
static HPy Box_item_get(HPyContext *ctx, HPy self, void *closure) {
  (void)closure;
  return HPyField_Load(ctx, self, Box_AsStruct(ctx, self)->item);
}

static HPyDef *Box_defines[] = {&Box_new, &Box_traverse, &Box_item, NULL};
static HPyType_Spec Box_spec = {
    .name = "contexts.Box",
    .basicsize = sizeof(Box),
    .builtin_shape = SHAPE(Box),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC | HPy_TPFLAGS_BASETYPE,
    .defines = Box_defines,
};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy module) {
  return HPyHelpers_AddType(ctx, module, "Box", &Box_spec, NULL) ? 0 : -1;
}

static HPyDef *defines[] = {&add, &call, &leak, &context, &exec, NULL};
static HPyModuleDef moduledef = {.defines = defines};
HPy_MODINIT(contexts, moduledef)
