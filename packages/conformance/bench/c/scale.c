/* What growth is measured with; `../javascript/scale-extension.ts` is the same in TypeScript. */

#include "hpy.h"

#include <stdlib.h>

/* Fields that are left out of specs and definitions are zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* Opens as many handles as the argument says, and then closes them. */
HPyDef_METH(hold, "hold", HPyFunc_O)
static HPy hold_impl(HPyContext *ctx, HPy _HPy_UNUSED self, HPy arg) {
  HPy_ssize_t count = HPyLong_AsSsize_t(ctx, arg);
  if (count == -1 && HPyErr_Occurred(ctx))
    return HPy_NULL;
  HPy *handles = malloc((size_t)count * sizeof(HPy));
  if (handles == NULL)
    return HPyErr_NoMemory(ctx);
  for (HPy_ssize_t i = 0; i < count; i++)
    handles[i] = HPy_Dup(ctx, arg);
  for (HPy_ssize_t i = 0; i < count; i++)
    HPy_Close(ctx, handles[i]);
  free(handles);
  return HPy_Dup(ctx, ctx->h_None);
}

/* Returns its argument. */
HPyDef_METH(ident, "ident", HPyFunc_O)
static HPy ident_impl(HPyContext *ctx, HPy _HPy_UNUSED self, HPy arg) { return HPy_Dup(ctx, arg); }

/* An object that refers to another. */
typedef struct {
  HPyField next;
} Node;
HPyType_HELPERS(Node)

HPyDef_GETSET(Node_next, "next")
static HPy Node_next_get(HPyContext *ctx, HPy self, void _HPy_UNUSED *closure) {
  return HPyField_Load(ctx, self, Node_AsStruct(ctx, self)->next);
}
static int Node_next_set(HPyContext *ctx, HPy self, HPy value, void _HPy_UNUSED *closure) {
  HPyField_Store(ctx, self, &Node_AsStruct(ctx, self)->next, value);
  return 0;
}

HPyDef_SLOT(Node_traverse, HPy_tp_traverse)
static int Node_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg) {
  HPy_VISIT(&((Node *)self)->next);
  return 0;
}

HPyDef_SLOT(Node_new, HPy_tp_new)
static HPy Node_new_impl(HPyContext *ctx, HPy type, const HPy _HPy_UNUSED *args, HPy_ssize_t _HPy_UNUSED nargs,
                         HPy _HPy_UNUSED kw) {
  Node *node;
  return HPy_New(ctx, type, &node);
}

static HPyDef *Node_defines[] = {&Node_next, &Node_traverse, &Node_new, NULL};
static HPyType_Spec Node_spec = {.name = "scale.Node",
                                 .basicsize = sizeof(Node),
                                 .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
                                 .builtin_shape = SHAPE(Node),
                                 .defines = Node_defines};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy module) {
  return HPyHelpers_AddType(ctx, module, "Node", &Node_spec, NULL) ? 0 : -1;
}

static HPyDef *defines[] = {&hold, &ident, &exec, NULL};
static HPyModuleDef module = {.doc = NULL, .size = 0, .legacy_methods = NULL, .defines = defines, .globals = NULL};
HPy_MODINIT(scale, module)
