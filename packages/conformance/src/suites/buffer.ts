import { type Suite, suite, type Test, test } from "../suite.ts";

/** Each typed array class, with its format in the struct module and two of its edge values. */
const arrays: readonly (readonly [type: string, format: string, values: string])[] = [
  ["Int8Array", "b", "[-128, 127]"],
  ["Uint8Array", "B", "[0, 255]"],
  ["Uint8ClampedArray", "B", "[0, 255]"],
  ["Int16Array", "h", "[-2 ** 15, 2 ** 15 - 1]"],
  ["Uint16Array", "H", "[1, 2 ** 16 - 1]"],
  ["Int32Array", "i", "[-2 ** 31, 2 ** 31 - 1]"],
  ["Uint32Array", "I", "[1, 2 ** 32 - 1]"],
  ["Float32Array", "f", "[0.5, -1e10]"],
  ["Float64Array", "d", "[0.1, -1e300]"],
  ["BigInt64Array", "q", "[-2 ** 63, 2 ** 63 - 1]"],
  ["BigUint64Array", "Q", "[2 ** 53, 2 ** 64 - 1]"],
];

const big = (type: string): boolean => type.startsWith("Big");

const exports: readonly Test[] = [
  ...arrays.flatMap(([type, format, values]) => [
    test(
      `${type}: HPy_bf_getbuffer shows its elements with format '${format}'`,
      `
      import struct
      values = ${big(type) ? `[${values}[0], ${values}[1]]` : values}
      for make in (mod.array, mod.native):
          shown = make("${type}", values)
          view = memoryview(shown)
          size = struct.calcsize("${format}")
          assert view.tolist() == [struct.unpack("${format}", struct.pack("${format}", v))[0] for v in values]
          assert (view.format, view.itemsize, view.shape) == ("${format}", size, (2,))
          assert (view.strides, view.ndim, view.nbytes) == ((size,), 1, 2 * size)
          assert (view.readonly, view.contiguous, view.suboffsets) == (False, True, ())
          assert view.obj is shown
          view.release()
      `,
    ),
    test(
      `${type}: what Python writes is in the array when the buffer is released`,
      `
      values = ${values}
      for make in (mod.array, mod.native):
          shown = make("${type}", values)
          with memoryview(shown) as view:
              view[0], view[1] = values[1], values[0]
              assert view.tolist()[0] == memoryview(make("${type}", [values[1]]))[0]
          with memoryview(make("${type}", [values[1], values[0]])) as expected, memoryview(shown) as view:
              assert view.tolist() == expected.tolist()
          assert shown.values()[0] == memoryview(make("${type}", [values[1]]))[0]
      `,
    ),
  ]),
  test(
    "HPy_bf_getbuffer: an array of no elements can be shown",
    `
    for make in (mod.array, mod.native):
        with memoryview(make("Float64Array", [])) as view:
            assert (view.tolist(), view.shape, view.nbytes, view.itemsize) == ([], (0,), 0, 8)
        assert bytes(make("Uint8Array", [])) == b""
    `,
  ),
  test(
    "HPy_bf_getbuffer: several buffers at once are the same memory, which is given back with the last one",
    `
    for make in (mod.array, mod.native):
        shown = make("Int32Array", [1, 2, 3])
        first, second = memoryview(shown), memoryview(shown)
        first[0] = 10
        assert second[0] == 10
        second[1] = 20
        first.release()
        assert second.tolist() == [10, 20, 3]
        third = memoryview(shown)
        assert third.tolist() == [10, 20, 3]
        second.release()
        third[2] = 30
        assert shown.released() == 2
        third.release()
        assert shown.values() == [10, 20, 30]
        assert shown.released() == 3
    `,
  ),
  test(
    "HPy_bf_getbuffer: two objects that show parts of one array are released by themselves",
    `
    whole = mod.array("Uint8Array", [1, 2, 3, 4, 5, 6])
    left, right = mod.part(whole, 0, 3), mod.part(whole, 3, 6)
    with memoryview(left) as a, memoryview(right) as b:
        a[0], b[0] = 10, 40
        assert (bytes(a), bytes(b)) == (bytes([10, 2, 3]), bytes([40, 5, 6]))
    assert whole.values() == [10, 2, 3, 40, 5, 6]
    `,
  ),
  test(
    "HPy_bf_getbuffer: a buffer outlives every other reference to the object",
    `
    for make in (mod.array, mod.native):
        view = memoryview(make("Int32Array", [1, 2, 3]))
        gc.collect()
        view[1] = 20
        assert view.tolist() == [1, 20, 3]
        shown = view.obj
        view.release()
        assert shown.values() == [1, 20, 3]
        part = memoryview(make("Int32Array", [1, 2, 3]))[1:]
        gc.collect()
        assert part.tolist() == [2, 3]
        del part
        gc.collect()
    `,
  ),
  test(
    "HPy_bf_getbuffer: slices, casts and copies of the memoryview work",
    `
    shown = mod.array("Uint16Array", [1, 2, 3, 4])
    with memoryview(shown) as view:
        assert view[::2].tolist() == [1, 3]
        assert view[::-1].tolist() == [4, 3, 2, 1]
        with view.cast("B") as raw:
            assert raw.tolist() == [1, 0, 2, 0, 3, 0, 4, 0]
            raw[0] = 255
        view[1:3] = memoryview(mod.array("Uint16Array", [20, 30]))
        assert view.tobytes() == bytes([255, 0, 20, 0, 30, 0, 4, 0])
    assert shown.values() == [255, 20, 30, 4]
    `,
  ),
  test(
    "HPy_bf_getbuffer serves what reads bytes: bytes(), bytearray(), join(), int.from_bytes(), struct, re, file writes",
    `
    import io, re, struct
    shown = mod.array("Uint8Array", [104, 105, 33])
    assert bytes(shown) == b"hi!"
    assert bytearray(shown) == b"hi!"
    assert b"-".join([shown, shown]) == b"hi!-hi!"
    assert b"<" + shown == b"<hi!"
    assert int.from_bytes(shown, "little") == 0x216968
    assert struct.unpack_from("<H", shown, 1) == (0x2169,)
    assert re.match(b"h.", shown).group() == b"hi"
    file = io.BytesIO()
    assert file.write(shown) == 3
    assert file.getvalue() == b"hi!"
    `,
  ),
  test(
    "HPy_bf_getbuffer serves what writes bytes: readinto(), struct.pack_into()",
    `
    import io, struct
    shown = mod.array("Uint8Array", [0, 0, 0, 0])
    assert io.BytesIO(b"abc").readinto(shown) == 3
    assert shown.values() == [97, 98, 99, 0]
    struct.pack_into("<H", shown, 2, 0x1234)
    assert shown.values() == [97, 98, 0x34, 0x12]
    `,
  ),
  test(
    "HPy_bf_getbuffer: a read-only array refuses who wants to write with BufferError, and shows itself to who reads",
    `
    import io
    for make in (mod.array, mod.native):
        shown = make("Uint8Array", [1, 2, 3], {"readonly": True})
        with memoryview(shown) as view:
            assert view.readonly is True
            assert view.tolist() == [1, 2, 3]
            with raises(TypeError, "cannot modify read-only memory"):
                view[0] = 5
        with raises(BufferError, "cannot show this memory: the memory is read-only"):
            mod.describe(shown, "", True)
        with raises((BufferError, TypeError)):
            io.BytesIO(b"abc").readinto(shown)
        assert shown.released() == 1
        assert shown.values() == [1, 2, 3]
    `,
  ),
  test(
    "HPy_bf_getbuffer: a description says shape, strides, offset, format and itemsize",
    `
    shown = mod.array("Int16Array", [0, 1, 2, 3, 4, 5, 6], {"shape": [2, 3], "offset": 2})
    with memoryview(shown) as view:
        assert view.tolist() == [[1, 2, 3], [4, 5, 6]]
        assert (view.shape, view.strides, view.ndim) == ((2, 3), (6, 2), 2)
        assert view[1, 2] == 6
    shown = mod.array("Int16Array", [1, 2, 3, 4, 5, 6], {"shape": [3, 2], "strides": [2, 6]})
    with memoryview(shown) as view:
        assert view.tolist() == [[1, 4], [2, 5], [3, 6]]
        assert (view.c_contiguous, view.f_contiguous) == (False, True)
        assert view.tobytes() == memoryview(mod.array("Int16Array", [1, 4, 2, 5, 3, 6])).tobytes()
    shown = mod.array("Int16Array", [1, 2, 3], {"strides": [-2], "shape": [3], "offset": 4})
    with memoryview(shown) as view:
        assert view.tolist() == [3, 2, 1]
    shown = mod.array("Uint8Array", list(range(16)), {"format": "<IH", "itemsize": 6, "shape": [2]})
    with memoryview(shown) as view:
        assert (view.format, view.itemsize, view.nbytes) == ("<IH", 6, 12)
    shown = mod.native("Uint8Array", [42], {"shape": []})
    with memoryview(shown) as view:
        assert (view.ndim, view.shape, view.tolist(), view.nbytes) == (0, (), 42, 1)
    `,
  ),
  test(
    "HPy_bf_getbuffer: a strided array is refused with BufferError to who needs it without gaps",
    `
    import io
    shown = mod.array("Uint8Array", [1, 2, 3, 4], {"shape": [2], "strides": [2]})
    with raises((BufferError, TypeError), "contiguous"):
        io.BytesIO().write(shown)
    assert bytes(shown) == bytes([1, 3])
    `,
  ),
  test(
    "HPy_bf_getbuffer: a description that contradicts itself is a ValueError, and nothing is exported",
    `
    wrong = [{"shape": [4]}, {"shape": [-1]}, {"shape": [1.5]}, {"shape": [2 ** 50]}, {"shape": [2 ** 31, 2 ** 31]},
             {"strides": [100], "shape": [2]}, {"strides": [1, 1]}, {"strides": [-1]}, {"offset": 4, "shape": [1]},
             {"offset": -1}, {"offset": 0.5}, {"itemsize": 0}, {"itemsize": -1}, {"itemsize": 2},
             {"shape": [1] * 65}, {"offset": 10}]
    for make in (mod.array, mod.native):
        for options in wrong:
            shown = make("Uint8Array", [1, 2, 3], options)
            with raises(ValueError, "invalid buffer: "):
                memoryview(shown)
            assert shown.released() == 0
            assert shown.is_exported() is False
    `,
  ),
  test(
    "HPy_bf_getbuffer that returns no array is a RuntimeError",
    `
    with raises(RuntimeError, "TypeError"):
        memoryview(mod.nonsense())
    with raises(RuntimeError):
        bytes(mod.nonsense())
    `,
  ),
  test(
    "HPy_bf_releasebuffer may be left out",
    `
    simple = mod.simple()
    with memoryview(simple) as view:
        view[0] = 10
    assert bytes(simple) == bytes([10, 2, 3])
    `,
  ),
  test(
    "HPy_bf_releasebuffer gets what was shown, also for a description",
    `
    shown = mod.array("Uint8Array", [1, 2, 3], {"shape": [3]})
    with unraisable() as caught:
        memoryview(shown).release()
    assert caught == []
    assert shown.released() == 1
    `,
  ),
  test(
    "ctx.sync() brings the array or Python's copy up to date while Python looks at it",
    `
    shown = mod.array("Int32Array", [1, 2, 3])
    assert shown.sync("fromPython") is False
    with memoryview(shown) as view:
        view[0] = 10
        assert shown.values() == [1, 2, 3]
        assert shown.sync("fromPython") is True
        assert shown.values() == [10, 2, 3]
        shown.set(1, 20)
        assert view.tolist() == [10, 2, 3]
        assert shown.sync("toPython") is True
        assert view.tolist() == [10, 20, 3]
    assert shown.values() == [10, 20, 3]
    assert shown.sync("toPython") is False
    `,
  ),
  test(
    "A NativeArray is shown without a copy, and cannot be freed while it is",
    `
    shown = mod.native("Int32Array", [1, 2, 3])
    assert shown.is_exported() is False
    with memoryview(shown) as view:
        assert shown.is_exported() is True
        view[0] = 10
        assert shown.values() == [10, 2, 3]
        shown.set(1, 20)
        assert view.tolist() == [10, 20, 3]
        with raises(RuntimeError, "cannot be freed: Python holds a buffer of it"):
            shown.free()
        assert view.tolist() == [10, 20, 3]
    assert shown.is_exported() is False
    shown.free()
    shown.free()
    with raises(RuntimeError, "was freed already"):
        shown.values()
    with raises(RuntimeError, "was freed already"):
        memoryview(shown)
    `,
  ),
  test(
    "A NativeArray stays where it is when the interpreter's memory grows",
    `
    shown = mod.native("Int32Array", [1, 2, 3])
    with memoryview(shown) as view:
        size = 1 << 24
        chunks = []
        while size < 1 << 27:
            chunks.append(bytearray(size))
            size *= 2
        view[0] = 10
        assert shown.values() == [10, 2, 3]
        shown.set(2, 30)
        assert view.tolist() == [10, 2, 30]
    `,
  ),
];

const imports: readonly Test[] = [
  test(
    "ctx.buffer() tells what there is to know about an object's memory",
    `
    import array
    def told(obj, *more):
        return mod.describe(obj, *more)
    assert told(b"abc") == {"byteLength": 3, "format": "B", "isContiguous": True, "itemsize": 1, "length": 3,
                            "readonly": True, "shape": [3], "strides": [1]}
    assert told(bytearray(5))["readonly"] is False
    assert told(array.array("d", [1, 2]))["format"] == "d"
    assert told(array.array("d", [1, 2]))["shape"] == [2]
    assert told(array.array("d", [1, 2]))["byteLength"] == 16
    view = memoryview(bytes(range(12))).cast("B", [3, 4])
    assert told(view)["shape"] == [3, 4]
    assert told(view)["strides"] == [4, 1]
    assert told(memoryview(bytes(8))[::-2]) == {"byteLength": 4, "format": "B", "isContiguous": False, "itemsize": 1,
                                                "length": 4, "readonly": True, "shape": [4], "strides": [-2]}
    assert told(b"")["byteLength"] == 0
    assert told(memoryview(b"x").cast("B", []))["shape"] == []
    assert told(memoryview(b"x").cast("B", []))["length"] == 1
    `,
  ),
  test(
    "ctx.buffer() of an object without a buffer is a TypeError",
    `
    for thing in ("text", 5, None, [1, 2], object(), mod):
        with raises(TypeError, "a bytes-like object is required, not"):
            mod.describe(thing)
    class Broken:
        def __buffer__(self, flags):
            raise KeyError("from __buffer__")
    with raises(KeyError, "from __buffer__"):
        mod.describe(Broken())
    `,
  ),
  test(
    "ctx.buffer() for writing is refused with BufferError when the memory is read-only",
    `
    with raises(BufferError):
        mod.describe(b"abc", "", True)
    with raises(BufferError):
        mod.describe(memoryview(bytearray(3)).toreadonly(), "", True)
    assert mod.describe(bytearray(3), "", True)["readonly"] is False
    `,
  ),
  test(
    "ctx.buffer() with a format is refused with TypeError when the elements have another",
    `
    import array
    assert mod.describe(array.array("d", [1]), "d")["format"] == "d"
    assert mod.describe(array.array("i", [1]), "i")["itemsize"] == 4
    assert mod.describe(array.array("l", [1]), "i")["format"] == "l"  # the same on wasm32
    with raises(TypeError, "a buffer of format 'd' is needed, not 'f'"):
        mod.describe(array.array("f", [1]), "d")
    with raises(TypeError, "a buffer of format 'd' is needed, not 'B'"):
        mod.describe(b"abc", "d")
    with raises(TypeError, "a buffer of format 'i' is needed, not 'I'"):
        mod.describe(array.array("I", [1]), "i")
    `,
  ),
  test(
    "BufferView.array is the memory as numbers, by its format",
    `
    import array
    for code, kind, values in (("b", "Int8Array", [-1, 2]), ("B", "Uint8Array", [1, 255]), ("h", "Int16Array", [-1, 2]),
                               ("H", "Uint16Array", [1, 65535]), ("i", "Int32Array", [-1, 2]),
                               ("I", "Uint32Array", [1, 2 ** 32 - 1]), ("q", "BigInt64Array", [-2 ** 63, 2]),
                               ("Q", "BigUint64Array", [1, 2 ** 64 - 1]), ("f", "Float32Array", [0.5, -2]),
                               ("d", "Float64Array", [0.1, -1e300])):
        assert mod.numbers(array.array(code, values)) == [kind, *values]
        assert mod.numbers(array.array(code, values), code) == [kind, *values]
        assert mod.numbers(array.array(code)) == [kind]
    assert mod.numbers(b"ab") == ["Uint8Array", 97, 98]
    `,
  ),
  test(
    "BufferView.array refuses formats that no typed array has, memory with gaps, and memory that is not aligned",
    `
    import array
    with raises(RuntimeError, "JavaScript has no typed array for the buffer format '<IH'"):
        mod.numbers(mod.array("Uint8Array", [0] * 6, {"format": "<IH", "itemsize": 6, "shape": [1]}))
    with raises(RuntimeError, "have gaps; use toBytes"):
        mod.numbers(memoryview(array.array("i", [1, 2, 3]))[::2])
    with raises(RuntimeError, "have gaps; use toBytes"):
        mod.bytes(memoryview(b"abc")[::-1])
    with raises(RuntimeError, "not aligned"):
        mod.numbers(memoryview(bytearray(9))[1:].cast("d"))
    `,
  ),
  test(
    "BufferView.bytes is the memory as bytes",
    `
    import array
    assert mod.bytes(b"abc") == [97, 98, 99]
    assert mod.bytes(array.array("H", [1, 258])) == [1, 0, 2, 1]
    assert mod.bytes(b"") == []
    assert mod.first_byte(b"abc") == 97
    assert mod.first_byte(memoryview(b"abc")[1:]) == 98
    `,
  ),
  test(
    "BufferView.toBytes() copies the elements in their order, also from memory with gaps",
    `
    import array
    assert mod.to_bytes(b"abc") == b"abc"
    assert mod.to_bytes(memoryview(b"abcdef")[::2]) == b"ace"
    assert mod.to_bytes(memoryview(b"abcdef")[::-1]) == b"fedcba"
    assert mod.to_bytes(memoryview(b"")) == b""
    view = memoryview(array.array("h", [1, 2, 3, 4, 5]))[::-2]
    assert mod.to_bytes(view) == view.tobytes()
    shown = mod.array("Int16Array", [1, 2, 3, 4, 5, 6], {"shape": [3, 2], "strides": [2, 6]})
    assert mod.to_bytes(shown) == memoryview(shown).tobytes()
    `,
  ),
  test(
    "BufferView.array of writable memory writes into the object",
    `
    import array
    numbers = array.array("d", [1, 2.5, -3])
    assert mod.double_all(numbers) is None
    assert numbers.tolist() == [2, 5, -6]
    mod.double_all(memoryview(numbers)[1:])
    assert numbers.tolist() == [2, 10, -12]
    shown = mod.array("Float64Array", [1.5])
    mod.double_all(shown)
    assert shown.values() == [3]
    with raises(BufferError):
        mod.double_all(memoryview(bytes(8)).cast("d"))
    with raises(TypeError, "a buffer of format 'd' is needed"):
        mod.double_all(bytearray(8))
    `,
  ),
  test(
    "BufferView: the object cannot be resized until the view is released",
    `
    data = bytearray(b"abc")
    def grow():
        with raises(BufferError, "Existing exports of data"):
            data.append(1)
        return "called"
    assert mod.open_and_call(data, grow) == ("called", b"abc")
    data.append(100)
    assert mod.first_byte(data) == 97
    data.append(101)
    assert data == b"abcde"[:3] + bytes([100, 101])
    `,
  ),
  test(
    "BufferView: it is released when the call ends by an exception",
    `
    data = bytearray(b"abc")
    def fail():
        raise KeyError("from within")
    with raises(KeyError, "from within"):
        mod.open_and_call(data, fail)
    data.append(1)
    with raises(RuntimeError, "have gaps"):
        mod.bytes(memoryview(data)[::2])
    data.append(2)
    with raises(TypeError):
        mod.double_all(data)
    data.append(3)
    `,
  ),
  test(
    "BufferView.release() works once and may be called again; a released view says so",
    `
    data = bytearray(b"abc")
    mod.release_twice(data)
    data.append(1)
    with raises(RuntimeError, "was released already"):
        mod.use_released(data)
    data.append(2)
    `,
  ),
  test(
    "BufferView.keep() lets a view outlive the call and the object's other references, until it is released",
    `
    data = bytearray(b"abc")
    mod.keep(data)
    with raises(BufferError):
        data.append(1)
    data[0] = 65
    assert mod.kept() == b"Abc"
    mod.drop()
    data.append(1)
    mod.keep(bytearray(b"temporary"))
    gc.collect()
    assert mod.kept() == b"temporary"
    mod.drop()
    assert mod.kept() is None
    `,
  ),
  test(
    "BufferView of an object with __buffer__: the buffer is released with the view",
    `
    class Exporter:
        def __buffer__(self, flags):
            calls.append("get")
            return memoryview(b"from Python")
        def __release_buffer__(self, view):
            calls.append("release")
            view.release()
    calls = []
    assert mod.to_bytes(Exporter()) == b"from Python"
    assert calls == ["get", "release"]
    `,
  ),
  test(
    "BufferView of memory that JavaScript shows: both ends in one process",
    `
    for make in (mod.array, mod.native):
        shown = make("Int32Array", [1, -2, 3])
        assert mod.numbers(shown, "i") == ["Int32Array", 1, -2, 3]
        mod.keep(shown)
        assert shown.released() == 1
        del shown
        gc.collect()
        assert mod.kept() == memoryview(make("Int32Array", [1, -2, 3])).tobytes()
        mod.drop()
    `,
  ),
];

/**
 * The buffer protocol in both directions. In TypeScript `HPy_bf_getbuffer` returns an array or a description of one,
 * and `ctx.buffer()` looks into other objects.
 *
 * Fixture `buffer`:
 * - `array(type, values, options=None)`: an object that shows a typed array of JavaScript, of the named class; the
 *   dict `options` is the rest of the description. `native(…)`: the same in the interpreter's memory (a NativeArray)
 * - methods of these objects: `values()`; `set(index, value)`; `sync(direction)`: ctx.sync; `is_exported()` and
 *   `free()`: of a NativeArray; `released()`: how often HPy_bf_releasebuffer was called
 * - `part(array, start, end)`: an object that shows a subarray of the same memory
 * - `nonsense()`: an object whose HPy_bf_getbuffer returns neither
 * - `simple()`: an object that shows the bytes 1, 2, 3 and has no HPy_bf_releasebuffer
 * - `describe(obj, format="", writable=False)`: what ctx.buffer tells, as a dict
 * - `to_bytes(obj)`, `bytes(obj)`: BufferView.toBytes() as bytes, BufferView.bytes as a list
 * - `numbers(obj, format="")`: BufferView.array as a list, after the name of its class
 * - `double_all(obj)`: doubles the numbers of writable memory with format "d"
 * - `first_byte(obj)`: leaves the release to the end of the call
 * - `open_and_call(obj, callable)`: calls while the view is open; returns the result and the bytes
 * - `release_twice(obj)`, `use_released(obj)`
 * - `keep(obj)`, `kept()`, `drop()`: keeps a view beyond the call, copies it as bytes (None without one), releases it
 */
export const buffer: Suite = suite("buffer", [...exports, ...imports], { languages: ["typescript"] });
