/** The type `hpy.debug._debug.DebugHandle`. */

import { type Context, type HPy, HPy_EQ, HPy_NE, HPyType } from "@hpyjs/extension";
import type { DebugHandle } from "../debug-handle.ts";

/** Gives the object of an open handle. */
export type ObjectOf = (ctx: Context, handle: DebugHandle) => HPy;

/** What an instance holds. */
export interface PythonHandle {
  /** The handle that it shows; `null` for an instance that Python made. */
  handle: DebugHandle | null;
}

/** Makes the type. */
export function pythonHandleType(objectOf: ObjectOf): HPyType<PythonHandle> {
  const HandleType: HPyType<PythonHandle> = HPyType("hpy.debug._debug.DebugHandle", {
    doc: "A handle that an extension in debug mode has, or had.",
    struct: (): PythonHandle => ({ handle: null }),
    getsets: {
      obj: {
        get: (ctx, self): HPy => {
          const handle = shown(self.struct);
          if (!handle.isClosed) return objectOf(ctx, handle);
          throw ctx.error(ctx.h_ValueError, "the handle is closed; its object may be gone");
        },
        doc: "The object that the handle refers to.",
      },
      id: { get: (_ctx, self) => shown(self.struct).id, doc: "The number that the extension has." },
      is_closed: { get: (_ctx, self) => shown(self.struct).isClosed, doc: "Whether the handle is closed." },
      raw_data_size: {
        get: (_ctx, self) => shown(self.struct).rawDataSize,
        doc: "Bytes of raw data that belong to the handle; -1 if there are none.",
      },
    },
    methods: {
      _force_close: {
        NOARGS: (_ctx, self) => shown(self.struct).forceClose(),
        doc: "Closes the handle in place of the extension, for tests.",
      },
    },
    slots: {
      tp_repr: (ctx, self) => {
        const handle = shown(self.struct);
        const name = `<DebugHandle 0x${handle.id.toString(16)}`;
        const { stack } = handle.opened;
        const trace =
          stack === ""
            ? "To get the stack trace of where it was allocated use:\nhpy.debug.set_handle_stack_trace_limit"
            : `Allocation stacktrace:\n${stack}`;
        if (handle.isClosed) return `${name} CLOSED>\n${trace}`;
        return `${name} for ${ctx.toJS(ctx.Repr(objectOf(ctx, handle)))}>\n${trace}`;
      },
      tp_richcompare: (ctx, self, other, op): HPy | boolean => {
        const right = ctx.as(HandleType, other);
        if (right === null || (op !== HPy_EQ && op !== HPy_NE)) return ctx.h_NotImplemented;
        return shown(self.struct).isSame(shown(right.struct)) === (op === HPy_EQ);
      },
    },
  });
  return HandleType;
}

function shown({ handle }: PythonHandle): DebugHandle {
  if (handle !== null) return handle;
  throw new TypeError("This DebugHandle shows no handle: hpy.debug makes them, nobody else.");
}
