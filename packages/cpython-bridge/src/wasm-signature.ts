/** C types as WebAssembly sees them on wasm32. */

const wasmLetters: Readonly<Record<string, string>> = {
  i: "i",
  n: "i",
  h: "i",
  p: "i",
  d: "d",
  j: "j",
  v: "v",
};

/** Translates the letters of a C type to those of the Wasm type on wasm32. */
export function wasmSignature(signature: string): string {
  return [...signature].map((letter) => (letter === ":" ? ":" : (wasmLetters[letter] ?? letter))).join("");
}
