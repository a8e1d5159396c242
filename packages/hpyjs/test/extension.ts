/** An extension for tests, on the raw context. */

import { type AbiVersion, abiVersion, type ExtensionModule, HPy_NULL, type Layer, NULL } from "@hpyjs/core";

/**
 * A module with `answer()`, which returns 42 and `fail()`, which raises a ValueError.
 * @param bound is told of each layer that the module is bound to.
 */
export function answers(
  name: string,
  bound: (layer: Layer) => void = () => {},
  requires: AbiVersion = abiVersion,
): ExtensionModule {
  return {
    name,
    requires,
    bind: (layer) => {
      bound(layer);
      const { api } = layer;
      return {
        doc: null,
        size: 0,
        legacyMethods: NULL,
        globals: [],
        defines: [
          {
            kind: "meth",
            name: "answer",
            signature: "NOARGS",
            doc: null,
            impl: () => api.Long_FromInt32_t(42),
          },
          {
            kind: "meth",
            name: "fail",
            signature: "NOARGS",
            doc: null,
            impl: () => {
              api.Err_SetObject(api.h_ValueError, api.h_None);
              return HPy_NULL;
            },
          },
        ],
      };
    },
  };
}

/** The same module, which raises a ValueError when it is executed. */
export function failing(name: string): ExtensionModule {
  const plain = answers(name);
  return {
    ...plain,
    bind: (layer) => {
      const definition = plain.bind(layer);
      const { api } = layer;
      const impl = (): number => {
        api.Err_SetObject(api.h_ValueError, api.h_None);
        return -1;
      };
      return { ...definition, defines: [...definition.defines, { kind: "slot", slot: "mod_exec", impl }] };
    },
  };
}
