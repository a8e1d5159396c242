/* Ways for C code to come to its end. */

#include "hpy.h"

#include <assert.h>
#include <stdlib.h>

#define ENDING(name, statement)                                                                                   \
  HPyDef_METH(name, #name, HPyFunc_NOARGS)                                                                        \
  static HPy name##_impl(HPyContext *ctx, HPy self) {                                                             \
    (void)ctx;                                                                                                    \
    (void)self;                                                                                                   \
    statement;                                                                                                    \
    return HPy_NULL;                                                                                              \
  }

static volatile int zero;
static int (*volatile nowhere)(void);
static volatile int *volatile outside = (int *)0xfffffff0u;

/* A leaf of the interpreter: nobody looks at the stack in between. */
static int recurse(volatile int depth) {
  volatile char room[64];
  room[depth & 63] = 1;
  return recurse(depth + 1) + room[0];
}

ENDING(unreachable, __builtin_trap())
ENDING(out_of_bounds, *outside = 1)
ENDING(divides_by_zero, zero = 100 / zero)
ENDING(calls_null, zero = nowhere())
ENDING(overflows, zero = recurse(0))
ENDING(aborts, abort())
ENDING(exits, exit(3))
ENDING(asserts, assert(zero == 1))

HPyDef_METH(call, "call", HPyFunc_O)
static HPy call_impl(HPyContext *ctx, HPy self, HPy arg) {
  (void)self;
  return HPy_Call(ctx, arg, NULL, 0, HPy_NULL);
}

static HPyType_Spec Ending_spec;
HPyDef_SLOT(Ending_repr, HPy_tp_repr)
static HPy Ending_repr_impl(HPyContext *ctx, HPy self) {
  (void)ctx;
  (void)self;
  abort();
}
static HPyDef *Ending_defines[] = {&Ending_repr, NULL};
static HPyType_Spec Ending_spec = {.name = "ends.Ending", .defines = Ending_defines};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy module) {
  return HPyHelpers_AddType(ctx, module, "Ending", &Ending_spec, NULL) ? 0 : -1;
}

static HPyDef *defines[] = {&unreachable, &out_of_bounds, &divides_by_zero, &calls_null, &overflows, &aborts,
                            &exits,       &asserts,       &call,            &exec,       NULL};
static HPyModuleDef moduledef = {.defines = defines};
HPy_MODINIT(ends, moduledef)
