/*
 * Numbers for what an extension keeps between calls: trackers and builders. A number says which place of a table it
 * is, and how often that was used before; so one that is spent is told from one that is not, in no more time than a
 * pointer takes.
 */

#include "registry.h"

#define PLACE_BITS 20
#define MOST_PLACES ((size_t)1 << PLACE_BITS)
#define USES ((uint32_t)1 << (31 - PLACE_BITS))

static bool grow(Registry *registry) {
  size_t room = registry->room == 0 ? 8 : 2 * registry->room;
  if (room > MOST_PLACES)
    return false;
  RegistryPlace *places = (RegistryPlace *)PyMem_Realloc(registry->places, room * sizeof *places);
  if (places == NULL)
    return false;
  for (size_t index = registry->room; index < room; index++) {
    places[index].value = NULL;
    places[index].use = 1;
    places[index].next_free = index + 1 < room ? (uint32_t)(index + 2) : 0;
  }
  registry->first_free = (uint32_t)(registry->room + 1);
  registry->places = places;
  registry->room = room;
  return true;
}

HPyAPI_HELPER intptr_t _HPy_Open(Registry *registry, void *value) {
  if (registry->first_free == 0 && !grow(registry))
    return 0;
  size_t index = registry->first_free - 1;
  RegistryPlace *place = &registry->places[index];
  registry->first_free = place->next_free;
  place->value = value;
  return (intptr_t)(((size_t)place->use << PLACE_BITS) | index);
}

static RegistryPlace *place_of(const Registry *registry, intptr_t number) {
  size_t index = (size_t)number & (MOST_PLACES - 1);
  if (number <= 0 || index >= registry->room)
    return NULL;
  RegistryPlace *place = &registry->places[index];
  return place->value != NULL && place->use == (size_t)number >> PLACE_BITS ? place : NULL;
}

HPyAPI_HELPER void *_HPy_Deref(const Registry *registry, intptr_t number) {
  const RegistryPlace *place = place_of(registry, number);
  return place == NULL ? NULL : place->value;
}

HPyAPI_HELPER void *_HPy_Consume(Registry *registry, intptr_t number) {
  RegistryPlace *place = place_of(registry, number);
  if (place == NULL)
    return NULL;
  void *value = place->value;
  place->value = NULL;
  place->use = place->use + 1 < USES ? place->use + 1 : 1;
  place->next_free = registry->first_free;
  registry->first_free = (uint32_t)(place - registry->places) + 1;
  return value;
}
