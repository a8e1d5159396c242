/**
 * Errors: `HPyErr_*`, `HPy_FatalError`.
 *
 * A failing function of the context throws a `PythonError`; the functions that set an error in C throw it here.
 * So while TypeScript runs, Python's error indicator is clear, and `catch` is how an exception is handled. For code
 * that keeps HPy's way nevertheless, `Err_SetRaised` puts an error into the indicator; `Err_Occurred`,
 * `Err_ExceptionMatches`, `Err_WriteUnraisable` and `Err_Clear` work on that. Set it aside before calling anything
 * else: what is still set when the call returns a value makes Python raise SystemError, as it does in C.
 */

import { type Handle, HPy_NULL, InterpreterDeadError } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import { integers } from "../integers.ts";
import type { Kernel } from "../kernel.ts";
import { PythonError } from "../python-error.ts";

/** Raising exceptions, making exception types, warnings. The functions that return `never` throw what they raise. */
export interface ErrContext {
  /** Ends the process with `Fatal Python error: …: message` (`HPy_FatalError`). */
  FatalError(message: string): never;
  /** Raises `type(message)` (`HPyErr_SetString`). @throws PythonError always. */
  Err_SetString(type: HPy, message: string): never;
  /** Raises `type(value)`, or `value` itself if it is an instance of `type` (`HPyErr_SetObject`). @throws PythonError always. */
  Err_SetObject(type: HPy, value: HPy | null): never;
  /** Raises `type(errno, message)` for C's `errno` (`HPyErr_SetFromErrno`). @throws PythonError always. */
  Err_SetFromErrno(type: HPy): never;
  /** As `Err_SetFromErrno`, with a file name (`HPyErr_SetFromErrnoWithFilename`). @throws PythonError always. */
  Err_SetFromErrnoWithFilename(type: HPy, filename: string | null): never;
  /** As `Err_SetFromErrno`, with a file name (`HPyErr_SetFromErrnoWithFilenameObject`). @throws PythonError always. */
  Err_SetFromErrnoWithFilenameObject(type: HPy, filename: HPy | null): never;
  /** As `Err_SetFromErrno`, with two file names (`HPyErr_SetFromErrnoWithFilenameObjects`). @throws PythonError always. */
  Err_SetFromErrnoWithFilenameObjects(type: HPy, filename1: HPy | null, filename2: HPy | null): never;
  /** Raises MemoryError (`HPyErr_NoMemory`). @throws PythonError always. */
  Err_NoMemory(): never;
  /** Whether the error indicator is set (`HPyErr_Occurred`): only after `Err_SetRaised`. */
  Err_Occurred(): boolean;
  /**
   * Whether an exception is an instance of `type`, an exception class or a tuple of such (`HPyErr_ExceptionMatches`).
   *
   * @param error the error to ask about; left out, the one in the error indicator. `error.matches(type)` is the same.
   */
  Err_ExceptionMatches(type: HPy, error?: PythonError): boolean;
  /** Clears the error indicator (`HPyErr_Clear`). */
  Err_Clear(): void;
  /** Puts the exception of `error` into the error indicator (`PyErr_SetRaisedException`). */
  Err_SetRaised(error: PythonError): void;
  /** Takes the exception out of the error indicator (`PyErr_GetRaisedException`); `null` when it is clear. */
  Err_GetRaised(): PythonError | null;
  /**
   * A new exception class (`HPyErr_NewException`).
   *
   * @param name `module.Name`.
   * @param base the base class, or a tuple of them; `Exception` by default.
   * @param dict further attributes of the class.
   * @throws PythonError SystemError when `name` has no dot.
   */
  Err_NewException(name: string, base?: HPy | null, dict?: HPy | null): HPy;
  /** As `Err_NewException`, with a docstring (`HPyErr_NewExceptionWithDoc`). */
  Err_NewExceptionWithDoc(name: string, doc: string | null, base?: HPy | null, dict?: HPy | null): HPy;
  /**
   * Issues a warning (`HPyErr_WarnEx`).
   *
   * @param category the class of the warning; `null` for RuntimeWarning.
   * @param stackLevel whose line the warning names; 1, the default, is the function that Python called.
   * @throws PythonError when warnings are turned into exceptions.
   */
  Err_WarnEx(category: HPy | null, message: string, stackLevel?: number): void;
  /**
   * Hands an exception that cannot be raised to `sys.unraisablehook` (`HPyErr_WriteUnraisable`).
   *
   * @param obj where the exception came from.
   * @param error the exception; left out, the one in the error indicator, which is clear afterwards.
   */
  Err_WriteUnraisable(obj: HPy | null, error?: PythonError): void;
}

/** The family over one kernel. */
export function errContext(kernel: Kernel): ErrContext {
  const { api, check, extra, fail, open, newText, release, text, textOrNull, unwrap, unwrapOrNull } = kernel;
  const { ssize } = integers(kernel);

  function Err_SetFromErrnoWithFilenameObjects(
    type: HPy,
    filename1: HPy | null,
    filename2: HPy | null,
  ): never {
    api.Err_SetFromErrnoWithFilenameObjects(unwrap(type), unwrapOrNull(filename1), unwrapOrNull(filename2));
    return fail();
  }

  function Err_SetRaised(error: PythonError): void {
    extra.Err_SetRaised(api.Dup(unwrap(error.exception)));
  }

  function Err_GetRaised(): PythonError | null {
    if (api.Err_Occurred() === 0) return null;
    try {
      return fail();
    } catch (error) {
      if (error instanceof PythonError) return error;
      throw error;
    }
  }

  /** Calls `make` with C strings for a name and perhaps a docstring, a base and a dict. */
  function newException(
    name: string,
    doc: string | null | undefined,
    base: HPy | null,
    dict: HPy | null,
  ): HPy {
    const rawBase = unwrapOrNull(base);
    const rawDict = unwrapOrNull(dict);
    const utf8 = text(name);
    let result: Handle;
    if (doc === undefined) result = api.Err_NewException(utf8, rawBase, rawDict);
    else {
      const utf8Doc = textOrNull(doc);
      result = api.Err_NewExceptionWithDoc(utf8, utf8Doc, rawBase, rawDict);
      release(utf8Doc);
    }
    release(utf8);
    return open(result);
  }

  return {
    FatalError: (message) => {
      api.FatalError(text(message));
      throw new InterpreterDeadError(new Error(message));
    },
    Err_SetString: (type, message) => {
      const raw = unwrap(type);
      if (message.isWellFormed() && !message.includes("\0")) {
        const utf8 = text(message);
        api.Err_SetString(raw, utf8);
        release(utf8);
      } else {
        const str = newText(message);
        if (str !== HPy_NULL) {
          api.Err_SetObject(raw, str);
          api.Close(str);
        }
      }
      return fail();
    },
    Err_SetObject: (type, value) => {
      api.Err_SetObject(unwrap(type), unwrapOrNull(value));
      return fail();
    },
    Err_SetFromErrno: (type) => Err_SetFromErrnoWithFilenameObjects(type, null, null),
    Err_SetFromErrnoWithFilename: (type, filename) => {
      const raw = unwrap(type);
      const encoded = textOrNull(filename);
      api.Err_SetFromErrnoWithFilename(raw, encoded);
      release(encoded);
      return fail();
    },
    Err_SetFromErrnoWithFilenameObject: (type, filename) =>
      Err_SetFromErrnoWithFilenameObjects(type, filename, null),
    Err_SetFromErrnoWithFilenameObjects,
    Err_NoMemory: () => {
      api.Err_NoMemory();
      return fail();
    },
    Err_Occurred: () => api.Err_Occurred() !== 0,
    Err_ExceptionMatches: (type, error) =>
      error === undefined ? api.Err_ExceptionMatches(unwrap(type)) !== 0 : error.matches(type),
    Err_Clear: () => api.Err_Clear(),
    Err_SetRaised,
    Err_GetRaised,
    Err_NewException: (name, base = null, dict = null) => newException(name, undefined, base, dict),
    Err_NewExceptionWithDoc: (name, doc, base = null, dict = null) => newException(name, doc, base, dict),
    Err_WarnEx: (category, message, stackLevel = 1) => {
      const raw = unwrapOrNull(category);
      const level = ssize(stackLevel);
      const utf8 = text(message);
      const status = api.Err_WarnEx(raw, utf8, level);
      release(utf8);
      check(status);
    },
    Err_WriteUnraisable: (obj, error) => {
      const raw = unwrapOrNull(obj);
      if (error !== undefined) Err_SetRaised(error);
      api.Err_WriteUnraisable(raw);
    },
  };
}
