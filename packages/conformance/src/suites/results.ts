import { type Suite, suite, test } from "../suite.ts";

/**
 * Implementations that fail without saying why: Python makes a clean SystemError of it.
 *
 * Fixture `results`:
 * - `silent()`: returns HPy_NULL without an exception
 * - `make_silent()`, `make_silent_sequence()`, `make_silent_new()`, `make_silent_init()`, `make_silent_attributes()`: types
 *   whose slots (all but those of sequences, those of sequences, and so on) return their failure value without an
 *   exception
 * - `make_methods()`: a type with such methods `noargs`, `onearg`, `varargs`, `keywords`, and a getset `attribute`
 * - `make_buffer()`: a type whose bf_getbuffer leaves an object in the buffer that it does not own, sets BufferError and
 *   returns -1; `releases()`: how often its bf_releasebuffer ran
 */
export const results: Suite = suite(
  "results",
  [
    test(
      "A function that returns null without an exception makes SystemError",
      `
    with raises(SystemError, "without"):
        mod.silent()
    T = mod.make_methods()
    for run in (lambda m: m.noargs(), lambda m: m.onearg(1), lambda m: m.varargs(1), lambda m: m.keywords(a=1)):
        with raises(SystemError, "without"):
            run(T())
    `,
    ),
    test(
      "Slots that fail without an exception make SystemError",
      `
    import operator
    s = mod.make_silent()()
    for run in (
        abs, operator.neg, operator.pos, operator.invert, int, float, bool, len, iter, next, hash, repr, str, aiter, anext,
        memoryview, operator.index, lambda s: s + 1, lambda s: 1 - s, lambda s: s * 1, lambda s: s @ 1, lambda s: s / 1,
        lambda s: s // 1, lambda s: s % 1, lambda s: divmod(s, 1), lambda s: s << 1, lambda s: s >> 1, lambda s: s & 1,
        lambda s: s | 1, lambda s: s ^ 1, lambda s: s ** 1, lambda s: pow(s, 1, 1), lambda s: operator.iadd(s, 1),
        lambda s: operator.isub(s, 1), lambda s: operator.imul(s, 1), lambda s: operator.imatmul(s, 1),
        lambda s: operator.itruediv(s, 1), lambda s: operator.ifloordiv(s, 1), lambda s: operator.imod(s, 1),
        lambda s: operator.ilshift(s, 1), lambda s: operator.irshift(s, 1), lambda s: operator.iand(s, 1),
        lambda s: operator.ior(s, 1), lambda s: operator.ixor(s, 1), lambda s: operator.ipow(s, 1), lambda s: s[0],
        lambda s: operator.setitem(s, 0, 0), lambda s: operator.delitem(s, 0), lambda s: s(), lambda s: s < 1,
        lambda s: s == 1, lambda s: type("Owner", (), {"s": s})().s,
        lambda s: setattr(type("Owner", (), {"s": s})(), "s", 1),
    ):
        if run is next:
            with raises(StopIteration):
                run(s)
            continue
        with raises(SystemError):
            run(s)
    async def wait():
        await s
    with raises(SystemError):
        wait().send(None)
    `,
    ),
    test(
      "Slots of sequences that fail without an exception make SystemError",
      `
    import operator
    s = mod.make_silent_sequence()()
    for run in (len, lambda s: s[0], lambda s: operator.setitem(s, 0, 0), lambda s: operator.delitem(s, 0),
                lambda s: s + [], lambda s: s * 2, lambda s: 1 in s, lambda s: operator.iadd(s, []),
                lambda s: operator.imul(s, 2)):
        with raises(SystemError):
            run(s)
    `,
    ),
    test(
      "HPy_tp_new, HPy_tp_init, attributes and getsets that fail without an exception make SystemError",
      `
    with raises(SystemError):
        mod.make_silent_new()()
    with raises(SystemError):
        mod.make_silent_init()()
    a = mod.make_silent_attributes()()
    with raises(SystemError):
        a.name
    with raises(SystemError):
        a.name = 1
    with raises(SystemError):
        del a.name
    m = mod.make_methods()()
    with raises(SystemError):
        m.attribute
    with raises(SystemError):
        m.attribute = 1
    with raises(SystemError):
        del m.attribute
    `,
    ),
    test(
      "The object that a failing HPy_bf_getbuffer leaves in the buffer is ignored",
      `
    import binascii, zlib
    b = mod.make_buffer()()
    before = sys.getrefcount(b)
    for run in (memoryview, bytes, bytearray, binascii.hexlify, zlib.crc32, b"".join, lambda b: b"" + b,
                lambda b: b"x".startswith(b), lambda b: int.from_bytes(b, "little"), lambda b: b"".join([b])):
        with raises((BufferError, TypeError)):
            run(b)
    assert sys.getrefcount(b) == before
    assert mod.releases() == 0
    `,
    ),
  ],
  { languages: ["typescript"] },
);
