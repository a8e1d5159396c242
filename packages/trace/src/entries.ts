/**
 * The extension's side of a recording: the functions that Python calls.
 *
 * They are closures in definitions, so they are wrapped on their way down. That is how a recording knows which
 * extension a call of the context belongs to: to the one whose function is running. While nobody observes, a wrapper
 * costs one comparison.
 */

import {
  type Api,
  type Definition,
  type Handle,
  HPy_NULL,
  type ImplementationMapper,
  type Layer,
  mapModuleImplementations,
  mapTypeImplementations,
  type Pointer,
} from "@hpyjs/core";
import { functions, type TracedName } from "./functions.ts";
import type { AnyFunction, Meter } from "./meter.ts";

/** The functions of all extensions of one trace. */
export class Entries {
  readonly #meter: Meter;
  readonly #names: TracedName[] = [];
  /** The index of each name. A module that is loaded again gets the same ones. */
  readonly #indices = new Map<string, number>();

  /** @param meter knows who observes. */
  constructor(meter: Meter) {
    this.#meter = meter;
  }

  /** What an index stands for: they begin after those of the context's functions. */
  describe(index: number): TracedName {
    const name = this.#names[index - functions.length];
    if (name === undefined) throw new RangeError(`no traced function has the index ${index}`);
    return name;
  }

  /** A copy of a layer that wraps what is defined through it. */
  mode(inner: Layer): Layer {
    const { api, extra } = inner;
    const own = inner.unobserved ?? api;
    return {
      ...inner,
      api: {
        ...api,
        Type_FromSpec: (type, params) => {
          const extension = type.name.slice(0, Math.max(type.name.lastIndexOf("."), 0));
          return api.Type_FromSpec(mapTypeImplementations(type, this.#wrapper(extension, type.name)), params);
        },
      },
      extra: {
        ...extra,
        Module_FromDefinition: (definition, spec) => {
          const extension = nameOfSpec(inner, own, spec);
          const wrapped = mapModuleImplementations(definition, this.#wrapper(extension, extension));
          return extra.Module_FromDefinition(wrapped, spec);
        },
      },
    };
  }

  /** Wraps the functions of a module or a type. @param owner what their names begin with. */
  #wrapper(extension: string, owner: string): ImplementationMapper {
    return <F>(signature: string, impl: F, definition: Definition): F => {
      const name = `${owner}.${partName(signature, definition)}`;
      return this.#wrap(this.#indexOf({ name, extension }), impl as AnyFunction) as F;
    };
  }

  #indexOf(name: TracedName): number {
    const known = this.#indices.get(name.name);
    if (known !== undefined) return known;
    const index = functions.length + this.#names.push(name) - 1;
    this.#indices.set(name.name, index);
    return index;
  }

  #wrap(index: number, impl: AnyFunction): AnyFunction {
    const meter = this.#meter;
    // As many parameters as any signature has.
    return (a, b, c, d, e) => {
      const { observer } = meter;
      if (observer === null) return impl(a, b, c, d, e);
      return meter.observed(observer, index, () => impl(a, b, c, d, e));
    };
  }
}

/** The name of a function within its module or type. */
function partName(signature: string, definition: Definition): string {
  if (definition.kind === "slot") return definition.slot;
  if (definition.kind === "getset") return `${definition.name}.${signature === "GETTER" ? "get" : "set"}`;
  return definition.name;
}

/** The name in a `ModuleSpec`. The error indicator stays clear. */
function nameOfSpec({ memory }: Layer, api: Api, spec: Handle): string {
  const attribute = cString(memory, "name");
  const name = api.GetAttr_s(spec, attribute);
  memory.free(attribute);
  const text = name === HPy_NULL ? 0 : api.Unicode_AsUTF8AndSize(name, 0 as Pointer);
  if (text === 0) api.Err_Clear();
  const bytes = memory.u8();
  const result = text === 0 ? "?" : new TextDecoder().decode(bytes.slice(text, bytes.indexOf(0, text)));
  if (name !== HPy_NULL) api.Close(name);
  return result;
}

function cString(memory: Layer["memory"], text: string): Pointer {
  const bytes = new TextEncoder().encode(text);
  const pointer = memory.alloc(bytes.length + 1);
  memory.u8().set(bytes, pointer);
  return pointer;
}
