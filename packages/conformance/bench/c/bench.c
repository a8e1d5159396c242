/*
 * What the bench measures, written against HPy; compiled once for each ABI. `raw.c` is the same against CPython's C API,
 * and `../functions.ts` says how each function is called.
 */

#include "hpy.h"

#include <string.h>

/* Fields that are left out of specs and definitions are zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define NOARGS(NAME)                                                                                                   \
  HPyDef_METH(NAME, #NAME, HPyFunc_NOARGS)                                                                             \
  static HPy NAME##_impl(HPyContext *ctx, HPy _HPy_UNUSED self)
#define O(NAME)                                                                                                        \
  HPyDef_METH(NAME, #NAME, HPyFunc_O)                                                                                  \
  static HPy NAME##_impl(HPyContext *ctx, HPy _HPy_UNUSED self, HPy arg)
#define VARARGS(NAME)                                                                                                  \
  HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS)                                                                            \
  static HPy NAME##_impl(HPyContext *ctx, HPy _HPy_UNUSED self, const HPy *args, size_t nargs)
#define KEYWORDS(NAME)                                                                                                 \
  HPyDef_METH(NAME, #NAME, HPyFunc_KEYWORDS)                                                                           \
  static HPy NAME##_impl(HPyContext *ctx, HPy _HPy_UNUSED self, const HPy *args, size_t nargs, HPy kwnames)

static HPy wrong_arguments(HPyContext *ctx, const char *name) {
  HPyErr_SetString(ctx, ctx->h_TypeError, name);
  return HPy_NULL;
}

/* Whether -1 stands for an exception. */
static inline int failed(HPyContext *ctx, long value) { return value == -1 && HPyErr_Occurred(ctx); }

NOARGS(nop) { return HPy_Dup(ctx, ctx->h_None); }

O(ident) { return HPy_Dup(ctx, arg); }

VARARGS(add) {
  if (nargs != 2)
    return wrong_arguments(ctx, "add() takes two arguments");
  long left = HPyLong_AsLong(ctx, args[0]);
  if (failed(ctx, left))
    return HPy_NULL;
  long right = HPyLong_AsLong(ctx, args[1]);
  if (failed(ctx, right))
    return HPy_NULL;
  return HPyLong_FromLong(ctx, left + right);
}

KEYWORDS(keywords) {
  if (nargs != 1 || HPy_IsNull(kwnames) || HPy_Length(ctx, kwnames) != 1)
    return wrong_arguments(ctx, "keywords() takes an argument and a keyword argument");
  return HPy_Dup(ctx, args[1]);
}

VARARGS(addobj) {
  if (nargs != 2)
    return wrong_arguments(ctx, "addobj() takes two arguments");
  return HPy_Add(ctx, args[0], args[1]);
}

O(scale) {
  double value = HPyFloat_AsDouble(ctx, arg);
  if (value == -1.0 && HPyErr_Occurred(ctx))
    return HPy_NULL;
  return HPyFloat_FromDouble(ctx, value * 0.5 + 1.0);
}

O(utf8len) {
  HPy_ssize_t size;
  if (HPyUnicode_AsUTF8AndSize(ctx, arg, &size) == NULL)
    return HPy_NULL;
  return HPyLong_FromSsize_t(ctx, size);
}

O(upper) {
  char buffer[64];
  HPy_ssize_t size;
  const char *text = HPyUnicode_AsUTF8AndSize(ctx, arg, &size);
  if (text == NULL)
    return HPy_NULL;
  if (size >= (HPy_ssize_t)sizeof(buffer))
    return wrong_arguments(ctx, "upper() takes a short text");
  for (HPy_ssize_t i = 0; i < size; i++)
    buffer[i] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 32) : text[i];
  buffer[size] = '\0';
  return HPyUnicode_FromString(ctx, buffer);
}

O(sumlist) {
  HPy_ssize_t length = HPy_Length(ctx, arg);
  if (length < 0)
    return HPy_NULL;
  long sum = 0;
  for (HPy_ssize_t i = 0; i < length; i++) {
    HPy item = HPy_GetItem_i(ctx, arg, i);
    if (HPy_IsNull(item))
      return HPy_NULL;
    long value = HPyLong_AsLong(ctx, item);
    HPy_Close(ctx, item);
    if (failed(ctx, value))
      return HPy_NULL;
    sum += value;
  }
  return HPyLong_FromLong(ctx, sum);
}

O(buildlist) {
  long length = HPyLong_AsLong(ctx, arg);
  if (failed(ctx, length))
    return HPy_NULL;
  HPyListBuilder builder = HPyListBuilder_New(ctx, length);
  for (long i = 0; i < length; i++) {
    HPy item = HPyLong_FromLong(ctx, i);
    if (HPy_IsNull(item)) {
      HPyListBuilder_Cancel(ctx, builder);
      return HPy_NULL;
    }
    HPyListBuilder_Set(ctx, builder, i, item);
    HPy_Close(ctx, item);
  }
  return HPyListBuilder_Build(ctx, builder);
}

O(appendlist) {
  long length = HPyLong_AsLong(ctx, arg);
  if (failed(ctx, length))
    return HPy_NULL;
  HPy list = HPyList_New(ctx, 0);
  for (long i = 0; i < length; i++) {
    HPy item = HPyLong_FromLong(ctx, i);
    int status = HPy_IsNull(item) ? -1 : HPyList_Append(ctx, list, item);
    HPy_Close(ctx, item);
    if (status < 0) {
      HPy_Close(ctx, list);
      return HPy_NULL;
    }
  }
  return list;
}

O(filldict) {
  long length = HPyLong_AsLong(ctx, arg);
  if (failed(ctx, length))
    return HPy_NULL;
  HPy dict = HPyDict_New(ctx);
  for (long i = 0; i < length; i++) {
    HPy key = HPyLong_FromLong(ctx, i);
    int status = HPy_IsNull(key) ? -1 : HPy_SetItem(ctx, dict, key, key);
    HPy_Close(ctx, key);
    if (status < 0) {
      HPy_Close(ctx, dict);
      return HPy_NULL;
    }
  }
  return dict;
}

O(getattr) { return HPy_GetAttr_s(ctx, arg, "value"); }

VARARGS(callmany) {
  if (nargs != 2)
    return wrong_arguments(ctx, "callmany() takes two arguments");
  long count = HPyLong_AsLong(ctx, args[1]);
  if (failed(ctx, count))
    return HPy_NULL;
  for (long i = 0; i < count; i++) {
    HPy result = HPy_Call(ctx, args[0], args, 1, HPy_NULL);
    if (HPy_IsNull(result))
      return HPy_NULL;
    HPy_Close(ctx, result);
  }
  return HPy_Dup(ctx, ctx->h_None);
}

O(iterate) {
  HPy iterator = HPy_GetIter(ctx, arg);
  if (HPy_IsNull(iterator))
    return HPy_NULL;
  long sum = 0;
  HPy item;
  while (!HPy_IsNull(item = HPyIter_Next(ctx, iterator))) {
    sum += HPyLong_AsLong(ctx, item);
    HPy_Close(ctx, item);
  }
  HPy_Close(ctx, iterator);
  return HPyErr_Occurred(ctx) ? HPy_NULL : HPyLong_FromLong(ctx, sum);
}

#include "bench-objects.h"

static int add_type(HPyContext *ctx, HPy module, const char *name, HPyType_Spec *spec, HPyGlobal *global) {
  HPy type = HPyType_FromSpec(ctx, spec, NULL);
  if (HPy_IsNull(type))
    return -1;
  HPyGlobal_Store(ctx, global, type);
  int status = HPy_SetAttr_s(ctx, module, name, type);
  HPy_Close(ctx, type);
  return status;
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy module) {
  if (add_type(ctx, module, "Point", &Point_spec, &point_type) < 0 ||
      add_type(ctx, module, "Counter", &Counter_spec, &counter_type) < 0)
    return -1;
  return add_type(ctx, module, "Vector", &Vector_spec, &vector_type);
}

static HPyDef *defines[] = {&nop,     &ident,     &add,        &keywords, &addobj,  &scale,    &utf8len,
                            &upper,   &sumlist,   &buildlist,  &appendlist, &filldict, &getattr, &callmany,
                            &iterate, &mkpoint,   &counter,    &vector,   &exec,    NULL};
static HPyGlobal *globals[] = {&point_type, &counter_type, &vector_type, NULL};
static HPyModuleDef module = {.doc = NULL, .size = 0, .legacy_methods = NULL, .defines = defines, .globals = globals};
HPy_MODINIT(bench, module)
