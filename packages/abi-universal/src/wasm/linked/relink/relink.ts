/**
 * The load-time linker.
 *
 * An extension calls the context through a struct: `i32.load offset=SLOT` gets a function pointer out of it, and
 * `call_indirect` calls it. No engine can look through that. So before an extension is compiled, the linker copies the
 * code of the direct functions that it may call into its module, and replaces each such `call_indirect` by a call of a
 * small function in the same module: if the pointer is the one that plain contexts of this interpreter have there, it
 * calls the copy, which the engine then inlines; if not, it does what the instruction did. So every context works, that
 * of debug mode or of another interpreter as well: all that is ever assumed is that a function pointer which *is* the
 * direct function's leads to the direct function.
 *
 * Functions to import come before those of the module, so that its own functions get higher numbers, wherever they are
 * named: in code, exports, element segments, globals, the start section. Custom sections tell of code that is not the
 * same any more, and are left out, but for functions' names, which make stack traces readable.
 *
 * Whatever the linker does not understand makes it say so ({@link relink} returns `null`), and the extension runs as it is.
 */

import {
  type ApiFunctionName,
  contextSignature,
  type DirectContext,
  type DirectImport,
  layout,
  type Pointer,
  spec,
} from "@hpyjs/core";
import { DirectAssembly, entryLocals, op, uleb, wasmFunctionType, wasmLocals, wasmName } from "@hpyjs/wasm";
import type { BinaryModule } from "../../binary/module.ts";
import { WasmFormatError } from "../../errors.ts";
import { ByteWriter } from "./byte-writer.ts";
import { contextGlobal, entryImports, type PlannedEntry, planEntries } from "./entries.ts";
import { type Call, globalIndex, type ModuleParts, readParts } from "./parts.ts";
import { Sections, sectionIds } from "./sections.ts";

/** A module whose calls are linked. */
export interface Relinked {
  /** The new module. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /**
   * What it imports in addition, from the module {@link directModule}. If it has entries, it also imports there what
   * each instance has of its own (`InstanceEntries.imports`).
   */
  readonly imports: Readonly<Record<string, DirectImport["target"]>>;
  /** How many calls were linked. */
  readonly calls: number;
}

/** The name under which linked modules import what direct functions need. */
export const directModule = "hpy.direct";

/** Where each function of the context is in the struct. */
function slots(direct: DirectContext): ReadonlyMap<number, ApiFunctionName> {
  const { entries } = layout.wasm32.HPyContext.offsets;
  const found = new Map<number, ApiFunctionName>();
  for (const { index, member } of spec.functions) {
    const name = member as ApiFunctionName;
    if (direct.functions.has(name)) found.set(entries + 4 * index, name);
  }
  return found;
}

const signatureOf = (member: ApiFunctionName): string =>
  contextSignature(spec.functions.find((row) => row.member === member) as spec.FunctionRow);

/**
 * Links the calls of a module.
 * @returns `null` where there is nothing to link, or something that the linker does not understand.
 */
export function relink(bytes: Uint8Array, binary: BinaryModule, direct: DirectContext): Relinked | null {
  try {
    return link(bytes, binary, direct);
  } catch (thrown) {
    if (thrown instanceof WasmFormatError) return null;
    throw thrown;
  }
}

function link(bytes: Uint8Array, binary: BinaryModule, direct: DirectContext): Relinked | null {
  const bySlot = slots(direct);
  const signatures = new Map([...bySlot.values()].map((member) => [member, signatureOf(member)]));
  const memberAt = (offset: number, type: string | null): ApiFunctionName | null => {
    const member = bySlot.get(offset);
    return member !== undefined && type === signatures.get(member) ? member : null;
  };
  const parts = readParts(bytes, binary, memberAt);
  if (parts === null || parts.calls.length === 0) return null;
  const members = [...new Set(parts.calls.map(({ member }) => member))];
  const assembly = new DirectAssembly(direct, members);
  const plan = new Plan(binary, parts, assembly, direct, members);
  return {
    bytes: plan.write(bytes, binary),
    imports: Object.fromEntries(
      assembly.imports.map((name) => [name, (direct.imports.get(name) as DirectImport).target]),
    ),
    calls: parts.calls.length,
  };
}

/** A linked module in the making. */
class Plan {
  readonly #parts: ModuleParts;
  readonly #assembly: DirectAssembly;
  readonly #direct: DirectContext;
  readonly #members: readonly ApiFunctionName[];
  readonly #types: string[];
  readonly #typeIndex: Map<string, number> = new Map();
  readonly #shift: number;
  /** The index of the first function that is added. */
  readonly #first: number;
  /** Code of the added functions, without its length. */
  readonly #added: { readonly type: number; readonly body: number[] }[] = [];
  readonly #importTypes: readonly (readonly [name: string, type: number])[];
  readonly #entries: readonly PlannedEntry[];

  constructor(
    binary: BinaryModule,
    parts: ModuleParts,
    assembly: DirectAssembly,
    direct: DirectContext,
    members: readonly ApiFunctionName[],
  ) {
    this.#parts = parts;
    this.#assembly = assembly;
    this.#direct = direct;
    this.#members = members;
    this.#types = [...parts.types.map((type) => type ?? "")];
    parts.types.forEach((type, index) => {
      if (type !== null && !this.#typeIndex.has(type)) this.#typeIndex.set(type, index);
    });
    const imports = [
      ...assembly.imports.map(
        (name) => [name, (direct.imports.get(name) as DirectImport).signature] as const,
      ),
      ...Object.entries(entryImports),
    ];
    this.#importTypes = imports.map(([name, signature]) => [name, this.#type(signature)]);
    this.#shift = imports.length;
    this.#first = parts.functionImports + this.#shift + parts.bodies.length;
    this.#addFunctions();
    this.#addGuards();
    this.#entries = this.#addEntries(binary);
  }

  /** The bytes of the new module. */
  write(bytes: Uint8Array, binary: BinaryModule): Uint8Array<ArrayBuffer> {
    const sections = new Sections(bytes, binary, (index) => this.#moved(index));
    const newTypes = this.#types.slice(this.#parts.types.length).map(wasmFunctionType);
    const newImports = this.#importTypes.map(([name, type]) => [
      ...[...wasmName(directModule), ...wasmName(name), 0, ...uleb(type)],
    ]);
    const firstEntry = this.#first + this.#added.length - this.#entries.length;
    const newExports = this.#entries.map(({ name }, index) => [
      ...wasmName(name),
      0,
      ...uleb(firstEntry + index),
    ]);
    sections.append(sectionIds.type, newTypes);
    sections.append(sectionIds.import, newImports);
    sections.append(
      sectionIds.function,
      this.#added.map(({ type }) => uleb(type)),
    );
    if (this.#entries.length > 0) {
      sections.append(sectionIds.global, [[0x7f, 1, ...op.i32Const(0), ...op.end]]);
      sections.append(sectionIds.export, [
        ...newExports,
        [...wasmName(contextGlobal), 3, ...uleb(this.#parts.globals)],
      ]);
    }
    sections.code((writer) => this.#writeCode(bytes, writer));
    return sections.write();
  }

  #moved(index: number): number {
    return index < this.#parts.functionImports ? index : index + this.#shift;
  }

  #type(signature: string): number {
    const known = this.#typeIndex.get(signature);
    if (known !== undefined) return known;
    const index = this.#types.push(signature) - 1;
    this.#typeIndex.set(signature, index);
    return index;
  }

  /** The direct functions, and their helpers. */
  #addFunctions(): void {
    const codes = this.#assembly.assemble(this.#parts.functionImports, this.#first);
    this.#assembly.functions.forEach(({ locals, signature }, index) => {
      const body = [...wasmLocals(locals), ...(codes[index] as readonly number[]), ...op.end];
      this.#added.push({ type: this.#type(signature), body });
    });
  }

  /** For each, the function that looks at the pointer. */
  #addGuards(): void {
    this.#members.forEach((member, index) => {
      const signature = signatureOf(member);
      const [result = "v", parameters = ""] = signature.split(":");
      const args = [...parameters].flatMap((_, position) => op.localGet(position));
      const pointer = op.localGet(parameters.length);
      const known = this.#direct.pointers.get(member) as Pointer;
      const body = [
        ...[0, ...pointer, ...op.i32Const(known), ...op.i32Eq, ...op.ifTyped(result)],
        ...[...args, ...op.call(this.#first + index), ...op.else],
        ...[...args, ...pointer, ...op.callIndirect(this.#type(signature)), ...op.end, ...op.end],
      ];
      this.#added.push({ type: this.#type(`${result}:${parameters}i`), body });
    });
  }

  /** The ways from Python into the module; what C++ may throw only JavaScript can tell, so its modules have none. */
  #addEntries({ exports, imports }: BinaryModule): readonly PlannedEntry[] {
    const { entries } = this.#direct;
    if (entries === null || exports.some(({ kind }) => kind === "tag")) return [];
    const stackPointer = globalIndex(imports, "__stack_pointer");
    const firstImport = this.#parts.functionImports + this.#assembly.imports.length;
    const planned = planEntries(this.#parts, {
      entries,
      context: this.#parts.globals,
      stackPointer: stackPointer < 0 ? null : stackPointer,
      imports: { caught: firstImport, refuse: firstImport + 1 },
      moved: (index) => this.#moved(index),
    });
    for (const { code, signature } of planned) {
      const body = [...wasmLocals(entryLocals), ...code, ...op.end];
      this.#added.push({ type: this.#type(signature), body });
    }
    return planned;
  }

  #guardOf({ member }: Call): number {
    return this.#first + this.#assembly.functions.length + this.#members.indexOf(member);
  }

  #writeCode(bytes: Uint8Array, writer: ByteWriter): void {
    const { bodies, edits } = this.#parts;
    writer.u32(bodies.length + this.#added.length);
    const body = new ByteWriter(1024);
    let next = 0;
    for (const { start, end } of bodies) {
      let copied = start;
      body.clear();
      for (let edit = edits[next]; edit !== undefined && edit.start < end; edit = edits[++next]) {
        body.copy(bytes, copied, edit.start);
        if (edit.call === null) {
          body.u32(this.#moved(edit.index));
        } else {
          body.add([0x10]);
          body.u32(this.#guardOf(edit.call));
        }
        copied = edit.end;
      }
      body.copy(bytes, copied, end);
      writer.sized(body);
    }
    for (const added of this.#added) {
      writer.u32(added.body.length);
      writer.add(added.body);
    }
  }
}
