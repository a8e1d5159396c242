/**
 * The load-time linker for sandboxed extensions: the code of the boundary is copied into the extension's module, so that
 * the engine inlines it (`linked/relink/relink.ts` says how calls are linked).
 *
 * The interpreter's memory comes behind the extension's own, as memory 1, and only code that is added names it. What the
 * extension brings is validated as it is first, by the engine: so it has one memory and says nothing of another. Its
 * instructions are copied byte for byte, but for the numbers of functions; a function can only be named by one of its own
 * numbers, so what is added can be called where a call was linked and nowhere else, and through function pointers.
 *
 * A linked call is one through a pointer that is the context's own for this very function. As long as an instance is not
 * bound to a plain layer, all that is added finds a register which says that everything goes through JavaScript.
 */

import type { ApiFunctionName, spec } from "@hpyjs/core";
import { op, uleb } from "@hpyjs/wasm";
import type { BinaryModule } from "../../binary/module.ts";
import { WasmFormatError } from "../../errors.ts";
import { Additions } from "../../linked/relink/additions.ts";
import { copyBody, type NewNumbers, type Replacement, writeBodies } from "../../linked/relink/bodies.ts";
import { ByteWriter } from "../../linked/relink/byte-writer.ts";
import { InstructionReader } from "../../linked/relink/instructions.ts";
import { type Body, type Call, globalIndex, type ModuleParts, readParts } from "../../linked/relink/parts.ts";
import { Sections, sectionIds } from "../../linked/relink/sections.ts";
import { releasers, type SandboxCode } from "./assembly.ts";
import { more } from "./code.ts";
import type { ContextFunctions } from "./context-functions.ts";
import { type Numbers, type ObjectCode, shortLimits } from "./object-code.ts";
import { type Access, type ItemRead, ObjectFlows, type ObjectUses } from "./object-flow.ts";
import { registerName } from "./registers.ts";
import { ResultFlows, resultCalls } from "./results.ts";
import { opcodes } from "./stack-effects.ts";
import { closedObject, type Register, registers } from "./state.ts";
import { formName, ofFormName, placeNumber, shapeName, shapes, wayName } from "./ways.ts";

/** The module that linked extensions import what they need from. */
export const sandboxModule = "hpy.sandbox";

/** A linked extension. */
export interface LinkedExtension {
  /** The module. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The names of what it imports beside what the extension does. */
  readonly imports: readonly string[];
  /** The functions of the context that it has. */
  readonly members: readonly ApiFunctionName[];
  /**
   * The names of what was added and is exported, with `hpy.` in front. An extension may export such names as well: what is
   * not listed here is its own.
   */
  readonly exported: ReadonlySet<string>;
}

/** Links a module. @returns `null` where that cannot be done, or would be of no use. */
export function linkSandboxed(
  bytes: Uint8Array,
  binary: BinaryModule,
  code: SandboxCode,
): LinkedExtension | null {
  try {
    return link(bytes, binary, code);
  } catch (thrown) {
    if (thrown instanceof WasmFormatError) return null;
    throw thrown;
  }
}

function link(bytes: Uint8Array, binary: BinaryModule, code: SandboxCode): LinkedExtension | null {
  const { functions } = code;
  const parts = readParts(bytes, binary, (offset, type) => {
    const member = functions.at(offset);
    if (member === undefined || !code.hasMember(member)) return null;
    return type === functions.of(member).signature ? member : null;
  });
  if (parts === null || parts.calls.length === 0) return null;
  const stack = stackOf(binary, parts);
  return stack === null ? null : new Plan(bytes, binary, parts, code, stack).write(bytes, binary);
}

/** The global with the module's C stack pointer. */
interface Stack {
  readonly index: number;
  /** Whether the module does without, so that it is imported for the entries. */
  readonly isAdded: boolean;
}

/** @returns `null` where it would have to come in front of other globals, whose numbers would move. */
function stackOf({ imports }: BinaryModule, { globals }: ModuleParts): Stack | null {
  const index = globalIndex(imports, "__stack_pointer");
  if (index >= 0) return { index, isAdded: false };
  const imported = imports.filter(({ kind }) => kind === "global").length;
  return imported === globals ? { index: imported, isAdded: true } : null;
}

/** The global of a register. */
function newGlobal(name: Register): number[] {
  const [letter, value] = registers[name];
  return letter === "i"
    ? [0x7f, 1, ...op.i32Const(value), ...op.end]
    : [0x7e, 1, ...op.i64Const(value), ...op.end];
}

/** An entry of one of the module's functions. */
interface PlannedWay {
  /** Its name. */
  readonly name: string;
  /** The name of its code, which it shares with others. */
  readonly object: string;
  /** The number by which JavaScript knows it. */
  readonly number: number;
  /** The function that it calls. */
  readonly target: number;
  /** The copy of it that it calls instead; `null` for none. */
  readonly copy: Copy | null;
}

/** A copy of a function of the module's, some of whose handles are objects. */
interface Copy {
  readonly target: number;
  /** Which of its parameters, as bits. */
  readonly objects: number;
  /** Which parameter has the names of those arguments that come with one; 0 for none. */
  readonly names: number;
  readonly uses: ObjectUses;
}

/** The local of `kwnames` among parameters with these names; 0 for none. */
const namesOf = (parameters: readonly string[]): number => 1 + parameters.indexOf("kwnames");

/** The parameters of a function that can be objects, when it is called for a signature: as bits. */
function objectsOf({ params }: spec.SignatureRow, uses: ObjectUses): number {
  const isFree = (local: number): boolean => !uses.escaping.has(local);
  const types = Object.entries(params);
  const names = namesOf(types.map(([name]) => name));
  let objects = 0;
  for (const [index, [, type]] of types.entries()) {
    const local = index + 1;
    if (type === "HPy" && isFree(local) && !uses.arrays.has(local)) objects |= 1 << local;
  }
  for (const [index, [, type]] of types.entries()) {
    const local = index + 1;
    if (type !== "const HPy *" || !isFree(local) || uses.handles.has(local)) continue;
    // To see whether there is an item, the copy looks at how many there are: some have names.
    const isCounted = names === 0 || (objects & (1 << names)) !== 0;
    if (isCounted || !uses.arrays.has(local)) objects |= 1 << local;
  }
  return objects;
}

/** Whether a function does with its parameters, and returns, what one of a signature may. */
function mayBe({ params, returns }: spec.SignatureRow, uses: ObjectUses, isLate: boolean): boolean {
  if (returns !== "HPy" && (isLate || uses.returned.length > 0)) return false;
  return Object.values(params).every(
    (type, index) => !(type === "HPy" ? uses.arrays : uses.handles).has(index + 1),
  );
}

/** Whether something is done with objects in a function, so that it takes a copy of it. */
const areUsed = (objects: number, { arrays, handles, held }: ObjectUses): boolean =>
  held.size > 0 || [...handles, ...arrays].some((local) => (objects & (1 << local)) !== 0);

/** The entries of functions in the module's part of the table, as many as their types allow. */
function waysOf(
  { bodies, functionImports, functionTypes, tableFunctions, types }: ModuleParts,
  code: SandboxCode,
  late: ReadonlySet<number>,
  flows: ObjectFlows,
): PlannedWay[] {
  const ways: PlannedWay[] = [];
  for (const [place, target] of tableFunctions) {
    const type = types[functionTypes[target - functionImports] ?? -1] ?? null;
    const body = bodies[target - functionImports];
    if (type === null || body === undefined) continue;
    const found = shapes.flatMap(({ kinds, row }, position) =>
      type === `i:i${"i".repeat(Object.keys(row.params).length)}` ? [{ kinds, position, row }] : [],
    );
    if (found.length === 0) continue;
    const known = flows.of(target);
    for (const { kinds, position, row } of found) {
      if (known !== null && !mayBe(row, known, late.has(target))) continue;
      const objects = known === null ? 0 : objectsOf(row, known);
      const names = namesOf(Object.keys(row.params));
      const copy = known !== null && areUsed(objects, known) ? { target, objects, names, uses: known } : null;
      const form = { objects, isLate: late.has(target) || (known?.returned.length ?? 0) > 0 };
      const common = { number: placeNumber(place, position), target, copy };
      const add = (kind?: number): void => {
        const [name, object] = [wayName(place, position, kind), shapeName(position, form, kind)];
        ways.push({ ...common, name, object });
      };
      if (code.catches) add();
      else for (const kind of kinds.keys()) add(kind);
    }
  }
  return ways;
}

/** The most types that code which is added brings with it. */
const mostTypes = 64;

/** Whether what is added to a module gets small numbers. @param added so many functions, at most. */
function isShort(
  { globals, tableFunctions, types }: ModuleParts,
  { first }: Additions,
  added: number,
): boolean {
  return (
    first + added < shortLimits.functions &&
    globals + 1 + Object.keys(registers).length < shortLimits.others &&
    types.length + mostTypes < shortLimits.others &&
    tableFunctions.size * shapes.length < shortLimits.who
  );
}

/** The name of a copy. */
const copyName = ({ names, objects, target }: Copy): string => `copy:${target}/${objects}/${names}`;

/** The name of what takes the place of calls of a function of the context, which has a name itself. */
const guardName = (form: string): string => `guarded:${form}`;

/** A linked module in the making. */
class Plan {
  readonly #bytes: Uint8Array;
  readonly #parts: ModuleParts;
  readonly #functions: ContextFunctions;
  readonly #stack: Stack;
  /** The index of the first register. */
  readonly #registers: number;
  readonly #members: readonly ApiFunctionName[];
  readonly #additions: Additions;
  readonly #imports: readonly string[];
  readonly #exported: ReadonlyMap<string, number>;
  /** The index of everything that is added, by its name. */
  readonly #indices: ReadonlyMap<string, number>;
  /** The calls whose result is late. */
  readonly #late: ReadonlySet<Call>;

  constructor(bytes: Uint8Array, binary: BinaryModule, parts: ModuleParts, code: SandboxCode, stack: Stack) {
    this.#bytes = bytes;
    this.#parts = parts;
    this.#functions = code.functions;
    this.#stack = stack;
    this.#registers = parts.globals + (stack.isAdded ? 1 : 0);
    this.#members = [...new Set(parts.calls.map(({ member }) => member))];
    const fixed = [...this.#members.map((member) => `fast:${member}`), ...releasers];
    // What C++ throws, only JavaScript can tell: its functions have no entries of their own.
    const isPlain = !binary.exports.some(({ kind }) => kind === "tag");
    const results = new ResultFlows(bytes, parts);
    const late = isPlain
      ? resultCalls(parts, results)
      : { calls: new Set<Call>(), functions: new Set<number>() };
    this.#late = late.calls;
    // Who catches what was thrown into a copy, other than its entry, would leave it with what it holds.
    const holds = !code.catches && !parts.catches;
    const flows = new ObjectFlows(parts, results, late.calls, holds, code.functions);
    const ways = isPlain ? waysOf(parts, code, late.functions, flows) : [];
    const copies = new Map(
      ways.flatMap(({ copy }) => (copy === null ? [] : [[copyName(copy), copy] as const])),
    );
    const forms = this.#forms([...copies.values()]);
    const shapesUsed = [...new Set(ways.map(({ object }) => object))];
    const helpers = copies.size === 0 ? [] : ["item", "keywordItem", "open", "lose", "keepHeld"];
    const { functions, imports } = code.collect([
      ...new Set([...fixed, ...forms, ...helpers, ...shapesUsed]),
    ]);
    const shared = functions.filter((name) => !shapesUsed.includes(name));
    this.#imports = imports;
    const additions = new Additions(
      parts,
      imports.map((name) => code.signatureOf(name)),
    );
    this.#additions = additions;
    const added = [...shared, ...ways.map(({ name }) => name), ...copies.keys(), ...forms.map(guardName)];
    const indices = new Map<string, number>([
      ...imports.map((name, index) => [name, parts.functionImports + index] as const),
      ...added.map((name, index) => [name, additions.first + index] as const),
    ]);
    this.#indices = indices;
    const numbers: Numbers = {
      function: (name) => indices.get(name) as number,
      registers: this.#registers,
      stackPointer: stack.index,
      type: (signature) => additions.type(signature),
      areShort: isShort(parts, additions, indices.size),
    };
    for (const name of shared) {
      const found = code.object(name) as ObjectCode;
      additions.add(found.signature, found.body(numbers));
    }
    const objects = new Map(
      shapesUsed.map((name) => {
        const found = code.object(name) as ObjectCode;
        return [name, { found, body: found.body(numbers) }] as const;
      }),
    );
    for (const { copy, number, object, target } of ways) {
      const { body, found } = objects.get(object) as { body: Uint8Array; found: ObjectCode };
      const called = copy === null ? additions.moved(target) : numbers.function(copyName(copy));
      found.own(body, { target: called, who: number }, numbers.areShort);
      additions.add(found.signature, body);
    }
    for (const copy of copies.values()) this.#addCopy(copy);
    this.#exported = new Map(
      [...fixed, ...ways.map(({ name }) => name)].map((name) => [name, numbers.function(name)]),
    );
    for (const name of forms) this.#addGuard(name);
    if (numbers.areShort && additions.types > shortLimits.others)
      throw new WasmFormatError(0, `${additions.types} types are more than the linker expects`);
  }

  /** The names of all functions of the context that are called, in whatever form. */
  #forms(copies: readonly Copy[]): string[] {
    const calls = this.#parts.calls.map((call) => this.#formOf(call));
    const inCopies = copies.flatMap((copy) =>
      [...copy.uses.calls.keys()].map((call) => this.#formOf(call, copy)),
    );
    return [...new Set([...calls, ...inCopies])];
  }

  /** The name of the function that a call is of. @param copy where it is in a copy. */
  #formOf(call: Call, copy: Copy | null = null): string {
    const { objects, uses } = copy ?? { objects: 0, uses: null };
    const found = uses?.calls.get(call) ?? [];
    const parameters = found.flatMap(({ isResult, parameter, source }) =>
      isResult || (objects & (1 << source)) !== 0 ? [parameter] : [],
    );
    const own = uses?.held.has(call) === true ? "held" : "fast";
    return formName(call.member, { objects: parameters, result: this.#late.has(call) ? "late" : own });
  }

  #guardOf(form: string): number {
    return this.#indices.get(guardName(form)) as number;
  }

  #addCopy(copy: Copy): void {
    const { bodies, edits, functionImports, functionTypes, types } = this.#parts;
    const own = copy.target - functionImports;
    const body = bodies[own] as Body;
    const type = types[functionTypes[own] as number] as string;
    const { names, objects, uses } = copy;
    const reads = uses.reads.filter(({ array }) => (objects & (1 << array)) !== 0);
    // How many items there are, the function may not know any more where it reads one. No function has two arrays.
    const known = reads.slice(0, 1).flatMap(({ array }) => [array + 1, ...(names === 0 ? [] : [names])]);
    const first = type.length - 2 + new InstructionReader(this.#bytes).localCount(body.start, body.end);
    const kept = known.map((_, index) => first + index);
    const held = new Map(
      [...new Set(uses.held.values())].map((local, index) => [local, first + kept.length + index] as const),
    );
    const helper = this.#indices.get(names === 0 ? "item" : "keywordItem") as number;
    const replaced = ({ end, index, start }: ItemRead): Replacement => {
      const code = [...op.i32Const(index), ...kept.flatMap(op.localGet), ...op.call(helper)];
      return { start, end, code };
    };
    const changes = [
      ...edits.slice(...body.edits),
      ...reads.map(replaced),
      ...this.#heldChanges(uses, held, body.end - 1),
    ].sort((one, other) => one.start - other.start);
    const numbers: NewNumbers = {
      moved: (index) => this.#additions.moved(index),
      guardOf: (call) => this.#guardOf(this.#formOf(call, copy)),
    };
    const code = [
      ...known.flatMap((local, index) => [...[...op.localGet(local), ...op.localSet(kept[index] as number)]]),
      ...(held.size === 0 ? [] : op.try("i")),
    ];
    const locals = kept.length + held.size;
    this.#additions.add(type, copyBody(this.#bytes, body, changes, numbers, { locals, code }));
  }

  /**
   * What changes in a copy for the objects that locals hold.
   * @param held the locals that they are in instead.
   * @param end where the function's last instruction is.
   */
  #heldChanges(uses: ObjectUses, held: ReadonlyMap<number, number>, end: number): Replacement[] {
    if (held.size === 0) return [];
    const keep = op.call(this.#indices.get("keepHeld") as number);
    const open = op.call(this.#indices.get("open") as number);
    const own = (local: number): number => held.get(local) as number;
    // What was null stays null: else it is 1, which is `closedObject`.
    const forget = (local: number): number[] => [
      ...[...op.localGet(own(local)), ...op.i32Const(0), ...op.i32Ne, ...op.localSet(own(local))],
    ];
    /** An object that the module forgets has a handle that stays open. */
    const abandon = (local: number): number[] => [
      ...[...op.localGet(local), ...op.i32Const(closedObject), ...op.i32GtU, ...op.if, ...op.localGet(local)],
      ...[...open, ...op.drop, ...op.i32Const(0), ...op.localSet(local), ...op.end],
    ];
    const access = ({ end, local, opcode, start }: Access): Replacement => {
      const isRead = opcode === opcodes.localGet;
      return { start, end, code: [...(isRead ? [] : abandon(own(local))), opcode, ...uleb(own(local))] };
    };
    // What is held then is not lost: where something is thrown, and where the module has closed too little.
    const lose = op.call(this.#indices.get("lose") as number);
    const lost = [...held.values()].flatMap((local) => [...op.localGet(local), ...lose]);
    const left = [...held.values()].flatMap(abandon);
    const ending = [...op.catchAll, ...lost, ...more.rethrow, ...op.end, ...left];
    return [
      // What comes behind an instruction stands in front of what takes the place of the next.
      ...uses.closed.map(({ end, local }) => ({ start: end, end, code: forget(local) })),
      ...uses.returned.map(({ end, local }) => ({ start: end, end, code: [...forget(local), ...keep] })),
      ...uses.accesses.map(access),
      ...uses.replaced.map(({ local, start }) => ({ start, end: start, code: abandon(own(local)) })),
      ...uses.returns.map(({ depth, start }) => ({ start, end: start + 1, code: op.br(depth) })),
      { start: end, end, code: ending },
    ];
  }

  #addGuard(form: string): void {
    const { member, objects, result } = ofFormName(form);
    const { place, signature } = this.#functions.of(member as ApiFunctionName);
    const functionsAt = this.#registers + Object.keys(registers).indexOf("functions");
    const known = [...op.globalGet(functionsAt), ...op.i32Const(place), ...op.i32Add];
    const box = (name: string): number => this.#indices.get(`box:${name}`) as number;
    const isClose = member === "Close";
    const loans = {
      locals: objects,
      lend: box(isClose ? "give" : "lend"),
      endLoan: isClose ? null : box("endLoan"),
      unhandle: result === "held" ? box("unhandle") : null,
    };
    this.#additions.addGuard(signature, known, this.#indices.get(form) as number, loans);
  }

  write(bytes: Uint8Array, binary: BinaryModule): LinkedExtension {
    const additions = this.#additions;
    const moved = (index: number): number => additions.moved(index);
    const sections = new Sections(bytes, binary, moved);
    const added = additions.appendTo(sections);
    const names = Object.keys(registers) as Register[];
    const imports = new ByteWriter(4096);
    this.#imports.forEach((name, index) => {
      imports.name(sandboxModule);
      imports.name(name);
      imports.u8(0);
      imports.u32(additions.importTypes[index] as number);
    });
    imports.name(sandboxModule);
    imports.name("memory");
    imports.add([2, 0, 0]);
    const { isAdded } = this.#stack;
    if (isAdded) {
      imports.name(sandboxModule);
      imports.name("stackPointer");
      imports.add([3, 0x7f, 1]);
    }
    sections.append(sectionIds.import, this.#imports.length + (isAdded ? 2 : 1), imports.bytes());
    sections.append(sectionIds.global, names.length, Uint8Array.from(names.flatMap(newGlobal)));
    const exports = new ByteWriter(4096);
    const add = (name: string, kind: number, index: number): void => {
      exports.name(name);
      exports.u8(kind);
      exports.u32(index);
    };
    for (const [name, index] of this.#exported) add(`hpy.${name}`, 0, index);
    names.forEach((name, index) => {
      add(registerName(name), 3, this.#registers + index);
    });
    sections.append(sectionIds.export, this.#exported.size + names.length, exports.bytes());
    const guardOf = (call: Call): number => this.#guardOf(this.#formOf(call));
    sections.code((writer) => writeBodies(bytes, writer, this.#parts, added, { moved, guardOf }));
    return {
      bytes: sections.write(),
      imports: this.#imports,
      members: this.#members,
      exported: new Set(this.#exported.keys()),
    };
  }
}
