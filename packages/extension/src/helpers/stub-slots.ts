/** The special methods that a type's slots give it, as a stub file declares them. */

import type { SlotName } from "@hpyjs/core";

/** The declarations of one slot: special method by special method, without `def` and the body. */
type Declarations = Readonly<Record<string, string>>;

const unary = (name: string, result = "Any"): Declarations => ({ [name]: `(self) -> ${result}` });
const binary = (name: string): Declarations => ({
  [`__${name}__`]: "(self, value: Any, /) -> Any",
  [`__r${name}__`]: "(self, value: Any, /) -> Any",
});
const inPlace = (name: string): Declarations => ({ [`__i${name}__`]: "(self, value: Any, /) -> Any" });

/** What each slot declares. Those that `object` has anyway, and those that are no methods, are left out. */
export const slotDeclarations: Readonly<Partial<Record<SlotName, Declarations>>> = {
  tp_call: { __call__: "(self, *args: Any, **kwargs: Any) -> Any" },
  tp_hash: unary("__hash__", "int"),
  tp_richcompare: {
    __eq__: "(self, value: object, /) -> bool",
    __ne__: "(self, value: object, /) -> bool",
    __lt__: "(self, value: Any, /) -> bool",
    __le__: "(self, value: Any, /) -> bool",
    __gt__: "(self, value: Any, /) -> bool",
    __ge__: "(self, value: Any, /) -> bool",
  },
  tp_getattro: { __getattribute__: "(self, name: str, /) -> Any" },
  tp_setattro: {
    __setattr__: "(self, name: str, value: Any, /) -> None",
    __delattr__: "(self, name: str, /) -> None",
  },
  tp_iter: unary("__iter__", "Iterator[Any]"),
  tp_iternext: unary("__next__"),
  tp_descr_get: { __get__: "(self, instance: Any, owner: Any = None, /) -> Any" },
  tp_descr_set: {
    __set__: "(self, instance: Any, value: Any, /) -> None",
    __delete__: "(self, instance: Any, /) -> None",
  },
  tp_finalize: unary("__del__", "None"),
  nb_absolute: unary("__abs__"),
  nb_negative: unary("__neg__"),
  nb_positive: unary("__pos__"),
  nb_invert: unary("__invert__"),
  nb_int: unary("__int__", "int"),
  nb_float: unary("__float__", "float"),
  nb_index: unary("__index__", "int"),
  nb_bool: unary("__bool__", "bool"),
  nb_add: binary("add"),
  nb_subtract: binary("sub"),
  nb_multiply: binary("mul"),
  nb_matrix_multiply: binary("matmul"),
  nb_true_divide: binary("truediv"),
  nb_floor_divide: binary("floordiv"),
  nb_remainder: binary("mod"),
  nb_divmod: binary("divmod"),
  nb_power: {
    __pow__: "(self, value: Any, mod: Any = None, /) -> Any",
    __rpow__: "(self, value: Any, mod: Any = None, /) -> Any",
  },
  nb_lshift: binary("lshift"),
  nb_rshift: binary("rshift"),
  nb_and: binary("and"),
  nb_or: binary("or"),
  nb_xor: binary("xor"),
  nb_inplace_add: inPlace("add"),
  nb_inplace_subtract: inPlace("sub"),
  nb_inplace_multiply: inPlace("mul"),
  nb_inplace_matrix_multiply: inPlace("matmul"),
  nb_inplace_true_divide: inPlace("truediv"),
  nb_inplace_floor_divide: inPlace("floordiv"),
  nb_inplace_remainder: inPlace("mod"),
  nb_inplace_power: inPlace("pow"),
  nb_inplace_lshift: inPlace("lshift"),
  nb_inplace_rshift: inPlace("rshift"),
  nb_inplace_and: inPlace("and"),
  nb_inplace_or: inPlace("or"),
  nb_inplace_xor: inPlace("xor"),
  mp_length: unary("__len__", "int"),
  mp_subscript: { __getitem__: "(self, key: Any, /) -> Any" },
  mp_ass_subscript: {
    __setitem__: "(self, key: Any, value: Any, /) -> None",
    __delitem__: "(self, key: Any, /) -> None",
  },
  sq_length: unary("__len__", "int"),
  sq_item: { __getitem__: "(self, index: int, /) -> Any" },
  sq_ass_item: {
    __setitem__: "(self, index: int, value: Any, /) -> None",
    __delitem__: "(self, index: int, /) -> None",
  },
  sq_contains: { __contains__: "(self, item: Any, /) -> bool" },
  sq_concat: { __add__: "(self, value: Any, /) -> Any" },
  sq_repeat: { __mul__: "(self, value: int, /) -> Any", __rmul__: "(self, value: int, /) -> Any" },
  sq_inplace_concat: inPlace("add"),
  sq_inplace_repeat: { __imul__: "(self, value: int, /) -> Any" },
  bf_getbuffer: { __buffer__: "(self, flags: int, /) -> memoryview" },
  bf_releasebuffer: { __release_buffer__: "(self, buffer: memoryview, /) -> None" },
  am_await: unary("__await__", "Generator[Any, Any, Any]"),
  am_aiter: unary("__aiter__", "AsyncIterator[Any]"),
  am_anext: unary("__anext__", "Awaitable[Any]"),
};
