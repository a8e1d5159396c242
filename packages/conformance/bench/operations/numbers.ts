/** Numbers. */

import type { Handle } from "@hpyjs/core";
import type { Family, Operation } from "./workplace.ts";

const binary = [
  ...["Add", "Subtract", "Multiply", "FloorDivide", "TrueDivide", "Remainder", "Divmod"],
  ...["Lshift", "Rshift", "And", "Xor", "Or"],
  ...["InPlaceAdd", "InPlaceSubtract", "InPlaceMultiply", "InPlaceFloorDivide", "InPlaceTrueDivide"],
  ...["InPlaceRemainder", "InPlaceLshift", "InPlaceRshift", "InPlaceAnd", "InPlaceXor", "InPlaceOr"],
] as const;

const unary = ["Negative", "Positive", "Absolute", "Invert", "Index", "Long", "Float"] as const;

/** `HPyLong_*`, `HPyFloat_*`, `HPyBool_*`. */
export const conversions: Family = ({ api, closing, float, number, plain, small }) => [
  closing("Long_FromInt32_t", () => api.Long_FromInt32_t(1234567)),
  closing("Long_FromUInt32_t", () => api.Long_FromUInt32_t(1234567)),
  closing("Long_FromInt64_t", () => api.Long_FromInt64_t(1_234_567_890_123n)),
  closing("Long_FromUInt64_t", () => api.Long_FromUInt64_t(1_234_567_890_123n)),
  closing("Long_FromSize_t", () => api.Long_FromSize_t(1234567)),
  closing("Long_FromSsize_t", () => api.Long_FromSsize_t(1234567)),
  closing("Float_FromDouble", () => api.Float_FromDouble(2.5)),
  closing("Bool_FromBool", () => api.Bool_FromBool(1)),
  plain("Long_AsInt32_t", () => api.Long_AsInt32_t(small)),
  plain("Long_AsUInt32_t", () => api.Long_AsUInt32_t(small)),
  plain("Long_AsUInt32_tMask", () => api.Long_AsUInt32_tMask(number)),
  plain("Long_AsInt64_t", () => api.Long_AsInt64_t(number)),
  plain("Long_AsUInt64_t", () => api.Long_AsUInt64_t(number)),
  plain("Long_AsUInt64_tMask", () => api.Long_AsUInt64_tMask(number)),
  plain("Long_AsSize_t", () => api.Long_AsSize_t(small)),
  plain("Long_AsSsize_t", () => api.Long_AsSsize_t(small)),
  plain("Long_AsVoidPtr", () => api.Long_AsVoidPtr(small)),
  plain("Long_AsDouble", () => api.Long_AsDouble(number)),
  plain("Float_AsDouble", () => api.Float_AsDouble(float)),
];

/** `HPy_Add` and its like. */
export const arithmetic: Family = (place) => {
  const { api, closing, number, plain, small } = place;
  const matrix = place.python("type('M', (), {'__matmul__': lambda self, other: None})()");
  const two = (name: (typeof binary)[number]): Operation => {
    const call = api[name].bind(api) as (left: Handle, right: Handle) => Handle;
    return closing(name, () => call(number, small));
  };
  const one = (name: (typeof unary)[number]): Operation => {
    const call = api[name].bind(api) as (h: Handle) => Handle;
    return closing(name, () => call(number));
  };
  return [
    ...binary.map(two),
    ...unary.map(one),
    closing("Power", () => api.Power(small, small, api.h_None)),
    closing("InPlacePower", () => api.InPlacePower(small, small, api.h_None)),
    closing("MatrixMultiply", () => api.MatrixMultiply(matrix, small)),
    closing("InPlaceMatrixMultiply", () => api.InPlaceMatrixMultiply(matrix, small)),
    plain("Number_Check", () => api.Number_Check(number)),
  ];
};
