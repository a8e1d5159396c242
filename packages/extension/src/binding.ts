/** Everything that belongs to one binding of a module to a layer. */

import type { OwnCode } from "@hpyjs/core";
import type { BufferExports } from "./buffer-export.ts";
import type { Calls, ModuleSelf } from "./calls.ts";
import type { Context } from "./context.ts";
import type { Converter } from "./convert.ts";
import type { BaseKernel } from "./create-kernel.ts";
import type { RawContext } from "./raw.ts";

/** What adapters need. Two bindings share nothing. */
export interface Binding {
  /** The kernel that the context is made of. */
  readonly kernel: BaseKernel;
  /** Begins and ends calls. */
  readonly calls: Calls;
  /** Makes Python objects of JavaScript values. */
  readonly converter: Converter;
  /** The buffers that the module shows to Python. */
  readonly buffers: BufferExports;
  /** The context that implementations get. */
  readonly ctx: Context;
  /** Gives hot adapters machine code of their own. */
  readonly ownCode: OwnCode;
  /** The self of the module's methods. */
  readonly moduleSelf: ModuleSelf;
  /** The context for implementations in numbers. */
  readonly raw: RawContext;
}
