/** Makes an extension out of the text in the editor: TypeScript in the browser, C by clang in the browser. */

import type { Compiler } from "@hpyjs/devel";
import type { Extension } from "hpyjs";

/** Says that something takes a while. */
export type Progress = (text: string) => void;

/** What is wrong in the text, in words for its author. */
export class SourceError extends Error {}

/** The file that a text in TypeScript imports `@hpyjs/extension` from. */
const library = new URL("extension.js", import.meta.url).href;

function isExtension(value: unknown): value is Extension {
  return typeof value === "object" && value !== null && "bind" in value;
}

/** Turns TypeScript into JavaScript whose imports a browser finds. @throws SourceError for a mistake in the syntax. */
async function transpile(source: string): Promise<string> {
  const { default: ts } = await import("typescript");
  const { outputText, diagnostics = [] } = ts.transpileModule(source, {
    reportDiagnostics: true,
    fileName: "extension.ts",
    compilerOptions: {
      target: ts.ScriptTarget.ES2024,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      lib: [],
    },
  });
  const [first] = diagnostics;
  if (first !== undefined) {
    const { line, character } = first.file?.getLineAndCharacterOfPosition(first.start ?? 0) ?? {
      line: 0,
      character: 0,
    };
    const message = ts.flattenDiagnosticMessageText(first.messageText, "\n");
    throw new SourceError(`extension.ts:${line + 1}:${character + 1}: ${message}`);
  }
  const imports = /^(import\s*|(?:import|export)\b[^"'=();]*\bfrom\s*)(["'])([^"']+)\2/gm;
  return `${outputText}\n//# sourceURL=extension.js`.replaceAll(imports, (_all, before, _quote, name) => {
    if (name === "@hpyjs/extension") return `${before}"${library}"`;
    throw new SourceError(`This page has @hpyjs/extension only; it cannot import "${name}".`);
  });
}

/** The extensions that a text in TypeScript exports. @throws SourceError; whatever the text throws. */
export async function buildTypeScript(source: string): Promise<readonly Extension[]> {
  const url = URL.createObjectURL(new Blob([await transpile(source)], { type: "text/javascript" }));
  try {
    const found = Object.values(await import(url)).filter(isExtension);
    if (found.length === 0) throw new SourceError("Nothing is exported that HPyModule() made.");
    return found;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The compiler for C, which is loaded when it is first needed. */
export class LazyCompiler {
  #compiler: Promise<Compiler> | null = null;

  /** Compiles a text. @throws SourceError with what clang says. */
  async build(source: string, progress: Progress): Promise<readonly Extension[]> {
    const name = /HPy_MODINIT\(\s*(\w+)/.exec(source)?.[1];
    if (name === undefined) throw new SourceError("There is no HPy_MODINIT(name, module) in the text.");
    const { loadCompiler, MemoryStore } = await import("@hpyjs/devel");
    this.#compiler ??= loadCompiler({
      cache: new MemoryStore(),
      progress: (done, total) =>
        progress(`Loading clang: ${(done / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB`),
    });
    const compiler = await this.#compiler;
    progress("Compiling");
    const flags = ["-Wall", "-Wextra", "-Wno-unused-parameter"];
    const sources = [{ file: `${name}.c`, text: source }];
    const { ok, bytes, file, stderr } = compiler.compile({ name, sources, flags });
    if (!ok || stderr !== "") progress("");
    if (!ok) throw new SourceError(stderr.trimEnd());
    return [{ path: `/live/${file}`, bytes: new Uint8Array(bytes) }];
  }
}
