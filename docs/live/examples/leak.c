#include <hpy.h>

/* The sum of the items; a handle to each stays open. Run this in debug mode. */
HPyDef_METH(total, "total", HPyFunc_O)
static HPy total_impl(HPyContext *ctx, HPy self, HPy numbers) {
  HPy_ssize_t length = HPy_Length(ctx, numbers);
  if (length < 0)
    return HPy_NULL;
  long sum = 0;
  for (HPy_ssize_t i = 0; i < length; i++) {
    HPy item = HPy_GetItem_i(ctx, numbers, i);
    if (HPy_IsNull(item))
      return HPy_NULL;
    sum += HPyLong_AsLong(ctx, item);
    /* Missing: HPy_Close(ctx, item); */
  }
  return HPyLong_FromLong(ctx, sum);
}

static HPyDef *defines[] = {&total, NULL};
static HPyModuleDef module = {.doc = "Leaks.", .defines = defines};
HPy_MODINIT(leaking, module)
