import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { compileC, counter } from "../../test/c-extensions.ts";
import { geometry, project } from "../../test/command.ts";
import { startPython } from "../../test/python.ts";

// Each call of the command starts a process, and often a compiler or an interpreter.
vi.setConfig({ testTimeout: 240_000 });

const here = project();
afterAll(() => here[Symbol.dispose]());

/** The functions, classes and names that a stub declares, as Python's parser reads them. */
const reader = `
def read(text):
    import ast
    def names(body):
        return [node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))] + [
            node.target.id for node in body if isinstance(node, ast.AnnAssign)]
    tree = ast.parse(text)
    classes = {node.name: names(node.body) for node in tree.body if isinstance(node, ast.ClassDef)}
    return repr([sorted(names(tree.body)), {name: sorted(set(found)) for name, found in classes.items()}])
read
`;

async function readStub(text: string): Promise<string> {
  const { run } = await startPython("pyodide-314");
  return (run(reader) as (text: string) => string)(text);
}

describe("hpyjs stubs", () => {
  it("describes a module in TypeScript by its definitions, and what it adds by looking", async () => {
    here.write({ "geometry.ts": geometry });
    const { status, stdout } = await here.hpyjs("stubs", "geometry.ts", "-o", "types");
    expect([status, stdout]).toEqual([0, "types/geometry.pyi\n"]);
    const text = readFileSync(join(here.folder, "types/geometry.pyi"), "utf8");
    expect(await readStub(text)).toBe(
      "[['LIMIT', 'Point', 'area', 'leak'], {'Point': ['__init__', '__len__', 'weight', 'x']}]",
    );
    for (const part of [
      '"""Flat things."""\n',
      'def area(a, b, /) -> Any:\n    """How big."""\n',
      "    weight: float\n",
      "    def __init__(self, x, y=0) -> None: ...\n",
      '    @property\n    def x(self) -> Any:\n        """Where."""\n',
      "LIMIT: int\n",
    ]) {
      expect(text).toContain(part);
    }
  });

  it("describes a module in C by looking at it", async () => {
    here.write({ "counter.hpy0.wasm": await compileC("counter", counter("counter")) });
    const { status } = await here.hpyjs("stubs", "counter.hpy0.wasm");
    expect(status).toBe(0);
    const text = readFileSync(join(here.folder, "counter.pyi"), "utf8");
    expect(await readStub(text)).toBe("[['Item', 'context', 'count', 'executed', 'fail'], {'Item': []}]");
    expect(text).toContain('"""Counts."""\n');
    expect(text).toContain("executed: int\n");
  });
});
