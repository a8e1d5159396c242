/** A layer without an interpreter: each function answers as the test says, or with 0. */

import { type Api, type ApiFunctionName, type Layer, spec } from "@hpyjs/core";

/** What functions do, by name. */
export type Answers = Partial<Record<ApiFunctionName, (...args: never[]) => unknown>>;

/** Makes a layer that has a context and nothing else. */
export function fakeLayer(answers: Answers = {}): Layer {
  const api: Record<string, unknown> = {};
  for (const { name, index } of spec.handles) api[name] = 1000 + index;
  for (const { member } of spec.functions) api[member] = answers[member as ApiFunctionName] ?? (() => 0);
  return { name: "fake", api: api as unknown as Api } as Layer;
}

/** A clock that stands still unless it is moved on. */
export class FakeClock {
  /** The time in milliseconds. */
  time = 1000;
  /** How often it was read. */
  readings = 0;
  /** Reads it. */
  readonly now: () => number = () => {
    this.readings++;
    return this.time;
  };

  /** Moves it on by some microseconds. */
  pass(microseconds: number): void {
    this.time += microseconds / 1000;
  }
}
