/**
 * The functions of a sandbox's context as WebAssembly.
 *
 * Each is a layer around the interpreter's direct function of the same name (`DirectContext`): handles are looked up,
 * strings and arrays copied out of the module's memory, a resulting handle entered into the table. Whatever is not as it
 * should be, or rare, is left to the function in JavaScript (`uniform.ts`, `special/`), which gets the same arguments and
 * knows what is wrong; nothing has been done until then that must not be done twice.
 */

import {
  type ApiFunctionName,
  contextSignature,
  type DirectContext,
  type DirectFunction,
  functionRow,
  type Link,
  spec,
} from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { comparisons, kinds, nullable } from "../argument-rules.ts";
import type { Grants } from "../grants.ts";
import { specialNames } from "../special/names.ts";
import { isUniform } from "../uniform-rows.ts";
import { type Code, own } from "./code.ts";
import { leave, type SandboxEmit } from "./emit.ts";
import { specialFunctions } from "./special.ts";
import { most } from "./state.ts";

/** Functions with the name of an attribute as a Python object, which JavaScript has to look at. */
const namedByObject: ReadonlySet<string> = new Set(["GetAttr", "HasAttr", "SetAttr"]);

/** Functions with the name of an attribute as a C string. */
const namedByText: ReadonlySet<string> = new Set(["GetAttr_s", "HasAttr_s", "SetAttr_s"]);

/** Functions that raise nothing, whatever they return. */
const neverRaises: ReadonlySet<string> = new Set([
  ...["Callable_Check", "Iter_Check", "Is", "Type_IsSubtype", "TypeCheck", "Number_Check", "Sequence_Check"],
  ...["Mapping_Check", "Err_Clear", "Err_Occurred"],
]);

/** Of functions of which not all handles can be objects, the parameters that can, as locals. */
const specialParameters: Readonly<Partial<Record<ApiFunctionName, readonly number[]>>> = {
  // What is borrowed is never closed (what is held may be: `object-flow.ts`). The handle of a string keeps the module's copy.
  Close: [],
  Unicode_AsUTF8AndSize: [],
  Call: [1],
  CallMethod: [],
};

/** The bits of a type's flags that say what its instances are. */
const kindFlags: Readonly<Record<string, number>> = {
  tuple: 1 << 26,
  bytes: 1 << 27,
  str: 1 << 28,
  dict: 1 << 29,
  type: 1 << 31,
};

/** The functions that need no JavaScript, as long as nothing goes wrong. */
export function fastFunctions(
  emit: SandboxEmit,
  direct: DirectContext,
  grants: Grants,
): ReadonlyMap<ApiFunctionName, DirectFunction> {
  const found = new Map<ApiFunctionName, DirectFunction>();
  const special = specialFunctions(emit, direct, grants);
  for (const row of spec.functions) {
    const member = row.member as ApiFunctionName;
    const body = special[member];
    if (body !== undefined) found.set(member, body);
    if (body !== undefined || !direct.functions.has(member)) continue;
    const isNamed = namedByText.has(member) || (namedByObject.has(member) && grants.has("reflection"));
    if ((specialNames.has(member) && !isNamed) || !isUniform(row) || !areKindsKnown(member)) continue;
    found.set(member, uniform(emit, row, direct.types.objectType, grants));
  }
  return found;
}

/** One of those, in another form. */
export function fastFunction(
  emit: SandboxEmit,
  direct: DirectContext,
  grants: Grants,
  member: ApiFunctionName,
): DirectFunction {
  const special = specialFunctions(emit, direct, grants)[member];
  return special ?? uniform(emit, functionRow(member), direct.types.objectType, grants);
}

/** The parameters of a function that can have objects in the place of handles, as locals. */
export function objectParameters(member: ApiFunctionName): readonly number[] {
  const handles = Object.values(functionRow(member).params).flatMap((type, index) =>
    type === "HPy" ? [index + 1] : [],
  );
  return specialParameters[member] ?? handles;
}

function areKindsKnown(member: ApiFunctionName): boolean {
  const wanted = Object.values(kinds[member] ?? {});
  return wanted.every((kind) => kind === "iterator" || kindFlags[kind] !== undefined);
}

/** Leaves `depth` blocks when the object in a local is not of a kind. */
function unlessKind(link: Link, typeAt: number, kind: string, object: number, depth: number): Code {
  if (kind === "iterator")
    return [...op.localGet(object), ...op.call(link("c:PyIter_Check")), ...op.i32Eqz, ...leave(depth)];
  return [
    ...[...op.localGet(object), ...own.load(typeAt), ...op.call(link("c:PyType_GetFlags"))],
    ...[...op.i32Const(kindFlags[kind] ?? 0), ...op.i32And, ...op.i32Eqz, ...leave(depth)],
  ];
}

function uniform(emit: SandboxEmit, row: spec.FunctionRow, typeAt: number, grants: Grants): DirectFunction {
  const member = row.member as ApiFunctionName;
  const params = Object.entries(row.params);
  // Behind the parameters: an object or a copied string for each, then where the strings begin and end, and a scratch.
  const first = params.length + 1;
  let locals = first + params.length;
  const [start, end, scratch, result] = [locals++, locals++, locals++, locals++];
  const signature = contextSignature(row);
  const letter = signature[0] as string;
  const texts = params.filter(([, type]) => type === "const char *").length;

  const convert = (link: Link, [name, type]: readonly [string, string], index: number): Code => {
    const [parameter, into] = [index + 1, first + index];
    if (type === "HPy") {
      const kind = kinds[member]?.[name];
      const look = (depth: number): Code => [
        ...emit.object(parameter, into, leave(depth)),
        ...(kind === undefined ? [] : unlessKind(link, typeAt, kind, into, depth)),
      ];
      return nullable[member]?.includes(name) === true
        ? [...op.localGet(parameter), ...op.if, ...look(1), ...op.end]
        : look(0);
    }
    if (name === "op" && comparisons.has(member))
      return [...op.localGet(parameter), ...op.i32Const(5), ...op.i32GtU, ...leave(0)];
    return [];
  };
  const copy = (link: Link, index: number, position: number): Code => {
    const [parameter, into] = [index + 1, first + index];
    return [
      ...[...op.localGet(parameter), ...op.if, ...op.localGet(start), ...op.i32Const(position * most.text)],
      ...[...op.i32Add, ...op.localSet(into)],
      ...[
        ...op.localGet(parameter),
        ...op.localGet(into),
        ...op.i32Const(most.text),
        ...op.call(link("text")),
      ],
      ...[...op.localTee(scratch), ...op.i32Const(0), ...op.i32LtS, ...leave(1)],
      ...(namedByText.has(member) && !grants.has("reflection") && position === 0
        ? unlessHarmless(into, scratch)
        : []),
      ...op.end,
    ];
  };
  const code = (link: Link): Code => {
    const args = params.flatMap(([, type], index) =>
      type === "HPy" || type === "const char *" ? op.localGet(first + index) : op.localGet(index + 1),
    );
    const strings = params.flatMap(([, type], index) => (type === "const char *" ? [index] : []));
    const call = [...op.i32Const(0), ...args, ...op.call(link(`direct:${member}`))];
    const mayRaise = row.returns !== "HPy" && !neverRaises.has(member);
    const returned: Code = letter === "v" ? [] : op.localGet(result);
    return [
      ...[...op.block("v"), ...op.block("v"), ...emit.get("blocked"), ...leave(0)],
      ...params.flatMap((param, index) => convert(link, param, index)),
      ...(texts === 0 ? [] : emit.reserve(op.i32Const(texts * most.text), start, end, 0)),
      ...strings.flatMap((index, position) => copy(link, index, position)),
      ...[...call, ...(row.returns === "HPy" ? op.call(link("open")) : [])],
      ...(letter === "v" ? [] : op.localSet(result)),
      ...(texts === 0 ? [] : emit.restore(start, end)),
      ...(mayRaise && letter === "v" ? emit.raised() : []),
      ...(mayRaise && letter !== "v"
        ? emit.ifMayHaveRaised(letter, row.returns.endsWith("*"), result, 1)
        : []),
      ...[...returned, ...op.return, ...op.end],
      ...(texts === 0 ? [] : emit.restore(start, end)),
      ...[...emit.inScript(link, member), ...op.return, ...op.end],
      ...(mayRaise ? [...emit.raised(), ...returned] : returned),
    ];
  };
  return { signature, locals: `${"i".repeat(params.length + 3)}${letter === "v" ? "i" : letter}`, code };
}

/**
 * Leaves two blocks for a name that JavaScript has to look at (`reflection.ts`): one with an underscore among its first
 * five characters, or `mro`. The text is in the interpreter's memory, its length with the NUL in a local.
 */
function unlessHarmless(text: number, length: number): Code {
  const underscore = 0x5f;
  const isUnderscore = (index: number): Code => [
    ...[...op.localGet(text), ...own.load8(index), ...op.i32Const(underscore), ...op.i32Eq],
    ...[...op.localGet(length), ...op.i32Const(index), ...op.i32GtU, ...op.i32And, ...leave(1)],
  ];
  return [
    ...[0, 1, 2, 3, 4].flatMap(isUnderscore),
    ...[...op.localGet(length), ...op.i32Const(4), ...op.i32Eq, ...op.localGet(text), ...own.load8(0)],
    ...[...op.i32Const(0x6d), ...op.i32Eq, ...op.i32And, ...leave(1)],
  ];
}
