/**
 * Writes the generated files, most of them `@hpyjs/core`'s from its spec: `node tools/generate/main.ts`. With `--check`
 * it writes nothing, names the files that are not what it would write, and exits with 1 if there are any.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { readOptions } from "../command/options.ts";
import { renderApi } from "./api.ts";
import {
  renderContextHeader,
  renderFunctionsHeader,
  renderSignaturesHeader,
  renderSlotsHeader,
} from "./c-headers.ts";
import {
  renderCPythonContextHeader,
  renderCPythonFunctionsHeader,
  renderCPythonHandles,
  renderCPythonTrampolinesHeader,
} from "./cpython-headers.ts";
import { renderDebug } from "./debug.ts";
import { renderLayout } from "./layout.ts";
import { renderLibrary } from "./library.ts";
import { renderNames } from "./names.ts";
import { renderSignatures } from "./signatures.ts";

const directory = new URL("../../packages/", import.meta.url);

const files: Readonly<Record<string, () => string>> = {
  "core/src/generated/api.ts": renderApi,
  "core/src/generated/layout.ts": renderLayout,
  "core/src/generated/names.ts": renderNames,
  "core/src/generated/signatures.ts": renderSignatures,
  "debug/src/generated/uniform.ts": renderDebug,
  "abi-universal/src/wasm/libc-symbols.ts": renderLibrary,
  "devel/c/cpython/handles.h": renderCPythonHandles,
  "devel/include/hpy/cpython/generated/context.h": renderCPythonContextHeader,
  "devel/include/hpy/cpython/generated/functions.h": renderCPythonFunctionsHeader,
  "devel/include/hpy/cpython/generated/trampolines.h": renderCPythonTrampolinesHeader,
  "devel/include/hpy/generated/context.h": renderContextHeader,
  "devel/include/hpy/generated/functions.h": renderFunctionsHeader,
  "devel/include/hpy/generated/signatures.h": renderSignaturesHeader,
  "devel/include/hpy/generated/slots.h": renderSlotsHeader,
};

function current(url: URL): string | undefined {
  try {
    return readFileSync(url, "utf8");
  } catch {
    return undefined;
  }
}

const usage = `Writes the generated files.

pnpm generate [OPTIONS]

  --check   write nothing; say which files are not what would be written
  --help    print this text`;

const { check } = readOptions(usage, { options: { check: { type: "boolean", default: false } } }).values;
const stale: string[] = [];
for (const [name, render] of Object.entries(files)) {
  const url = new URL(name, directory);
  const text = render();
  if (current(url) === text) continue;
  stale.push(`packages/${name}`);
  if (!check) writeFileSync(url, text);
}
if (check && stale.length > 0) {
  console.error(
    `Stale, run \`node tools/generate/main.ts\`:\n${stale.map((name) => `  ${name}`).join("\n")}`,
  );
  process.exitCode = 1;
} else {
  console.log(stale.length > 0 ? `Written:\n  ${stale.join("\n  ")}` : "Everything is fresh.");
}
