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

/* Point: an object with a struct. */

typedef struct {
  double x, y;
} Point;
HPyType_HELPERS(Point)

static HPyGlobal point_type;

static HPy new_point(HPyContext *ctx, HPy type) {
  Point *point;
  HPy made = HPy_New(ctx, type, &point);
  if (HPy_IsNull(made))
    return HPy_NULL;
  point->x = 3;
  point->y = 4;
  return made;
}

HPyDef_SLOT(Point_new, HPy_tp_new)
static HPy Point_new_impl(HPyContext *ctx, HPy type, const HPy _HPy_UNUSED *args, HPy_ssize_t _HPy_UNUSED nargs,
                          HPy _HPy_UNUSED kw) {
  return new_point(ctx, type);
}

HPyDef_GET(Point_x, "x")
static HPy Point_x_get(HPyContext *ctx, HPy self, void _HPy_UNUSED *closure) {
  return HPyLong_FromLong(ctx, (long)Point_AsStruct(ctx, self)->x);
}

HPyDef_METH(Point_norm1, "norm1", HPyFunc_NOARGS)
static HPy Point_norm1_impl(HPyContext *ctx, HPy self) {
  Point *point = Point_AsStruct(ctx, self);
  return HPyLong_FromLong(ctx, (long)(point->x + point->y));
}

static HPyDef *Point_defines[] = {&Point_new, &Point_x, &Point_norm1, NULL};
static HPyType_Spec Point_spec = {.name = "bench.Point",
                                  .basicsize = sizeof(Point),
                                  .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
                                  .builtin_shape = SHAPE(Point),
                                  .defines = Point_defines};

NOARGS(mkpoint) {
  HPy type = HPyGlobal_Load(ctx, point_type);
  HPy made = new_point(ctx, type);
  HPy_Close(ctx, type);
  return made;
}

/* Counter: an iterator. */

typedef struct {
  long next, end;
} Counter;
HPyType_HELPERS(Counter)

static HPyGlobal counter_type;

HPyDef_SLOT(Counter_iter, HPy_tp_iter)
static HPy Counter_iter_impl(HPyContext *ctx, HPy self) { return HPy_Dup(ctx, self); }

HPyDef_SLOT(Counter_iternext, HPy_tp_iternext)
static HPy Counter_iternext_impl(HPyContext *ctx, HPy self) {
  Counter *counter = Counter_AsStruct(ctx, self);
  return counter->next < counter->end ? HPyLong_FromLong(ctx, counter->next++) : HPy_NULL;
}

static HPyDef *Counter_defines[] = {&Counter_iter, &Counter_iternext, NULL};
static HPyType_Spec Counter_spec = {.name = "bench.Counter",
                                    .basicsize = sizeof(Counter),
                                    .flags = HPy_TPFLAGS_DEFAULT,
                                    .builtin_shape = SHAPE(Counter),
                                    .defines = Counter_defines};

O(counter) {
  long end = HPyLong_AsLong(ctx, arg);
  if (failed(ctx, end))
    return HPy_NULL;
  HPy type = HPyGlobal_Load(ctx, counter_type);
  Counter *made;
  HPy object = HPy_New(ctx, type, &made);
  HPy_Close(ctx, type);
  if (!HPy_IsNull(object))
    made->end = end;
  return object;
}

/* Vector: a buffer, and a kernel over it. */

#define LENGTH 256

typedef struct {
  double items[LENGTH];
} Vector;
HPyType_HELPERS(Vector)

static HPyGlobal vector_type;
static HPy_ssize_t vector_shape[] = {LENGTH}, vector_strides[] = {sizeof(double)};

HPyDef_SLOT(Vector_getbuffer, HPy_bf_getbuffer)
static int Vector_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer, int _HPy_UNUSED flags) {
  *buffer = (HPy_buffer){.buf = Vector_AsStruct(ctx, self)->items,
                         .obj = HPy_Dup(ctx, self),
                         .len = sizeof(Vector),
                         .itemsize = sizeof(double),
                         .ndim = 1,
                         .format = (char *)"d",
                         .shape = vector_shape,
                         .strides = vector_strides};
  return 0;
}

HPyDef_METH(Vector_step, "step", HPyFunc_NOARGS)
static HPy Vector_step_impl(HPyContext *ctx, HPy self) {
  double *items = Vector_AsStruct(ctx, self)->items;
  for (int i = 0; i < LENGTH; i++)
    items[i] = items[i] * 0.5 + 1.0;
  return HPy_Dup(ctx, self);
}

static HPyDef *Vector_defines[] = {&Vector_getbuffer, &Vector_step, NULL};
static HPyType_Spec Vector_spec = {.name = "bench.Vector",
                                   .basicsize = sizeof(Vector),
                                   .flags = HPy_TPFLAGS_DEFAULT,
                                   .builtin_shape = SHAPE(Vector),
                                   .defines = Vector_defines};

NOARGS(vector) {
  HPy type = HPyGlobal_Load(ctx, vector_type);
  Vector *made;
  HPy object = HPy_New(ctx, type, &made);
  HPy_Close(ctx, type);
  return object;
}

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

static HPyDef *defines[] = {&nop,       &ident,     &add,        &keywords, &addobj,  &scale,    &utf8len,
                            &upper,     &sumlist,   &buildlist,  &appendlist, &filldict, &getattr, &callmany,
                            &iterate,   &mkpoint,   &counter,    &vector,   &exec,    NULL};
static HPyGlobal *globals[] = {&point_type, &counter_type, &vector_type, NULL};
static HPyModuleDef module = {.doc = NULL, .size = 0, .legacy_methods = NULL, .defines = defines, .globals = globals};
HPy_MODINIT(bench, module)
