/**
 * Random functions do the same with objects as with handles: they run as they are, with a context in JavaScript that has
 * nothing but handles, and linked. Neither may see an object, use or close one that is gone, or leave another one alive.
 */

import {
  type ApiFunctionName,
  contextSignature,
  type DirectContext,
  functionIndex,
  functionRow,
  layout,
  spec,
} from "@hpyjs/core";
import { op, WasmModule } from "@hpyjs/wasm";
import { describe, expect, test } from "vitest";
import { readModule } from "../../binary/module.ts";
import { Grants } from "../grants.ts";
import { SandboxCode } from "./assembly.ts";
import { linkSandboxed, sandboxModule } from "./link.ts";
import { registerName } from "./registers.ts";
import type { Register } from "./state.ts";
import { closedObject, entry, lateResult } from "./state.ts";
import { shapes, wayName } from "./ways.ts";

type Code = readonly number[];
type Numbers = (...args: number[]) => number;

const members = ["Dup", "Close", "Length", "Add"] as const satisfies readonly ApiFunctionName[];
type Member = (typeof members)[number];

const slotOf = (member: Member): number =>
  layout.wasm32.HPyContext.offsets.entries + 4 * functionIndex[member];
const placeOf = (member: Member): number => spec.functions.findIndex((row) => row.member === member);
const signatureOf = (member: Member): string => contextSignature(functionRow(member));

/** Where things are: the context in the module's memory, its functions in the table, the table of handles. */
const [context, functions, tableBase, entries, borrowed, items] = [1024, 16, 1, 16_384, 128, 49_152];
/** Objects have such addresses, which no other number has. */
const firstObject = 0x5000_0000;
const [selfObject, argObject] = [firstObject, firstObject + 16];
/** So has the reference its handles, and what JavaScript opens for linked code. */
const firstHandle = 0x4000_00ff;

class Violation extends Error {}

/** Python, so to speak: objects that are alive, and what was done. */
class World {
  readonly log: string[] = [];
  readonly wrong: string[] = [];
  readonly alive: Set<number> = new Set([selfObject, argObject]);
  #next = argObject + 16;
  #bits: number;
  #count = 0;

  constructor(bits: number) {
    this.#bits = bits;
  }

  /** Whether the module has put a function of its own into its context. */
  has(what: "own Dup" | "own Length"): boolean {
    return this.#bits % 4 === (what === "own Dup" ? 0 : 1);
  }

  #say(what: string, ...objects: number[]): void {
    this.log.push([what, ...objects.map((object) => (object - firstObject) / 16)].join(" "));
    for (const object of objects)
      if (!this.alive.has(object)) this.refuse(`${what}: 0x${object.toString(16)} is not alive`);
  }

  #made(): number {
    // Now and then it fails.
    if (this.#next % 112 === 0) {
      this.#next += 16;
      return 0;
    }
    this.alive.add(this.#next);
    this.#next += 16;
    return this.#next - 16;
  }

  dup(object: number): number {
    this.#say("dup", object);
    return this.#made();
  }

  add(first: number, second: number): number {
    this.#say("add", first, second);
    return this.#made();
  }

  length(object: number): number {
    this.#say("length", object);
    return (object / 16) % 3 === 0 ? -1 : 1;
  }

  close(object: number): void {
    this.#say("close", object);
    this.alive.delete(object);
  }

  /** What the module has decided by: after a while nothing but 0. */
  bit(): number {
    if (this.#count++ > 40) return 0;
    this.#bits = (Math.imul(this.#bits, 1_103_515_245) + 12_345) >>> 0;
    return (this.#bits >>> 16) & 1;
  }

  /** What must not happen, and what may catch that must not hide. */
  refuse(what: string): never {
    this.wrong.push(what);
    throw new RangeError(what);
  }

  /** What is left when the call has ended. */
  end(result: string): readonly string[] {
    return [
      ...this.log,
      ...this.wrong,
      result,
      `left: ${[...this.alive].map((object) => (object - firstObject) / 16)}`,
    ];
  }
}

/** Handles in JavaScript, and the functions of a context that has these. */
class Handles {
  readonly world: World;
  readonly #open: Map<number, { readonly object: number; readonly isOwned: boolean }> = new Map();
  readonly #elsewhere: (handle: number) => number | null;
  #next = firstHandle;

  /** @param elsewhere borrowed handles that are not here. */
  constructor(world: World, elsewhere: (handle: number) => number | null = () => null) {
    this.world = world;
    this.#elsewhere = elsewhere;
  }

  open(object: number, isOwned = true): number {
    if (object === 0) return 0;
    this.#next += 256;
    this.#open.set(this.#next, { object, isOwned });
    return this.#next;
  }

  end(handle: number): void {
    this.#open.delete(handle);
  }

  object(handle: number): number {
    const object = this.#open.get(handle)?.object ?? this.#elsewhere(handle);
    if (object === null) throw new Violation(`no handle: ${handle}`);
    return object;
  }

  take(handle: number): number {
    if (handle === 0) return 0;
    const object = this.object(handle);
    if (this.#open.get(handle)?.isOwned !== true) throw new Violation("it is not owned");
    this.#open.delete(handle);
    return object;
  }

  /** Closes what is open. */
  endAll(): void {
    for (const { isOwned, object } of this.#open.values()) if (isOwned) this.world.alive.delete(object);
    this.#open.clear();
  }

  readonly functions: Readonly<Record<Member, Numbers>> = {
    Dup: (_ctx, handle = 0) => (handle === 0 ? this.#none() : this.open(this.world.dup(this.object(handle)))),
    Add: (_ctx, first = 0, second = 0) => {
      if (first === 0) return this.#none();
      const object = this.object(first);
      return second === 0 ? this.#none() : this.open(this.world.add(object, this.object(second)));
    },
    Length: (_ctx, handle = 0) => (handle === 0 ? this.#none() - 1 : this.world.length(this.object(handle))),
    Close: (_ctx, handle = 0) => {
      if (handle !== 0) this.world.close(this.take(handle));
      return 0;
    },
  };

  #none(): number {
    this.world.log.push("null");
    return 0;
  }
}

const target = (() => 0) as never;
const leaf = (signature: string) => ({ signature, target, isLeaf: true });
const wrapped = (name: string, count: number) => ({
  signature: signatureOf(name as Member),
  locals: "",
  code: (link: (name: string) => number) => [
    ...Array.from({ length: count }, (_, index) => op.localGet(index + 1)).flat(),
    ...op.call(link(`c:${name}`)),
  ],
});

const direct: DirectContext = {
  apis: [],
  functions: new Map([
    ["Dup" as ApiFunctionName, wrapped("Dup", 1)],
    ["Close" as ApiFunctionName, wrapped("Close", 1)],
    ["Length" as ApiFunctionName, wrapped("Length", 1)],
    ["Add" as ApiFunctionName, wrapped("Add", 2)],
  ]),
  pointers: new Map(),
  helpers: new Map(),
  imports: new Map([
    ["c:Dup", leaf("i:i")],
    ["c:Close", leaf("v:i")],
    ["c:Length", leaf("i:i")],
    ["c:Add", leaf("i:ii")],
    ["c:PyErr_Occurred", leaf("i:")],
    ["probe", leaf("v:i")],
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

/** Numbers from 0 up to a limit. */
type Random = (limit: number) => number;

function randomOf(seed: number): Random {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** The functions that code calls, by index. */
interface Callable {
  readonly call: (member: Member, ...args: Code[]) => Code;
  /** Looks at a handle: it gives the same. */
  readonly see: Code;
  readonly bit: Code;
  readonly fail: Code;
}

/** The parameter that is a handle or an array, and so many locals of its own. */
const [arg, ownLocals, mostItems] = [2, 4, 5];

/** Writes one function: statements leave nothing on the stack, expressions a handle. */
class Writer {
  readonly #random: Random;
  readonly #callable: Callable;
  /** Whether it loses no handle that it owns, and uses none that it has closed. */
  readonly isTidy: boolean;
  /** Whether its locals have nothing but handles where blocks meet, and blocks leave none. */
  readonly #isSimple: boolean;
  /** So many of a hundred expressions do what makes handles of objects. */
  readonly #risk: number;
  /** The blocks around, the innermost last: whether they are loops, and leave a value. */
  readonly #blocks: { readonly isLoop: boolean; readonly hasValue: boolean }[] = [
    { isLoop: false, hasValue: true },
  ];

  /** The first local that is no parameter, and whether the last parameters are an array and its length. */
  readonly #firstOwn: number;
  readonly #isArray: boolean;

  constructor(random: Random, callable: Callable, isArray: boolean) {
    this.#isArray = isArray;
    this.#firstOwn = isArray ? 4 : 3;
    this.#random = random;
    this.#callable = callable;
    this.isTidy = random(3) === 0;
    this.#isSimple = this.isTidy || random(2) === 0;
    this.#risk = this.#isSimple ? 0 : ([0, 1, 4, 12][random(4)] as number);
  }

  function(): Code {
    const result =
      this.#isSimple && this.#random(2) === 0 ? op.localGet(this.#ownLocal()) : this.#expression(2);
    return [...this.#statements(4, 16), ...result];
  }

  /** One that may be written. */
  #local(): number {
    return this.#random(4) > 0 ? this.#ownLocal() : this.#random(this.#isArray ? 1 : 2) + 1;
  }

  /** What one has, or an item of the array. */
  #get(): Code {
    const local =
      this.#random(3) === 0 ? 1 + this.#random(2) : this.#random(3) > 0 ? this.#ownLocal() : this.#local();
    if (!this.#isArray || local !== arg) return op.localGet(local);
    return [...op.localGet(arg), ...op.i32Load(4 * this.#random(mostItems))];
  }

  #statements(depth: number, most: number): Code {
    return Array.from({ length: this.#random(most) + 1 }, () => this.#statement(depth)).flat();
  }

  #in(kind: Code, type: "v" | "i", body: () => Code): Code {
    const isLoop = kind[0] === 0x03;
    this.#blocks.push({ isLoop, hasValue: type === "i" });
    const code = body();
    this.#blocks.pop();
    return [kind[0] as number, type === "v" ? 0x40 : 0x7f, ...code, ...op.end];
  }

  #condition(): Code {
    const { bit } = this.#callable;
    switch (this.#random(4)) {
      case 0:
        return this.#get();
      case 1:
        return [...this.#get(), ...op.i32Eqz];
      default:
        return bit;
    }
  }

  #statement(depth: number): Code {
    const { bit, call, see } = this.#callable;
    const isDeep = depth <= 0;
    switch (this.#random(isDeep ? 10 : 16)) {
      case 0:
      case 1:
      case 2:
        return this.#assignment(depth);
      case 3:
      case 4:
        return this.#close();
      case 5:
      case 6:
        return [...call("Length", this.#handle(depth)), ...op.drop];
      case 7:
        return this.#number();
      case 8:
        return this.#failure();
      case 9:
        return this.#isRisky() ? [...this.#handle(depth), ...see, ...op.drop] : [];
      case 10:
        return [...this.#condition(), ...this.#in(op.if, "v", () => this.#statements(depth - 1, 4))];
      case 11:
        return [
          ...this.#condition(),
          ...this.#in(op.if, "v", () => [
            ...this.#statements(depth - 1, 4),
            ...op.else,
            ...this.#statements(depth - 1, 4),
          ]),
        ];
      case 12:
        return this.#in(op.block("v"), "v", () => this.#statements(depth - 1, 6));
      case 13:
        return this.#in(op.loop, "v", () => [...this.#statements(depth - 1, 6), ...bit, ...op.brIf(0)]);
      case 14:
        return this.#jump(depth);
      default:
        return this.#random(3) > 0
          ? []
          : [...bit, ...op.if, ...this.#expression(depth - 1), ...op.return, ...op.end];
    }
  }

  /** Something is thrown, sometimes. */
  #failure(): Code {
    const { bit, fail } = this.#callable;
    return [...bit, ...op.if, ...bit, ...op.if, ...fail, ...op.end, ...op.end];
  }

  /** A local gets what a call makes. */
  #assignment(depth: number): Code {
    const local = this.isTidy || this.#random(6) > 0 ? this.#ownLocal() : this.#local();
    return [...(this.isTidy ? this.#emptied(local) : []), ...this.#made(depth), ...op.localSet(local)];
  }

  #emptied(local: number): Code {
    return [...this.#callable.call("Close", op.localGet(local)), ...op.i32Const(0), ...op.localSet(local)];
  }

  /** Mostly what C does: one that is owned is closed once. */
  #close(): Code {
    const { call } = this.#callable;
    const local = this.#ownLocal();
    if (this.isTidy) return this.#emptied(local);
    if (this.#random(30) === 0) return call("Close", this.#handle(1));
    const close = call("Close", op.localGet(local));
    if (this.#random(8) === 0) return close;
    return [...close, ...(this.#random(3) > 0 ? op.i32Const(0) : this.#made(1)), ...op.localSet(local)];
  }

  /** A local has a number for a while, and goes on as null. */
  #number(): Code {
    const local = this.isTidy || this.#random(4) > 0 ? this.#ownLocal() : this.#local();
    const { see } = this.#callable;
    return [
      ...(this.isTidy ? this.#emptied(local) : []),
      // No handle has one of these.
      ...[...op.i32Const(77 + this.#random(100)), ...op.localSet(local)],
      ...(this.#random(3) > 0 ? [] : this.#failure()),
      ...(this.#random(3) > 0 ? [...op.localGet(local), ...see, ...op.drop] : []),
      ...(this.#isSimple || this.#random(4) > 0 ? [...op.i32Const(0), ...op.localSet(local)] : []),
    ];
  }

  #ownLocal(): number {
    return this.#firstOwn + this.#random(this.#random(3) > 0 ? 2 : ownLocals);
  }

  /** A jump to one of the blocks around that it may go to. */
  #jump(depth: number): Code {
    const { bit } = this.#callable;
    const back = this.#random(this.#blocks.length);
    const { hasValue, isLoop } = this.#blocks[this.#blocks.length - 1 - back] as {
      hasValue: boolean;
      isLoop: boolean;
    };
    if (isLoop) return [...bit, ...op.brIf(back)];
    const value = hasValue ? this.#expression(depth - 1) : [];
    switch (this.#random(4)) {
      case 0:
        return hasValue ? [...value, ...op.br(back)] : op.br(back);
      case 1:
        return hasValue ? [...value, ...bit, 0x0e, 1, back, back] : [...bit, 0x0e, 1, back, back];
      default:
        return [...value, ...this.#condition(), ...op.brIf(back), ...(hasValue ? op.drop : [])];
    }
  }

  #isRisky(): boolean {
    return this.#random(100) < this.#risk;
  }

  /** What a call makes. */
  #made(depth: number): Code {
    const { call } = this.#callable;
    if (!this.isTidy && this.#random(15) === 0) {
      // It is closed while it is on the stack.
      const local = op.localGet(this.#ownLocal());
      return call("Add", local, [...call("Close", local), ...this.#get()]);
    }
    return this.#random(3) > 0
      ? call("Dup", this.#handle(depth - 1))
      : call("Add", this.#handle(depth - 1), this.#handle(depth - 1));
  }

  /** A handle for a function of the context. */
  #handle(depth: number): Code {
    if (depth > 0 && !this.isTidy && this.#random(12) === 0)
      return [...this.#made(depth - 1), ...op.localTee(this.#local())];
    if (this.#isRisky()) return this.#expression(depth - 1);
    // Something happens while other arguments are on the stack.
    if (!this.isTidy && this.#random(15) === 0) return [...this.#statement(depth - 1), ...this.#get()];
    if (this.#random(20) === 0) return op.i32Const(0);
    return this.#get();
  }

  /** Any expression. */
  #expression(depth: number): Code {
    const { bit, see } = this.#callable;
    if (this.#isSimple) return this.#random(2) === 0 ? this.#made(1) : op.i32Const(0);
    if (depth <= 0) return this.#get();
    switch (this.#random(12)) {
      case 0:
      case 1:
        return this.#made(depth);
      case 2:
        return op.i32Const(0);
      case 3:
        return this.#in(op.block("i"), "i", () => [
          ...this.#statements(depth - 1, 3),
          ...this.#expression(depth - 1),
        ]);
      case 4:
        return [
          ...this.#condition(),
          ...this.#in(op.if, "i", () => [
            ...[...this.#statements(depth - 1, 2), ...this.#expression(depth - 1), ...op.else],
            ...[...this.#statements(depth - 1, 2), ...this.#expression(depth - 1)],
          ]),
        ];
      case 5:
        return [...this.#expression(depth - 1), ...this.#expression(depth - 1), ...bit, 0x1b];
      case 6:
        return [...this.#expression(depth - 1), ...op.localTee(this.#local())];
      case 7:
        return [...this.#expression(depth - 1), ...see];
      case 8:
        return this.#in(op.block("i"), "i", () => [
          ...[
            ...this.#expression(depth - 1),
            ...bit,
            ...op.brIf(0),
            ...op.drop,
            ...this.#expression(depth - 1),
          ],
        ]);
      case 9:
        return this.#in(op.loop, "i", () => [
          ...[...this.#statements(depth - 1, 3), ...bit, ...op.brIf(0), ...this.#expression(depth - 1)],
        ]);
      default:
        return this.#get();
    }
  }
}

/** A random function in a module. */
interface RandomFunction {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly isTidy: boolean;
  readonly isArray: boolean;
}

function moduleOf(random: Random): RandomFunction {
  const module = new WasmModule();
  module.importMemory("env", "memory");
  module.importTable("env", "__indirect_function_table");
  module.importGlobal("env", "__stack_pointer");
  const base = module.importConstant("env", "__table_base");
  const imported = (name: string, signature: string): Code =>
    op.call(module.importFunction("env", name, signature));
  const [see, bit, fail] = [imported("see", "i:i"), imported("bit", "i:"), imported("fail", "v:")];
  const call = (member: Member, ...args: Code[]): Code => [
    ...[...op.localGet(0), ...args.flat(), ...op.localGet(0), ...op.i32Load(slotOf(member))],
    ...op.callIndirect(module.type(signatureOf(member))),
  ];
  const isArray = random(3) === 0;
  const writer = new Writer(random, { bit, call, fail, see }, isArray);
  const index = module.function(isArray ? "i:iiii" : "i:iii", writer.function(), "f", ownLocals);
  // Functions that the module puts into its context itself.
  const ownDup = [...op.localGet(1), ...see, ...op.drop, ...call("Add", op.localGet(1), op.localGet(1))];
  const ownLength = [
    ...op.localGet(1),
    ...see,
    ...op.drop,
    ...call("Close", call("Add", op.localGet(1), op.localGet(1))),
    ...op.i32Const(1),
  ];
  const own = [ownDup, ownLength].map((code) => module.function("i:ii", code));
  module.fillTable(base, [index, ...own]);
  return { bytes: module.bytes(), isTidy: writer.isTidy, isArray };
}

/** What it imports, in a world. */
function imports(
  memory: WebAssembly.Memory,
  table: WebAssembly.Table,
  world: World,
  look: (value: number) => void,
) {
  const words = new Int32Array(memory.buffer);
  for (const member of members) words[(context + slotOf(member)) / 4] = functions + placeOf(member);
  if (world.has("own Dup")) words[(context + slotOf("Dup")) / 4] = tableBase + 1;
  if (world.has("own Length")) words[(context + slotOf("Length")) / 4] = tableBase + 2;
  return {
    memory,
    __indirect_function_table: table,
    __stack_pointer: new WebAssembly.Global({ value: "i32", mutable: true }, 4096),
    __table_base: tableBase,
    see: (value: number): number => {
      look(value);
      return value;
    },
    bit: () => world.bit(),
    fail: () => {
      throw new Violation("failed");
    },
  };
}

/** Functions in JavaScript as WebAssembly has them in tables. */
function inTable(functions: Readonly<Record<Member, Numbers>>): (member: Member) => unknown {
  const module = new WasmModule();
  const indices = members.map((member) => module.importFunction("js", member, signatureOf(member)));
  members.forEach((member, index) => {
    module.export(member, indices[index] as number);
  });
  module.function("v:", []);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
    js: { ...functions },
  });
  return (member) => exports[member];
}

/** Runs the function as it is. */
function runPlain(module: WebAssembly.Module, bits: number, isArray: boolean): readonly string[] {
  const world = new World(bits);
  const handles = new Handles(world);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const table = new WebAssembly.Table({ initial: functions + spec.functions.length, element: "anyfunc" });
  const found = inTable(handles.functions);
  for (const member of members) table.set(functions + placeOf(member), found(member) as never);
  const look = (value: number): void => void world.log.push(`seen ${value !== 0}`);
  const { exports } = new WebAssembly.Instance(module, {
    env: imports(memory, table, world, look),
  });
  const [self, other] = [selfObject, argObject].map((object) => handles.open(object, false)) as [
    number,
    number,
  ];
  try {
    const count = bits % mostItems;
    for (let index = 0; index < count; index++)
      new Int32Array(memory.buffer)[items / 4 + index] = index % 2 === 0 ? self : other;
    const args = isArray ? [items, count] : [other];
    const result = handles.take((exports.f as Numbers)(context, self, ...args));
    return world.end(`result ${result === 0 ? "null" : (result - firstObject) / 16}`);
  } catch (thrown) {
    if (!(thrown instanceof Violation)) throw thrown;
    handles.endAll();
    return world.end("thrown");
  }
}

/** A module that was linked, and the names of what it imports. */
interface Linked {
  readonly module: WebAssembly.Module;
  readonly imports: readonly string[];
  readonly isArray: boolean;
}

/** Links it. @returns `null` for one that calls no function of the context. */
function linkOf({ bytes, isArray }: RandomFunction, traps: "catch" | "suspend"): Linked | null {
  const needs = direct.entries as NonNullable<DirectContext["entries"]>;
  const code = new SandboxCode(direct, needs, new Grants([]), traps === "catch");
  const linked = linkSandboxed(bytes, readModule(bytes), code);
  return linked && { module: new WebAssembly.Module(linked.bytes), imports: linked.imports, isArray };
}

/** Runs it linked. @returns how many objects never had handles, as well. */
function runLinked({ imports: names, isArray, module }: Linked, bits: number, traps: "catch" | "suspend") {
  const world = new World(bits);
  const [memory, own] = [1, 1].map((initial) => new WebAssembly.Memory({ initial })) as [
    WebAssembly.Memory,
    WebAssembly.Memory,
  ];
  const words = new Uint32Array(own.buffer);
  const at = (place: number): number => (entries + (place << entry.shift)) / 4;
  words[at(0)] = 1;
  words[at(0) + entry.closing / 4] = 1;
  let globals: WebAssembly.Exports = {};
  const register = (name: Register): WebAssembly.Global => globals[registerName(name)] as WebAssembly.Global;
  const handles = new Handles(world, (handle) => {
    const place = at(handle & 255);
    return handle !== 0 && words[place] === handle ? (words[place + entry.object / 4] as number) : null;
  });
  // What stands for a result that waits is a handle for who uses it.
  let late = 0;
  const resolved = (handle: number): number => {
    const object = register("late").value as number;
    if (handle !== lateResult || object === 0) return handle;
    if (object !== 1) late = handles.open(object);
    register("late").value = 1;
    return late;
  };
  let owned = 0;
  const lend = (object: number, isOwned: boolean): number => {
    const handle = handles.open(object, isOwned);
    if (object === closedObject) handles.end(handle);
    return handle;
  };
  let caught = false;
  const { functions: slow } = handles;
  const boxes: Readonly<Record<string, Numbers>> = {
    "c:Dup": (object = 0) => world.dup(object),
    "c:Add": (first = 0, second = 0) => world.add(first, second),
    "c:Length": (object = 0) => world.length(object),
    "c:Close": (object = 0) => {
      world.close(object);
      return 0;
    },
    "c:PyErr_Occurred": () => 0,
    "box:owned": (object = 0) => {
      owned++;
      return handles.open(object);
    },
    "box:lend": (object = 0) => lend(object, false),
    "box:give": (object = 0) => lend(object, true),
    "box:endLoan": (handle = 0) => {
      handles.end(handle);
      return 0;
    },
    "box:unhandle": (handle = 0) => handles.take(resolved(handle)),
    "box:take": (handle = 0) => handles.take(resolved(handle)),
    "box:lost": (object = 0) => {
      if (!world.alive.delete(object)) world.refuse("what was lost is not alive");
      return 0;
    },
    "box:caught": () => {
      caught = true;
      return 0;
    },
    ...Object.fromEntries(
      members.map((member) => [
        `slow:${member}`,
        (ctx: number, ...args: number[]) => slow[member](ctx, ...args.map(resolved)),
      ]),
    ),
  };
  const isBoxed = (name: string): Numbers => boxes[name] ?? (() => world.refuse(`${name} was called`));
  const table = new WebAssembly.Table({ initial: 8, element: "anyfunc" });
  const look = (value: number): void => {
    if (value >= firstObject) world.refuse("the module has seen an object");
    world.log.push(`seen ${value !== 0}`);
  };
  const { exports } = new WebAssembly.Instance(module, {
    env: imports(memory, table, world, look),
    [sandboxModule]: {
      ...Object.fromEntries(names.map((name) => [name, isBoxed(name)])),
      memory: own,
    },
  });
  globals = exports;
  const settings = { blocked: 0, state: 8192, entries, mask: 255, step: 256, free: 4096, context, functions };
  for (const [name, value] of Object.entries(settings)) register(name as Register).value = value;
  register("borrow").value = entries + (1 << entry.shift);
  register("borrowEnd").value = entries + (borrowed << entry.shift);
  const position = shapes.findIndex(({ names }) => names.includes(isArray ? "VARARGS" : "O"));
  const kind = (shapes[position] as (typeof shapes)[number]).kinds.findIndex(([name]) => name === "plain");
  const name = wayName(0, position, traps === "catch" ? undefined : kind);
  const call = exports[`hpy.${name}`] as Numbers;
  let result = 0;
  try {
    const count = bits % mostItems;
    for (let index = 0; index < count; index++)
      words[items / 4 + index] = index % 2 === 0 ? selfObject : argObject;
    const args = isArray ? [selfObject, items, count] : [selfObject, argObject];
    result = traps === "catch" ? call(1, ...args) : call(...args);
  } catch (thrown) {
    if (!(thrown instanceof Violation)) throw thrown;
    caught = true;
  }
  if (caught) {
    const waiting = register("late").value as number;
    if (waiting > 1) world.alive.delete(waiting);
    handles.endAll();
  }
  const made = world.log.filter((line) => /^(dup|add)/.test(line)).length;
  const text = result === 0 ? "null" : `${(result - firstObject) / 16}`;
  return { found: world.end(caught ? "thrown" : `result ${text}`), withoutHandles: made - owned };
}

/** So many functions of each series, and runs of each. */
const [functionCount, runs] = [Number(process.env.RANDOM_FUNCTIONS ?? 40), 8];

describe.each(["catch", "suspend"] as const)('random functions, traps: "%s"', (traps) => {
  test.each([1, 2, 3, 4])("do the same with objects as with handles, series %d", (series) => {
    let withoutHandles = 0;
    for (let number = 0; number < functionCount; number++) {
      const seed = series * 1_000_000 + number;
      const made = moduleOf(randomOf(seed));
      const plain = new WebAssembly.Module(made.bytes);
      const linked = linkOf(made, traps);
      for (let bits = seed; linked !== null && bits < seed + runs; bits++) {
        const result = runLinked(linked, bits, traps);
        withoutHandles += result.withoutHandles;
        const [found, expected] = [result.found, runPlain(plain, bits, made.isArray)];
        expect({ seed, bits, found }).toEqual({ seed, bits, found: expected });
      }
    }
    // Where traps are caught, only some results are none that are returned at once.
    expect(withoutHandles).toBeGreaterThan(traps === "catch" ? functionCount / 10 : functionCount * 2);
  });
});
