import { expect, it } from "vitest";
import { checkModuleState } from "./module-state.ts";
import { parse } from "./source-files.ts";

const check = (text: string): readonly string[] => checkModuleState([parse("a.ts", text)]);

it.each([
  "const limit = 5;",
  "export const names: readonly string[] = [];",
  "const rows = [1, 2] as const;",
  "export const byName: ReadonlyMap<string, number> = new Map();",
  "export function f(): void { let n = 0; n += 1; const seen = new Set(); }",
  "class A { static readonly zero: number = 0; #n = 0; }",
])("checkModuleState() accepts %s", (text) => {
  expect(check(text)).toEqual([]);
});

it.each([
  ["let next = 0;", "next is not a const"],
  ["export var next = 0;", "next is not a const"],
  ["const cache = new WeakMap();", "cache is a WeakMap"],
  ["export const live: Set<number> = new Set();", "live is a Set"],
  ["export const rows: string[] = [];", "rows is an array"],
  ["class A { static next = 0; }", "next is a static field"],
  ["export class A { static #next = 0; }", "#next is a static field"],
])("checkModuleState() finds %s", (text, wrong) => {
  expect(check(`\n${text}`)).toEqual([expect.stringContaining(`a.ts:2: module-level state: ${wrong}`)]);
});
