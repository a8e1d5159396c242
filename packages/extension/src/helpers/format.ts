/** Formatting as C's `printf` does, with units for Python objects: `HPyUnicode_FromFormat`, `HPyErr_Format`. */

import type { ErrContext } from "../context/err.ts";
import type { ObjectContext } from "../context/object.ts";
import type { HPy } from "../handle.ts";
import type { Kernel } from "../kernel.ts";
import { type FormatEnvironment, formatText } from "./format-text.ts";
import type { FormatArgs } from "./format-units.ts";

/** Formatting. In TypeScript, template strings are simpler; these are for formats that are ported from C. */
export interface FormatContext {
  /**
   * A `str` object from a format string and its arguments (`HPyUnicode_FromFormat`).
   *
   * Units are `%% %c %d %i %u %x %ld %li %lu %lld %lli %llu %zd %zi %zu %s %p %A %U %V %S %R`, all but `%%`, `%c` and
   * `%p` with a width and a precision, those of numbers with a `0` before the width.
   *
   * @throws PythonError SystemError for a bad format; OverflowError for a number that its C type cannot hold; what
   *   `str`, `repr` and `ascii` raised.
   */
  Unicode_FromFormat<const F extends string>(format: F, ...args: FormatArgs<F>): HPy;
  /** Raises `type` with a formatted message (`HPyErr_Format`). @throws PythonError always. */
  Err_Format<const F extends string>(type: HPy, format: F, ...args: FormatArgs<F>): never;
}

/** The functions over one kernel and its families. */
export function formatContext(kernel: Kernel, ctx: ErrContext & ObjectContext): FormatContext {
  const { api, error, memory, newText, open, readText, unwrap } = kernel;

  const read = (show: (h: HPy) => HPy) => (h: HPy) => {
    const str = show(h);
    const text = readText(unwrap(str));
    str.close();
    return text;
  };

  const environment: FormatEnvironment<HPy> = {
    wordBits: memory.pointerSize === 8 ? 64 : 32,
    raise: (type, message) => {
      throw error(api[`h_${type}`], message);
    },
    text: (h) => readText(unwrap(h)),
    str: read(ctx.Str),
    repr: read(ctx.Repr),
    ascii: read(ctx.ASCII),
  };

  const format = (text: string, args: readonly unknown[]): HPy =>
    open(newText(formatText(text, args, environment)));

  return {
    Unicode_FromFormat: (text, ...args) => format(text, args),
    Err_Format: (type, text, ...args) => {
      using message = format(text, args);
      return ctx.Err_SetObject(type, message);
    },
  };
}
