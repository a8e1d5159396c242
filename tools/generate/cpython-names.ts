/**
 * Which function of CPython's a function of HPy's is, where it is just one: same parameters, same result, same failure.
 * All others are written in C: those worth inlining in `devel/include/hpy/cpython/functions.h`, the rest in
 * `devel/c/cpython`.
 */

const numbers = [
  ...["Add", "Subtract", "Multiply", "MatrixMultiply", "FloorDivide", "TrueDivide", "Remainder", "Divmod"],
  ...["Power", "Negative", "Positive", "Absolute", "Invert", "Lshift", "Rshift", "And", "Xor", "Or", "Index"],
  ...["Long", "Float", "InPlaceAdd", "InPlaceSubtract", "InPlaceMultiply", "InPlaceMatrixMultiply"],
  ...["InPlaceFloorDivide", "InPlaceTrueDivide", "InPlaceRemainder", "InPlacePower", "InPlaceLshift"],
  ...["InPlaceRshift", "InPlaceAnd", "InPlaceXor", "InPlaceOr"],
];

/** Functions of HPy's that are CPython's with `Py` for `HPy`. */
const sameName = [
  ...["Number_Check", "Callable_Check", "Float_FromDouble", "Float_AsDouble"],
  ...[
    "Long_FromSize_t",
    "Long_FromSsize_t",
    "Long_AsSize_t",
    "Long_AsSsize_t",
    "Long_AsVoidPtr",
    "Long_AsDouble",
  ],
  ...[
    "Err_SetString",
    "Err_SetObject",
    "Err_SetFromErrnoWithFilename",
    "Err_SetFromErrnoWithFilenameObjects",
  ],
  ...["Err_ExceptionMatches", "Err_NoMemory", "Err_Clear", "Err_NewException", "Err_NewExceptionWithDoc"],
  ...["Err_WarnEx", "Err_WriteUnraisable"],
  ...["Bytes_Check", "Bytes_Size", "Bytes_AsString", "Bytes_FromString"],
  ...["Unicode_FromString", "Unicode_Check", "Unicode_AsASCIIString", "Unicode_AsLatin1String"],
  ...["Unicode_AsUTF8String", "Unicode_AsUTF8AndSize", "Unicode_FromWideChar", "Unicode_DecodeFSDefault"],
  ...["Unicode_DecodeFSDefaultAndSize", "Unicode_EncodeFSDefault", "Unicode_ReadChar", "Unicode_DecodeASCII"],
  ...["Unicode_DecodeLatin1", "Unicode_FromEncodedObject", "Unicode_Substring"],
  ...[
    "List_Check",
    "List_New",
    "List_Append",
    "List_Insert",
    "Dict_Check",
    "Dict_New",
    "Dict_Keys",
    "Dict_Copy",
  ],
  ...["Tuple_Check", "Iter_Check", "Slice_New", "Import_ImportModule", "Capsule_IsValid"],
  ...["ContextVar_New", "ContextVar_Set", "Type_IsSubtype"],
];

/** Functions of HPy's that are CPython's on any object. */
const objects = ["IsTrue", "GetAttr", "SetAttr", "HasAttr", "GetItem", "SetItem", "DelItem", "Type", "Repr"];

/** The CPython function by the HPy function's name in the context. */
export const cpythonFunctions: Readonly<Record<string, string>> = {
  ...Object.fromEntries(numbers.map((name) => [name, `PyNumber_${name}`])),
  ...Object.fromEntries(sameName.map((name) => [name, `Py${name}`])),
  ...Object.fromEntries(objects.map((name) => [name, `PyObject_${name}`])),
  Dup: "Py_XNewRef",
  FromPyObject: "Py_XNewRef",
  AsPyObject: "Py_XNewRef",
  Close: "Py_XDECREF",
  Bool_FromBool: "PyBool_FromLong",
  Long_FromInt32_t: "PyLong_FromLong",
  Long_FromUInt32_t: "PyLong_FromUnsignedLong",
  Long_FromInt64_t: "PyLong_FromLongLong",
  Long_FromUInt64_t: "PyLong_FromUnsignedLongLong",
  Long_AsInt64_t: "PyLong_AsLongLong",
  Long_AsUInt64_t: "PyLong_AsUnsignedLongLong",
  Long_AsUInt64_tMask: "PyLong_AsUnsignedLongLongMask",
  GetAttr_s: "PyObject_GetAttrString",
  HasAttr_s: "PyObject_HasAttrString",
  SetAttr_s: "PyObject_SetAttrString",
  Str: "PyObject_Str",
  ASCII: "PyObject_ASCII",
  Bytes: "PyObject_Bytes",
  Length: "PyObject_Size",
  Contains: "PySequence_Contains",
  GetSlice: "PySequence_GetSlice",
  SetSlice: "PySequence_SetSlice",
  DelSlice: "PySequence_DelSlice",
  GetIter: "PyObject_GetIter",
  Call: "PyObject_Vectorcall",
  Bytes_GET_SIZE: "PyBytes_Size",
  Bytes_AS_STRING: "PyBytes_AsString",
};

/** The C types that arguments are cast to, by the parameter's position, where `PyObject *` is not it. */
export const cpythonTypes: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  Type_IsSubtype: { 0: "PyTypeObject *", 1: "PyTypeObject *" },
};

/** Functions that are written by hand in `hpy/cpython/functions.h`, because inlining them is worth it. */
export const byHandInHeader: ReadonlySet<string> = new Set([
  ...["Long_AsInt32_t", "Long_AsUInt32_t", "Long_AsUInt32_tMask", "Err_Occurred", "Is", "TypeCheck"],
  ...["Field_Store", "Field_Load", "Global_Load", "LeavePythonExecution", "ReenterPythonExecution"],
  ...["AsStruct_Object", "AsStruct_Legacy", "FatalError", "New", "Capsule_Get", "Capsule_Set"],
]);
