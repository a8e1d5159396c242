import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { project } from "../../test/command.ts";

// Each call of the command starts a process, and often a compiler or an interpreter.
vi.setConfig({ testTimeout: 240_000 });

const here = project();
afterAll(() => here[Symbol.dispose]());

/** What `npm run` would run. */
function scripts(folder: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(here.folder, folder, "package.json"), "utf8")).scripts;
}

describe("hpyjs new", () => {
  it.each([
    ["ts", "src/in_ts.ts", ["test", "stubs", "wheel"]],
    ["c", "src/in_c.c", ["build", "test", "wheel"]],
    ["cpp", "src/in_cpp.cpp", ["test"]],
  ])("writes a project in %s whose scripts work", async (language, source, tried) => {
    const name = `in_${language}`;
    const { status, stdout } = await here.hpyjs("new", name, `--${language}`);
    expect(status).toBe(0);
    expect(stdout).toContain(source);
    const commands = scripts(name);
    for (const script of tried) {
      const outcome = await here.shell(name, commands[script] ?? "exit 9");
      expect([script, outcome.status, outcome.stderr.replace("Loading the compiler …\n", "")]).toEqual([
        script,
        0,
        "",
      ]);
      if (script === "test") expect(outcome.stdout).toContain(`${name} works\n`);
    }
    const again = await here.hpyjs("new", name);
    expect([again.status, again.stderr]).toEqual([
      1,
      `hpyjs: ${name} is there already and is not an empty folder\n`,
    ]);
  });
});
