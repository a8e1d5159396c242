/* Functions with one mistake each. All take one argument. */

#include "hpy.h"

#define O(NAME)                                                                                                        \
  HPyDef_METH(NAME, #NAME, HPyFunc_O)                                                                                  \
  static HPy NAME##_impl(HPyContext _HPy_UNUSED *ctx, HPy _HPy_UNUSED self, HPy _HPy_UNUSED arg)
#define NONE HPy_Dup(ctx, ctx->h_None)

static HPy kept, kept_dup;
static const char *kept_text;
static HPyContext *kept_context;
static HPyGlobal unlisted;

O(close_twice) {
  HPy h = HPy_Dup(ctx, arg);
  HPy_Close(ctx, h);
  HPy_Close(ctx, h);
  return NONE;
}

O(use_after_close) {
  HPy h = HPyLong_FromLong(ctx, 4711);
  HPy_Close(ctx, h);
  return HPy_Repr(ctx, h);
}

O(return_closed) {
  HPy h = HPyLong_FromLong(ctx, 4711);
  HPy_Close(ctx, h);
  return h;
}

O(close_argument) {
  HPy_Close(ctx, arg);
  return NONE;
}

O(return_argument) { return arg; }

O(close_constant) {
  HPy_Close(ctx, ctx->h_True);
  return NONE;
}

O(return_constant) { return ctx->h_None; }

O(keep) {
  kept = arg;
  return NONE;
}

O(use_kept) { return HPy_Repr(ctx, kept); }

O(leak) {
  HPy_Dup(ctx, arg);
  return NONE;
}

O(leak_on_error) {
  HPy repr = HPy_Repr(ctx, arg);
  HPy missing = HPy_GetAttr_s(ctx, repr, "no_such_attribute");
  if (HPy_IsNull(missing))
    return HPy_NULL;
  HPy_Close(ctx, repr);
  return missing;
}

O(build_twice) {
  HPyListBuilder builder = HPyListBuilder_New(ctx, 1);
  HPyListBuilder_Set(ctx, builder, 0, ctx->h_None);
  HPy_Close(ctx, HPyListBuilder_Build(ctx, builder));
  return HPyListBuilder_Build(ctx, builder);
}

O(set_after_cancel) {
  HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, 1);
  HPyTupleBuilder_Cancel(ctx, builder);
  HPyTupleBuilder_Set(ctx, builder, 0, ctx->h_None);
  return NONE;
}

O(write_text) {
  HPy h = HPy_Dup(ctx, arg);
  char *text = (char *)HPyUnicode_AsUTF8AndSize(ctx, h, NULL);
  if (text == NULL)
    return HPy_NULL;
  text[0] = '?';
  HPy_Close(ctx, h);
  return NONE;
}

O(keep_text) {
  kept_dup = HPy_Dup(ctx, arg);
  kept_text = HPyUnicode_AsUTF8AndSize(ctx, kept_dup, NULL);
  HPy_Close(ctx, kept_dup);
  return NONE;
}

O(use_text) { return HPyUnicode_FromString(ctx, kept_text); }

O(check_type) { return HPyLong_FromLong(ctx, HPy_TypeCheck(ctx, arg, arg)); }

O(is_subtype) { return HPyLong_FromLong(ctx, HPyType_IsSubtype(ctx, arg, arg)); }

O(type_name) {
  const char *name = HPyType_GetName(ctx, arg);
  return name == NULL ? HPy_NULL : HPyUnicode_FromString(ctx, name);
}

O(substring) { return HPyUnicode_Substring(ctx, arg, 0, 1); }

O(use_while_left) {
  HPyThreadState state = HPy_LeavePythonExecution(ctx);
  HPy h = HPyLong_FromLong(ctx, 1);
  HPy_ReenterPythonExecution(ctx, state);
  return h;
}

O(store_unlisted) {
  HPyGlobal_Store(ctx, &unlisted, arg);
  return NONE;
}

O(keep_context) {
  kept_context = ctx;
  return NONE;
}

O(use_kept_context) { return HPyLong_FromLong(kept_context, 1); }

typedef struct {
  HPyField first, second;
} Pair;
HPyType_HELPERS(Pair)

HPyDef_SLOT(Missing_traverse, HPy_tp_traverse)
static int Missing_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg) {
  HPy_VISIT(&((Pair *)self)->first);
  return 0;
}

HPyDef_SLOT(Twice_traverse, HPy_tp_traverse)
static int Twice_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg) {
  HPy_VISIT(&((Pair *)self)->first);
  HPy_VISIT(&((Pair *)self)->second);
  HPy_VISIT(&((Pair *)self)->second);
  return 0;
}

static HPy make(HPyContext *ctx, const char *name, HPyDef *traverse, HPy value) {
  HPyDef *defines[] = {traverse, NULL};
  HPyType_Spec spec = {.name = name,
                       .basicsize = sizeof(Pair),
                       .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
                       .defines = defines};
  HPy type = HPyType_FromSpec(ctx, &spec, NULL);
  Pair *pair;
  HPy made = HPy_IsNull(type) ? HPy_NULL : HPy_New(ctx, type, &pair);
  HPy_Close(ctx, type);
  if (HPy_IsNull(made))
    return HPy_NULL;
  HPyField_Store(ctx, made, &pair->first, value);
  HPyField_Store(ctx, made, &pair->second, value);
  return made;
}

O(missing_field) { return make(ctx, "planted.Missing", &Missing_traverse, arg); }
O(repeated_field) { return make(ctx, "planted.Twice", &Twice_traverse, arg); }

O(wrong_struct) {
  HPy pair = make(ctx, "planted.Pair", &Missing_traverse, HPy_NULL);
  if (HPy_IsNull(pair))
    return HPy_NULL;
  void *data = _HPy_AsStruct_List(ctx, pair);
  HPy_Close(ctx, pair);
  return data == NULL ? HPy_NULL : NONE;
}

/* Nothing is wrong with these. */
O(right) {
  HPy text = HPy_Repr(ctx, arg);
  HPyListBuilder builder = HPyListBuilder_New(ctx, 2);
  HPyListBuilder_Set(ctx, builder, 0, text);
  HPyListBuilder_Set(ctx, builder, 1, arg);
  HPy list = HPyListBuilder_Build(ctx, builder);
  HPyTracker tracker = HPyTracker_New(ctx, 1);
  HPyTracker_Add(ctx, tracker, text);
  HPyTracker_Close(ctx, tracker);
  HPyThreadState state = HPy_LeavePythonExecution(ctx);
  HPy_ReenterPythonExecution(ctx, state);
  return list;
}

static HPyDef *defines[] = {&close_twice,
                            &use_after_close,
                            &return_closed,
                            &close_argument,
                            &return_argument,
                            &close_constant,
                            &return_constant,
                            &keep,
                            &use_kept,
                            &leak,
                            &leak_on_error,
                            &build_twice,
                            &set_after_cancel,
                            &write_text,
                            &keep_text,
                            &use_text,
                            &check_type,
                            &is_subtype,
                            &type_name,
                            &substring,
                            &use_while_left,
                            &store_unlisted,
                            &keep_context,
                            &use_kept_context,
                            &missing_field,
                            &repeated_field,
                            &wrong_struct,
                            &right,
                            NULL};
static HPyModuleDef definition = {
    .doc = NULL, .size = 0, .legacy_methods = NULL, .defines = defines, .globals = NULL};
HPy_MODINIT(planted, definition)
