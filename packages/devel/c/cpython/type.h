/* What the parts of HPyType_FromSpec share. */

#ifndef HPY_CPYTHON_TYPE_H
#define HPY_CPYTHON_TYPE_H

#include "runtime.h"

/* The parameters. */
typedef struct {
  PyTypeObject *metaclass; /* NULL for the one that follows from the bases */
  PyObject *bases;         /* a reference of our own */
  PyTypeObject *base;      /* the one whose instances a new type's extend */
} TypeParams;

HPyAPI_HELPER bool _HPy_ReadParams(TypeParams *read, const char *name, const HPyType_SpecParam *params);

/* Raises an exception for a specification that makes no sense, whatever its base is. */
HPyAPI_HELPER bool _HPy_CheckSpec(const HPyType_Spec *spec);

/* Where the parts of an instance go. */
typedef struct {
  PyTypeObject *base;
  const TypeInfo *parent;  /* the record of the base, or of the nearest of its bases */
  HPyType_BuiltinShape shape;
  HPy_ssize_t basicsize;   /* for CPython; 0 inherits the base's */
  HPy_ssize_t struct_offset;
  HPy_ssize_t struct_size;
  HPy_ssize_t items_offset;
  HPy_ssize_t item_size;
  HPy_ssize_t call_offset; /* from the struct */
  bool has_call;           /* whether there is a call function */
  bool adds_call;          /* whether its place is new in this type */
  HPy_ssize_t dict_offset; /* where instances have a dictionary, if a member says so; else 0 */
  bool owns_life;
  bool gc;
  bool adds_dict;
} TypePlan;

HPyAPI_HELPER bool _HPy_PlanType(TypePlan *plan, const HPyType_Spec *spec, const TypeParams *params);

/* The specification's member or legacy member of a name that CPython treats specially; its offset, or -1. */
HPyAPI_HELPER HPy_ssize_t _HPy_FindMember(const HPyType_Spec *spec, const char *name);

/* A legacy slot's value; NULL when there is none. */
HPyAPI_HELPER void *_HPy_LegacySlot(const HPyType_Spec *spec, int slot);

/* Whether CPython finds the call function, which it does where instances have it at a fixed place. */
#define HAS_VECTORCALL(plan) ((plan)->has_call && (plan)->struct_offset != STRUCT_AT_END)

/* What a type is made of. */
typedef struct {
  TypeInfo *info;       /* the beginning of a block with the methods, the getsets, and the type's name */
  char *name;
  PyMemberDef *members; /* CPython copies them, */
  PyType_Slot *slots;   /* and these */
} TypeParts;

/* Makes them; returns false with an exception set. */
HPyAPI_HELPER bool _HPy_TypeParts(TypeParts *parts, const HPyType_Spec *spec, const TypePlan *plan);

#endif
