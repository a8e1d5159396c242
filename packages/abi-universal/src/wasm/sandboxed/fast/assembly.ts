/**
 * All the code of a sandbox, on its way into a module: the functions of the context, the entries, and what they call.
 *
 * The interpreter's direct functions take their memory for memory 0. Here that is the module's own, so each access of
 * theirs is given the other memory's number.
 *
 * Where traps are caught, an exhausted stack is as well: so before each call of CPython that may need more than a little
 * of it, it is made sure that it has, as `pyodide/guard.ts` of the bridge does for calls from JavaScript, and the calls in
 * progress are counted. The direct functions' own looks at the stack, now and then, are not needed then. Where calls may be
 * suspended, it is made sure behind each such call that this one may go on.
 */

import {
  type ApiFunctionName,
  contextSignature,
  type DirectContext,
  type DirectFunction,
  type DirectImport,
  type EntryKind,
  functionRow,
  type Link,
  spec,
} from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { InstructionReader } from "../../linked/relink/instructions.ts";
import type { Grants } from "../grants.ts";
import { fillBuffer, releaseBuffer } from "./buffer-code.ts";
import { type Code, interpreterMemory, more, own } from "./code.ts";
import { ContextFunctions } from "./context-functions.ts";
import { SandboxEmit } from "./emit.ts";
import { ending, endingName, type ResultKind } from "./endings.ts";
import { type EntryNeeds, type EntryOptions, fastEntry, hasFastEntry } from "./entries.ts";
import { fastFunction, fastFunctions } from "./functions.ts";
import { ObjectCode, ownFunction, standIns, who } from "./object-code.ts";
import { releaseStruct } from "./special.ts";
import { type Form, ofFormName, ofShapeName, type Shape, shapes, signatureBits } from "./ways.ts";

/** The names of the parameters of {@link shapes} that Python passes no object for. */
const nullable: readonly string[] = ["kwnames", "kw"];

/** What the code calls in JavaScript, by name, with the types. */
const boxFunctions = {
  owned: "i:i",
  freeText: "v:i",
  take: "i:ii",
  lend: "i:i",
  endLoan: "v:i",
  give: "i:i",
  unhandle: "i:i",
  lost: "v:i",
  negative: "v:i",
  blocked: "v:",
  enter: "i:iiiii",
  caught: "v:ddiii",
  endCall: "v:ddiii",
  giveBack: "v:ii",
  outOfOrder: "v:",
  refuse: "v:ii",
  struct: "i:ii",
  release: "v:i",
  adoptList: "i:i",
  adoptTuple: "i:i",
  fillBuffer: "v:ii",
  releaseBuffer: "v:ii",
} as const;

/** The name of the entry of a signature. */
export const entryName = (signature: string): string => `enter:${signature}`;

/** The names of what lets go what Python does not need any more. */
export const releasers = ["release", "releaseBuffer"] as const;

/** What it calls of the interpreter's exports, by name. */
const hostFunctions: Readonly<Record<string, string>> = { malloc: "i:i", free: "v:i" };

const resultKinds: readonly ResultKind[] = ["handle", "length", "status"];

/** Stops every call when the interpreter is dead. */
const stoppedDepth = 0x4000_0000;

/** The code, for all modules with the same traps and grants. */
export class SandboxCode {
  /** The functions of the context that there are. */
  readonly members: readonly ApiFunctionName[];
  /** The signatures that have entries. */
  readonly signatures: readonly spec.SignatureRow[];
  /** Whether traps are caught. */
  readonly catches: boolean;
  /** What its functions are. */
  readonly functions: ContextFunctions = new ContextFunctions();
  readonly #direct: DirectContext;
  readonly #emit: SandboxEmit;
  readonly #needs: EntryNeeds;
  readonly #functions: Map<string, DirectFunction>;
  readonly #grants: Grants;
  readonly #objects: Map<string, ObjectCode> = new Map();
  readonly #types: string[] = [];

  /** Describes the code; it is made when it is asked for. */
  constructor(direct: DirectContext, needs: EntryNeeds, grants: Grants, catches: boolean) {
    const place = { registers: standIns.register, stackPointer: standIns.stackPointer, catches };
    const emit = new SandboxEmit(place);
    this.catches = catches;
    this.#direct = direct;
    this.#emit = emit;
    this.#needs = needs;
    this.#grants = grants;
    const fast = fastFunctions(emit, direct, grants);
    this.members = [...fast.keys()];
    this.signatures = spec.signatures.filter(hasFastEntry);
    const moved = (inner: DirectFunction): DirectFunction => ({
      ...inner,
      code: (link) => inInterpreterMemory(inner.code((name) => link(this.#guarded(name)))),
    });
    this.#functions = new Map<string, DirectFunction>([
      ...[...fast].map(([member, code]) => [`fast:${member}`, code] as const),
      ["item", item(needs, false)],
      ["keywordItem", item(needs, true)],
      ["release", releaseStruct()],
      ["releaseBuffer", releaseBuffer(emit)],
      ["fillBuffer", fillBuffer(emit)],
      ...resultKinds.map((kind) => [endingName(kind), ending(emit, kind)] as const),
      ...Object.entries(emit.helpers()),
      ...[...direct.functions].map(([member, code]) => [`direct:${member}`, moved(code)] as const),
      ...[...direct.helpers].map(([name, code]) => [name, moved(code)] as const),
    ]);
    if (catches) this.#functions.set("room", { signature: "i:", locals: "", code: () => op.i32Const(0) });
    for (const [name, { signature, isLeaf }] of direct.imports) {
      if (!name.startsWith("c:") || isLeaf) continue;
      const guarded = catches ? guard(name, signature, needs.depth) : inOrder(emit, name, signature);
      this.#functions.set(`guard:${name}`, guarded);
    }
  }

  /** The code of a function, by its name; `null` for what is to be imported. */
  object(name: string): ObjectCode | null {
    const known = this.#objects.get(name);
    if (known !== undefined) return known;
    const described = this.#described(name);
    if (described === undefined) return null;
    const made = new ObjectCode(described, this.#types);
    this.#objects.set(name, made);
    return made;
  }

  #described(name: string): DirectFunction | undefined {
    if (name.startsWith("shape:")) return this.#shape(name);
    const row = name.startsWith("enter:")
      ? this.signatures.find((row) => entryName(row.name) === name)
      : undefined;
    if (row !== undefined) return this.#enter(row);
    return this.#functions.get(name) ?? (/^(?:fast|late|held):/.test(name) ? this.#form(name) : undefined);
  }

  /** A function of the context that has objects in the place of handles, or whose result is none. */
  #form(name: string): DirectFunction | undefined {
    const { member, objects, result } = ofFormName(name);
    const isHeld = result === "held";
    if (!this.hasMember(member)) return undefined;
    const emit = new SandboxEmit(this.#emit.place, objects, isHeld);
    const found = fastFunction(emit, this.#direct, this.#grants, member as ApiFunctionName);
    if (result === "fast") return found;
    return unopened(found, isHeld ? "hold" : "keep");
  }

  /** These functions, and behind them what they call; and what is to be imported. Both are by name. */
  collect(names: readonly string[]): {
    readonly functions: readonly string[];
    readonly imports: readonly string[];
  } {
    const functions = [...names];
    const known = new Set(names);
    const imports = new Set<string>();
    for (let index = 0; index < functions.length; index++) {
      for (const name of this.object(functions[index] as string)?.called ?? []) {
        if (known.has(name) || name.startsWith("@")) continue;
        if (this.#functions.has(name)) functions.push(name);
        else imports.add(name);
        known.add(name);
      }
    }
    return { functions, imports: [...imports] };
  }

  /** Whether there is a function of the context. */
  hasMember(member: string): boolean {
    return this.#functions.has(`fast:${member}`);
  }

  /** The names of all that a module that is not linked has. */
  get names(): readonly string[] {
    const entries = this.signatures.map(({ name }) => entryName(name));
    return [...this.members.map((member) => `fast:${member}`), ...entries, ...releasers];
  }

  /** The type of an import that the code needs. */
  signatureOf(name: string): string {
    if (name.startsWith("box:")) return boxFunctions[name.slice(4) as keyof typeof boxFunctions];
    if (name.startsWith("host:")) return hostFunctions[name.slice(5)] as string;
    if (name.startsWith("slow:")) return contextSignature(functionRow(name.slice(5) as ApiFunctionName));
    if (name === "probe") return "v:i";
    return (this.#direct.imports.get(name) as DirectImport).signature;
  }

  #type(signature: string): number {
    const known = this.#types.indexOf(signature);
    return standIns.type + (known >= 0 ? known : this.#types.push(signature) - 1);
  }

  /** The entry of a signature, which is told which function it calls. */
  #enter(row: spec.SignatureRow): DirectFunction {
    const params = "i".repeat(Object.keys(row.params).length);
    const type = this.#type(`i:i${params}`);
    // The first parameter says which function, behind the number of the call.
    const before = this.catches ? 2 : 1;
    const number = op.localGet(before - 1);
    const pointer = [...number, ...op.i32Const(signatureBits), ...op.i32ShrU];
    const call = (): Code => [...pointer, ...op.callIndirect(type)];
    const parameters = `${this.catches ? "di" : "i"}${params}`;
    const args = [...params].map((_, position) => before + position);
    return fastEntry(this.#emit, row, this.#needs, { parameters, args, who: number, call });
  }

  /** An entry of functions of a shape, which calls one function of the module's own. */
  #shape(name: string): DirectFunction {
    const { form, kind: index = 0, position } = ofShapeName(name);
    const { kinds, row } = shapes[position] as Shape;
    const params = "i".repeat(Object.keys(row.params).length);
    const call = (link: Link): Code => op.call(link(ownFunction));
    if (this.catches) {
      const args = [...params].map((_, index) => 1 + index);
      return this.#entry(row, form, { parameters: `d${params}`, args, nullable, who, call });
    }
    const [kind, parameters] = kinds[index] as Shape["kinds"][number];
    const way = wayInto(kind, parameters, this.#needs);
    return this.#entry(row, form, { ...way, parameters: "i".repeat(parameters), nullable, who, call });
  }

  #entry(row: spec.SignatureRow, form: Form, options: EntryOptions): DirectFunction {
    const isLate = form.isLate && row.returns === "HPy";
    return fastEntry(this.#emit, row, this.#needs, { ...options, objects: form.objects, isLate });
  }

  #guarded(name: string): string {
    if (name === "js:room" && this.catches) return "room";
    return this.#direct.imports.get(name)?.isLeaf === false && name.startsWith("c:") ? `guard:${name}` : name;
  }
}

/**
 * How an entry that Python calls itself comes to the arguments of the implementation.
 * @param parameters how many it has.
 */
function wayInto(
  kind: EntryKind,
  parameters: number,
  { tuple }: EntryNeeds,
): Pick<EntryOptions, "args" | "own" | "prologue"> {
  const same = Array.from({ length: parameters }, (_, index) => index);
  const refuse = (link: Link): Code => [
    ...[
      ...who,
      ...op.localGet(2),
      ...op.call(link("box:refuse")),
      ...op.i32Const(0),
      ...op.return,
      ...op.end,
    ],
  ];
  const [first, second] = [parameters, parameters + 1];
  switch (kind) {
    case "noArgs":
      return { args: [0], prologue: (link) => [...op.localGet(2), ...op.if, ...refuse(link)] };
    case "oneArg":
      return {
        args: [0, first],
        own: "i",
        prologue: (link) => [
          ...[...op.localGet(2), ...op.i32Const(1), ...op.i32Differ, ...op.if, ...refuse(link)],
          ...[...op.localGet(1), ...own.load(0), ...op.localSet(first)],
        ],
      };
    case "tuple":
      return {
        args: [0, first, second, 2],
        own: "ii",
        prologue: () => [
          ...[...op.localGet(1), ...op.i32Const(tuple.items), ...op.i32Add, ...op.localSet(first)],
          ...[...op.localGet(1), ...own.load(tuple.size), ...op.localSet(second)],
        ],
      };
    case "vectorcall":
      return {
        args: same,
        prologue: () => [
          ...[...op.localGet(2), ...op.i32Const(0x7fff_ffff), ...op.i32And, ...op.localSet(2)],
        ],
      };
    case "buffer":
    case "plain":
      return { args: same };
  }
}

/** The parameters of a function of this type, each as the code that puts it on the stack. */
function parametersOf(signature: string): Code[] {
  return [...(signature.split(":")[1] ?? "")].map((_, index) => op.localGet(index));
}

/**
 * A call of CPython in which Python code may run, and be suspended. Another call of this module may have begun meanwhile
 * that has not ended: then this one must not go on, whose place on the module's stack would be the other's.
 */
function inOrder(emit: SandboxEmit, name: string, signature: string): DirectFunction {
  const args = parametersOf(signature);
  const serial = args.length;
  return {
    signature,
    locals: "j",
    code: (link) => [
      ...[...emit.get("serial"), ...op.localSet(serial), ...args.flat(), ...op.call(link(name))],
      ...[...emit.get("serial"), ...op.localGet(serial), ...more.i64Ne, ...op.if],
      ...[...op.call(link("box:outOfOrder")), ...op.end],
    ],
  };
}

/** A call of CPython that has room on the stack, and is counted. */
function guard(name: string, signature: string, depth: number): DirectFunction {
  const args = parametersOf(signature);
  const before = args.length;
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
      ...[...op.i32Const(stoppedDepth), ...op.i32GeS, ...op.if, ...op.call(link("js:room"))],
      ...[...op.drop, ...op.end],
      ...[...op.i32Const(0), ...op.localGet(before), ...op.i32Const(1), ...op.i32Add, ...own.store(depth)],
      ...[...args.flat(), ...op.call(link(name))],
      ...[...op.i32Const(0), ...op.localGet(before), ...own.store(depth)],
    ],
  };
}

/**
 * An item of an array of arguments that are objects: the array, which item, how many arguments there are, and the names of
 * those that come with one. Null where there is none.
 */
function item({ tuple }: EntryNeeds, hasNames: boolean): DirectFunction {
  const [array, index, count, names] = [0, 1, 2, 3];
  const isBelow = [...op.localGet(index), ...op.localGet(count), ...more.i32LtU];
  const isNamed = [
    ...[...op.localGet(names), ...op.ifTyped("i"), ...op.localGet(index), ...op.localGet(count)],
    ...[...op.localGet(names), ...own.load(tuple.size), ...op.i32Add, ...more.i32LtU],
    ...[...op.else, ...op.i32Const(0), ...op.end],
  ];
  return {
    signature: hasNames ? "i:iiii" : "i:iii",
    locals: "",
    code: () => [
      ...isBelow,
      ...(hasNames ? [...op.ifTyped("i"), ...op.i32Const(1), ...op.else, ...isNamed, ...op.end] : []),
      ...[...op.ifTyped("i"), ...op.localGet(array), ...op.localGet(index), ...op.i32Const(2)],
      ...[...op.i32Shl, ...op.i32Add, ...own.load(0), ...op.else, ...op.i32Const(0), ...op.end],
    ],
  };
}

/** The same function of the context, which does something else for its result than to open a handle. */
function unopened(inner: DirectFunction, instead: "keep" | "hold"): DirectFunction {
  return { ...inner, code: (link) => inner.code((name) => link(name === "open" ? instead : name)) };
}

/** The same code, whose accesses of memory are those of the interpreter's. */
function inInterpreterMemory(code: Code): Code {
  const bytes = Uint8Array.from(code);
  const moved: number[] = [];
  new InstructionReader(bytes).each(0, bytes.length, (opcode, start, end) => {
    const accesses = opcode >= 0x28 && opcode <= 0x3e;
    if (accesses) moved.push(opcode, (bytes[start + 1] as number) | 0x40, interpreterMemory);
    for (let index = accesses ? start + 2 : start; index < end; index++) moved.push(bytes[index] as number);
  });
  return moved;
}
