/**
 * How entries are named and numbered.
 *
 * An entry of a signature is told by its first argument which function it calls, and calls it through the table. A module
 * that is linked also has entries that each call one function of it, which the engine sees through: which of its functions
 * are implementations, and of which signature, is known only when the module has run, so there is one for every shape of
 * those that matter which the function's type allows. One that nobody asks for is never compiled.
 */

import { type EntryKind, type EntryRequest, spec } from "@hpyjs/core";

/** A function and the number of its signature go to JavaScript as one number: so many bits are the signature's. */
export const signatureBits = 6;

/** The number of a function with a signature. */
export function numberOf(pointer: number, row: spec.SignatureRow): number {
  return (pointer << signatureBits) | spec.signatures.indexOf(row);
}

/** What a number says. */
export function ofNumber(number: number): { readonly pointer: number; readonly row: spec.SignatureRow } {
  const row = spec.signatures[number & ((1 << signatureBits) - 1)] as spec.SignatureRow;
  return { pointer: number >>> signatureBits, row };
}

/** A shape that several signatures share: their entries differ in nothing but messages. */
export interface Shape {
  /** A signature of this shape. */
  readonly row: spec.SignatureRow;
  /** All of them, by name. */
  readonly names: readonly string[];
  /** In which ways Python calls functions of this shape, and with how many parameters. */
  readonly kinds: readonly (readonly [kind: EntryKind, parameters: number])[];
}

const shape = (names: readonly string[], kinds: Shape["kinds"]): Shape => ({
  row: spec.signatures.find(({ name }) => name === names[0]) as spec.SignatureRow,
  names,
  kinds,
});

/** The shapes that functions of linked modules have entries for. */
export const shapes: readonly Shape[] = [
  shape(
    ["NOARGS", "UNARYFUNC", "REPRFUNC", "GETITERFUNC", "ITERNEXTFUNC"],
    [
      ["noArgs", 3],
      ["plain", 1],
    ],
  ),
  shape(
    ["O", "BINARYFUNC", "GETATTROFUNC"],
    [
      ["oneArg", 3],
      ["plain", 2],
    ],
  ),
  shape(["GETTER", "SSIZEARGFUNC"], [["plain", 2]]),
  shape(["VARARGS"], [["plain", 3]]),
  shape(
    ["KEYWORDS"],
    [
      ["plain", 4],
      ["vectorcall", 4],
    ],
  ),
  shape(["GETBUFFERPROC"], [["buffer", 3]]),
  shape(["NEWFUNC"], [["tuple", 3]]),
];

/** The number of the entry of a function at a place of the module's part of the table, which is below 0. */
export const placeNumber = (place: number, position: number): number =>
  -1 - (place * shapes.length + position);

/** The names of such an entry: around which JavaScript catches what is thrown, and that Python calls itself. */
export const wayName = (place: number, position: number, kind?: number): string =>
  `way.${place}.${position}${kind === undefined ? "" : `.${kind}`}`;

/** The form of a shape's code. */
export interface Form {
  /** The arguments that the function has as objects, as bits: the first, which is local 1 of the function, has 2. */
  readonly objects: number;
  /** Whether what the function returns is mostly late (`results.ts`). */
  readonly isLate: boolean;
}

/** The name of the code that such entries have in common. */
export const shapeName = (position: number, { isLate, objects }: Form, kind?: number): string =>
  `shape:${position}/${objects}/${isLate ? 1 : 0}${kind === undefined ? "" : `/${kind}`}`;

/** What such a name says. */
export function ofShapeName(name: string): {
  readonly position: number;
  readonly form: Form;
  readonly kind: number | undefined;
} {
  const [position = 0, objects = 0, isLate = 0, kind] = name.slice("shape:".length).split("/").map(Number);
  return { position, form: { objects, isLate: isLate === 1 }, kind };
}

/** The form of a function of the context. */
export interface FunctionForm {
  /** The parameters that have objects in the place of handles, as locals. */
  readonly objects: readonly number[];
  /** What a handle that it returns is: a handle, late (`results.ts`), or an object that is held (`object-flow.ts`). */
  readonly result: ResultForm;
}

/** What the result of a function of the context is. */
export type ResultForm = "fast" | "late" | "held";

/** The name of such a function. */
export const formName = (member: string, { objects, result }: FunctionForm): string =>
  [`${result}:${member}`, ...objects].join("/");

/** What such a name says. */
export function ofFormName(name: string): FunctionForm & { readonly member: string } {
  const [first = "", ...objects] = name.split("/");
  const [result, member = ""] = first.split(":");
  return { member, objects: objects.map(Number), result: result as ResultForm };
}

/** Which of a shape's ways a request is for; -1 for none. */
export function kindOf({ kinds }: Shape, { kind, signature }: EntryRequest): number {
  return kinds.findIndex(
    ([name, parameters]) => name === kind && signature === `i:${"i".repeat(parameters)}`,
  );
}
