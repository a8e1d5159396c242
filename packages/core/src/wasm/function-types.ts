/** Functions between JavaScript and WebAssembly. */

/** A JavaScript function with its WebAssembly type, `result:parameters` in letters: i32, i64, f32, f64 are i, j, f, d; v is none. */
export interface WasmCallback {
  /** The type: `i:ii` takes two i32 and gives one. */
  readonly signature: string;
  /** The function. Numbers in, a number, bigint or nothing out. */
  readonly callback: (...args: never[]) => unknown;
}

/** A WebAssembly function, as JavaScript sees it. */
export type WasmFunction = (...args: (number | bigint)[]) => number | bigint | undefined;
