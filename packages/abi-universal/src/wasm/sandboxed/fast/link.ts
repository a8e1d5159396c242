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

import { type ApiFunctionName, contextSignature, functionRow, layout, spec } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import type { BinaryModule } from "../../binary/module.ts";
import { WasmFormatError } from "../../errors.ts";
import { Additions } from "../../linked/relink/additions.ts";
import { writeBodies } from "../../linked/relink/bodies.ts";
import { ByteWriter } from "../../linked/relink/byte-writer.ts";
import { type Call, globalIndex, type ModuleParts, readParts } from "../../linked/relink/parts.ts";
import { Sections, sectionIds } from "../../linked/relink/sections.ts";
import { releasers, type SandboxCode } from "./assembly.ts";
import { type Numbers, type ObjectCode, shortLimits } from "./object-code.ts";
import { registerName } from "./registers.ts";
import { resultCalls } from "./results.ts";
import { type Register, registers } from "./state.ts";
import { lateName, placeNumber, shapeName, shapes, wayName } from "./ways.ts";

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

const signatureOf = (member: ApiFunctionName): string => contextSignature(functionRow(member));

function link(bytes: Uint8Array, binary: BinaryModule, code: SandboxCode): LinkedExtension | null {
  const { entries } = layout.wasm32.HPyContext.offsets;
  const bySlot = new Map(spec.functions.map((row) => [entries + 4 * row.index, row]));
  const members = new Set(code.members);
  const parts = readParts(bytes, binary, (offset, type) => {
    const row = bySlot.get(offset);
    const member = row?.member as ApiFunctionName | undefined;
    if (row === undefined || member === undefined || !members.has(member)) return null;
    return type === contextSignature(row) ? member : null;
  });
  const stackPointer = globalIndex(binary.imports, "__stack_pointer");
  if (parts === null || parts.calls.length === 0 || stackPointer < 0) return null;
  return new Plan(bytes, binary, parts, code, stackPointer).write(bytes, binary);
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
}

/** The parameter that is the first argument, behind the context. */
const self = 1;

/** The entries of functions in the module's part of the table, as many as their types allow. */
function waysOf(
  { bodies, functionImports, functionTypes, tableFunctions, types }: ModuleParts,
  code: SandboxCode,
  late: ReadonlySet<number>,
): PlannedWay[] {
  const ways: PlannedWay[] = [];
  for (const [place, target] of tableFunctions) {
    const type = types[functionTypes[target - functionImports] ?? -1] ?? null;
    const body = bodies[target - functionImports];
    if (type === null || body === undefined) continue;
    const found = shapes.flatMap(({ kinds, row }, position) =>
      type === `i:i${"i".repeat(Object.keys(row.params).length)}` ? [{ kinds, position }] : [],
    );
    if (found.length === 0) continue;
    // Most functions of modules have no use for the module: then it needs no handle.
    const form = { withoutSelf: (body.reads & (1 << self)) === 0, isLate: late.has(target) };
    for (const { kinds, position } of found) {
      const common = { number: placeNumber(place, position), target };
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
    globals + Object.keys(registers).length < shortLimits.others &&
    types.length + mostTypes < shortLimits.others &&
    tableFunctions.size * shapes.length < shortLimits.who
  );
}

/** A linked module in the making. */
class Plan {
  readonly #parts: ModuleParts;
  readonly #members: readonly ApiFunctionName[];
  readonly #additions: Additions;
  readonly #imports: readonly string[];
  readonly #exported: ReadonlyMap<string, number>;
  /** The indices of the guards of members, and of those whose result is late. */
  readonly #guards: Map<string, number> = new Map();
  /** The calls whose result is late. */
  readonly #late: ReadonlySet<Call>;

  constructor(
    bytes: Uint8Array,
    binary: BinaryModule,
    parts: ModuleParts,
    code: SandboxCode,
    stackPointer: number,
  ) {
    this.#parts = parts;
    this.#members = [...new Set(parts.calls.map(({ member }) => member))];
    const fixed = [...this.#members.map((member) => `fast:${member}`), ...code.entries, ...releasers];
    // What C++ throws, only JavaScript can tell: its functions have no entries of their own.
    const isPlain = !binary.exports.some(({ kind }) => kind === "tag");
    const late = isPlain
      ? resultCalls(bytes, parts)
      : { calls: new Set<Call>(), functions: new Set<number>() };
    this.#late = late.calls;
    const ways = isPlain ? waysOf(parts, code, late.functions) : [];
    const lateMembers = [...new Set([...late.calls].map(({ member }) => member))];
    const shapesUsed = [...new Set(ways.map(({ object }) => object))];
    const { functions, imports } = code.collect([...[...fixed, ...lateMembers.map(lateName), ...shapesUsed]]);
    const shared = functions.filter((name) => !shapesUsed.includes(name));
    this.#imports = imports;
    const additions = new Additions(
      parts,
      imports.map((name) => code.signatureOf(name)),
    );
    this.#additions = additions;
    const indices = new Map<string, number>([
      ...imports.map((name, index) => [name, parts.functionImports + index] as const),
      ...shared.map((name, index) => [name, additions.first + index] as const),
      ...ways.map(({ name }, index) => [name, additions.first + shared.length + index] as const),
    ]);
    const numbers: Numbers = {
      function: (name) => indices.get(name) as number,
      registers: parts.globals,
      stackPointer,
      type: (signature) => additions.type(signature),
      areShort: isShort(parts, additions, indices.size + this.#members.length + lateMembers.length),
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
    for (const { number, object, target } of ways) {
      const { body, found } = objects.get(object) as { body: Uint8Array; found: ObjectCode };
      found.own(body, { target: additions.moved(target), who: number }, numbers.areShort);
      additions.add(found.signature, body);
    }
    this.#exported = new Map(
      [...fixed, ...ways.map(({ name }) => name)].map((name) => [name, indices.get(name) as number]),
    );
    const functionsAt = parts.globals + Object.keys(registers).indexOf("functions");
    const addGuard = (member: ApiFunctionName, name: string): void => {
      const place = spec.functions.indexOf(functionRow(member));
      const known = [...op.globalGet(functionsAt), ...op.i32Const(place), ...op.i32Add];
      this.#guards.set(name, additions.next);
      additions.addGuard(signatureOf(member), known, indices.get(name) as number);
    };
    for (const member of this.#members) addGuard(member, `fast:${member}`);
    for (const member of lateMembers) addGuard(member, lateName(member));
    if (numbers.areShort && additions.types > shortLimits.others)
      throw new WasmFormatError(0, `${additions.types} types are more than the linker expects`);
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
    sections.append(sectionIds.import, this.#imports.length + 1, imports.bytes());
    sections.append(sectionIds.global, names.length, Uint8Array.from(names.flatMap(newGlobal)));
    const exports = new ByteWriter(4096);
    const add = (name: string, kind: number, index: number): void => {
      exports.name(name);
      exports.u8(kind);
      exports.u32(index);
    };
    for (const [name, index] of this.#exported) add(`hpy.${name}`, 0, index);
    names.forEach((name, index) => {
      add(registerName(name), 3, this.#parts.globals + index);
    });
    sections.append(sectionIds.export, this.#exported.size + names.length, exports.bytes());
    const guardOf = (call: Call): number => {
      const name = this.#late.has(call) ? lateName(call.member) : `fast:${call.member}`;
      return this.#guards.get(name) as number;
    };
    sections.code((writer) => writeBodies(bytes, writer, this.#parts, added, { moved, guardOf }));
    return {
      bytes: sections.write(),
      imports: this.#imports,
      members: this.#members,
      exported: new Set(this.#exported.keys()),
    };
  }
}
