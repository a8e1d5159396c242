/* A sandboxed module that does all sorts of things with what the last call of a function returns. */

#include "hpy.h"

#define ONE(name)                                                                                                      \
  HPyDef_METH(name, #name, HPyFunc_O) static HPy name##_impl(HPyContext *ctx, HPy self, HPy arg)
#define UNUSED(name) (void)name

ONE(same) {
  UNUSED(self);
  return HPy_Dup(ctx, arg);
}

ONE(doubled) {
  UNUSED(self);
  return HPy_Add(ctx, arg, arg);
}

/* Has a frame on the C stack, and several ways to its end. */
ONE(chosen) {
  UNUSED(self);
  long value = HPyLong_AsLong(ctx, arg);
  if (value == -1 && HPyErr_Occurred(ctx))
    return HPy_NULL;
  if (value < 0)
    return HPy_Dup(ctx, ctx->h_NotImplemented);
  HPy items[] = {arg, ctx->h_None};
  if (value > 100)
    return HPyTuple_FromArray(ctx, items, 2);
  return HPyLong_FromLong(ctx, value + 1);
}

/* Comes with an exception: then it is no result. */
ONE(with_exception) {
  UNUSED(self);
  HPyErr_SetString(ctx, ctx->h_ValueError, "with a result");
  return HPy_Dup(ctx, arg);
}

ONE(called) {
  UNUSED(self);
  HPy args[] = {arg};
  return HPy_Call(ctx, arg, args, 0, HPy_NULL);
}

/* Looks whether there is a result, and does other things before it returns it. */
ONE(looked_at) {
  UNUSED(self);
  HPy args[] = {arg};
  HPy result = HPy_Call(ctx, arg, args, 0, HPy_NULL);
  if (HPy_IsNull(result))
    return HPy_NULL;
  HPy other = HPy_Call(ctx, arg, args, 0, HPy_NULL);
  if (HPy_IsNull(other))
    HPyErr_Clear(ctx);
  else
    HPy_Close(ctx, other);
  return result;
}

/* Functions that are called through pointers, which the linker cannot know. */
static HPy (*volatile handlers[])(HPyContext *, HPy, HPy) = {same_impl, doubled_impl, chosen_impl, called_impl};

ONE(relayed) { return handlers[0](ctx, self, arg); }

ONE(combined) {
  HPy first = handlers[0](ctx, self, arg);
  HPy second = handlers[1](ctx, self, arg);
  HPy third = handlers[2](ctx, self, arg);
  HPy items[] = {first, second, third, first};
  HPy result = HPyTuple_FromArray(ctx, items, 4);
  HPy_Close(ctx, second);
  HPy_Close(ctx, first);
  HPy_Close(ctx, third);
  return result;
}

ONE(kept_while_others_return) {
  HPy first = handlers[0](ctx, self, arg);
  HPy_ssize_t size = 0;
  const char *text = HPyUnicode_AsUTF8AndSize(ctx, first, &size);
  if (text == NULL) {
    HPy_Close(ctx, first);
    return HPy_NULL;
  }
  for (int i = 0; i < 3; i++) {
    HPy other = handlers[1](ctx, self, first);
    HPy_Close(ctx, first);
    first = other;
  }
  return first;
}

/* Calls Python while a result waits. */
HPyDef_METH(held, "held", HPyFunc_VARARGS)
static HPy held_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) {
  UNUSED(nargs);
  HPy first = handlers[0](ctx, self, args[0]);
  HPy second = handlers[3](ctx, self, args[1]);
  if (HPy_IsNull(second)) {
    HPy_Close(ctx, first);
    return HPy_NULL;
  }
  HPy items[] = {first, second};
  HPy result = HPyTuple_FromArray(ctx, items, 2);
  HPy_Close(ctx, first);
  HPy_Close(ctx, second);
  return result;
}

/* Returns what stands for a result that there is not, or uses it, or lets one be lost. */
ONE(forged) {
  UNUSED(self);
  UNUSED(arg);
  HPy handle = {-1};
  return handle;
}

ONE(forged_and_used) {
  UNUSED(self);
  UNUSED(arg);
  HPy handle = {-1};
  return HPy_Repr(ctx, handle);
}

ONE(returned_twice) {
  HPy first = handlers[0](ctx, self, arg);
  HPy_Close(ctx, first);
  return first;
}

ONE(lost) {
  handlers[0](ctx, self, arg);
  return HPy_Dup(ctx, ctx->h_None);
}

ONE(unwound) {
  handlers[0](ctx, self, arg);
  HPy handle = {4711};
  return HPy_Repr(ctx, handle);
}

static HPyDef *defines[] = {&looked_at, &same,    &doubled,  &chosen, &with_exception,  &called,         &relayed,
                            &combined, &kept_while_others_return, &held, &forged, &forged_and_used, &returned_twice,
                            &lost,    &unwound,  NULL};
static HPyModuleDef def = {.defines = defines};
HPy_MODINIT(results, def)
