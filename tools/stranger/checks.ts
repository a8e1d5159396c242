/** What a stranger does with the packages, each as a check that says what is wrong. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { launchChromium } from "../browser/chromium.ts";
import { type Mount, serve } from "../browser/server.ts";
import { programsOf } from "../readme/programs.ts";
import type { Packed } from "./pack.ts";
import type { Project } from "./project.ts";

/** A check: its name, and what does it. It gives what is to be told when it succeeds, and throws when it does not. */
export interface Check {
  readonly name: string;
  run(): string | Promise<string>;
}

/** How TypeScript can be told to look for packages. */
const resolutions = ["node16", "bundler"] as const;

/** Plain JavaScript on some Nodes. */
export function plainJavaScript(project: Project, versions: readonly string[]): readonly Check[] {
  return versions.map((version) => ({
    name: `plain JavaScript on Node ${version}`,
    run: () => {
      const node = version === "current" ? process.execPath : project.installNode(version);
      return must(project.node(node, "plain.js"));
    },
  }));
}

/** A program of a README, in a file of the project. */
interface ReadmeProgram {
  readonly name: string;
  /** The file's name without its ending. */
  readonly file: string;
  readonly prints: string;
}

/** Writes the programs of every README into the project. */
export function writePrograms(project: Project, packed: readonly Packed[]): readonly ReadmeProgram[] {
  return packed.flatMap(({ name }) => {
    const readme = readFileSync(join(project.folder, "node_modules", name, "README.md"), "utf8");
    const found = programsOf(readme);
    if (found.length === 0) throw new Error(`the README of ${name} has no program`);
    return found.map((program, index) => {
      const file = `${name.replace(/\W+/g, "-").replace(/^-/, "")}-${index}`;
      project.write(`readme/${file}.ts`, program.source);
      return { name, file, prints: program.prints };
    });
  });
}

/** Compilers, by the names under which they are installed. Each compiles the programs, and uses every entry point. */
export function typescript(project: Project, compilers: readonly string[]): readonly Check[] {
  return compilers.flatMap((compiler) =>
    resolutions.map((resolution) => ({
      name: `${compiler} with moduleResolution ${resolution}`,
      run: () => compile(project, compiler, resolution),
    })),
  );
}

/** The programs of the READMEs, compiled before, print what they say. */
export function readmes(project: Project, programs: readonly ReadmeProgram[]): readonly Check[] {
  return programs.map(({ name, file, prints }) => ({
    name: `the README of ${name} (${file}.ts)`,
    run: () => {
      const printed = must(project.node(process.execPath, `out-node16/readme/${file}.js`));
      if (printed !== prints) throw new Error(`it prints\n${printed}\nbut should print\n${prints}`);
      return "";
    },
  }));
}

/**
 * Compiles everything, the declarations of our packages included. Those of Pyodide need others that it does not bring, so
 * what is wrong in there is passed over; Pyodide's types are there all the same.
 */
function compile(project: Project, compiler: string, resolution: string): string {
  const tsc = join("node_modules", compiler, "bin", "tsc");
  const { output } = project.node(process.execPath, tsc, "-p", `tsconfig.${resolution}.json`);
  const errors = output.split("\n").filter((line) => !/^(node_modules\/pyodide\/|$)/.test(line));
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return "";
}

/** What has no place in a browser's bundle, by what gives it away: a text that the given file of a package holds. */
const foreign: readonly (readonly [what: string, sign: RegExp, file: string])[] = [
  ["the command", /enablePositionalOptions/, "hpyjs/dist/cli/main.js"],
  ["the zip archives of wheels", /Root-Is-Purelib/, "hpyjs/dist/cli/wheel.js"],
  ["the compiler", /@yowasp\/clang|wasm32-wasip1/, "@hpyjs/devel/dist/clang/yowasp.js"],
  ["debug mode", /HPyLeakError/, "@hpyjs/debug/dist/leak-error.js"],
  ["trace mode", /traceEvents/, "@hpyjs/trace/dist/chrome-trace.js"],
];

/**
 * How large the page's own code may be: HPy.js without Pyodide, minified. A third of it writes the WebAssembly that runs
 * between Python and extensions; loading is synchronous, so none of it can come later.
 */
const bundleLimit = 530_000;

/** A page built by Vite: nothing of the command, the compiler or the modes comes along. */
export function vite(project: Project): Check {
  return {
    name: "Vite builds a page",
    run: () => {
      for (const [what, sign, file] of foreign) {
        if (sign.test(readFileSync(join(project.folder, "node_modules", file), "utf8"))) continue;
        throw new Error(`${what} is not told by ${sign}: ${file} does not hold that`);
      }
      must(project.bin("vite", "build", "--base", "./", "--logLevel", "warn"));
      const assets = join(project.folder, "dist", "assets");
      let total = 0;
      for (const file of readdirSync(assets).filter((name) => name.endsWith(".js"))) {
        const code = readFileSync(join(assets, file), "utf8");
        total += statSync(join(assets, file)).size;
        const found = foreign.find(([, sign]) => sign.test(code));
        if (found !== undefined) throw new Error(`${file} holds ${found[0]}: ${found[1].exec(code)?.[0]}`);
      }
      if (total === 0) throw new Error("the build has no JavaScript");
      if (total > bundleLimit)
        throw new Error(`the page has ${total} bytes of JavaScript; the limit is ${bundleLimit}`);
      return `${(total / 1000).toFixed(1)} kB of JavaScript`;
    },
  };
}

/** The page that Vite built, in Chromium: it is served with Pyodide beside it, and must show its result. */
export function builtPage(project: Project): Check {
  return {
    name: "the page works in Chromium",
    run: async () => {
      const mounts = new Map<string, Mount>([
        ["/pyodide/", { folder: join(project.folder, "node_modules", "pyodide") }],
        ["/index.html", { body: readFileSync(join(project.folder, "dist", "index.html"), "utf8") }],
        ["/favicon.ico", { body: "" }],
        ["/", { folder: join(project.folder, "dist") }],
      ]);
      const server = await serve(mounts);
      const browser = await launchChromium();
      try {
        const page = await browser.newPage();
        await page.goto(`${server.url}index.html`);
        await page.getByText("norm 5").waitFor({ timeout: 60_000 });
        return "";
      } finally {
        await browser.close();
        await server.close();
      }
    },
  };
}

/** The command: begins an extension in C, builds it, runs its test, and packs it. */
export function command(project: Project): Check {
  return {
    name: "the command hpyjs",
    run: () => {
      must(project.bin("hpyjs", "new", "greetings", "--c"));
      must(project.bin("hpyjs", "build", "greetings/src/greetings.c", "-o", "greetings/dist"));
      must(project.bin("hpyjs", "run", "greetings/test.py", "--ext", "greetings/dist/greetings.hpy0.wasm"));
      return must(
        project.bin(
          "hpyjs",
          "wheel",
          "greetings/dist/greetings.hpy0.wasm",
          "--name",
          "greetings",
          "--version",
          "1.0.0",
        ),
      );
    },
  };
}

function must({ ok, output, stdout }: ReturnType<Project["node"]>): string {
  if (!ok) throw new Error(output);
  return stdout.trimEnd();
}
