/* A sandboxed module whose calls into Python may be suspended. */

#include "hpy.h"

#include <string.h>

#define ONE(name)                                                                                                      \
  HPyDef_METH(name, #name, HPyFunc_O) static HPy name##_impl(HPyContext *ctx, HPy self, HPy arg)
#define UNUSED(name) (void)name

/* Calls a function, with something on the C stack that must be there afterwards. */
ONE(call) {
  UNUSED(self);
  volatile unsigned char here[256];
  for (int i = 0; i < 256; i++)
    here[i] = (unsigned char)i;
  HPy args[] = {arg};
  HPy own = HPyLong_FromLong(ctx, 4711);
  HPy result = HPy_Call(ctx, arg, args, 0, HPy_NULL);
  for (int i = 0; i < 256; i++) {
    if (here[i] != i) {
      HPyErr_SetString(ctx, ctx->h_AssertionError, "the C stack was overwritten");
      HPy_Close(ctx, own);
      return HPy_NULL;
    }
  }
  if (!HPy_IsNull(result) && HPyLong_AsLong(ctx, own) != 4711)
    HPyErr_SetString(ctx, ctx->h_AssertionError, "a handle was closed");
  HPy_Close(ctx, own);
  return result;
}

HPyDef_METH(arguments, "arguments", HPyFunc_KEYWORDS)
static HPy arguments_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames) {
  UNUSED(self);
  UNUSED(kwnames);
  HPy called = HPy_Call(ctx, args[0], NULL, 0, HPy_NULL);
  if (HPy_IsNull(called))
    return HPy_NULL;
  HPy_Close(ctx, called);
  return HPyTuple_FromArray(ctx, args + 1, nargs - 1);
}

ONE(forged) {
  UNUSED(self);
  UNUSED(arg);
  HPy handle = {4711};
  return HPy_Repr(ctx, handle);
}

ONE(recurse) {
  UNUSED(self);
  HPy args[] = {arg};
  return HPy_Call(ctx, arg, args, 1, HPy_NULL);
}

static HPyDef *defines[] = {&call, &arguments, &forged, &recurse, NULL};
static HPyModuleDef def = {.defines = defines};
HPy_MODINIT(suspend, def)
