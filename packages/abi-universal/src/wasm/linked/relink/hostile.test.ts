/** The linker on modules that no compiler would make, and on one that is a thousand times larger than an extension. */

import { readFileSync } from "node:fs";
import {
  type ApiFunctionName,
  contextSignature,
  type DirectContext,
  type DirectFunction,
  type Pointer,
  spec,
} from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { describe, expect, test } from "vitest";
import { type BinaryModule, readModule } from "../../binary/module.ts";
import { WasmFormatError } from "../../errors.ts";
import { relink } from "./relink.ts";

const root = new URL("../../../../../../", import.meta.url);

/** An extension as clang makes them, of `packages/hpyjs/test/linked/caller.c`. */
const sample = new Uint8Array(readFileSync(new URL("packages/abi-universal/test/sample.wasm", root)));

/** Where the sample's first section ends. */
const dylinkEnd = readModule(sample).sections[0]?.end ?? 0;

/** A context whose functions all are direct, and call an import. */
function everything(): DirectContext {
  const functions = new Map<ApiFunctionName, DirectFunction>();
  const pointers = new Map<ApiFunctionName, Pointer>();
  const values: Readonly<Record<string, readonly number[]>> = {
    v: [],
    i: op.i32Const(0),
    j: op.i64Const(0),
    d: op.f64Const(0),
  };
  for (const row of spec.functions) {
    const signature = contextSignature(row);
    const result = values[signature[0] as string];
    if (result === undefined) continue;
    functions.set(row.member as ApiFunctionName, {
      signature,
      locals: "i",
      code: (link) => [...op.call(link("note")), ...result],
    });
    pointers.set(row.member as ApiFunctionName, (1000 + row.index) as Pointer);
  }
  const imports: DirectContext["imports"] = new Map([
    ["note", { signature: "v:", target: (() => {}) as never, isLeaf: true }],
  ]);
  const entries = { depth: 64, tuple: { items: 12, size: 8 } };
  const place = { type: 0, struct: 4, make: 20, mark: 32 };
  const types = { table: 0, addressShift: 4, placesMask: 127, placeShift: 6, place, objectType: 4 };
  return { apis: [], functions, pointers, helpers: new Map(), imports, types, entries };
}

/** A stream of random numbers that a seed determines. */
function random(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  };
}

/** Bytes that mean something nearly everywhere. */
const interesting = [
  0x00, 0x01, 0x02, 0x0b, 0x10, 0x11, 0x1f, 0x23, 0x40, 0x60, 0x7f, 0x80, 0xd2, 0xfc, 0xff,
];

type Change = (bytes: number[], below: (end: number) => number) => void;

const changes: Readonly<Record<string, Change>> = {
  "a byte is another": (bytes, below) => {
    bytes[8 + below(bytes.length - 8)] = below(256);
  },
  "a byte is one that means something": (bytes, below) => {
    bytes[8 + below(bytes.length - 8)] = interesting[below(interesting.length)] as number;
  },
  "a bit is another": (bytes, below) => {
    const place = 8 + below(bytes.length - 8);
    bytes[place] = (bytes[place] as number) ^ (1 << below(8));
  },
  "bytes are missing": (bytes, below) => {
    bytes.splice(8 + below(bytes.length - 8), 1 + below(8));
  },
  "bytes are there twice": (bytes, below) => {
    const place = 8 + below(bytes.length - 8);
    bytes.splice(place, 0, ...bytes.slice(place, place + 1 + below(40)));
  },
  "the end is missing": (bytes, below) => {
    bytes.length = 8 + below(bytes.length - 8);
  },
};

/** What becomes of bytes: refused as no module, left as they are, or linked. Fails for everything else. */
function outcome(bytes: Uint8Array<ArrayBuffer>, direct: DirectContext, what: string): string {
  let binary: BinaryModule;
  try {
    binary = readModule(bytes);
  } catch (thrown) {
    expect(thrown, what).toBeInstanceOf(WasmFormatError);
    // An engine does not read custom sections; the loader has to read the first, which is for it.
    if ((thrown as WasmFormatError).offset > dylinkEnd)
      expect(WebAssembly.validate(bytes), `${what}: ${thrown}`).toBe(false);
    return "refused";
  }
  const linked = relink(bytes, binary, direct);
  if (linked === null) return "left";
  if (!WebAssembly.validate(bytes)) return "linked, for the engine to refuse";
  expect(WebAssembly.validate(linked.bytes), `${what}: linked`).toBe(true);
  return "linked";
}

describe("relink()", () => {
  test("gives a valid module, links it or leaves it, and refuses in no other way, whatever is changed", () => {
    const direct = everything();
    expect(outcome(sample, direct, "the sample")).toBe("linked");
    const seen = new Map<string, number>();
    const kinds = Object.entries(changes);
    for (let seed = 0; seed < 6000; seed++) {
      const below = random(seed);
      const bytes = [...sample];
      const made: string[] = [];
      for (let count = 1 + below(3); count > 0; count--) {
        const [name, change] = kinds[below(kinds.length)] as (typeof kinds)[number];
        change(bytes, below);
        made.push(name);
      }
      const begun = performance.now();
      const found = outcome(new Uint8Array(bytes), direct, `seed ${seed}: ${made.join(", ")}`);
      expect(performance.now() - begun, `seed ${seed}: milliseconds`).toBeLessThan(10_000);
      seen.set(found, (seen.get(found) ?? 0) + 1);
    }
    for (const kind of ["refused", "left", "linked", "linked, for the engine to refuse"])
      expect(seen.get(kind) ?? 0, `${kind}: ${JSON.stringify([...seen])}`).toBeGreaterThan(100);
  });

  test("refuses counts that no file could hold at once", () => {
    const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
    for (const id of [1, 2, 3, 4, 6, 7, 9, 10, 13]) {
      const bytes = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, id, huge.length, ...huge]);
      expect(outcome(bytes, everything(), `section ${id}`)).not.toBe("linked");
    }
  });

  // These two are made to be moved in memory, as extensions are; later ones bring a memory of their own.
  test.each(["pyodide-312", "pyodide-313"])(
    "links a module of ten megabytes, whose numbers all change: %s",
    (alias) => {
      const bytes = new Uint8Array(readFileSync(new URL(`node_modules/${alias}/pyodide.asm.wasm`, root)));
      const linked = relink(bytes, readModule(bytes), everything());
      // Some of its own calls look like those of a context; the functions that look at the pointer tell them apart.
      expect(linked?.calls).toBeGreaterThan(10);
      expect(WebAssembly.validate(linked?.bytes ?? new Uint8Array())).toBe(true);
    },
  );
});
