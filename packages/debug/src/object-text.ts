/** Objects as texts for reports. */

import { type Handle, HPy_NULL, type Layer } from "@hpyjs/core";

const longest = 200;

/** What `repr()` gives for an object, made shorter where it is long. An exception that is set stays set. */
export function safeRepr({ api: observed, unobserved, extra }: Layer, object: Handle): string | null {
  const api = unobserved ?? observed;
  const pending = extra.Err_GetRaised();
  try {
    const repr = api.Repr(object);
    if (repr === HPy_NULL) {
      api.Err_Clear();
      return null;
    }
    const text = extra.Inspect_Text(repr) ?? "";
    api.Close(repr);
    return text.length > longest ? `${text.slice(0, longest)}…` : text;
  } finally {
    extra.Err_SetRaised(pending);
  }
}

/** The text of an attribute that is a `str`, or `null`. An exception that is set stays set. */
export function safeText(
  { api: observed, unobserved, extra, memory }: Layer,
  object: Handle,
  name: string,
): string | null {
  const api = unobserved ?? observed;
  const pending = extra.Err_GetRaised();
  const bytes = new TextEncoder().encode(`${name}\0`);
  const pointer = memory.alloc(bytes.length);
  memory.u8().set(bytes, pointer);
  try {
    const value = api.GetAttr_s(object, pointer);
    if (value === HPy_NULL) {
      api.Err_Clear();
      return null;
    }
    const text = extra.Inspect_Text(value);
    api.Close(value);
    return text;
  } finally {
    memory.free(pointer);
    extra.Err_SetRaised(pending);
  }
}

/** What can be said of an object in no time, before the last handle to it may be closed. */
export function briefly({ extra }: Layer, object: Handle): string | null {
  return extra.Inspect_Brief(object);
}
