/** The functions in JavaScript, as one would write them for Pyodide's own proxies. */

/** What a Python list, dict or function looks like from JavaScript. */
interface PyProxy {
  readonly length: number;
  get(index: number): number;
  append(item: number): void;
  set(key: number, value: number): void;
  readonly value: number;
  [Symbol.iterator](): Iterator<number>;
  (argument: unknown): unknown;
}

/** What makes Python objects of JavaScript's. */
type ToPython = (value: unknown) => unknown;

class Point {
  readonly #x = 3;
  readonly #y = 4;
  get x(): number {
    return this.#x;
  }
  norm1(): number {
    return this.#x + this.#y;
  }
}

class Vector {
  readonly #items: Float64Array = new Float64Array(256);
  step(): Float64Array {
    const items = this.#items;
    for (let i = 0; i < items.length; i++) items[i] = (items[i] as number) * 0.5 + 1;
    return items;
  }
}

/** The module: an object whose functions Python calls through JsProxy. */
export function proxiedModule(toPython: ToPython): object {
  return {
    nop: () => undefined,
    ident: (x: unknown) => x,
    add: (a: number, b: number) => a + b,
    keywords: (_x: number, { key }: { key: number }) => key,
    addobj: (a: number, b: number) => a + b,
    scale: (x: number) => x * 0.5 + 1,
    utf8len: (s: string) => Buffer.byteLength(s),
    upper: (s: string) => s.toUpperCase(),
    sumlist: (list: PyProxy) => {
      let sum = 0;
      const { length } = list;
      for (let i = 0; i < length; i++) sum += list.get(i);
      return sum;
    },
    buildlist: (n: number) => toPython(Array.from({ length: n }, (_, i) => i)),
    appendlist: (n: number) => {
      const list = toPython([]) as PyProxy;
      for (let i = 0; i < n; i++) list.append(i);
      return list;
    },
    filldict: (n: number) => {
      const map = new Map<number, number>();
      for (let i = 0; i < n; i++) map.set(i, i);
      return toPython(map);
    },
    getattr: (object: PyProxy) => object.value,
    callmany: (f: PyProxy, n: number) => {
      for (let i = 0; i < n; i++) f(f);
    },
    iterate: (items: PyProxy) => {
      let sum = 0;
      for (const item of items) sum += item;
      return sum;
    },
    counter: function* (n: number) {
      for (let i = 0; i < n; i++) yield i;
    },
    mkpoint: () => new Point(),
    Point: () => new Point(),
    vector: () => new Vector(),
  };
}
