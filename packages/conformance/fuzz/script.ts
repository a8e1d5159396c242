/** Scripts for the puppet: random calls of the context with arguments that make some sense, or none. */

import { spec } from "@hpyjs/core";
import { ownCount, registerCount, sources } from "./puppet.ts";
import type { Random } from "./random.ts";

/** Functions whose honest use can take for ever, or end the interpreter by right. */
const excluded: ReadonlySet<string> = new Set([
  "FatalError",
  "Power",
  "InPlacePower",
  "Lshift",
  "InPlaceLshift",
]);

/** Numbers that programs get wrong. */
const awkward = [
  0, 1, 2, 3, 4, 7, 8, 0x7f, 0xff, 0x100, 0xffff, 0x10000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff_fff0,
  0x7fff_fff0, 0x4000_0000,
];

type Choice = readonly [source: number, value: number];

function literal(random: Random): Choice {
  return [sources.literal, random.oneIn(3) ? random.u32() : random.pick(awkward)];
}

function handle(random: Random, rudeness: number): Choice {
  if (random.oneIn(rudeness)) return literal(random);
  if (random.oneIn(4)) return [sources.constant, random.below(77)];
  return [sources.register, random.below(registerCount)];
}

function pointer(random: Random, rudeness: number): Choice {
  if (random.oneIn(rudeness)) return literal(random);
  if (random.oneIn(2)) return [sources.own, random.below(ownCount)];
  return [sources.scratch, random.below(4096)];
}

/** An argument for a parameter of this C type. */
function argument(random: Random, type: spec.CType, member: string, rudeness: number): Choice {
  const { transport } = spec.cTypes[type];
  if (random.oneIn(rudeness * 3)) return literal(random);
  switch (transport) {
    case "handle":
      return handle(random, rudeness);
    case "pointer":
    case "field":
    case "global":
      return pointer(random, rudeness);
    case "listBuilder":
    case "tupleBuilder":
    case "tracker":
    case "threadState":
      return [sources.register, random.below(registerCount)];
    default:
      // Small numbers, so that what is computed from them stays small.
      if (member.startsWith("Long_From")) return [sources.literal, random.below(40)];
      return random.oneIn(3) ? [sources.literal, random.pick(awkward)] : [sources.literal, random.below(6)];
  }
}

/** Functions that a sandboxed module may never call: a script that does ends there. */
const refused: ReadonlySet<string> = new Set([
  "FromPyObject",
  "AsPyObject",
  "CallRealFunctionFromTrampoline",
]);

const callable = spec.functions
  .map((row, position) => ({ row, position }))
  .filter(({ row }) => !excluded.has(row.member));

const polite = callable.filter(
  ({ row }) => !refused.has(row.member) && !row.member.endsWith("PythonExecution"),
);

/** A script of so many operations. */
export function randomScript(random: Random, operations: number): Uint8Array {
  const bytes: number[] = [];
  // Rude scripts end soon, by an exception; polite ones get further.
  const isPolite = random.oneIn(2);
  const rudeness = isPolite ? 300 : 10;
  for (let count = 0; count < operations; count++) {
    const { position, row } = random.pick(isPolite ? polite : callable);
    bytes.push(position);
    for (const type of Object.values(row.params)) {
      const [source, value] = argument(random, type, row.member, rudeness);
      bytes.push(source, value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
    }
  }
  return Uint8Array.from(bytes);
}

/** Says what a script does, one line an operation: for who has to find out what went wrong. */
export function describeScript(script: Uint8Array): string {
  const view = new DataView(script.buffer, script.byteOffset, script.byteLength);
  const names = Object.keys(sources);
  const lines: string[] = [];
  for (let offset = 0; offset < script.length; ) {
    const row = spec.functions[view.getUint8(offset)] as spec.FunctionRow;
    offset++;
    const args = Object.keys(row.params).map((param) => {
      const text = `${param}=${names[view.getUint8(offset)]} ${view.getUint32(offset + 1, true)}`;
      offset += 5;
      return text;
    });
    lines.push(`${row.name}(${args.join(", ")})`);
  }
  return lines.join("\n");
}
