/** What the linker asks of functions of the context over and over, found out once. */

import { type ApiFunctionName, contextSignature, functionRow, layout, spec } from "@hpyjs/core";
import { objectParameters } from "./functions.ts";

/** A function of the context, as a call sees it. */
export interface ContextFunction {
  /** Its type. */
  readonly signature: string;
  /** The place of its row among all. */
  readonly place: number;
  /** How many parameters it has, the context included. */
  readonly parameters: number;
  /** Those that can be objects, as bits: a local's is the one of its number. */
  readonly objects: number;
  /** Whether it returns a handle. */
  readonly makes: boolean;
}

/** The functions of the context. */
export class ContextFunctions {
  readonly #known: Map<ApiFunctionName, ContextFunction> = new Map();
  readonly #bySlot: ReadonlyMap<number, ApiFunctionName>;

  /** All of them. */
  constructor() {
    const { entries } = layout.wasm32.HPyContext.offsets;
    this.#bySlot = new Map(
      spec.functions.map(({ index, member }) => [entries + 4 * index, member as ApiFunctionName]),
    );
  }

  /** The one at an offset of the context's struct. */
  at(offset: number): ApiFunctionName | undefined {
    return this.#bySlot.get(offset);
  }

  /** What is known of one. */
  of(member: ApiFunctionName): ContextFunction {
    const known = this.#known.get(member);
    if (known !== undefined) return known;
    const row = functionRow(member);
    const signature = contextSignature(row);
    const found = {
      signature,
      place: spec.functions.indexOf(row),
      parameters: signature.length - "i:".length,
      objects: objectParameters(member).reduce((bits, local) => bits | (1 << local), 0),
      makes: row.returns === "HPy",
    };
    this.#known.set(member, found);
    return found;
  }
}
