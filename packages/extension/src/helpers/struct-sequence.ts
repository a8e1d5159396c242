/**
 * Struct sequences: tuples with named fields, such as `time.struct_time`.
 *
 * As in every portable HPy extension they are made by `collections.namedtuple`: fields that are not given are `None`,
 * and an unnamed field can only be reached by its index.
 */

import type { AttributeContext } from "../context/attribute.ts";
import type { CallContext } from "../context/call.ts";
import type { ImportContext } from "../context/import.ts";
import type { LongContext } from "../context/long.ts";
import type { TupleContext } from "../context/tuple.ts";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";
import { createTuples } from "../tuples.ts";
import type { FormatContext } from "./format.ts";

/** A field of a struct sequence (`HPyStructSequence_Field`). */
export interface StructSequenceField {
  /** The name, or `StructSequence_UnnamedField`. */
  readonly name: string;
  /** The field's docstring. */
  readonly doc?: string;
}

/** What a struct sequence type consists of (`HPyStructSequence_Desc`). */
export interface StructSequenceDescriptor {
  /** The type's name; what stands before the last dot becomes `__module__`. */
  readonly name: string;
  /** The type's docstring. */
  readonly doc?: string;
  /** The fields in order, or just their names. */
  readonly fields: readonly (StructSequenceField | string)[];
}

/** The name of fields that have none (`HPyStructSequence_UnnamedField`). */
export const StructSequence_UnnamedField = "_";

/** Making struct sequence types and instances. */
export interface StructSequenceContext {
  /** A new struct sequence type (`HPyStructSequence_NewType`). @throws PythonError SystemError when it has no name. */
  StructSequence_NewType(descriptor: StructSequenceDescriptor): HPy;
  /**
   * A new instance (`HPyStructSequence_New`); fields beyond `values` are `None`.
   * @throws PythonError TypeError when there are too many values, or `type` is not a struct sequence type.
   */
  StructSequence_New(type: HPy, values: readonly HPy[]): HPy;
}

/** The families that struct sequences are made with. */
type Families = AttributeContext & CallContext & FormatContext & ImportContext & LongContext & TupleContext;

/** The functions over one kernel and its families. */
export function structSequenceContext(kernel: Kernel, ctx: Families): StructSequenceContext {
  const { api, constant, error, newText, open } = kernel;
  const { textTuple } = createTuples(kernel);
  const none = constant(api.h_None);
  const yes = constant(api.h_True);
  const typeError = constant(api.h_TypeError);

  function setText(obj: HPy, name: string, text: string | undefined): void {
    using str = text === undefined ? none : open(newText(text));
    ctx.SetAttr_s(obj, name, str);
  }

  function newNamedTuple(names: readonly string[]): HPy {
    using collections = ctx.Import_ImportModule("collections");
    using namedtuple = ctx.GetAttr_s(collections, "namedtuple");
    // The final name is set afterwards: namedtuple wants an identifier.
    using name = open(newText("tmpname"));
    using fields = open(textTuple(names));
    using defaults = ctx.Tuple_FromArray(names.map(() => none));
    return ctx.Call(namedtuple, [name, fields, yes, defaults], ["rename", "defaults"]);
  }

  return {
    StructSequence_NewType: ({ doc, fields, name }) => {
      if (typeof name !== "string") {
        throw error(api.h_SystemError, "Struct sequence descriptor does not define the name field.");
      }
      const all = fields.map((field) => (typeof field === "string" ? { name: field } : field));
      const type = newNamedTuple(all.map((field) => field.name));
      setText(type, "__doc__", doc);
      using count = ctx.Long_FromSsize_t(all.length);
      ctx.SetAttr_s(type, "n_fields", count);
      const dot = name.lastIndexOf(".");
      setText(type, "__name__", name.slice(dot + 1));
      setText(type, "__qualname__", name.slice(dot + 1));
      if (dot >= 0) setText(type, "__module__", name.slice(0, dot));
      for (const field of all) {
        if (field.doc === undefined || field.name === StructSequence_UnnamedField) continue;
        using attribute = ctx.GetAttr_s(type, field.name);
        setText(attribute, "__doc__", field.doc);
      }
      return type;
    },
    StructSequence_New: (type, values) => {
      if (!ctx.HasAttr_s(type, "n_fields")) {
        ctx.Err_Format(typeError, "object '%R' does not look like a struct sequence type ", type);
      }
      using tuple = ctx.Tuple_FromArray(values);
      return ctx.CallTupleDict(type, tuple, null);
    },
  };
}
