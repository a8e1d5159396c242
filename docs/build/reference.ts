/** The TypeScript reference of all packages, made by typedoc. */

import { spawn } from "node:child_process";
import { root } from "./root.ts";

/** Runs typedoc. @throws Error when it fails, or warns. */
export async function buildReference(): Promise<void> {
  const script = `${root}node_modules/typedoc/bin/typedoc`;
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const child = spawn(process.execPath, [script, "--options", `${root}docs/typedoc.json`], {
    cwd: root,
    stdio: "inherit",
  });
  child.once("error", () => resolve(1));
  child.once("close", resolve);
  const status = await promise;
  if (status !== 0) throw new Error(`typedoc ended with exit status ${status}`);
}
