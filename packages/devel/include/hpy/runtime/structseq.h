/* Struct sequences: tuples whose items have names. */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_RUNTIME_STRUCTSEQ_H)
#define HPY_RUNTIME_STRUCTSEQ_H

/* A field; the name NULL ends the list, and HPyStructSequence_UnnamedField leaves a field without one. */
typedef struct {
  const char *name;
  const char *doc;
} HPyStructSequence_Field;

typedef struct {
  const char *name;
  const char *doc;
  HPyStructSequence_Field *fields;
} HPyStructSequence_Desc;

extern const char *const HPyStructSequence_UnnamedField;

HPyAPI_HELPER HPy HPyStructSequence_NewType(HPyContext *ctx, HPyStructSequence_Desc *desc);
HPyAPI_HELPER HPy HPyStructSequence_New(HPyContext *ctx, HPy type, HPy_ssize_t nargs, HPy *args);

#endif
