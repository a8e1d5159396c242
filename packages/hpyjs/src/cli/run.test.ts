import { afterAll, describe, expect, it, vi } from "vitest";
import { geometry, project } from "../../test/command.ts";

// Each call of the command starts a process, and often a compiler or an interpreter.
vi.setConfig({ testTimeout: 240_000 });

const here = project();
afterAll(() => here[Symbol.dispose]());
here.write({ "src/geometry.ts": geometry });

describe("hpyjs run", () => {
  it("runs a script as python does: arguments, neighbours, files, output, exit functions, status", async () => {
    here.write({
      "scripts/neighbour.py": "def shout(text): return text.upper()\n",
      "data.txt": "from a file",
      "scripts/script.py": `
import asyncio, atexit, sys
import geometry
from neighbour import shout
import __main__
asyncio.run(asyncio.sleep(0.01))
atexit.register(lambda: print("end"))
print(sys.argv, __name__, __main__ is sys.modules["__main__"], __main__.shout is shout)
print(shout("hello"), geometry.area(6, 7), geometry.LIMIT, open("data.txt").read(), end="|")
open("made.txt", "w").write("made")
print("to stderr", file=sys.stderr)
sys.exit(3)
`,
    });
    const result = await here.hpyjs(
      "run",
      "scripts/script.py",
      "--ext",
      "src/geometry.ts",
      "--",
      "one",
      "--two",
    );
    expect(result.stdout).toBe(
      "['scripts/script.py', 'one', '--two'] __main__ True True\nHELLO 42 5 from a file|end\n",
    );
    expect([result.stderr, result.status]).toEqual(["to stderr\n", 3]);
    expect((await here.shell(".", "cat made.txt")).stdout).toBe("made");
  });

  it("shows tracebacks as python prints them", async () => {
    here.write({ "fail.py": 'import sys\n\ndef f():\n    raise ValueError("no")\n\nf()\n' });
    const { status, stderr } = await here.hpyjs("run", "fail.py");
    expect(status).toBe(1);
    expect(stderr.replaceAll(here.folder, "")).toMatch(
      /^Traceback \(most recent call last\):\n {2}File "[^"]*\/fail\.py", line 6, in <module>\n {4}f\(\)\n(?:[ ~^]+\n)? {2}File "[^"]*\/fail\.py", line 4, in f\n {4}raise ValueError\("no"\)\nValueError: no\n$/,
    );
    here.write({ "syntax.py": "print('a'\n" });
    const syntax = await here.hpyjs("run", "syntax.py");
    expect(syntax.status).toBe(1);
    expect(syntax.stderr).toMatch(/^ {2}File "[^"]*syntax\.py", line 1\n[\s\S]*\nSyntaxError: [^\n]+\n$/);
  });

  it("puts modes around extensions", async () => {
    here.write({
      "modes.py":
        "import geometry, hpy.debug\ndebugged = hpy.debug.LeakDetector\nprint(geometry.area(2, 3))\n",
    });
    const debug = await here.hpyjs("run", "modes.py", "--ext", "src/geometry.ts", "--mode", "debug+trace");
    expect(debug).toEqual({ status: 0, stdout: "6\n", stderr: "" });
    const plain = await here.hpyjs("run", "modes.py", "--ext", "src/geometry.ts");
    expect([plain.status, plain.stderr]).toEqual([1, expect.stringContaining("No module named 'hpy.debug'")]);
  });
});
