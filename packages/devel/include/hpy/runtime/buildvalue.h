/* Making objects by a format. */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_RUNTIME_BUILDVALUE_H)
#define HPY_RUNTIME_BUILDVALUE_H

HPyAPI_HELPER HPy HPy_BuildValue(HPyContext *ctx, const char *fmt, ...);

#endif
