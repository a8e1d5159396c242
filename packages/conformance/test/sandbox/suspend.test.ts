/** What becomes of `run_sync` below a sandboxed module's call into Python, by the policy of traps. */

import { beforeAll, describe, expect, test } from "vitest";
import { compileHere, openSandbox, type SandboxBench } from "./open-sandbox.ts";

const setUp = `
import asyncio
from pyodide.ffi import can_run_sync, run_sync

async def wait(seconds, result):
    await asyncio.sleep(seconds)
    return result

def waits(seconds, result):
    return lambda: run_sync(wait(seconds, result))
`;

async function open(options: object): Promise<SandboxBench> {
  const bytes = await compileHere("suspend.c");
  const bench = await openSandbox("pyodide-314", "suspend.hpy0.wasm", bytes, options);
  bench.load();
  bench.python(setUp);
  return bench;
}

describe.each([
  ["linked", { traps: "suspend" }],
  ["beside the module", { traps: "suspend", linkCalls: false }],
] as const)('traps: "suspend", %s', (_name, options) => {
  let bench: SandboxBench;
  beforeAll(async () => {
    bench = await open(options);
  });

  test("run_sync() really suspends below HPy_Call, and other code runs meanwhile", async () => {
    const found = await bench.pythonAsync(`
event = asyncio.Event()
async def other():
    event.set()
async def until_set():
    await event.wait()
    return "waited"
task = asyncio.ensure_future(other())
result = mod.call(lambda: run_sync(until_set()))
result, task.done(), mod.call(lambda: mod.call(waits(0.001, "inner"))), mod.call(can_run_sync)
`);
    expect(String(found)).toBe("('waited', True, 'inner', True)");
    bench.assertUnharmed();
  });

  test("arguments stay open while the call is suspended", async () => {
    const found = await bench.pythonAsync(`
a, b = object(), object()
found = mod.arguments(waits(0.005, None), a, b)
found[0] is a and found[1] is b and len(found) == 2
`);
    expect(found).toBe(true);
  });

  test("a call that begins and ends while another is suspended does that one no harm", async () => {
    const found = await bench.pythonAsync(`
async def other():
    return [mod.call(lambda: 7), mod.arguments(lambda: None, 1, 2), mod.call(waits(0.001, 8))]
task = asyncio.ensure_future(other())
async def until_done():
    await task
    return 6
str([mod.call(lambda: run_sync(until_done())), await task])
`);
    expect(found).toBe("[6, [7, (1, 2), 8]]");
  });

  test("a call that goes on while a later one is suspended is a RuntimeError, and the later one goes on", async () => {
    for (let round = 0; round < 3; round++) {
      const found = await bench.pythonAsync(`
async def later():
    return mod.call(waits(0.03, "later"))
task = asyncio.ensure_future(later())
try:
    outcome = mod.call(waits(0.01, "first"))
except RuntimeError as exc:
    outcome = str(exc)
[outcome, await task, mod.call(lambda: "after"), mod.call(waits(0.001, "again"))]
`);
      expect(String(found)).toContain("has not ended");
      expect(String(found)).toContain("'later', 'after', 'again'");
    }
    bench.assertUnharmed();
  });

  test("of several that go on too early each is refused, and the last leaves everything as it was", async () => {
    const found = await bench.pythonAsync(`
async def call(seconds):
    try:
        return mod.call(waits(seconds, seconds))
    except RuntimeError as error:
        return "has not ended" in str(error)
outcomes = set()
for _ in range(20):
    tasks = [asyncio.ensure_future(call(seconds)) for seconds in (0.002, 0.004, 0.03)]
    outcomes.add(tuple([await task for task in tasks]))
def deep(n):
    return mod.call(lambda: deep(n - 1)) if n else "deep"
str((outcomes, deep(50), mod.call(waits(0.001, "calm"))))
`);
    expect(found).toBe("({(True, True, 0.03)}, 'deep', 'calm')");
    bench.assertUnharmed();
  });

  test("what is no trap is an exception, as ever", () => {
    expect(bench.raises("mod.forged(1)")).toContain("SystemError");
    expect(bench.raises("mod.call(lambda: 1 / 0)")).toContain("ZeroDivisionError");
    expect(bench.raises("mod.call()")).toContain("TypeError");
    expect(bench.raises("mod.recurse(mod.recurse)")).toContain("RecursionError");
    expect(bench.python("mod.call(lambda: 5)")).toBe(5);
    bench.assertUnharmed();
  });

  test("many arguments, and deep calls, go another way to the same end", () => {
    bench.python(`
assert mod.arguments(lambda: None, *range(500)) == tuple(range(500))
def deep(n):
    return n if n == 0 else mod.call(lambda: deep(n - 1)) + 1
assert deep(60) == 60
assert mod.arguments(lambda: deep(20), *range(60)) == tuple(range(60))
`);
    bench.assertUnharmed();
  });
});

describe.each([
  ["catch", {}],
  ["suspend without WebAssembly at the boundary", { traps: "suspend", boundary: "javascript" }],
] as const)("traps: %s", (_name, options) => {
  test("run_sync() is a clear error", async () => {
    const bench = await open(options);
    const found = await bench.pythonAsync(`
def below():
    coroutine = wait(0, 1)
    try:
        return run_sync(coroutine)
    finally:
        coroutine.close()
try:
    outcome = mod.call(below)
except RuntimeError as exc:
    outcome = str(exc)
[outcome, mod.call(can_run_sync), can_run_sync()]
`);
    expect(String(found)).toMatch(/annot stack switch.*False, True/);
    bench.assertUnharmed();
  });
});
