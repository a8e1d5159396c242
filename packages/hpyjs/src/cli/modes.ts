/** Modes by the names that the command knows. */

import type { NamedMode } from "../modes.ts";
import { CliError, importOptional } from "./errors.ts";

async function trace(): Promise<NamedMode> {
  const purpose = "--mode trace";
  const { createTrace } = await importOptional(() => import("@hpyjs/trace"), "@hpyjs/trace", purpose);
  const { withPython } = await importOptional(() => import("@hpyjs/trace/python"), "@hpyjs/trace", purpose);
  return withPython(createTrace());
}

async function debug(): Promise<NamedMode> {
  const purpose = "--mode debug";
  const { createDebug } = await importOptional(() => import("@hpyjs/debug"), "@hpyjs/debug", purpose);
  const { withPython } = await importOptional(() => import("@hpyjs/debug/python"), "@hpyjs/debug", purpose);
  return withPython(createDebug());
}

const makers: Readonly<Record<string, () => Promise<NamedMode>>> = { debug, trace };

/** The names of the modes in `debug+trace`. @throws CliError for one that there is not. */
export function modeNames(text: string | undefined): readonly string[] {
  const names = text === undefined ? [] : text.split("+");
  const unknown = names.find((name) => !Object.hasOwn(makers, name));
  if (unknown === undefined) return names;
  throw new CliError(`there is no mode '${unknown}'; there are: ${Object.keys(makers).join(", ")}`);
}

/** Makes modes. @throws CliError when a package is missing. */
export async function makeModes(names: readonly string[]): Promise<Readonly<Record<string, NamedMode>>> {
  const made = await Promise.all(names.map(async (name) => [name, await makers[name]?.()] as const));
  return Object.fromEntries(made) as Readonly<Record<string, NamedMode>>;
}
