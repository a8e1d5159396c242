/** The code of entries: the ways from Python into C functions of extensions, without JavaScript in between. */

import type { EntryFacts, EntryKind } from "@hpyjs/core";
import { op } from "./encoder.ts";

/** What the code of an entry needs of the module that it is in, and of the interpreter. */
export interface EntryParts extends EntryFacts {
  /** Puts the context on the stack; nothing where the function takes none. */
  readonly context: readonly number[];
  /** Calls the C function, whose arguments are on the stack. */
  readonly call: readonly number[];
  /** The index of the global with the C stack pointer; `null` where the module has none, and so no C code moves it. */
  readonly stackPointer: number | null;
  /** Deals with what was thrown, and leaves the result. The count when the entry began is in the local. */
  readonly caught: (depth: number) => readonly number[];
  /** Raises for the number of arguments in local 2. */
  readonly refuse: readonly number[];
}

/** How many parameters the C function has behind the context, for an entry with so many. */
export function targetArity(kind: EntryKind, parameters: number): number {
  switch (kind) {
    case "noArgs":
      return 1;
    case "oneArg":
      return 2;
    case "tuple":
      return 4;
    case "vectorcall":
    case "plain":
      return parameters;
  }
}

/** The locals of an entry, in letters. */
export const entryLocals = "ii";

/** The code of an entry of type `result:parameters`. */
export function entryCode(kind: EntryKind, signature: string, parts: EntryParts): number[] {
  const [result = "v", parameters = ""] = signature.split(":");
  const [saved, before] = [parameters.length, parameters.length + 1];
  const { stackPointer } = parts;
  return [
    ...arityCheck(kind, parts.refuse),
    ...(stackPointer === null ? [] : [...op.globalGet(stackPointer), ...op.localSet(saved)]),
    ...[...op.i32Const(0), ...op.i32Load(parts.depth), ...op.localSet(before)],
    ...[
      ...op.try(result),
      ...parts.context,
      ...argumentsOf(kind, parameters.length, parts.tuple),
      ...parts.call,
    ],
    ...op.catchAll,
    ...(stackPointer === null ? [] : [...op.localGet(saved), ...op.globalSet(stackPointer)]),
    ...[...parts.caught(before), ...op.end],
  ];
}

function arityCheck(kind: EntryKind, refuse: readonly number[]): readonly number[] {
  if (kind !== "noArgs" && kind !== "oneArg") return [];
  const isWrong = kind === "noArgs" ? [] : [...op.i32Const(1), ...op.i32Ne];
  return [...op.localGet(2), ...isWrong, ...op.if, ...refuse, ...op.i32Const(0), ...op.return, ...op.end];
}

/** The C function's arguments behind the context, on the stack. */
function argumentsOf(
  kind: EntryKind,
  parameters: number,
  { items, size }: EntryParts["tuple"],
): readonly number[] {
  switch (kind) {
    case "noArgs":
      return op.localGet(0);
    case "oneArg":
      return [...op.localGet(0), ...op.localGet(1), ...op.i32Load(0)];
    case "tuple":
      return [
        ...[...op.localGet(0), ...op.localGet(1), ...op.i32Const(items), ...op.i32Add],
        ...[...op.localGet(1), ...op.i32Load(size), ...op.localGet(2)],
      ];
    case "vectorcall":
      return [
        ...[...op.localGet(0), ...op.localGet(1), ...op.localGet(2), ...op.i32Const(0x7fff_ffff)],
        ...[...op.i32And, ...op.localGet(3)],
      ];
    case "plain":
      return Array.from({ length: parameters }, (_, index) => op.localGet(index)).flat();
  }
}
