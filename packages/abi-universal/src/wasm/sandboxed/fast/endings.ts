/**
 * How a call into a sandboxed module ends, where something is unusual about it: an exception may have been raised, a handle
 * has a string, the result is a constant, calls have ended out of order. What is usual ends in the entry (`entries.ts`).
 */

import type { DirectFunction, Link } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { type Code, more, own } from "./code.ts";
import { leave, type SandboxEmit } from "./emit.ts";
import { entry, lateResult, stamps, state, unusual } from "./state.ts";

/** What a function of the module's may return. */
export type ResultKind = "handle" | "length" | "status";

/** The name of the function that ends a call with such a result. */
export const endingName = (kind: ResultKind): string => `end:${kind}`;

// Its parameters, the middle two of which are i64, and its locals.
const [result, who, serial, outer, stack, base, end, at, item] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

/**
 * The function: it gives what Python gets.
 *
 * Its parameters are the result, the number by which JavaScript knows the function and its signature, the numbers of the
 * call and of that around it, where the module's stack was, and where the entries of the handles begin and end that the call
 * has borrowed.
 */
export function ending(emit: SandboxEmit, kind: ResultKind): DirectFunction {
  const { stackPointer } = emit.place;

  const isUnusual = (bit: number): Code => [
    ...[...emit.get("state"), ...own.load8(state.unusual), ...op.i32Const(bit), ...op.i32And],
  ];

  /** The object behind the result; what is wrong with one says JavaScript, which throws. */
  const take = (link: Link): Code => [
    ...[...op.localGet(result), ...op.if, ...op.block("v"), ...op.block("v"), ...op.block("v")],
    ...[...op.localGet(result), ...op.i32Const(lateResult), ...op.i32Ne, ...leave(0)],
    ...[
      ...emit.takeLate(item, leave(0)),
      ...op.localGet(item),
      ...op.localSet(result),
      ...op.br(2),
      ...op.end,
    ],
    ...[...op.block("v"), ...emit.take(result, at, item, leave(0))],
    ...[...op.localGet(item), ...op.localSet(result), ...op.br(2), ...op.end],
    ...[...emit.find(result, at, leave(0)), ...op.localGet(at), ...own.loadF64(entry.stamp)],
    ...[...op.f64Const(stamps.constant), ...op.f64Ne, ...leave(0)],
    ...[...op.i32Const(0), ...op.localGet(at), ...own.load(entry.object)],
    ...[...op.call(link("direct:Dup")), ...op.localSet(result), ...op.br(1), ...op.end],
    ...[...op.localGet(result), ...op.localGet(who), ...op.call(link("box:take")), ...op.localSet(result)],
    ...[...op.end, ...op.end],
  ];

  const giveBack = (link: Link): Code => [
    ...[...op.localGet(base), ...op.localGet(end), ...op.i32Ne, ...op.if],
    ...[...emit.get("borrow"), ...op.localGet(end), ...op.i32Eq, ...op.if],
    ...[...op.localGet(base), ...op.localSet(at), ...op.loop],
    ...[...op.localGet(at), ...own.load(entry.text), ...op.if, ...op.localGet(at)],
    ...[...op.call(link("giveText")), ...op.end],
    ...[...op.localGet(at), ...op.i32Const(0), ...own.store(entry.number)],
    ...[...op.localGet(at), ...op.i32Const(1 << entry.shift), ...op.i32Add, ...op.localTee(at)],
    ...[...op.localGet(end), ...op.i32Ne, ...op.brIf(0), ...op.end],
    ...[...emit.set("borrow", op.localGet(base)), ...op.else],
    // The table has grown meanwhile, and the entries are elsewhere; or a call that began later has not ended.
    ...[...op.localGet(base), ...op.localGet(end), ...op.call(link("box:giveBack")), ...op.end, ...op.end],
  ];

  const putBack = emit.set("serial", op.localGet(outer));
  const finish = (link: Link): Code => [
    ...[...isUnusual(unusual.disorder), ...op.if, ...placeOf(serial, outer, [stack, base, end])],
    ...[...op.call(link("box:endCall")), ...op.else, ...putBack, ...op.end],
  ];

  /** A result that comes with an exception is none. */
  const raised = (link: Link): Code => [
    ...[...emit.get("state"), ...own.load8(state.raised), ...op.if],
    ...[...emit.notRaised(), ...op.call(link("c:PyErr_Occurred")), ...op.if],
    ...(kind === "handle"
      ? [
          ...[...op.localGet(result), ...op.if, ...op.i32Const(0), ...op.localGet(result)],
          ...[...op.call(link("direct:Close")), ...op.end, ...op.i32Const(0)],
        ]
      : op.i32Const(-1)),
    ...[...op.return, ...op.end, ...op.end],
  ];
  /** A length below 0 comes with one. */
  const negative = (link: Link): Code => [
    ...[...op.localGet(result), ...op.i32Const(0), ...op.i32LtS, ...op.if, ...op.localGet(who)],
    ...[...op.call(link("box:negative")), ...op.i32Const(-1), ...op.localSet(result), ...op.end],
  ];

  return {
    signature: "i:iijjiii",
    locals: "ii",
    code: (link) => [
      ...[...isUnusual(unusual.blocked), ...op.if, ...op.call(link("box:blocked")), ...op.end],
      ...[...(kind === "handle" ? take(link) : []), ...giveBack(link)],
      ...[...op.localGet(stack), ...op.globalSet(stackPointer), ...finish(link), ...raised(link)],
      ...[...(kind === "length" ? negative(link) : []), ...op.localGet(result)],
    ],
  };
}

/** Where a call is among others, and what it has, for JavaScript: numbers of calls as i64, and the rest, all in locals. */
export const placeOf = (serial: number, outer: number, rest: readonly number[]): Code => [
  ...[...op.localGet(serial), ...more.f64OfI64, ...op.localGet(outer), ...more.f64OfI64],
  ...rest.flatMap(op.localGet),
];
