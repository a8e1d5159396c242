/**
 * Where CPython's objects keep what: probed on objects whose content is known, when an interpreter is opened.
 *
 * The stable ABI leaves these layouts open, so nothing is taken for granted: each probe looks at several objects, and
 * what does not look as expected is `null`; whoever would use it calls CPython instead. What is expected is the same in
 * all Pythons that we support.
 */

import type { Handle, Memory, Pointer } from "@hpyjs/core";
import type { CApi } from "../capi.ts";
import type { Strings } from "../strings.ts";
import type { Layout } from "../transport.ts";

/** Probes the object layouts that the stable ABI leaves open, on objects whose content is known. */
export function probeLayout(
  capi: CApi,
  memory: Memory,
  strings: Strings,
  symbol: (name: string) => Pointer,
): Layout {
  const none = symbol("_Py_NoneStruct") as number as Handle;
  const type = symbol("PyType_Type") as number as Handle;
  return {
    ...probeTuple(capi, () => memory.u32(), none),
    memberOfDescriptor: probeMemberOfDescriptor(capi, memory, strings, type),
    ...probeCounts(capi, () => memory.u32(), none),
    integer: probeInteger(capi, () => memory.u32()),
    smallIntegers: probeSmallIntegers(capi, () => memory.u32()),
    float: probeFloat(capi, () => memory.f64()),
    list: probeList(capi, () => memory.u32(), none),
    ascii: probeAscii(capi, memory, strings),
    finalizer: probeFinalizer(capi, () => memory.u32(), symbol),
    vectorcall: probeVectorcall(capi, () => memory.u32(), strings),
    type: 4,
    references: 0,
  };
}

type Words = () => Uint32Array;

/** The smallest count of an immortal object, in all versions: 2^30 - 1, or more. */
const leastImmortal = 0x3fff_ffff;

/** Counts of references: that of a new object moves, and that of an immortal one does not. */
function probeCounts(capi: CApi, words: Words, none: Handle): Pick<Layout, "immortal"> {
  const list = capi.PyList_New(0);
  const count = (object: Handle): number => words()[object >>> 2] as number;
  const seen = [count(list)];
  capi.Py_IncRef(list);
  seen.push(count(list));
  capi.Py_DecRef(list);
  seen.push(count(list));
  const before = count(none);
  capi.Py_IncRef(none);
  const moves = count(none) !== before;
  if (moves) capi.Py_DecRef(none);
  capi.Py_DecRef(list);
  const isKnown = seen.join() === "1,2,1" && !moves && before >= leastImmortal;
  return { immortal: isKnown ? leastImmortal : null };
}

/** Integers of one digit: a tag with sign and size, and 30 bits; larger ones have a tag that says so. */
function probeInteger(capi: CApi, words: Words): Layout["integer"] {
  const [tag, digit] = [8, 12];
  const samples = [0, 1, -1, 77_777, -77_777, 2 ** 30 - 1, 1 - 2 ** 30, 2 ** 30, -(2 ** 30)];
  const isKnown = samples.every((value) => {
    const integer = capi.PyLong_FromLong(value);
    const word = (offset: number): number => words()[(integer + offset) >>> 2] as number;
    const hasOneDigit = word(tag) < 16;
    const found = (1 - (word(tag) & 3)) * word(digit);
    capi.Py_DecRef(integer);
    return hasOneDigit ? found === value : Math.abs(value) >= 2 ** 30;
  });
  return isKnown ? { tag, digit } : null;
}

/** The integers from -5 to 256: one after the other, and immortal. */
function probeSmallIntegers(capi: CApi, words: Words): Layout["smallIntegers"] {
  const at = (value: number): number => capi.PyLong_FromLong(value);
  const [zero, one] = [at(0), at(1)];
  const stride = one - zero;
  for (let value = -5; value <= 256; value++) {
    const found = at(value);
    if (found !== zero + value * stride || (words()[found >>> 2] as number) < leastImmortal) return null;
  }
  return { zero, stride };
}

function probeFloat(capi: CApi, doubles: () => Float64Array): Layout["float"] {
  const offset = 8;
  const isKnown = [1.5, -2.25e300].every((value) => {
    const float = capi.PyFloat_FromDouble(value);
    const found = float % 8 === 0 && doubles()[(float + offset) >>> 3] === value;
    capi.Py_DecRef(float);
    return found;
  });
  return isKnown ? offset : null;
}

/** A list's items lie elsewhere, behind a pointer; there may be more room than items. */
function probeList(capi: CApi, words: Words, none: Handle): Layout["list"] {
  const [size, items, allocated] = [8, 12, 16];
  const list = capi.PyList_New(0);
  const key = capi.PyLong_FromLong(77_777);
  const word = (offset: number): number => words()[(list + offset) >>> 2] as number;
  let isKnown = word(size) === 0;
  let grows = true;
  for (let count = 1; count <= 9; count++) {
    const item = count % 2 === 0 ? none : key;
    capi.PyList_Append(list, item);
    isKnown &&= word(size) === count && words()[(word(items) >>> 2) + count - 1] === item >>> 0;
    grows &&= word(allocated) >= count && word(allocated) <= 2 * count + 8;
  }
  capi.Py_DecRef(list);
  capi.Py_DecRef(key);
  if (!isKnown) return null;
  return { items, allocated: grows ? allocated : null };
}

/**
 * A word of flags tells a `str` of ASCII from one that has other characters of one byte; its text follows. Some of the
 * samples are interned, which the same word says.
 */
function probeAscii(capi: CApi, memory: Memory, strings: Strings): Layout["ascii"] {
  const [length, state, data] = [8, 16, 20];
  const samples = [
    "plain ASCII",
    "value",
    "\u00e9t\u00e9",
    "\u20ac 5",
    "\ud83d\ude00",
    "interned",
    "\u00fcber",
  ];
  let [always, otherwise] = [-1, 0];
  let isKnown = true;
  for (const [index, sample] of samples.entries()) {
    const pointer = strings.constant(sample);
    const text = index > 4 ? capi.PyUnicode_InternFromString(pointer) : capi.PyUnicode_FromString(pointer);
    const words = memory.i32();
    const flags = words[(text + state) >>> 2] as number;
    isKnown &&= words[(text + length) >>> 2] === Array.from(sample).length;
    if (sample.length === new TextEncoder().encode(sample).length) {
      always &= flags;
      isKnown &&= strings.fromC((text + data) as Pointer) === sample;
    } else otherwise |= flags;
    capi.Py_DecRef(text);
  }
  const mask = always & ~otherwise;
  const isOneBit = mask !== 0 && (mask & (mask - 1)) === 0;
  return isKnown && isOneBit ? { state, mask, length, data } : null;
}

function probeTuple(capi: CApi, words: Words, none: Handle): Pick<Layout, "tupleItems" | "size"> {
  const first = capi.PyTuple_New(0);
  const tuple = capi.PyTuple_New(3);
  const items = [none, first, none];
  items.forEach((item, index) => {
    capi.Py_IncRef(item);
    capi.PyTuple_SetItem(tuple, index, item);
  });
  const view = words();
  const start = tuple >>> 2;
  let tupleItems: number | null = null;
  for (let word = 2; word <= 6 && tupleItems === null; word++) {
    if (items.every((item, index) => view[start + word + index] === item >>> 0)) tupleItems = word * 4;
  }
  const size = view[start + 2] === items.length && view[(first >>> 2) + 2] === 0 ? 8 : null;
  capi.Py_DecRef(tuple);
  capi.Py_DecRef(first);
  return { tupleItems, size };
}

/** Looks in the descriptor of `type.__basicsize__` for a pointer to a struct that begins with a pointer to that name. */
function probeMemberOfDescriptor(capi: CApi, memory: Memory, strings: Strings, type: Handle): number | null {
  const namespace = capi.PyObject_GetAttrString(type, strings.constant("__dict__"));
  const name = capi.PyUnicode_FromString(strings.constant("__basicsize__"));
  const descriptor = capi.PyObject_GetItem(namespace, name);
  const words = memory.u32();
  let found: number | null = null;
  for (let word = 2; word <= 8 && found === null; word++) {
    const member = words[(descriptor >>> 2) + word] ?? 0;
    if (strings.fromC((words[member >>> 2] ?? 0) as Pointer) === "__basicsize__") found = word * 4;
  }
  for (const object of [namespace, name, descriptor]) capi.Py_DecRef(object);
  return found;
}

/** `Py_tp_finalize`. */
const finalizeSlot = 80;

/** The only word of some types that is what `PyType_GetSlot` gives, at the same place in all. */
function probeFinalizer(capi: CApi, words: Words, symbol: (name: string) => Pointer): number | null {
  const slot = (type: Handle): number => capi.PyType_GetSlot(type, finalizeSlot);
  const [generator, coroutine, plain] = ["PyGen_Type", "PyCoro_Type", "PyLong_Type"].map(
    (name) => symbol(name) as number as Handle,
  ) as [Handle, Handle, Handle];
  const word = (type: Handle, offset: number): number => words()[(type + offset) >>> 2] as number;
  const offsets = Array.from({ length: 64 }, (_, index) => index * 4);
  const found = offsets.filter((offset) => word(generator, offset) === slot(generator));
  const [offset] = found;
  if (slot(generator) === 0 || offset === undefined || found.length > 1) return null;
  const isSame = word(coroutine, offset) === slot(coroutine) && word(plain, offset) === slot(plain);
  return isSame ? offset : null;
}

/** So many words a function has at least. */
const functionWords = 18;

/** The only word of some functions that is what `PyVectorcall_Function` gives, at the same place in all. */
function probeVectorcall(capi: CApi, words: Words, strings: Strings): number | null {
  // Functions of Python's import system, which every Python has.
  const [module, ...names] = ["_frozen_importlib", "_find_and_load", "_handle_fromlist", "spec_from_loader"];
  const owner = capi.PyImport_ImportModule(strings.constant(module as string));
  const places = names.map((name) => {
    const object = owner === 0 ? owner : capi.PyObject_GetAttrString(owner, strings.constant(name));
    if (object === 0) return undefined;
    const call = capi.PyVectorcall_Function(object);
    const offsets = Array.from({ length: functionWords }, (_, index) => index * 4);
    const found = offsets.filter((offset) => words()[(object + offset) >>> 2] === call >>> 0);
    capi.Py_DecRef(object);
    return call !== 0 && found.length === 1 ? found[0] : undefined;
  });
  capi.PyErr_Clear();
  capi.Py_DecRef(owner);
  const [first] = places;
  return first !== undefined && places.every((place) => place === first) ? first : null;
}
