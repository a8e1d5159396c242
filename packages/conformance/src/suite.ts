/**
 * Suites as data.
 *
 * A suite holds the tests of one family of the API, under the name that the family has in every layer. A test is a
 * name and a piece of Python that uses the fixture of the same name, so one suite serves extensions in every
 * language. What needs JavaScript around the interpreter, not only inside the fixture, is a {@link javascript} test.
 */

import type { Layer } from "@hpyjs/core";
import type { Language, Output, Session, Target } from "./target.ts";

/** What can be said about a test beyond its name and its body. */
export interface TestOptions {
  /** The fixture that the test sees as `mod`; left out, the suite's. */
  readonly fixture?: string;
  /** The languages whose extensions the test is for; left out, the suite's. */
  readonly languages?: readonly Language[];
  /** The ABIs that the test is for; left out, the suite's. */
  readonly abis?: readonly Target["abi"][];
  /** `false`: the test is about the interpreter's memory, which a sandboxed extension does not have. */
  readonly sandboxed?: false;
  /** The body awaits. */
  readonly asynchronous?: boolean;
  /** The Python version from which on the test applies, as `3.13`. */
  readonly since?: string;
  /** The interpreter must die, with words that match on standard error or in what is thrown. */
  readonly dies?: RegExp;
  /** The body loads fixtures: what a module's definition consists of stays in memory, so bytes are not counted. */
  readonly loads?: boolean;
  /** Why the test may leave something behind each time; left out, it may not. */
  readonly leaks?: string;
}

/** An interpreter as a {@link javascript} test sees it. */
export interface Bench {
  /** The interpreter. */
  readonly session: Session;
  /** The layer that fixtures are loaded through: the session's, with the runner's own modes around it. */
  readonly layer: Layer;
  /**
   * Runs Python source that sees what the bodies of tests see.
   * @throws Error with the Python traceback.
   */
  python(source: string): Promise<void>;
  /** Loads a fixture and makes it `mod`. */
  load(fixture: string): Promise<void>;
  /** What was written since the last call. */
  output(): Output;
}

/** What a {@link javascript} test works with. */
export interface JavascriptTest {
  /** The interpreter that the test belongs to, with the fixture loaded as `mod`. */
  readonly here: Bench;
  /** Opens another interpreter of the same target; it is closed after the test. */
  open(): Promise<Bench>;
}

/** One test. */
export interface Test extends TestOptions {
  /** The C symbol and its behaviour: `HPyList_Append() adds the item at the end`. */
  readonly name: string;
  /** The body: Python source, or a function that throws when the test fails. */
  readonly body: string | ((test: JavascriptTest) => void | Promise<void>);
}

/** What can be said about a suite beyond its name and its tests. */
export interface SuiteOptions {
  /** The languages that the suite is for; left out, all. */
  readonly languages?: readonly Language[];
  /** The ABIs that the suite is for; left out, all. */
  readonly abis?: readonly Target["abi"][];
  /** The fixture that its tests see as `mod`; left out, the one with the suite's name. */
  readonly fixture?: string;
}

/** The tests of one family. */
export interface Suite extends SuiteOptions {
  /** The family's name: that of its file in every layer, and of its fixture. */
  readonly name: string;
  /** The tests, in the order in which they run. */
  readonly tests: readonly Test[];
}

/**
 * Puts a suite together.
 * @param name the family's name.
 * @param tests its tests; no two have the same name.
 * @throws RangeError when two tests have the same name.
 */
export function suite(name: string, tests: readonly Test[], options: SuiteOptions = {}): Suite {
  const seen = new Set<string>();
  for (const test of tests) {
    if (seen.has(test.name)) throw new RangeError(`suite ${name} has two tests named "${test.name}"`);
    seen.add(test.name);
  }
  return { ...options, name, tests };
}

/**
 * A test in Python.
 * @param name the C symbol and its behaviour.
 * @param body Python source; the indentation that all lines share is taken off. It sees what `harness.ts` says.
 */
export function test(name: string, body: string, options: TestOptions = {}): Test {
  return { ...options, name, body: dedent(body) };
}

/**
 * A test that works on the interpreter from JavaScript.
 * @param name what is tested, and its behaviour.
 * @param body fails by throwing.
 */
export function javascript(
  name: string,
  body: (test: JavascriptTest) => void | Promise<void>,
  options: TestOptions = {},
): Test {
  return { ...options, name, body };
}

/** The name by which a test is known across suites: `list/HPyList_Append() adds the item at the end`. */
export function testId(of: Suite, test: Test): string {
  return `${of.name}/${test.name}`;
}

/** Takes off the indentation that all lines share, and empty lines at both ends. */
export function dedent(source: string): string {
  const lines = source.replace(/^(?:[ \t]*\n)+|\s+$/g, "").split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const shared = Math.min(...indents);
  return `${lines.map((line) => line.slice(shared)).join("\n")}\n`;
}
