/* Ways from C into Python, each with something on the C stack that must be there afterwards. */

#include "hpy.h"

#define SIZE 64

/* What differs from call to call, in memory. */
static void mark(volatile unsigned char *room, int key) {
  for (int i = 0; i < SIZE; i++)
    room[i] = (unsigned char)(key + i);
}

static HPy checked(HPyContext *ctx, volatile unsigned char *room, int key, HPy result) {
  for (int i = 0; i < SIZE; i++)
    if (room[i] != (unsigned char)(key + i)) {
      HPy_Close(ctx, result);
      return HPyErr_SetString(ctx, ctx->h_AssertionError, "the C stack has changed");
    }
  return result;
}

static int calls;

#define CALLING(name, call)                                                                                       \
  HPyDef_METH(name, #name, HPyFunc_VARARGS)                                                                       \
  static HPy name##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) {                              \
    volatile unsigned char room[SIZE];                                                                            \
    int key = ++calls;                                                                                            \
    (void)self;                                                                                                   \
    (void)nargs;                                                                                                  \
    mark(room, key);                                                                                              \
    return checked(ctx, room, key, call);                                                                         \
  }

CALLING(call, HPy_Call(ctx, args[0], args + 1, nargs - 1, HPy_NULL))
CALLING(call_tuple, HPy_CallTupleDict(ctx, args[0], args[1], HPy_NULL))
CALLING(call_tuple_dict, HPy_CallTupleDict(ctx, args[0], args[1], args[2]))
CALLING(call_dict, HPy_CallTupleDict(ctx, args[0], HPy_NULL, args[1]))
CALLING(call_nothing, HPy_CallTupleDict(ctx, args[0], HPy_NULL, HPy_NULL))
CALLING(call_method, HPy_CallMethod(ctx, args[0], args + 1, nargs - 1, HPy_NULL))
CALLING(get_attribute, HPy_GetAttr_s(ctx, args[0], "attribute"))
CALLING(get_item, HPy_GetItem(ctx, args[0], args[1]))
CALLING(get_item_i, HPy_GetItem_i(ctx, args[0], 7))
CALLING(add, HPy_Add(ctx, args[0], args[1]))
CALLING(negative, HPy_Negative(ctx, args[0]))
CALLING(repr, HPy_Repr(ctx, args[0]))
CALLING(compare, HPy_RichCompare(ctx, args[0], args[1], HPy_LT))

/* Lets Python run, and fails below in JavaScript: a field that is empty. */
HPyDef_METH(call_and_fail, "call_and_fail", HPyFunc_O)
static HPy call_and_fail_impl(HPyContext *ctx, HPy self, HPy arg) {
  HPy result = HPy_Call(ctx, arg, NULL, 0, HPy_NULL);
  HPyField empty = {0};
  if (HPy_IsNull(result))
    return result;
  HPy_Close(ctx, result);
  return HPyField_Load(ctx, self, empty);
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy self) {
  (void)ctx;
  (void)self;
  return 0;
}

static HPyDef *defines[] = {&call,    &call_tuple,    &call_tuple_dict, &call_dict,     &call_nothing,
                            &call_method, &get_attribute, &get_item,        &get_item_i,    &add,
                            &negative,    &repr,          &compare,         &call_and_fail, &exec,
                            NULL};
#ifdef __cplusplus
static HPyModuleDef moduledef = {};
static int prepared = (moduledef.defines = defines, 0);
#else
static HPyModuleDef moduledef = {.defines = defines};
#endif
HPy_MODINIT(caller, moduledef)
