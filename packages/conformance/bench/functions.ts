/**
 * What is measured: the same functions in every flavour. Each is a Python expression, in which `f` is the function of
 * that name, `a` and `b` are arguments, and `p` is an object that the flavour's module made.
 */

/** One function, and how it is called. */
export interface BenchFunction {
  /** What it is called in tables and reports. */
  readonly name: string;
  /** What it stands for, for a reader of the table. */
  readonly shows: string;
  /** The expression that is timed. */
  readonly call: string;
  /** The expression in flavours where it cannot be the same. */
  readonly calls?: Readonly<Record<string, string>>;
  /** The attribute of the module that `f` is; left out, its own name. */
  readonly f?: string;
  /** The function of the module that makes `p`. */
  readonly p?: string;
  /** Python expressions for the arguments. */
  readonly a?: string;
  /** The second. */
  readonly b?: string;
  /** An expression over the result `r` that says whether it is right. */
  readonly right: string;
  /** How many elements or calls one run stands for: a time is that of one of them. */
  readonly per: number;
  /** Whether the result is an iterator that is run through. */
  readonly drained?: boolean;
}

/** The functions, in the order of the tables. */
export const functions: readonly BenchFunction[] = [
  { name: "nop", shows: "a method without arguments", call: "f()", right: "r is None", per: 1 },
  { name: "ident", shows: "a method with one argument", call: "f(a)", a: "12345", right: "r == a", per: 1 },
  {
    name: "add",
    shows: "two arguments, ints read and made",
    call: "f(a, b)",
    a: "12345",
    b: "67890",
    right: "r == 80235",
    per: 1,
  },
  {
    name: "keywords",
    shows: "a keyword argument",
    call: "f(a, key=b)",
    a: "12345",
    b: "67890",
    right: "r == b",
    per: 1,
  },
  {
    name: "method",
    shows: "a method of an object with a struct",
    call: "p.norm1()",
    p: "mkpoint",
    right: "r == 7",
    per: 1,
  },
  {
    name: "addobj",
    shows: "the number protocol",
    call: "f(a, b)",
    a: "12345",
    b: "67890",
    right: "r == 80235",
    per: 1,
  },
  { name: "scale", shows: "a float read and made", call: "f(a)", a: "12.5", right: "r == 7.25", per: 1 },
  {
    name: "utf8len",
    shows: "a str read",
    call: "f(a)",
    a: "'plain ascii text here'",
    right: "r == 21",
    per: 1,
  },
  {
    name: "upper",
    shows: "a str read and one made",
    call: "f(a)",
    a: "'plain ascii text here'",
    right: "r == 'PLAIN ASCII TEXT HERE'",
    per: 1,
  },
  {
    name: "sumlist",
    shows: "an item of a list read",
    call: "f(a)",
    a: "list(range(1000))",
    right: "r == 499500",
    per: 1000,
  },
  {
    name: "buildlist",
    shows: "an item of a list of known size",
    call: "f(a)",
    a: "1000",
    right: "r == list(range(1000))",
    per: 1000,
  },
  {
    name: "appendlist",
    shows: "an item appended",
    call: "f(a)",
    a: "1000",
    right: "r == list(range(1000))",
    per: 1000,
  },
  {
    name: "filldict",
    shows: "an item of a dict set",
    call: "f(a)",
    a: "1000",
    right: "r == {i: i for i in range(1000)}",
    per: 1000,
  },
  {
    name: "getattr",
    shows: "an attribute of a Python object read",
    call: "f(a)",
    a: "Holder(12345)",
    right: "r == 12345",
    per: 1,
  },
  { name: "mkpoint", shows: "an object with a struct made", call: "f()", right: "r.x == 3", per: 1 },
  { name: "Point", shows: "the same by calling its type", call: "f()", right: "r.x == 3", per: 1 },
  { name: "getx", shows: "a computed attribute", call: "p.x", p: "mkpoint", right: "r == 3", per: 1 },
  {
    name: "callmany",
    shows: "a Python function called back",
    call: "f(a, b)",
    a: "same",
    b: "1000",
    right: "r is None",
    per: 1000,
  },
  {
    name: "iterate",
    shows: "an item of a Python iterator",
    call: "f(a)",
    a: "tuple(range(1000))",
    right: "r == 499500",
    per: 1000,
  },
  {
    name: "counter",
    shows: "an item of an iterator for Python",
    call: "f(a)",
    a: "1000",
    right: "list(r) == list(range(1000))",
    per: 1000,
    drained: true,
  },
  {
    name: "buffer",
    shows: "a kernel over 256 doubles, and a view of them",
    call: "memoryview(p.step())",
    calls: { jsproxy: "p.step().to_memoryview()" },
    p: "vector",
    right: "list(r) == [1.0] * 256",
    per: 1,
  },
];
