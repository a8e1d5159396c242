/**
 * A session that is ready for tests: the harness is in the interpreter, and fixtures are loaded through a counting
 * layer, with a mutant below it if there is one.
 */

import { type Handle, type Layer, type Pointer, spec } from "@hpyjs/core";
import { Counter } from "./counter.ts";
import { countingMode } from "./counting-mode.ts";
import { harnessName, harnessSource, hostName } from "./harness.ts";
import { type Mutant, mutantMode } from "./mutants.ts";
import { type Bench, dedent, type Test } from "./suite.ts";
import type { Output, Session, Target } from "./target.ts";

/** What is alive in an interpreter, as far as it can be counted. */
export interface Measure {
  /** Blocks of CPython's allocator (`sys.getallocatedblocks`), where it has one. */
  readonly blocks: number;
  /** Bytes of the allocator below that, or 0 where nobody can tell. */
  readonly bytes: number;
  /** Handles, builders, trackers and thread states that the fixtures have to close. */
  readonly handles: number;
  /** References to the fixture, to what is in it, and to the context's mortal constants, by name. */
  readonly references: Readonly<Record<string, number>>;
}

type PythonFunction = (...args: readonly string[]) => string;

/** The functions of the harness. All but `measure` return what went wrong, or `""`. */
interface Harness {
  readonly begin: PythonFunction;
  readonly run: PythonFunction;
  readonly runAsync: PythonFunction;
  readonly runSource: PythonFunction;
  readonly measure: PythonFunction;
  readonly end: PythonFunction;
}

/** An interpreter with everything that a test needs. */
export class Workbench implements Bench {
  /** The target whose interpreter this is. */
  readonly target: Target;
  /** The interpreter. */
  readonly session: Session;
  /** What the fixtures did. */
  readonly counter: Counter = new Counter();
  readonly #harness: Harness;
  #layer: Layer;
  #fixture = "";
  #done: (failure: string) => void = () => {};

  private constructor(target: Target, session: Session) {
    this.target = target;
    this.session = session;
    this.#layer = this.#counting(session.layer);
    session.expose(hostName, {
      done: (failure) => {
        this.#done(failure);
        return "";
      },
      load: (fixture) => this.#loadForPython(fixture),
      output: () => {
        const { stdout, stderr } = session.output();
        return JSON.stringify([stdout, stderr]);
      },
    });
    const constants = Object.fromEntries(spec.handles.map(({ name, python }) => [name, python]));
    session.run(
      [
        "import sys, types",
        `harness = sys.modules[${quote(harnessName)}] = types.ModuleType(${quote(harnessName)})`,
        `harness.__file__ = ${quote(`<${harnessName}>`)}`,
        `exec(compile(${quote(harnessSource)}, harness.__file__, "exec"), harness.__dict__)`,
        `harness.start(${quote(JSON.stringify(constants))})`,
      ].join("\n"),
    );
    this.#harness = {
      begin: session.bind("harness.begin"),
      run: session.bind("harness.run"),
      runAsync: session.bind("harness.run_async"),
      runSource: session.bind("harness.run_source"),
      measure: session.bind("harness.measure"),
      end: session.bind("harness.end"),
    };
  }

  /** Starts an interpreter of `target` and prepares it. */
  static async open(target: Target): Promise<Workbench> {
    return new Workbench(target, await target.open());
  }

  /** The layer that fixtures are loaded through: it counts, and misbehaves if it was told to. */
  get layer(): Layer {
    return this.#layer;
  }

  /** Puts a mutant below the counting layer, or takes it away again. Fixtures that are loaded already keep theirs. */
  mutate(mutant: Mutant | null): void {
    const { layer } = this.session;
    this.#layer = this.#counting(mutant === null ? layer : mutantMode(mutant)(layer));
  }

  /** Loads a test's fixture as `mod` and compiles its body. Returns what went wrong, or `""`. */
  begin(test: Test, fixture: string): string {
    this.#fixture = fixture;
    this.session.output();
    const body = typeof test.body === "string" ? test.body : "pass\n";
    return this.#harness.begin(test.name, body);
  }

  /** Runs the body that {@link Workbench.begin} compiled. Returns what went wrong, or `""`. */
  async run(test: Test): Promise<string> {
    return test.asynchronous === true ? await this.#whenDone(this.#harness.runAsync) : this.#harness.run();
  }

  /** Forgets the test. */
  end(): void {
    this.#harness.end();
  }

  async python(source: string): Promise<void> {
    const failure = await this.#whenDone(() => this.#harness.runSource(dedent(source)));
    if (failure !== "") throw new Error(failure);
  }

  async load(fixture: string): Promise<void> {
    this.#fixture = fixture;
    await this.python(`sys.modules[${quote(harnessName)}].mod = load()`);
  }

  /** Counts what is alive, after a collection. */
  measure(): Measure {
    const [blocks, references] = JSON.parse(this.#harness.measure());
    return { blocks, bytes: this.session.bytesInUse() ?? 0, references, handles: this.counter.open };
  }

  /** Whether the interpreter can still be used. */
  isAlive(): boolean {
    try {
      this.session.layer.boundary.enter(() => this.session.run("pass"));
      return true;
    } catch {
      return false;
    }
  }

  output(): Output {
    return this.session.output();
  }

  /** Lets go of the interpreter. */
  close(): void {
    this.session.close();
  }

  #counting(layer: Layer): Layer {
    return this.target.counted === false ? layer : countingMode(this.counter)(layer);
  }

  /** Starts something that reports its end through the host's `done`. */
  #whenDone(start: () => string): Promise<string> {
    return new Promise((resolve) => {
      this.#done = resolve;
      start();
    });
  }

  /** Loads a fixture and leaves it, or the exception, in the harness. Returns what went wrong in JavaScript. */
  #loadForPython(fixture: string): string {
    const { boundary, extra } = this.session.layer;
    try {
      boundary.enter(() => {
        const module = this.session.load(fixture === "" ? this.#fixture : fixture, this.#layer);
        if (module === 0) this.#leave("failure", extra.Err_GetRaised());
        else this.#leave("loaded", module);
      });
      return "";
    } catch (error) {
      // Not through the context, which may be used in a call only.
      extra.Err_SetRaised(0 as Handle);
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }

  /** Makes an object an attribute of the harness; consumes the handle. */
  #leave(attribute: string, object: Handle): void {
    const { api, memory } = this.session.layer;
    const bytes = new TextEncoder().encode(`${harnessName}\0${attribute}\0`);
    const names = memory.alloc(bytes.length);
    memory.u8().set(bytes, names);
    const harness = api.Import_ImportModule(names);
    api.SetAttr_s(harness, (names + harnessName.length + 1) as Pointer, object);
    api.Close(harness);
    api.Close(object);
    memory.free(names);
  }
}

/** A Python string literal; JSON's escapes are all Python's too. */
function quote(text: string): string {
  return JSON.stringify(text);
}
