/** The functions as an extension in TypeScript, as one writes it; `c/bench.c` is the same in C. */

import type { ExtensionModule } from "@hpyjs/core";
import { type HPy, HPyModule, HPyType, type NativeArray } from "@hpyjs/extension";

/** How many doubles a Vector holds. */
const length = 256;

/** A fresh copy of the extension, with functions of its own. */
export function comfortableExtension(): ExtensionModule {
  const Point = HPyType("bench.Point", {
    struct: () => ({ x: 3, y: 4 }),
    methods: { norm1: { NOARGS: (_ctx, self) => self.struct.x + self.struct.y } },
    getsets: { x: { get: (_ctx, self) => self.struct.x } },
    slots: { tp_new: (ctx, type): HPy => ctx.New(type, Point) },
  });
  const Counter = HPyType("bench.Counter", {
    struct: () => ({ next: 0, end: 0 }),
    slots: {
      tp_iter: (_ctx, self) => self,
      tp_iternext: (_ctx, { struct }) => (struct.next < struct.end ? struct.next++ : undefined),
    },
  });
  const Vector = HPyType("bench.Vector", {
    struct: (): { items: NativeArray<Float64Array> | null } => ({ items: null }),
    methods: {
      step: {
        NOARGS: (_ctx, self) => {
          const view = (self.struct.items as NativeArray<Float64Array>).view;
          for (let i = 0; i < length; i++) view[i] = (view[i] as number) * 0.5 + 1;
          return self;
        },
      },
    },
    slots: {
      bf_getbuffer: (_ctx, self) => self.struct.items as NativeArray<Float64Array>,
      tp_destroy: (struct) => struct?.items?.free(),
    },
  });
  return HPyModule("bench", {
    types: [Point, Counter, Vector],
    methods: {
      nop: { NOARGS: () => undefined },
      ident: { O: (_ctx, _self, arg) => arg },
      add: {
        VARARGS: (ctx, _self, args) => {
          if (args.length !== 2) throw ctx.error(ctx.h_TypeError, "add() takes two arguments");
          return ctx.Long_AsLong(args[0] as HPy) + ctx.Long_AsLong(args[1] as HPy);
        },
      },
      keywords: {
        KEYWORDS: (ctx, _self, args, kwnames) => {
          if (args.length !== 2 || kwnames === null || ctx.Length(kwnames) !== 1)
            throw ctx.error(ctx.h_TypeError, "keywords() takes an argument and a keyword argument");
          return args[1];
        },
      },
      addobj: {
        VARARGS: (ctx, _self, args) => {
          if (args.length !== 2) throw ctx.error(ctx.h_TypeError, "addobj() takes two arguments");
          return ctx.Add(args[0] as HPy, args[1] as HPy);
        },
      },
      scale: { O: (ctx, _self, arg) => ctx.Float_FromDouble(ctx.Float_AsDouble(arg) * 0.5 + 1) },
      utf8len: { O: (ctx, _self, arg) => Buffer.byteLength(ctx.Unicode_AsUTF8AndSize(arg)) },
      upper: { O: (ctx, _self, arg) => ctx.Unicode_AsUTF8AndSize(arg).toUpperCase() },
      sumlist: {
        O: (ctx, _self, list) => {
          const size = ctx.Length(list);
          let sum = 0;
          for (let i = 0; i < size; i++) {
            const item = ctx.GetItem_i(list, i);
            sum += ctx.Long_AsLong(item);
            item.close();
          }
          return sum;
        },
      },
      buildlist: {
        O: (ctx, _self, arg) => {
          const size = ctx.Long_AsLong(arg);
          const builder = ctx.ListBuilder_New(size);
          for (let i = 0; i < size; i++) {
            const item = ctx.Long_FromLong(i);
            builder.set(i, item);
            item.close();
          }
          return builder.build();
        },
      },
      appendlist: {
        O: (ctx, _self, arg) => {
          const size = ctx.Long_AsLong(arg);
          const list = ctx.List_New();
          for (let i = 0; i < size; i++) {
            const item = ctx.Long_FromLong(i);
            ctx.List_Append(list, item);
            item.close();
          }
          return list;
        },
      },
      filldict: {
        O: (ctx, _self, arg) => {
          const size = ctx.Long_AsLong(arg);
          const dict = ctx.Dict_New();
          for (let i = 0; i < size; i++) {
            const key = ctx.Long_FromLong(i);
            ctx.SetItem(dict, key, key);
            key.close();
          }
          return dict;
        },
      },
      getattr: { O: (ctx, _self, arg) => ctx.GetAttr_s(arg, "value") },
      callmany: {
        VARARGS: (ctx, _self, args) => {
          if (args.length !== 2) throw ctx.error(ctx.h_TypeError, "callmany() takes two arguments");
          const callable = args[0] as HPy;
          const count = ctx.Long_AsLong(args[1] as HPy);
          for (let i = 0; i < count; i++) ctx.Call(callable, [callable]).close();
        },
      },
      iterate: {
        O: (ctx, _self, arg) => {
          let sum = 0;
          const iterator = ctx.GetIter(arg);
          for (let item = ctx.Iter_Next(iterator); item !== null; item = ctx.Iter_Next(iterator)) {
            sum += ctx.Long_AsLong(item);
            item.close();
          }
          return sum;
        },
      },
      mkpoint: { NOARGS: (ctx) => ctx.New(ctx.type(Point), Point) },
      counter: {
        O: (ctx, _self, arg) => {
          const counter = ctx.New(ctx.type(Counter), Counter);
          counter.struct.end = ctx.Long_AsLong(arg);
          return counter;
        },
      },
      vector: {
        NOARGS: (ctx) => {
          const vector = ctx.New(ctx.type(Vector), Vector);
          vector.struct.items = ctx.nativeArray(Float64Array, length);
          return vector;
        },
      },
    },
  });
}
