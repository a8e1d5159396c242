/**
 * CPython's C API as the bridge uses it, as data.
 *
 * Each entry is a C function and its type in the letters of {@link CSignature}; the TypeScript type of the function
 * follows from the letters. `leaf` functions neither run Python code nor allocate nor fail half-way, so a transport
 * may call them without the guard that all others get.
 */

import type { Handle, Pointer } from "@hpyjs/core";

/** Functions that neither allocate nor run Python code. */
export const leafFunctions = {
  Py_IncRef: "v:h",
  Py_XNewRef: "h:h",
  PyErr_Occurred: "h:",
  PyType_GetFlags: "i:h",
  PyType_IsSubtype: "i:hh",
  PyType_GetSlot: "p:hi",
  PyTuple_Size: "n:h",
  PyCallable_Check: "i:h",
  PyVectorcall_Function: "p:h",
  PyNumber_Check: "i:h",
  PyBool_FromLong: "h:i",
  PySequence_Check: "i:h",
  PyIter_Check: "i:h",
  PyCapsule_IsValid: "i:hp",
  PyGILState_Check: "i:",
  PyGILState_GetThisThreadState: "p:",
} as const;

/** Functions that may allocate, run Python code, or both. */
export const guardedFunctions = {
  // errors
  PyErr_Clear: "v:",
  PyErr_SetString: "v:hp",
  PyErr_SetObject: "v:hh",
  PyErr_SetNone: "v:h",
  PyErr_GetRaisedException: "h:",
  PyErr_SetRaisedException: "v:h",
  PyErr_WriteUnraisable: "v:h",
  PyErr_NoMemory: "h:",
  PyErr_SetFromErrnoWithFilename: "h:hp",
  PyErr_SetFromErrnoWithFilenameObjects: "h:hhh",
  PyErr_NewException: "h:phh",
  PyErr_NewExceptionWithDoc: "h:pphh",
  PyErr_WarnEx: "i:hpn",
  _Py_FatalErrorFunc: "v:pp",
  PyErr_ExceptionMatches: "i:h",
  Py_EnterRecursiveCall: "i:p",
  Py_LeaveRecursiveCall: "v:",
  // objects
  Py_DecRef: "v:h",
  _Py_Dealloc: "v:h",
  PyObject_IsTrue: "i:h",
  PyObject_CallFinalizerFromDealloc: "i:h",
  PyObject_GC_UnTrack: "v:h",
  PyObject_GC_Track: "v:h",
  PyObject_ClearWeakRefs: "v:h",
  _PyType_Name: "p:h",
  PyObject_Type: "h:h",
  PyObject_ClearManagedDict: "v:h",
  PyObject_VisitManagedDict: "i:hpp",
  PyObject_Vectorcall: "h:hpnh",
  PyObject_Call: "h:hhh",
  PyObject_GetAttrString: "h:hp",
  PyObject_SetAttrString: "i:hph",
  PyObject_GetBuffer: "i:hpi",
  PyBuffer_Release: "v:p",
  // types
  PyType_FromMetaclass: "h:hhph",
  PyType_GenericAlloc: "h:hn",
  PyMember_GetOne: "h:pp",
  PyMember_SetOne: "i:pph",
  PyVectorcall_Call: "h:hhh",
  PyWeakref_NewRef: "h:hh",
  PyCFunction_NewEx: "h:phh",
  // tuples, strings and numbers
  PyUnicode_FromWideChar: "h:pn",
  PyException_SetContext: "v:hh",
  PyObject_CallOneArg: "h:hh",
  PyTuple_New: "h:n",
  PyDict_GetItemWithError: "h:hh",
  PySequence_Tuple: "h:h",
  PyTuple_GetItem: "h:hn",
  PyTuple_SetItem: "i:hnh",
  PyLong_FromSsize_t: "h:n",
  PyLong_AsSsize_t: "n:h",
  PyUnicode_FromString: "h:p",
  PyUnicode_InternFromString: "h:p",
  PyUnicode_AsUTF8AndSize: "p:hp",
  PyModule_FromDefAndSpec2: "h:phi",
  PyModule_ExecDef: "i:hp",
  PyModule_GetState: "p:h",
  PyModule_GetDef: "p:h",
  PyImport_ImportModule: "h:p",
  // bytes
  PyBytes_Size: "n:h",
  PyBytes_AsString: "p:h",
  PyBytes_FromString: "h:p",
  PyBytes_FromStringAndSize: "h:pn",
  // str
  PyUnicode_AsASCIIString: "h:h",
  PyUnicode_AsLatin1String: "h:h",
  PyUnicode_AsUTF8String: "h:h",
  PyUnicode_DecodeFSDefault: "h:p",
  PyUnicode_DecodeFSDefaultAndSize: "h:pn",
  PyUnicode_EncodeFSDefault: "h:h",
  PyUnicode_ReadChar: "i:hn",
  PyUnicode_DecodeASCII: "h:pnp",
  PyUnicode_DecodeLatin1: "h:pnp",
  PyUnicode_FromEncodedObject: "h:hpp",
  PyUnicode_Substring: "h:hnn",
  // capsules
  PyCapsule_New: "h:ppp",
  PyCapsule_GetPointer: "p:hp",
  PyCapsule_GetName: "p:h",
  PyCapsule_GetContext: "p:h",
  PyCapsule_SetPointer: "i:hp",
  PyCapsule_SetName: "i:hp",
  PyCapsule_SetContext: "i:hp",
  PyCapsule_SetDestructor: "i:hp",
  // source code and context variables
  Py_CompileString: "h:ppi",
  PyEval_EvalCode: "h:hhh",
  PyContextVar_New: "h:ph",
  PyContextVar_Get: "i:hhp",
  PyContextVar_Set: "h:hh",
  // leaving Python, and what CPython keeps for itself
  PyEval_SaveThread: "p:",
  PyEval_RestoreThread: "v:p",
  PyObject_Dump: "v:h",
  // integers and floats
  PyLong_FromLong: "h:i",
  PyLong_FromUnsignedLong: "h:i",
  PyLong_FromLongLong: "h:j",
  PyLong_FromUnsignedLongLong: "h:j",
  PyLong_FromSize_t: "h:n",
  PyLong_AsLong: "i:h",
  PyLong_AsUnsignedLong: "i:h",
  PyLong_AsUnsignedLongMask: "i:h",
  PyLong_AsLongLong: "j:h",
  PyLong_AsUnsignedLongLong: "j:h",
  PyLong_AsUnsignedLongLongMask: "j:h",
  PyLong_AsSize_t: "n:h",
  PyLong_AsVoidPtr: "p:h",
  PyLong_AsDouble: "d:h",
  PyFloat_FromDouble: "h:d",
  PyFloat_AsDouble: "d:h",
  // the number protocol
  PyNumber_Add: "h:hh",
  PyNumber_Subtract: "h:hh",
  PyNumber_Multiply: "h:hh",
  PyNumber_MatrixMultiply: "h:hh",
  PyNumber_FloorDivide: "h:hh",
  PyNumber_TrueDivide: "h:hh",
  PyNumber_Remainder: "h:hh",
  PyNumber_Divmod: "h:hh",
  PyNumber_Lshift: "h:hh",
  PyNumber_Rshift: "h:hh",
  PyNumber_And: "h:hh",
  PyNumber_Xor: "h:hh",
  PyNumber_Or: "h:hh",
  PyNumber_Power: "h:hhh",
  PyNumber_Negative: "h:h",
  PyNumber_Positive: "h:h",
  PyNumber_Absolute: "h:h",
  PyNumber_Invert: "h:h",
  PyNumber_Index: "h:h",
  PyNumber_Long: "h:h",
  PyNumber_Float: "h:h",
  PyNumber_InPlaceAdd: "h:hh",
  PyNumber_InPlaceSubtract: "h:hh",
  PyNumber_InPlaceMultiply: "h:hh",
  PyNumber_InPlaceMatrixMultiply: "h:hh",
  PyNumber_InPlaceFloorDivide: "h:hh",
  PyNumber_InPlaceTrueDivide: "h:hh",
  PyNumber_InPlaceRemainder: "h:hh",
  PyNumber_InPlaceLshift: "h:hh",
  PyNumber_InPlaceRshift: "h:hh",
  PyNumber_InPlaceAnd: "h:hh",
  PyNumber_InPlaceXor: "h:hh",
  PyNumber_InPlaceOr: "h:hh",
  PyNumber_InPlacePower: "h:hhh",
  // calls and iteration
  PyObject_CallObject: "h:hh",
  PyObject_VectorcallMethod: "h:hpnh",
  PyObject_GetIter: "h:h",
  PyIter_Next: "h:h",
  // representation, comparison, attributes
  PyObject_Repr: "h:h",
  PyObject_Str: "h:h",
  PyObject_ASCII: "h:h",
  PyObject_Bytes: "h:h",
  PyObject_RichCompare: "h:hhi",
  PyObject_RichCompareBool: "i:hhi",
  PyObject_Hash: "n:h",
  PyObject_GetAttr: "h:hh",
  PyObject_HasAttr: "i:hh",
  PyObject_HasAttrString: "i:hp",
  PyObject_SetAttr: "i:hhh",
  // items and slices
  PyObject_Size: "n:h",
  PyObject_GetItem: "h:hh",
  PyObject_SetItem: "i:hhh",
  PyObject_DelItem: "i:hh",
  PySequence_GetItem: "h:hn",
  PySequence_Contains: "i:hh",
  PySequence_GetSlice: "h:hnn",
  PySequence_SetSlice: "i:hnnh",
  PySequence_DelSlice: "i:hnn",
  PySlice_New: "h:hhh",
  PySlice_Unpack: "i:hppp",
  // lists and dicts
  PyList_New: "h:n",
  PyList_Append: "i:hh",
  PyList_Insert: "i:hnh",
  PyList_SetItem: "i:hnh",
  PyDict_SetItem: "i:hhh",
  PyDict_New: "h:",
  PyDict_Keys: "h:h",
  PyDict_Copy: "h:h",
  PyModule_GetDict: "h:h",
} as const;

/** Names that functions of the table have in Pythons that lack the present one. */
export const olderNames: Readonly<Record<string, string>> = {
  PyObject_VisitManagedDict: "_PyObject_VisitManagedDict",
  PyObject_ClearManagedDict: "_PyObject_ClearManagedDict",
  PyObject_Dump: "_PyObject_Dump",
};

interface CTypes {
  i: number;
  n: number;
  d: number;
  j: bigint;
  h: Handle;
  p: Pointer;
  v: undefined;
}

type CType<L extends string> = L extends keyof CTypes ? CTypes[L] : never;

type Parameters<S extends string> = S extends `${infer L}${infer Rest}`
  ? [CType<L>, ...Parameters<Rest>]
  : [];

/** The TypeScript type of a C function type in letters: `CFunction<"i:hh">` is `(a: Handle, b: Handle) => number`. */
export type CFunction<S extends string> = S extends `${infer R}:${infer P}`
  ? (...args: Parameters<P>) => CType<R>
  : never;

type AllFunctions = typeof leafFunctions & typeof guardedFunctions;

/** The C API functions that the bridge calls. */
export type CApi = { readonly [N in keyof AllFunctions]: CFunction<AllFunctions[N]> };
