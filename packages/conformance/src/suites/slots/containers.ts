import type { Test } from "../../suite.ts";
import { slotTest } from "./handler.ts";

/** The `sq_` slots. */
export const sequences: readonly Test[] = [
  slotTest(
    "HPy_sq_length is what len() asks for, and says whether the instance is true",
    `
    s = mod.Sequence(handler)
    answers["sq_length"] = 7
    assert len(s) == 7
    assert bool(s) is True
    answers["sq_length"] = 0
    assert len(s) == 0
    assert bool(s) is False
    answers["sq_length"] = sys.maxsize
    assert len(s) == sys.maxsize
    assert seen == [("sq_length", s)] * 5
    answers["sq_length"] = KeyError("from sq_length")
    with raises(KeyError, "from sq_length"):
        len(s)
    with raises(KeyError, "from sq_length"):
        bool(s)
    answers["sq_length"] = 2 ** 100
    with raises(OverflowError):
        len(s)
    `,
  ),
  slotTest(
    "HPy_sq_item gets the index; sq_length is added to a negative one",
    `
    s = mod.Sequence(handler)
    answers.update(sq_item=lambda self, index: ("item", index), sq_length=10)
    assert s[3] == ("item", 3)
    assert s[-1] == ("item", 9)
    assert s[-20] == ("item", -10)
    assert s[sys.maxsize] == ("item", sys.maxsize)
    assert seen[0] == ("sq_item", s, 3)
    with raises(IndexError, "cannot fit"):
        s[2 ** 100]
    with raises(TypeError):
        s["key"]
    with raises(TypeError):
        s[1:2]
    answers["sq_item"] = KeyError("from sq_item")
    with raises(KeyError, "from sq_item"):
        s[0]
    answers["sq_length"] = ValueError("from sq_length")
    with raises(ValueError, "from sq_length"):
        s[-1]
    `,
  ),
  slotTest(
    "HPy_sq_item makes an instance iterable, up to its IndexError",
    `
    s = mod.Sequence(handler)
    items = ["a", "b", "c"]
    answers["sq_item"] = lambda self, index: items[index]
    assert list(s) == ["a", "b", "c"]
    assert [call for call in seen if call[0] == "sq_item"] == [("sq_item", s, index) for index in range(4)]
    assert next(iter(s)) == "a"
    answers["sq_item"] = ValueError("from sq_item")
    with raises(ValueError, "from sq_item"):
        list(s)
    `,
  ),
  slotTest(
    "HPy_sq_ass_item sets an item, and deletes it when the value is null",
    `
    s = mod.Sequence(handler)
    answers["sq_length"] = 10
    s[2] = "x"
    s[-2] = None
    del s[1]
    assert [call for call in seen if call[0] != "sq_length"] == [
        ("sq_ass_item", s, 2, "x"), ("sq_ass_item", s, 8, None), ("sq_ass_item", s, 1, ...)]
    answers["sq_ass_item"] = KeyError("from sq_ass_item")
    with raises(KeyError, "from sq_ass_item"):
        s[0] = 1
    with raises(KeyError, "from sq_ass_item"):
        del s[0]
    with raises(IndexError, "cannot fit"):
        s[2 ** 100] = 1
    `,
  ),
  slotTest(
    "HPy_sq_contains is what in asks for",
    `
    s = mod.Sequence(handler)
    answers["sq_contains"] = True
    assert (5 in s) is True
    answers["sq_contains"] = False
    assert (5 in s) is False
    assert (5 not in s) is True
    assert seen == [("sq_contains", s, 5)] * 3
    answers["sq_contains"] = KeyError("from sq_contains")
    with raises(KeyError, "from sq_contains"):
        5 in s
    `,
  ),
  slotTest(
    "HPy_sq_concat is what + asks for when no number knows how",
    `
    s = mod.Sequence(handler)
    answers["sq_concat"] = "joined"
    assert s + [1] == "joined"
    assert operator.concat(s, [2]) == "joined"
    assert seen == [("sq_concat", s, [1]), ("sq_concat", s, [2])]
    with raises(TypeError):
        2 + s
    answers["sq_concat"] = KeyError("from sq_concat")
    with raises(KeyError, "from sq_concat"):
        s + [1]
    `,
  ),
  slotTest(
    "HPy_sq_repeat gets the count, from either side of *",
    `
    s = mod.Sequence(handler)
    answers["sq_repeat"] = "repeated"
    assert s * 3 == "repeated"
    assert -4 * s == "repeated"
    assert s * True == "repeated"
    assert s * sys.maxsize == "repeated"
    assert seen == [("sq_repeat", s, 3), ("sq_repeat", s, -4), ("sq_repeat", s, 1), ("sq_repeat", s, sys.maxsize)]
    with raises(OverflowError, "cannot fit"):
        s * 2 ** 100
    with raises(TypeError, "can't multiply sequence"):
        s * 1.5
    answers["sq_repeat"] = KeyError("from sq_repeat")
    with raises(KeyError, "from sq_repeat"):
        s * 2
    `,
  ),
  slotTest(
    "HPy_sq_inplace_concat is what += asks for; without it HPy_sq_concat serves",
    `
    s = t = mod.InPlaceSequence(handler)
    answers["sq_inplace_concat"] = lambda self, other: self
    s += [1]
    assert s is t
    answers["sq_inplace_concat"] = KeyError("from sq_inplace_concat")
    with raises(KeyError, "from sq_inplace_concat"):
        s += [2]
    assert s is t
    u = v = mod.Sequence(handler)
    answers["sq_concat"] = "joined"
    u += [3]
    assert u == "joined"
    assert seen == [("sq_inplace_concat", t, [1]), ("sq_inplace_concat", t, [2]), ("sq_concat", v, [3])]
    `,
  ),
  slotTest(
    "HPy_sq_inplace_repeat is what *= asks for; without it HPy_sq_repeat serves",
    `
    s = t = mod.InPlaceSequence(handler)
    answers["sq_inplace_repeat"] = lambda self, count: self
    s *= 2
    assert s is t
    answers["sq_inplace_repeat"] = KeyError("from sq_inplace_repeat")
    with raises(KeyError, "from sq_inplace_repeat"):
        s *= 3
    u = v = mod.Sequence(handler)
    answers["sq_repeat"] = "repeated"
    u *= 4
    assert u == "repeated"
    assert seen == [("sq_inplace_repeat", t, 2), ("sq_inplace_repeat", t, 3), ("sq_repeat", v, 4)]
    `,
  ),
];

/** The `mp_` slots. */
export const mappings: readonly Test[] = [
  slotTest(
    "HPy_mp_length is what len() asks for",
    `
    m = mod.Mapping(handler)
    answers["mp_length"] = 3
    assert len(m) == 3
    assert bool(m) is True
    answers["mp_length"] = 0
    assert bool(m) is False
    assert seen == [("mp_length", m)] * 3
    answers["mp_length"] = KeyError("from mp_length")
    with raises(KeyError, "from mp_length"):
        len(m)
    `,
  ),
  slotTest(
    "HPy_mp_subscript gets any key as it is",
    `
    m = mod.Mapping(handler)
    answers["mp_subscript"] = lambda self, key: ("value", key)
    keys = ["key", -1, 2 ** 100, None, (1, 2), slice(1, 2, 3), ...]
    for key in keys:
        assert m[key] == ("value", key)
    assert seen == [("mp_subscript", m, key) for key in keys]
    answers["mp_subscript"] = KeyError("from mp_subscript")
    with raises(KeyError, "from mp_subscript"):
        m["key"]
    `,
  ),
  slotTest(
    "HPy_mp_ass_subscript sets a value, and deletes it when the value is null",
    `
    m = mod.Mapping(handler)
    m["key"] = "value"
    m[1:2] = None
    del m["key"]
    del m[-1]
    assert seen == [("mp_ass_subscript", m, "key", "value"), ("mp_ass_subscript", m, slice(1, 2), None),
                    ("mp_ass_subscript", m, "key", ...), ("mp_ass_subscript", m, -1, ...)]
    answers["mp_ass_subscript"] = KeyError("from mp_ass_subscript")
    with raises(KeyError, "from mp_ass_subscript"):
        m["key"] = 1
    with raises(KeyError, "from mp_ass_subscript"):
        del m["key"]
    `,
  ),
];

/** The `bf_` slots. */
export const buffers: readonly Test[] = [
  slotTest(
    "HPy_bf_getbuffer is what memoryview() asks for, and HPy_bf_releasebuffer follows when it is released",
    `
    e = mod.Exporter(handler)
    view = memoryview(e)
    assert bytes(view) == bytes([1, 2, 3, 4])
    assert view.obj is e
    [(slot, instance, flags)] = seen
    assert (slot, instance) == ("bf_getbuffer", e)
    assert flags == 0x11c  # PyBUF_FULL_RO
    view.release()
    assert seen[1:] == [("bf_releasebuffer", e)]
    assert bytes(e) == bytes([1, 2, 3, 4])
    assert [slot for slot, *_ in seen[2:]] == ["bf_getbuffer", "bf_releasebuffer"]
    `,
  ),
  slotTest(
    "HPy_bf_getbuffer that raises makes memoryview() raise, and nothing is released",
    `
    e = mod.Exporter(handler)
    answers["bf_getbuffer"] = KeyError("from bf_getbuffer")
    with raises(KeyError, "from bf_getbuffer"):
        memoryview(e)
    with raises(KeyError, "from bf_getbuffer"):
        bytes(e)
    assert [slot for slot, *_ in seen] == ["bf_getbuffer", "bf_getbuffer"]
    `,
  ),
  slotTest(
    "HPy_bf_releasebuffer that raises is reported to sys.unraisablehook",
    `
    e = mod.Exporter(handler)
    answers["bf_releasebuffer"] = KeyError("from bf_releasebuffer")
    view = memoryview(e)
    with unraisable() as caught:
        view.release()
    [(kind, text, where)] = caught
    assert kind is KeyError
    assert text == "'from bf_releasebuffer'"
    assert "Exporter" in where
    `,
  ),
];
