/* Adding types to modules, and the arguments of a call as a tuple and a dict. */

#include "hpy.h"

HPyAPI_HELPER int HPyHelpers_AddType(HPyContext *ctx, HPy obj, const char *name, HPyType_Spec *hpyspec,
                                     HPyType_SpecParam *params) {
  HPy type = HPyType_FromSpec(ctx, hpyspec, params);
  if (HPy_IsNull(type))
    return 0;
  int failed = HPy_SetAttr_s(ctx, obj, name, type) < 0;
  HPy_Close(ctx, type);
  return !failed;
}

/* A dict of names and the values beside them; HPy_NULL with an exception set when it fails. */
static HPy dict_of(HPyContext *ctx, HPy names, const HPy *values, HPy_ssize_t count) {
  HPy dict = HPyDict_New(ctx);
  if (HPy_IsNull(dict))
    return HPy_NULL;
  for (HPy_ssize_t index = 0; index < count; index++) {
    HPy name = HPy_GetItem_i(ctx, names, index);
    int failed = HPy_IsNull(name) || HPy_SetItem(ctx, dict, name, values[index]) < 0;
    HPy_Close(ctx, name);
    if (failed) {
      HPy_Close(ctx, dict);
      return HPy_NULL;
    }
  }
  return dict;
}

HPyAPI_HELPER int HPyHelpers_PackArgsAndKeywords(HPyContext *ctx, const HPy *args, size_t nargs, HPy kwnames,
                                                 HPy *out_pos_args, HPy *out_kwd) {
  if (out_pos_args == NULL || out_kwd == NULL) {
    HPyErr_SetString(ctx, ctx->h_SystemError,
                     out_pos_args == NULL ? "argument 'out_pos_args' must not be NULL"
                                          : "argument 'out_kwd' must not be NULL");
    return 0;
  }
  HPy_ssize_t count = HPy_IsNull(kwnames) ? 0 : HPy_Length(ctx, kwnames);
  if (count < 0)
    return 0;
  HPy positional = HPy_NULL;
  HPy keywords = HPy_NULL;
  if (nargs > 0) {
    positional = HPyTuple_FromArray(ctx, args, (HPy_ssize_t)nargs);
    if (HPy_IsNull(positional))
      return 0;
  }
  if (count > 0) {
    keywords = dict_of(ctx, kwnames, args + nargs, count);
    if (HPy_IsNull(keywords)) {
      HPy_Close(ctx, positional);
      return 0;
    }
  }
  *out_pos_args = positional;
  *out_kwd = keywords;
  return 1;
}
