#include <hpy.h>

typedef struct {
  long value, step;
} Counter;
HPyType_HELPERS(Counter)

HPyDef_SLOT(Counter_init, HPy_tp_init)
static int Counter_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw) {
  Counter *counter = Counter_AsStruct(ctx, self);
  counter->value = 0;
  counter->step = 1;
  return HPyArg_Parse(ctx, NULL, args, nargs, "|ll:Counter", &counter->value, &counter->step) ? 0 : -1;
}

HPyDef_SLOT(Counter_repr, HPy_tp_repr)
static HPy Counter_repr_impl(HPyContext *ctx, HPy self) {
  return HPyUnicode_FromFormat(ctx, "<Counter at %ld>", Counter_AsStruct(ctx, self)->value);
}

HPyDef_METH(Counter_next, "next", HPyFunc_NOARGS, .doc = "The next number.")
static HPy Counter_next_impl(HPyContext *ctx, HPy self) {
  Counter *counter = Counter_AsStruct(ctx, self);
  counter->value += counter->step;
  return HPyLong_FromLong(ctx, counter->value);
}

static HPyDef *Counter_defines[] = {&Counter_init, &Counter_repr, &Counter_next, NULL};
static HPyType_Spec Counter_spec = {
    .name = "counting.Counter",
    .basicsize = sizeof(Counter),
    .builtin_shape = SHAPE(Counter),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
    .defines = Counter_defines,
    .doc = "Counts from a start in steps.",
};

HPyDef_SLOT(counting_exec, HPy_mod_exec)
static int counting_exec_impl(HPyContext *ctx, HPy module) {
  return HPyHelpers_AddType(ctx, module, "Counter", &Counter_spec, NULL) ? 0 : -1;
}

static HPyDef *counting_defines[] = {&counting_exec, NULL};
static HPyModuleDef counting_module = {.doc = "Counters.", .defines = counting_defines};
HPy_MODINIT(counting, counting_module)
