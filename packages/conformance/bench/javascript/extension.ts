/**
 * The functions as an extension in TypeScript, as somebody writes it who counts nanoseconds: in numbers, as `c/bench.c` is
 * in C. `comfortable.ts` is the same as one writes it otherwise.
 */

import type { ExtensionModule } from "@hpyjs/core";
import {
  type Handle,
  HPy_NULL,
  HPyModule,
  HPyType,
  NULL,
  type Pointer,
  type RawContext,
} from "@hpyjs/extension";

/** How many doubles a Vector holds. */
const length = 256;

/** A raised TypeError. */
function refuse(ctx: RawContext, message: string): Handle {
  ctx.Err_SetString(ctx.h_TypeError, ctx.text(message));
  return HPy_NULL;
}

/** A fresh copy of the extension, with functions of its own. */
export function benchExtension(): ExtensionModule {
  const Point = HPyType("bench.Point", {
    // Two doubles.
    rawSize: 16,
    methods: {
      norm1: {
        NOARGS: {
          raw: (ctx, self) => {
            const at = ctx.AsStruct_Object(self) >>> 3;
            const doubles = ctx.memory.f64();
            return ctx.Long_FromInt32_t((doubles[at] as number) + (doubles[at + 1] as number));
          },
        },
      },
    },
    getsets: {
      x: {
        get: {
          raw: (ctx, self) =>
            ctx.Long_FromInt32_t(ctx.memory.f64()[ctx.AsStruct_Object(self) >>> 3] as number),
        },
      },
    },
    slots: { tp_new: { raw: (ctx, type) => makePoint(ctx, type) } },
  });
  function makePoint(ctx: RawContext, type: Handle): Handle {
    const point = ctx.New(type, ctx.scratch);
    if (point === HPy_NULL) return HPy_NULL;
    const at = (ctx.memory.i32()[ctx.scratch >>> 2] as number) >>> 3;
    const doubles = ctx.memory.f64();
    doubles[at] = 3;
    doubles[at + 1] = 4;
    return point;
  }
  const Counter = HPyType("bench.Counter", {
    // Two ints: the next one, and the end.
    rawSize: 8,
    slots: {
      tp_iter: { raw: (ctx, self) => ctx.Dup(self) },
      tp_iternext: {
        raw: (ctx, self) => {
          const at = ctx.AsStruct_Object(self) >>> 2;
          const words = ctx.memory.i32();
          const next = words[at] as number;
          if (next >= (words[at + 1] as number)) return HPy_NULL;
          words[at] = next + 1;
          return ctx.Long_FromInt32_t(next);
        },
      },
    },
  });
  const Vector = HPyType("bench.Vector", {
    // The doubles, their number, and the size of one.
    rawSize: 8 * length + 8,
    methods: {
      step: {
        NOARGS: {
          raw: (ctx, self) => {
            const first = ctx.AsStruct_Object(self) >>> 3;
            const end = first + length;
            const doubles = ctx.memory.f64();
            // 107 ns. One at a time it is 140, eight at a time 104. No array of these doubles alone is faster, one that lasts
            // (110 ns) or a new one (118).
            for (let i = first; i < end; i += 4) {
              const a = doubles[i] as number;
              const b = doubles[i + 1] as number;
              const c = doubles[i + 2] as number;
              const d = doubles[i + 3] as number;
              doubles[i] = a * 0.5 + 1;
              doubles[i + 1] = b * 0.5 + 1;
              doubles[i + 2] = c * 0.5 + 1;
              doubles[i + 3] = d * 0.5 + 1;
            }
            return ctx.Dup(self);
          },
        },
      },
    },
    slots: {
      bf_getbuffer: {
        raw: (ctx, self, buffer, flags) => {
          const data = ctx.AsStruct_Object(self);
          const shape = (data + 8 * length) as Pointer;
          return ctx.fillBuffer(buffer, self, flags, { data, shape, format: ctx.text("d") });
        },
      },
    },
  });
  return HPyModule("bench", {
    types: [Point, Counter, Vector],
    methods: {
      nop: { NOARGS: { raw: (ctx) => ctx.Dup(ctx.h_None) } },
      ident: { O: { raw: (ctx, _self, arg) => ctx.Dup(arg) } },
      add: {
        VARARGS: {
          raw: (ctx, _self, args, nargs) => {
            if (nargs !== 2) return refuse(ctx, "add() takes two arguments");
            const left = ctx.Long_AsInt32_t(ctx.argument(args, 0));
            if (left === -1 && ctx.Err_Occurred() !== 0) return HPy_NULL;
            const right = ctx.Long_AsInt32_t(ctx.argument(args, 1));
            if (right === -1 && ctx.Err_Occurred() !== 0) return HPy_NULL;
            return ctx.Long_FromInt32_t(left + right);
          },
        },
      },
      keywords: {
        KEYWORDS: {
          raw: (ctx, _self, args, nargs, kwnames) => {
            if (nargs !== 1 || kwnames === HPy_NULL || ctx.Length(kwnames) !== 1)
              return refuse(ctx, "keywords() takes an argument and a keyword argument");
            return ctx.Dup(ctx.argument(args, 1));
          },
        },
      },
      addobj: {
        VARARGS: {
          raw: (ctx, _self, args, nargs) => {
            if (nargs !== 2) return refuse(ctx, "addobj() takes two arguments");
            return ctx.Add(ctx.argument(args, 0), ctx.argument(args, 1));
          },
        },
      },
      scale: {
        O: {
          raw: (ctx, _self, arg) => {
            const value = ctx.Float_AsDouble(arg);
            if (value === -1 && ctx.Err_Occurred() !== 0) return HPy_NULL;
            return ctx.Float_FromDouble(value * 0.5 + 1);
          },
        },
      },
      utf8len: {
        O: {
          raw: (ctx, _self, arg) => {
            if (ctx.Unicode_AsUTF8AndSize(arg, ctx.scratch) === NULL) return HPy_NULL;
            return ctx.Long_FromInt32_t(ctx.memory.i32()[ctx.scratch >>> 2] as number);
          },
        },
      },
      upper: {
        O: {
          raw: (ctx, _self, arg) => {
            const text = ctx.Unicode_AsUTF8AndSize(arg, ctx.scratch);
            if (text === NULL) return HPy_NULL;
            const bytes = ctx.memory.u8();
            const size = ctx.memory.i32()[ctx.scratch >>> 2] as number;
            const buffer = ctx.scratch;
            if (size >= 64) return refuse(ctx, "upper() takes a short text");
            for (let i = 0; i < size; i++) {
              const unit = bytes[text + i] as number;
              bytes[buffer + i] = unit >= 97 && unit <= 122 ? unit - 32 : unit;
            }
            bytes[buffer + size] = 0;
            return ctx.Unicode_FromString(buffer);
          },
        },
      },
      sumlist: {
        O: {
          raw: (ctx, _self, list) => {
            const size = ctx.Length(list);
            let sum = 0;
            for (let i = 0; i < size; i++) {
              const item = ctx.GetItem_i(list, i);
              if (item === HPy_NULL) return HPy_NULL;
              const value = ctx.Long_AsInt32_t(item);
              ctx.Close(item);
              if (value === -1 && ctx.Err_Occurred() !== 0) return HPy_NULL;
              sum += value;
            }
            return ctx.Long_FromInt32_t(sum);
          },
        },
      },
      buildlist: {
        O: {
          raw: (ctx, _self, arg) => {
            const size = ctx.Long_AsInt32_t(arg);
            if (size === -1 && ctx.Err_Occurred() !== 0) return HPy_NULL;
            const builder = ctx.ListBuilder_New(size);
            for (let i = 0; i < size; i++) {
              const item = ctx.Long_FromInt32_t(i);
              if (item === HPy_NULL) {
                ctx.ListBuilder_Cancel(builder);
                return HPy_NULL;
              }
              ctx.ListBuilder_Set(builder, i, item);
              ctx.Close(item);
            }
            return ctx.ListBuilder_Build(builder);
          },
        },
      },
      appendlist: {
        O: {
          raw: (ctx, _self, arg) => {
            const size = ctx.Long_AsInt32_t(arg);
            if (size === -1 && ctx.Err_Occurred() !== 0) return HPy_NULL;
            const list = ctx.List_New(0);
            for (let i = 0; i < size; i++) {
              const item = ctx.Long_FromInt32_t(i);
              const status = item === HPy_NULL ? -1 : ctx.List_Append(list, item);
              ctx.Close(item);
              if (status < 0) {
                ctx.Close(list);
                return HPy_NULL;
              }
            }
            return list;
          },
        },
      },
      filldict: {
        O: {
          raw: (ctx, _self, arg) => {
            const size = ctx.Long_AsInt32_t(arg);
            if (size === -1 && ctx.Err_Occurred() !== 0) return HPy_NULL;
            const dict = ctx.Dict_New();
            for (let i = 0; i < size; i++) {
              const key = ctx.Long_FromInt32_t(i);
              const status = key === HPy_NULL ? -1 : ctx.SetItem(dict, key, key);
              ctx.Close(key);
              if (status < 0) {
                ctx.Close(dict);
                return HPy_NULL;
              }
            }
            return dict;
          },
        },
      },
      getattr: { O: { raw: (ctx, _self, arg) => ctx.GetAttr_s(arg, ctx.text("value")) } },
      callmany: {
        VARARGS: {
          raw: (ctx, _self, args, nargs) => {
            if (nargs !== 2) return refuse(ctx, "callmany() takes two arguments");
            const callable = ctx.argument(args, 0);
            const count = ctx.Long_AsInt32_t(ctx.argument(args, 1));
            if (count === -1 && ctx.Err_Occurred() !== 0) return HPy_NULL;
            for (let i = 0; i < count; i++) {
              const result = ctx.Call(callable, args, 1, HPy_NULL);
              if (result === HPy_NULL) return HPy_NULL;
              ctx.Close(result);
            }
            return ctx.Dup(ctx.h_None);
          },
        },
      },
      iterate: {
        O: {
          raw: (ctx, _self, arg) => {
            const iterator = ctx.GetIter(arg);
            if (iterator === HPy_NULL) return HPy_NULL;
            let sum = 0;
            for (;;) {
              const item = ctx.Iter_Next(iterator);
              if (item === HPy_NULL) break;
              sum += ctx.Long_AsInt32_t(item);
              ctx.Close(item);
            }
            ctx.Close(iterator);
            return ctx.Err_Occurred() !== 0 ? HPy_NULL : ctx.Long_FromInt32_t(sum);
          },
        },
      },
      mkpoint: {
        NOARGS: {
          raw: (ctx) => {
            const type = ctx.type(Point);
            const point = makePoint(ctx, type);
            ctx.Close(type);
            return point;
          },
        },
      },
      counter: {
        O: {
          raw: (ctx, _self, arg) => {
            const end = ctx.Long_AsInt32_t(arg);
            if (end === -1 && ctx.Err_Occurred() !== 0) return HPy_NULL;
            const type = ctx.type(Counter);
            const counter = ctx.New(type, ctx.scratch);
            ctx.Close(type);
            if (counter === HPy_NULL) return HPy_NULL;
            const struct = ctx.memory.i32()[ctx.scratch >>> 2] as number;
            ctx.memory.i32()[(struct >>> 2) + 1] = end;
            return counter;
          },
        },
      },
      vector: {
        NOARGS: {
          raw: (ctx) => {
            const type = ctx.type(Vector);
            const vector = ctx.New(type, ctx.scratch);
            ctx.Close(type);
            if (vector === HPy_NULL) return HPy_NULL;
            const words = ctx.memory.i32();
            const struct = words[ctx.scratch >>> 2] as number;
            words.set([length, 8], (struct + 8 * length) >>> 2);
            return vector;
          },
        },
      },
    },
  });
}
