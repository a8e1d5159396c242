/* Struct sequences: named tuples by Python's own collections.namedtuple, whose fields are None unless they are given. */

#include "hpy.h"
#include <string.h>

const char *const HPyStructSequence_UnnamedField = "_";

/* What HPyStructSequence_NewType has under way; the tracker closes all of it. */
typedef struct {
  HPyContext *ctx;
  HPyTracker tracker;
} Work;

/* Keeps a new handle; HPy_NULL with an exception set when there is none to keep. */
static HPy keep(Work *work, HPy h) {
  if (HPy_IsNull(h) || HPyTracker_Add(work->ctx, work->tracker, h) < 0)
    return HPy_NULL;
  return h;
}

static HPy keep_text(Work *work, const char *text) { return keep(work, HPyUnicode_FromString(work->ctx, text)); }

/* The names of the fields. */
static HPy field_names(Work *work, const HPyStructSequence_Field *fields, HPy_ssize_t count) {
  HPyContext *ctx = work->ctx;
  HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, count);
  for (HPy_ssize_t index = 0; index < count; index++) {
    HPy name = HPyUnicode_FromString(ctx, fields[index].name);
    if (HPy_IsNull(name)) {
      HPyTupleBuilder_Cancel(ctx, builder);
      return HPy_NULL;
    }
    HPyTupleBuilder_Set(ctx, builder, index, name);
    HPy_Close(ctx, name);
  }
  return keep(work, HPyTupleBuilder_Build(ctx, builder));
}

/* What fields are that are not given. */
static HPy field_defaults(Work *work, HPy_ssize_t count) {
  HPyTupleBuilder builder = HPyTupleBuilder_New(work->ctx, count);
  for (HPy_ssize_t index = 0; index < count; index++)
    HPyTupleBuilder_Set(work->ctx, builder, index, work->ctx->h_None);
  return keep(work, HPyTupleBuilder_Build(work->ctx, builder));
}

/* Calls namedtuple(); the type gets its names afterwards, as a name with dots is more than namedtuple() takes. */
static HPy named_tuple(Work *work, const HPyStructSequence_Field *fields, HPy_ssize_t count) {
  HPyContext *ctx = work->ctx;
  HPy collections = keep(work, HPyImport_ImportModule(ctx, "collections"));
  if (HPy_IsNull(collections))
    return HPy_NULL;
  HPy function = keep(work, HPy_GetAttr_s(ctx, collections, "namedtuple"));
  HPy name = keep_text(work, "structseq");
  HPy names = field_names(work, fields, count);
  HPy defaults = field_defaults(work, count);
  if (HPy_IsNull(function) || HPy_IsNull(name) || HPy_IsNull(names) || HPy_IsNull(defaults))
    return HPy_NULL;
  HPy kwnames = keep(work, HPy_BuildValue(ctx, "(ss)", "rename", "defaults"));
  if (HPy_IsNull(kwnames))
    return HPy_NULL;
  const HPy args[] = {name, names, ctx->h_True, defaults};
  return HPy_Call(ctx, function, args, 2, kwnames);
}

static bool set_attribute(Work *work, HPy type, const char *name, HPy value) {
  return !HPy_IsNull(value) && HPy_SetAttr_s(work->ctx, type, name, value) == 0;
}

/* Names a type `module.name`. */
static bool set_names(Work *work, HPy type, const char *dotted) {
  const char *dot = strrchr(dotted, '.');
  HPy name = keep_text(work, dot == NULL ? dotted : dot + 1);
  if (!set_attribute(work, type, "__name__", name) || !set_attribute(work, type, "__qualname__", name))
    return false;
  if (dot == NULL)
    return true;
  size_t length = (size_t)(dot - dotted);
  char *module = (char *)malloc(length + 1);
  if (module == NULL) {
    HPyErr_NoMemory(work->ctx);
    return false;
  }
  memcpy(module, dotted, length);
  module[length] = '\0';
  bool done = set_attribute(work, type, "__module__", keep_text(work, module));
  free(module);
  return done;
}

static HPy new_type(Work *work, const HPyStructSequence_Desc *desc) {
  HPyContext *ctx = work->ctx;
  HPy_ssize_t count = 0;
  while (desc->fields[count].name != NULL)
    count++;
  HPy type = named_tuple(work, desc->fields, count);
  if (HPy_IsNull(type))
    return HPy_NULL;
  if (set_attribute(work, type, "__doc__", desc->doc == NULL ? ctx->h_None : keep_text(work, desc->doc)) &&
      set_attribute(work, type, "n_fields", keep(work, HPyLong_FromSsize_t(ctx, count))) &&
      set_names(work, type, desc->name))
    return type;
  HPy_Close(ctx, type);
  return HPy_NULL;
}

HPyAPI_HELPER HPy HPyStructSequence_NewType(HPyContext *ctx, HPyStructSequence_Desc *desc) {
  if (desc->name == NULL) {
    HPyErr_SetString(ctx, ctx->h_SystemError, "Struct sequence descriptor does not define the name field.");
    return HPy_NULL;
  }
  Work work = {.ctx = ctx, .tracker = HPyTracker_New(ctx, 10)};
  if (HPy_IsNull(work.tracker))
    return HPy_NULL;
  HPy type = new_type(&work, desc);
  HPyTracker_Close(ctx, work.tracker);
  return type;
}

HPyAPI_HELPER HPy HPyStructSequence_New(HPyContext *ctx, HPy type, HPy_ssize_t nargs, HPy *args) {
  if (!HPy_HasAttr_s(ctx, type, "n_fields"))
    return HPyErr_Format(ctx, ctx->h_TypeError, "object '%R' does not look like a struct sequence type ", type);
  return HPy_Call(ctx, type, args, (size_t)nargs, HPy_NULL);
}
