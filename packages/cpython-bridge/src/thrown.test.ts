import { describe, expect, test } from "vitest";
import { describeThrown, describeTrap } from "./thrown.ts";

function overflow(): unknown {
  const recurse = (): number => recurse() + 1;
  try {
    return recurse();
  } catch (thrown) {
    return thrown;
  }
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function trap(): unknown {
  // (module (func (export "trap") unreachable))
  const bytes = [
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 0x74, 0x72, 0x61, 0x70,
  ];
  const module = new WebAssembly.Module(new Uint8Array([...bytes, 0, 0, 10, 5, 1, 3, 0, 0, 0x0b]));
  try {
    return (new WebAssembly.Instance(module).exports.trap as () => void)();
  } catch (thrown) {
    return thrown;
  }
}

describe("describeThrown()", () => {
  test("an Error is a RuntimeError with its name, message and stack", () => {
    const { type, message, stack } = describeThrown(new TypeError("boom"));
    expect(type).toBe("PyExc_RuntimeError");
    expect(message).toBe("TypeError: boom");
    expect(stack).toMatch(/^JavaScript stack:\nTypeError: boom\n/);
  });

  test("a stack overflow that a using block wrapped is a RecursionError", () => {
    for (const parts of [
      [overflow(), new Error("first")],
      [new Error("later"), overflow()],
    ]) {
      const [error, suppressed] = parts;
      const thrown = new SuppressedError(error, new SuppressedError(new Error("between"), suppressed));
      expect(describeThrown(thrown).type).toBe("PyExc_RecursionError");
    }
    expect(describeThrown(new SuppressedError(revoked(), revoked())).type).toBe("PyExc_RuntimeError");
  });

  test("a stack overflow is a RecursionError, a trap a SystemError", () => {
    expect(describeThrown(overflow()).type).toBe("PyExc_RecursionError");
    expect(describeThrown(trap()).type).toBe("PyExc_SystemError");
  });

  test.each([
    ["text", "text"],
    [42, "42"],
    [null, "null"],
    [undefined, "undefined"],
    [Symbol("s"), "Symbol(s)"],
    [Object.create(null), "(it cannot be converted to a string)"],
  ])("value %# that is no Error is a RuntimeError that says so", (value, words) => {
    const { type, message, stack } = describeThrown(value);
    expect(type).toBe("PyExc_RuntimeError");
    expect(message).toBe(`JavaScript threw a value that is not an Error: ${words}`);
    expect(stack).toBeNull();
  });

  test("a revoked proxy is described, too", () => {
    expect(describeThrown(revoked()).message).toMatch(/not an Error: \(it cannot be converted/);
  });

  test("an Error that throws when it is looked at is described all the same", () => {
    const hostile = new Error("x");
    Object.defineProperty(hostile, "message", {
      get: () => {
        throw new Error("no");
      },
    });
    expect(describeThrown(hostile).message).toBe("Error: (it cannot be converted to a string)");
  });
});

describe("describeTrap()", () => {
  const withStack = (error: Error, stack: string): Error => Object.assign(error, { stack });

  test.each([
    [
      "V8",
      "RuntimeError: unreachable\n    at js (file:///a.js:1:2)\n    at f_impl (wasm://wasm/0249:wasm-function[14]:0x62a)",
    ],
    [
      "SpiderMonkey",
      "js@file:///a.js:1:2\nf_impl@file:///a.js line 7 > WebAssembly.Module:wasm-function[14]:0x62a\n",
    ],
    [
      "JavaScriptCore",
      "js@file:///a.js:1:2\n<?>.wasm-function[f_impl]@[wasm code]\n<?>.wasm-function[3]@[wasm code]",
    ],
  ])("names the first function that has a name in a stack of %s", (_, stack) => {
    expect(describeTrap(withStack(new WebAssembly.RuntimeError("unreachable"), stack))).toBe(
      "a trap (unreachable) in or below the extension function 'f_impl' crossed its own frames",
    );
    expect(describeTrap(withStack(new RangeError("Maximum call stack size exceeded"), stack))).toBe(
      "the stack overflowed in or below the extension function 'f_impl'",
    );
    expect(describeTrap(withStack(new TypeError("something else"), stack))).toBeUndefined();
  });

  test("says nothing where no function has a name", () => {
    expect(describeTrap(trap())).toBeUndefined();
    expect(describeTrap("text")).toBeUndefined();
  });
});
