/* A sandboxed module that does all sorts of things with its arguments and with results of functions of the context. */

#include "hpy.h"

#include <string.h>

#define NOARGS(name)                                                                                                   \
  HPyDef_METH(name, #name, HPyFunc_NOARGS) static HPy name##_impl(HPyContext *ctx, HPy self)
#define ONE(name)                                                                                                      \
  HPyDef_METH(name, #name, HPyFunc_O) static HPy name##_impl(HPyContext *ctx, HPy self, HPy arg)
#define VARARGS(name)                                                                                                  \
  HPyDef_METH(name, #name, HPyFunc_VARARGS)                                                                            \
  static HPy name##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
#define KEYWORDS(name)                                                                                                 \
  HPyDef_METH(name, #name, HPyFunc_KEYWORDS)                                                                           \
  static HPy name##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
#define UNUSED(name) (void)name
#define FORGED ((HPy){4711})

static HPy none(HPyContext *ctx) { return HPy_Dup(ctx, ctx->h_None); }

static HPy call(HPyContext *ctx, HPy callable) { return HPy_Call(ctx, callable, NULL, 0, HPy_NULL); }

/* Arguments. */

ONE(same) {
  UNUSED(self);
  return HPy_Dup(ctx, arg);
}

ONE(own_module) {
  UNUSED(arg);
  return HPy_Dup(ctx, self);
}

/* Its local is used for something else afterwards. */
ONE(reused) {
  UNUSED(self);
  HPy_ssize_t size = HPy_Length(ctx, arg);
  if (size < 0)
    return HPy_NULL;
  arg = HPyLong_FromSsize_t(ctx, size);
  HPy result = HPy_Add(ctx, arg, arg);
  HPy_Close(ctx, arg);
  return result;
}

ONE(returned_argument) {
  UNUSED(self);
  UNUSED(ctx);
  return arg;
}

ONE(closed_argument) {
  UNUSED(self);
  HPy_Close(ctx, arg);
  return none(ctx);
}

/* The number of a handle, or an address? */
ONE(number_of_argument) {
  UNUSED(self);
  return HPyLong_FromSsize_t(ctx, arg._i);
}

static HPy kept_argument;

ONE(keep_argument) {
  UNUSED(self);
  kept_argument = arg;
  return HPyLong_FromSsize_t(ctx, HPy_Length(ctx, arg));
}

ONE(use_kept) {
  UNUSED(self);
  UNUSED(arg);
  return HPy_Repr(ctx, kept_argument);
}

VARARGS(sum_of_three) {
  UNUSED(self);
  UNUSED(nargs);
  HPy two = HPy_Add(ctx, args[0], args[1]);
  if (HPy_IsNull(two))
    return HPy_NULL;
  HPy three = HPy_Add(ctx, two, args[2]);
  HPy_Close(ctx, two);
  return three;
}

VARARGS(seventh) {
  UNUSED(self);
  if (nargs < 7)
    return none(ctx);
  return HPy_Dup(ctx, args[6]);
}

VARARGS(item) {
  UNUSED(self);
  HPy_ssize_t index = HPyLong_AsSsize_t(ctx, args[0]);
  if (index < 0 || (size_t)index >= nargs)
    return none(ctx);
  return HPy_Dup(ctx, args[index]);
}

/* Reads items after Python code has run. */
VARARGS(late_item) {
  UNUSED(self);
  if (nargs < 2)
    return none(ctx);
  HPy called = call(ctx, args[0]);
  if (HPy_IsNull(called))
    return HPy_NULL;
  HPy_Close(ctx, called);
  return HPy_Dup(ctx, args[1]);
}

KEYWORDS(named) {
  UNUSED(self);
  UNUSED(nargs);
  if (HPy_IsNull(kwnames))
    return HPy_Dup(ctx, args[0]);
  HPy name = HPy_GetItem_i(ctx, kwnames, 0);
  if (HPy_IsNull(name))
    return HPy_NULL;
  HPy found = HPy_GetItem(ctx, args[0], name);
  HPy_Close(ctx, name);
  if (HPy_IsNull(found))
    return HPy_NULL;
  HPy result = HPy_Add(ctx, found, args[1]);
  HPy_Close(ctx, found);
  return result;
}

KEYWORDS(values) {
  UNUSED(self);
  HPy list = HPyList_New(ctx, 0);
  if (HPy_IsNull(list))
    return HPy_NULL;
  HPy_ssize_t count = HPy_IsNull(kwnames) ? 0 : HPy_Length(ctx, kwnames);
  for (HPy_ssize_t i = 0; i < count; i++) {
    if (HPyList_Append(ctx, list, args[nargs + i]) < 0) {
      HPy_Close(ctx, list);
      return HPy_NULL;
    }
  }
  return list;
}

/* Results. */

ONE(branches) {
  UNUSED(self);
  HPy copy = HPy_Dup(ctx, arg);
  HPy_ssize_t size = HPy_Length(ctx, copy);
  if (size < 0) {
    HPy_Close(ctx, copy);
    return HPy_NULL;
  }
  if (size > 3) {
    HPy text = HPy_Repr(ctx, copy);
    HPy_Close(ctx, copy);
    return text;
  }
  HPy number = HPyLong_FromSsize_t(ctx, size);
  if (HPy_IsNull(number)) {
    HPy_Close(ctx, copy);
    return HPy_NULL;
  }
  HPy result = HPy_Multiply(ctx, copy, number);
  HPy_Close(ctx, copy);
  HPy_Close(ctx, number);
  return result;
}

ONE(doubled) {
  UNUSED(self);
  HPy list = HPyList_New(ctx, 0);
  if (HPy_IsNull(list))
    return HPy_NULL;
  HPy_ssize_t size = HPy_Length(ctx, arg);
  for (HPy_ssize_t i = 0; i < size; i++) {
    HPy item = HPy_GetItem_i(ctx, arg, i);
    if (HPy_IsNull(item))
      goto failed;
    HPy twice = HPy_Add(ctx, item, item);
    HPy_Close(ctx, item);
    if (HPy_IsNull(twice))
      goto failed;
    int status = HPyList_Append(ctx, list, twice);
    HPy_Close(ctx, twice);
    if (status < 0)
      goto failed;
  }
  return list;
failed:
  HPy_Close(ctx, list);
  return HPy_NULL;
}

ONE(last) {
  UNUSED(self);
  HPy current = HPy_Dup(ctx, arg);
  for (;;) {
    HPy next = HPy_GetAttr_s(ctx, current, "next");
    if (HPy_IsNull(next)) {
      HPy_Close(ctx, current);
      return HPy_NULL;
    }
    if (HPy_Is(ctx, next, ctx->h_None)) {
      HPy_Close(ctx, next);
      return current;
    }
    HPy_Close(ctx, current);
    current = next;
  }
}

ONE(duplicates) {
  UNUSED(self);
  HPy first = HPy_Dup(ctx, arg);
  HPy second = HPy_Dup(ctx, first);
  HPy_Close(ctx, first);
  HPy third = HPy_Dup(ctx, second);
  HPy_Close(ctx, second);
  int is_same = HPy_Is(ctx, third, arg);
  HPy fourth = HPy_Dup(ctx, third);
  HPy_Close(ctx, third);
  HPy_Close(ctx, fourth);
  return HPyBool_FromBool(ctx, is_same);
}

VARARGS(appended) {
  UNUSED(self);
  UNUSED(nargs);
  HPy list = HPyList_New(ctx, 0);
  if (HPy_IsNull(list))
    return HPy_NULL;
  if (HPyList_Append(ctx, list, args[0]) < 0 || HPyList_Append(ctx, list, args[1]) < 0) {
    HPy_Close(ctx, list);
    return HPy_NULL;
  }
  return list;
}

ONE(only_on_error) {
  UNUSED(self);
  HPy result = call(ctx, arg);
  if (HPy_IsNull(result))
    return HPy_NULL;
  if (HPy_Length(ctx, result) < 0) {
    HPy_Close(ctx, result);
    return HPy_NULL;
  }
  return result;
}

/* Keeps an object over a call, and has used its locals for numbers before. */
VARARGS(kept) {
  UNUSED(self);
  HPy_ssize_t sum = 0;
  for (size_t i = 0; i < nargs; i++)
    sum += (HPy_ssize_t)i * sum + 4096;
  HPy list = HPyList_New(ctx, 0);
  HPy copy = HPy_Dup(ctx, args[0]);
  if (HPyList_Append(ctx, list, copy) < 0)
    goto failed;
  HPy called = call(ctx, args[1]);
  if (HPy_IsNull(called))
    goto failed;
  int status = HPyList_Append(ctx, list, called);
  HPy_Close(ctx, called);
  if (status < 0)
    goto failed;
  HPy number = HPyLong_FromSsize_t(ctx, sum);
  HPy total = HPy_Add(ctx, number, number);
  HPy_Close(ctx, number);
  HPy_Close(ctx, total);
  HPy_Close(ctx, copy);
  return list;
failed:
  HPy_Close(ctx, copy);
  HPy_Close(ctx, list);
  return HPy_NULL;
}

/* What ends with a violation, while locals have objects, and have had numbers. */

VARARGS(violating) {
  UNUSED(self);
  HPy list = HPyList_New(ctx, 0);
  HPyList_Append(ctx, list, args[0]);
  HPy copy = HPy_Dup(ctx, args[0]);
  HPy number = HPyLong_FromSsize_t(ctx, (HPy_ssize_t)nargs);
  HPy_Close(ctx, number);
  HPy text = HPy_Repr(ctx, FORGED);
  HPy_Close(ctx, text);
  HPy_Close(ctx, copy);
  HPy_Close(ctx, list);
  return none(ctx);
}

ONE(violating_early) {
  UNUSED(self);
  HPy_ssize_t number = HPyLong_AsSsize_t(ctx, arg);
  if (number > 10)
    HPy_Close(ctx, HPy_Repr(ctx, FORGED));
  HPy_ssize_t other = number * 4096 + 8;
  HPy first = HPyLong_FromSsize_t(ctx, other);
  HPy second = HPyLong_FromSsize_t(ctx, number);
  HPy sum = HPy_Add(ctx, first, second);
  HPy_Close(ctx, first);
  HPy_Close(ctx, second);
  if (number > 5)
    HPy_Close(ctx, HPy_Repr(ctx, FORGED));
  return sum;
}

ONE(used_after_close) {
  UNUSED(self);
  HPy copy = HPy_Dup(ctx, arg);
  HPy_Close(ctx, copy);
  return HPy_Repr(ctx, copy);
}

ONE(closed_twice) {
  UNUSED(self);
  HPy copy = HPy_Dup(ctx, arg);
  HPy_Close(ctx, copy);
  HPy_Close(ctx, copy);
  return none(ctx);
}

ONE(closed_in_loop) {
  UNUSED(self);
  HPy copy = HPy_Dup(ctx, arg);
  HPy_ssize_t size = HPy_Length(ctx, copy);
  for (HPy_ssize_t i = 0; i < size; i++)
    HPy_Close(ctx, copy);
  return none(ctx);
}

ONE(returned_after_close) {
  UNUSED(self);
  HPy copy = HPy_Dup(ctx, arg);
  HPy text = HPy_Repr(ctx, copy);
  HPy_Close(ctx, text);
  HPy_Close(ctx, copy);
  return copy;
}

ONE(null_used) {
  UNUSED(self);
  HPy missing = HPy_GetAttr_s(ctx, arg, "missing");
  HPyErr_Clear(ctx);
  return HPy_Add(ctx, missing, arg);
}

ONE(null_closed) {
  UNUSED(self);
  HPy missing = HPy_GetAttr_s(ctx, arg, "missing");
  HPyErr_Clear(ctx);
  HPy_Close(ctx, missing);
  HPy_Close(ctx, missing);
  if (HPy_IsNull(missing))
    return none(ctx);
  return HPy_Repr(ctx, missing);
}

ONE(lost) {
  UNUSED(self);
  HPy copy = HPy_Dup(ctx, arg);
  return HPyLong_FromSsize_t(ctx, HPy_Length(ctx, copy));
}

/* Functions of the context that the module has put others in the place of. */

static HPy_ssize_t seen;
static HPy stolen;

static HPy own_repr(HPyContext *ctx, HPy obj) {
  seen = obj._i;
  HPy size = HPyLong_FromSsize_t(ctx, HPy_Length(ctx, obj));
  HPy text = HPy_Str(ctx, size);
  HPy_Close(ctx, size);
  return text;
}

static HPy garbage_repr(HPyContext *ctx, HPy obj) {
  UNUSED(ctx);
  seen = obj._i;
  return FORGED;
}

static HPy address_repr(HPyContext *ctx, HPy obj) {
  UNUSED(ctx);
  UNUSED(obj);
  return (HPy){0x10000};
}

static HPy null_repr(HPyContext *ctx, HPy obj) {
  UNUSED(obj);
  HPyErr_SetString(ctx, ctx->h_ValueError, "none");
  return HPy_NULL;
}

static HPy violating_repr(HPyContext *ctx, HPy obj) {
  UNUSED(obj);
  return HPy_Str(ctx, FORGED);
}

static HPy calling_repr(HPyContext *ctx, HPy obj) { return HPy_GetAttr_s(ctx, obj, "called"); }

static HPy (*const others[])(HPyContext *, HPy) = {own_repr,       garbage_repr, address_repr, null_repr,
                                                   violating_repr, calling_repr};

/* Gives what the other function made, twice. The context is put right before anything goes on. */
#define WITH_REPR(name, number)                                                                                        \
  ONE(name) {                                                                                                          \
    UNUSED(self);                                                                                                      \
    HPy (*before)(HPyContext *, HPy) = ctx->ctx_Repr;                                                                  \
    HPy copy = HPy_Dup(ctx, arg);                                                                                      \
    ctx->ctx_Repr = others[number];                                                                                    \
    HPy text = HPy_Repr(ctx, copy);                                                                                    \
    ctx->ctx_Repr = before;                                                                                            \
    HPy_Close(ctx, copy);                                                                                              \
    if (HPy_IsNull(text))                                                                                              \
      return HPy_NULL;                                                                                                 \
    HPy twice = HPy_Add(ctx, text, text);                                                                              \
    HPy_Close(ctx, text);                                                                                              \
    return twice;                                                                                                      \
  }

WITH_REPR(with_own, 0)
WITH_REPR(with_garbage, 1)
WITH_REPR(with_address, 2)
WITH_REPR(with_null, 3)
WITH_REPR(with_violation, 4)
WITH_REPR(with_call, 5)

ONE(with_own_for_argument) {
  UNUSED(self);
  HPy (*before)(HPyContext *, HPy) = ctx->ctx_Repr;
  ctx->ctx_Repr = own_repr;
  HPy text = HPy_Repr(ctx, arg);
  ctx->ctx_Repr = before;
  return text;
}

VARARGS(with_own_for_item) {
  UNUSED(self);
  UNUSED(nargs);
  HPy (*before)(HPyContext *, HPy) = ctx->ctx_Repr;
  ctx->ctx_Repr = own_repr;
  HPy text = HPy_Repr(ctx, args[1]);
  ctx->ctx_Repr = before;
  return text;
}

NOARGS(what_was_seen) {
  UNUSED(self);
  return HPyLong_FromSsize_t(ctx, seen);
}

static void own_close(HPyContext *ctx, HPy handle) {
  UNUSED(ctx);
  stolen = handle;
}

/* A close that closes nothing: the handle is returned. */
ONE(with_own_close) {
  UNUSED(self);
  void (*before)(HPyContext *, HPy) = ctx->ctx_Close;
  HPy copy = HPy_Dup(ctx, arg);
  HPy_ssize_t size = HPy_Length(ctx, copy);
  ctx->ctx_Close = own_close;
  HPy_Close(ctx, copy);
  ctx->ctx_Close = before;
  return size < 0 ? HPy_NULL : stolen;
}

/* The same as a function that is no implementation, and through a pointer that the linker cannot know. */
static HPy __attribute__((noinline)) helper(HPyContext *ctx, HPy obj) {
  seen = obj._i;
  return HPy_Dup(ctx, obj);
}

static HPy (*volatile pointer)(HPyContext *ctx, HPy obj) = helper;

ONE(helped) {
  UNUSED(self);
  HPy copy = HPy_Dup(ctx, arg);
  HPy first = helper(ctx, copy);
  HPy second = pointer(ctx, first);
  HPy_Close(ctx, copy);
  HPy_Close(ctx, first);
  return second;
}

/* A type. */

typedef struct {
  long value;
  int left;
} Thing;

HPyType_HELPERS(Thing)

HPyDef_SLOT(Thing_new, HPy_tp_new)
static HPy Thing_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw) {
  UNUSED(args);
  UNUSED(nargs);
  UNUSED(kw);
  Thing *thing;
  HPy made = HPy_New(ctx, type, &thing);
  if (HPy_IsNull(made))
    return HPy_NULL;
  thing->value = 7;
  thing->left = 3;
  return made;
}

HPyDef_GET(Thing_value, "value")
static HPy Thing_value_get(HPyContext *ctx, HPy self, void *closure) {
  UNUSED(closure);
  return HPyLong_FromLong(ctx, Thing_AsStruct(ctx, self)->value);
}

HPyDef_GET(Thing_text, "text")
static HPy Thing_text_get(HPyContext *ctx, HPy self, void *closure) {
  UNUSED(closure);
  HPy value = HPyLong_FromLong(ctx, Thing_AsStruct(ctx, self)->value);
  if (HPy_IsNull(value))
    return HPy_NULL;
  HPy text = HPy_Str(ctx, value);
  HPy_Close(ctx, value);
  return text;
}

HPyDef_SLOT(Thing_iter, HPy_tp_iter)
static HPy Thing_iter_impl(HPyContext *ctx, HPy self) { return HPy_Dup(ctx, self); }

HPyDef_SLOT(Thing_iternext, HPy_tp_iternext)
static HPy Thing_iternext_impl(HPyContext *ctx, HPy self) {
  Thing *thing = Thing_AsStruct(ctx, self);
  if (thing->left-- <= 0)
    return HPy_NULL;
  HPy left = HPyLong_FromLong(ctx, thing->left);
  HPy twice = HPy_Add(ctx, left, left);
  HPy_Close(ctx, left);
  return twice;
}

HPyDef_SLOT(Thing_add, HPy_nb_add)
static HPy Thing_add_impl(HPyContext *ctx, HPy self, HPy other) {
  HPy first = HPy_GetAttr_s(ctx, self, "value");
  if (HPy_IsNull(first)) {
    HPyErr_Clear(ctx);
    return HPy_Dup(ctx, ctx->h_NotImplemented);
  }
  HPy sum = HPy_Add(ctx, first, other);
  HPy_Close(ctx, first);
  return sum;
}

HPyDef_SLOT(Thing_getbuffer, HPy_bf_getbuffer)
static int Thing_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer, int flags) {
  UNUSED(flags);
  Thing *thing = Thing_AsStruct(ctx, self);
  HPy size = HPyLong_FromLong(ctx, thing->value);
  HPy text = HPy_Str(ctx, size);
  HPy_Close(ctx, size);
  HPy_ssize_t length = HPy_Length(ctx, text);
  HPy_Close(ctx, text);
  *buffer = (HPy_buffer){.buf = &thing->value,
                         .len = sizeof thing->value,
                         .itemsize = 1,
                         .readonly = length != 1,
                         .ndim = 1,
                         .obj = HPy_Dup(ctx, self)};
  return 0;
}

static HPyDef *thing_defines[] = {&Thing_new,      &Thing_value, &Thing_text,      &Thing_iter,
                                  &Thing_iternext, &Thing_add,   &Thing_getbuffer, NULL};
static HPyType_Spec thing_spec = {
    .name = "objects.Thing", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing), .defines = thing_defines};

ONE(value_of_thing) {
  UNUSED(self);
  return HPyLong_FromLong(ctx, Thing_AsStruct(ctx, arg)->value);
}

ONE(value_of_result) {
  UNUSED(self);
  HPy made = call(ctx, arg);
  if (HPy_IsNull(made))
    return HPy_NULL;
  Thing *thing = Thing_AsStruct(ctx, made);
  HPy value = thing == NULL ? HPy_NULL : HPyLong_FromLong(ctx, thing->value);
  HPy_Close(ctx, made);
  return value;
}

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy module) {
  HPy type = HPyType_FromSpec(ctx, &thing_spec, NULL);
  if (HPy_IsNull(type))
    return -1;
  int status = HPy_SetAttr_s(ctx, module, "Thing", type);
  HPy_Close(ctx, type);
  return status;
}

static HPyDef *defines[] = {&same,
                            &own_module,
                            &reused,
                            &returned_argument,
                            &closed_argument,
                            &number_of_argument,
                            &keep_argument,
                            &use_kept,
                            &sum_of_three,
                            &seventh,
                            &item,
                            &late_item,
                            &named,
                            &values,
                            &branches,
                            &doubled,
                            &last,
                            &duplicates,
                            &appended,
                            &only_on_error,
                            &kept,
                            &violating,
                            &violating_early,
                            &used_after_close,
                            &closed_twice,
                            &closed_in_loop,
                            &returned_after_close,
                            &null_used,
                            &null_closed,
                            &lost,
                            &with_own,
                            &with_garbage,
                            &with_address,
                            &with_null,
                            &with_violation,
                            &with_call,
                            &with_own_for_argument,
                            &with_own_for_item,
                            &what_was_seen,
                            &with_own_close,
                            &helped,
                            &value_of_thing,
                            &value_of_result,
                            &exec,
                            NULL};
static HPyModuleDef def = {.defines = defines};
HPy_MODINIT(objects, def)
