/* Types: what HPyType_FromSpec takes, and the helpers that lead from a handle to an instance's struct. */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_HPYTYPE_H)
#define HPY_HPYTYPE_H

/* The built-in type whose memory an instance extends; the base must be given as a parameter too. */
typedef enum {
  HPyType_BuiltinShape_Legacy = -1,
  HPyType_BuiltinShape_Object = 0,
  HPyType_BuiltinShape_Type = 1,
  HPyType_BuiltinShape_Long = 2,
  HPyType_BuiltinShape_Float = 3,
  HPyType_BuiltinShape_Unicode = 4,
  HPyType_BuiltinShape_Tuple = 5,
  HPyType_BuiltinShape_List = 6,
  HPyType_BuiltinShape_Dict = 7,
} HPyType_BuiltinShape;

typedef struct {
  const char *name;
  int basicsize;
  int itemsize;
  unsigned long flags;
  HPyType_BuiltinShape builtin_shape;
  void *legacy_slots;
  HPyDef **defines;
  const char *doc;
} HPyType_Spec;

/* Kind 0 ends an array of parameters. */
typedef enum {
  HPyType_SpecParam_Base = 1,
  HPyType_SpecParam_BasesTuple = 2,
  HPyType_SpecParam_Metaclass = 3,
} HPyType_SpecParam_Kind;

typedef struct {
  HPyType_SpecParam_Kind kind;
  HPy object;
} HPyType_SpecParam;

/* A heap type with a version tag: what every HPy type is. */
#define HPy_TPFLAGS_DEFAULT ((1UL << 9) | (1UL << 18))
/* Python code may derive from it. */
#define HPy_TPFLAGS_BASETYPE (1UL << 10)
/* Instances say where their call function is. */
#define HPy_TPFLAGS_HAVE_VECTORCALL (1UL << 11)
/* The garbage collector looks at instances; needs HPy_tp_traverse. */
#define HPy_TPFLAGS_HAVE_GC (1UL << 14)

/*
 * HPyType_HELPERS(Struct) or HPyType_HELPERS(Struct, HPyType_BuiltinShape_X) defines
 *
 *   Struct *Struct_AsStruct(HPyContext *, HPy);
 *   SHAPE(Struct), for the spec
 */
#define HPyType_HELPERS(...) HPY_HELPERS_OF(__VA_ARGS__, HPyType_BuiltinShape_Object, )
#define HPY_HELPERS_OF(TYPE, SHAPE, ...)                                                                               \
  enum { TYPE##_SHAPE = (int)SHAPE };                                                                                  \
  HPyAPI_FUNC TYPE *TYPE##_AsStruct(HPyContext *ctx, HPy h) { return (TYPE *)SHAPE##_AsStruct(ctx, h); }

#define HPyType_LEGACY_HELPERS(TYPE) HPyType_HELPERS(TYPE, HPyType_BuiltinShape_Legacy)

#define SHAPE(TYPE) ((HPyType_BuiltinShape)TYPE##_SHAPE)

#define HPyType_BuiltinShape_Legacy_AsStruct _HPy_AsStruct_Legacy
#define HPyType_BuiltinShape_Object_AsStruct _HPy_AsStruct_Object
#define HPyType_BuiltinShape_Type_AsStruct _HPy_AsStruct_Type
#define HPyType_BuiltinShape_Long_AsStruct _HPy_AsStruct_Long
#define HPyType_BuiltinShape_Float_AsStruct _HPy_AsStruct_Float
#define HPyType_BuiltinShape_Unicode_AsStruct _HPy_AsStruct_Unicode
#define HPyType_BuiltinShape_Tuple_AsStruct _HPy_AsStruct_Tuple
#define HPyType_BuiltinShape_List_AsStruct _HPy_AsStruct_List
#define HPyType_BuiltinShape_Dict_AsStruct _HPy_AsStruct_Dict

#endif
