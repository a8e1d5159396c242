/** Functions in C that do things with handles at random, right and wrong: for comparing ways to run them. */

import { Random } from "../../fuzz/random.ts";

/** So many functions are in a module. */
export const functionCount = 60;

const [handles, numbers, slots] = [4, 3, 3];

/** How a function is called, by its place. */
export const callOf = (place: number): "O" | "VARARGS" | "KEYWORDS" =>
  (["O", "VARARGS", "KEYWORDS"] as const)[place % 3] as "O";

/** Writes one function. */
class Writer {
  readonly #random: Random;
  readonly #kind: "O" | "VARARGS" | "KEYWORDS";
  /** Whether handles stay in the locals that they are put into: most functions are like that. */
  readonly #isTidy: boolean;
  /** So many statements there may still be. */
  #left = 14;

  constructor(random: Random, kind: "O" | "VARARGS" | "KEYWORDS") {
    this.#random = random;
    this.#kind = kind;
    this.#isTidy = random.oneIn(2);
  }

  #local(): string {
    return `h${this.#random.below(handles)}`;
  }

  #number(): string {
    return `n${this.#random.below(numbers)}`;
  }

  /** A handle. */
  #handle(): string {
    const given = this.#kind === "O" ? ["arg"] : ["args[0]", "args[1]", "args[2]"];
    const own = this.#kind === "KEYWORDS" ? ["args[nargs]", "kwnames"] : [];
    switch (this.#random.below(12)) {
      case 0:
        return this.#random.pick(["self", "ctx->h_None"]);
      case 1:
        return !this.#isTidy && this.#random.oneIn(3) ? `slots[${this.#random.below(slots)}]` : this.#local();
      case 2:
      case 3:
      case 4:
      case 5:
      case 6:
        return this.#random.pick([...given, ...own]);
      default:
        return this.#local();
    }
  }

  #first(): string {
    const handle = this.#kind === "O" ? "arg" : `args[${this.#random.below(3)}]`;
    return this.#random.pick([`HPy_Dup(ctx, ${handle})`, "HPyLong_FromLong(ctx, 7)", "HPyList_New(ctx, 0)"]);
  }

  /** A call that makes one. */
  #made(): string {
    const handle = this.#handle();
    return this.#random.pick([
      `HPy_Dup(ctx, ${handle})`,
      `HPyLong_FromLong(ctx, ${this.#number()})`,
      `HPy_GetItem_i(ctx, ${handle}, ${this.#random.below(3)})`,
      `HPy_GetItem(ctx, ${handle}, ${this.#handle()})`,
      `HPy_Add(ctx, ${handle}, ${this.#handle()})`,
      `HPy_Repr(ctx, ${handle})`,
      `HPy_Type(ctx, ${handle})`,
      "HPyList_New(ctx, 0)",
      `HPy_CallTupleDict(ctx, ${handle}, HPy_NULL, HPy_NULL)`,
      `HPy_GetAttr_s(ctx, ${handle}, "value")`,
      `helper(ctx, ${handle})`,
      "HPyGlobal_Load(ctx, global)",
    ]);
  }

  #condition(): string {
    return this.#random.pick([
      `HPy_IsNull(${this.#handle()})`,
      `!HPy_IsNull(${this.#local()})`,
      `${this.#number()} > ${this.#random.below(3)}`,
      `HPy_Is(ctx, ${this.#handle()}, ${this.#handle()})`,
      "HPyErr_Occurred(ctx)",
    ]);
  }

  #statement(depth: number): string {
    const local = this.#local();
    switch (this.#random.below(depth > 2 ? 12 : 16)) {
      case 0:
      case 1:
      case 2:
      case 3:
        // What a local has had is closed, or else forgotten.
        return this.#random.oneIn(12) ? `${local} = ${this.#made()};` : `SET(${local}, ${this.#made()});`;
      case 4:
        return `HPy_Close(ctx, ${local});${this.#random.oneIn(6) ? "" : ` ${local} = ${this.#made()};`}`;
      case 5:
        return `${this.#number()} = HPyLong_AsLong(ctx, ${this.#handle()});`;
      case 6:
        return `${this.#number()} = HPy_Length(ctx, ${this.#handle()});`;
      case 7:
        return `HPyList_Append(ctx, ${this.#handle()}, ${this.#handle()});`;
      case 8:
        return "if (HPyErr_Occurred(ctx)) HPyErr_Clear(ctx);";
      case 9:
        if (this.#isTidy) return this.#random.oneIn(2) ? "n0 += 1;" : "n1 = n0;";
        return this.#random.oneIn(2)
          ? `slots[${this.#random.below(slots)}] = ${local};`
          : `${local} = ${this.#handle()};`;
      case 10:
        return this.#random.oneIn(3) ? `return ${this.#handle()};` : `${this.#number()} += 1;`;
      case 11:
        return !this.#isTidy && this.#random.oneIn(2)
          ? `{ HPy t = ${local}; ${local} = h0; h0 = t; }`
          : `return HPy_Dup(ctx, ${this.#handle()});`;
      case 12:
      case 13:
        return `if (${this.#condition()}) {\n${this.#block(depth + 1)}} else {\n${this.#block(depth + 1)}}`;
      case 14:
        return `for (int i${depth} = 0; i${depth} < rounds; i${depth}++) {\n${this.#block(depth + 1)}if (${this.#condition()}) ${this.#random.pick(["break", "continue"])};\n}`;
      default:
        return `switch (${this.#number()} & 3) {\ncase 0:\n${this.#block(depth + 1)}case 1:\n${this.#block(depth + 1)}break;\ndefault:\n${this.#block(depth + 1)}}`;
    }
  }

  #block(depth: number): string {
    let text = "";
    for (let count = 1 + this.#random.below(4); count > 0 && this.#left > 0; count--) {
      this.#left--;
      text += `${this.#statement(depth)}\n`;
    }
    return text;
  }

  /** The function's body. */
  body(): string {
    const declared = [
      ...Array.from(
        { length: handles },
        (_, index) => `HPy h${index} = ${this.#random.oneIn(4) ? "HPy_NULL" : this.#first()};`,
      ),
      ...Array.from({ length: numbers }, (_, index) => `long n${index} = ${index};`),
    ];
    let text = "";
    while (this.#left > 0) text += this.#block(0);
    const closed = Array.from({ length: handles }, (_, index) =>
      this.#random.oneIn(4) ? "" : `if (!HPy_IsNull(h${index})) HPy_Close(ctx, h${index});`,
    );
    const result = this.#random.pick(["HPyLong_FromLong(ctx, n0)", "HPy_Dup(ctx, ctx->h_None)", "h0"]);
    const last = result === "h0" ? ["return h0;", ...closed.slice(0, 0)] : [...closed, `return ${result};`];
    return [...declared, text, ...last].join("\n");
  }
}

/** A module with functions `f0`, `f1` and so on. */
export function randomModule(seed: number): string {
  const random = new Random(seed);
  const parameters = {
    O: "HPy arg",
    VARARGS: "const HPy *args, size_t nargs",
    KEYWORDS: "const HPy *args, size_t nargs, HPy kwnames",
  };
  const functions = Array.from({ length: functionCount }, (_, place) => {
    const kind = callOf(place);
    return [
      `HPyDef_METH(f${place}, "f${place}", HPyFunc_${kind})`,
      `static HPy f${place}_impl(HPyContext *ctx, HPy self, ${parameters[kind]}) {`,
      new Writer(random, kind).body(),
      "}",
    ].join("\n");
  });
  const names = Array.from({ length: functionCount }, (_, place) => `&f${place},`).join(" ");
  return `
#include "hpy.h"
#define SET(local, made) do { HPy made_ = made; if (!HPy_IsNull(local)) HPy_Close(ctx, local); local = made_; } while (0)
static HPy slots[${slots}];
static HPyGlobal global;
/* No compiler unrolls loops of so many. */
static volatile int rounds = 3;
static HPy __attribute__((noinline)) helper(HPyContext *ctx, HPy handle) {
  return HPy_IsNull(handle) ? HPy_NULL : HPy_Dup(ctx, handle);
}
${functions.join("\n")}
HPyDef_METH(reset, "reset", HPyFunc_O)
static HPy reset_impl(HPyContext *ctx, HPy self, HPy arg) {
  for (int i = 0; i < ${slots}; i++) slots[i] = HPy_NULL;
  HPyGlobal_Store(ctx, &global, arg);
  return HPy_Dup(ctx, ctx->h_None);
}
static HPyDef *defines[] = {${names} &reset, NULL};
static HPyGlobal *globals[] = {&global, NULL};
static HPyModuleDef def = {.defines = defines, .globals = globals};
HPy_MODINIT(random, def)
`;
}
