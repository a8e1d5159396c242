import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Pointer } from "@hpyjs/core";
import { expect, test } from "vitest";
import type { Interpreter } from "../interpreter.ts";
import { ModuleGlobals } from "./globals.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Lets pending references to weakly held objects go, then collects. */
async function collectGarbage(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  collect();
}

const words = new Uint32Array(16);
const interpreter = { memory: { u32: () => words }, transport: { bare: {} } } as unknown as Interpreter;

test("what owns the memory of a module's globals lives as long as the module", async () => {
  const globals = new ModuleGlobals(interpreter);
  const claim = (): { claimed: readonly Pointer[]; owner: WeakRef<object> } => {
    const owner = {};
    return { claimed: globals.claim([{ address: 8 as Pointer, owner }]), owner: new WeakRef(owner) };
  };
  const { claimed, owner } = claim();
  await collectGarbage();
  expect(owner.deref()).toBeDefined();
  globals.release(claimed);
  await collectGarbage();
  expect(owner.deref()).toBeUndefined();
});

test("a global belongs to the first module that claims it, until that dies", () => {
  const globals = new ModuleGlobals(interpreter);
  const [first, second] = [{ address: 8 as Pointer }, { address: 12 as Pointer }];
  expect(globals.claim([first, first])).toEqual([8]);
  expect(globals.claim([first, second])).toEqual([12]);
  globals.release([8 as Pointer]);
  expect(globals.claim([first])).toEqual([8]);
});
