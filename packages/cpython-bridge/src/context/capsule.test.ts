import { type Handle, NULL, type Pointer } from "@hpyjs/core";
import { beforeAll, describe, expect, test } from "vitest";
import { type Opened, openInterpreter } from "../../test/open.ts";
import { Python } from "../../test/python.ts";
import { type CapsuleApi, capsuleContext } from "./capsule.ts";

const keys = { pointer: 0, name: 1, context: 2, destructor: 3 };

describe("HPyCapsule", () => {
  let opened: Opened;
  let python: Python;
  let api: CapsuleApi;
  let name: Pointer;

  /** What the destructors made by {@link recorder} were called with. */
  let calls: number[][];
  const recorder = { impl: (...args: number[]): void => void calls.push(args) };

  beforeAll(async () => {
    opened = await openInterpreter("pyodide-314");
    python = new Python(opened);
    api = capsuleContext(opened.interpreter);
    name = opened.interpreter.strings.constant("capsule.test");
  });

  const inside = (label: string, body: () => void): void =>
    test(label, () => {
      calls = [];
      opened.interpreter.edge.enter(body);
    });

  const close = (h: Handle): void => opened.interpreter.capi.Py_DecRef(h);

  inside("a destructor gets name, pointer and context as they are when the capsule dies, once", () => {
    const capsule = api.Capsule_New(16 as Pointer, name, recorder);
    api.Capsule_Set(capsule, keys.context, 48 as Pointer);
    api.Capsule_Set(capsule, keys.pointer, 0xffff_fff0 as Pointer);
    expect(calls).toEqual([]);
    close(capsule);
    expect(calls).toEqual([[name, 0xffff_fff0, 48]]);
  });

  inside("each of many capsules has its own destructor, also where an address is used again", () => {
    const seen: number[] = [];
    const make = (id: number): Handle =>
      api.Capsule_New(16 as Pointer, name, { impl: () => void seen.push(id) });
    const [first, second] = [make(1), make(2)];
    close(first);
    const third = make(3);
    close(second);
    close(third);
    expect(seen).toEqual([1, 2, 3]);
  });

  inside("a removed destructor is not called, by this capsule or the next at its address", () => {
    const removed = api.Capsule_New(16 as Pointer, name, recorder);
    expect(api.Capsule_Set(removed, keys.destructor, null)).toBe(0);
    close(removed);
    const plain = api.Capsule_New(16 as Pointer, name, null);
    close(plain);
    expect(calls).toEqual([]);
  });

  inside(
    "HPyCapsule_Set() replaces a destructor, and refuses one without a function and keeps the old",
    () => {
      const capsule = api.Capsule_New(16 as Pointer, name, { impl: () => expect.unreachable() });
      expect(api.Capsule_Set(capsule, keys.destructor, recorder)).toBe(0);
      expect(api.Capsule_Set(capsule, keys.destructor, { impl: null })).toBe(-1);
      expect(python.takeError()).toBe("ValueError('Invalid HPyCapsule destructor')");
      close(capsule);
      expect(calls).toHaveLength(1);
    },
  );

  inside("HPyCapsule_Set() refuses an address as destructor, and a destructor as anything else", () => {
    const capsule = api.Capsule_New(16 as Pointer, name, null);
    expect(api.Capsule_Set(capsule, keys.destructor, 16 as Pointer)).toBe(-1);
    expect(python.takeError()).toMatch(/^ValueError\('HPyCapsule_Set: a destructor is a definition/);
    expect(api.Capsule_Set(capsule, keys.context, recorder)).toBe(-1);
    expect(python.takeError()).toMatch(/^ValueError\('HPyCapsule_Set: only HPyCapsule_key_Destructor/);
    expect(api.Capsule_Get(capsule, 4, NULL)).toBe(0);
    expect(python.takeError()).toBe("ValueError('HPyCapsule_Get: there is no HPyCapsule_key 4')");
    close(capsule);
  });

  inside("a destructor that throws is reported, and the pending exception stays", () => {
    python.run("import sys; reports = []; sys.unraisablehook = lambda u: reports.append(repr(u.exc_value))");
    const throwing = (): never => {
      throw new Error("cannot free");
    };
    const capsule = api.Capsule_New(16 as Pointer, name, { impl: throwing });
    opened.interpreter.raise.error("PyExc_KeyError", "pending");
    close(capsule);
    expect(python.takeError()).toBe("KeyError('pending')");
    expect(python.take(python.get("reports"))).toBe(`["RuntimeError('Error: cannot free')"]`);
    python.run("sys.unraisablehook = sys.__unraisablehook__");
  });

  inside("a capsule that HPy did not make can be read, and given a destructor", () => {
    const { interpreter } = opened;
    const theirs = python.get("__import__('datetime').datetime_CAPI");
    const theirName = interpreter.strings.constant("datetime.datetime_CAPI");
    expect(api.Capsule_IsValid(theirs, theirName)).toBe(1);
    expect(api.Capsule_IsValid(theirs, name)).toBe(0);
    expect(interpreter.strings.fromC(api.Capsule_Get(theirs, keys.name, NULL))).toBe(
      "datetime.datetime_CAPI",
    );
    expect(api.Capsule_Get(theirs, keys.pointer, theirName)).toBeGreaterThan(0);
    close(theirs);
    const plain = interpreter.capi.PyCapsule_New(32 as Pointer, NULL, NULL);
    expect(api.Capsule_Set(plain, keys.destructor, recorder)).toBe(0);
    close(plain);
    expect(calls).toEqual([[0, 32, 0]]);
  });

  inside("an object that is no capsule, or null, is a ValueError and never valid", () => {
    const number = python.get("5");
    for (const h of [number, NULL as number as Handle]) {
      expect(api.Capsule_IsValid(h, name)).toBe(0);
      expect(python.takeError()).toBe("no error");
      expect(api.Capsule_Get(h, keys.pointer, name)).toBe(0);
      expect(python.takeError()).toMatch(/^ValueError/);
      for (const value of [recorder, null]) {
        expect(api.Capsule_Set(h, keys.destructor, value)).toBe(-1);
        expect(python.takeError()).toMatch(/^ValueError/);
      }
    }
  });
});
