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
  type DirectContext,
  type DirectFunction,
  type DirectImport,
  layout,
  type Pointer,
  spec,
} from "@hpyjs/core";
import { DirectAssembly, op, wasmLocals } from "@hpyjs/wasm";
import type { BinaryModule } from "../../binary/module.ts";
import { WasmFormatError } from "../../errors.ts";
import { Additions } from "./additions.ts";
import { writeBodies } from "./bodies.ts";
import { ByteWriter } from "./byte-writer.ts";
import { addEntries, contextGlobal, entryImports } from "./entries.ts";
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

const signatureOf = ({ functions }: DirectContext, member: ApiFunctionName): string =>
  (functions.get(member) as DirectFunction).signature;

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
  const memberAt = (offset: number, type: string | null): ApiFunctionName | null => {
    const member = bySlot.get(offset);
    return member !== undefined && type === signatureOf(direct, member) ? member : null;
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
  readonly #additions: Additions;
  readonly #importNames: readonly string[];
  /** The index of the first guard. */
  readonly #guards: number;
  /** The index of the first entry. */
  readonly #firstEntry: number;
  /** The entries' names. */
  readonly #entries: readonly string[];

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
    const imports = [
      ...assembly.imports.map(
        (name) => [name, (direct.imports.get(name) as DirectImport).signature] as const,
      ),
      ...Object.entries(entryImports),
    ];
    this.#importNames = imports.map(([name]) => name);
    this.#additions = new Additions(
      parts,
      imports.map(([, signature]) => signature),
    );
    this.#addFunctions();
    this.#guards = this.#additions.next;
    this.#addGuards();
    this.#firstEntry = this.#additions.next;
    this.#entries = this.#addEntries(binary);
  }

  /** The bytes of the new module. */
  write(bytes: Uint8Array, binary: BinaryModule): Uint8Array<ArrayBuffer> {
    const additions = this.#additions;
    const moved = (index: number): number => additions.moved(index);
    const sections = new Sections(bytes, binary, moved);
    const added = additions.appendTo(sections);
    const imports = new ByteWriter(2048);
    this.#importNames.forEach((name, index) => {
      imports.name(directModule);
      imports.name(name);
      imports.u8(0);
      imports.u32(additions.importTypes[index] as number);
    });
    sections.append(sectionIds.import, this.#importNames.length, imports.bytes());
    if (this.#entries.length > 0) {
      sections.append(sectionIds.global, 1, Uint8Array.of(0x7f, 1, ...op.i32Const(0), ...op.end));
      const exports = new ByteWriter(2048);
      this.#entries.forEach((name, index) => {
        exports.name(name);
        exports.u8(0);
        exports.u32(this.#firstEntry + index);
      });
      exports.name(contextGlobal);
      exports.u8(3);
      exports.u32(this.#parts.globals);
      sections.append(sectionIds.export, this.#entries.length + 1, exports.bytes());
    }
    const guardOf = ({ member }: Call): number => this.#guards + this.#members.indexOf(member);
    sections.code((writer) => writeBodies(bytes, writer, this.#parts, added, { moved, guardOf }));
    return sections.write();
  }

  /** The direct functions, and their helpers. */
  #addFunctions(): void {
    const codes = this.#assembly.assemble(this.#parts.functionImports, this.#additions.first);
    this.#assembly.functions.forEach(({ locals, signature }, index) => {
      const code = codes[index] as readonly number[];
      this.#additions.add(signature, [...wasmLocals(locals), ...code, ...op.end]);
    });
  }

  /** For each, the function that looks at the pointer. */
  #addGuards(): void {
    this.#members.forEach((member, index) => {
      const known = op.i32Const(this.#direct.pointers.get(member) as Pointer);
      this.#additions.addGuard(signatureOf(this.#direct, member), known, this.#additions.first + index);
    });
  }

  /** The ways from Python into the module; none where it may throw what nobody knows. */
  #addEntries({ exports, imports }: BinaryModule): readonly string[] {
    const { entries } = this.#direct;
    const { exceptionTag: tag } = this.#parts;
    if (entries === null || (tag === null && exports.some(({ kind }) => kind === "tag"))) return [];
    const stackPointer = globalIndex(imports, "__stack_pointer");
    const firstImport = this.#parts.functionImports + this.#assembly.imports.length;
    return addEntries(this.#parts, this.#additions, {
      entries,
      context: this.#parts.globals,
      stackPointer: stackPointer < 0 ? null : stackPointer,
      tag,
      imports: { caught: firstImport, refuse: firstImport + 1, thrown: firstImport + 2 },
    });
  }
}
