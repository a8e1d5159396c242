import { type ApiFunctionName, contextSignature, functionIndex, functionRow, layout } from "@hpyjs/core";
import { op, uleb, WasmModule } from "@hpyjs/wasm";
import { describe, expect, test } from "vitest";
import { readModule } from "../../binary/module.ts";
import { readParts } from "../../linked/relink/parts.ts";
import { ObjectFlows } from "./object-flow.ts";
import { ResultFlows, resultCalls } from "./results.ts";

type Code = readonly number[];

const members = ["Dup", "Close", "Add", "Call", "Length"] as const satisfies readonly ApiFunctionName[];

const slotOf = (member: ApiFunctionName): number =>
  layout.wasm32.HPyContext.offsets.entries + 4 * functionIndex[member];

/** What code works with: the function is `(ctx, self, arg) -> handle`, the second a handle or an array. */
interface Parts {
  /** A call of a function of the context, which is linked. */
  readonly call: (member: (typeof members)[number], ...args: Code[]) => Code;
  /** A call of a function of the module's own with a handle, which gives one. */
  readonly own: (arg: Code) => Code;
  /** The same through a pointer. */
  readonly pointer: (arg: Code) => Code;
  readonly stackPointer: number;
  /** The type of a function or block without parameters or results. */
  readonly nothing: number;
}

/** Fields that have nothing are left out. The context itself is, too. */
interface Found {
  readonly handles?: readonly number[];
  readonly arrays?: readonly number[];
  readonly escaping?: readonly number[];
  /** Calls with the arguments that can be objects: parameters, items or results in a local. */
  readonly calls?: readonly string[];
  readonly reads?: readonly string[];
  readonly held?: readonly string[];
  readonly accesses?: number;
  readonly closed?: readonly number[];
  readonly returned?: readonly number[];
}

/** What is found of a function with the locals `iiiijd` and more from 3 on; `null` where it is not understood. */
function found(code: (parts: Parts) => Code, holds = true): Found | null {
  const module = new WasmModule();
  module.importMemory("env", "memory");
  module.importTable("env", "__indirect_function_table");
  const stackPointer = module.importGlobal("env", "__stack_pointer");
  const tableBase = module.importConstant("env", "__table_base");
  const other = module.function("i:i", op.localGet(0));
  const index = module.function(
    "i:iii",
    code({
      call: (member, ...args) => [
        ...[...op.localGet(0), ...args.flat(), ...op.localGet(0), ...op.i32Load(slotOf(member))],
        ...op.callIndirect(module.type(contextSignature(functionRow(member)))),
      ],
      own: (arg) => [...arg, ...op.call(other)],
      pointer: (arg) => [...arg, ...op.i32Const(7), ...op.callIndirect(module.type("i:i"))],
      stackPointer,
      nothing: module.type("v:"),
    }),
    undefined,
    `iiiijd${"i".repeat(30)}`,
  );
  module.fillTable(tableBase, [index]);
  const bytes = module.bytes();
  expect(WebAssembly.validate(bytes)).toBe(true);
  const slots = new Map<number, ApiFunctionName>(members.map((member) => [slotOf(member), member]));
  const parts = readParts(bytes, readModule(bytes), (offset) => slots.get(offset) ?? null);
  if (parts === null) throw new Error("no module");
  const results = new ResultFlows(bytes, parts);
  const uses = new ObjectFlows(parts, results, resultCalls(parts, results).calls, holds).of(index);
  if (uses === null) return null;
  const own = (locals: Iterable<number>): number[] => [...locals].filter((local) => local !== 0).sort();
  const all: Required<Found> = {
    handles: own(uses.handles),
    arrays: own(uses.arrays),
    escaping: own(uses.escaping),
    calls: [...uses.calls].flatMap(([{ member }, found]) => {
      const args = found.filter(({ source }) => source !== 0);
      const words = args.map(
        ({ isResult, parameter, source }) => `${parameter}=${isResult ? "result " : ""}${source}`,
      );
      return args.length === 0 ? [] : [`${member}(${words})`];
    }),
    reads: uses.reads.filter(({ array }) => array !== 0).map(({ array, index }) => `${array}[${index}]`),
    held: [...uses.held].map(([{ member }, local]) => `${member} in ${local}`),
    accesses: uses.accesses.length,
    closed: uses.closed.map(({ local }) => local),
    returned: uses.returned.map(({ local }) => local),
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== 0)),
  );
}

type Example = readonly [words: string, code: (parts: Parts) => Code, expected: Found | null];

const [self, arg, first, second, number64, far] = [1, 2, 3, 4, 7, 31];
const get = op.localGet;
const none = op.i32Const(0);
const five = op.i32Const(5);

describe("ObjectFlows: parameters", () => {
  const used = { handles: [arg], calls: ["Length(1=2)"] };
  const escapes = { ...used, escaping: [arg] };
  /** The parameter is used as a handle, and something else is done. */
  const beside =
    (code: (parts: Parts) => Code) =>
    (parts: Parts): Code => [...parts.call("Length", get(arg)), ...op.drop, ...code(parts), ...none];

  test.each<Example>([
    ["not used at all", () => none, {}],
    ["an argument", ({ call }) => call("Length", get(arg)), used],
    [
      "two of a call's",
      ({ call }) => call("Add", get(self), get(arg)),
      { handles: [self, arg], calls: ["Add(1=1,2=2)"] },
    ],
    [
      "an argument in a loop",
      ({ call }) => [...op.loop, ...call("Length", get(arg)), ...op.brIf(0), ...op.end, ...none],
      used,
    ],
    [
      "an argument by an index that is longer than it need be",
      ({ call }) => call("Length", [0x20, 0x82, 0x80, 0]),
      used,
    ],
    ["looked at for null", beside(() => [...get(arg), ...op.i32Eqz, ...op.drop]), used],
    [
      "looked at for null by br_if",
      beside(() => [...op.block("v"), ...get(arg), ...op.brIf(0), ...op.end]),
      used,
    ],
    ["looked at for null by if", beside(() => [...get(arg), ...op.if, ...op.else, ...op.end]), used],
    ["what select decides by", beside(() => [...none, ...five, ...get(arg), 0x1b, ...op.drop]), used],
    [
      "of no interest where its local has another value",
      beside(() => [...five, ...op.localSet(arg), ...op.i32Const(64), ...get(arg), ...op.i32Store(0)]),
      used,
    ],
    [
      "of no interest in code that is never reached",
      beside(() => [
        ...op.block("v"),
        ...op.br(0),
        ...op.i32Const(64),
        ...get(arg),
        ...op.i32Store(0),
        ...op.end,
      ]),
      used,
    ],
    [
      "of no interest behind unreachable",
      beside(() => [...get(self), ...op.if, 0x00, ...get(arg), ...op.drop, ...op.end]),
      used,
    ],
    [
      "the same in both branches",
      beside(({ call }) => [
        ...get(self),
        ...op.if,
        ...op.else,
        ...op.end,
        ...call("Length", get(arg)),
        ...op.drop,
      ]),
      { handles: [arg], calls: ["Length(1=2)", "Length(1=2)"] },
    ],
  ])("is no handle where it is %s", (_words, code, expected) => {
    expect(found(code)).toEqual(expected);
  });

  test.each<readonly [words: string, code: (parts: Parts) => Code]>([
    ["is stored", () => [...op.i32Const(64), ...get(arg), ...op.i32Store(0)]],
    ["is where something is stored", () => [...get(arg), ...five, ...op.i32Store(0)]],
    ["is returned", () => [...get(self), ...op.if, ...get(arg), ...op.return, ...op.end]],
    ["is an argument of a function of its own", ({ own }) => [...own(get(arg)), ...op.drop]],
    ["is one through a pointer", ({ pointer }) => [...pointer(get(arg)), ...op.drop]],
    ["is the pointer", ({ nothing }) => [...get(arg), ...op.callIndirect(nothing)]],
    ["is calculated with", () => [...get(arg), ...five, ...op.i32Add, ...op.drop]],
    ["is compared", () => [...get(arg), ...five, ...op.i32Eq, ...op.drop]],
    ["is another type of number", () => [...get(arg), 0xac, ...op.localSet(number64)]],
    ["is the value of a block", () => [...op.block("i"), ...get(arg), ...op.end, ...op.drop]],
    [
      "is the value of a branch",
      () => [...get(self), ...op.ifTyped("i"), ...five, ...op.else, ...get(arg), ...op.end, ...op.drop],
    ],
    ["leaves a block by br", () => [...op.block("i"), ...get(arg), ...op.br(0), ...op.end, ...op.drop]],
    [
      "leaves a block by br_if, or not",
      () => [...op.block("i"), ...get(arg), ...get(self), ...op.brIf(0), ...op.end, ...op.drop],
    ],
    ["leaves the function by br_if", () => [...get(arg), ...get(self), ...op.brIf(0), ...op.drop]],
    [
      "decides where br_table goes",
      () => [...op.block("v"), ...get(arg), 0x0e, ...uleb(0), ...uleb(0), ...op.end],
    ],
    [
      "leaves a block by br_table",
      () => [...op.block("i"), ...get(arg), ...none, 0x0e, ...uleb(0), ...uleb(0), ...op.end, ...op.drop],
    ],
    ["is one of two that select chooses between", () => [...get(arg), ...five, ...none, 0x1b, ...op.drop]],
    ["is the other", () => [...five, ...get(arg), ...none, 0x1b, ...op.drop]],
    ["is thrown away", () => [...get(arg), ...op.drop]],
    ["goes to a global", ({ stackPointer }) => [...get(arg), ...op.globalSet(stackPointer)]],
    ["goes to another local", () => [...get(arg), ...op.localSet(first)]],
    ["goes there and stays", () => [...get(arg), ...op.localTee(first), ...op.drop]],
    ["makes memory grow", () => [...get(arg), 0x40, 0, ...op.drop]],
    ["says what memory is filled with", () => [...none, ...get(arg), ...none, 0xfc, 0x0b, 0]],
    ["says so in a longer encoding", () => [...none, ...get(arg), ...none, 0xfc, 0x8b, 0, 0]],
    [
      "may have another value by now",
      () => [
        ...get(self),
        ...op.if,
        ...five,
        ...op.localSet(arg),
        ...op.end,
        ...op.i32Const(64),
        ...get(arg),
        ...op.i32Store(0),
      ],
    ],
    [
      "may have one that came round a loop",
      () => [
        ...op.loop,
        ...get(arg),
        ...op.i32Eqz,
        ...op.drop,
        ...five,
        ...op.localSet(arg),
        ...get(self),
        ...op.brIf(0),
        ...op.end,
      ],
    ],
    [
      "may have one that br_table brought",
      () => [
        ...op.block("v"),
        ...get(self),
        ...op.if,
        ...five,
        ...op.localSet(arg),
        ...none,
        0x0e,
        ...uleb(0),
        ...uleb(1),
        ...op.end,
        ...op.end,
        ...get(arg),
        ...op.i32Eqz,
        ...op.drop,
      ],
    ],
    [
      "waits below a loop, and is stored behind it",
      () => [
        ...op.i32Const(64),
        ...get(arg),
        ...op.loop,
        ...get(self),
        ...op.brIf(0),
        ...op.end,
        ...op.i32Store(0),
      ],
    ],
    [
      "waits below a block that something leaves",
      () => [...get(arg), ...op.block("v"), ...op.br(0), ...op.end, ...op.drop],
    ],
  ])("stays a handle where it %s", (_words, code) => {
    expect(found(beside(code))).toEqual(escapes);
  });

  test("is a handle where a function has to have one", () => {
    expect(found(({ call }) => [...call("Close", get(arg)), ...none])).toEqual({ escaping: [arg] });
    expect(found(({ call }) => call("Call", get(self), get(arg), none, none))).toEqual({
      handles: [self],
      escaping: [arg],
      calls: ["Call(1=1)"],
    });
  });

  test("is one where its local has the result of a call as well", () => {
    expect(
      found(({ call }) => [
        ...get(self),
        ...op.if,
        ...call("Dup", get(self)),
        ...op.localSet(arg),
        ...op.end,
        ...call("Length", get(arg)),
      ]),
    ).toEqual({ handles: [self], escaping: [arg], calls: ["Dup(1=1)"] });
  });
});

describe("ObjectFlows: arrays", () => {
  const load = (offset: number): number[] => [...get(arg), ...op.i32Load(offset)];
  test.each<Example>([
    [
      "reads items",
      ({ call }) => call("Add", load(0), load(8)),
      { arrays: [arg], reads: ["2[0]", "2[2]"], calls: ["Add(1=2,2=2)"] },
    ],
    ["looks at one for null", () => [...load(4), ...op.i32Eqz], { arrays: [arg], reads: ["2[1]"] }],
    [
      "reads one with a longer offset",
      () => [...get(arg), 0x28, 2, 0x84, 0x80, 0, ...op.i32Eqz],
      { arrays: [arg], reads: ["2[1]"] },
    ],
    [
      "reads one very far away",
      () => [...load(0xffff_fffc), ...op.i32Eqz],
      { arrays: [arg], reads: ["2[1073741823]"] },
    ],
    [
      "reads one in a loop",
      ({ call }) => [...op.loop, ...call("Length", load(4)), ...op.brIf(0), ...op.end, ...none],
      { arrays: [arg], reads: ["2[1]"], calls: ["Length(1=2)"] },
    ],
    ["reads one between two", () => [...load(2), ...op.i32Eqz], { escaping: [arg] }],
    [
      "reads one with a longer alignment",
      () => [...get(arg), 0x28, 0x82, 0, 4, ...op.i32Eqz],
      { escaping: [arg] },
    ],
    ["reads part of one", () => [...get(arg), 0x2d, 0, 0], { escaping: [arg] }],
    [
      "reads two at once",
      () => [...get(arg), 0x29, 2, 0, ...op.localSet(number64), ...none],
      { escaping: [arg] },
    ],
    [
      "reads one that its number chooses",
      ({ call }) => call("Length", [...get(arg), ...get(self), ...op.i32Add, ...op.i32Load(0)]),
      { escaping: [self, arg] },
    ],
    [
      "gives the array away",
      ({ own, call }) => [...call("Length", load(0)), ...op.drop, ...own(get(arg))],
      { arrays: [arg], escaping: [arg], reads: ["2[0]"], calls: ["Length(1=2)"] },
    ],
    [
      "has it in another local",
      ({ call }) => [
        ...get(arg),
        ...op.localSet(first),
        ...call("Length", [...get(first), ...op.i32Load(0)]),
      ],
      { escaping: [arg] },
    ],
    ["returns an item", () => load(0), { arrays: [arg], escaping: [arg], reads: ["2[0]"] }],
    [
      "keeps an item",
      () => [...load(0), ...op.localSet(first), ...none],
      { arrays: [arg], escaping: [arg], reads: ["2[0]"] },
    ],
    [
      "keeps and uses an item",
      () => [...load(0), ...op.localTee(first), ...op.i32Eqz],
      { arrays: [arg], escaping: [arg], reads: ["2[0]"] },
    ],
    [
      "stores an item",
      () => [...five, ...load(0), ...op.i32Store(0), ...none],
      { arrays: [arg], escaping: [arg], reads: ["2[0]"] },
    ],
    [
      "takes an item for an address",
      () => [...load(0), ...op.i32Load(0), ...op.i32Eqz],
      { arrays: [arg], escaping: [arg], reads: ["2[0]"] },
    ],
    [
      "calculates with an item",
      () => [...load(0), ...five, ...op.i32Sub],
      { arrays: [arg], escaping: [arg], reads: ["2[0]"] },
    ],
    [
      "closes an item",
      ({ call }) => [...call("Close", load(0)), ...none],
      { arrays: [arg], escaping: [arg], reads: ["2[0]"] },
    ],
    [
      "takes a handle for an array as well",
      ({ call }) => [...load(0), ...op.i32Eqz, ...op.drop, ...call("Length", get(arg))],
      { handles: [arg], arrays: [arg], reads: ["2[0]"], calls: ["Length(1=2)"] },
    ],
    [
      "lets an item wait below a block",
      ({ call }) => [
        ...get(0),
        ...load(0),
        ...op.block("v"),
        ...get(self),
        ...op.brIf(0),
        ...op.end,
        ...get(0),
        ...op.i32Load(slotOf("Length")),
        ...call("Length", get(self)).slice(-3),
      ],
      { arrays: [arg], reads: ["2[0]"], calls: ["Length(1=2)"] },
    ],
  ])("%s", (_words, code, expected) => {
    const result = found(code);
    expect(result).toEqual(expected);
  });
});

describe("ObjectFlows: results", () => {
  const make = ({ call }: Parts): Code => call("Dup", five);
  const close = ({ call }: Parts, local = first): Code => call("Close", get(local));
  const use = ({ call }: Parts, local = first): Code => [...call("Length", get(local)), ...op.drop];
  /** What is found of one that is held, with so many accesses, and calls; and one that is closed. */
  const held = (accesses: number, calls: readonly string[] = [], more: Found = {}): Found => ({
    ...{ held: ["Dup in 3"], accesses, ...(calls.length > 0 && { calls }) },
    ...more,
  });
  const used = "Length(1=result 3)";
  const closes = "Close(1=result 3)";
  const closed = { closed: [first] };
  const isClosed = (accesses: number, calls: readonly string[] = []): Found =>
    held(accesses, [...calls, closes], closed);

  test.each<Example>([
    ["is closed", (p) => [...make(p), ...op.localSet(first), ...close(p), ...none], isClosed(2)],
    [
      "is closed out of where it was kept",
      (p) => [...p.call("Close", [...make(p), ...op.localTee(first)]), ...none],
      isClosed(1),
    ],
    [
      "is used and closed",
      (p) => [...make(p), ...op.localSet(first), ...use(p), ...close(p), ...none],
      isClosed(3, [used]),
    ],
    ["is never closed", (p) => [...make(p), ...op.localSet(first), ...use(p), ...none], held(2, [used])],
    [
      "is closed in both branches",
      (p) => [
        ...make(p),
        ...op.localTee(first),
        ...op.if,
        ...close(p),
        ...op.else,
        ...close(p),
        ...op.end,
        ...none,
      ],
      held(3, [closes, closes], { closed: [first, first] }),
    ],
    [
      "is closed in one",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...get(self),
        ...op.if,
        ...close(p),
        ...op.end,
        ...use(p),
        ...none,
      ],
      held(3, [closes, used], closed),
    ],
    [
      "is used after it was closed",
      (p) => [...make(p), ...op.localSet(first), ...close(p), ...use(p), ...none],
      held(3, [closes, used], closed),
    ],
    [
      "is closed twice",
      (p) => [...make(p), ...op.localSet(first), ...close(p), ...close(p), ...none],
      held(3, [closes, closes], { closed: [first, first] }),
    ],
    [
      "is looked at for null and returned after use",
      (p) => [
        ...make(p),
        ...op.localTee(first),
        ...op.i32Eqz,
        ...op.if,
        ...none,
        ...op.return,
        ...op.end,
        ...use(p),
        ...get(first),
      ],
      held(3, [used], { returned: [first] }),
    ],
    [
      "is returned by a jump",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...use(p),
        ...op.block("v"),
        ...get(first),
        ...op.br(1),
        ...op.end,
        ...none,
      ],
      held(3, [used], { returned: [first] }),
    ],
    [
      "is returned in one branch and closed in another",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...use(p),
        ...get(self),
        ...op.if,
        ...close(p),
        ...none,
        ...op.return,
        ...op.end,
        ...get(first),
      ],
      held(4, [used, closes], { ...closed, returned: [first] }),
    ],
    [
      "is made only sometimes",
      (p) => [...get(self), ...op.if, ...make(p), ...op.localSet(first), ...op.end, ...close(p), ...none],
      isClosed(2),
    ],
    [
      "is made by one of two calls",
      (p) => [
        ...get(self),
        ...op.if,
        ...make(p),
        ...op.localSet(first),
        ...op.else,
        ...make(p),
        ...op.localSet(first),
        ...op.end,
        ...close(p),
        ...none,
      ],
      { ...isClosed(3), held: ["Dup in 3", "Dup in 3"] },
    ],
    [
      "is made in a loop, and closed there",
      (p) => [
        ...op.loop,
        ...make(p),
        ...op.localSet(first),
        ...use(p),
        ...close(p),
        ...get(self),
        ...op.brIf(0),
        ...op.end,
        ...none,
      ],
      isClosed(3, [used]),
    ],
    [
      "is made in a loop, and closed in the next round",
      (p) => [
        ...op.loop,
        ...close(p),
        ...make(p),
        ...op.localSet(first),
        ...get(self),
        ...op.brIf(0),
        ...op.end,
        ...close(p),
        ...none,
      ],
      held(3, [closes, closes], { closed: [first, first] }),
    ],
    [
      "is made by itself",
      (p) => [
        ...op.loop,
        ...p.call("Dup", get(first)),
        ...op.localSet(first),
        ...get(self),
        ...op.brIf(0),
        ...op.end,
        ...close(p),
        ...none,
      ],
      held(3, ["Dup(1=result 3)", closes], closed),
    ],
    [
      "is in a local that is set to null",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...use(p),
        ...none,
        ...op.localSet(first),
        ...close(p),
        ...none,
      ],
      isClosed(4, [used]),
    ],
    [
      "is in a local that has had another value",
      (p) => [
        ...five,
        ...op.localSet(first),
        ...get(first),
        ...op.drop,
        ...make(p),
        ...op.localSet(first),
        ...close(p),
        ...none,
      ],
      isClosed(2),
    ],
    [
      "is in the local of a parameter",
      (p) => [...use(p, arg), ...make(p), ...op.localSet(arg), ...close(p, arg), ...none],
      {
        handles: [arg],
        calls: ["Length(1=2)", "Close(1=result 2)"],
        held: ["Dup in 2"],
        accesses: 2,
        closed: [arg],
      },
    ],
    [
      "is in a local that has another value afterwards",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...close(p),
        ...five,
        ...op.localSet(first),
        ...op.i32Const(64),
        ...get(first),
        ...op.i32Store(0),
        ...none,
      ],
      isClosed(2),
    ],
    [
      "is used where code is never reached, whatever for",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...op.block("v"),
        ...op.br(0),
        ...op.i32Const(64),
        ...get(first),
        ...op.i32Store(0),
        ...op.block("i"),
        ...get(first),
        ...op.end,
        ...op.drop,
        ...op.end,
        ...close(p),
        ...none,
      ],
      isClosed(2),
    ],
    [
      "is used on the stack while a function of its own runs",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...p.call("Add", get(first), p.own(five)),
        ...op.drop,
        ...close(p),
        ...none,
      ],
      isClosed(3, ["Add(1=result 3)"]),
    ],
    [
      "is used on the stack across a block",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...p.call("Add", get(first), [...op.block("v"), ...get(self), ...op.brIf(0), ...op.end, ...five]),
        ...op.drop,
        ...close(p),
        ...none,
      ],
      isClosed(3, ["Add(1=result 3)"]),
    ],
    [
      "is used on the stack, while its local gets another",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...p.call("Add", get(first), [...make(p), ...op.localSet(first), ...get(first)]),
        ...op.drop,
        ...none,
      ],
      { held: ["Dup in 3", "Dup in 3"], accesses: 4, calls: ["Add(1=result 3,2=result 3)"] },
    ],
    [
      "is in the last local of which anything is known",
      (p) => [...make(p), ...op.localSet(far - 1), ...close(p, far - 1), ...none],
      { held: ["Dup in 30"], accesses: 2, calls: ["Close(1=result 30)"], closed: [30] },
    ],
    [
      "is beside one that escapes",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...make(p),
        ...op.localSet(second),
        ...p.own(get(second)),
        ...op.drop,
        ...close(p),
        ...close(p, second),
        ...none,
      ],
      isClosed(2),
    ],
  ])("is held where it %s", (_words, code, expected) => {
    expect(found(code)).toEqual(expected);
    expect(found(code, false)).toEqual(expect.not.objectContaining({ held: expect.anything() }));
  });

  test.each<readonly [words: string, code: (parts: Parts) => Code]>([
    ["is not kept", (p) => [...make(p), ...op.i32Eqz]],
    [
      "is the argument of another call right away",
      (p) => [...p.call("Length", make(p)), ...op.drop, ...none],
    ],
    ["is thrown away", (p) => [...make(p), ...op.drop, ...none]],
    [
      "is kept only after something else was done",
      (p) => [...make(p), ...p.own(five), ...op.drop, ...op.localSet(first), ...close(p), ...none],
    ],
    [
      "is kept only if a block is not left",
      (p) => [
        ...op.block("v"),
        ...make(p),
        ...get(self),
        ...op.brIf(0),
        ...op.localSet(first),
        ...op.end,
        ...none,
      ],
    ],
    [
      "is kept only if a block is not left with it",
      (p) => [
        ...op.block("i"),
        ...make(p),
        ...get(self),
        ...op.brIf(0),
        ...op.localSet(first),
        ...none,
        ...op.end,
      ],
    ],
    [
      "comes out of a block",
      (p) => [...op.block("i"), ...make(p), ...op.end, ...op.localSet(first), ...close(p), ...none],
    ],
    [
      "comes out of one by a jump",
      (p) => [
        ...op.block("i"),
        ...make(p),
        ...op.br(0),
        ...op.end,
        ...op.localSet(first),
        ...close(p),
        ...none,
      ],
    ],
    [
      "is chosen",
      (p) => [...make(p), ...none, ...get(self), 0x1b, ...op.localSet(first), ...close(p), ...none],
    ],
    [
      "is moved to another local",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...get(first),
        ...op.localSet(second),
        ...close(p, second),
        ...none,
      ],
    ],
    [
      "is moved to another, and stays",
      (p) => [...make(p), ...op.localTee(first), ...op.localTee(second), ...op.drop, ...close(p), ...none],
    ],
    [
      "is put into its local once more",
      (p) => [...make(p), ...op.localTee(first), ...op.localSet(first), ...close(p), ...none],
    ],
    [
      "is in two locals",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...get(first),
        ...op.localTee(second),
        ...op.drop,
        ...close(p),
        ...close(p, second),
        ...none,
      ],
    ],
    [
      "is stored",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...op.i32Const(64),
        ...get(first),
        ...op.i32Store(0),
        ...none,
      ],
    ],
    [
      "is where something is loaded from",
      (p) => [...make(p), ...op.localTee(first), ...op.i32Load(8), ...op.i32Eqz],
    ],
    ["is calculated with", (p) => [...make(p), ...op.localSet(first), ...get(first), ...five, ...op.i32Add]],
    ["is compared", (p) => [...make(p), ...op.localSet(first), ...get(first), ...get(first), ...op.i32Eq]],
    [
      "is dropped out of its local",
      (p) => [...make(p), ...op.localSet(first), ...get(first), ...op.drop, ...none],
    ],
    [
      "goes to a global",
      (p) => [...make(p), ...op.localTee(first), ...op.globalSet(p.stackPointer), ...none],
    ],
    [
      "goes to a function of its own",
      (p) => [...make(p), ...op.localTee(first), ...p.own([]), ...op.drop, ...none],
    ],
    [
      "goes to one through a pointer",
      (p) => [...make(p), ...op.localSet(first), ...p.pointer(get(first)), ...op.drop, ...none],
    ],
    [
      "is a function pointer",
      (p) => [...make(p), ...op.localTee(first), ...op.callIndirect(p.nothing), ...none],
    ],
    [
      "is an argument that has to be a handle",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...p.call("Call", five, five, none, get(first)),
        ...op.drop,
        ...none,
      ],
    ],
    [
      "is the context of a call",
      (p) => [...make(p), ...op.localSet(first), ...p.call("Close", five).with(1, first), ...none],
    ],
    [
      "is the value of a block",
      (p) => [...make(p), ...op.localSet(first), ...op.block("i"), ...get(first), ...op.end, ...op.i32Eqz],
    ],
    [
      "is brought by br_if",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...op.block("i"),
        ...get(first),
        ...get(self),
        ...op.brIf(0),
        ...op.end,
        ...op.i32Eqz,
      ],
    ],
    [
      "leaves the function by br_if",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...get(first),
        ...get(self),
        ...op.brIf(0),
        ...op.drop,
        ...none,
      ],
    ],
    [
      "is brought by br_table",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...op.block("i"),
        ...get(first),
        ...get(self),
        0x0e,
        ...uleb(1),
        ...uleb(0),
        ...uleb(1),
        ...op.end,
        ...op.i32Eqz,
      ],
    ],
    [
      "decides where that goes",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...op.block("v"),
        ...get(first),
        0x0e,
        ...uleb(0),
        ...uleb(0),
        ...op.end,
        ...none,
      ],
    ],
    [
      "comes out of a loop on the stack",
      (p) => [...make(p), ...op.localSet(first), 0x03, 0x7f, ...get(first), ...op.end, ...op.i32Eqz],
    ],
    [
      "is closed while it is on the stack",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...p.call("Add", get(first), [...close(p), ...five]),
        ...op.drop,
        ...none,
      ],
    ],
    [
      "is closed in a loop while it is on the stack below",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...p.call("Add", get(first), [
          ...op.loop,
          ...close(p),
          ...get(self),
          ...op.brIf(0),
          ...op.end,
          ...five,
        ]),
        ...op.drop,
        ...none,
      ],
    ],
    [
      "is closed in a branch while it is on the stack below",
      (p) => [
        ...make(p),
        ...op.localTee(first),
        ...get(self),
        ...op.if,
        ...close(p),
        ...op.end,
        ...op.i32Eqz,
      ],
    ],
    [
      "is to be closed twice at once",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...p.call("Add", [...get(first)], [...close(p), ...get(first)]),
        ...op.drop,
        ...none,
      ],
    ],
    [
      "is used while it is on the stack to be closed",
      (p) => [...make(p), ...op.localSet(first), ...p.call("Close", [...get(first), ...use(p)]), ...none],
    ],
    [
      "is looked at while it is on the stack to be closed",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...p.call("Close", [...get(first), ...get(first), ...op.if, ...op.end]),
        ...none,
      ],
    ],
    [
      "may stay while it is on the stack to be closed",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...op.block("v"),
        ...p.call("Close", [...get(first), ...get(self), ...op.brIf(0)]),
        ...op.end,
        ...none,
      ],
    ],
    [
      "is to be closed when a function of its own has run",
      (p) => [
        ...make(p),
        ...op.localSet(first),
        ...p.call("Close", [...get(first), ...p.own(five), ...op.drop]),
        ...none,
      ],
    ],
    [
      "may be a number",
      (p) => [
        ...get(self),
        ...op.if,
        ...make(p),
        ...op.localSet(first),
        ...op.else,
        ...five,
        ...op.localSet(first),
        ...op.end,
        ...close(p),
        ...none,
      ],
    ],
    [
      "may be a number from an earlier round",
      (p) => [
        ...op.loop,
        ...close(p),
        ...make(p),
        ...op.localSet(first),
        ...use(p),
        ...five,
        ...op.localSet(first),
        ...get(self),
        ...op.brIf(0),
        ...op.end,
        ...none,
      ],
    ],
    [
      "may be one that a jump out of two loops brought",
      (p) => [
        ...op.loop,
        ...get(first),
        ...op.i32Eqz,
        ...op.drop,
        ...op.loop,
        ...make(p),
        ...op.localSet(first),
        ...five,
        ...op.localSet(first),
        ...get(self),
        ...op.brIf(1),
        ...get(arg),
        ...op.brIf(0),
        ...op.end,
        ...op.end,
        ...none,
      ],
    ],
    [
      "may be a number that a branch table brought",
      (p) => [
        ...op.block("v"),
        ...op.block("v"),
        ...five,
        ...op.localSet(first),
        ...get(self),
        0x0e,
        ...uleb(1),
        ...uleb(0),
        ...uleb(1),
        ...op.end,
        ...make(p),
        ...op.localSet(first),
        ...op.end,
        ...close(p),
        ...none,
      ],
    ],
    [
      "may be the parameter",
      (p) => [...get(self), ...op.if, ...make(p), ...op.localSet(arg), ...op.end, ...get(arg), ...op.i32Eqz],
    ],
    ["is kept beyond the first locals", (p) => [...make(p), ...op.localSet(far), ...close(p, far), ...none]],
  ])("is a handle where it %s", (_words, code) => {
    expect(found(code)).toEqual(expect.not.objectContaining({ held: expect.anything() }));
    expect(found(code)).toEqual(expect.not.objectContaining({ accesses: expect.anything() }));
    expect(JSON.stringify(found(code))).not.toContain("result");
  });
});

describe("ObjectFlows: what it does not understand", () => {
  test.each<readonly [words: string, code: (parts: Parts) => Code]>([
    [
      "SIMD",
      () => [...none, ...op.v128Load(0), ...none, ...op.v128Load(0), ...op.i8x16Add, ...op.drop, ...none],
    ],
    ["exceptions that are caught", () => [...op.try("i"), ...none, ...op.catchAll, ...none, ...op.end]],
    [
      "those where code is never reached",
      () => [
        ...op.block("v"),
        ...op.br(0),
        ...op.try("i"),
        ...none,
        ...op.catchAll,
        ...none,
        ...op.end,
        ...op.drop,
        ...op.end,
        ...none,
      ],
    ],
    ["the newer ones", () => [0x1f, 0x40, ...uleb(0), ...op.end, ...none]],
    [
      "the newer ones where code is never reached",
      () => [...op.block("v"), ...op.br(0), 0x1f, 0x40, ...uleb(0), ...op.end, ...op.end, ...none],
    ],
    ["blocks with a type of functions", ({ nothing }) => [0x02, ...uleb(nothing), ...op.end, ...none]],
    ["select with types", () => [...none, ...none, ...none, 0x1c, 1, 0x7f]],
    [
      "calls that return",
      () => [...none, ...op.if, ...get(0), ...get(0), ...get(0), 0x12, 1, ...op.end, ...none],
    ],
    ["tables", () => [0xfc, 0x10, 0]],
    ["references", () => [0xd0, 0x70, 0xd1]],
  ])("%s", (_words, code) => {
    expect(found(code)).toBeNull();
  });
});

describe("ObjectFlows: br_table", () => {
  const table = (...targets: Code[]): Code => [0x0e, ...uleb(targets.length - 1), ...targets.flat()];
  const jumping = (...targets: Code[]): Found | null =>
    found(({ call }) => [
      ...[...op.block("v"), ...op.block("v"), ...op.block("v"), ...five, ...op.localSet(first), ...get(self)],
      ...[...table(...targets), ...op.end, ...op.end, ...none, ...op.localSet(first), ...op.end],
      ...[...call("Length", get(first)), ...op.drop, ...call("Dup", five), ...op.localSet(first)],
      ...[...call("Close", get(first)), ...none],
    ]);
  const held = { held: ["Dup in 3"], calls: ["Length(1=result 3)", "Close(1=result 3)"], closed: [first] };

  test("brings what locals have to all of its targets, and nowhere else", () => {
    expect(jumping([0], [1], [0])).toEqual({ ...held, accesses: 4, escaping: [self] });
    for (const targets of [
      [[2], [0]],
      [[0], [2]],
      [[0], [0x82, 0x80, 0]],
      [[0x81, 0], [0x82, 0], [0]],
    ])
      expect(jumping(...targets)).toEqual({ escaping: [self] });
  });
});

describe("ObjectFlows: loops in loops", () => {
  /** In each walk the local is found to have a number one loop further out. */
  const nested = ({ call }: Parts, depth: number): Code => [
    ...[
      ...op.loop,
      ...Array.from({ length: depth - 1 }, () => [...op.loop, ...get(self), ...op.brIf(1)]).flat(),
    ],
    ...[...five, ...op.localSet(first), ...get(self), ...op.brIf(0)],
    ...Array.from({ length: depth }, () => op.end).flat(),
    ...call("Length", get(first)),
  ];

  test("are understood, but for very many", () => {
    expect(found((parts) => nested(parts, 10))).toEqual({});
    expect(found((parts) => nested(parts, 1000))).toBeNull();
  });
});
