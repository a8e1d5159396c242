import { describe, expect, it } from "vitest";
import { HPyModule } from "../module.ts";
import { HPyType } from "../type.ts";
import { stubs } from "./stubs.ts";

const Shape = HPyType("geometry.Shape", {});

const Point = HPyType("geometry.Point", {
  doc: 'Point(x, y=0)\n--\n\nA point, "flat".',
  bases: [Shape],
  struct: () => ({ x: 0, y: 0 }),
  members: {
    weight: { type: "DOUBLE", doc: "How heavy." },
    label: { type: "STRING" },
    flags: { type: "UINT", readonly: true },
  },
  getsets: {
    x: { get: (_ctx, self) => self.struct.x, doc: "Where." },
    y: { get: (_ctx, self) => self.struct.y, set: () => {} },
    secret: { set: () => {} },
  },
  slots: {
    tp_new: (ctx, type) => ctx.Type_GenericNew(type),
    tp_repr: () => "Point",
    tp_richcompare: () => true,
    nb_add: (_ctx, left) => left,
    nb_bool: () => true,
    mp_length: () => 2,
    sq_length: () => 2,
  },
  methods: {
    norm: { NOARGS: () => 0, doc: "norm($self, /)\n--\n\nThe length.\n\nAlways positive." },
    scale: { O: () => null },
    move: { VARARGS: () => null, doc: "move($self, by=(1, 2), name='a, b', flag=<unrepresentable>)\n--\n\n" },
    load: { KEYWORDS: async () => null },
  },
});

const Final = HPyType("geometry.Final", { flags: { basetype: false }, shape: "Tuple" });

describe("stubs()", () => {
  it("writes a module's functions and types", () => {
    const geometry = HPyModule("geometry", {
      doc: "Flat things.",
      types: [Shape, Point, Final],
      methods: {
        area: { O: () => null, doc: "area($module, shape, /)\n--\n\nHow big." },
        far: { KEYWORDS: () => null, parameters: ["a", "b=None"] },
        reset: { NOARGS: () => null },
      },
    });
    const text = stubs(geometry);
    expect(text).toBe(`"""Flat things."""

from collections.abc import Awaitable
from typing import Any, ClassVar, Self, final

def area(shape, /) -> Any:
    """How big."""

def far(a, b=None) -> Any: ...

def reset() -> Any: ...

class Shape: ...

class Point(Shape):
    """A point, "flat"."""
    weight: float
    """How heavy."""
    @property
    def label(self) -> str | None: ...
    @property
    def flags(self) -> int: ...
    @property
    def x(self) -> Any:
        """Where."""
    @property
    def y(self) -> Any: ...
    @y.setter
    def y(self, value: Any) -> None: ...
    secret: Any
    def __new__(cls, x, y=0) -> Self: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __lt__(self, value: Any, /) -> bool: ...
    def __le__(self, value: Any, /) -> bool: ...
    def __gt__(self, value: Any, /) -> bool: ...
    def __ge__(self, value: Any, /) -> bool: ...
    def __add__(self, value: Any, /) -> Any: ...
    def __radd__(self, value: Any, /) -> Any: ...
    def __bool__(self) -> bool: ...
    def __len__(self) -> int: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]
    def norm(self, /) -> Any:
        """The length.

        Always positive."""
    def scale(self, object, /) -> Any: ...
    def move(self, by=(1, 2), name='a, b', flag=...) -> Any: ...
    def load(self, *args, **kwargs) -> Awaitable[Any]: ...

@final
class Final(tuple[Any, ...]): ...
`);
  });

  it("quotes docstrings that end in a quotation mark or have a backslash", () => {
    expect(stubs({ name: "m", spec: { doc: 'A "name"' } })).toBe('"""A "name\\""""\n');
    expect(stubs({ name: "m", spec: { doc: "A \\ B" } })).toBe('"""A \\\\ B"""\n');
  });

  it("imports the modules of foreign bases", () => {
    const Base = HPyType("other.package.Base", {});
    const text = stubs({ name: "m", spec: { types: [HPyType("m.T", { bases: [Base] })] } });
    expect(text).toBe("import other.package\n\nclass T(other.package.Base): ...\n");
  });
});

it("stubs() leaves out what Python has no declaration for", () => {
  const text = stubs(
    HPyModule("odd", {
      methods: { async: { NOARGS: () => 1 }, "with space": { NOARGS: () => 1 }, fine: { NOARGS: () => 1 } },
    }),
  );
  expect(text).toContain("def fine()");
  expect(text).not.toMatch(/async|space/);
});
