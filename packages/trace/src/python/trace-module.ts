/** The module `hpy.trace._trace`, as an HPy extension. */

import type { ExtensionModule } from "@hpyjs/core";
import { type Context, type HPy, HPyModule } from "@hpyjs/extension";
import type { ByFunction, Trace } from "../trace.ts";
import { Callbacks } from "./callbacks.ts";

/** Makes the module for one trace. */
export function traceModule(trace: Trace): ExtensionModule {
  // The callbacks need what an extension does not see of its layer, hence one module for each binding.
  const bind: ExtensionModule["bind"] = (layer) => define(trace, new Callbacks(trace, layer)).bind(layer);
  const { name, requires } = define(trace, null);
  return { name, requires, bind };
}

function define(trace: Trace, callbacks: Callbacks | null): ExtensionModule {
  return HPyModule("hpy.trace._trace", {
    doc: "HPy trace mode",
    methods: {
      get_call_counts: {
        NOARGS: (ctx) => dict(ctx, trace.getCallCounts()),
        doc: "How often extensions in trace mode called each function of HPy's context.",
      },
      get_durations: {
        NOARGS: (ctx) => dict(ctx, trace.getDurations()),
        doc: "How long each function of HPy's context has taken in all, in nanoseconds.",
      },
      get_frequency: {
        NOARGS: (ctx) => ctx.from(BigInt(trace.getFrequency())),
        doc: "Resolution of the used clock in Hertz.",
      },
      set_trace_functions: {
        KEYWORDS: (ctx, _self, args, kwnames) => {
          const [onEnter, onExit] = ctx.Arg_ParseKeywords(args, kwnames, "|OO:set_trace_functions", [
            "on_enter",
            "on_exit",
          ]);
          const given = [onEnter, onExit].map((value) => callableOrNone(ctx, value));
          callbacks?.set(ctx, { enter: given[0], exit: given[1] });
        },
        parameters: ["on_enter=...", "on_exit=..."],
        doc:
          "Set the functions to call if an HPy API is entered/exited.\n\n" +
          "They get the name of the context's function, for instance 'ctx_Add'. " +
          "None clears a function; one that is left out stays as it is.",
      },
    },
  });
}

function dict(ctx: Context, values: ByFunction): HPy {
  return ctx.from(new Map(Object.entries(values).map(([key, value]) => [key, BigInt(value)])));
}

/** The function that was given, `null` for `None`, `undefined` for nothing. */
function callableOrNone(ctx: Context, value: HPy | undefined): HPy | null | undefined {
  if (value === undefined) return undefined;
  if (ctx.is(value, ctx.h_None)) return null;
  if (ctx.Callable_Check(value)) return value;
  throw ctx.error(ctx.h_TypeError, "Expected a callable object or None");
}
