/**
 * The packages, and which of them each may import: the table of the design, as data. A package that is not in the
 * table may not exist; a name in the table without a folder is a place that is kept for it.
 */

/** What the sources of one package may import. */
export interface Arrows {
  /** The workspace packages that it may import, type imports included. */
  readonly imports: readonly string[];
  /** What the files of one of its folders may import beyond that, by folder (`test`, `src/python`). */
  readonly within?: Readonly<Record<string, readonly string[]>>;
  /** Folders of `src` that belong to one host each: nothing outside such a folder may import from it. */
  readonly hosts?: readonly string[];
  /** Whether it may import Node's own modules. Everything else also runs in the browser. */
  readonly node?: boolean;
}

const layers: readonly string[] = [
  "@hpyjs/core",
  "@hpyjs/wasm",
  "@hpyjs/extension",
  "@hpyjs/abi-universal",
  "@hpyjs/abi-hybrid",
  "@hpyjs/debug",
  "@hpyjs/trace",
  "@hpyjs/cpython-bridge",
  "@hpyjs/devel",
];

/**
 * The arrows, by package name. The application layer sees every layer. The conformance package's library imports the
 * core alone; its targets, fixtures and command are an application and see the application layer too, hence the
 * application layer does not see the conformance package.
 */
export const table: Readonly<Record<string, Arrows>> = {
  "@hpyjs/core": { imports: [] },
  "@hpyjs/wasm": { imports: ["@hpyjs/core"] },
  "@hpyjs/extension": { imports: ["@hpyjs/core"] },
  "@hpyjs/abi-universal": { imports: ["@hpyjs/core", "@hpyjs/wasm"] },
  "@hpyjs/abi-hybrid": { imports: ["@hpyjs/abi-universal", "@hpyjs/core"] },
  "@hpyjs/debug": { imports: ["@hpyjs/core"], within: { "src/python": ["@hpyjs/extension"] } },
  "@hpyjs/trace": { imports: ["@hpyjs/core"], within: { "src/python": ["@hpyjs/extension"] } },
  "@hpyjs/cpython-bridge": { imports: ["@hpyjs/core", "@hpyjs/wasm"], hosts: ["pyodide", "native"] },
  "@hpyjs/devel": { imports: ["@hpyjs/core"], node: true },
  // The Python wheel is an application of it.
  hpyjs: { imports: layers, within: { python: ["hpyjs"] }, node: true },
  "@hpyjs/conformance": {
    imports: ["@hpyjs/core"],
    within: {
      cli: [...layers, "hpyjs"],
      fixtures: [...layers, "hpyjs"],
      targets: [...layers, "hpyjs"],
      test: [...layers, "hpyjs"],
    },
    node: true,
  },
};

/** The name of the package in a folder of `packages`: `core` holds `@hpyjs/core`, only `hpyjs` has no scope. */
export function packageIn(folder: string): string {
  return folder === "hpyjs" ? folder : `@hpyjs/${folder}`;
}

/** The workspace package that an import names, or undefined when it names something else. */
export function workspacePackage(specifier: string): string | undefined {
  return /^(@hpyjs\/[^/]+|hpyjs)(?=\/|$)/.exec(specifier)?.[0];
}
