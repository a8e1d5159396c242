/** Direct functions for integers and floats. Integers of up to 30 bits have one digit; the smallest are shared objects. */

import type { DirectFunction, Link } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import type { CApi } from "../capi.ts";
import { type Code, type DirectFunctions, type Emit, signatureOf } from "./emit.ts";
import { callCApi, unsignedResults } from "./uniform.ts";

/** The smallest integer that is a shared object, negated. */
const lowest = 5;

/** How many there are from it on, up to 256. */
const count = 262;

/** The tag of an integer with one digit is smaller; its lowest two bits are 0 for positive, 1 for zero, 2 for negative. */
const oneDigit = 16;

/** Makes integers, and takes numbers out of objects. */
export function numberFunctions(emit: Emit): DirectFunctions {
  const { integer, smallIntegers, float } = emit.layout;
  const found: Record<string, DirectFunction> = {};
  if (smallIntegers !== null) {
    found.Long_FromInt32_t = make(emit, "Long_FromInt32_t", "PyLong_FromLong", true);
    found.Long_FromSsize_t = make(emit, "Long_FromSsize_t", "PyLong_FromSsize_t", true);
    found.Long_FromUInt32_t = make(emit, "Long_FromUInt32_t", "PyLong_FromUnsignedLong", false);
    found.Long_FromSize_t = make(emit, "Long_FromSize_t", "PyLong_FromSize_t", false);
    found.Long_FromInt64_t = make(emit, "Long_FromInt64_t", "PyLong_FromLongLong", true);
    found.Long_FromUInt64_t = make(emit, "Long_FromUInt64_t", "PyLong_FromUnsignedLongLong", false);
  }
  if (integer !== null) {
    const signed: Readonly<Record<string, keyof CApi>> = {
      Long_AsInt32_t: "PyLong_AsLong",
      Long_AsSsize_t: "PyLong_AsSsize_t",
      Long_AsInt64_t: "PyLong_AsLongLong",
      Long_AsDouble: "PyLong_AsDouble",
    };
    for (const [member, name] of Object.entries(signed)) found[member] = take(emit, member, name, "any");
    for (const member of ["Long_AsUInt32_t", "Long_AsUInt64_t", "Long_AsSize_t"] as const)
      found[member] = take(emit, member, unsignedResults[member] as keyof CApi, "positive");
    for (const member of ["Long_AsUInt32_tMask", "Long_AsUInt64_tMask"] as const)
      found[member] = take(emit, member, unsignedResults[member] as keyof CApi, "any");
  }
  if (float !== null) {
    found.Float_AsDouble = emit.define("Float_AsDouble", "i", (link) => [
      ...[...emit.isExactly(1, "PyFloat_Type"), ...op.ifTyped("d")],
      ...[...op.localGet(1), ...op.f64Load(float)],
      ...[...op.else, ...callCApi(emit, link, "Float_AsDouble", "PyFloat_AsDouble"), ...op.end],
    ]);
  }
  return found;
}

/** An integer of a number: a shared object, or a new one. */
function make(emit: Emit, member: string, name: keyof CApi, isSigned: boolean): DirectFunction {
  const { zero, stride } = emit.layout.smallIntegers as { zero: number; stride: number };
  const isLong = signatureOf(member).endsWith("j");
  const first = isSigned ? lowest : 0;
  const [constant, add, less] = isLong
    ? [op.i64Const, op.i64Add, op.i64LtU]
    : [op.i32Const, op.i32Add, op.i32LtU];
  return emit.define(member, "i", (link) => [
    ...op.localGet(1),
    ...(first === 0 ? [] : [...constant(first), ...add]),
    ...[...constant(count - lowest + first), ...less, ...op.ifTyped("i")],
    ...[...op.localGet(1), ...(isLong ? op.i32WrapI64 : [])],
    ...[...op.i32Const(stride), ...op.i32Mul, ...op.i32Const(zero), ...op.i32Add],
    ...[...op.else, ...callCApi(emit, link, member, name), ...op.end],
  ]);
}

/** A number of an integer: its digit, or what CPython makes of it. */
function take(emit: Emit, member: string, name: keyof CApi, sign: "any" | "positive"): DirectFunction {
  const { digit, tag } = emit.layout.integer as { tag: number; digit: number };
  const result = signatureOf(member)[0] as string;
  const converted: Readonly<Record<string, Code>> = { i: [], j: op.i64ExtendI32S, d: op.f64ConvertI32S };
  const signOf = [...op.localGet(2), ...op.i32Const(3), ...op.i32And];
  const code = (link: Link): Code => [
    ...[...op.block("v"), ...emit.isExactly(1, "PyLong_Type"), ...op.i32Eqz, ...op.brIf(0)],
    ...[...op.localGet(1), ...op.i32Load(tag), ...op.localTee(2)],
    ...[...op.i32Const(oneDigit), ...op.i32GeU, ...op.brIf(0)],
    ...(sign === "any" ? [] : [...signOf, ...op.i32Const(2), ...op.i32Eq, ...op.brIf(0)]),
    ...[...op.i32Const(1), ...signOf, ...op.i32Sub, ...op.localGet(1), ...op.i32Load(digit), ...op.i32Mul],
    ...[...(converted[result] as Code), ...op.return, ...op.end],
    ...callCApi(emit, link, member, name),
  ];
  return emit.define(member, "i", code);
}
