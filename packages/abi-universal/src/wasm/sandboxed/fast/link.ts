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

import type { ApiFunctionName } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import type { BinaryModule } from "../../binary/module.ts";
import { WasmFormatError } from "../../errors.ts";
import { Additions } from "../../linked/relink/additions.ts";
import { writeBodies } from "../../linked/relink/bodies.ts";
import { ByteWriter } from "../../linked/relink/byte-writer.ts";
import { type Call, globalIndex, type ModuleParts, readParts } from "../../linked/relink/parts.ts";
import { Sections, sectionIds } from "../../linked/relink/sections.ts";
import { releasers, type SandboxCode } from "./assembly.ts";
import type { ContextFunctions } from "./context-functions.ts";
import { type CopyNumbers, copied, copyHelpers } from "./copies.ts";
import { type Numbers, type ObjectCode, shortLimits } from "./object-code.ts";
import { ObjectFlows } from "./object-flow.ts";
import { type Copy, copyName, waysOf } from "./planned-ways.ts";
import { registerName } from "./registers.ts";
import { ResultFlows, resultCalls } from "./results.ts";
import { type Register, registers } from "./state.ts";
import { formName, ofFormName, shapes } from "./ways.ts";

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
  readonly #formNames: Map<Copy | null, Map<Call, string>> = new Map();

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
    const helpers = copies.size === 0 ? [] : copyHelpers;
    const { functions, imports } = code.collect([
      ...new Set([...fixed, ...forms, ...helpers, ...shapesUsed]),
    ]);
    const ofWays = new Set(shapesUsed);
    const shared = functions.filter((name) => !ofWays.has(name));
    this.#imports = imports;
    const additions = new Additions(
      parts,
      imports.map((name) => code.signatureOf(name)),
    );
    this.#additions = additions;
    const added = [...shared, ...ways.map(({ name }) => name), ...copies.keys(), ...forms.map(guardName)];
    const indices = new Map<string, number>();
    imports.forEach((name, index) => void indices.set(name, parts.functionImports + index));
    added.forEach((name, index) => void indices.set(name, additions.first + index));
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
    const found = new Set<string>();
    for (const call of this.#parts.calls) found.add(this.#formOf(call, null));
    for (const copy of copies) for (const call of copy.uses.calls.keys()) found.add(this.#formOf(call, copy));
    return [...found];
  }

  /** The name of the function that a call is of. @param copy the copy that it is in; `null` for the function itself. */
  #formOf(call: Call, copy: Copy | null): string {
    const names = this.#formNames.get(copy) ?? new Map<Call, string>();
    this.#formNames.set(copy, names);
    const known = names.get(call);
    if (known !== undefined) return known;
    const name = this.#newForm(call, copy);
    names.set(call, name);
    return name;
  }

  #newForm(call: Call, copy: Copy | null): string {
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
    const numbers: CopyNumbers = {
      index: (name) => this.#indices.get(name) as number,
      moved: (index) => this.#additions.moved(index),
      guardOf: (call) => this.#guardOf(this.#formOf(call, copy)),
    };
    const { body, type } = copied(this.#bytes, this.#parts, copy, numbers);
    this.#additions.add(type, body);
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
    const guardOf = (call: Call): number => this.#guardOf(this.#formOf(call, null));
    sections.code((writer) => writeBodies(bytes, writer, this.#parts, added, { moved, guardOf }));
    return {
      bytes: sections.write(),
      imports: this.#imports,
      members: this.#members,
      exported: new Set(this.#exported.keys()),
    };
  }
}
