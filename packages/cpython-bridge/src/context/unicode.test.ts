import { NULL, type Pointer } from "@hpyjs/core";
import { beforeAll, describe, expect, test } from "vitest";
import { type Opened, openInterpreter } from "../../test/open.ts";
import { Python } from "../../test/python.ts";
import { type UnicodeApi, unicodeContext } from "./unicode.ts";

describe("HPyUnicode", () => {
  let opened: Opened;
  let python: Python;
  let api: UnicodeApi;

  beforeAll(async () => {
    opened = await openInterpreter("pyodide-314");
    python = new Python(opened);
    api = unicodeContext(opened.interpreter);
  });

  const inside = (label: string, body: () => void): void =>
    test(label, () => opened.interpreter.edge.enter(body));

  /** A NUL-terminated wide string, which the test leaves behind. */
  const wide = (...points: number[]): Pointer => {
    const { memory } = opened.interpreter;
    const pointer = memory.alloc(points.length * 4 + 4);
    memory.u32().set(points, pointer >>> 2);
    return pointer;
  };

  const fromWide = (pointer: Pointer, size: number): string =>
    python.take(api.Unicode_FromWideChar(pointer, size));

  inside("HPyUnicode_FromWideChar() takes one code point per wchar_t, up to NUL when the size is -1", () => {
    const text = wide(0x68, 0x1f600, 0, 0xe9);
    expect(fromWide(text, -1)).toBe("'h😀'");
    expect(fromWide(text, 4)).toBe(String.raw`'h😀\x00é'`);
    expect(fromWide(text, 0)).toBe("''");
    expect(fromWide(wide(0xd83d, 0xde00), 2)).toBe(String.raw`'\ud83d\ude00'`);
  });

  inside(
    "HPyUnicode_FromWideChar() refuses what is no code point, NULL with a size, and negative sizes",
    () => {
      expect(fromWide(wide(0x110000), 1)).toMatch(/^null \(ValueError/);
      expect(fromWide(wide(0xffff_ffff), -1)).toMatch(/^null \(ValueError/);
      expect(fromWide(NULL, 2)).toMatch(/^null \(SystemError/);
      expect(fromWide(NULL, -1)).toMatch(/^null \(SystemError/);
      expect(fromWide(wide(0x68), -2)).toMatch(/^null \(SystemError/);
      expect(fromWide(NULL, 0)).toBe("''");
    },
  );

  inside("HPyUnicode_ReadChar() fails with (HPy_UCS4)-1, which is not negative", () => {
    const text = python.get("'a😀'");
    expect(api.Unicode_ReadChar(text, 1)).toBe(0x1f600);
    for (const index of [2, -1]) {
      expect(api.Unicode_ReadChar(text, index)).toBe(0xffff_ffff);
      expect(python.takeError()).toBe("IndexError('string index out of range')");
    }
  });

  inside("HPyUnicode_AsUTF8AndSize() takes a NULL size, and refuses lone surrogates", () => {
    const { strings } = opened.interpreter;
    const text = python.get("'h\\xe9'");
    expect(strings.fromC(api.Unicode_AsUTF8AndSize(text, NULL))).toBe("hé");
    expect(api.Unicode_AsUTF8AndSize(python.get("'\\ud800'"), NULL)).toBe(0);
    expect(python.takeError()).toMatch(/^UnicodeEncodeError/);
  });
});
