/** The module `hpy.debug._debug`, as an HPy extension. */

import type { Definition, ExtensionModule, Handle, Layer } from "@hpyjs/core";
import { type Context, type HPy, HPyModule } from "@hpyjs/extension";
import type { Debug } from "../debug.ts";
import type { DebugHandle } from "../debug-handle.ts";
import type { HandleRecord } from "../handle-store.ts";
import { HookSlot } from "./hook-slot.ts";
import { type ObjectOf, pythonHandleType } from "./python-handle.ts";

/** The name of the function that gives objects to the type of handles, and not to anybody else. */
const objectFunction = "_object";

/** Makes the module for one debug mode. */
export function debugModule(debug: Debug): ExtensionModule {
  const bind: ExtensionModule["bind"] = (layer) => {
    const asked: Asked = { record: null };
    const module = define(debug, layer, asked).bind(layer);
    return { ...module, defines: [...module.defines, rawObject(layer, asked)] };
  };
  return { name: "hpy.debug._debug", requires: { major: 0, minor: 0 }, bind };
}

/** Whose object is wanted, while `_object` is called. */
interface Asked {
  record: HandleRecord | null;
}

/** The function that turns a handle of a debugged extension into an object. */
function rawObject({ api }: Layer, asked: Asked): Definition {
  return {
    kind: "meth",
    name: objectFunction,
    signature: "NOARGS",
    doc: null,
    impl: () => api.Dup(asked.record === null ? api.h_None : (asked.record.inner as Handle)),
  };
}

function define(debug: Debug, layer: Layer, asked: Asked): ExtensionModule {
  const { settings, shared } = debug;
  const objectOf: ObjectOf = (ctx, handle) => {
    asked.record = handle.record;
    const object = ctx.Call(ctx.GetAttr_s(ctx.import("hpy.debug._debug"), objectFunction), []);
    asked.record = null;
    return object;
  };
  const HandleType = pythonHandleType(objectOf);
  const forHandles = new HookSlot(layer, "on_invalid_handle");
  const forBuilders = new HookSlot(layer, "on_invalid_builder_handle");

  /** A list of those handles that are this interpreter's. */
  const list = (ctx: Context, handles: readonly DebugHandle[]): HPy => {
    const result = ctx.List_New(0);
    for (const handle of handles) {
      if (handle.context.inner.boundary !== layer.boundary) continue;
      const shown = ctx.New(ctx.type(HandleType), HandleType);
      shown.struct.handle = handle;
      ctx.List_Append(result, shown);
    }
    return result;
  };

  return HPyModule("hpy.debug._debug", {
    doc: "HPy debug mode",
    types: [HandleType],
    methods: {
      new_generation: {
        NOARGS: () => debug.newGeneration(),
        doc: "Begins a generation of handles and returns its number.",
      },
      get_open_handles: {
        O: (ctx, _self, generation) => list(ctx, debug.openHandles(ctx.Long_AsSsize_t(generation))),
        parameters: ["generation", "/"],
        doc: "The open handles of a generation and later ones, the oldest first.",
      },
      get_closed_handles: {
        VARARGS: (ctx, _self, args) => {
          if (args.length > 1) {
            throw ctx.error(
              ctx.h_TypeError,
              "get_closed_handles expects no arguments or exactly one argument",
            );
          }
          const [generation] = args;
          return list(ctx, debug.closedHandles(generation ? ctx.Long_AsSsize_t(generation) : 0));
        },
        parameters: ["generation=0", "/"],
        doc: "The closed handles of a generation and later ones that are remembered.",
      },
      get_closed_handles_queue_max_size: {
        NOARGS: () => settings.closedHandles,
        doc: "So many closed handles are remembered.",
      },
      set_closed_handles_queue_max_size: {
        O: (ctx, _self, size) => {
          settings.closedHandles = notNegative(ctx, size);
        },
        parameters: ["size", "/"],
        doc: "Sets how many closed handles are remembered.",
      },
      get_protected_raw_data_max_size: {
        NOARGS: () => settings.rawDataBytes,
        doc: "So many bytes of raw data are kept after their handles were closed.",
      },
      set_protected_raw_data_max_size: {
        O: (ctx, _self, size) => {
          settings.rawDataBytes = notNegative(ctx, size);
        },
        parameters: ["size", "/"],
        doc: "Sets how many bytes of raw data are kept after their handles were closed.",
      },
      set_on_invalid_handle: {
        O: (ctx, _self, callback) => {
          shared.hooks.onInvalidHandle = forHandles.set(ctx, callback);
        },
        parameters: ["callback", "/"],
        doc: "Sets the function that is called when a handle is not valid; None for the fatal error.",
      },
      set_on_invalid_builder_handle: {
        O: (ctx, _self, callback) => {
          shared.hooks.onInvalidBuilder = forBuilders.set(ctx, callback);
        },
        parameters: ["callback", "/"],
        doc: "Sets the function that is called when a builder is not valid; None for the fatal error.",
      },
      set_handle_stack_trace_limit: {
        O: (ctx, _self, limit) => {
          settings.stackFrames = ctx.is(limit, ctx.h_None) ? 0 : notNegative(ctx, limit);
        },
        parameters: ["limit", "/"],
        doc: "Sets how many frames are kept of where a handle was opened; None for none.",
      },
    },
  });
}

function notNegative(ctx: Context, h: HPy): number {
  const value = ctx.Long_AsSsize_t(h);
  if (value < 0) throw ctx.error(ctx.h_ValueError, "a size is not negative");
  return value;
}
