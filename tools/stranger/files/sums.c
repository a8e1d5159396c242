#include <hpy.h>

HPyDef_METH(add, "add", HPyFunc_VARARGS, .doc = "add(a, b, /)\n--\n\nThe sum of two integers.")
static HPy add_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) {
  long a, b;
  if (!HPyArg_Parse(ctx, NULL, args, nargs, "ll:add", &a, &b))
    return HPy_NULL;
  return HPyLong_FromLong(ctx, a + b);
}

static HPyDef *defines[] = {&add, NULL};
static HPyModuleDef module = {.doc = "Sums.", .defines = defines};
HPy_MODINIT(sums, module)
