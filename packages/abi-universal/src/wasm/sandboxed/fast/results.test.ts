import { type ApiFunctionName, functionIndex, layout } from "@hpyjs/core";
import { op, WasmModule } from "@hpyjs/wasm";
import { describe, expect, test } from "vitest";
import { readModule } from "../../binary/module.ts";
import { readParts } from "../../linked/relink/parts.ts";
import { ResultFlows, resultCalls } from "./results.ts";

const slotOf = (member: ApiFunctionName): number =>
  layout.wasm32.HPyContext.offsets.entries + 4 * functionIndex[member];

/** A function that C makes of a method: `(ctx, self, arg) -> handle`, and what it needs of its module. */
interface Body {
  readonly code: (parts: { call: number[]; other: number; stackPointer: number }) => readonly number[];
  /** What the module does beside. */
  readonly more?: (module: WasmModule, index: number) => void;
  /** Whether it is not in the table. */
  readonly isHidden?: boolean;
}

/** How many of the calls of `HPy_Dup` only make the result. */
function found({ code, isHidden = false, more = () => {} }: Body): number {
  const module = new WasmModule();
  module.importMemory("env", "memory");
  module.importTable("env", "__indirect_function_table");
  const stackPointer = module.importGlobal("env", "__stack_pointer");
  const tableBase = module.importConstant("env", "__table_base");
  const call = [
    ...[...op.localGet(0), ...op.localGet(2), ...op.localGet(0), ...op.i32Load(slotOf("Dup"))],
    ...op.callIndirect(module.type("i:ii")),
  ];
  const other = module.function("i:i", op.localGet(0));
  const index = module.function("i:iii", code({ call, other, stackPointer }), undefined, "ii");
  more(module, index);
  module.fillTable(tableBase, isHidden ? [other] : [index]);
  const bytes = module.bytes();
  expect(WebAssembly.validate(bytes)).toBe(true);
  const parts = readParts(bytes, readModule(bytes), (offset) => (offset === slotOf("Dup") ? "Dup" : null));
  if (parts === null) throw new Error("no module");
  const { calls, functions } = resultCalls(parts, new ResultFlows(bytes, parts));
  expect([...functions]).toEqual(calls.size > 0 ? [index] : []);
  return calls.size;
}

const [first, second] = [3, 4];
const none = [...op.i32Const(0), ...op.return];
const fails = [...op.localGet(1), ...op.if, ...none, ...op.end];
const epilogue = (stackPointer: number): number[] => [
  ...[...op.localGet(first), ...op.i32Const(16), ...op.i32Add, ...op.globalSet(stackPointer)],
];

describe("resultCalls()", () => {
  test.each<[string, Body, number]>([
    ["is the function's last", { code: ({ call }) => [...fails, ...call] }, 1],
    ["is followed by a return", { code: ({ call }) => [...call, ...op.return, ...none] }, 1],
    [
      "goes through a local to the end of a block",
      {
        code: ({ call }) => [
          ...[...op.block("v"), ...op.localGet(1), ...op.brIf(0), ...call, ...op.localSet(second), ...op.end],
          ...op.localGet(second),
        ],
      },
      1,
    ],
    [
      "stands on the stack while the C stack is put back",
      { code: ({ call, stackPointer }) => [...call, ...epilogue(stackPointer)] },
      1,
    ],
    [
      "is in a local while the C stack is put back",
      {
        code: ({ call, stackPointer }) => [
          ...[...op.block("v"), ...op.block("v"), ...op.localGet(1), ...op.brIf(0), ...call],
          ...[...op.localSet(second), ...op.br(1), ...op.end, ...call, ...op.localSet(second), ...op.end],
          ...[...epilogue(stackPointer), ...op.localGet(second)],
        ],
      },
      2,
    ],
    [
      "is the value of a block, of one branch or both",
      {
        code: ({ call }) => [
          ...[...op.localGet(1), ...op.ifTyped("i"), ...call, ...op.else, ...op.block("i"), ...call],
          ...[...op.br(1), ...op.end, ...op.end],
        ],
      },
      2,
    ],
    [
      "leaves the function from a block",
      { code: ({ call }) => [...op.block("v"), ...call, ...op.br(1), ...op.end, ...none] },
      1,
    ],
    [
      "is in very many blocks",
      {
        code: ({ call }) => [
          ...Array.from({ length: 20_000 }, () => op.block("v")).flat(),
          ...[...call, ...op.localSet(second)],
          ...Array.from({ length: 20_000 }, () => op.end).flat(),
          ...op.localGet(second),
        ],
      },
      1,
    ],
    [
      "is looked at before it is returned",
      {
        code: ({ call }) => [
          ...[...call, ...op.localSet(first), ...op.localGet(first), ...op.i32Eqz, ...op.if, ...none],
          ...[...op.end, ...op.localGet(first)],
        ],
      },
      1,
    ],
    [
      "is looked at where it is kept, while other things happen",
      {
        code: ({ call, other, stackPointer }) => [
          ...[...op.block("v"), ...call, ...op.localTee(first), ...op.i32Eqz, ...op.brIf(0)],
          ...[...op.localGet(1), ...op.localGet(2), ...op.i32Store(0), ...op.localGet(1), ...op.call(other)],
          ...[...op.drop, ...op.end, ...op.localGet(1), ...op.globalSet(stackPointer), ...op.localGet(first)],
        ],
      },
      1,
    ],
    [
      "is one of two whose results are returned out of one local, in a loop",
      {
        code: ({ call }) => [
          ...[...op.loop, ...op.localGet(1), ...op.if, ...call, ...op.localSet(first), ...op.else, ...call],
          ...[...op.localTee(first), ...op.brIf(1), ...op.end, ...op.end, ...op.localGet(first)],
        ],
      },
      2,
    ],
    [
      "waits while another function runs",
      {
        code: ({ call, other }) => [
          ...call,
          ...op.localSet(first),
          ...op.localGet(1),
          ...op.call(other),
          ...op.drop,
          ...op.localGet(first),
        ],
      },
      1,
    ],
    [
      "is lost, which leaks it one way or the other",
      {
        code: ({ call }) => [
          ...call,
          ...op.localSet(first),
          ...op.i32Const(0),
          ...op.localSet(first),
          ...op.localGet(first),
        ],
      },
      1,
    ],
  ])("finds a call that %s", (_words, body, expected) => {
    expect(found(body)).toBe(expected);
  });

  test.each<[string, Body]>([
    [
      "is looked at",
      { code: ({ call }) => [...call, ...op.localSet(first), ...op.localGet(first), ...op.i32Eqz] },
    ],
    [
      "is looked at, and used where it is not null",
      {
        code: ({ call, other }) => [
          ...[...call, ...op.localSet(first), ...op.localGet(first), ...op.i32Eqz, ...op.if, ...none],
          ...[...op.end, ...op.localGet(first), ...op.call(other), ...op.drop, ...op.localGet(first)],
        ],
      },
    ],
    [
      "is returned by one way, and used on another",
      {
        code: ({ call, other }) => [
          ...[...call, ...op.localTee(first), ...op.if, ...op.localGet(1), ...op.if, ...op.localGet(first)],
          ...[...op.call(other), ...op.drop, ...none, ...op.end, ...op.end, ...op.localGet(first)],
        ],
      },
    ],
    [
      "is looked at where it is kept, and is compared with a number",
      {
        code: ({ call }) => [
          ...[...call, ...op.localTee(first), ...op.i32Const(3), ...op.i32Eq, ...op.if, ...none, ...op.end],
          ...op.localGet(first),
        ],
      },
    ],
    [
      "is kept as well",
      {
        code: ({ call }) => [
          ...call,
          ...op.localSet(first),
          ...op.localGet(first),
          ...op.localGet(first),
          ...op.i32Add,
        ],
      },
    ],
    ["is calculated with", { code: ({ call }) => [...call, ...op.i32Const(1), ...op.i32Add] }],
    [
      "goes to memory",
      { code: ({ call }) => [...op.i32Const(64), ...call, ...op.i32Store(0), ...op.i32Const(0)] },
    ],
    [
      "goes to a global",
      { code: ({ call, stackPointer }) => [...call, ...op.globalSet(stackPointer), ...op.i32Const(0)] },
    ],
    ["goes to another function", { code: ({ call, other }) => [...call, ...op.call(other)] }],
    ["is thrown away", { code: ({ call }) => [...call, ...op.drop, ...op.i32Const(5)] }],
    [
      "is lost on the way out",
      { code: ({ call }) => [...op.block("v"), ...call, ...op.br(0), ...op.end, ...none] },
    ],
    ["is below what is returned", { code: ({ call }) => [...call, ...op.i32Const(0), ...op.return] }],
    [
      "may be made again",
      { code: ({ call }) => [...op.loop, ...call, ...op.localSet(first), ...op.br(0), ...op.end, ...none] },
    ],
    [
      "is in a function that the module calls",
      {
        code: ({ call }) => call,
        more: (module, index) =>
          void module.function("v:", [
            ...op.i32Const(0),
            ...op.i32Const(0),
            ...op.i32Const(0),
            ...op.call(index),
            ...op.drop,
          ]),
      },
    ],
    ["is in a function that is not in the table", { code: ({ call }) => call, isHidden: true }],
  ])("finds no call whose result %s", (_words, body) => {
    expect(found(body)).toBe(0);
  });
});
