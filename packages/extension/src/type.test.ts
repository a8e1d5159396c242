import type { SlotName } from "@hpyjs/core";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type Context,
  type HPy,
  HPyModule,
  HPyType,
  type Instance,
  type ModuleInstance,
  type TypeSlots,
} from "./index.ts";
import { typeSpecOf } from "./type.ts";

const Point = HPyType("geometry.Point", {
  struct: () => ({ x: 0, y: 0 }),
  fields: ["tag", "next"],
  members: { weight: { type: "DOUBLE" }, big: { type: "LONGLONG" }, owner: { type: "OBJECT" } },
  methods: {
    norm: { NOARGS: (_ctx, self) => Math.hypot(self.struct.x, self.struct.y) },
    tag: { NOARGS: (_ctx, self) => self.load("tag") },
    load: { O: async (ctx, _self, url) => ctx.Unicode_AsUTF8AndSize(url) },
  },
  slots: { tp_repr: (_ctx, self) => `Point(${self.struct.x})` },
});

type Spec<S, F extends string> = Parameters<typeof HPyType<S, F>>[1];
type Struct = { readonly x: number };
type Self = Instance<Struct, "tag">;

describe("types flow", () => {
  it("from struct, fields and members to the instance", () => {
    HPyType("m.T", {
      struct: () => ({ x: 1 }),
      fields: ["tag"],
      members: { weight: { type: "DOUBLE" }, big: { type: "ULONGLONG" }, text: { type: "STRING" } },
      methods: {
        m: {
          VARARGS: (ctx, self, args) => {
            expectTypeOf(ctx).toEqualTypeOf<Context>();
            expectTypeOf(self.struct.x).toEqualTypeOf<number>();
            expectTypeOf(self.members.weight).toEqualTypeOf<number>();
            expectTypeOf(self.members.big).toEqualTypeOf<bigint>();
            expectTypeOf(self.members.text).toEqualTypeOf<string | null>();
            expectTypeOf(self.load).parameters.toEqualTypeOf<["tag"]>();
            expectTypeOf(args).toEqualTypeOf<readonly HPy[]>();
          },
        },
      },
      getsets: {
        x: {
          get: (_ctx, self) => self.struct.x,
          set: (_ctx, self, value) => {
            expectTypeOf(value).toEqualTypeOf<HPy | null>();
            self.struct.x = 2;
          },
        },
      },
      slots: {
        tp_traverse: (traversal) => {
          expectTypeOf(traversal.struct).toEqualTypeOf<{ x: number } | undefined>();
          expectTypeOf(traversal.visit).parameters.toEqualTypeOf<[field: "tag"]>();
        },
        tp_destroy: (struct) => {
          expectTypeOf(struct).toEqualTypeOf<{ x: number } | undefined>();
        },
        sq_item: (_ctx, self, index) => {
          expectTypeOf(index).toEqualTypeOf<number>();
          return self.struct.x + index;
        },
      },
    });
  });

  it("through the context, by the type's description", () => {
    const use = (ctx: Context, h: HPy): void => {
      expectTypeOf(ctx.as(Point, h)?.struct).toEqualTypeOf<{ x: number; y: number } | undefined>();
      expectTypeOf(ctx.New(h, Point).load).parameters.toEqualTypeOf<["tag" | "next"]>();
      expectTypeOf(ctx.New(h, Point).members.big).toEqualTypeOf<bigint>();
      expectTypeOf(ctx.New(h, Point).members.owner).toEqualTypeOf<HPy | null>();
    };
    expect(use).toBeInstanceOf(Function);
  });

  it("from state to the module", () => {
    HPyModule("m", {
      state: () => ({ hits: 0 }),
      methods: {
        hit: {
          NOARGS: (_ctx, self) => {
            expectTypeOf(self).toEqualTypeOf<ModuleInstance<{ hits: number }>>();
            return ++self.state.hits;
          },
        },
      },
      exec: (_ctx, module) => {
        module.state.hits = 1;
      },
    });
  });

  it("so that a wrong implementation does not compile", () => {
    const wrong: Spec<Struct, "tag">[] = [
      // @ts-expect-error: a length is a number
      { slots: { sq_length: () => "3" } },
      // @ts-expect-error: an index is not a handle
      { slots: { sq_item: (_ctx: Context, _self: Self, index: HPy) => index } },
      // @ts-expect-error: a representation is text
      { slots: { tp_repr: () => 5 } },
      // @ts-expect-error: a hash is an integer
      { slots: { tp_hash: () => "x" } },
      // @ts-expect-error: there is no such slot
      { slots: { tp_nothing: () => 1 } },
      // @ts-expect-error: there is no such field
      { methods: { m: { NOARGS: (_ctx, self) => self.load("other") } } },
      // @ts-expect-error: the struct has no such property
      { methods: { m: { NOARGS: (_ctx, self) => self.struct.y } } },
      // @ts-expect-error: a method has one calling convention
      { methods: { m: { NOARGS: () => 1, O: () => 1 } } },
      // @ts-expect-error: a method has a calling convention
      { methods: { m: { doc: "nothing" } } },
      // @ts-expect-error: an array has to be converted with ctx.from
      { methods: { m: { NOARGS: () => [1] } } },
      // @ts-expect-error: a shape is one of HPy's
      { shape: "Set" },
    ];
    expect(wrong).toHaveLength(11);
    // @ts-expect-error: there is no such kind of member
    HPyType("m.T", { members: { m: { type: "FLOAT128" } } });
    // @ts-expect-error: a module with `create` has nothing else
    HPyModule("m", { create: () => 1, doc: "text" });
  });

  it("and every slot of the API has a signature", () => {
    expectTypeOf<keyof TypeSlots<Self, Struct, "tag">>().toEqualTypeOf<
      Exclude<SlotName, "mod_create" | "mod_exec">
    >();
  });
});

describe("descriptions", () => {
  it("are frozen and hold nothing of an interpreter", () => {
    expect(Object.isFrozen(Point)).toBe(true);
    expect(Point.name).toBe("geometry.Point");
    const module = HPyModule("geometry", { types: [Point] });
    expect(Object.isFrozen(module)).toBe(true);
    expect([module.name, module.requires]).toEqual(["geometry", { major: 0, minor: 0 }]);
  });

  it("are told from other objects", () => {
    expect(typeSpecOf(Point).fields).toEqual(["tag", "next"]);
    expect(() => typeSpecOf({ name: "x" })).toThrow("A type made by HPyType() is needed");
  });
});
