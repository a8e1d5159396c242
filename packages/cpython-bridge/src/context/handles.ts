/** The constant handles: borrowed references to objects that live as long as the interpreter. */

import { type Api, type Handle, HPy_NULL } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The constant handles of the context. */
export type HandlesApi = Pick<Api, Extract<keyof Api, `h_${string}`>>;

/** The namespace of the builtins (`builtins.__dict__`), whatever the running frame has for its own. */
function builtins({ capi, strings }: Interpreter): Handle {
  const module = capi.PyImport_ImportModule(strings.constant("builtins"));
  if (module === HPy_NULL) throw new Error("this Python cannot import builtins; was it started?");
  const namespace = capi.PyModule_GetDict(module);
  capi.Py_DecRef(module);
  return namespace;
}

/** The 84 constant handles. Types and singletons are data symbols; exceptions are pointers at data symbols. */
export function handlesContext(interpreter: Interpreter): HandlesApi {
  const object = (symbol: string): Handle => interpreter.transport.symbol(symbol) as number as Handle;
  const exception = (name: string): Handle => interpreter.raise.type(`PyExc_${name}`);
  return {
    h_None: object("_Py_NoneStruct"),
    h_True: object("_Py_TrueStruct"),
    h_False: object("_Py_FalseStruct"),
    h_NotImplemented: object("_Py_NotImplementedStruct"),
    h_Ellipsis: object("_Py_EllipsisObject"),
    h_BaseException: exception("BaseException"),
    h_Exception: exception("Exception"),
    h_StopAsyncIteration: exception("StopAsyncIteration"),
    h_StopIteration: exception("StopIteration"),
    h_GeneratorExit: exception("GeneratorExit"),
    h_ArithmeticError: exception("ArithmeticError"),
    h_LookupError: exception("LookupError"),
    h_AssertionError: exception("AssertionError"),
    h_AttributeError: exception("AttributeError"),
    h_BufferError: exception("BufferError"),
    h_EOFError: exception("EOFError"),
    h_FloatingPointError: exception("FloatingPointError"),
    h_OSError: exception("OSError"),
    h_ImportError: exception("ImportError"),
    h_ModuleNotFoundError: exception("ModuleNotFoundError"),
    h_IndexError: exception("IndexError"),
    h_KeyError: exception("KeyError"),
    h_KeyboardInterrupt: exception("KeyboardInterrupt"),
    h_MemoryError: exception("MemoryError"),
    h_NameError: exception("NameError"),
    h_OverflowError: exception("OverflowError"),
    h_RuntimeError: exception("RuntimeError"),
    h_RecursionError: exception("RecursionError"),
    h_NotImplementedError: exception("NotImplementedError"),
    h_SyntaxError: exception("SyntaxError"),
    h_IndentationError: exception("IndentationError"),
    h_TabError: exception("TabError"),
    h_ReferenceError: exception("ReferenceError"),
    h_SystemError: exception("SystemError"),
    h_SystemExit: exception("SystemExit"),
    h_TypeError: exception("TypeError"),
    h_UnboundLocalError: exception("UnboundLocalError"),
    h_UnicodeError: exception("UnicodeError"),
    h_UnicodeEncodeError: exception("UnicodeEncodeError"),
    h_UnicodeDecodeError: exception("UnicodeDecodeError"),
    h_UnicodeTranslateError: exception("UnicodeTranslateError"),
    h_ValueError: exception("ValueError"),
    h_ZeroDivisionError: exception("ZeroDivisionError"),
    h_BlockingIOError: exception("BlockingIOError"),
    h_BrokenPipeError: exception("BrokenPipeError"),
    h_ChildProcessError: exception("ChildProcessError"),
    h_ConnectionError: exception("ConnectionError"),
    h_ConnectionAbortedError: exception("ConnectionAbortedError"),
    h_ConnectionRefusedError: exception("ConnectionRefusedError"),
    h_ConnectionResetError: exception("ConnectionResetError"),
    h_FileExistsError: exception("FileExistsError"),
    h_FileNotFoundError: exception("FileNotFoundError"),
    h_InterruptedError: exception("InterruptedError"),
    h_IsADirectoryError: exception("IsADirectoryError"),
    h_NotADirectoryError: exception("NotADirectoryError"),
    h_PermissionError: exception("PermissionError"),
    h_ProcessLookupError: exception("ProcessLookupError"),
    h_TimeoutError: exception("TimeoutError"),
    h_Warning: exception("Warning"),
    h_UserWarning: exception("UserWarning"),
    h_DeprecationWarning: exception("DeprecationWarning"),
    h_PendingDeprecationWarning: exception("PendingDeprecationWarning"),
    h_SyntaxWarning: exception("SyntaxWarning"),
    h_RuntimeWarning: exception("RuntimeWarning"),
    h_FutureWarning: exception("FutureWarning"),
    h_ImportWarning: exception("ImportWarning"),
    h_UnicodeWarning: exception("UnicodeWarning"),
    h_BytesWarning: exception("BytesWarning"),
    h_ResourceWarning: exception("ResourceWarning"),
    h_BaseObjectType: object("PyBaseObject_Type"),
    h_TypeType: object("PyType_Type"),
    h_BoolType: object("PyBool_Type"),
    h_LongType: object("PyLong_Type"),
    h_FloatType: object("PyFloat_Type"),
    h_UnicodeType: object("PyUnicode_Type"),
    h_TupleType: object("PyTuple_Type"),
    h_ListType: object("PyList_Type"),
    h_ComplexType: object("PyComplex_Type"),
    h_BytesType: object("PyBytes_Type"),
    h_MemoryViewType: object("PyMemoryView_Type"),
    h_CapsuleType: object("PyCapsule_Type"),
    h_SliceType: object("PySlice_Type"),
    h_DictType: object("PyDict_Type"),
    h_Builtins: builtins(interpreter),
  };
}
