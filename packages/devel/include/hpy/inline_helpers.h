/* Functions that are made of others: C's own integer types, deletion, calls of methods. */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_INLINE_HELPERS_H)
#define HPY_INLINE_HELPERS_H

HPyAPI_INLINE_HELPER HPy HPyErr_SetFromErrno(HPyContext *ctx, HPy h_type) {
  return HPyErr_SetFromErrnoWithFilenameObjects(ctx, h_type, HPy_NULL, HPy_NULL);
}

HPyAPI_INLINE_HELPER HPy HPyErr_SetFromErrnoWithFilenameObject(HPyContext *ctx, HPy h_type, HPy filename) {
  return HPyErr_SetFromErrnoWithFilenameObjects(ctx, h_type, filename, HPy_NULL);
}

/* A tuple of n handles. */
HPyAPI_INLINE_HELPER HPy HPyTuple_Pack(HPyContext *ctx, HPy_ssize_t n, ...) {
  if (n <= 0)
    return HPyTuple_FromArray(ctx, NULL, n);
  HPy *items = (HPy *)alloca((size_t)n * sizeof(HPy));
  va_list args;
  va_start(args, n);
  for (HPy_ssize_t index = 0; index < n; index++)
    items[index] = va_arg(args, HPy);
  va_end(args);
  return HPyTuple_FromArray(ctx, items, n);
}

HPyAPI_INLINE_HELPER int HPy_DelAttr(HPyContext *ctx, HPy obj, HPy name) {
  return HPy_SetAttr(ctx, obj, name, HPy_NULL);
}

HPyAPI_INLINE_HELPER int HPy_DelAttr_s(HPyContext *ctx, HPy obj, const char *utf8_name) {
  return HPy_SetAttr_s(ctx, obj, utf8_name, HPy_NULL);
}

/* The context knows integers by their width; a C type is one of those. */

#define HPY_IS_32_BITS(type) (sizeof(type) == sizeof(int32_t))

HPyAPI_INLINE_HELPER HPy HPyLong_FromLong(HPyContext *ctx, long value) {
  return HPY_IS_32_BITS(long) ? HPyLong_FromInt32_t(ctx, (int32_t)value) : HPyLong_FromInt64_t(ctx, value);
}

HPyAPI_INLINE_HELPER HPy HPyLong_FromUnsignedLong(HPyContext *ctx, unsigned long value) {
  return HPY_IS_32_BITS(long) ? HPyLong_FromUInt32_t(ctx, (uint32_t)value) : HPyLong_FromUInt64_t(ctx, value);
}

HPyAPI_INLINE_HELPER HPy HPyLong_FromLongLong(HPyContext *ctx, long long value) {
  return HPyLong_FromInt64_t(ctx, (int64_t)value);
}

HPyAPI_INLINE_HELPER HPy HPyLong_FromUnsignedLongLong(HPyContext *ctx, unsigned long long value) {
  return HPyLong_FromUInt64_t(ctx, (uint64_t)value);
}

HPyAPI_INLINE_HELPER long HPyLong_AsLong(HPyContext *ctx, HPy h) {
  return HPY_IS_32_BITS(long) ? (long)HPyLong_AsInt32_t(ctx, h) : (long)HPyLong_AsInt64_t(ctx, h);
}

HPyAPI_INLINE_HELPER unsigned long HPyLong_AsUnsignedLong(HPyContext *ctx, HPy h) {
  return HPY_IS_32_BITS(long) ? (unsigned long)HPyLong_AsUInt32_t(ctx, h) : (unsigned long)HPyLong_AsUInt64_t(ctx, h);
}

HPyAPI_INLINE_HELPER unsigned long HPyLong_AsUnsignedLongMask(HPyContext *ctx, HPy h) {
  return HPY_IS_32_BITS(long) ? (unsigned long)HPyLong_AsUInt32_tMask(ctx, h)
                              : (unsigned long)HPyLong_AsUInt64_tMask(ctx, h);
}

HPyAPI_INLINE_HELPER long long HPyLong_AsLongLong(HPyContext *ctx, HPy h) {
  return (long long)HPyLong_AsInt64_t(ctx, h);
}

HPyAPI_INLINE_HELPER unsigned long long HPyLong_AsUnsignedLongLong(HPyContext *ctx, HPy h) {
  return (unsigned long long)HPyLong_AsUInt64_t(ctx, h);
}

HPyAPI_INLINE_HELPER unsigned long long HPyLong_AsUnsignedLongLongMask(HPyContext *ctx, HPy h) {
  return (unsigned long long)HPyLong_AsUInt64_tMask(ctx, h);
}

HPyAPI_INLINE_HELPER HPy HPyBool_FromLong(HPyContext *ctx, long value) { return HPyBool_FromBool(ctx, value != 0); }

/*
 * Clips what HPySlice_Unpack gave to a sequence of `length` items. Returns how many items the slice has.
 * The step is neither 0 nor HPY_SSIZE_T_MIN.
 */
HPyAPI_INLINE_HELPER HPy_ssize_t HPySlice_AdjustIndices(HPyContext *ctx, HPy_ssize_t length, HPy_ssize_t *start,
                                                        HPy_ssize_t *stop, HPy_ssize_t step) {
  (void)ctx;
  const HPy_ssize_t lowest = step < 0 ? -1 : 0;
  const HPy_ssize_t highest = step < 0 ? length - 1 : length;
  HPy_ssize_t *const ends[] = {start, stop};
  for (int index = 0; index < 2; index++) {
    HPy_ssize_t end = *ends[index];
    if (end < 0)
      end += length;
    *ends[index] = end < lowest ? lowest : end > highest ? highest : end;
  }
  if (step < 0)
    return *stop < *start ? (*start - *stop - 1) / -step + 1 : 0;
  return *start < *stop ? (*stop - *start - 1) / step + 1 : 0;
}

HPyAPI_INLINE_HELPER HPy HPy_CallMethodTupleDict(HPyContext *ctx, HPy name, HPy receiver, HPy args, HPy kw) {
  HPy method = HPy_GetAttr(ctx, receiver, name);
  if (HPy_IsNull(method))
    return HPy_NULL;
  HPy result = HPy_CallTupleDict(ctx, method, args, kw);
  HPy_Close(ctx, method);
  return result;
}

HPyAPI_INLINE_HELPER HPy HPy_CallMethodTupleDict_s(HPyContext *ctx, const char *utf8_name, HPy receiver, HPy args,
                                                   HPy kw) {
  HPy method = HPy_GetAttr_s(ctx, receiver, utf8_name);
  if (HPy_IsNull(method))
    return HPy_NULL;
  HPy result = HPy_CallTupleDict(ctx, method, args, kw);
  HPy_Close(ctx, method);
  return result;
}

#endif
