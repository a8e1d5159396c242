/** SHA-256, synchronously: the platform's own is asynchronous, and compiling is not. */

const word = (value: number): number => Math.floor((value % 1) * 2 ** 32) >>> 0;

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes;
}

const rotate = (value: number, by: number): number => (value >>> by) | (value << (32 - by));

/** The digest of some bytes as 64 hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  const primes = firstPrimes(64);
  const constants = Uint32Array.from(primes, (prime) => word(Math.cbrt(prime)));
  const state = Uint32Array.from(primes.slice(0, 8), (prime) => word(Math.sqrt(prime)));
  const padded = pad(bytes);
  const schedule = new Uint32Array(64);
  for (let block = 0; block < padded.byteLength; block += 64) {
    for (let i = 0; i < 16; i++) schedule[i] = padded.getUint32(block + i * 4);
    expand(schedule);
    compress(state, schedule, constants);
  }
  return Array.from(state, (value) => value.toString(16).padStart(8, "0")).join("");
}

function pad(bytes: Uint8Array): DataView {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  return view;
}

function expand(w: Uint32Array): void {
  for (let i = 16; i < 64; i++) {
    const before = w[i - 15] as number;
    const last = w[i - 2] as number;
    const low = rotate(before, 7) ^ rotate(before, 18) ^ (before >>> 3);
    const high = rotate(last, 17) ^ rotate(last, 19) ^ (last >>> 10);
    w[i] = (w[i - 16] as number) + low + (w[i - 7] as number) + high;
  }
}

function compress(state: Uint32Array, w: Uint32Array, constants: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let i = 0; i < 64; i++) {
    const choice = (e & f) ^ (~e & g);
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + sum1 + choice + (constants[i] as number) + (w[i] as number)) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => {
    state[i] = (state[i] as number) + value;
  });
}
