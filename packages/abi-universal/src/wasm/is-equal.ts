/** Comparing bytes. */

/** Whether two modules are the same, byte for byte. Builds of one source differ at the end: what is there is compared first. */
export function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  const count = one.length >>> 2;
  for (let index = one.length - 1; index >= count * 4; index--) if (one[index] !== other[index]) return false;
  const [words, others] = [wordsOf(one, count), wordsOf(other, count)];
  for (let index = count - 1; index >= 0; index--) if (words[index] !== others[index]) return false;
  return true;
}

/** The same bytes as words of four, which may lie anywhere. */
function wordsOf(bytes: Uint8Array, count: number): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, count);
}
