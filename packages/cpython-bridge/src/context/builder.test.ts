import { type Api, type Handle, HPy_NULL, type ListBuilder } from "@hpyjs/core";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openInterpreter } from "../../test/open.ts";
import { Python } from "../../test/python.ts";
import { builders } from "../fast/builders.ts";
import { type Heap, openHeap } from "../fast/heap.ts";
import { type BuilderApi, builderContext } from "./builder.ts";

let api: BuilderApi;
let slow: BuilderApi;
let fast: BuilderApi;
let python: Python;

beforeAll(async () => {
  const opened = await openInterpreter("pyodide-314");
  const { interpreter } = opened;
  slow = builderContext(interpreter);
  fast = { ...slow, ...builders(interpreter, openHeap(interpreter) as Heap, slow as Api) };
  python = new Python(opened);
});

/** The four functions of one kind of builder. */
interface Kind {
  readonly name: string;
  make(size: number): number;
  put(builder: number, index: number, item: Handle): void;
  build(builder: number): Handle;
  cancel(builder: number): void;
}

/** Both kinds of builder by common names. */
function kinds(): Kind[] {
  return (["List", "Tuple"] as const).map((kind) => ({
    name: `HPy${kind}Builder`,
    make: (size) => api[`${kind}Builder_New`](size),
    put: (builder, index, item) => api[`${kind}Builder_Set`](builder as never, index, item),
    build: (builder) => api[`${kind}Builder_Build`](builder as never),
    cancel: (builder) => api[`${kind}Builder_Cancel`](builder as never),
  }));
}

describe.each([
  ["builders", () => slow],
  ["fast builders", () => fast],
])("%s", (_name, apiOf) => {
  beforeEach(() => {
    api = apiOf();
  });

  it("build many at a time, also more than there are places for", () => {
    for (const { make, put, build } of kinds()) {
      const items = Array.from({ length: 200 }, (_, index) => python.get(`[${index}]`));
      const made = items.map(() => make(2));
      expect(new Set(made).size).toBe(200);
      for (const [index, builder] of made.entries()) put(builder, 0, items[index] as Handle);
      for (const [index, builder] of made.entries()) put(builder, 1, items[199 - index] as Handle);
      for (const [index, builder] of made.entries())
        expect(python.take(build(builder))).toMatch(new RegExp(`[[(][[]${index}], [[]${199 - index}]`));
      for (const item of items) expect(python.references(item)).toBe(1);
    }
  });

  it("build a list and a tuple of what was set, in any order", () => {
    for (const { name, make, put, build } of kinds()) {
      const item = python.get("['item']");
      const before = python.references(item);
      const builder = make(3);
      put(builder, 2, item);
      put(builder, 0, python.get("0"));
      put(builder, 1, item);
      put(builder, 1, python.get("1"));
      expect(python.take(build(builder))).toBe(
        name === "HPyListBuilder" ? "[0, 1, ['item']]" : "(0, 1, ['item'])",
      );
      expect(python.references(item)).toBe(before);
      expect(python.take(build(make(0)))).toBe(name === "HPyListBuilder" ? "[]" : "()");
    }
  });

  it("HPy*Builder_Build() sets MemoryError when the size was negative or too large, after Set() was ignored", () => {
    for (const { make, put, build, cancel } of kinds()) {
      for (const size of [-1, 2 ** 29, 2 ** 31 - 1, 2 ** 40]) {
        const builder = make(size);
        expect(python.takeError()).toBe("no error");
        put(builder, 0, python.get("0"));
        expect(python.take(build(builder))).toBe("null (MemoryError())");
        cancel(make(size));
      }
      expect(python.takeError()).toBe("no error");
    }
  });

  it("HPy*Builder_Build() sets SystemError when an item is missing, null, or out of range", () => {
    for (const { name, make, put, build } of kinds()) {
      const item = python.get("['item']");
      const before = python.references(item);
      const attempt = (index: number, h: Handle): string => {
        const builder = make(2);
        put(builder, 0, item);
        put(builder, index, h);
        expect(python.takeError()).toBe("no error");
        return python.take(build(builder));
      };
      const error = (message: string): string => `null (SystemError('${name}: ${message}'))`;
      expect(attempt(0, item)).toBe(error("item 1 of 2 was never set"));
      expect(attempt(1, HPy_NULL)).toBe(error("item 1 was set to a null handle"));
      expect(attempt(2, item)).toBe(error("index 2 is out of range for 2 items"));
      expect(attempt(-1, item)).toBe(error("index -1 is out of range for 2 items"));
      expect(python.references(item)).toBe(before);
    }
  });

  it("HPy*Builder_Build() sets SystemError when the builder is spent, and HPy*Builder_Cancel() ignores it", () => {
    for (const { name, make, put, build, cancel } of kinds()) {
      const item = python.get("['item']");
      const before = python.references(item);
      const cancelled = make(1);
      put(cancelled, 0, item);
      expect(python.references(item)).toBe(before + 1);
      cancel(cancelled);
      expect(python.references(item)).toBe(before);
      const built = make(0);
      expect(python.take(build(built))).not.toMatch("null");
      for (const spent of [cancelled, built]) {
        put(spent, 0, item);
        cancel(spent);
        expect(python.take(build(spent))).toBe(
          `null (SystemError('${name}: the builder was built or cancelled before'))`,
        );
      }
      expect(python.references(item)).toBe(before);
    }
  });

  it("are not seen half-made by the garbage collector", () => {
    const builder: ListBuilder = api.ListBuilder_New(2);
    api.ListBuilder_Set(builder, 0, python.get("marker := ['marker']"));
    python.run("import gc\nfound = [o for o in gc.get_referrers(marker) if type(o) is list]");
    expect(python.take(python.get("len(found)"))).toBe("0");
    api.ListBuilder_Cancel(builder);
  });
});
