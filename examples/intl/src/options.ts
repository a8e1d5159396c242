/** Arguments of Intl's constructors, from Python. */

import type { Context, HPy, PythonValue } from "@hpyjs/extension";

/** Runs `work`; what Intl throws for a wrong locale, option or value becomes the ValueError or TypeError it is. */
export function attempt<T>(ctx: Context, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof RangeError) throw ctx.error(ctx.h_ValueError, thrown.message);
    if (thrown instanceof TypeError) throw ctx.error(ctx.h_TypeError, thrown.message);
    throw thrown;
  }
}

/** What an Intl constructor gets. */
export interface IntlArguments {
  /** A language tag, several in order of preference, or `undefined` for the one of the environment. */
  readonly locale: string | string[] | undefined;
  /** The options, by their JavaScript names. */
  readonly options: Readonly<Record<string, PythonValue>>;
}

/**
 * The arguments of a call `Type(locale=None, /, **options)`.
 * @param type the type's name, for messages.
 * @param names the options that there are, by their Python names: `case_first` is `caseFirst` in JavaScript.
 */
export function intlArguments(
  ctx: Context,
  type: string,
  names: readonly string[],
  args: readonly HPy[],
  kw: HPy | null,
): IntlArguments {
  const [locale = ctx.h_None] = ctx.Arg_Parse(args, `|O:${type}`);
  const options: Record<string, PythonValue> = {};
  if (kw !== null) {
    for (const [name, value] of ctx.toJS(kw) as Map<string, PythonValue>) {
      if (!names.includes(name)) {
        throw ctx.error(ctx.h_TypeError, `${type}() got an unexpected keyword argument '${name}'`);
      }
      options[name.replace(/_(.)/g, (_match, letter: string) => letter.toUpperCase())] = value;
    }
  }
  return { locale: readLocale(ctx, locale), options };
}

function readLocale(ctx: Context, locale: HPy): string | string[] | undefined {
  if (ctx.is(locale, ctx.h_None)) return undefined;
  if (ctx.Unicode_Check(locale)) return ctx.Unicode_AsUTF8AndSize(locale);
  return Array.from(ctx.iterate(locale), (tag) => ctx.Unicode_AsUTF8AndSize(tag));
}
