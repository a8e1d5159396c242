/**
 * The ways from Python into a sandboxed module as WebAssembly.
 *
 * The objects that Python passes get handles for the length of the call, if the function names them to others than the
 * context (`object-flow.ts`), in entries of the table that the call takes at once (`borrowed-entries.ts`); an array goes
 * onto the module's own C stack, and the result is taken out of the table, or waits elsewhere (`results.ts`). Each call has a number, which stands in the handles that it has opened, so that they are ended
 * as well when something unwinds the call: then a frame of JavaScript around it (`traps: "catch"`), or the `try` in it
 * (`traps: "suspend"`), asks JavaScript to do that (`unwinding.ts`).
 *
 * Where a call may be suspended, others may begin and end meanwhile. One that is still in progress when the first goes on
 * has its frames where the first would make its own: that is refused (`assembly.ts`), and what was around the first is
 * what the later one goes back to when it ends.
 */

import { type DirectContext, type DirectFunction, type Link, type spec, wasmLetter } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { reserveBuffer } from "./buffer-code.ts";
import { type Code, more, own, theirs } from "./code.ts";
import { leave, type SandboxEmit } from "./emit.ts";
import { endingName, placeOf, type ResultKind } from "./endings.ts";
import { entry, lateResult, most, state } from "./state.ts";

/** What entries need of the interpreter. */
export type EntryNeeds = NonNullable<DirectContext["entries"]>;

const results: Readonly<Record<string, ResultKind>> = {
  HPy: "handle",
  HPy_ssize_t: "length",
  HPy_hash_t: "status",
  int: "status",
};

const inJavaScript: ReadonlySet<string> = new Set([
  "SENDFUNC",
  "TRAVERSEPROC",
  "RELEASEBUFFERPROC",
  "VECTORCALLFUNC",
]);

/** Whether entries of a signature need no JavaScript. */
export function hasFastEntry({ context, name, params, returns }: spec.SignatureRow): boolean {
  const areKnown = Object.values(params).every(
    (type) => wasmLetter(type) === "i" && !type.startsWith("char"),
  );
  return context && areKnown && results[returns] !== undefined && !inJavaScript.has(name);
}

/** What differs between entries. */
export interface EntryOptions {
  /** The types of the entry's parameters, in letters; where JavaScript numbers the calls, the number comes first. */
  readonly parameters: string;
  /** The locals with the implementation's arguments behind the context. */
  readonly args: readonly number[];
  /** The types of locals behind the parameters that some of them are. */
  readonly own?: string;
  /** The arguments that the function has as objects, or arrays of such (`object-flow.ts`), as bits: the first has 2. */
  readonly objects?: number;
  /** Whether what the function returns is mostly a {@link lateResult}. */
  readonly isLate?: boolean;
  /** The names of parameters that may be no object; left out, all may. */
  readonly nullable?: readonly string[];
  /** What is done before anything else. */
  readonly prologue?: (link: Link) => Code;
  /** Puts the number on the stack by which JavaScript knows the function and its signature. */
  readonly who: Code;
  /** Calls the function, whose arguments are on the stack. Asked when the code is written. */
  readonly call: (link: Link) => Code;
}

/** The code of one entry. */
export function fastEntry(
  emit: SandboxEmit,
  row: spec.SignatureRow,
  needs: EntryNeeds,
  {
    args,
    call,
    isLate = false,
    nullable,
    own: ownLocals = "",
    parameters,
    prologue = () => [],
    who,
    objects = 0,
  }: EntryOptions,
): DirectFunction {
  const { catches, stackPointer } = emit.place;
  const params = Object.entries(row.params);
  const kind = results[row.returns] ?? "status";
  const isObject = (parameter: number): boolean => (objects & (2 << parameter)) !== 0;
  const array = params.findIndex(([, type], index) => type === "const HPy *" && !isObject(index));
  const buffer = params.findIndex(([, type]) => type === "HPy_buffer *");
  const keywords = params.findIndex(([name]) => name === "kwnames");
  const handles = params.flatMap(([, type], index) => (type === "HPy" && !isObject(index) ? [index] : []));
  // Where JavaScript catches what is thrown, it finds in a call's first entry what it needs: each call has one.
  const fixed = Math.max(handles.length, catches ? 1 : 0);
  const borrows = array >= 0 || fixed > 0;
  const isNullable = (parameter: number): boolean =>
    nullable?.includes(params[parameter]?.[0] as string) ?? true;
  // Behind the parameters: a handle for each, and what the call needs.
  const first = parameters.length + ownLocals.length;
  let locals = first + params.length;
  const [base, end, number, count] = [locals++, locals++, locals++, locals++];
  const [stack, depth, result, at] = [locals++, locals++, locals++, locals++];
  const [item, source, target] = [locals++, locals++, locals++];
  // Those are i64.
  const [outer, serial] = [locals++, locals++];
  const given = (position: number): Code => op.localGet(args[position] as number);
  const advance = (local: number, by: number): Code => [
    ...[...op.localGet(local), ...op.i32Const(by), ...op.i32Add, ...op.localSet(local)],
  ];
  /** Does something for the entry of each handle in the array: its address is in `at`. */
  const eachItem = (body: Code): Code => [
    ...[...op.localGet(base), ...op.i32Const(fixed << entry.shift), ...op.i32Add, ...op.localTee(at)],
    ...[...op.localGet(end), ...op.i32Ne, ...op.if, ...op.loop, ...body],
    ...[...op.localGet(at), ...op.i32Const(1 << entry.shift), ...op.i32Add, ...op.localTee(at)],
    ...[...op.localGet(end), ...op.i32Ne, ...op.brIf(0), ...op.end, ...op.end],
  ];

  const countItems = (): Code => [
    ...[...given(array + 1), ...op.localSet(count)],
    ...(keywords < 0
      ? []
      : [
          ...[...given(keywords), ...op.if, ...op.localGet(count), ...given(keywords)],
          ...[...own.load(needs.tuple.size), ...op.i32Add, ...op.localSet(count), ...op.end],
        ]),
    ...[...op.localGet(count), ...op.i32Const(most.arguments), ...op.i32GtU, ...leave(0)],
  ];

  /** Takes entries for all handles of the call at once, and its generation if there are any: the first's number says both. */
  const reserve = (): Code => [
    ...[...emit.get("borrow"), ...op.localTee(base)],
    ...(array < 0
      ? op.i32Const(fixed << entry.shift)
      : [
          ...[...op.localGet(count), ...op.i32Const(entry.shift), ...op.i32Shl],
          ...[...op.i32Const(fixed << entry.shift), ...op.i32Add],
        ]),
    ...[...op.i32Add, ...op.localTee(end), ...emit.get("borrowEnd"), ...op.i32GtU, ...leave(0)],
    ...emit.set("borrow", op.localGet(end)),
    ...(handles.length > 0 || array >= 0 ? beginGeneration() : []),
  ];

  const beginGeneration = (): Code => [
    ...[...emit.get("generation"), ...emit.get("step"), ...op.i32Add, ...op.i32Const(0x7fff_ffff)],
    ...[...op.i32And, ...op.localTee(number), ...emit.set("generation", [])],
    ...[...op.localGet(base), ...emit.get("entries"), ...op.i32Sub, ...op.i32Const(entry.shift)],
    ...[...op.i32ShrU, ...op.localGet(number), ...op.i32Add, ...op.localSet(number)],
  ];

  const begin = (): Code => [
    ...(array < 0 ? [] : countItems()),
    ...(borrows ? reserve() : []),
    ...[...op.globalGet(stackPointer), ...op.localSet(stack), ...emit.get("serial"), ...op.localSet(outer)],
    ...(catches
      ? [...op.localGet(0), ...more.i64OfF64, ...op.localSet(serial)]
      : [
          ...[...emit.get("counter"), ...op.i64Const(1), ...op.i64Add, ...op.localTee(serial)],
          ...[...emit.set("counter", [])],
        ]),
    ...emit.set("serial", op.localGet(serial)),
    ...(catches
      ? [
          ...[...op.localGet(base), ...op.localGet(stack), ...own.store(entry.stack)],
          ...[...op.localGet(base), ...op.localGet(serial), ...own.store64(entry.stamp)],
        ]
      : []),
  ];

  /** Makes an entry a handle for the object in a local. */
  const fill = (place: number, offset: number, handle: number, object: number): Code => [
    ...[...op.localGet(place), ...op.localGet(handle), ...own.store(offset + entry.number)],
    ...[...op.localGet(place), ...op.localGet(object), ...own.store(offset + entry.object)],
  ];
  const borrow = (): Code => [
    ...handles.flatMap((parameter, position) => [
      ...[...op.localGet(number), ...(position === 0 ? [] : [...op.i32Const(position), ...op.i32Add])],
      // No object has no handle, and its entry is none's.
      ...(isNullable(parameter)
        ? [...op.i32Const(0), ...given(parameter), ...more.select, ...op.localSet(first + parameter)]
        : op.localSet(first + parameter)),
      ...fill(base, position << entry.shift, first + parameter, args[parameter] as number),
    ]),
    ...(array < 0
      ? []
      : [
          ...[...op.localGet(stack), ...op.localGet(count), ...op.i32Const(2), ...op.i32Shl, ...op.i32Sub],
          ...[...op.i32Const(-16), ...op.i32And, ...op.localTee(first + array), ...op.localTee(target)],
          ...op.globalSet(stackPointer),
          ...[...op.localGet(number), ...op.i32Const(fixed), ...op.i32Add, ...op.localSet(result)],
          ...[...given(array), ...op.localSet(source)],
          ...eachItem([
            ...[...op.localGet(source), ...own.load(0), ...op.localSet(item), ...fill(at, 0, result, item)],
            ...[...op.localGet(target), ...op.localGet(result), ...theirs.store(0)],
            ...[...advance(source, 4), ...advance(target, 4), ...advance(result, 1)],
          ]),
        ]),
  ];

  const run = (link: Link): Code => [
    ...(buffer < 0 ? [] : reserveBuffer(emit, first + buffer)),
    ...emit.get("context"),
    ...params.flatMap(([, type], position) =>
      (type === "HPy" && !isObject(position)) || position === array || position === buffer
        ? op.localGet(first + position)
        : given(position),
    ),
    ...[...call(link), ...op.localSet(result)],
  ];

  /** What the module has put into its struct, for the consumer. */
  const fillStruct = (link: Link): Code => [
    ...[...emit.get("blocked"), ...op.if, ...op.call(link("box:blocked")), ...op.end],
    ...[...op.localGet(result), ...op.i32Eqz, ...op.if, ...emit.load(state.raised), ...op.ifTyped("i")],
    ...[...op.call(link("c:PyErr_Occurred")), ...op.else, ...op.i32Const(0), ...op.end, ...op.i32Eqz],
    ...[...op.if, ...op.localGet(first + buffer), ...given(buffer), ...op.call(link("fillBuffer"))],
    ...[...op.end, ...op.end],
  ];

  /** The handle at an offset of the entry in a local has no text: else it leaves so many blocks. */
  const unlessPlain = (place: number, offset: number, depth: number): Code => [
    ...[...op.localGet(place), ...own.load(offset + entry.text), ...leave(depth)],
  ];
  const giveText = (link: Link, offset: number): Code => [
    ...[...op.localGet(base), ...own.load(offset + entry.text), ...op.if, ...op.localGet(base)],
    ...[...op.i32Const(offset), ...op.i32Add, ...op.call(link("giveText")), ...op.end],
  ];
  const forget = (place: number, offset: number): Code => [
    ...[...op.localGet(place), ...op.i32Const(0), ...own.store(offset + entry.number)],
  ];
  /**
   * The end of a call about which nothing is unusual, with what Python gets on the stack. Else it leaves the block, and has
   * done nothing that must not be done again. It is one piece without a branch that is taken: what is rare comes behind it.
   */
  const finish = (link: Link): Code => [
    ...[...emit.load(state.raised), ...leave(0)],
    ...(kind === "length" ? [...op.localGet(result), ...op.i32Const(0), ...op.i32LtS, ...leave(0)] : []),
    ...(borrows ? [...emit.get("borrow"), ...op.localGet(end), ...op.i32Differ, ...leave(0)] : []),
    // What is left of these are mostly those whose text was asked for: that is given back here.
    ...handles.flatMap((_, position) => giveText(link, position << entry.shift)),
    // Null leads to an entry that nobody owns.
    ...(kind === "handle" && !isLate ? emit.mayTake(result, item, leave(0)) : []),
    ...(isLate ? [...op.localGet(result), ...op.i32Const(lateResult), ...op.i32Differ, ...leave(0)] : []),
    ...(array < 0 ? [] : eachItem([...unlessPlain(at, 0, 2), ...forget(at, 0)])),
    ...(isLate ? emit.takeLate(item, leave(0)) : []),
    ...handles.flatMap((_, position) => forget(base, position << entry.shift)),
    ...(borrows ? emit.set("borrow", op.localGet(base)) : []),
    // C code that ends as it should has put its stack back.
    ...(array < 0 && buffer < 0 ? [] : [...op.localGet(stack), ...op.globalSet(stackPointer)]),
    ...emit.set("serial", op.localGet(outer)),
    ...(kind === "handle" && !isLate
      ? [...op.localGet(item), ...own.load(entry.object), ...emit.giveUp(item)]
      : op.localGet(isLate ? item : result)),
  ];
  const otherwise = (link: Link): Code => [
    ...[...op.localGet(result), ...who, ...op.localGet(serial), ...op.localGet(outer), ...op.localGet(stack)],
    ...[...op.localGet(base), ...op.localGet(end), ...op.call(link(endingName(kind)))],
  ];

  const body = (link: Link): Code => [
    ...[...prologue(link), ...op.block("v"), ...begin(), ...borrow(), ...run(link)],
    ...(buffer < 0 ? [] : fillStruct(link)),
    ...[
      ...op.block("v"),
      ...finish(link),
      ...op.return,
      ...op.end,
      ...otherwise(link),
      ...op.return,
      ...op.end,
    ],
    // Too many arguments, or calls: JavaScript does it all.
    ...[...who, ...params.flatMap((_, position) => given(position))],
    ...[
      ...Array.from({ length: 4 - params.length }, () => op.i32Const(0)).flat(),
      ...op.call(link("box:enter")),
    ],
  ];

  return {
    signature: `i:${parameters}`,
    locals: `${ownLocals}${"i".repeat(params.length + 11)}jj`,
    code: (link) =>
      catches
        ? body(link)
        : [
            ...[
              ...op.i32Const(0),
              ...own.load(needs.depth),
              ...op.localSet(depth),
              ...op.try("i"),
              ...body(link),
            ],
            ...[...op.catchAll, ...placeOf(serial, outer, [stack, base, end])],
            ...[...emit.store(state.depth, op.localGet(depth)), ...op.call(link("box:caught"))],
            ...[...op.i32Const(kind === "handle" ? 0 : -1), ...op.end],
          ],
  };
}
