/** A context on a real Pyodide, for tests of the families and the helpers. */

import { type Handle, HPy_NULL, type Layer, NULL, type Pointer } from "@hpyjs/core";
import { openBridge } from "@hpyjs/cpython-bridge/pyodide";
import { type AnyTypeToken, type Context, type HPy, HPyModule, PythonError } from "@hpyjs/extension";

/** The Pyodides that the workspace installs: Python 3.12, 3.13 and 3.14. */
export type PyodideAlias = "pyodide-312" | "pyodide-313" | "pyodide-314";

interface Pyodide {
  readonly _module: {
    readonly LDSO: {
      readonly loadedLibsByName: {
        readonly __main__: { readonly exports: { malloc(size: number): number } };
      };
    };
  };
  runPython(code: string): unknown;
}

interface PyodideModule {
  loadPyodide(options: { stderr(line: string): void }): Promise<Pyodide>;
}

/** A context and ways to ask Python what came of it. */
export interface OpenedContext {
  /** The context; use it within {@link OpenedContext.run}. */
  readonly ctx: Context;
  /** Runs `body` as a call of its own. */
  run<T>(body: (ctx: Context) => T): T;
  /** Executes Python statements in the namespace that {@link OpenedContext.py} evaluates in. */
  exec(source: string): void;
  /** The value of a Python expression; `names` are further variables. */
  py(expression: string, names?: Readonly<Record<string, HPy>>): HPy;
  /** `repr()` of the value of a Python expression. */
  show(expression: string, names?: Readonly<Record<string, HPy>>): string;
  /** What `body` raises in Python, as `Type: message`. */
  raised(body: () => unknown): string;
  /** Takes memory from the interpreter for good, without touching it. */
  occupy(size: number): void;
}

/** Loads a Pyodide and binds a context to it. It takes a second or two: open once a file. */
export async function openContext(
  alias: PyodideAlias,
  types: readonly AnyTypeToken[] = [],
): Promise<OpenedContext> {
  const { loadPyodide } = (await import(alias)) as PyodideModule;
  const pyodide = await loadPyodide({ stderr: (line) => console.error(line) });
  const ctx = contextOn(openBridge(pyodide).universal, types);
  const run = <T>(body: (ctx: Context) => T): T => ctx.enter(body);
  const globals = run(() => ctx.keep(ctx.from({ __name__: "test" })));

  function evaluate(source: string, kind: "Expr" | "File", names: Readonly<Record<string, HPy>>): HPy {
    for (const [name, value] of Object.entries(names)) ctx.SetItem_s(globals, name, value);
    return ctx.EvalCode(ctx.Compile_s(source, "<test>", kind), globals);
  }

  const py = (expression: string, names: Readonly<Record<string, HPy>> = {}): HPy =>
    evaluate(expression, "Expr", names);

  return {
    ctx,
    run,
    exec: (source) => {
      evaluate(source, "File", {});
    },
    py,
    show: (expression, names) => ctx.Unicode_AsUTF8AndSize(ctx.Repr(py(expression, names))),
    raised: (body) => {
      try {
        body();
      } catch (error) {
        if (error instanceof PythonError) return `${error.type}: ${error.message}`;
        throw error;
      }
      return "nothing";
    },
    occupy: (size) => {
      const { malloc } = pyodide._module.LDSO.loadedLibsByName.__main__.exports;
      if (malloc(size) === 0) throw new RangeError(`there are no ${size} bytes`);
    },
  };
}

/** Makes a module and gives its context, which is good for `ctx.enter` as long as the interpreter. */
function contextOn(layer: Layer, types: readonly AnyTypeToken[]): Context {
  const made: Context[] = [];
  const exec = (ctx: Context): void => {
    made.push(ctx);
  };
  const definition = HPyModule("test", { types, globals: ["cache"], exec }).bind(layer);
  layer.boundary.enter(() => {
    const { api, extra } = layer;
    const module = extra.Module_FromDefinition(definition, moduleSpec(layer));
    if (module === HPy_NULL || extra.Module_Exec(module) !== 0) api.FatalError(NULL);
  });
  const [ctx] = made;
  if (ctx === undefined) throw new Error("The module was not executed.");
  return ctx;
}

/** A new `importlib.machinery.ModuleSpec("test", None)`. */
function moduleSpec({ api, memory }: Layer): Handle {
  const cString = (s: string): Pointer => {
    const pointer = memory.alloc(s.length + 1);
    memory.u8().set(new TextEncoder().encode(s), pointer >>> 0);
    return pointer;
  };
  const args = memory.alloc(8);
  memory.u32().set([api.Unicode_FromString(cString("test")), api.h_None], args >>> 2);
  const machinery = api.Import_ImportModule(cString("importlib.machinery"));
  return api.Call(api.GetAttr_s(machinery, cString("ModuleSpec")), args, 2, HPy_NULL);
}
