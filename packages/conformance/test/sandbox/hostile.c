/*
 * A sandboxed module that breaks every rule it can: each function is one attempt. None may harm the interpreter; each
 * must end in a Python exception, or in nothing at all.
 */

#include "hpy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FORGED(number) ((HPy){number})
#define OUTSIDE ((void *)0xfffffff0u)

#define NOARGS(name)                                                                                                   \
  HPyDef_METH(name, #name, HPyFunc_NOARGS) static HPy name##_impl(HPyContext *ctx, HPy self)
#define ONE(name)                                                                                                      \
  HPyDef_METH(name, #name, HPyFunc_O) static HPy name##_impl(HPyContext *ctx, HPy self, HPy arg)
#define UNUSED(name) (void)name

static HPy none(HPyContext *ctx) { return HPy_Dup(ctx, ctx->h_None); }

/* Authority. */

ONE(import_module) {
  UNUSED(self);
  return HPyImport_ImportModule(ctx, HPyUnicode_AsUTF8AndSize(ctx, arg, NULL));
}

ONE(attribute_of_object) {
  UNUSED(self);
  return HPy_GetAttr(ctx, ctx->h_BaseObjectType, arg);
}

NOARGS(subclasses) {
  UNUSED(self);
  return HPy_GetAttr_s(ctx, ctx->h_BaseObjectType, "__subclasses__");
}

NOARGS(subclasses_by_method) {
  UNUSED(self);
  HPy name = HPyUnicode_FromString(ctx, "__subclasses__");
  HPy args[] = {ctx->h_BaseObjectType};
  HPy result = HPy_CallMethod(ctx, name, args, 1, HPy_NULL);
  HPy_Close(ctx, name);
  return result;
}

ONE(globals_of) {
  UNUSED(self);
  return HPy_GetAttr_s(ctx, arg, "__globals__");
}

NOARGS(builtins) {
  UNUSED(self);
  return HPy_GetItem_s(ctx, ctx->h_Builtins, "open");
}

NOARGS(return_builtins) {
  UNUSED(self);
  return HPy_Dup(ctx, ctx->h_Builtins);
}

NOARGS(compile) {
  UNUSED(self);
  return HPy_Compile_s(ctx, "1", "x", HPy_SourceKind_Expr);
}

ONE(evaluate) {
  UNUSED(self);
  HPy globals = HPyDict_New(ctx);
  HPy result = HPy_EvalCode(ctx, arg, globals, globals);
  HPy_Close(ctx, globals);
  return result;
}

NOARGS(fatal) {
  UNUSED(self);
  HPy_FatalError(ctx, "the end");
  return none(ctx);
}

NOARGS(print) {
  UNUSED(self);
  printf("hello\n");
  fflush(stdout);
  return none(ctx);
}

NOARGS(tell_time) {
  UNUSED(self);
  return HPyLong_FromLong(ctx, (long)time(NULL));
}

/* Handles. */

ONE(forged) {
  UNUSED(self);
  long number = HPyLong_AsLong(ctx, arg);
  return HPy_Repr(ctx, FORGED(number));
}

NOARGS(used_after_close) {
  UNUSED(self);
  HPy list = HPyList_New(ctx, 0);
  HPy_Close(ctx, list);
  return HPy_Repr(ctx, list);
}

NOARGS(closed_twice) {
  UNUSED(self);
  HPy list = HPyList_New(ctx, 0);
  HPy_Close(ctx, list);
  HPy_Close(ctx, list);
  return none(ctx);
}

ONE(close_argument) {
  UNUSED(self);
  HPy_Close(ctx, arg);
  return none(ctx);
}

ONE(return_argument) {
  UNUSED(self);
  UNUSED(ctx);
  return arg;
}

static HPy kept;

ONE(keep) {
  UNUSED(self);
  kept = arg;
  return none(ctx);
}

NOARGS(use_kept) {
  UNUSED(self);
  return HPy_Repr(ctx, kept);
}

NOARGS(null_handle) {
  UNUSED(self);
  return HPy_Add(ctx, HPy_NULL, HPy_NULL);
}

NOARGS(null_check) {
  UNUSED(self);
  return HPyBool_FromBool(ctx, HPyList_Check(ctx, HPy_NULL));
}

NOARGS(close_constants) {
  UNUSED(self);
  for (int round = 0; round < 1000; round++) {
    HPy_Close(ctx, ctx->h_None);
    HPy_Close(ctx, ctx->h_LongType);
    HPy_Close(ctx, HPy_NULL);
  }
  return ctx->h_None;
}

NOARGS(native_object) {
  UNUSED(self);
  void *object = ctx->ctx_AsPyObject(ctx, ctx->h_None);
  return ctx->ctx_FromPyObject(ctx, object);
}

NOARGS(from_native_object) {
  UNUSED(self);
  return ctx->ctx_FromPyObject(ctx, (void *)4096);
}

/* Pointers, lengths, enumerations. */

NOARGS(string_outside) {
  UNUSED(self);
  return HPyUnicode_FromString(ctx, OUTSIDE);
}

NOARGS(bytes_outside) {
  UNUSED(self);
  return HPyBytes_FromStringAndSize(ctx, "x", 0x7fffffff);
}

NOARGS(bytes_negative) {
  UNUSED(self);
  return HPyBytes_FromStringAndSize(ctx, "x", -5);
}

NOARGS(size_outside) {
  UNUSED(self);
  HPy text = HPyUnicode_FromString(ctx, "x");
  HPyUnicode_AsUTF8AndSize(ctx, text, OUTSIDE);
  HPy_Close(ctx, text);
  return none(ctx);
}

NOARGS(array_outside) {
  UNUSED(self);
  return HPyTuple_FromArray(ctx, OUTSIDE, 4);
}

NOARGS(array_too_long) {
  UNUSED(self);
  HPy items[] = {ctx->h_None};
  return HPyTuple_FromArray(ctx, items, 0x10000000);
}

NOARGS(call_too_many) {
  UNUSED(self);
  HPy items[] = {ctx->h_None};
  return HPy_Call(ctx, ctx->h_ListType, items, 0x3fffffff, HPy_NULL);
}

ONE(call_with_names) {
  UNUSED(self);
  HPy items[] = {ctx->h_None, ctx->h_None};
  return HPy_Call(ctx, ctx->h_TupleType, items, 0, arg);
}

NOARGS(compare) {
  UNUSED(self);
  return HPy_RichCompare(ctx, ctx->h_None, ctx->h_None, (HPy_RichCmpOp)99);
}

NOARGS(wide_outside) {
  UNUSED(self);
  return HPyUnicode_FromWideChar(ctx, OUTSIDE, -1);
}

/* Objects of the wrong kind. */

ONE(is_subtype) {
  UNUSED(self);
  return HPyBool_FromBool(ctx, HPyType_IsSubtype(ctx, arg, arg));
}

ONE(type_check) {
  UNUSED(self);
  return HPyBool_FromBool(ctx, HPy_TypeCheck(ctx, arg, arg));
}

ONE(type_name) {
  UNUSED(self);
  return HPyUnicode_FromString(ctx, HPyType_GetName(ctx, arg));
}

ONE(next) {
  UNUSED(self);
  return HPyIter_Next(ctx, arg);
}

ONE(substring) {
  UNUSED(self);
  return HPyUnicode_Substring(ctx, arg, 0, 1);
}

ONE(unpack_slice) {
  UNUSED(self);
  HPy_ssize_t start, stop, step;
  if (HPySlice_Unpack(ctx, arg, &start, &stop, &step) < 0)
    return HPy_NULL;
  return none(ctx);
}

ONE(bytes_of) {
  UNUSED(self);
  return HPyLong_FromLong(ctx, HPyBytes_AS_STRING(ctx, arg)[0]);
}

ONE(new_exception) {
  UNUSED(self);
  return HPyErr_NewException(ctx, "a.b", HPy_NULL, arg);
}

typedef struct {
  long value;
  HPyField field;
} Thing;
HPyType_HELPERS(Thing)

ONE(as_struct) {
  UNUSED(self);
  return HPyLong_FromLong(ctx, Thing_AsStruct(ctx, arg)->value);
}

ONE(new_of) {
  UNUSED(self);
  Thing *thing;
  return HPy_New(ctx, arg, &thing);
}

ONE(capsule_pointer) {
  UNUSED(self);
  const char *name = HPyCapsule_GetName(ctx, arg);
  return HPyLong_FromLong(ctx, (long)HPyCapsule_GetPointer(ctx, arg, name));
}

NOARGS(capsule_key) {
  UNUSED(self);
  HPy capsule = HPyCapsule_New(ctx, &kept, "name", NULL);
  ctx->ctx_Capsule_Get(ctx, capsule, (_HPyCapsule_key)77, NULL);
  HPy_Close(ctx, capsule);
  return HPyErr_Occurred(ctx) ? HPy_NULL : none(ctx);
}

/* Builders, trackers, fields, globals. */

NOARGS(forged_builder) {
  UNUSED(self);
  HPyListBuilder forged = {1};
  HPyListBuilder_Set(ctx, forged, 0, ctx->h_None);
  return HPyListBuilder_Build(ctx, forged);
}

NOARGS(built_twice) {
  UNUSED(self);
  HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, 0);
  HPy_Close(ctx, HPyTupleBuilder_Build(ctx, builder));
  return HPyTupleBuilder_Build(ctx, builder);
}

NOARGS(builder_index) {
  UNUSED(self);
  HPyListBuilder builder = HPyListBuilder_New(ctx, 1);
  HPyListBuilder_Set(ctx, builder, 1000000, ctx->h_None);
  HPyListBuilder_Set(ctx, builder, -1000000, ctx->h_None);
  return HPyListBuilder_Build(ctx, builder);
}

NOARGS(forged_tracker) {
  UNUSED(self);
  HPyTracker forged = {3};
  HPyTracker_Close(ctx, forged);
  return none(ctx);
}

NOARGS(close_tracked) {
  UNUSED(self);
  HPyTracker tracker = HPyTracker_New(ctx, 1);
  HPy list = HPyList_New(ctx, 0);
  HPyTracker_Add(ctx, tracker, list);
  HPy_Close(ctx, list);
  HPyTracker_Close(ctx, tracker);
  return none(ctx);
}

ONE(field_outside) {
  UNUSED(self);
  HPyField_Store(ctx, arg, OUTSIDE, ctx->h_None);
  return none(ctx);
}

ONE(forged_field) {
  UNUSED(self);
  HPyField forged = {7};
  return HPyField_Load(ctx, arg, forged);
}

NOARGS(forged_global) {
  UNUSED(self);
  HPyGlobal forged = {7};
  return HPyGlobal_Load(ctx, forged);
}

NOARGS(global_outside) {
  UNUSED(self);
  HPyGlobal_Store(ctx, OUTSIDE, ctx->h_None);
  return none(ctx);
}

/* Execution. */

static int depth;

static int recurse(int number) {
  volatile char block[1024];
  block[0] = (char)number;
  depth = number;
  return recurse(number + 1) + block[0];
}

NOARGS(endless_recursion) {
  UNUSED(self);
  return HPyLong_FromLong(ctx, recurse(0));
}

ONE(recurse_through_python) {
  UNUSED(self);
  HPy args[] = {arg};
  return HPy_Call(ctx, arg, args, 1, HPy_NULL);
}

NOARGS(trap) {
  UNUSED(self);
  UNUSED(ctx);
  __builtin_trap();
}

NOARGS(divide) {
  UNUSED(self);
  volatile int zero = 0, nine = 9;
  return HPyLong_FromLong(ctx, nine / zero);
}

NOARGS(read_outside) {
  UNUSED(self);
  return HPyLong_FromLong(ctx, *(volatile int *)OUTSIDE);
}

NOARGS(abort_now) {
  UNUSED(self);
  UNUSED(ctx);
  abort();
}

NOARGS(call_nothing) {
  UNUSED(self);
  HPy (*volatile function)(HPyContext *) = (HPy(*)(HPyContext *))0x7ffffff;
  return function(ctx);
}

NOARGS(api_while_left) {
  UNUSED(self);
  HPyThreadState state = HPy_LeavePythonExecution(ctx);
  HPy list = HPyList_New(ctx, 0);
  HPy_ReenterPythonExecution(ctx, state);
  return list;
}

NOARGS(return_while_left) {
  UNUSED(self);
  HPy_LeavePythonExecution(ctx);
  return HPy_NULL;
}

NOARGS(reenter_only) {
  UNUSED(self);
  HPyThreadState forged = {12345};
  HPy_ReenterPythonExecution(ctx, forged);
  return none(ctx);
}

NOARGS(bad_context) {
  UNUSED(self);
  HPyContext *volatile nowhere = OUTSIDE;
  return HPy_Dup(nowhere, HPy_NULL);
}

NOARGS(spoil_context) {
  UNUSED(self);
  for (int index = 0; index < 200; index++)
    ((void **)&ctx->ctx_Dup)[index] = (void *)(0x1000 + index);
  return HPyList_New(ctx, 0);
}

/* Types. */

HPyDef_SLOT(Thing_new, HPy_tp_new)
static HPy Thing_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw) {
  UNUSED(kw);
  Thing *thing;
  HPy h = HPy_New(ctx, cls, &thing);
  if (!HPy_IsNull(h) && nargs > 0)
    HPyField_Store(ctx, h, &thing->field, args[0]);
  return h;
}

/* A traverse that lies: it names one field many times, and others that are none. */
HPyDef_SLOT(Thing_traverse, HPy_tp_traverse)
static int Thing_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg) {
  Thing *thing = self;
  for (int count = 0; count < 100; count++)
    HPy_VISIT(&thing->field);
  HPyField forged = {1234};
  return visit(&forged, arg);
}

HPyDef_SLOT(Thing_length, HPy_sq_length)
static HPy_ssize_t Thing_length_impl(HPyContext *ctx, HPy self) {
  UNUSED(ctx);
  UNUSED(self);
  return -7;
}

HPyDef_SLOT(Thing_hash, HPy_tp_hash)
static HPy_hash_t Thing_hash_impl(HPyContext *ctx, HPy self) {
  UNUSED(ctx);
  UNUSED(self);
  return -1;
}

HPyDef_SLOT(Thing_repr, HPy_tp_repr)
static HPy Thing_repr_impl(HPyContext *ctx, HPy self) {
  UNUSED(ctx);
  UNUSED(self);
  return FORGED(0x7fffff);
}

static int lie;

HPyDef_SLOT(Thing_buffer, HPy_bf_getbuffer)
static int Thing_buffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer, int flags) {
  UNUSED(flags);
  static char data[16];
  static HPy_ssize_t shape[] = {16, 1}, strides[] = {1, 1}, far[] = {0x40000000, 1}, sub[] = {0, 0};
  buffer->buf = data;
  buffer->len = 16;
  buffer->itemsize = 1;
  buffer->ndim = 1;
  buffer->shape = shape;
  buffer->strides = strides;
  buffer->format = NULL;
  switch (lie) {
  case 1: buffer->buf = OUTSIDE; break;
  case 2: buffer->len = 0x7fffffff; buffer->shape = NULL; buffer->strides = NULL; buffer->ndim = 0; break;
  case 3: buffer->len = -1; break;
  case 4: buffer->ndim = 100; break;
  case 5: buffer->shape = OUTSIDE; break;
  case 6: buffer->strides = far; break;
  case 7: buffer->suboffsets = sub; break;
  case 8: buffer->itemsize = -4; break;
  case 9: buffer->obj = FORGED(99); return 0;
  case 10: buffer->format = OUTSIDE; break;
  default: break;
  }
  buffer->obj = HPy_Dup(ctx, self);
  return 0;
}

ONE(set_lie) {
  UNUSED(self);
  lie = (int)HPyLong_AsLong(ctx, arg);
  return none(ctx);
}

static HPyDef *Thing_defines[] = {&Thing_new,  &Thing_traverse, &Thing_length, &Thing_hash,
                                  &Thing_repr, &Thing_buffer,   NULL};
static HPyType_Spec Thing_spec = {
    .name = "hostile.Thing",
    .basicsize = sizeof(Thing),
    .builtin_shape = SHAPE(Thing),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC | HPy_TPFLAGS_BASETYPE,
    .defines = Thing_defines,
};

static HPy type_of(HPyContext *ctx, HPyType_Spec *spec) { return HPyType_FromSpec(ctx, spec, NULL); }

NOARGS(type_flags) {
  UNUSED(self);
  HPyType_Spec spec = Thing_spec;
  spec.flags |= 1ul << 24;
  return type_of(ctx, &spec);
}

NOARGS(type_size) {
  UNUSED(self);
  HPyType_Spec spec = Thing_spec;
  spec.basicsize = 0x7ffffff0;
  HPy type = type_of(ctx, &spec);
  if (HPy_IsNull(type))
    return type;
  HPy made = HPy_CallTupleDict(ctx, type, HPy_NULL, HPy_NULL);
  HPy_Close(ctx, type);
  return made;
}

NOARGS(type_member_outside) {
  UNUSED(self);
  static HPyDef member = {.kind = HPyDef_Kind_Member, .member = {"x", HPyMember_LONG, 1000000, 0, NULL}};
  static HPyDef *defines[] = {&member, NULL};
  HPyType_Spec spec = Thing_spec;
  spec.defines = defines;
  spec.flags = HPy_TPFLAGS_DEFAULT;
  return type_of(ctx, &spec);
}

NOARGS(type_bad_function) {
  UNUSED(self);
  static HPyDef method = {.kind = HPyDef_Kind_Meth,
                          .meth = {"f", (HPyCFunction)0x7fffff, NULL, HPyFunc_NOARGS, NULL}};
  static HPyDef *defines[] = {&method, NULL};
  HPyType_Spec spec = Thing_spec;
  spec.defines = defines;
  spec.flags = HPy_TPFLAGS_DEFAULT;
  return type_of(ctx, &spec);
}

NOARGS(type_wrong_function) {
  UNUSED(self);
  static HPyDef method = {.kind = HPyDef_Kind_Meth, .meth = {"f", (HPyCFunction)recurse, NULL, HPyFunc_KEYWORDS, NULL}};
  static HPyDef *defines[] = {&method, NULL};
  HPyType_Spec spec = Thing_spec;
  spec.defines = defines;
  spec.flags = HPy_TPFLAGS_DEFAULT;
  return type_of(ctx, &spec);
}

NOARGS(type_bad_kind) {
  UNUSED(self);
  static HPyDef strange = {.kind = (HPyDef_Kind)42};
  static HPyDef *defines[] = {&strange, NULL};
  HPyType_Spec spec = Thing_spec;
  spec.defines = defines;
  return type_of(ctx, &spec);
}

NOARGS(type_bad_slot) {
  UNUSED(self);
  static HPyDef strange = {.kind = HPyDef_Kind_Slot, .slot = {(HPySlot_Slot)4711, (HPyCFunction)recurse, NULL}};
  static HPyDef *defines[] = {&strange, NULL};
  HPyType_Spec spec = Thing_spec;
  spec.defines = defines;
  return type_of(ctx, &spec);
}

NOARGS(type_outside) {
  UNUSED(self);
  return type_of(ctx, OUTSIDE);
}

NOARGS(type_name_outside) {
  UNUSED(self);
  HPyType_Spec spec = Thing_spec;
  spec.name = OUTSIDE;
  return type_of(ctx, &spec);
}

NOARGS(make_thing_type) {
  UNUSED(self);
  return type_of(ctx, &Thing_spec);
}

static HPyDef *defines[] = {
    &import_module, &attribute_of_object, &subclasses, &subclasses_by_method, &globals_of, &builtins, &return_builtins,
    &compile, &evaluate, &fatal, &print, &tell_time, &forged, &used_after_close, &closed_twice, &close_argument,
    &return_argument, &keep, &use_kept, &null_handle, &null_check, &close_constants, &native_object,
    &from_native_object, &string_outside, &bytes_outside, &bytes_negative, &size_outside, &array_outside,
    &array_too_long, &call_too_many, &call_with_names, &compare, &wide_outside, &is_subtype, &type_check, &type_name,
    &next, &substring, &unpack_slice, &bytes_of, &new_exception, &as_struct, &new_of, &capsule_pointer, &capsule_key,
    &forged_builder, &built_twice, &builder_index, &forged_tracker, &close_tracked, &field_outside, &forged_field,
    &forged_global, &global_outside, &endless_recursion, &recurse_through_python, &trap, &divide, &read_outside,
    &abort_now, &call_nothing, &api_while_left, &return_while_left, &reenter_only, &bad_context, &spoil_context,
    &set_lie, &type_flags, &type_size, &type_member_outside, &type_bad_function, &type_wrong_function, &type_bad_kind,
    &type_bad_slot, &type_outside, &type_name_outside, &make_thing_type, NULL};
static HPyModuleDef module = {.doc = "Breaks the rules.", .defines = defines};
HPy_MODINIT(hostile, module)
