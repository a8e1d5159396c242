/* Adding types to modules, and the arguments of a call as a tuple and a dict. Each returns 1, or 0 with an exception. */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_RUNTIME_HELPERS_H)
#define HPY_RUNTIME_HELPERS_H

HPyAPI_HELPER int HPyHelpers_AddType(HPyContext *ctx, HPy obj, const char *name, HPyType_Spec *hpyspec,
                                     HPyType_SpecParam *params);

HPyAPI_HELPER int HPyHelpers_PackArgsAndKeywords(HPyContext *ctx, const HPy *args, size_t nargs, HPy kwnames,
                                                 HPy *out_pos_args, HPy *out_kwd);

#endif
