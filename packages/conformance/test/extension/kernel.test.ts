/** The kernel of `@hpyjs/extension` on a real interpreter: handles, scopes, errors, values, promises, buffers. */

import {
  type Context,
  HandleError,
  HPy,
  HPyType,
  type JavaScriptValue,
  type NativeArray,
  PythonError,
} from "@hpyjs/extension";
import { beforeAll, describe, expect, it } from "vitest";
import { type OpenedContext, openContext } from "./open-context.ts";

let saved: HPy | undefined;
const destroyed: unknown[] = [];

const Base = HPyType("test.Base", {
  struct: () => ({ a: 1 }),
  fields: ["x"],
  methods: {
    get: { NOARGS: (_ctx, self) => self.struct.a++ },
    keep: {
      O: (_ctx, _self, arg) => {
        saved = arg;
      },
    },
    use: { NOARGS: (ctx) => ctx.Repr(saved as HPy) },
    itself: { NOARGS: (_ctx, self) => self },
    given: { O: (_ctx, _self, arg) => arg },
    fail: {
      O: (ctx, _self, type) => {
        throw ctx.error(type, "told so");
      },
    },
    handled: {
      O: (ctx, _self, dict) => {
        try {
          return ctx.GetItem_s(dict, "absent");
        } catch (error) {
          if (error instanceof PythonError && error.matches(ctx.h_KeyError)) return "handled";
          throw error;
        }
      },
    },
    reenter: {
      O: (ctx, _self, f) => {
        const before = ctx.from("<");
        const result = ctx.Call(f, []);
        return ctx.Add(ctx.Add(before, result), ctx.from(">"));
      },
    },
    closed: {
      NOARGS: (ctx) => {
        const h = ctx.from(1);
        h.close();
        return h;
      },
    },
  },
  slots: { tp_destroy: (struct) => destroyed.push(struct) },
});

const Sub = HPyType("test.Sub", {
  bases: [Base],
  struct: () => ({ b: 10 }),
  methods: {
    sum: { NOARGS: (ctx, self) => (ctx.as(Base, self)?.struct.a ?? 0) + self.struct.b },
  },
});

const Counter = HPyType("test.Counter", {
  struct: () => ({ n: 0 }),
  slots: {
    am_aiter: (_ctx, self) => self,
    am_anext: async (_ctx, self) => {
      const { struct } = self;
      await null;
      return struct.n < 3 ? struct.n++ : undefined;
    },
    am_await: () => Promise.resolve("awaited"),
  },
});

const Later = HPyType("test.Later", {
  methods: {
    value: { NOARGS: async () => "later" },
    made: {
      NOARGS: async () => {
        await null;
        return (ctx) => ctx.from([1, 2]);
      },
    },
    fails: {
      NOARGS: async () => {
        await null;
        throw new RangeError("too late");
      },
    },
    stale: {
      O: async (ctx, _self, arg) => {
        await null;
        try {
          ctx.enter(() => ctx.Repr(arg));
        } catch (error) {
          return String(error);
        }
        return "usable";
      },
    },
    aborts: {
      NOARGS: async (ctx) => {
        const { signal } = ctx;
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        aborted = true;
      },
    },
  },
});
let aborted = false;

const Grid = HPyType("test.Grid", {
  struct: () => ({ cells: new Int16Array([1, 2, 3, 4, 5, 6]), native: null as NativeArray | null }),
  methods: {
    cell: { O: (ctx, self, index) => self.struct.cells[ctx.Long_AsInt32_t(index)] },
    sync: { NOARGS: (ctx, self) => ctx.sync(self.struct.cells) },
    goNative: {
      NOARGS: (ctx, self) => {
        const native = ctx.nativeArray(Float64Array, 4);
        native.view.set([1, 2, 3, 4]);
        self.struct.native = native;
      },
    },
    free: { NOARGS: (_ctx, self) => self.struct.native?.free() },
  },
  slots: {
    bf_getbuffer: (_ctx, { struct }) => struct.native ?? { data: struct.cells, shape: [2, 3] },
  },
});

let opened: OpenedContext;
let ctx: Context;
let run: OpenedContext["run"];
let py: OpenedContext["py"];
let show: OpenedContext["show"];
let raised: OpenedContext["raised"];

beforeAll(async () => {
  opened = await openContext("pyodide-314", [Base, Sub, Counter, Later, Grid]);
  ({ ctx, py, raised, run, show } = opened);
  run(() => {
    opened.exec("import builtins as __builtins__");
    for (const type of [Base, Sub, Counter, Later, Grid])
      py("globals().update({t.__name__: t})", { t: ctx.type(type) });
  });
});

const value = (expression: string): unknown => run(() => ctx.toJS(py(expression)));

describe("handles", () => {
  it("are refused when they are spent, foreign, null, or no handles", () => {
    run(() => {
      const h = ctx.from(1);
      h.close();
      expect(() => ctx.Repr(h)).toThrow("it was closed already");
      expect(() => h.close()).toThrow(HandleError);
      expect(() => ctx.Repr(null as never)).toThrow("not null");
      expect(() => ctx.Repr(5 as never)).toThrow("type number");
      expect(() => ctx.Repr({} as never)).toThrow("type object");
      expect(() => ctx.h_None.close()).toThrow("a constant of the context");
      expect(() => ctx.Call(ctx.h_LongType, [h])).toThrow("it was closed already");
      expect(() => ctx.Repr(Object.create(HPy.prototype) as HPy)).toThrow("type object");
    });
  });

  it("of arguments are spent when the call ends", () => {
    run(() => {
      py("Base().keep([1])");
      expect(raised(() => py("Base().use()"))).toContain("its call or scope has ended");
      expect(saved?.isOpen).toBe(false);
    });
  });

  it("can be returned: an argument, the instance itself, but not a closed one", () => {
    expect(value("(lambda b, o: (b.itself() is b, b.given(o) is o, b.given(b) is b))(Base(), [])")).toEqual([
      true,
      true,
      true,
    ]);
    run(() => expect(raised(() => py("Base().closed()"))).toContain("HandleError"));
  });

  it("are closed by their scope, except what it returns", () => {
    run(() => {
      let inner: HPy | undefined;
      const result = ctx.scope(() => {
        inner = ctx.from("inner");
        return ctx.from("result");
      });
      expect(inner?.isOpen).toBe(false);
      expect(ctx.toJS(result)).toBe("result");
    });
  });

  it("survive a nested call", () => {
    expect(value("Base().reenter(lambda: Base().reenter(lambda: 'x'))")).toBe("<<x>>");
  });

  it("are kept by ctx.keep and by ctx.enter", () => {
    const h = run(() => ctx.from("entered"));
    const kept = run(() => ctx.keep(h));
    h.close();
    expect(run(() => ctx.toJS(kept))).toBe("entered");
    kept.close();
    expect(() => kept.close()).toThrow("it was closed already");
    const instance = run(() => ctx.keep(ctx.New(ctx.type(Sub), Sub)));
    expect(run(() => instance.struct.b)).toBe(10);
    instance.close();
  });

  it("and the context need a call", () => {
    expect(() => ctx.List_New(0)).toThrow("use ctx.enter()");
    expect(() => ctx.Repr(ctx.h_None)).toThrow("use ctx.enter()");
    expect(() => ctx.from("x")).toThrow("use ctx.enter()");
  });
});

describe("errors", () => {
  it("are thrown with type and message, and leave no exception behind", () => {
    run(() => {
      expect(raised(() => ctx.GetItem_s(ctx.Dict_New(), "absent"))).toBe("KeyError: 'absent'");
      expect(ctx.Err_Occurred()).toBe(false);
    });
    expect(value("Base().handled({})")).toBe("handled");
  });

  it("that leave a method are the same exception in Python", () => {
    run(() => {
      expect(raised(() => py("Base().fail(LookupError)"))).toBe("LookupError: told so");
      expect(raised(() => py("Base().fail(KeyboardInterrupt)"))).toBe("KeyboardInterrupt: told so");
      expect(raised(() => py("Base().fail(5)"))).toContain("SystemError");
    });
  });

  it("live on outside of the call that they leave", () => {
    let caught: unknown;
    try {
      run(() => ctx.import("no_such_module"));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(PythonError);
    const error = caught as PythonError;
    expect([error.type, error.exception.isOpen]).toEqual(["ModuleNotFoundError", true]);
    expect(run(() => error.matches(ctx.h_ImportError))).toBe(true);
    error.exception.close();
  });
});

describe("values", () => {
  it("make the way there and back", () => {
    const values: JavaScriptValue[] = [
      null,
      true,
      0,
      -1,
      2 ** 31,
      -(2 ** 31),
      2 ** 53 - 1,
      2n ** 53n,
      2n ** 63n - 1n,
      -(2n ** 63n),
      2n ** 64n,
      -(3n ** 200n),
      1.5,
      Number.POSITIVE_INFINITY,
      "",
      "a\0b",
      "\ud800",
      "é\u{1f600}\ufeff",
      new Uint8Array([0, 255]),
      [1, [2, []]],
      new Map<JavaScriptValue, JavaScriptValue>([
        ["a", 1],
        [2, null],
      ]),
    ];
    run(() => {
      for (const one of values) expect(ctx.toJS(ctx.from(one))).toEqual(one);
      expect(ctx.toJS(ctx.from({ a: { b: 1 } }))).toEqual(new Map([["a", new Map([["b", 1]])]]));
      expect(show("x", { x: ctx.from(-0) })).toBe("-0.0");
      expect(show("x", { x: ctx.from(1e300) })).toBe("1e+300");
    });
  });

  it("are refused when there is no equivalent", () => {
    run(() => {
      const cycle: JavaScriptValue[] = [];
      cycle.push(cycle);
      expect(() => ctx.from(cycle)).toThrow("contains itself");
      expect(() => ctx.from(new Date() as never)).toThrow("class Date");
      expect(raised(() => ctx.toJS(py("object()")))).toBe(
        "TypeError: an object of type 'object' has no JavaScript equivalent",
      );
    });
  });

  it("can be iterated over", () => {
    run(() => {
      let sum = 0;
      for (using item of ctx.iterate(py("range(5)"))) sum += ctx.Long_AsInt32_t(item);
      expect(sum).toBe(10);
      expect(raised(() => ctx.iterate(ctx.from(5)))).toContain("not iterable");
    });
  });

  it("that are JavaScript functions can be called", () => {
    run(() => {
      const f = ctx.callable("count", (_ctx, args) => args.length);
      expect(show("(f(), f(1, 2), f.__name__, repr(f))", { f })).toBe(
        "(0, 2, 'count', '<TypeScript function count>')",
      );
    });
  });
});

describe("types", () => {
  it("that derive from one another have a struct each", () => {
    expect(value("(lambda s: (s.get(), s.get(), s.sum()))(Sub())")).toEqual([1, 2, 13]);
  });

  it("made at run time are known by their description, and go when nobody refers to them", () => {
    const Dynamic = HPyType("test.Dynamic", { struct: () => ({ n: 5 }) });
    run(() => {
      expect(() => ctx.as(Dynamic, ctx.h_None)).toThrow("is not made in this module yet");
      const [a, b] = [ctx.Type_FromSpec(Dynamic), ctx.Type_FromSpec(Dynamic, { bases: [ctx.type(Base)] })];
      expect(ctx.as(Dynamic, ctx.New(a, Dynamic))?.struct.n).toBe(5);
      expect(ctx.as(Base, ctx.New(b, Dynamic))?.struct.a).toBe(1);
      expect(ctx.as(Dynamic, ctx.from(1))).toBeNull();
      expect(raised(() => ctx.New(ctx.h_LongType, Dynamic))).toContain(
        "ctx.New() needs the type 'test.Dynamic'",
      );
    });
  });

  it("tell what a struct was when its instance goes", () => {
    destroyed.length = 0;
    run(() => py("Base().get()").close());
    run(() => py("Base()").close());
    expect(destroyed).toEqual([{ a: 2 }, undefined]);
  });
});

describe("promises", () => {
  const awaited = (expression: string): Promise<unknown> => run(() => ctx.await(py(expression)));

  it("are awaitables in Python, and Python's awaitables are promises", async () => {
    expect(await awaited("Later().value()")).toBe("later");
    expect(await awaited("Later().made()")).toEqual([1, 2]);
    expect(await awaited("Counter()")).toBe("awaited");
  });

  it("that reject raise, with the JavaScript stack as a note", async () => {
    const error = await awaited("Later().fails()").then(
      () => null,
      (reason: unknown) => reason as PythonError,
    );
    expect([error?.type, error?.message]).toEqual(["RuntimeError", "RangeError: too late"]);
    run(() => {
      const notes = ctx.GetAttr_s((error as PythonError).exception, "__notes__");
      expect(ctx.toJS(ctx.GetItem_i(notes, 0))).toContain("JavaScript stack:");
    });
  });

  it("find the call's handles spent when they go on", async () => {
    expect(await awaited("Later().stale([])")).toContain("its call or scope has ended");
  });

  it("are iterated over by async for", async () => {
    run(() => opened.exec("async def collect(): return [x async for x in Counter()]"));
    expect(await awaited("collect()")).toEqual([0, 1, 2]);
  });

  it("abort their signal when Python cancels, and cancel when JavaScript aborts", async () => {
    run(() =>
      opened.exec(
        "import asyncio\nasync def cancelled():\n  t = asyncio.ensure_future(Later().aborts())\n  await asyncio.sleep(0)\n  t.cancel()\n  try:\n    await t\n  except asyncio.CancelledError:\n    return 'cancelled'",
      ),
    );
    expect(await awaited("cancelled()")).toBe("cancelled");
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(aborted).toBe(true);
    const controller = new AbortController();
    const promise = run(() => ctx.await(py("asyncio.sleep(100)"), undefined, controller.signal));
    controller.abort();
    await expect(promise).rejects.toMatchObject({ type: "CancelledError" });
  });
});

describe("buffers", () => {
  it("of JavaScript arrays are copies, written back at release and on sync", () => {
    run(() => opened.exec("g = Grid(); m = memoryview(g); m[1, 2] = 99"));
    expect(value("(m.format, m.shape, m.strides, m.tolist()[1], g.cell(5))")).toEqual([
      "h",
      [2, 3],
      [6, 2],
      [4, 5, 99],
      6,
    ]);
    expect(value("(g.sync(), g.cell(5))")).toEqual([true, 99]);
    run(() => opened.exec("n = memoryview(g); n[0, 0] = 7; m.release(); same = g.cell(0); n.release()"));
    expect(value("(same, g.cell(0), g.sync())")).toEqual([1, 7, false]);
  });

  it("of native arrays are the memory itself", () => {
    run(() => opened.exec("g = Grid(); g.goNative(); m = memoryview(g)"));
    expect(value("(m.format, m.tolist())")).toEqual(["d", [1, 2, 3, 4]]);
    run(() => {
      expect(raised(() => py("g.free()"))).toContain("Python holds a buffer of it");
      opened.exec("m.release(); g.free()");
      expect(raised(() => py("memoryview(g)"))).toContain("was freed already");
    });
  });

  it("of Python objects are views, released with their call", () => {
    run(() => {
      opened.exec("import array; a = array.array('d', [1, 2, 3]); b = bytearray(12)");
      using view = ctx.buffer(py("a"), { format: "d", writable: true });
      view.array[0] = 5;
      expect([[...view.array], view.shape, view.readonly]).toEqual([[5, 2, 3], [3], false]);
      const strided = ctx.buffer(py("memoryview(bytes(range(12))).cast('B', (3, 4))[::2]"));
      expect([strided.shape, strided.strides, [...strided.toBytes()]]).toEqual([
        [2, 4],
        [8, 1],
        [0, 1, 2, 3, 8, 9, 10, 11],
      ]);
      expect(() => strided.bytes).toThrow("have gaps");
      expect(raised(() => ctx.buffer(py("b''"), { writable: true }))).toContain("BufferError");
      expect(raised(() => ctx.buffer(py("b"), { format: "i" }))).toBe(
        "TypeError: a buffer of format 'i' is needed, not 'B'",
      );
      expect(raised(() => ctx.buffer(ctx.from(1)))).toContain("TypeError");
      const forgotten = ctx.scope(() => ctx.buffer(py("b")));
      expect(() => forgotten.bytes).toThrow("released already");
      opened.exec("b.append(1)");
    });
    expect(value("(a[0], len(b))")).toEqual([5, 13]);
  });
});
