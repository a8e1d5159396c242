/** Tests the code on the pages: programs compile and print what they say; files, Python and commands do what they say. */

import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { compileErrors } from "../../tools/readme/compile.ts";
import { root } from "../build/root.ts";
import { filePages } from "../build/site.ts";
import { type Block, blocksOf, programsOf, unrun } from "./blocks.ts";
import { PageSession, SharedCompiler } from "./page-session.ts";
import { prepareSnapshot } from "./pyodide.ts";
import type { Task } from "./run-all.ts";

const runFile = promisify(execFile);
const folder = `${root}docs/.cache/pages/`;
const hooks = fileURLToPath(new URL("hooks.ts", import.meta.url));

interface ProgramFile {
  readonly name: string;
  readonly file: string;
  readonly prints: string;
}

async function runProgram({ file, prints }: ProgramFile): Promise<void> {
  const { stdout, stderr } = await runFile(process.execPath, ["--import", hooks, file], { cwd: folder });
  assert.equal(`${stdout}${stderr}`.trimEnd(), prints);
}

function pageTask(file: string, path: string, blocks: readonly Block[], compiler: SharedCompiler): Task {
  return {
    name: `${file}: files, Python and commands`,
    run: async () => {
      const session = new PageSession(`${folder}${path}`, compiler);
      for (const block of blocks) {
        try {
          await session.run(block);
        } catch (thrown) {
          throw new Error(`line ${block.line}: ${thrown instanceof Error ? thrown.message : thrown}`);
        }
      }
    },
  };
}

/** The tests of the code on the pages under `docs/pages`; READMEs have their own. */
export async function exampleTasks(): Promise<readonly Task[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await prepareSnapshot();
  const compiler = new SharedCompiler();
  const programs: ProgramFile[] = [];
  const sessions: Task[] = [];
  const forgotten: string[] = [];
  for (const { file = "", path, markdown } of filePages()) {
    if (!file.startsWith("docs/pages/")) continue;
    const blocks = blocksOf(markdown);
    forgotten.push(...unrun(blocks).map(({ language, line }) => `${file}:${line}: ${language}`));
    for (const { source, prints, line } of programsOf(blocks)) {
      const program = `${folder}${path.replaceAll("/", "-")}-${line}.ts`;
      writeFileSync(program, source);
      programs.push({ name: `${file}:${line}`, file: program, prints });
    }
    if (blocks.some((block) => block.file !== undefined || /^(?:py|sh)$/.test(block.language))) {
      sessions.push(pageTask(file, path, blocks, compiler));
    }
  }
  return [
    {
      name: "all code on the pages is run",
      run: async () => assert.deepEqual(forgotten, []),
    },
    ...sessions,
    ...programs.map((program) => ({ name: program.name, run: () => runProgram(program) })),
    {
      name: "all programs on the pages compile",
      run: async () => assert.deepEqual(compileErrors(programs.map(({ file }) => file)), []),
    },
  ];
}
