/**
 * The ways from Python into a sandboxed module as WebAssembly.
 *
 * The objects that Python passes get handles for the length of the call, an array goes onto the module's own C stack, and
 * the result is taken out of the table. Each call has a number, which stands in the handles that it has borrowed and
 * opened, so that they are ended as well when something unwinds the call: then a frame of JavaScript around it
 * (`traps: "catch"`), or the `try` in it (`traps: "suspend"`), asks JavaScript to do that (`fast-sandbox.ts`).
 *
 * Where a call may be suspended, others may begin and end meanwhile. One that is still in progress when the first goes on
 * has its frames where the first would make its own: that is refused (`functions.ts`), and what was around the first is
 * what the later one goes back to when it ends (`fast-sandbox.ts`).
 */

import { type DirectContext, type DirectFunction, type Link, type spec, wasmLetter } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { reserveBuffer } from "./buffer-code.ts";
import { type Code, more, own, theirs } from "./code.ts";
import { leave, type SandboxEmit } from "./emit.ts";
import { entry, most, stamps, state } from "./state.ts";

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
  /** Whether the function does not read its first argument, which then has no handle. */
  readonly withoutSelf?: boolean;
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
    own: ownLocals = "",
    parameters,
    prologue = () => [],
    who,
    withoutSelf = false,
  }: EntryOptions,
): DirectFunction {
  const { catches, stackPointer } = emit.place;
  const params = Object.entries(row.params);
  const kind = results[row.returns] ?? "status";
  const failure = row.fails === -1 ? -1 : 0;
  const array = params.findIndex(([, type]) => type === "const HPy *");
  const buffer = params.findIndex(([, type]) => type === "HPy_buffer *");
  const keywords = params.findIndex(([name]) => name === "kwnames");
  const handles = params.flatMap(([, type], index) =>
    type === "HPy" && !(withoutSelf && index === 0) ? [index] : [],
  );
  const fixed = handles.length;
  // Behind the parameters: a handle for each, the entries of those that are always there, and what the call needs.
  const first = parameters.length + ownLocals.length;
  const places = handles.map((_, position) => first + params.length + position);
  let locals = first + params.length + fixed;
  const [record, end, count, stack] = [locals++, locals++, locals++, locals++];
  const [index, result, at, depth] = [locals++, locals++, locals++, locals++];
  const [free, table, item] = [locals++, locals++, locals++];
  // Those two are i64.
  const [outer, serial] = [locals++, locals++];
  const given = (position: number): Code => op.localGet(args[position] as number);
  const items = (base: number): Code => [
    ...[...op.localGet(base), ...op.localGet(index), ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
  ];
  const eachItem = (body: Code): Code => [
    ...[...op.localGet(count), ...op.if, ...op.i32Const(0), ...op.localSet(index), ...op.loop, ...body],
    ...[...op.localGet(index), ...op.i32Const(1), ...op.i32Add, ...op.localTee(index)],
    ...[...op.localGet(count), ...more.i32LtU, ...op.brIf(0), ...op.end, ...op.end],
  ];
  const bytes: Code = [...op.localGet(count), ...op.i32Const(2), ...op.i32Shl];

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

  const stamp: Code = [...op.localGet(serial), ...more.signBit, ...more.i64Or];
  /** So many bytes as all handles of the call have on the stack of free entries. */
  const all: Code = array < 0 ? op.i32Const(4 * fixed) : [...bytes, ...op.i32Const(4 * fixed), ...op.i32Add];

  const begin = (): Code => [
    ...(array < 0 ? [] : countItems()),
    // All entries are taken at once, and given back at once: what is done to the stack's end waits for what was before.
    ...[...emit.get("free"), ...all, ...op.i32Sub, ...op.localTee(free)],
    ...[...emit.get("freeBase"), ...more.i32LtU, ...leave(0)],
    ...(array < 0 ? [] : emit.reserve(bytes, record, end, 0)),
    ...emit.set("free", op.localGet(free)),
    ...[...emit.get("entries"), ...op.localSet(table)],
    ...(array < 0 && catches ? [...emit.get("top"), ...op.localSet(record)] : []),
    ...[...op.globalGet(stackPointer), ...op.localSet(stack), ...emit.get("serial"), ...op.localSet(outer)],
    ...(catches
      ? [...op.localGet(0), ...more.i64OfF64, ...op.localSet(serial)]
      : [
          ...[...emit.get("counter"), ...op.i64Const(1), ...op.i64Add, ...op.localTee(serial)],
          ...[...emit.set("counter", [])],
        ]),
    ...emit.set("serial", op.localGet(serial)),
  ];

  const borrow = (): Code => [
    ...handles.flatMap((parameter, position) => [
      ...[...op.localGet(free), ...own.load(4 * position), ...op.localSet(places[position] as number)],
      ...[...given(parameter), ...op.localTee(result), ...op.if],
      ...emit.fill(places[position] as number, result, first + parameter, stamp),
      ...op.end,
    ]),
    ...(array < 0
      ? []
      : [
          ...[...op.localGet(count), ...op.if, ...op.globalGet(stackPointer), ...bytes, ...op.i32Sub],
          ...[
            ...op.i32Const(-16),
            ...op.i32And,
            ...op.localTee(first + array),
            ...op.globalSet(stackPointer),
          ],
          ...op.end,
          ...eachItem([
            ...[...items(free), ...own.load(4 * fixed), ...op.localSet(at)],
            ...[...items(args[array] as number), ...own.load(0), ...op.localSet(item)],
            ...emit.fill(at, item, result, stamp),
            ...[...items(record), ...op.localGet(at), ...own.store(0)],
            ...[...items(first + array), ...op.localGet(result), ...theirs.store(0)],
          ]),
        ]),
  ];

  const run = (link: Link): Code => [
    ...(buffer < 0 ? [] : reserveBuffer(emit, first + buffer)),
    ...emit.get("context"),
    ...params.flatMap(([, type], position) =>
      type === "HPy" || position === array || position === buffer
        ? op.localGet(first + position)
        : given(position),
    ),
    ...[...call(link), ...op.localSet(result)],
  ];

  /** What the module has put into its struct, for the consumer. */
  const fill = (link: Link): Code => [
    ...[...op.localGet(result), ...op.i32Eqz, ...op.if, ...op.call(link("c:PyErr_Occurred")), ...op.i32Eqz],
    ...[...op.if, ...op.localGet(first + buffer), ...given(buffer), ...op.call(link("fillBuffer"))],
    ...[...op.end, ...op.end],
  ];

  /** The object behind the result; what is wrong with one says JavaScript, which throws. */
  const take = (link: Link): Code => [
    ...[...op.localGet(result), ...op.if, ...op.block("v"), ...op.block("v")],
    ...[...op.block("v"), ...emit.take(result, at, item, leave(0))],
    ...[...op.localGet(item), ...op.localSet(result), ...op.br(2), ...op.end],
    ...[
      ...emit.find(result, at, leave(0)),
      ...op.localGet(at),
      ...own.loadF64(entry.stamp),
      ...op.f64Const(stamps.constant),
      ...op.f64Ne,
    ],
    ...[...leave(0), ...op.i32Const(0), ...op.localGet(at), ...own.load(entry.object)],
    ...[...op.call(link("direct:Dup")), ...op.localSet(result), ...op.br(1), ...op.end],
    ...[...op.localGet(result), ...who, ...op.call(link("box:take")), ...op.localSet(result)],
    ...[...op.end, ...op.end],
  ];

  /** Gives up the entry in a local, without its place among the free ones. */
  const giveUp = (link: Link, place: number): Code => [
    ...[...op.localGet(place), ...own.load(entry.text), ...op.if, ...op.localGet(place)],
    ...[...op.call(link("giveText")), ...op.end],
    ...[...op.localGet(place), ...op.i32Const(0), ...own.store(entry.number)],
  ];
  const giveBack = (link: Link): Code => [
    ...[...emit.get("entries"), ...op.localGet(table), ...op.i32Eq, ...op.if],
    ...[...emit.get("free"), ...op.localSet(free)],
    ...handles.flatMap((parameter, position) => [
      ...[...op.localGet(first + parameter), ...op.if],
      ...[...giveUp(link, places[position] as number), ...op.end],
      ...[...op.localGet(free), ...op.localGet(places[position] as number), ...own.store(4 * position)],
    ]),
    ...(array < 0
      ? []
      : eachItem([
          ...[...items(record), ...own.load(0), ...op.localSet(at), ...giveUp(link, at)],
          ...[...items(free), ...op.localGet(at), ...own.store(4 * fixed)],
        ])),
    ...emit.set("free", [...op.localGet(free), ...all, ...op.i32Add]),
    // The table has grown meanwhile: the entries are elsewhere, and those of null handles are among the free ones. What
    // was the table still says which handles they were.
    ...op.else,
    ...handles.flatMap((parameter) => [...op.localGet(first + parameter), ...op.call(link("giveBack"))]),
    ...(array < 0
      ? []
      : eachItem([
          ...items(record),
          ...own.load(0),
          ...own.load(entry.number),
          ...op.call(link("giveBack")),
        ])),
    ...op.end,
  ];

  const finish = (link: Link): Code => [
    ...giveBack(link),
    ...(catches
      ? [
          ...[...op.localGet(stack), ...op.globalSet(stackPointer)],
          ...[...emit.set("top", op.localGet(record)), ...emit.set("serial", op.localGet(outer))],
        ]
      : [
          ...[...emit.get("serial"), ...op.localGet(serial), ...more.i64Ne, ...emit.get("disorder")],
          ...[...op.i32Or, ...op.if, ...endOfCall(link), ...op.else],
          // C code that ends as it should has put its stack back.
          ...(array < 0 && buffer < 0 ? [] : [...op.localGet(stack), ...op.globalSet(stackPointer)]),
          ...(array < 0 ? [] : emit.set("top", op.localGet(record))),
          ...[...emit.set("serial", op.localGet(outer)), ...op.end],
        ]),
  ];
  const endOfCall = (link: Link): Code => [
    ...[...op.localGet(serial), ...more.f64OfI64, ...op.localGet(outer), ...more.f64OfI64],
    ...[...op.localGet(stack), ...op.localGet(record), ...op.call(link("box:endCall"))],
  ];

  /** A result that comes with an exception is none. A length below 0 comes with one. */
  const raised = (link: Link): Code => [
    ...[...emit.load(state.raised), ...(kind === "length" ? isNegative : []), ...op.if],
    ...[...emit.store(state.raised, op.i32Const(0)), ...op.call(link("c:PyErr_Occurred")), ...op.if],
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
    ...[...op.end, ...op.end],
  ];
  const isNegative: Code = [...op.localGet(result), ...op.i32Const(0), ...op.i32LtS, ...op.i32Or];

  const body = (link: Link): Code => [
    ...[...prologue(link), ...op.block("v"), ...begin(), ...borrow(), ...run(link)],
    ...[...emit.get("blocked"), ...op.if, ...op.call(link("box:blocked")), ...op.end],
    ...(kind === "handle" ? take(link) : []),
    ...(buffer < 0 ? [] : fill(link)),
    ...[...finish(link), ...raised(link), ...op.localGet(result), ...op.return, ...op.end],
    // Too many arguments, or calls: JavaScript does it all.
    ...[...who, ...params.flatMap((_, position) => given(position))],
    ...[
      ...Array.from({ length: 4 - params.length }, () => op.i32Const(0)).flat(),
      ...op.call(link("box:enter")),
    ],
  ];

  return {
    signature: `i:${parameters}`,
    locals: `${ownLocals}${"i".repeat(params.length + fixed + 11)}jj`,
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
            ...[...op.catchAll, ...op.localGet(serial), ...op.i64Const(0), ...more.i64Ne, ...op.if],
            ...[...endOfCall(link), ...op.end, ...op.localGet(serial), ...more.f64OfI64],
            ...[...op.localGet(depth), ...op.call(link("box:caught"))],
            ...[...op.i32Const(failure), ...op.end],
          ],
  };
}
