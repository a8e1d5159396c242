/**
 * The puppet: a sandboxed module in C that calls whatever function of the context it is told to, with whatever
 * arguments. Its source is generated from the specification, so that it reaches all 189 functions with their own types.
 *
 * It is told by a script of bytes, an *operation* after the other: the number of the function, then for each parameter
 * where its value comes from and four bytes. What a function returns goes into the next of sixteen registers.
 */

import { spec } from "@hpyjs/core";

/** Where an argument's value comes from, by its number in a script. */
export const sources = {
  /** The four bytes themselves. */
  literal: 0,
  /** The register with that number: an earlier result, or an object that Python passed. */
  register: 1,
  /** An address in the puppet's scratch memory. */
  scratch: 2,
  /** The constant handle with that number. */
  constant: 3,
  /** One of the puppet's own structs: type specs, parameters, destructors, call functions, strings, fields. */
  own: 4,
} as const;

/** The number of registers. */
export const registerCount = 16;

/** The number of the puppet's own structs. */
export const ownCount = 12;

const cTypes: Readonly<Record<string, string>> = {
  i: "uint32_t",
  j: "uint64_t",
  d: "double",
  f: "float",
  v: "void",
};

function wasmType(type: spec.CType): string {
  const { transport, size } = spec.cTypes[type];
  if (transport === "void") return "v";
  if (transport === "float") return size === 4 ? "f" : "d";
  return size === 8 ? "j" : "i";
}

function operation(row: spec.FunctionRow, position: number): string {
  const result = wasmType(row.returns);
  const params = Object.values(row.params).map(wasmType);
  const types = ["HPyContext *", ...params.map((letter) => cTypes[letter])].join(", ");
  const args = params.map((letter) => `(${cTypes[letter]})next(state)`);
  const declared = args
    .map((arg, index) => `${cTypes[params[index] as string]} a${index} = ${arg};`)
    .join(" ");
  const call = `((${cTypes[result]} (*)(${types}))entries[${row.index}])(${["ctx", ...args.map((_, index) => `a${index}`)].join(", ")})`;
  const stored = result === "v" ? `${call};` : `keep(state, (uint32_t)${call});`;
  return `  case ${position}: { ${declared} ${stored} break; } /* ${row.name} */`;
}

/** The puppet's source. */
export function puppetSource(): string {
  return `
#include "hpy.h"
#include <string.h>

typedef struct { const uint8_t *at, *end; uint32_t registers[${registerCount}]; unsigned next_register; HPyContext *ctx; } State;

static uint8_t scratch[4096];
static HPyField field; static HPyGlobal global;
static int deep;

static HPy run(HPyContext *ctx, const uint8_t *script, size_t size, const HPy *objects, size_t count);

typedef struct { uint32_t value; HPyField kept; HPyCallFunction call; } Thing;
HPyType_HELPERS(Thing)

static const uint8_t *slot_script; static size_t slot_size;
static HPy from_slot(HPyContext *ctx, HPy self) { HPy objects[] = {self}; return run(ctx, slot_script, slot_size, objects, 1); }

HPyDef_SLOT(Thing_repr, HPy_tp_repr)
static HPy Thing_repr_impl(HPyContext *ctx, HPy self) { return from_slot(ctx, self); }
HPyDef_SLOT(Thing_length, HPy_sq_length)
static HPy_ssize_t Thing_length_impl(HPyContext *ctx, HPy self) { HPy h = from_slot(ctx, self); return (HPy_ssize_t)h._i; }
HPyDef_SLOT(Thing_hash, HPy_tp_hash)
static HPy_hash_t Thing_hash_impl(HPyContext *ctx, HPy self) { HPy h = from_slot(ctx, self); return (HPy_hash_t)h._i; }
HPyDef_SLOT(Thing_item, HPy_sq_item)
static HPy Thing_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t index) {
  if (index > 3) { HPyErr_SetString(ctx, ctx->h_IndexError, "end"); return HPy_NULL; }
  return from_slot(ctx, self);
}
HPyDef_SLOT(Thing_bool, HPy_nb_bool)
static int Thing_bool_impl(HPyContext *ctx, HPy self) { HPy h = from_slot(ctx, self); return (int)h._i; }
HPyDef_SLOT(Thing_finalize, HPy_tp_finalize)
static void Thing_finalize_impl(HPyContext *ctx, HPy self) { from_slot(ctx, self); }
HPyDef_SLOT(Thing_destroy, HPy_tp_destroy)
static void Thing_destroy_impl(void *self) { memset(self, 0xff, sizeof(Thing)); }
HPyDef_SLOT(Thing_traverse, HPy_tp_traverse)
static int Thing_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg) { (void)self; return visit(&field, arg); }
HPyDef_SLOT(Thing_buffer, HPy_bf_getbuffer)
static int Thing_buffer_impl(HPyContext *ctx, HPy self, HPy_buffer *buffer, int flags) {
  (void)flags; HPy h = from_slot(ctx, self);
  memcpy(buffer, scratch + (h._i & 0xff), sizeof *buffer);
  if (h._i & 1) { buffer->buf = scratch; buffer->len = 64; buffer->itemsize = 1; buffer->ndim = 0; buffer->shape = NULL; buffer->strides = NULL; buffer->suboffsets = NULL; buffer->format = NULL; buffer->obj = HPy_Dup(ctx, self); }
  return 0;
}
HPyDef_MEMBER(Thing_value, "value", HPyMember_UINT, offsetof(Thing, value))
HPyDef_MEMBER(Thing_kept, "kept", HPyMember_OBJECT, offsetof(Thing, kept))
HPyDef_MEMBER(Thing_text, "text", HPyMember_STRING, offsetof(Thing, value))
static HPyDef *Thing_defines[] = {&Thing_repr, &Thing_length, &Thing_hash, &Thing_item, &Thing_bool, &Thing_finalize,
  &Thing_destroy, &Thing_traverse, &Thing_buffer, &Thing_value, &Thing_kept, &Thing_text, NULL};
static HPyType_Spec Thing_spec = {.name = "puppet.Thing", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing),
  .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC, .defines = Thing_defines};
static HPyType_Spec plain_spec = {.name = "puppet.Plain", .basicsize = 4, .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE};
static HPyType_SpecParam params[2];

HPyCapsule_DESTRUCTOR(destroy_capsule)
static void destroy_capsule_impl(const char *name, void *pointer, void *context) { (void)name; (void)pointer; (void)context; }
HPyDef_CALL_FUNCTION(call)
static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames) {
  (void)args; (void)nargs; (void)kwnames; return from_slot(ctx, self);
}

static uint32_t own(uint32_t number) {
  switch (number % ${ownCount}) {
  case 0: return (uint32_t)&Thing_spec;
  case 1: return (uint32_t)&plain_spec;
  case 2: return (uint32_t)params;
  case 3: return (uint32_t)&destroy_capsule;
  case 4: return (uint32_t)&call;
  case 5: return (uint32_t)&field;
  case 6: return (uint32_t)&global;
  case 7: return (uint32_t)"name";
  case 8: return (uint32_t)"__class__";
  case 9: return (uint32_t)"append";
  case 10: return (uint32_t)field._i;
  default: return (uint32_t)global._i;
  }
}

__attribute__((noinline)) static uint32_t next(State *state) {
  if (state->end - state->at < 5) { state->at = state->end; return 0; }
  uint8_t source = *state->at++;
  uint32_t value;
  memcpy(&value, state->at, 4);
  state->at += 4;
  switch (source) {
  case ${sources.register}: return state->registers[value % ${registerCount}];
  case ${sources.scratch}: return (uint32_t)(scratch + value % sizeof scratch);
  case ${sources.constant}: return ((uint32_t *)&state->ctx->h_None)[value % 77];
  case ${sources.own}: return own(value);
  default: return value;
  }
}

__attribute__((noinline)) static void keep(State *state, uint32_t value) {
  state->registers[state->next_register++ % ${registerCount}] = value;
  params[0] = (HPyType_SpecParam){HPyType_SpecParam_Base, {(intptr_t)value}};
}

static HPy run(HPyContext *ctx, const uint8_t *script, size_t size, const HPy *objects, size_t count) {
  void **entries = (void **)&ctx->h_None;
  State machine = {script, script + size, {0}, 0, ctx};
  State *state = &machine;
  if (deep > 3) return HPy_NULL;
  deep++;
  for (size_t index = 0; index < count && index < ${registerCount}; index++) machine.registers[index] = (uint32_t)objects[index]._i;
  while (state->at < state->end) {
    switch (*state->at++) {
${spec.functions.map(operation).join("\n")}
    default: break;
    }
  }
  deep--;
  return (HPy){(intptr_t)machine.registers[(machine.next_register - 1) % ${registerCount}]};
}

/* run(script, slot_script, *objects) */
HPyDef_METH(run_script, "run", HPyFunc_VARARGS)
static HPy run_script_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) {
  static uint8_t script[65536], inner[65536];
  (void)self;
  if (nargs < 2) return HPy_Dup(ctx, ctx->h_None);
  HPy_ssize_t size = HPyBytes_Size(ctx, args[0]), inner_size = HPyBytes_Size(ctx, args[1]);
  if (size < 0 || inner_size < 0) return HPy_NULL;
  memcpy(script, HPyBytes_AsString(ctx, args[0]), (size_t)size);
  memcpy(inner, HPyBytes_AsString(ctx, args[1]), (size_t)inner_size);
  slot_script = inner; slot_size = (size_t)inner_size;
  deep = 0;
  return run(ctx, script, (size_t)size, args + 2, nargs - 2);
}

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy mod) { return HPyHelpers_AddType(ctx, mod, "Thing", &Thing_spec, NULL) ? 0 : -1; }

static HPyDef *defines[] = {&run_script, &execute, NULL};
static HPyModuleDef module = {.doc = "Does as it is told.", .defines = defines};
HPy_MODINIT(puppet, module)
`;
}
