import type { Test } from "../../suite.ts";
import { slotTest } from "./handler.ts";

/** `slot` is what `expression` over `a`, an instance, asks for. */
function unary(slot: string, expression: string, result: string): Test[] {
  return [
    slotTest(
      `HPy_${slot} is what ${expression} asks for: with the instance, and its result is the result`,
      `
      a = mod.Number(handler)
      answers["${slot}"] = ${result}
      assert ${expression} == ${result}
      assert seen == [("${slot}", a)]
      `,
    ),
    slotTest(
      `HPy_${slot} that raises makes ${expression} raise`,
      `
      a = mod.Number(handler)
      answers["${slot}"] = KeyError("from ${slot}")
      with raises(KeyError, "from ${slot}"):
          ${expression}
      assert seen == [("${slot}", a)]
      `,
    ),
  ];
}

/** A slot that is asked for whichever operand is the instance; `sign` is the operator, `call` the function. */
function binary(slot: string, call: string, sign: string, passed = ""): Test[] {
  const method = slot.slice("nb_".length).replaceAll("_", "");
  const dunder = { truedivide: "truediv", floordivide: "floordiv", remainder: "mod", multiply: "mul" }[
    method
  ];
  const shorter = { subtract: "sub", matrixmultiply: "matmul", power: "pow" }[method];
  const name = dunder ?? shorter ?? method;
  return [
    slotTest(
      `HPy_${slot} is asked with both operands, in their order, whichever of them is the instance`,
      `
      a, b = mod.Number(handler), mod.Number(handler)
      answers["${slot}"] = "result"
      assert ${call}(a, 2) == "result"
      assert ${call}(2, a) == "result"
      assert ${call}(a, b) == "result"
      assert seen == [("${slot}", a, 2${passed}), ("${slot}", 2, a${passed}), ("${slot}", a, b${passed})]
      `,
    ),
    slotTest(
      `HPy_${slot} that raises makes the operation raise`,
      `
      a = mod.Number(handler)
      answers["${slot}"] = KeyError("from ${slot}")
      with raises(KeyError, "from ${slot}"):
          ${call}(a, 2)
      with raises(KeyError, "from ${slot}"):
          ${call}(2, a)
      assert len(seen) == 2
      `,
    ),
    slotTest(
      `HPy_${slot} that returns NotImplemented lets the other operand decide, and nobody means TypeError`,
      String.raw`
      class Other:
          def __r${name}__(self, left):
              return "reflected", left
          def __${name}__(self, right):
              return NotImplemented
      a, other = mod.Number(handler), Other()
      answers["${slot}"] = NotImplemented
      assert ${call}(a, other) == ("reflected", a)
      with raises(TypeError, r"unsupported operand type\(s\) for .*: '.*Number' and 'int'"):
          ${call}(a, 2)
      with raises(TypeError, r"unsupported operand type\(s\) for .*: 'Other' and '.*Number'"):
          ${call}(other, a)
      assert seen[0] == ("${slot}", a, other${passed})
      `,
    ),
    slotTest(
      `HPy_${slot} is __${name}__ and __r${name}__ for Python, to be called and overridden`,
      `
      class Derived(mod.Number):
          def __${name}__(self, other):
              return "derived", super().__${name}__(other)
      a, d = mod.Number(handler), Derived(handler)
      answers["${slot}"] = "result"
      assert a.__${name}__(2) == "result"
      assert a.__r${name}__(2) == "result"
      assert ${call}(d, 2) == ("derived", "result")
      assert seen == [("${slot}", a, 2${passed}), ("${slot}", 2, a${passed}), ("${slot}", d, 2${passed})]
      `,
    ),
    ...(sign === "" ? [] : inPlace(slot, sign, passed)),
  ];
}

/** The in-place kin of a binary slot. */
function inPlace(plain: string, sign: string, passed: string): Test[] {
  const slot = plain.replace("nb_", "nb_inplace_");
  return [
    slotTest(
      `HPy_${slot} is what ${sign} asks for, and the variable becomes its result`,
      `
      a = b = mod.InPlaceNumber(handler)
      answers["${slot}"] = lambda left, right, *more: left
      a ${sign} 2
      assert a is b
      answers["${slot}"] = "result"
      a ${sign} 3
      assert a == "result"
      assert seen == [("${slot}", b, 2${passed}), ("${slot}", b, 3${passed})]
      `,
    ),
    slotTest(
      `HPy_${slot} that raises makes ${sign} raise, and the variable keeps its value`,
      `
      a = b = mod.InPlaceNumber(handler)
      answers["${slot}"] = KeyError("from ${slot}")
      with raises(KeyError, "from ${slot}"):
          a ${sign} 2
      assert a is b
      assert seen == [("${slot}", a, 2${passed})]
      `,
    ),
    slotTest(
      `HPy_${slot} that returns NotImplemented leaves it to HPy_${plain}, then to the other operand`,
      `
      a = b = mod.InPlaceNumber(handler)
      answers["${slot}"] = NotImplemented
      answers["${plain}"] = "plain"
      a ${sign} 2
      assert a == "plain"
      assert seen == [("${slot}", b, 2${passed}), ("${plain}", b, 2${passed})]
      answers["${plain}"] = NotImplemented
      with raises(TypeError, "unsupported operand"):
          b ${sign} 2
      `,
    ),
  ];
}

const conversions: readonly Test[] = [
  slotTest(
    "HPy_nb_int, HPy_nb_float and HPy_nb_index must give an int, a float and an int",
    `
    a = mod.Number(handler)
    answers.update(nb_int="5", nb_float=5, nb_index=5.0)
    with raises(TypeError, "__int__ returned non-int"):
        int(a)
    with raises(TypeError, "returned non-float"):
        float(a)
    with raises(TypeError, "__index__ returned non-int"):
        operator.index(a)
    `,
  ),
  slotTest(
    "HPy_nb_index serves where Python needs an index",
    `
    a = mod.Number(handler)
    answers["nb_index"] = 2
    assert [10, 11, 12, 13][a] == 12
    assert "abcdef"[a:] == "cdef"
    assert hex(a) == "0x2"
    answers["nb_index"] = 2 ** 100
    assert operator.index(a) == 2 ** 100
    with raises(IndexError, "cannot fit"):
        [][a]
    `,
  ),
  slotTest(
    "HPy_nb_bool decides about truth",
    `
    a = mod.Number(handler)
    for answer in (True, False, 1, 0, [], [0]):
        answers["nb_bool"] = answer
        assert bool(a) is bool(answer)
        assert (not a) is (not answer)
        assert ("yes" if a else "no") == ("yes" if answer else "no")
    `,
  ),
  slotTest(
    "HPy_nb_power gets the modulus of pow(), and is asked whichever argument is the instance",
    `
    a = mod.Number(handler)
    answers["nb_power"] = "result"
    assert pow(a, 2, 3) == "result"
    assert pow(2, a, 3) == "result"
    assert pow(2, 3, a) == "result"
    assert seen == [("nb_power", a, 2, 3), ("nb_power", 2, a, 3), ("nb_power", 2, 3, a)]
    `,
  ),
];

/** The `nb_` slots. */
export const numbers: readonly Test[] = [
  ...unary("nb_negative", "-a", '"result"'),
  ...unary("nb_positive", "+a", '"result"'),
  ...unary("nb_absolute", "abs(a)", '"result"'),
  ...unary("nb_invert", "~a", '"result"'),
  ...unary("nb_int", "int(a)", "5"),
  ...unary("nb_float", "float(a)", "2.5"),
  ...unary("nb_index", "operator.index(a)", "7"),
  ...unary("nb_bool", "bool(a)", "True"),
  ...binary("nb_add", "operator.add", "+="),
  ...binary("nb_subtract", "operator.sub", "-="),
  ...binary("nb_multiply", "operator.mul", "*="),
  ...binary("nb_matrix_multiply", "operator.matmul", "@="),
  ...binary("nb_true_divide", "operator.truediv", "/="),
  ...binary("nb_floor_divide", "operator.floordiv", "//="),
  ...binary("nb_remainder", "operator.mod", "%="),
  ...binary("nb_divmod", "divmod", ""),
  ...binary("nb_power", "pow", "**=", ", None"),
  ...binary("nb_lshift", "operator.lshift", "<<="),
  ...binary("nb_rshift", "operator.rshift", ">>="),
  ...binary("nb_and", "operator.and_", "&="),
  ...binary("nb_or", "operator.or_", "|="),
  ...binary("nb_xor", "operator.xor", "^="),
  ...conversions,
];
