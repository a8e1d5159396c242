/** The command as users run it: in a process of its own, in a folder where its packages are installed. */

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const place = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const command = place("../src/cli/main.ts");
const resolution = new URL("../../../tools/readme/resolve-sources.ts", import.meta.url).href;

/** What came of running the command. */
export interface Outcome {
  readonly status: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder for a test, which is removed at the end of a `using` block. */
export interface Project extends Disposable {
  /** Its path. */
  readonly folder: string;
  /** Writes files. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  /** Runs `hpyjs` in the folder. */
  hpyjs(...args: readonly string[]): Promise<Outcome>;
  /** The same, where a package is not installed. */
  hpyjsWithout(packageName: string, ...args: readonly string[]): Promise<Outcome>;
  /** Runs a command line in a folder below, where `hpyjs` is installed. */
  shell(folder: string, line: string): Promise<Outcome>;
}

/** Makes a folder for a test. */
export function project(): Project {
  const folder = mkdtempSync(join(tmpdir(), "hpyjs-test-"));
  symlinkSync(place("../node_modules"), join(folder, "node_modules"), "junction");
  const { DEBUG: _debug, HPY: _hpy, ...inherited } = process.env;
  const env = { ...inherited, XDG_CACHE_HOME: join(folder, ".cache") };
  const outcome = (program: string, args: readonly string[], options: object): Promise<Outcome> =>
    new Promise((resolve) => {
      execFile(program, args, { cwd: folder, env, ...options }, (error, stdout, stderr) =>
        resolve({ status: error === null ? 0 : error.code, stdout, stderr }),
      );
    });
  const write = (files: Readonly<Record<string, string | Uint8Array>>): void => {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), content);
    }
  };
  return {
    folder,
    write,
    hpyjs: (...args) => outcome(process.execPath, ["--import", resolution, command, ...args], {}),
    hpyjsWithout: (packageName, ...args) => {
      const hook = `import { registerHooks } from "node:module";
registerHooks({ resolve(specifier, context, next) {
  if (specifier !== ${JSON.stringify(packageName)}) return next(specifier, context);
  throw Object.assign(new Error("Cannot find package '" + specifier + "'"), { code: "ERR_MODULE_NOT_FOUND" });
} });`;
      const blocked = `data:text/javascript,${encodeURIComponent(hook)}`;
      return outcome(process.execPath, ["--import", resolution, "--import", blocked, command, ...args], {});
    },
    shell: (below, line) => {
      const script = `#!/bin/sh\nexec "${process.execPath}" --import "${resolution}" "${command}" "$@"\n`;
      mkdirSync(join(folder, "bin"), { recursive: true });
      writeFileSync(join(folder, "bin/hpyjs"), script, { mode: 0o755 });
      const path = `${join(folder, "bin")}:${process.env.PATH}`;
      return outcome("/bin/sh", ["-c", line], { cwd: join(folder, below), env: { ...env, PATH: path } });
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** An extension in TypeScript. */
export const geometry = `import { HPyModule, HPyType } from "@hpyjs/extension";

const Point = HPyType("geometry.Point", {
  doc: "Point(x, y=0)\\n--\\n\\nA point.",
  struct: () => ({ x: 0 }),
  members: { weight: { type: "DOUBLE" } },
  slots: { tp_init: () => {}, mp_length: () => 2 },
  getsets: { x: { get: (_ctx: unknown, self: { struct: { x: number } }) => self.struct.x, doc: "Where." } },
});

export const geometry = HPyModule("geometry", {
  doc: "Flat things.",
  types: [Point],
  methods: {
    area: { parameters: ["a", "b", "/"], doc: "How big.", VARARGS: (ctx, _self, args) => {
      const [a, b] = ctx.Arg_Parse(args, "ll:area");
      return a * b;
    } },
    leak: { NOARGS: (ctx, _self) => { throw new Error("inside the extension"); } },
  },
  exec: (ctx, module) => { ctx.SetAttr_s(module, "LIMIT", ctx.from(5)); },
});
`;
