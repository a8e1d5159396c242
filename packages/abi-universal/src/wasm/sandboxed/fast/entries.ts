/**
 * The ways from Python into a sandboxed module as WebAssembly.
 *
 * The objects that Python passes get handles for the length of the call, an array goes onto the module's own C stack, and
 * the result is taken out of the table. What the call has borrowed stands in a record on the stack of calls, so that it
 * is ended as well when something unwinds the call: then a frame of JavaScript around it (`traps: "catch"`), or the
 * `try` in it (`traps: "suspend"`), asks JavaScript to do that (`fast-sandbox.ts`).
 *
 * Where the stack of the interpreter is switched, a call may end before another that began later. Its record, and its part
 * of the module's stack, are then given up with those of the later one.
 */

import { type DirectContext, type DirectFunction, type Link, op, type spec, wasmLetter } from "@hpyjs/core";
import { type Code, more, own, theirs } from "./code.ts";
import { leave, type SandboxEmit } from "./emit.ts";
import { entry, frame, most, state, use } from "./state.ts";

/** What entries need of the interpreter. */
export type EntryNeeds = NonNullable<DirectContext["entries"]>;

const results: Readonly<Record<string, "handle" | "length" | "status">> = {
  HPy: "handle",
  HPy_ssize_t: "length",
  HPy_hash_t: "status",
  int: "status",
};

const inJavaScript: ReadonlySet<string> = new Set([
  "SENDFUNC",
  "TRAVERSEPROC",
  "GETBUFFERPROC",
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
  /** How many parameters are in front of the implementation's. */
  readonly before: number;
  /** Puts the number on the stack by which JavaScript knows the function and its signature. */
  readonly who: Code;
  /** Calls the function, whose arguments are on the stack. Asked when the code is written. */
  readonly call: () => Code;
}

/** The code of one entry. */
export function fastEntry(
  emit: SandboxEmit,
  row: spec.SignatureRow,
  needs: EntryNeeds,
  { before, call, who }: EntryOptions,
): DirectFunction {
  const params = Object.entries(row.params);
  const kind = results[row.returns] ?? "status";
  const failure = row.fails === -1 ? -1 : 0;
  const array = params.findIndex(([, type]) => type === "const HPy *");
  const keywords = params.findIndex(([name]) => name === "kwnames");
  const handles = params.flatMap(([, type], index) => (type === "HPy" ? [index] : []));
  // Behind the parameters: a handle for each, and what the call needs.
  const first = before + params.length;
  const [record, end, count, place, index, result, at, depth] = Array.from(
    { length: 8 },
    (_, position) => first + params.length + position,
  ) as [number, number, number, number, number, number, number, number];
  const fixed = handles.length;
  const given = (position: number): Code => op.localGet(before + position);
  const items = (base: number): Code => [
    ...[...op.localGet(base), ...op.localGet(index), ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
  ];
  const eachItem = (body: Code): Code => [
    ...[...op.localGet(count), ...op.if, ...op.i32Const(0), ...op.localSet(index), ...op.loop, ...body],
    ...[...op.localGet(index), ...op.i32Const(1), ...op.i32Add, ...op.localTee(index)],
    ...[...op.localGet(count), ...more.i32LtU, ...op.brIf(0), ...op.end, ...op.end],
  ];
  const bytes = (words: Code): Code => [...words, ...op.i32Const(2), ...op.i32Shl];

  const countItems: Code = [
    ...[...given(array + 1), ...op.localSet(count)],
    ...(keywords < 0
      ? []
      : [
          ...[...given(keywords), ...op.if, ...op.localGet(count), ...given(keywords)],
          ...[...own.load(needs.tuple.size), ...op.i32Add, ...op.localSet(count), ...op.end],
        ]),
    ...[...op.localGet(count), ...op.i32Const(most.arguments), ...op.i32GtU, ...leave(0)],
  ];
  const numbers = op.i32Const(frame.numbers + 4 * fixed);
  const begin: Code = [
    ...(array < 0 ? [] : countItems),
    ...emit.reserve(
      array < 0 ? numbers : [...bytes(op.localGet(count)), ...numbers, ...op.i32Add],
      place,
      end,
      0,
    ),
    ...[...op.localGet(place), ...emit.get(state.frame), ...own.store(frame.outer)],
    ...[...op.localGet(place), ...op.globalGet(emit.place.stackPointer), ...own.store(frame.stack)],
    ...[...op.localGet(place), ...emit.block, ...own.load64(state.order), ...own.store64(frame.mark)],
    // How many are borrowed, and that it has not ended. What stands there until they are is no handle of a call's any more.
    ...[...op.localGet(place), ...op.i64Const(fixed), ...own.store64(frame.count)],
    ...(array < 0
      ? []
      : [
          ...[...op.localGet(place), ...op.localGet(count), ...op.i32Const(fixed), ...op.i32Add],
          ...own.store(frame.count),
        ]),
    ...[...emit.set(state.frame, op.localGet(place)), ...op.localGet(place), ...op.localSet(record)],
  ];

  const borrow = (link: Link): Code => [
    ...handles.flatMap((parameter, position) => [
      ...[...op.localGet(record), ...given(parameter), ...op.call(link("borrow"))],
      ...[...op.localTee(first + parameter), ...own.store(frame.numbers + 4 * position)],
    ]),
    ...(array < 0
      ? []
      : [
          ...[...op.localGet(count), ...op.if, ...op.globalGet(emit.place.stackPointer)],
          ...[...bytes(op.localGet(count)), ...op.i32Sub, ...op.i32Const(-16), ...op.i32And],
          ...[...op.localTee(first + array), ...op.globalSet(emit.place.stackPointer), ...op.end],
          ...eachItem([
            ...[...items(record), ...items(before + array), ...own.load(0), ...op.call(link("borrow"))],
            ...[...op.localTee(result), ...own.store(frame.numbers + 4 * fixed)],
            ...[...items(first + array), ...op.localGet(result), ...theirs.store(0)],
          ]),
        ]),
  ];

  const run = (): Code => [
    ...emit.get(state.context),
    ...params.flatMap(([, type], position) =>
      type === "HPy" || position === array ? op.localGet(first + position) : given(position),
    ),
    ...[...call(), ...op.localSet(result)],
  ];

  /** The object behind the result; what is wrong with one says JavaScript, which throws. */
  const take = (link: Link): Code => [
    ...[...op.localGet(result), ...op.if, ...op.block("v"), ...op.block("v")],
    ...[
      ...emit.find(result, at, leave(0)),
      ...op.localGet(at),
      ...own.load64(entry.use),
      ...more.i64Eqz,
      ...op.if,
    ],
    ...[...op.localGet(at), ...own.load(entry.object), ...emit.giveUp(at, result), ...op.localSet(result)],
    ...[...op.br(2), ...op.end],
    ...[...op.localGet(at), ...own.load(entry.use), ...op.i32Const(use.constant), ...op.i32Ne, ...leave(0)],
    ...[...op.i32Const(0), ...op.localGet(at), ...own.load(entry.object), ...op.call(link("direct:Dup"))],
    ...[...op.localSet(result), ...op.br(1), ...op.end],
    ...[...op.localGet(result), ...who, ...op.call(link("box:take")), ...op.localSet(result)],
    ...[...op.end, ...op.end],
  ];

  const finish = (link: Link): Code => [
    ...handles.flatMap((parameter) => [...op.localGet(first + parameter), ...op.call(link("giveBack"))]),
    ...(array < 0
      ? []
      : eachItem([...items(record), ...own.load(frame.numbers + 4 * fixed), ...op.call(link("giveBack"))])),
    ...[...op.localGet(record), ...op.call(link("endFrame"))],
  ];

  const raised = (link: Link): Code => [
    ...[...op.call(link("c:PyErr_Occurred")), ...op.if],
    ...(kind === "handle"
      ? [
          ...[...op.localGet(result), ...op.if, ...op.i32Const(0), ...op.localGet(result)],
          ...[...op.call(link("direct:Close")), ...op.end, ...op.i32Const(0), ...op.localSet(result)],
        ]
      : [...op.i32Const(failure), ...op.localSet(result)]),
    ...(kind === "length"
      ? [
          ...[...op.else, ...op.localGet(result), ...op.i32Const(0), ...op.i32LtS, ...op.if],
          ...[
            ...who,
            ...op.call(link("box:negative")),
            ...op.i32Const(-1),
            ...op.localSet(result),
            ...op.end,
          ],
        ]
      : []),
    ...op.end,
  ];

  const body = (link: Link): Code => [
    ...[...op.block("v"), ...begin, ...borrow(link), ...run()],
    ...[...emit.get(state.blocked), ...op.if, ...op.call(link("box:blocked")), ...op.end],
    ...(kind === "handle" ? take(link) : []),
    ...[...finish(link), ...raised(link), ...op.localGet(result), ...op.return, ...op.end],
    // Too many arguments, or calls: JavaScript does it all.
    ...[...who, ...params.flatMap((_, position) => given(position))],
    ...[
      ...Array.from({ length: 4 - params.length }, () => op.i32Const(0)).flat(),
      ...op.call(link("box:enter")),
    ],
  ];

  return {
    signature: `i:${"i".repeat(before + params.length)}`,
    locals: "i".repeat(params.length + 8),
    code: (link) =>
      emit.place.catches
        ? body(link)
        : [
            ...[
              ...op.i32Const(0),
              ...own.load(needs.depth),
              ...op.localSet(depth),
              ...op.try("i"),
              ...body(link),
            ],
            ...[
              ...op.catchAll,
              ...op.localGet(record),
              ...op.localGet(depth),
              ...op.call(link("box:caught")),
            ],
            ...[...op.i32Const(failure), ...op.end],
          ],
  };
}

/** Ends a call in progress: the innermost at once, with those around it that had to wait for that. */
export function endFrame(emit: SandboxEmit): DirectFunction {
  const record = 0;
  return {
    signature: "v:i",
    locals: "",
    code: () => [
      ...[...op.localGet(record), ...emit.get(state.frame), ...op.i32Ne, ...op.if],
      ...[
        ...op.localGet(record),
        ...op.i32Const(1),
        ...own.store(frame.ended),
        ...op.return,
        ...op.end,
        ...op.loop,
      ],
      ...[...op.localGet(record), ...own.load(frame.stack), ...op.globalSet(emit.place.stackPointer)],
      ...emit.set(state.top, op.localGet(record)),
      ...emit.set(state.frame, [...op.localGet(record), ...own.load(frame.outer)]),
      ...[...emit.get(state.frame), ...op.localTee(record), ...op.if],
      ...[...op.localGet(record), ...own.load(frame.ended), ...op.brIf(1), ...op.end, ...op.end],
    ],
  };
}
