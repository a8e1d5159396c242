/** What can be compiled, and what the file is called that it becomes. */

import { CompileOptionsError } from "../errors.ts";
import { places } from "./arguments.ts";
import { languageOf } from "./language.ts";
import { abis, type CompileOptions, type ModuleKind } from "./options.ts";

/**
 * Checks what is to be compiled.
 * @returns the kind of module that it becomes.
 * @throws CompileOptionsError for what makes no sense.
 */
export function checkOptions(options: CompileOptions): ModuleKind {
  const { name, sources, abi = "universal", headers = [] } = options;
  if (!abis.includes(abi)) {
    throw new CompileOptionsError(
      "abi",
      `cannot compile '${name}' for the ABI '${abi}': there are ${abis.map((known) => `'${known}'`).join(", ")}`,
    );
  }
  if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)) {
    throw new CompileOptionsError("name", `'${name}' is no name for an extension: use a Python identifier`);
  }
  if (sources.length === 0) throw new CompileOptionsError("sources", `cannot compile '${name}': no source`);
  for (const { file } of sources) languageOf(file);
  for (const { file } of [...sources, ...headers]) checkPath(file);
  checkAbi(options);
  return options.reactor ? "reactor" : "pic";
}

function checkPath(file: string): void {
  const parts = file.split("/");
  const bad = parts.some((part) => part === "" || part === "..") || /^[A-Za-z]:|\\/.test(file);
  if (bad || parts[0] === "usr" || parts[0] === places.root) {
    throw new CompileOptionsError(
      "sources",
      `'${file}' cannot be the path of a source: use a relative path with '/' that stays inside the project, ` +
        "and does not begin with 'usr' or 'hpy'",
    );
  }
}

function checkAbi({ abi = "universal", name, python, reactor }: CompileOptions): void {
  if (abi === "universal") {
    if (python === undefined) return;
    throw new CompileOptionsError(
      "python",
      `'${name}' is compiled for the universal ABI, which has no place for CPython's headers: leave them out, or ` +
        "compile for the ABI 'hybrid'",
    );
  }
  if (python === undefined) {
    throw new CompileOptionsError(
      "python",
      `cannot compile '${name}' for the ABI '${abi}' without CPython's headers: the extension is for one version of it`,
    );
  }
  if (reactor) {
    throw new CompileOptionsError(
      "reactor",
      `cannot compile '${name}' for the ABI '${abi}' as a reactor: it calls CPython in the interpreter's own memory`,
    );
  }
}

/** What the file of an extension is called: the name, with the tags of its ABI and of the interpreter that it is for. */
export function fileName({ abi = "universal", name, python }: CompileOptions): string {
  const digits = python?.version.join("") ?? "";
  switch (abi) {
    case "universal":
      return `${name}.hpy0.wasm`;
    case "hybrid":
      return `${name}.hpy0-cp${digits}-wasm32-emscripten.wasm`;
    default:
      return `${name}.cpython-${digits}-wasm32-emscripten.so`;
  }
}
