/**
 * An extension in C, and the same in C++: each compiled once, and the same bytes loaded into three versions of Python,
 * linked and sandboxed.
 *
 * Its input is real: the words of Python's own documentation, among which are looked up some that are misspelt.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, libcModule } from "@hpyjs/devel";
import { loadHPy } from "hpyjs";

const files = ["editdistance.c", "editdistance.cpp"];

/** The same in Python, for comparison. */
const program = `
import re, time
import builtins, collections, datetime, inspect, json, math, os, random, statistics, string
from editdistance import closest, distance

def python_distance(a, b):
    row = list(range(len(b) + 1))
    for line, x in enumerate(a, 1):
        diagonal, row[0] = row[0], line
        for column, y in enumerate(b, 1):
            diagonal, row[column] = row[column], min(diagonal + (x != y), row[column] + 1, row[column - 1] + 1)
    return row[-1]

def timed(function, *args):
    start = time.perf_counter()
    return function(*args), time.perf_counter() - start

documented = [builtins, collections, datetime, json, math, os, random, statistics, string, re]
things = [thing for module in documented for thing in vars(module).values()]
texts = [inspect.getdoc(thing) or "" for thing in (*documented, *things)]
texts += [inspect.getdoc(part) or "" for thing in things if isinstance(thing, type) for part in vars(thing).values()]
words = sorted(set(re.findall("[a-z]{3,}", " ".join(texts).lower())))
misspelt = ["iterater", "paramater", "dictionery", "seperator"]
found, took = timed(lambda: [closest(word, words) for word in misspelt])
slow, took_python = timed(lambda: [min(words, key=lambda word: python_distance(word, missed)) for missed in misspelt])
assert found == slow, (found, slow)
assert distance("größe", "grosse") == python_distance("größe", "grosse") == 3
try:
    closest("x", ["a", 1])
except TypeError:
    pass
else:
    raise AssertionError("a number was taken for a word")
f"{len(words)} words: {', '.join(found)}  {took * 1000:6.1f} ms, {took_python / took:4.0f} × as fast as Python"
`;

interface PyodidePackage {
  loadPyodide(): Promise<{
    readonly version: string;
    pyimport(name: string): unknown;
    runPython(code: string): unknown;
  }>;
}

async function run(packageName: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const { loadPyodide } = (await import(packageName)) as PyodidePackage;
  const library = await libcModule();
  for (const flavour of ["linked", "sandboxed"] as const) {
    const pyodide = await loadPyodide();
    const hpy = loadHPy(pyodide);
    hpy.load(
      { path: "editdistance.hpy0.wasm", bytes },
      flavour === "linked" ? { flavour } : { flavour, library },
    );
    console.log(`  ${hpy.pythonVersion.join(".")} ${flavour.padEnd(9)} ${pyodide.runPython(program)}`);
  }
}

async function build(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  const { bytes, ok, stderr } = await compile({
    name: "editdistance",
    sources: [{ file, text }],
    flags: ["-Wall", "-Wextra", ...(file.endsWith(".cpp") ? ["-std=c++20"] : [])],
  });
  if (!ok) throw new Error(stderr);
  return new Uint8Array(bytes);
}

const [packageName, built] = process.argv.slice(2);
if (packageName === undefined || built === undefined) {
  const folder = mkdtempSync(join(tmpdir(), "editdistance-"));
  try {
    for (const file of files) {
      const bytes = await build(file);
      const path = join(folder, `${file}.wasm`);
      writeFileSync(path, bytes);
      console.log(`${file}: editdistance.hpy0.wasm, ${bytes.length} bytes, built once:`);
      // Each in a process of its own: Pyodides of different versions get in each other's way.
      for (const name of ["pyodide-312", "pyodide-313", "pyodide-314"]) {
        const args = [fileURLToPath(import.meta.url), name, path];
        const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
        if (status !== 0) throw new Error(`${name} failed`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
} else {
  await run(packageName, new Uint8Array(readFileSync(built)));
}
