/* Numbers for what an extension keeps between calls. */

#ifndef HPY_CPYTHON_REGISTRY_H
#define HPY_CPYTHON_REGISTRY_H

#include "runtime.h"

typedef struct {
  void *value;        /* NULL where none is */
  uint32_t use;       /* which use of the place this is */
  uint32_t next_free; /* the number of a free place, from 1; 0 ends the list */
} RegistryPlace;

/* All zeros: nothing is in it. */
typedef struct {
  RegistryPlace *places;
  size_t room;
  uint32_t first_free;
} Registry;

/* Keeps a value. Returns its number; 0 when there is no memory for that. */
HPyAPI_HELPER intptr_t _HPy_Open(Registry *registry, void *value);

/* The value with a number; NULL when there is none, or none any more. */
HPyAPI_HELPER void *_HPy_Deref(const Registry *registry, intptr_t number);

/* The same, and forgets it. */
HPyAPI_HELPER void *_HPy_Consume(Registry *registry, intptr_t number);

#endif
