/** The layer of one debug context. */

import { type Api, contextNames, type ExtraApi, type Handle, HPy_NULL, type Layer, spec } from "@hpyjs/core";
import { Globals } from "./api/globals.ts";
import { manualFunctions, type Parts } from "./api/manual.ts";
import { callContexts, type DebugContext } from "./context.ts";
import { Definitions } from "./definitions.ts";
import { uniformFunctions } from "./generated/uniform.ts";

/** Makes the layer around a context's inner one. */
export function debugLayer(context: DebugContext): Layer {
  const { inner } = context;
  const definitions = new Definitions(context);
  const parts: Parts = { definitions, globals: new Globals(context), traverse: definitions.traverse };
  const constants = constantHandles(context);
  const apiOf = (api: Api): Api => ({
    ...constants,
    ...uniformFunctions(context, api),
    ...manualFunctions(context, api, parts),
  });
  const { proxies, unobserved } = inner;
  return {
    name: contextNames.debug,
    api: apiOf(inner.api),
    ...(unobserved !== undefined && { unobserved: apiOf(unobserved) }),
    extra: debugExtra(context, parts),
    memory: inner.memory,
    ...(proxies !== undefined && { proxies }),
    checks: {
      contexts: callContexts,
      current: () => context.call,
      wrongContext: () => {
        const upstream = "Error: Wrong HPy Context!";
        const problem = "the context belongs to another call; use the one that the function was given";
        context.report({ kind: "context", upstream, problem, where: context.running });
      },
    },
    boundary: {
      enter: (body) => inner.boundary.enter(() => definitions.enter(body)),
      die: (cause) => inner.boundary.die(cause),
      fromC: (callback) => inner.boundary.fromC(callback),
    },
  };
}

type Constants = Pick<Api, Extract<keyof Api, `h_${string}`>>;

function constantHandles(context: DebugContext): Constants {
  const handles: Record<string, Handle> = {};
  for (const { name } of spec.handles) {
    handles[name] = context.open(context.inner.api[name as keyof Constants], "constant", name);
  }
  return handles as unknown as Constants;
}

/** What lies beyond the context: handles are converted, and nothing is reported that whoever loads extensions does. */
function debugExtra(context: DebugContext, { definitions, globals }: Parts): ExtraApi {
  const { extra } = context.inner;
  const { store } = context.shared;
  const out = (inner: Handle, where: string): Handle => context.out(inner, where);
  /** The handle below, or null for one that is not open. */
  const look = (handle: Handle): Handle => {
    const record = store.find(handle);
    return record === undefined || record.context !== context.id ? HPy_NULL : record.inner;
  };
  return {
    Err_GetRaised: () => out(extra.Err_GetRaised(), "PyErr_GetRaisedException"),
    Err_IsRaised: () => extra.Err_IsRaised(),
    Err_SetRaised: (exception) => extra.Err_SetRaised(context.take(exception, "PyErr_SetRaisedException")),
    Object_Drop: (object) => extra.Object_Drop(object),
    Err_SetErrno: (errno) => extra.Err_SetErrno(errno),
    Buffer_Get: (h, buffer, flags) => extra.Buffer_Get(context.in(h, "PyObject_GetBuffer"), buffer, flags),
    Buffer_Release: (buffer) => extra.Buffer_Release(buffer),
    Module_GetState: (module) => extra.Module_GetState(look(module)),
    Module_FromDefinition: (definition, moduleSpec) => {
      const inner = look(moduleSpec);
      const listed = globals.list(definitions.ofModule(definition, inner));
      return out(extra.Module_FromDefinition(listed, inner), "HPyModule_FromDefinition");
    },
    Module_Exec: (module) => extra.Module_Exec(look(module)),
    Member_Get: (member, address, self) =>
      out(extra.Member_Get(member, address, look(self)), "PyMember_GetOne"),
    Member_Set: (member, address, value) => extra.Member_Set(member, address, look(value)),
    Inspect_Is: (h, kind) => extra.Inspect_Is(look(h), kind),
    Inspect_Text: (h) => extra.Inspect_Text(look(h)),
    Inspect_Size: (h) => extra.Inspect_Size(look(h)),
    Inspect_IsTupleOfStr: (h) => extra.Inspect_IsTupleOfStr(look(h)),
    Inspect_Owner: (h) => extra.Inspect_Owner(look(h)),
    Inspect_Owners: (h) => extra.Inspect_Owners(look(h)),
    Inspect_Struct: (h) => extra.Inspect_Struct(look(h)),
    Inspect_Brief: (h) => extra.Inspect_Brief(look(h)),
    Sweep: () => extra.Sweep(),
  };
}
