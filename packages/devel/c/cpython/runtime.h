/*
 * What the parts of the CPython ABI's runtime share.
 *
 * The runtime is compiled once, with CPython's limited API alone, and linked into each extension; it serves all Pythons
 * from 3.12 on. So it does not look into CPython's structs, with two exceptions that are named where they are: where a
 * tuple has its items, and where an int has the number of its digits.
 */

#ifndef HPY_CPYTHON_RUNTIME_H
#define HPY_CPYTHON_RUNTIME_H

#include "hpy.h"
#include <string.h>

/*
 * What is known of a type that HPy made. It lies right in front of the type's methods, which CPython takes from us and
 * gives back; so each extension finds it, whoever made the type. It is part of the memory block that the type frees
 * last.
 *
 * Extensions that were compiled apart share this struct. What is added goes to the end, with another version.
 */
typedef struct {
  uint32_t mark[4];
  int32_t version;
  int32_t shape;
  PyTypeObject *type; /* NULL while the type is being made */
  HPyFunc_traverseproc traverse;
  HPyFunc_destroyfunc destroy;
  vectorcallfunc call;       /* of new instances; NULL when they have none, or set it themselves */
  HPy_ssize_t struct_size;   /* with the part that a base's instances have; 0 when there is no struct */
  HPy_ssize_t struct_offset; /* from the start of the instance; STRUCT_AT_END when its items come before */
  HPy_ssize_t call_offset;   /* from the struct's start to the call function, for types that have one */
  HPy_ssize_t items_offset;  /* where the base has its items, and their size */
  HPy_ssize_t item_size;
  int32_t has_call;          /* whether instances have a call function */
  int32_t has_weakrefs;
  int32_t owns_life;         /* whether the functions of lifecycle.c are the type's; else those of its C API */
  HPy_ssize_t dict_offset;   /* of the dictionary that a member of this type places; 0 when there is none */
} TypeInfo;

#define STRUCT_AT_END ((HPy_ssize_t)-1)

/* The record of a type that HPy made; NULL for others. Never raises, and allocates nothing. */
HPyAPI_HELPER const TypeInfo *_HPy_TypeInfo(PyTypeObject *type);

/* The record of the nearest of a type and its bases that HPy made; NULL when there is none. */
HPyAPI_HELPER const TypeInfo *_HPy_NearestTypeInfo(PyTypeObject *type);

/* Writes a new record's mark and version. */
HPyAPI_HELPER void _HPy_MarkTypeInfo(TypeInfo *info);

/* Where in an instance the struct of a level is, which has one. */
HPyAPI_HELPER void *_HPy_StructAt(PyObject *self, const TypeInfo *info);

/* Where an instance has its call function; NULL when it has none. */
HPyAPI_HELPER vectorcallfunc *_HPy_CallOf(PyObject *self, const TypeInfo *info);

/* Sets what a new instance needs besides zeros. */
HPyAPI_HELPER void _HPy_InitInstance(PyObject *self);

/* tp_new and tp_call of types that have none of their own. */
HPyAPI_HELPER PyObject *_HPy_NewWithCall(PyTypeObject *type, PyObject *args, PyObject *kw);
HPyAPI_HELPER PyObject *_HPy_CallInstance(PyObject *self, PyObject *args, PyObject *kw);

/* The life of an instance, for slots. */
HPyAPI_HELPER void _HPy_Dealloc(PyObject *self);
HPyAPI_HELPER int _HPy_Traverse(PyObject *self, visitproc visit, void *arg);
HPyAPI_HELPER int _HPy_Clear(PyObject *self);

/* A type's base, flags, and sizes by its attributes (-1 with an exception set). */
#define BASE_OF(type) ((PyTypeObject *)PyType_GetSlot((type), Py_tp_base))
HPyAPI_HELPER HPy_ssize_t _HPy_SizeAttribute(PyTypeObject *type, const char *name);

/* What is found out of the interpreter when the first module is imported. */
typedef struct {
  bool known;
  HPy_ssize_t tuple_items;     /* where a tuple has its items */
  HPy_ssize_t shape_sizes[8];  /* the built-in types' sizes, by shape */
  HPy_ssize_t type_name;       /* where a type has the memory of its name, which it frees last; 0: nobody knows */
  destructor class_dealloc;    /* what classes that Python code made have in their slots */
  newfunc class_new;           /* the same, for those with a __new__ */
  visitproc listing;           /* the function by which gc.get_referents() visits */
} Facts;

extern _HPy_HIDDEN Facts _HPy_facts;
HPyAPI_HELPER bool _HPy_FindFacts(void);

/* Whether a type was made by a class statement, or is as if it were. */
#define IS_CLASS(type) ((destructor)PyType_GetSlot((type), Py_tp_dealloc) == _HPy_facts.class_dealloc)

/* The module that is being executed: types that are made meanwhile keep it alive. NULL when there is none. */
extern _HPy_HIDDEN PyObject *_HPy_executing;

/* How many methods there are, without the row that ends a table; and a table of them, in zeros. */
HPyAPI_HELPER size_t _HPy_CountMethods(HPyDef **defines, const PyMethodDef *legacy);
HPyAPI_HELPER bool _HPy_FillMethods(PyMethodDef *table, HPyDef **defines, const PyMethodDef *legacy);

/* for (FOR_EACH(def, spec->defines)): each definition of a list that may be NULL, or ends with NULL. */
#define FOR_EACH(def, defines) HPyDef **def = (defines); def != NULL && *def != NULL; def++

HPyAPI_HELPER const HPySlot *_HPy_FindSlot(HPyDef **defines, HPySlot_Slot slot);

#endif
