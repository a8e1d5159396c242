import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { readLock } from "./lock-file.ts";

function lockFile(text?: string): URL {
  const folder = mkdtempSync(join(tmpdir(), "abi-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "abi-lock.json");
  if (text !== undefined) writeFileSync(path, text);
  return pathToFileURL(path);
}

it("readLock() reads groups of names", () => {
  expect(readLock(lockFile('{ "functions": { "HPy_Dup": "78" } }'))).toEqual({
    functions: { HPy_Dup: "78" },
  });
});

it("readLock() fails when there is no lock, instead of locking nothing", () => {
  expect(() => readLock(lockFile())).toThrow("restore it from git");
});

it.each(["{}", "[]", "null", '{ "functions": { "HPy_Dup": 78 } }', '{ "functions": 1 }'])(
  "readLock() refuses %s",
  (text) => {
    expect(() => readLock(lockFile(text))).toThrow("does not have groups of names");
  },
);
