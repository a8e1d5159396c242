/**
 * All the code of a sandbox, on its way into a module: the functions of the context, the entries, and what they call.
 *
 * The interpreter's direct functions take their memory for memory 0. Here that is the module's own, so each access of
 * theirs is given the other memory's number.
 *
 * Where traps are caught, an exhausted stack is as well: so before each call of CPython that may need more than a little
 * of it, it is made sure that it has, as `pyodide/guard.ts` of the bridge does for calls from JavaScript, and the calls in
 * progress are counted. The direct functions' own looks at the stack, now and then, are not needed then.
 */

import {
  type ApiFunctionName,
  contextSignature,
  DirectAssembly,
  type DirectContext,
  type DirectFunction,
  type DirectImport,
  type EntryKind,
  entryCode,
  entryLocals,
  type Link,
  op,
  spec,
} from "@hpyjs/core";
import { InstructionReader } from "../../linked/relink/instructions.ts";
import type { Grants } from "../grants.ts";
import { type Code, interpreterMemory, own } from "./code.ts";
import { type CodePlace, SandboxEmit } from "./emit.ts";
import { type EntryNeeds, endCall, fastEntry, hasFastEntry, rest } from "./entries.ts";
import { fastFunctions, rowOf } from "./functions.ts";
import { releaseStruct } from "./special.ts";
import { placeNumber, shapes, signatureBits, wayName } from "./ways.ts";

/** What the code calls in JavaScript, by name, with the types. */
export const boxFunctions = {
  owned: "i:i",
  freeText: "v:i",
  take: "i:ii",
  negative: "v:i",
  blocked: "v:",
  enter: "i:iiiii",
  caught: "v:di",
  outOfOrder: "v:",
  refuse: "v:ii",
  struct: "i:ii",
  release: "v:i",
  adoptList: "i:i",
  adoptTuple: "i:i",
} as const;

/** Stops every call when the interpreter is dead. */
const stoppedDepth = 0x4000_0000;

/** The code for one place. */
export class SandboxCode {
  /** The functions of the context that there are. */
  readonly members: readonly ApiFunctionName[];
  /** The signatures that have entries. */
  readonly signatures: readonly spec.SignatureRow[];
  readonly #direct: DirectContext;
  readonly #emit: SandboxEmit;
  readonly #needs: EntryNeeds;
  readonly #functions: Map<string, DirectFunction> = new Map();
  readonly #helpers: Map<string, DirectFunction>;

  /**
   * Describes the code.
   * @param functionType the index of the type of the module's functions that an entry calls.
   */
  constructor(
    direct: DirectContext,
    needs: EntryNeeds,
    grants: Grants,
    place: CodePlace,
    functionType: (signature: string) => number,
  ) {
    const emit = new SandboxEmit(place);
    this.#direct = direct;
    this.#emit = emit;
    this.#needs = needs;
    const fast = fastFunctions(emit, direct, grants);
    this.members = [...fast.keys()];
    for (const [member, code] of fast) this.#functions.set(`fast:${member}`, code);
    this.signatures = spec.signatures.filter(hasFastEntry);
    for (const row of this.signatures) {
      const type = functionType(`i:i${"i".repeat(Object.keys(row.params).length)}`);
      const who = op.localGet(place.catches ? 1 : 0);
      const pointer = [...who, ...op.i32Const(signatureBits), ...op.i32ShrU];
      const call = (): Code => [...pointer, ...op.callIndirect(type)];
      this.#functions.set(`enter:${row.name}`, fastEntry(emit, row, needs, { before: 1, who, call }));
    }
    this.#functions.set("release", releaseStruct());
    this.#helpers = new Map(Object.entries({ ...emit.helpers(), endCall: endCall(emit), rest: rest(emit) }));
    const linked = place.catches
      ? (name: string): string => this.#guarded(name)
      : (name: string): string => name;
    const moved = (inner: DirectFunction): DirectFunction => ({
      ...inner,
      code: (link) => inInterpreterMemory(inner.code((name) => link(linked(name)))),
    });
    for (const [member, code] of direct.functions) this.#helpers.set(`direct:${member}`, moved(code));
    for (const [name, code] of direct.helpers) this.#helpers.set(name, moved(code));
    if (!place.catches) return;
    this.#helpers.set("room", { signature: "v:", locals: "", code: () => [] });
    for (const [name, { signature, isLeaf }] of direct.imports)
      if (name.startsWith("c:") && !isLeaf)
        this.#helpers.set(`guard:${name}`, guard(name, signature, needs.depth));
  }

  /**
   * Adds the entries of one function of the module: `way` and its place, shape and kind.
   * @param call calls it.
   * @returns their names.
   */
  addWays(place: number, type: string, call: () => Code): readonly string[] {
    const names: string[] = [];
    shapes.forEach(({ kinds, row }, position) => {
      if (type !== `i:i${"i".repeat(Object.keys(row.params).length)}`) return;
      const number = op.i32Const(placeNumber(place, position));
      const name = wayName(place, position);
      this.#functions.set(name, fastEntry(this.#emit, row, this.#needs, { before: 0, who: number, call }));
      names.push(name);
      if (this.#emit.place.catches) return;
      kinds.forEach(([kind, parameters], index) => {
        const outer = wayName(place, position, index);
        this.#functions.set(outer, this.#outerWay(name, number, kind, parameters));
        names.push(outer);
      });
    });
    return names;
  }

  /** An entry that Python calls itself: the one that catches is called by it. */
  #outerWay(name: string, number: Code, kind: EntryKind, parameters: number): DirectFunction {
    const signature = `i:${"i".repeat(parameters)}`;
    const parts = {
      context: [],
      stackPointer: null,
      depth: this.#needs.depth,
      caught: () => op.i32Const(0),
      tuple: this.#needs.tuple,
    };
    const code = (link: Link): Code =>
      inInterpreterMemory(
        entryCode(kind, signature, {
          ...parts,
          call: op.call(link(name)),
          refuse: [...number, ...op.localGet(2), ...op.call(link("box:refuse"))],
        }),
      );
    return { signature, locals: entryLocals, code };
  }

  /** The code of these functions, by name (`fast:`, `enter:`, `release`), and of what they need. */
  assembly(names: readonly string[]): DirectAssembly {
    const context = { functions: this.#functions, helpers: this.#helpers } as unknown as DirectContext;
    return new DirectAssembly(context, names as readonly ApiFunctionName[]);
  }

  /** The names of the entries of signatures. */
  get entries(): readonly string[] {
    return this.signatures.map(({ name }) => `enter:${name}`);
  }

  /** All functions. */
  get names(): readonly string[] {
    return [...this.#functions.keys()];
  }

  /** The type of an import that the code needs. */
  signatureOf(name: string): string {
    if (name.startsWith("box:")) return boxFunctions[name.slice(4) as keyof typeof boxFunctions];
    if (name.startsWith("slow:")) return contextSignature(rowOf(name.slice(5)));
    if (name === "probe") return "v:i";
    return (this.#direct.imports.get(name) as DirectImport).signature;
  }

  #guarded(name: string): string {
    if (name === "js:room") return "room";
    return this.#direct.imports.get(name)?.isLeaf === false && name.startsWith("c:") ? `guard:${name}` : name;
  }
}

/** A call of CPython that has room on the stack, and is counted. */
function guard(name: string, signature: string, depth: number): DirectFunction {
  const count = (signature.split(":")[1] ?? "").length;
  const args = Array.from({ length: count }, (_, index) => op.localGet(index)).flat();
  const before = count;
  return {
    signature,
    locals: "i",
    code: (link: Link) => [
      ...[
        ...op.i32Const(0),
        ...op.call(link("probe")),
        ...op.i32Const(0),
        ...own.load(depth),
        ...op.localTee(before),
      ],
      ...[...op.i32Const(stoppedDepth), ...op.i32GeS, ...op.if, ...op.call(link("js:room")), ...op.end],
      ...[...op.i32Const(0), ...op.localGet(before), ...op.i32Const(1), ...op.i32Add, ...own.store(depth)],
      ...[...args, ...op.call(link(name))],
      ...[...op.i32Const(0), ...op.localGet(before), ...own.store(depth)],
    ],
  };
}

/** The same code, whose accesses of memory are those of the interpreter's. */
function inInterpreterMemory(code: Code): Code {
  const bytes = Uint8Array.from([...code, 0x0b]);
  const moved: number[] = [];
  let copied = 0;
  new InstructionReader(bytes).memoryArguments(0, bytes.length, (flags) => {
    for (; copied < flags; copied++) moved.push(bytes[copied] as number);
    moved.push((bytes[copied++] as number) | 0x40, interpreterMemory);
  });
  for (; copied < bytes.length - 1; copied++) moved.push(bytes[copied] as number);
  return moved;
}
