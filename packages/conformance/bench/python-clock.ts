/** A clock for Python. */

import { HPyModule } from "@hpyjs/extension";
import type { HPyRuntime } from "hpyjs";
import type { Clock } from "./clock.ts";
import type { PyProxy } from "./interpreter.ts";

/** The Python function `now()`, which gives a clock's nanoseconds as a float. */
export function pythonNow(hpy: HPyRuntime<PyProxy>, { now }: Clock): PyProxy {
  const module = HPyModule("bench_clock", {
    methods: { now: { NOARGS: (ctx) => ctx.Float_FromDouble(now()) } },
  });
  return Reflect.get(hpy.load(module, { register: false }), "now");
}
