/** Calls with numbers in one step, on one Python: they answer as the steps do, and leave the same behind. */

import { type Api, type Handle, HPy_NULL, type NumberCall, type NumberSignature } from "@hpyjs/core";
import { beforeAll, describe, expect, it } from "vitest";
import { createContexts } from "../src/context/index.ts";
import { findInternals } from "../src/pyodide/internals.ts";
import { createNumberCalls } from "../src/pyodide/number-calls.ts";
import { createTypes } from "../src/type/types.ts";
import { type Opened, openInterpreter, type PyodideAlias } from "./open.ts";
import { Python } from "./python.ts";

/** What the calls return, or raise, as bodies of functions of `x`. */
const bodies = [
  ..."x -x x+1 x*x*x x<<40 None True False 'text' 1.5 -1 -1.0 0 256 257 2**30-1 2**30 -2**30".split(" "),
  ..."2**31-1 2**31 -2**31 -2**31-1 2**63 2**100 Int(7) Int(2**40) Odd() Broken() Float(2.5) 1/0 [][x]".split(
    " ",
  ),
];

const numbers = [0, 1, -1, -5, -6, 256, 257, 5000, -5000, 2 ** 30 - 1, 2 ** 30, 1 - 2 ** 30, -(2 ** 30)];

const classes = `
class Int(int): pass
class Float(float): pass
class Odd:
  def __index__(self): return 7
  def __float__(self): return 0.25
class Broken:
  def __index__(self): raise KeyError("index")
  __float__ = __index__
`;

/** Defines the tests for one Python. */
export function describeNumberCalls(alias: PyodideAlias): void {
  describe(`calls with numbers, ${alias}`, () => {
    let opened: Opened;
    let python: Python;
    let plain: Api;

    const make = (signature: NumberSignature): NumberCall => {
      const { numberCalls } = opened.transport;
      if (numberCalls === null) throw new Error("there are none");
      return numberCalls(signature);
    };

    /** The same in steps, of one argument. */
    const inSteps = (signature: NumberSignature, callable: Handle, number: number): number => {
      const { memory, scratch } = opened.interpreter;
      const [result, , letter] = signature;
      const argument = letter === "i" ? plain.Long_FromInt32_t(number) : plain.Float_FromDouble(number);
      memory.i32()[scratch >>> 2] = argument;
      const answer = plain.Call(callable, scratch, 1, HPy_NULL);
      plain.Close(argument);
      if (answer === HPy_NULL) return -1;
      const read = result === "i" ? plain.Long_AsInt32_t : plain.Float_AsDouble;
      const value = result === "v" ? 0 : read(answer);
      plain.Close(answer);
      return value;
    };

    const callsInProgress = (): number => {
      const { calls, memory } = opened.transport;
      return memory.i32()[calls.depth >>> 2] as number;
    };

    beforeAll(async () => {
      opened = await openInterpreter(alias);
      python = new Python(opened);
      python.run(classes);
      plain = createContexts(
        opened.interpreter,
        createTypes(opened.interpreter, () => HPy_NULL),
      ).plain;
    });

    it("are the same function each time", () => {
      expect(make("i:i")).toBe(make("i:i"));
      expect(make("i:ii")).not.toBe(make("i:i"));
    });

    it.each(["i:i", "d:i", "v:i", "i:d", "d:d", "v:d"] as const)(
      "answer as the steps do: %s",
      (signature) => {
        const call = make(signature);
        for (const body of bodies) {
          const function_ = python.get(`lambda x: ${body}`);
          const references = python.references(function_);
          for (const number of numbers) {
            const wanted = `${inSteps(signature, function_, number)}, ${python.takeError()}`;
            const found = `${call(function_, number)}, ${python.takeError()}`;
            expect(`${body} of ${number}: ${found}`).toBe(`${body} of ${number}: ${wanted}`);
            expect(callsInProgress()).toBe(0);
          }
          expect(python.references(function_)).toBe(references);
        }
      },
    );

    it("leave no object behind but one for each parameter", () => {
      const blocks = (): number => Number(python.take(python.get("__import__('sys').getallocatedblocks()")));
      const signatures = ["i:iii", "d:ddd", "v:id", "d:di"] as const;
      const callables = [
        "lambda *x: x[0]",
        "lambda *x: x[-1] * 2",
        "lambda *x: None",
        "lambda: 5",
        "max",
        "5",
      ];
      const handles = callables.map((expression) => python.get(expression));
      const round = (): void => {
        for (const signature of signatures) {
          for (const callable of handles) {
            for (let number = 0; number < 50; number++)
              make(signature)(callable, 1000 + number, number, 2 ** 30);
            python.takeError();
          }
        }
      };
      round();
      const before = blocks();
      for (let i = 0; i < 10; i++) round();
      expect(blocks() - before).toBeLessThan(10);
    });

    it("let nobody see an argument change that he keeps", () => {
      python.run("kept = []");
      const append = python.get("kept.append");
      for (let i = 0; i < 100; i++) {
        expect(make("v:i")(append, 5000 + i)).toBe(0);
        expect(make("v:d")(append, i + 0.5)).toBe(0);
      }
      const wanted = "[v for i in range(100) for v in (5000 + i, i + 0.5)]";
      expect(python.take(python.get(`kept == ${wanted}`))).toBe("True");
    });

    it("count as one call in progress, and ask the recursion limit where many are", () => {
      const { calls, memory } = opened.transport;
      const seen: number[] = [];
      opened.pyodide.globals.set("see", (x: number): number => seen.push(callsInProgress()) + x);
      const see = python.get("lambda x: see(x)");
      expect(make("i:i")(see, 1000)).toBe(1001);
      memory.i32()[calls.depth >>> 2] = 20;
      expect(make("i:i")(see, 1000)).toBe(1002);
      expect(callsInProgress()).toBe(20);
      memory.i32()[calls.depth >>> 2] = 0;
      expect(seen).toEqual([1, 21]);
    });

    it("can be made from what they call, each with arguments of its own", () => {
      const call = make("i:i");
      let triangle: Handle = HPy_NULL;
      opened.pyodide.globals.set("again", (n: number): number => call(triangle, n));
      triangle = python.get("lambda n: n if n == 1000 else n + again(n - 1)");
      expect(call(triangle, 1020)).toBe(21 * 1010);
      expect(python.takeError()).toBe("no error");
    });

    it("go on where the memory has grown", () => {
      const call = make("i:i");
      python.run("blocks = []\ndef grow(n):\n  blocks.append(bytearray(n))\n  return n");
      const before = opened.transport.memory.u8().length;
      for (let i = 0; i < 4; i++) expect(call(python.get("grow"), 30_000_000)).toBe(30_000_000);
      expect(opened.transport.memory.u8().length).toBeGreaterThan(before);
      expect(call(python.get("abs"), -4000)).toBe(4000);
      python.run("blocks.clear()");
    });

    it("throw before anything has begun where JavaScript's stack is nearly used up", () => {
      const call = make("i:i");
      const same = python.get("lambda x: x");
      const down = (): number => {
        try {
          return down() + 1;
        } catch {
          return call(same, 3000) - 3000;
        }
      };
      // The call at the bottom is refused, and so are those above it, until one of them has room.
      expect(down()).toBeGreaterThan(0);
      expect(callsInProgress()).toBe(0);
      expect(call(same, 3000)).toBe(3000);
    });

    it.each(["integer", "smallIntegers", "float", "immortal", "vectorcall"] as const)(
      "are not there where the probe of %s failed",
      (part) => {
        const { bare, calls, memory, layout, symbol } = opened.transport;
        const { memory: wasmMemory, table, exports } = findInternals(opened.pyodide);
        const environment = {
          ...{ bare, memory, wasmMemory, table, symbol, depth: calls.depth, probe: calls.probe },
          ...{ stackPointer: exports.__stack_pointer as WebAssembly.Global, deep: () => {}, leave: () => {} },
        };
        expect(createNumberCalls({ ...environment, layout })).not.toBeNull();
        expect(createNumberCalls({ ...environment, layout: { ...layout, [part]: null } })).toBeNull();
      },
    );

    it("throw what has stopped the interpreter", () => {
      const call = make("i:i");
      const same = python.get("lambda x: x");
      const stopped = new Error("stopped");
      opened.transport.calls.stop(stopped);
      expect(() => call(same, 3000)).toThrow(stopped);
    });
  });
}
