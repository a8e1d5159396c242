/**
 * The functions of the context that need nothing but conversion: handles are looked up, strings copied into the layer's
 * memory for the call, numbers passed on, a resulting handle entered into the module's table.
 */

import {
  type Api,
  type ApiFunctionName,
  failureValue,
  type Handle,
  type HandleName,
  type Layer,
  type ObjectKind,
  type spec,
} from "@hpyjs/core";
import { raiseText } from "../raise.ts";
import { checkedBelow, comparisons, kinds, nullable } from "./argument-rules.ts";
import type { Boundary } from "./boundary.ts";
import type { FastBoundary } from "./fast-boundary.ts";
import type { SandboxHandles } from "./handles.ts";
import { InnerScratch } from "./inner-strings.ts";
import type { SandboxMemory } from "./memory.ts";
import { SandboxViolation } from "./violation.ts";

/** What the functions of the context work with, for one module. */
export interface SandboxState {
  /** The layer below. */
  readonly layer: Layer;
  /** The calls in and out. */
  readonly boundary: Boundary;
  /** The module's handles. */
  readonly handles: SandboxHandles;
  /** The module's memory. */
  readonly memory: SandboxMemory;
  /** The same boundary as WebAssembly; `null` where all of it is JavaScript. */
  readonly fast: FastBoundary | null;
  /** Makes the `errno` of the module's C library the interpreter's. */
  takeErrno(): void;
}

/** A function of the context as the module calls it: the context, then numbers. */
export type ContextFunction = (...args: (number | bigint)[]) => unknown;

type AnyNumber = number | bigint;

/** A Python exception was set; what the function returns is its failure value. Never leaves the boundary. */
export class Raised extends Error {}

type Convert = (value: AnyNumber, scratch: () => InnerScratch) => AnyNumber;

/** Checks a handle argument and gives the handle below. @throws Raised, or SandboxViolation. */
export function handleArgument(
  { handles, layer }: SandboxState,
  handle: Handle,
  where: string,
  rule: ArgumentRule = {},
): Handle {
  const refuse = (exception: HandleName, message: string): never => {
    // Who cannot say that it failed cannot go on: the module would take what it gives for a result.
    if (rule.cannotFail === true) throw new SandboxViolation(message, exception);
    raiseText(layer, exception, message);
    throw new Raised();
  };
  if (handle === 0)
    return rule.mayBeNull === true ? handle : refuse("h_SystemError", `${where} is a null handle`);
  const inner = handles.inner(handle, where);
  if (rule.kind === undefined || layer.extra.Inspect_Is(inner, rule.kind)) return inner;
  return refuse("h_TypeError", `${where} must be ${article(rule.kind)}`);
}

/** What is demanded of a handle argument. */
export interface ArgumentRule {
  /** Whether it may be null. */
  readonly mayBeNull?: boolean;
  /** The kind of object that it must be. */
  readonly kind?: ObjectKind | undefined;
  /** Whether the function has no way to say that it failed. */
  readonly cannotFail?: boolean;
}

function article(kind: ObjectKind): string {
  return kind === "iterator" ? "an iterator" : `a ${kind} object`;
}

/** Makes one uniform function. */
export function uniformFunction(state: SandboxState, row: spec.FunctionRow): ContextFunction {
  const { boundary, handles, layer } = state;
  const member = row.member as ApiFunctionName;
  const call = layer.api[member as keyof Api] as unknown as (...args: AnyNumber[]) => AnyNumber;
  // Most are WebAssembly, and never called here: what a call needs is made by the first.
  let converts: readonly Convert[] | null = null;
  const conversions = (): readonly Convert[] =>
    Object.entries(row.params).map(([param, type]) => conversion(state, row, param, type));
  const failure = failureValue[member];
  const isHandle = row.returns === "HPy";
  const body = (raw: readonly AnyNumber[]): unknown => {
    let used: InnerScratch | null = null;
    const scratch = (): InnerScratch => {
      used ??= new InnerScratch(layer.memory);
      return used;
    };
    try {
      converts ??= conversions();
      const args = converts.map((convert, index) => convert(raw[index + 1] as AnyNumber, scratch));
      const result = call(...args);
      return isHandle ? handles.open(result as Handle) : result;
    } catch (thrown) {
      if (!(thrown instanceof Raised)) throw thrown;
      return failure;
    } finally {
      (used as InnerScratch | null)?.free();
    }
  };
  return (...raw) => boundary.exit(member, () => body(raw));
}

function conversion(state: SandboxState, row: spec.FunctionRow, param: string, type: string): Convert {
  const member = row.member as ApiFunctionName;
  const where = `${row.name}: the argument '${param}'`;
  if (type === "HPy") {
    const rule = {
      mayBeNull: nullable[member]?.includes(param) ?? false,
      kind: state.layer.checks !== undefined && checkedBelow.has(member) ? undefined : kinds[member]?.[param],
      cannotFail: row.fails === "never",
    };
    return (value) => handleArgument(state, value as Handle, where, rule);
  }
  if (type === "const char *") {
    return (value, scratch) =>
      value === 0 ? 0 : scratch().bytes(state.memory.string(value as number, where));
  }
  if (param === "op" && comparisons.has(member)) {
    return (value) => {
      if ((value as number) >= 0 && (value as number) <= 5) return value;
      raiseText(state.layer, "h_SystemError", `${where} is no comparison operator: ${value}`);
      throw new Raised();
    };
  }
  return (value) => value;
}
