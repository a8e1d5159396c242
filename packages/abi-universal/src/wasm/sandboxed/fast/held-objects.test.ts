/** What copies of functions do with the objects that their locals hold, when something is thrown as well. */

import { type ApiFunctionName, type DirectContext, functionIndex, layout, spec } from "@hpyjs/core";
import { op, WasmModule } from "@hpyjs/wasm";
import { describe, expect, test } from "vitest";
import { readModule } from "../../binary/module.ts";
import { Grants } from "../grants.ts";
import { SandboxCode } from "./assembly.ts";
import { linkSandboxed, sandboxModule } from "./link.ts";
import { registerName } from "./registers.ts";
import { shapes, wayName } from "./ways.ts";

const slotOf = (member: ApiFunctionName): number =>
  layout.wasm32.HPyContext.offsets.entries + 4 * functionIndex[member];

const imported = (isLeaf = true) => ({ signature: "i:i", target: (() => 0) as never, isLeaf });

/** A context of two functions, which tell what they get: a duplicate of an object has an address that is one more. */
const direct: DirectContext = {
  apis: [],
  functions: new Map([
    [
      "Dup" as ApiFunctionName,
      { signature: "i:ii", locals: "", code: (link) => [...op.localGet(1), ...op.call(link("c:dup"))] },
    ],
    [
      "Close" as ApiFunctionName,
      {
        signature: "v:ii",
        locals: "",
        code: (link) => [...op.localGet(1), ...op.call(link("c:close")), ...op.drop],
      },
    ],
  ]),
  pointers: new Map(),
  helpers: new Map(),
  imports: new Map([
    ["c:dup", imported()],
    ["c:close", imported()],
    ["c:PyErr_Occurred", { ...imported(), signature: "i:" }],
    ["probe", { ...imported(), signature: "v:i" }],
  ]),
  types: {
    table: 0,
    addressShift: 4,
    placesMask: 127,
    placeShift: 6,
    place: { type: 0, struct: 4, make: 20, mark: 32 },
    objectType: 4,
  },
  entries: { depth: 16, tuple: { items: 12, size: 8 } },
};

interface Parts {
  readonly dup: (object: readonly number[]) => number[];
  readonly close: (object: readonly number[]) => number[];
  /** Throws. */
  readonly fail: number[];
}

/** Where the fake context is in the module's memory, where its functions begin in the table, and a free entry. */
const [context, functions, free] = [1024, 16, 4096];

/** Calls `(ctx, self, arg)` with two objects, and gives what was called. */
function run(
  code: (parts: Parts) => readonly number[],
  objects: readonly [number, number] = [100, 200],
  more: (module: WasmModule) => void = () => {},
): string[] {
  const module = new WasmModule();
  module.importMemory("env", "memory");
  module.importTable("env", "__indirect_function_table");
  module.importGlobal("env", "__stack_pointer");
  const tableBase = module.importConstant("env", "__table_base");
  const fail = module.importFunction("env", "fail", "v:");
  const call =
    (member: ApiFunctionName, signature: string) =>
    (object: readonly number[]): number[] => [
      ...[...op.localGet(0), ...object, ...op.localGet(0), ...op.i32Load(slotOf(member))],
      ...op.callIndirect(module.type(signature)),
    ];
  const parts = { dup: call("Dup", "i:ii"), close: call("Close", "v:ii"), fail: op.call(fail) };
  module.fillTable(tableBase, [module.function("i:iii", code(parts), undefined, "iiij")]);
  more(module);
  const bytes = module.bytes();
  expect(WebAssembly.validate(bytes)).toBe(true);
  const needs = direct.entries as NonNullable<DirectContext["entries"]>;
  const sandbox = new SandboxCode(direct, needs, new Grants([]), false);
  const linked = linkSandboxed(bytes, readModule(bytes), sandbox);
  if (linked === null) throw new Error("it was not linked");
  const called: string[] = [];
  const imports = Object.fromEntries(
    linked.imports.map((name) => [
      name,
      (...args: number[]): number => {
        called.push(`${name.replace("c:", "")} ${args}`);
        return name === "c:dup" ? (args[0] as number) + 1 : 0;
      },
    ]),
  );
  const [theirs, own] = [1, 2].map(() => new WebAssembly.Memory({ initial: 1 })) as [
    WebAssembly.Memory,
    WebAssembly.Memory,
  ];
  for (const member of ["Dup", "Close"] as const) {
    const place = spec.functions.findIndex((row) => row.member === member);
    new Int32Array(theirs.buffer)[(context + slotOf(member)) / 4] = functions + place;
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(linked.bytes), {
    env: {
      memory: theirs,
      __indirect_function_table: new WebAssembly.Table({ initial: 8, element: "anyfunc" }),
      __stack_pointer: new WebAssembly.Global({ value: "i32", mutable: true }, 4096),
      __table_base: 1,
      fail: () => {
        throw new Error("failed");
      },
    },
    [sandboxModule]: { ...imports, memory: own },
  });
  const set = (name: Parameters<typeof registerName>[0], value: number): void => {
    (exports[registerName(name)] as WebAssembly.Global).value = value;
  };
  // No entry is free: who opens a handle has to ask JavaScript.
  for (const [name, value] of [
    ["blocked", 0],
    ["state", 8192],
    ["free", free],
    ["context", context],
    ["functions", functions],
  ] as const)
    set(name, value);
  const position = shapes.findIndex(({ names }) => names.includes("O"));
  const kind = (shapes[position] as (typeof shapes)[number]).kinds.findIndex(([name]) => name === "plain");
  (exports[`hpy.${wayName(0, position, kind)}`] as (...args: number[]) => number)(...objects);
  return called;
}

const first = 3;
const none = op.i32Const(0);
const object = 200;
const made = object + 1;

/** What JavaScript is told of a call into which something was thrown. */
const caught = expect.stringMatching(/^box:caught /);

type Example = readonly [
  words: string,
  code: (parts: Parts) => readonly number[],
  called: readonly unknown[],
];

describe("a copy into which something is thrown", () => {
  test.each<Example>([
    [
      "what its locals hold",
      ({ close, dup, fail }) => [
        ...[...dup(op.localGet(2)), ...op.localSet(first), ...fail, ...close(op.localGet(first)), ...none],
      ],
      [`dup ${object}`, `box:lost ${made}`, caught],
    ],
    [
      "nothing of what it has closed",
      ({ close, dup, fail }) => [
        ...[...dup(op.localGet(2)), ...op.localSet(first), ...close(op.localGet(first)), ...fail, ...none],
      ],
      [`dup ${object}`, `close ${made}`, caught],
    ],
    [
      "no number that a local has had before it holds an object",
      ({ close, dup, fail }) => [
        ...[...op.i32Const(4711), ...op.localSet(first), ...op.localGet(1), ...op.if, ...fail, ...op.end],
        ...[...dup(op.localGet(2)), ...op.localSet(first), ...close(op.localGet(first)), ...none],
      ],
      [caught],
    ],
    [
      "no number that a local has after it has held an object",
      ({ close, dup, fail }) => [
        ...[...dup(op.localGet(2)), ...op.localSet(first), ...close(op.localGet(first))],
        ...[...op.i32Const(4711), ...op.localSet(first), ...fail, ...none],
      ],
      [`dup ${object}`, `close ${made}`, caught],
    ],
    [
      "no argument whose local holds an object later",
      ({ close, dup, fail }) => [
        ...[...dup(op.localGet(2)), ...op.drop, ...op.localGet(1), ...op.if, ...fail, ...op.end],
        ...[...dup(op.localGet(2)), ...op.localSet(2), ...close(op.localGet(2)), ...none],
      ],
      [`dup ${object}`, `box:owned ${made}`, caught],
    ],
    [
      "an object that was never closed, though its local has a number by now",
      ({ close, dup, fail }) => [
        ...[
          ...dup(op.localGet(2)),
          ...op.localSet(first),
          ...op.i32Const(4711),
          ...op.localSet(first),
          ...fail,
        ],
        ...[...dup(op.localGet(2)), ...op.localSet(first), ...close(op.localGet(first)), ...none],
      ],
      [`dup ${object}`, `box:owned ${made}`, caught],
    ],
    [
      "an object that is on the stack to be closed, since nothing may happen meanwhile",
      ({ close, dup, fail }) => [
        ...[...dup(op.localGet(2)), ...op.localSet(first)],
        ...close([...op.localGet(first), ...op.localGet(1), ...op.if, ...fail, ...op.end]),
        ...none,
      ],
      [`dup ${object}`, `box:owned ${made}`, caught],
    ],
    [
      "an object that is put into its local only after something else has happened",
      ({ close, dup, fail }) => [
        ...[...dup(op.localGet(2)), ...op.localGet(1), ...op.if, ...fail, ...op.end, ...op.localSet(first)],
        ...[...close(op.localGet(first)), ...none],
      ],
      [`dup ${object}`, `box:owned ${made}`, caught],
    ],
  ])("tells JavaScript of %s", (_words, code, called) => {
    expect(run(code)).toEqual(called);
  });
});

test("holds nothing in a module that may catch what was thrown itself", () => {
  const code = ({ close, dup, fail }: Parts): readonly number[] => [
    ...[...dup(op.localGet(2)), ...op.localSet(first), ...fail, ...close(op.localGet(first)), ...none],
  ];
  const catches = (module: WasmModule): void =>
    void module.function("i:", [...op.try("i"), ...none, ...op.catchAll, ...none, ...op.end]);
  expect(run(code, [100, object], catches)).toEqual([`dup ${object}`, `box:owned ${made}`, caught]);
});

describe("a copy that goes on", () => {
  test.each<Example>([
    [
      "closes an object once, and null as often as it likes",
      ({ close, dup }) => [
        ...[...close(op.localGet(first)), ...close(op.localGet(first)), ...dup(op.localGet(2))],
        ...[...op.localSet(first), ...close(op.localGet(first)), ...close(op.localGet(first)), ...none],
      ],
      [
        ...["box:give 0", `slow:Close ${context},0`, "box:give 0", `slow:Close ${context},0`],
        ...[`dup ${object}`, `close ${made}`, "box:give 1", `slow:Close ${context},0`],
      ],
    ],
    [
      "sees that null is null after it was closed, and that an object is none",
      ({ close, dup }) => [
        ...[
          ...close(op.localGet(first)),
          ...op.localGet(first),
          ...op.if,
          ...dup(op.localGet(1)),
          ...op.drop,
        ],
        ...[...op.end, ...dup(op.localGet(2)), ...op.localSet(first), ...close(op.localGet(first))],
        ...[...op.localGet(first), ...op.if, ...close(op.localGet(first)), ...op.end, ...none],
      ],
      [
        ...["box:give 0", `slow:Close ${context},0`, `dup ${object}`, `close ${made}`],
        ...["box:give 1", `slow:Close ${context},0`],
      ],
    ],
  ])("%s", (_words, code, called) => {
    expect(run(code)).toEqual(called);
  });
});
