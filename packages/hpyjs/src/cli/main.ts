#!/usr/bin/env node
/** The command `hpyjs`. Each subcommand is imported when it is called, so that none waits for what another needs. */

import { Command, CommanderError, Option } from "commander";
import type { BuildOptions } from "./build.ts";
import { CliError, oneLine } from "./errors.ts";
import type { Language } from "./new.ts";
import { ownVersion } from "./own-version.ts";
import type { RunOptions } from "./run.ts";
import type { StubOptions } from "./stubs.ts";
import type { WheelOptions } from "./wheel.ts";

const collect = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value];

/** What stands before `--`, and what stands behind it. */
function split(args: readonly string[]): { own: readonly string[]; rest: readonly string[] } {
  const at = args.indexOf("--");
  return at === -1 ? { own: args, rest: [] } : { own: args.slice(0, at), rest: args.slice(at + 1) };
}

/** The command, which sets the exit status. */
function program(rest: readonly string[], exit: (status: number) => void): Command {
  const command = new Command("hpyjs")
    .description("HPy for JavaScript engines: build, look at, run and pack Python extensions.")
    .version(ownVersion())
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  command
    .command("build")
    .description("compile C or C++ into an extension for every Pyodide")
    .argument("<sources...>", "source files: .c, .cpp, .cc, .cxx")
    .option("-o, --out-dir <dir>", "where to put it", "dist")
    .option("--name <name>", "the module's name (default: that of the first source)")
    .option("--abi <abi>", "the ABI to compile for: universal, hybrid or cpython", "universal")
    .option(
      "--python <version>",
      "for hybrid and cpython: Python's version (default: the installed Pyodide's)",
    )
    .option(
      "--python-include <dir>",
      "for hybrid and cpython: the folder with Python.h (default: it is looked for)",
    )
    .option("--reactor", "a module with its own memory, which can only be sandboxed")
    .option("-I, --include <dir>", "a folder with headers; may be repeated", collect, [])
    .option("--clang [path]", "use the system's clang")
    .option("--no-cache", "compile even what was compiled before")
    .addHelpText("after", "\nWhat stands behind -- goes to clang: hpyjs build a.c -- -O3 -DNDEBUG")
    .action(async (sources: string[], options: BuildOptions) => {
      const { build } = await import("./build.ts");
      exit(await build(sources, rest, options));
    });
  command
    .command("inspect")
    .description("what a .hpy0.wasm is, needs and uses")
    .argument("<file>", "the file")
    .option("--json", "as JSON")
    .action(async (file: string, options: { json?: boolean }) => {
      const { inspect } = await import("./inspect.ts");
      inspect(file, options);
    });
  command
    .command("run")
    .description("run a Python script in Pyodide, with extensions")
    .argument("<script>", "the script")
    .option("--ext <file>", "an extension: .hpy0.wasm, .ts or .js; may be repeated", collect, [])
    .option("--mode <mode>", "a mode around the extensions: debug, trace, debug+trace")
    .addOption(
      new Option("--flavour <flavour>", "how .wasm files are loaded")
        .choices(["linked", "sandboxed"])
        .default("linked"),
    )
    .option("--grant <grant>", "what sandboxed extensions may do; may be repeated", collect, [])
    .option("--pyodide <package>", "a pyodide package, by folder or name (default: pyodide, as installed)")
    .addHelpText(
      "after",
      "\nWhat stands behind -- goes to the script: hpyjs run a.py --ext b.hpy0.wasm -- one two",
    )
    .action(async (script: string, options: RunOptions) => {
      const { run } = await import("./run.ts");
      exit(await run(script, rest, options));
    });
  command
    .command("wheel")
    .description("pack extensions and Python files as a wheel for every Pyodide")
    .argument("<sources...>", "extensions (.hpy0.wasm, .ts, .js), Python files, folders of packages")
    .requiredOption("--name <name>", "the distribution's name")
    .option("--version <version>", "its version", "0.0.0")
    .option("--summary <text>", "one line about it")
    .option("--requires <requirement>", "a distribution that it requires; may be repeated", collect, [])
    .option("--readme <file>", "its description, in Markdown")
    .option("--no-runtime", "for applications that load HPy.js themselves: do not require it")
    .option("--package <package>", "the Python package that extensions and files belong to")
    .option("-o, --out-dir <dir>", "where to put it", "dist")
    .action(async (sources: string[], options: WheelOptions) => {
      const { wheel } = await import("./wheel.ts");
      await wheel(sources, options);
    });
  command
    .command("stubs")
    .description("write the .pyi of an extension")
    .argument("<file>", "the extension: .hpy0.wasm, .ts or .js")
    .option("-o, --out-dir <dir>", "where to put it", ".")
    .option("--pyodide <package>", "a pyodide package, by folder or name (default: pyodide, as installed)")
    .action(async (file: string, options: StubOptions) => {
      const { stubs } = await import("./stubs.ts");
      await stubs(file, options);
    });
  command
    .command("new")
    .description("begin an extension")
    .argument("<name>", "the module's name")
    .argument("[folder]", "where to put it (default: a folder of that name)")
    .option("--c", "in C")
    .option("--cpp", "in C++")
    .option("--ts", "in TypeScript (the default)")
    .action(async (name: string, folder: string | undefined, options: Partial<Record<Language, boolean>>) => {
      const chosen = (["c", "cpp", "ts"] as const).filter((language) => options[language]);
      if (chosen.length > 1) throw new CliError("choose one of --ts, --c and --cpp");
      const { scaffold } = await import("./new.ts");
      scaffold(name, folder, chosen[0] ?? "ts");
    });
  for (const each of command.commands) each.option("--verbose", "show the stack trace of an error");
  return command;
}

/** Runs the command. @returns the exit status. */
async function main(args: readonly string[]): Promise<number> {
  const { own, rest } = split(args);
  let status = 0;
  const command = program(rest, (code) => {
    status = code;
  });
  if (own.length === 0) {
    command.outputHelp();
    return 0;
  }
  try {
    await command.parseAsync([...own], { from: "user" });
    return status;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      if (thrown.exitCode === 0) return 0;
      console.error(
        `hpyjs: ${thrown.message.replace(/^error: /, "").replaceAll("\n", " ")} (hpyjs --help says more)`,
      );
      return 2;
    }
    const isVerbose = own.includes("--verbose") || Boolean(process.env.DEBUG);
    console.error(isVerbose ? thrown : `hpyjs: ${oneLine(thrown)}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
