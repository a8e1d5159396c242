/** An extension that breaks each rule once, on the raw context. */

import {
  type ExtensionModule,
  type Handle,
  HPy_NULL,
  type HPyGlobal,
  type ListBuilder,
  NULL,
  type Pointer,
  type ThreadState,
  type Tracker,
  type TypeDefinition,
  typeFlags,
} from "@hpyjs/core";
import { rawModule } from "./debug-python.ts";

/** Makes it. */
export function rawExtension(): ExtensionModule {
  let kept: Handle = HPy_NULL;
  let keptText: Pointer = NULL;
  let keptState = 0 as ThreadState;
  return rawModule("raw", (api, { memory }) => {
    const none = (): Handle => api.Dup(api.h_None);
    const place = memory.alloc(64);
    const traversed = (name: string, visited: readonly number[]): TypeDefinition => ({
      name: `raw.${name}`,
      basicsize: 12,
      itemsize: 0,
      flags: typeFlags.DEFAULT | typeFlags.HAVE_GC,
      shape: "Object",
      legacySlots: NULL,
      doc: null,
      fields: [],
      defines: [
        {
          kind: "slot",
          slot: "tp_traverse",
          impl: (object, visit, arg) => {
            for (const offset of visited) visit((object + offset) as Pointer, arg);
            return 0;
          },
        },
      ],
    });
    const storing =
      (name: string, visited: readonly number[]) =>
      (_self: Handle, value: Handle): Handle => {
        const type = api.Type_FromSpec(traversed(name, visited), []);
        const object = api.New(type, NULL);
        api.Field_Store(object, (api.AsStruct_Object(object) + 4) as Pointer, value);
        api.Close(type);
        return object;
      };
    return {
      close_twice: (_self, value) => {
        const dup = api.Dup(value);
        api.Close(dup);
        api.Close(dup);
        return none();
      },
      use_after_close: () => {
        const number = api.Long_FromInt32_t(4711);
        api.Close(number);
        return api.Repr(number);
      },
      close_argument: (_self, value) => {
        api.Close(value);
        return none();
      },
      return_argument: (_self, value) => value,
      close_constant: () => {
        api.Close(api.h_True);
        return none();
      },
      return_constant: () => api.h_None,
      keep: (_self, value) => {
        kept = value;
        return none();
      },
      use_kept: () => api.Repr(kept),
      leak: (_self, value) => {
        api.Dup(value);
        return none();
      },
      build_twice: () => {
        const builder: ListBuilder = api.ListBuilder_New(0);
        api.Close(api.ListBuilder_Build(builder));
        return api.ListBuilder_Build(builder);
      },
      closed_tracker: () => {
        const tracker: Tracker = api.Tracker_New(1);
        api.Tracker_Close(tracker);
        api.Tracker_Close(tracker);
        return none();
      },
      write_text: (_self, value) => {
        const dup = api.Dup(value);
        memory.u8()[api.Unicode_AsUTF8AndSize(dup, NULL)] = 88;
        api.Close(dup);
        return none();
      },
      write_behind_text: (_self, value) => {
        const dup = api.Dup(value);
        const size = api.Length(dup);
        memory.u8()[api.Unicode_AsUTF8AndSize(dup, NULL) + size + 1] = 88;
        api.Close(dup);
        return none();
      },
      keep_text: (_self, value) => {
        keptText = api.Unicode_AsUTF8AndSize(value, NULL);
        return none();
      },
      use_text: () => api.Unicode_FromString(keptText),
      check_type: (_self, value) => api.Bool_FromBool(api.TypeCheck(value, value)),
      is_subtype: (_self, value) => api.Bool_FromBool(api.Type_IsSubtype(value, api.h_LongType)),
      type_name: (_self, value) => api.Unicode_FromString(api.Type_GetName(value)),
      substring: (_self, value) => api.Unicode_Substring(value, 0, 1),
      keyword_names: (_self, value) => api.Call(value, place, 0, value),
      as_list: (_self, value) => api.Long_FromSize_t(api.AsStruct_List(value)),
      use_while_left: () => {
        keptState = api.LeavePythonExecution();
        const made = api.Long_FromInt32_t(1);
        api.ReenterPythonExecution(keptState);
        return made;
      },
      reenter: () => {
        api.ReenterPythonExecution(keptState);
        return none();
      },
      never_reenter: () => {
        api.LeavePythonExecution();
        return HPy_NULL;
      },
      store_unlisted: (_self, value) => {
        api.Global_Store(place, value);
        return none();
      },
      load_foreign: () => api.Global_Load(0x1234 as HPyGlobal),
      use_foreign: () => api.Repr(0x7001 as Handle),
      missing_field: storing("Missing", []),
      repeated_field: storing("Repeated", [4, 4]),
      right_field: storing("Right", [0, 4]),
    };
  });
}
