/* Strings and exceptions by a format, as in printf, with a few units for Python objects. */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_RUNTIME_FORMAT_H)
#define HPY_RUNTIME_FORMAT_H

HPyAPI_HELPER HPy HPyUnicode_FromFormat(HPyContext *ctx, const char *fmt, ...);
HPyAPI_HELPER HPy HPyUnicode_FromFormatV(HPyContext *ctx, const char *fmt, va_list vargs);
HPyAPI_HELPER HPy HPyErr_Format(HPyContext *ctx, HPy h_type, const char *fmt, ...);

#endif
