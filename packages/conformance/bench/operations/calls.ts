/** Calls, code, modules, and errors. */

import { HPy_NULL, NULL, sourceKinds } from "@hpyjs/core";
import type { Family } from "./workplace.ts";

/** `HPy_Call` and its like, code, and imports. */
export const calls: Family = (place) => {
  const { api, closing, number } = place;
  const repr = place.use(api.GetAttr_s(number, place.text("__repr__")));
  const one = place.array(number);
  const empty = place.python("()");
  const name = place.python("'bit_length'");
  const source = place.text("1");
  const file = place.text("<bench>");
  const code = place.use(api.Compile_s(source, file, sourceKinds.Expr));
  const globals = place.python("{}");
  const sys = place.text("sys");
  return [
    closing("Call", () => api.Call(repr, NULL, 0, HPy_NULL)),
    closing("CallTupleDict", () => api.CallTupleDict(repr, empty, HPy_NULL)),
    closing("CallMethod", () => api.CallMethod(name, one, 1, HPy_NULL)),
    closing("Compile_s", () => api.Compile_s(source, file, sourceKinds.Expr)),
    closing("EvalCode", () => api.EvalCode(code, globals, globals)),
    closing("Import_ImportModule", () => api.Import_ImportModule(sys)),
    place.plain("LeavePythonExecution, ReenterPythonExecution", () =>
      api.ReenterPythonExecution(api.LeavePythonExecution()),
    ),
    place.plain("ReenterPythonExecution, LeavePythonExecution", () =>
      api.ReenterPythonExecution(api.LeavePythonExecution()),
    ),
  ];
};

/** `HPyErr_*`. */
export const errors: Family = (place) => {
  const { api, closing, plain, str, word } = place;
  const type = api.h_ValueError;
  const name = place.text("bench.Error");
  const ignored = place.python(
    "(lambda w: (w.simplefilter('ignore', DeprecationWarning), DeprecationWarning)[1])(__import__('warnings'))",
  );
  const raising = (fn: string, raise: () => void) =>
    plain(`${fn}, Err_Clear`, () => {
      raise();
      api.Err_Clear();
    });
  return [
    raising("Err_SetString", () => api.Err_SetString(type, word)),
    raising("Err_SetObject", () => api.Err_SetObject(type, str)),
    raising("Err_SetFromErrnoWithFilename", () => api.Err_SetFromErrnoWithFilename(api.h_OSError, word)),
    raising("Err_SetFromErrnoWithFilenameObjects", () =>
      api.Err_SetFromErrnoWithFilenameObjects(api.h_OSError, str, HPy_NULL),
    ),
    raising("Err_NoMemory", () => api.Err_NoMemory()),
    plain("Err_Occurred", () => api.Err_Occurred()),
    plain("Err_Clear", () => api.Err_Clear()),
    raising("Err_ExceptionMatches, Err_SetString", () => {
      api.Err_SetString(type, word);
      api.Err_ExceptionMatches(type);
    }),
    closing("Err_NewException", () => api.Err_NewException(name, HPy_NULL, HPy_NULL)),
    closing("Err_NewExceptionWithDoc", () => api.Err_NewExceptionWithDoc(name, word, HPy_NULL, HPy_NULL)),
    plain("Err_WarnEx", () => api.Err_WarnEx(ignored, word, 1)),
  ];
};
