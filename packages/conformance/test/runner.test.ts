import { beforeAll, describe, expect, it } from "vitest";
import { method, rawModule } from "../fixtures/raw.ts";
import {
  javascript,
  runTest,
  type Suite,
  suite,
  type Test,
  type TestOptions,
  type TestResult,
  test,
  Workbench,
} from "../src/index.ts";
import { typescriptTarget } from "../targets/typescript.ts";

const fixtures = {
  runner: rawModule("runner", ({ api }, { none, text }) => ({
    leak: { O: (_self, h) => (api.Dup(h) === 0 ? none() : none()) },
    boom: {
      NOARGS: () => {
        throw new RangeError("boom");
      },
    },
    fatal: {
      NOARGS: () => {
        api.FatalError(text("the end"));
        return none();
      },
    },
    dump: {
      O: (_self, h) => {
        api.Dump(h);
        return none();
      },
    },
  })),
  failing: rawModule(
    "failing",
    () => ({}),
    ({ api }, { text }) => [
      {
        kind: "slot",
        slot: "mod_exec",
        impl: () => {
          api.Err_SetString(api.h_KeyError, text("refused"));
          return -1;
        },
      },
    ],
  ),
  empty: {
    ...rawModule("empty", () => ({})),
    bind: () => ({
      doc: null,
      size: 0,
      legacyMethods: 0 as never,
      defines: [method("one", { NOARGS: () => 0 as never })],
      globals: [],
    }),
  },
};

const target = typescriptTarget({ abi: "universal", python: "3.14", fixtures, gates: true, routine: true });
let bench: Workbench;

beforeAll(async () => {
  bench = await Workbench.open(target);
}, 60_000);

function run(body: string, options: TestOptions = {}): Promise<TestResult> {
  return runIt(test("a test", body, options));
}

function runIt(one: Test): Promise<TestResult> {
  const of: Suite = suite("runner", [one]);
  return runTest(bench, of, one, { leaks: true });
}

describe("a body", () => {
  it("sees its fixture and the helpers", async () => {
    const result = await run(
      `
      assert mod.__name__ == "runner"
      assert load() is not mod
      assert load("empty").__name__ == "empty"
      with raises(ZeroDivisionError, match="by zero") as caught:
          1 / 0
      assert type(caught.value) is ZeroDivisionError
    `,
      { loads: true },
    );
    expect(result).toMatchObject({ status: "passed", reason: "", dead: false });
  });

  it("reports both sides of a comparison, and its own lines only", async () => {
    const { status, reason } = await run("x = [1]\nassert x == [2]");
    expect(status).toBe("failed");
    expect(reason).toBe(
      [
        "Traceback (most recent call last):",
        '  File "<a test>", line 2, in <module>',
        "    assert x == [2]",
        "AssertionError: x == [2]",
        "  left:  [1]",
        "  right: [2]",
      ].join("\n"),
    );
  });

  it("fails when nothing is raised, or something else", async () => {
    expect((await run("with raises(KeyError):\n    pass")).reason).toContain("KeyError was not raised");
    expect((await run("with raises(KeyError):\n    1 / 0")).reason).toContain("ZeroDivisionError");
    expect((await run("with raises(KeyError, match='x'):\n    {}['y']")).reason).toContain(
      "does not match 'x'",
    );
  });

  it("reports the JavaScript stack of what an extension throws", async () => {
    const { reason } = await run("mod.boom()");
    expect(reason).toContain("RangeError: boom");
    expect(reason).toContain("runner.test.ts");
  });

  it("gets what was written, by C code too", async () => {
    const result = await run(`
      print("out")
      print("err", file=sys.stderr)
      assert output() == ("out\\n", "err\\n")
      mod.dump([])
      assert "object type name: list" in output()[1]
    `);
    expect(result.reason).toBe("");
  });

  it("gets what nobody could raise", async () => {
    const result = await run(`
      class Thing:
          def __del__(self):
              raise KeyError("lost")
      with unraisable() as caught:
          Thing()
      [(kind, text, _)] = caught
      assert kind is KeyError
      assert text == "'lost'"
    `);
    expect(result.reason).toBe("");
  });

  it("may await", async () => {
    const options = { asynchronous: true };
    expect((await run("await asyncio.sleep(0.001)", options)).reason).toBe("");
    expect((await run("await asyncio.sleep(0.001)\nassert 1 == 2", options)).reason).toContain("1 == 2");
  });

  it("gets the exception of a fixture that cannot be loaded", async () => {
    const loads = true;
    expect(
      (await run("with raises(KeyError, match='refused'):\n    load('failing')", { loads })).reason,
    ).toBe("");
    expect((await run("load('nowhere')", { loads })).reason).toContain('no fixture is named "nowhere"');
    expect((await run("pass", { fixture: "failing" })).reason).toContain("refused");
  });

  it("is reported when it does not compile", async () => {
    expect((await run("1 +")).reason).toContain("SyntaxError");
  });
});

describe("the leak check", () => {
  it("finds handles that were not closed", async () => {
    const { reason } = await run("mod.leak(mod)");
    expect(reason).toContain("+1.0 open handles");
    expect(reason).toContain("+1.0 references to mod");
  });

  it("finds objects that stay", async () => {
    expect((await run("vars(mod).setdefault('kept', []).append(object())")).reason).toContain(
      "allocated bytes",
    );
  });

  it("can be waived with a reason", async () => {
    expect((await run("mod.leak(mod)", { leaks: "it is what the test is about" })).reason).toBe("");
  });
});

describe("a test", () => {
  it("tells which functions it exercised", async () => {
    expect((await run("mod.leak(1)", { leaks: "on purpose" })).functions).toEqual(["Dup"]);
  });

  it("is skipped on an older Python", async () => {
    expect(await run("pass", { since: "3.99" })).toMatchObject({
      status: "skipped",
      reason: "for Python 3.99 and later",
    });
  });

  it("may work from JavaScript, on two interpreters", async () => {
    const result = await runIt(
      javascript(
        "two",
        async ({ here, open }) => {
          const other = await open();
          await other.load("empty");
          await other.python("assert mod.__name__ == 'empty'");
          await here.python("assert mod.__name__ == 'runner'");
        },
        { leaks: "starts interpreters" },
      ),
    );
    expect(result.reason).toBe("");
  });

  it("notices a mutant", async () => {
    bench.mutate({ name: "Dup", does: "returns null" });
    const { reason } = await run("mod.leak(1)");
    bench.mutate(null);
    expect(reason).not.toBe("");
  });

  it("may be about the interpreter's death", async () => {
    const doomed = await Workbench.open(target);
    const one = test("dies", "mod.fatal()", { dies: /the end/ });
    const result = await runTest(doomed, suite("runner", [one]), one, { leaks: true });
    expect(result).toMatchObject({ status: "passed", dead: true });
    const survivor = test("lives", "pass", { dies: /the end/ });
    expect((await runIt(survivor)).reason).toContain("the interpreter should have died");
  });
});
