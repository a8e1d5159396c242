import { describe, expect, it } from "vitest";
import { joinDoc, methodDoc, signatureOf, splitDoc } from "./text-signature.ts";

describe("splitDoc()", () => {
  it("finds the signature of a function and of a type with a dotted name", () => {
    expect(splitDoc("f", "f($self, a, b=None, /)\n--\n\nWhat it does.")).toEqual({
      signature: "($self, a, b=None, /)",
      text: "What it does.",
    });
    expect(splitDoc("geometry.Point", "Point(x, y)\n--\n\n")).toEqual({ signature: "(x, y)", text: null });
  });

  it("leaves a docstring alone that has none", () => {
    for (const doc of [
      "f does things.",
      "g(x)\n--\n\nText.",
      "f(x)\n--\nText.",
      "f(x)\n\nText)\n--\n\nText.",
    ]) {
      expect(splitDoc("f", doc)).toEqual({ signature: null, text: doc });
    }
    for (const doc of [null, undefined, ""])
      expect(splitDoc("f", doc)).toEqual({ signature: null, text: null });
  });
});

describe("methodDoc()", () => {
  it("keeps a signature that the docstring has", () => {
    const doc = "f($self, a)\n--\n\nText.";
    expect(methodDoc("f", "O", "self", doc)).toBe(doc);
  });

  it("makes one of declared parameters, or of the calling convention", () => {
    expect(methodDoc("f", "KEYWORDS", "module", "Text.", ["a", "*", "b=None"])).toBe(
      "f($module, a, *, b=None)\n--\n\nText.",
    );
    expect(methodDoc("f", "NOARGS", "self", null)).toBe("f($self, /)\n--\n\n");
    expect(methodDoc("f", "O", "self", "Text.")).toBe("f($self, object, /)\n--\n\nText.");
    expect(methodDoc("f", "VARARGS", "self", "Text.")).toBe("f($self, *args)\n--\n\nText.");
    expect(methodDoc("f", "KEYWORDS", "self", "Text.")).toBe("f($self, *args, **kwargs)\n--\n\nText.");
  });

  it("gives what splitDoc() takes apart", () => {
    const signature = signatureOf(["a", "/"], "type");
    expect(splitDoc("m.T", joinDoc("m.T", signature, "Text."))).toEqual({ signature, text: "Text." });
  });
});
