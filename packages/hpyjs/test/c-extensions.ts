/** Extensions in C for tests. */

import { fileURLToPath } from "node:url";
import { type CompileOptions, loadCompiler } from "@hpyjs/devel";
import { DirectoryStore } from "@hpyjs/devel/node";

/** What was compiled, for the tests of all versions: each loads the same bytes. */
const cache = new DirectoryStore(fileURLToPath(new URL("../../../.cache/extensions", import.meta.url)));

const loading = loadCompiler({ cache });

/** Compiles one source to the content of `name.hpy0.wasm`. */
export async function compileC(name: string, text: string): Promise<Uint8Array<ArrayBuffer>> {
  return await compileFile({ name, sources: [{ file: `${name}.c`, text }] });
}

/** Compiles an extension. @throws Error with what clang says. */
export async function compileFile(options: CompileOptions): Promise<Uint8Array<ArrayBuffer>> {
  const compiler = await loading;
  const { ok, bytes, stderr } = compiler.compile(options);
  if (!ok) throw new Error(stderr);
  return new Uint8Array(bytes);
}

/**
 * A module with `count()`, which counts its calls in a C static, `context()`, the name of the context that it sees,
 * `fail()`, which raises, a type `Item`, and `executed`, how often it was executed.
 */
export function counter(name: string): string {
  return `
#include "hpy.h"

static int calls;

HPyDef_METH(count, "count", HPyFunc_NOARGS)
static HPy count_impl(HPyContext *ctx, HPy self) {
    return HPyLong_FromInt32_t(ctx, ++calls);
}

HPyDef_METH(context, "context", HPyFunc_NOARGS)
static HPy context_impl(HPyContext *ctx, HPy self) {
    return HPyUnicode_FromString(ctx, ctx->name);
}

HPyDef_METH(fail, "fail", HPyFunc_NOARGS)
static HPy fail_impl(HPyContext *ctx, HPy self) {
    HPyErr_SetString(ctx, ctx->h_ValueError, "not today");
    return HPy_NULL;
}

static HPyType_Spec Item_spec = { .name = "${name}.Item", .basicsize = 0 };

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy self) {
    HPy type = HPyType_FromSpec(ctx, &Item_spec, NULL);
    if (HPy_IsNull(type)) return -1;
    int status = HPy_SetAttr_s(ctx, self, "Item", type);
    HPy_Close(ctx, type);
    if (status < 0) return -1;
    HPy executed = HPyLong_FromInt32_t(ctx, 1);
    if (HPy_HasAttr_s(ctx, self, "executed")) {
        HPy_Close(ctx, executed);
        executed = HPyLong_FromInt32_t(ctx, 2);
    }
    status = HPy_SetAttr_s(ctx, self, "executed", executed);
    HPy_Close(ctx, executed);
    return status;
}

static HPyDef *defines[] = { &count, &context, &fail, &exec, NULL };
static HPyModuleDef module = { .doc = "Counts.", .defines = defines };
HPy_MODINIT(${name.slice(name.lastIndexOf(".") + 1)}, module)
`;
}

/** What is said of a module's four symbols. */
export interface Symbols {
  /** The major version that it requires; `null` for a file that does not say it. */
  readonly major?: number | null;
  /** Which symbols there are beside the versions. */
  readonly has?: readonly ("setContext" | "init")[];
}

/** A module that has only symbols, and whose init function returns `NULL`. */
export function symbols(name: string, { major = 0, has = ["setContext", "init"] }: Symbols): string {
  const define = (type: string, symbol: string, parameters: string, body: string): string =>
    `__attribute__((visibility("default"))) ${type} ${symbol}_${name}(${parameters}) { ${body} }`;
  return [
    ...(major === null
      ? []
      : [define("unsigned", "get_required_hpy_major_version", "void", `return ${major};`)]),
    define("unsigned", "get_required_hpy_minor_version", "void", "return 0;"),
    ...(has.includes("setContext") ? [define("void", "HPyInitGlobalContext", "void *ctx", "")] : []),
    ...(has.includes("init") ? [define("void *", "HPyInit", "void", "return 0;")] : []),
  ].join("\n");
}
