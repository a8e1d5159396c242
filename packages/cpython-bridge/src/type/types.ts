/** All that one interpreter needs to make types and their instances. */

import type { CallFunction, Handle } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { CallProtocol } from "./call-protocol.ts";
import { Fields } from "./fields.ts";
import { TypeFactory } from "./from-definition.ts";
import { Instances } from "./instance.ts";
import { createLifecycle } from "./lifecycle.ts";
import { TypeRegistry } from "./registry.ts";

/** The types of one interpreter. */
export interface Types {
  /** The types that were made, by address. */
  readonly registry: TypeRegistry;
  /** Their instances' structs. */
  readonly instances: Instances;
  /** Their instances' fields. */
  readonly fields: Fields;
  /** Makes new ones. */
  readonly factory: TypeFactory;
  /** `HPy_SetCallFunction`. */
  readonly setCallFunction: (object: Handle, func: CallFunction) => number;
}

/**
 * Sets up type making for one interpreter.
 * @param executing gives the module that is being executed, to which new types belong, or `HPy_NULL`.
 */
export function createTypes(interpreter: Interpreter, executing: () => Handle): Types {
  const registry = new TypeRegistry(interpreter);
  const instances = new Instances(interpreter, registry);
  const fields = new Fields(interpreter, registry, instances);
  const calls = new CallProtocol(interpreter, registry, instances);
  const lifecycle = createLifecycle(interpreter, registry, instances, fields, calls);
  return {
    registry,
    instances,
    fields,
    factory: new TypeFactory(interpreter, registry, instances, lifecycle, calls, executing),
    setCallFunction: (object, func) => calls.setCallFunction(object, func),
  };
}
