import { type Suite, suite, test } from "../suite.ts";

/**
 * Buffers that extensions in C show: `HPy_bf_getbuffer` and `HPy_bf_releasebuffer` with the `HPy_buffer` struct. What
 * TypeScript shows, as arrays, is the suite `buffer`.
 *
 * Fixture `buffer-export`:
 * - `make(kind, readonly=0)`: an object of 12 bytes, 0 to 11. Kinds: 0 shows them as they are; 1 as a matrix of 2 × 3
 *   numbers of two bytes; 2 the first four from the last to the first; 3 without a shape; 4 refuses; 5 fails without an
 *   exception
 * - methods of the object: `values()`, the bytes; `released()`, how often HPy_bf_releasebuffer was called
 */
export const bufferExport: Suite = suite(
  "buffer-export",
  [
    test(
      "HPy_bf_getbuffer shows an object's memory as its HPy_buffer says",
      `
      shown = mod.make(0)
      with memoryview(shown) as view:
          assert view.tolist() == list(range(12))
          assert (view.format, view.itemsize, view.shape, view.strides) == ("B", 1, (12,), (1,))
          assert (view.readonly, view.contiguous, view.ndim, view.nbytes) == (False, True, 1, 12)
          assert view.obj is shown
      assert bytes(shown) == bytes(range(12))
      assert shown.released() == 2
      `,
    ),
    test(
      "HPy_bf_getbuffer shows shapes and strides",
      `
      with memoryview(mod.make(1)) as view:
          assert (view.shape, view.strides, view.format, view.ndim) == ((2, 3), (6, 2), "h", 2)
          assert view.tolist() == [[0x100, 0x302, 0x504], [0x706, 0x908, 0xb0a]]
      with memoryview(mod.make(2)) as view:
          assert view.tolist() == [3, 2, 1, 0]
          assert view.strides == (-1,)
      with memoryview(mod.make(3)) as view:
          assert view.tobytes() == bytes(range(12))
      `,
    ),
    test(
      "HPy_bf_releasebuffer: what Python wrote is in the object's memory",
      `
      shown = mod.make(0)
      with memoryview(shown) as view:
          view[0], view[11] = 100, 200
      assert shown.values() == bytes([100, *range(1, 11), 200])
      shown = mod.make(1)
      with memoryview(shown) as view:
          view[1, 2] = -1
      assert shown.values() == bytes([*range(10), 255, 255])
      shown = mod.make(2)
      with memoryview(shown) as view:
          view[0] = 50
      assert shown.values() == bytes([0, 1, 2, 50, *range(4, 12)])
      import io
      shown = mod.make(0)
      assert io.BytesIO(b"abc").readinto(shown) == 3
      assert shown.values()[:4] == b"abc\\3"
      `,
    ),
    test(
      "HPy_bf_releasebuffer is called once for each buffer",
      `
      shown = mod.make(0)
      views = [memoryview(shown) for _ in range(5)]
      assert shown.released() == 0
      for count, view in enumerate(views, 1):
          view.release()
          view.release()
          assert shown.released() == count
      `,
    ),
    test(
      "HPy_bf_getbuffer: a buffer outlives all other references to the object",
      `
      view = memoryview(mod.make(0))
      gc.collect()
      view[1] = 77
      assert view.tolist()[:3] == [0, 77, 2]
      shown = view.obj
      view.release()
      assert shown.values()[1] == 77
      `,
    ),
    test(
      "HPy_bf_getbuffer: read-only memory cannot be written to",
      `
      import io
      shown = mod.make(0, 1)
      with memoryview(shown) as view:
          assert view.readonly is True
          with raises(TypeError, "cannot modify read-only memory"):
              view[0] = 1
      with raises((BufferError, TypeError)):
          io.BytesIO(b"abc").readinto(shown)
      assert shown.values() == bytes(range(12))
      `,
    ),
    test(
      "HPy_bf_getbuffer that fails makes what was asked for fail, and nothing is released",
      `
      shown = mod.make(4)
      with raises(BufferError, "^not today$"):
          memoryview(shown)
      assert shown.released() == 0
      shown = mod.make(5)
      with raises((SystemError, BufferError)):
          memoryview(shown)
      assert shown.released() == 0
      `,
    ),
  ],
  { languages: ["c"] },
);
