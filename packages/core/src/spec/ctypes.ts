/**
 * The C types that occur in the API, and what they are on the two data models that HPy.js knows: `wasm32` (ILP32,
 * with 64-bit integers as i64) and `LP64` (the 64-bit Unixes). Every one of them is a scalar, or a struct of one
 * word that is passed as that word; alignment equals size.
 */

/** A data model: how wide C's types are. */
export type DataModel = "wasm32" | "LP64";

/** The C types that occur in the API, by their C spelling. */
export type CType =
  | "void"
  | "HPy"
  | "HPyField"
  | "HPyGlobal"
  | "HPyListBuilder"
  | "HPyTupleBuilder"
  | "HPyTracker"
  | "HPyThreadState"
  | "HPyContext *"
  | "HPy *"
  | "const HPy *"
  | "HPyField *"
  | "HPyGlobal *"
  | "HPyGlobal **"
  | "HPy_ssize_t *"
  | "void *"
  | "void **"
  | "char *"
  | "const char *"
  | "const wchar_t *"
  | "HPy_buffer *"
  | "HPyDef **"
  | "HPyType_Spec *"
  | "HPyType_SpecParam *"
  | "HPyCapsule_Destructor *"
  | "HPyCallFunction *"
  | "HPyStructSequence_Field *"
  | "cpy_PyObject *"
  | "cpy_PyMethodDef *"
  | "HPyCFunction"
  | "HPyFunc_keywords"
  | "HPyFunc_visitproc"
  | "HPyFunc_Capsule_Destructor"
  | "cpy_PyCFunction"
  | "cpy_getter"
  | "cpy_setter"
  | "cpy_PyCapsule_Destructor"
  | "cpy_vectorcallfunc"
  | "HPy_ssize_t"
  | "HPy_hash_t"
  | "size_t"
  | "HPy_UCS4"
  | "signed char"
  | "unsigned char"
  | "char"
  | "short"
  | "unsigned short"
  | "int"
  | "unsigned int"
  | "long"
  | "unsigned long"
  | "long long"
  | "unsigned long long"
  | "int32_t"
  | "uint32_t"
  | "int64_t"
  | "uint64_t"
  | "float"
  | "double"
  | "bool"
  | "HPySlot_Slot"
  | "HPyFunc_Signature"
  | "HPyMember_FieldType"
  | "HPyDef_Kind"
  | "HPyType_BuiltinShape"
  | "HPyType_SpecParam_Kind"
  | "HPy_RichCmpOp"
  | "HPy_SourceKind"
  | "_HPyCapsule_key";

/** What crosses the boundary when a value of the type does. */
export type Transport =
  | "void"
  | "handle"
  | "field"
  | "global"
  | "listBuilder"
  | "tupleBuilder"
  | "tracker"
  | "threadState"
  | "pointer"
  | "signed"
  | "unsigned"
  | "float"
  | "bool";

/** What a C type is. */
export interface CTypeInfo {
  /** What crosses the boundary. */
  readonly transport: Transport;
  /** The size in bytes, which is the alignment too; `"word"` is the size of a pointer. */
  readonly size: 0 | 1 | 2 | 4 | 8 | "word";
}

const pointer: CTypeInfo = { transport: "pointer", size: "word" };
const signedWord: CTypeInfo = { transport: "signed", size: "word" };
const int: CTypeInfo = { transport: "signed", size: 4 };

/** What each C type is, by its C spelling. */
export const cTypes: Readonly<Record<CType, CTypeInfo>> = {
  void: { transport: "void", size: 0 },
  HPy: { transport: "handle", size: "word" },
  HPyField: { transport: "field", size: "word" },
  HPyGlobal: { transport: "global", size: "word" },
  HPyListBuilder: { transport: "listBuilder", size: "word" },
  HPyTupleBuilder: { transport: "tupleBuilder", size: "word" },
  HPyTracker: { transport: "tracker", size: "word" },
  HPyThreadState: { transport: "threadState", size: "word" },
  "HPyContext *": pointer,
  "HPy *": pointer,
  "const HPy *": pointer,
  "HPyField *": pointer,
  "HPyGlobal *": pointer,
  "HPyGlobal **": pointer,
  "HPy_ssize_t *": pointer,
  "void *": pointer,
  "void **": pointer,
  "char *": pointer,
  "const char *": pointer,
  "const wchar_t *": pointer,
  "HPy_buffer *": pointer,
  "HPyDef **": pointer,
  "HPyType_Spec *": pointer,
  "HPyType_SpecParam *": pointer,
  "HPyCapsule_Destructor *": pointer,
  "HPyCallFunction *": pointer,
  "HPyStructSequence_Field *": pointer,
  "cpy_PyObject *": pointer,
  "cpy_PyMethodDef *": pointer,
  HPyCFunction: pointer,
  HPyFunc_keywords: pointer,
  HPyFunc_visitproc: pointer,
  HPyFunc_Capsule_Destructor: pointer,
  cpy_PyCFunction: pointer,
  cpy_getter: pointer,
  cpy_setter: pointer,
  cpy_PyCapsule_Destructor: pointer,
  cpy_vectorcallfunc: pointer,
  HPy_ssize_t: signedWord,
  HPy_hash_t: signedWord,
  size_t: { transport: "unsigned", size: "word" },
  HPy_UCS4: { transport: "unsigned", size: 4 },
  "signed char": { transport: "signed", size: 1 },
  "unsigned char": { transport: "unsigned", size: 1 },
  char: { transport: "signed", size: 1 },
  short: { transport: "signed", size: 2 },
  "unsigned short": { transport: "unsigned", size: 2 },
  int,
  "unsigned int": { transport: "unsigned", size: 4 },
  long: signedWord,
  "unsigned long": { transport: "unsigned", size: "word" },
  "long long": { transport: "signed", size: 8 },
  "unsigned long long": { transport: "unsigned", size: 8 },
  int32_t: int,
  uint32_t: { transport: "unsigned", size: 4 },
  int64_t: { transport: "signed", size: 8 },
  uint64_t: { transport: "unsigned", size: 8 },
  float: { transport: "float", size: 4 },
  double: { transport: "float", size: 8 },
  bool: { transport: "bool", size: 1 },
  HPySlot_Slot: int,
  HPyFunc_Signature: int,
  HPyMember_FieldType: int,
  HPyDef_Kind: int,
  HPyType_BuiltinShape: int,
  HPyType_SpecParam_Kind: int,
  HPy_RichCmpOp: int,
  HPy_SourceKind: int,
  _HPyCapsule_key: int,
};

/**
 * The size of a C type in bytes, which is its alignment too.
 *
 * @param type - The C type.
 * @param model - The data model to answer for.
 */
export function sizeOf(type: CType, model: DataModel): number {
  const size = cTypes[type].size;
  return size === "word" ? wordSize(model) : size;
}

/**
 * The size of a pointer in bytes.
 *
 * @param model - The data model to answer for.
 */
export function wordSize(model: DataModel): 4 | 8 {
  return model === "wasm32" ? 4 : 8;
}
