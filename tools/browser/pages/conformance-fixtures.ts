/** The fixtures in C, compiled before: `packages/conformance/targets/c-fixtures.ts` compiles them in Node. */

import type { CFixtures } from "../../../packages/conformance/targets/c-fixtures.ts";
import { fetchBytes } from "./situation.ts";

/** Fetches all fixtures of an ABI. */
export async function compileFixtures(abi: string): Promise<CFixtures> {
  const names = (await (await fetch(`/${abi}/fixtures.json`)).json()) as readonly string[];
  return new Map(
    await Promise.all(names.map(async (name) => [name, await fetchBytes(`/${abi}/${name}.wasm`)] as const)),
  );
}
