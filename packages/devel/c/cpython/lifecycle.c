/*
 * The life of an instance after it was made: traversal and clearing by the collector, and deallocation.
 *
 * All types share these functions. They look at the levels of an object's type, from the most derived that HPy made
 * down to the first whose functions are its own (`object`, `list`, a type in C): at each level's record and, where a
 * class statement made the level, at what it added to instances. Those classes' own functions cannot be called for
 * that: they look for the first base with other functions than theirs, and would find these here again, for ever.
 *
 * An object dies in the order of CPython's own heap types: finalizer, out of the collector's sight, weak references,
 * then each level's fields and tp_destroy, then the deallocator of the type below. A long chain of objects dies by a
 * loop, not by recursion: what is nested too deeply is put off, as CPython does it for its containers.
 */

#include "runtime.h"

/* Python 3.13 made these public under another name. What is missing in an interpreter is never called there. */
PyAPI_FUNC(int) PyObject_VisitManagedDict(PyObject *, visitproc, void *);
PyAPI_FUNC(void) PyObject_ClearManagedDict(PyObject *);
PyAPI_FUNC(int) _PyObject_VisitManagedDict(PyObject *, visitproc, void *);
PyAPI_FUNC(void) _PyObject_ClearManagedDict(PyObject *);
#define HAS_PUBLIC_NAMES (Py_Version >= 0x030D0000)

/* The levels of an object, and what lies below them. */
typedef struct {
  PyTypeObject *first;
  PyTypeObject *native;
  const TypeInfo *info; /* of the first */
  bool has_dict;        /* that is not the native base's */
} Levels;

static Levels levels_of(PyObject *self) {
  Levels levels;
  PyTypeObject *type = Py_TYPE(self);
  while ((levels.info = _HPy_TypeInfo(type)) == NULL || !levels.info->owns_life)
    type = BASE_OF(type);
  levels.first = type;
  for (const TypeInfo *info = levels.info; info == NULL ? IS_CLASS(type) : info->owns_life; info = _HPy_TypeInfo(type))
    type = BASE_OF(type);
  levels.native = type;
  levels.has_dict = PyType_HasFeature(levels.first, Py_TPFLAGS_MANAGED_DICT) &&
                    !PyType_HasFeature(levels.native, Py_TPFLAGS_MANAGED_DICT);
  return levels;
}

#define FOR_EACH_LEVEL(type, levels)                                                                                   \
  for (PyTypeObject *type = (levels).first; type != (levels).native; type = BASE_OF(type))

/* Traversal. */

typedef struct {
  visitproc visit;
  void *arg;
} Visitor;

static int visit_field(HPyField *field, void *arg) {
  const Visitor *visitor = (const Visitor *)arg;
  PyObject *value = _hf2py(*field);
  return value == NULL ? 0 : visitor->visit(value, visitor->arg);
}

static int clear_field(HPyField *field, void *arg) {
  (void)arg;
  PyObject *value = _hf2py(*field);
  *field = HPyField_NULL;
  Py_XDECREF(value);
  return 0;
}

HPyAPI_HELPER int _HPy_CallTraverse(HPyFunc_traverseproc impl, PyObject *self, visitproc visit, void *arg) {
  Visitor visitor = {visit, arg};
  const TypeInfo *info = _HPy_NearestTypeInfo(Py_TYPE(self));
  return info == NULL ? 0 : impl(_HPy_StructAt(self, info), visit_field, &visitor);
}

/* The members of a class statement's __slots__; NULL when there is no such class, or it has none. */
static const PyMemberDef *slots_of(PyTypeObject *type) {
  return _HPy_TypeInfo(type) == NULL ? (const PyMemberDef *)PyType_GetSlot(type, Py_tp_members) : NULL;
}

/*
 * The same and a legacy type's: what is let go of with an instance. HPy's own members are fields, which traverse
 * visits.
 */
static const PyMemberDef *members_of(PyTypeObject *type, const TypeInfo *info) {
  bool has_own = info == NULL || info->shape == HPyType_BuiltinShape_Legacy;
  return has_own ? (const PyMemberDef *)PyType_GetSlot(type, Py_tp_members) : NULL;
}

static PyObject **slot_at(PyObject *self, const PyMemberDef *member) {
  return member->type == Py_T_OBJECT_EX ? (PyObject **)(void *)((char *)self + member->offset) : NULL;
}

/* The dictionary that a level's struct has; CPython keeps one there, but leaves it to the type to let go of. */
static PyObject **dict_at(PyObject *self, const TypeInfo *info) {
  return info == NULL || info->dict_offset == 0 ? NULL : (PyObject **)(void *)((char *)self + info->dict_offset);
}

static int visit_others(PyObject *self, const Levels *levels, visitproc visit, void *arg) {
  FOR_EACH_LEVEL(type, *levels) {
    PyObject **dict = dict_at(self, _HPy_TypeInfo(type));
    int visited = dict == NULL || *dict == NULL ? 0 : visit(*dict, arg);
    if (visited != 0)
      return visited;
    for (const PyMemberDef *member = slots_of(type); member != NULL && member->name != NULL; member++) {
      PyObject **slot = slot_at(self, member);
      int result = slot == NULL || *slot == NULL ? 0 : visit(*slot, arg);
      if (result != 0)
        return result;
    }
  }
  if (!levels->has_dict)
    return 0;
  return HAS_PUBLIC_NAMES ? PyObject_VisitManagedDict(self, visit, arg) : _PyObject_VisitManagedDict(self, visit, arg);
}

HPyAPI_HELPER int _HPy_Traverse(PyObject *self, visitproc visit, void *arg) {
  Levels levels = levels_of(self);
  int result = 0;
  /* As in C, the most derived function knows the fields of its bases. */
  FOR_EACH_LEVEL(type, levels) {
    const TypeInfo *info = _HPy_TypeInfo(type);
    if (info == NULL || info->traverse == NULL)
      continue;
    Visitor visitor = {visit, arg};
    result = info->traverse(_HPy_StructAt(self, info), visit_field, &visitor);
    break;
  }
  if (result == 0)
    result = visit_others(self, &levels, visit, arg);
  traverseproc base = (traverseproc)PyType_GetSlot(levels.native, Py_tp_traverse);
  /* An instance holds its type; a heap type in C visits it itself. Lists of referents, by custom, leave it out. */
  bool visits_type = base == NULL || !PyType_HasFeature(levels.native, Py_TPFLAGS_HEAPTYPE);
  if (result == 0 && visits_type && visit != _HPy_facts.listing)
    result = visit((PyObject *)Py_TYPE(self), arg);
  return result != 0 || base == NULL ? result : base(self, visit, arg);
}

/* Letting go of what an object holds. */

static void release(PyObject *self, const Levels *levels) {
  FOR_EACH_LEVEL(type, *levels) {
    const TypeInfo *info = _HPy_TypeInfo(type);
    if (info != NULL && info->traverse != NULL)
      info->traverse(_HPy_StructAt(self, info), clear_field, NULL);
    PyObject **dict = dict_at(self, info);
    if (dict != NULL)
      Py_CLEAR(*dict);
    for (const PyMemberDef *member = members_of(type, info); member != NULL && member->name != NULL; member++) {
      PyObject **slot = slot_at(self, member);
      if (slot != NULL && (member->flags & Py_READONLY) == 0)
        Py_CLEAR(*slot);
    }
  }
  if (!levels->has_dict)
    return;
  if (HAS_PUBLIC_NAMES)
    PyObject_ClearManagedDict(self);
  else
    _PyObject_ClearManagedDict(self);
}

HPyAPI_HELPER int _HPy_Clear(PyObject *self) {
  Levels levels = levels_of(self);
  release(self, &levels);
  inquiry base = (inquiry)PyType_GetSlot(levels.native, Py_tp_clear);
  return base == NULL ? 0 : base(self);
}

static void dismantle(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  Levels levels = levels_of(self);
  if (levels.info->has_weakrefs)
    PyObject_ClearWeakRefs(self);
  release(self, &levels);
  FOR_EACH_LEVEL(level, levels) {
    const TypeInfo *info = _HPy_TypeInfo(level);
    if (info != NULL && info->destroy != NULL)
      info->destroy(_HPy_StructAt(self, info));
  }
  /* The deallocator of a heap type lets go of the object's type, whichever that is. */
  bool lets_go_of_type = PyType_HasFeature(levels.native, Py_TPFLAGS_HEAPTYPE);
  if (PyType_IS_GC(levels.native))
    PyObject_GC_Track(self);
  ((destructor)PyType_GetSlot(levels.native, Py_tp_dealloc))(self);
  if (!lets_go_of_type)
    Py_DECREF(type);
}

/* Deallocations nested deeper than this are put off. */
#define DEEPEST 50

/* Those that were put off, as an array that grows. The interpreter's lock guards it. */
static struct {
  int nesting;
  size_t count;
  size_t room;
  PyObject **objects;
} put_off;

/* Returns false when there is no memory for that. */
static bool dismantle_later(PyObject *self) {
  if (put_off.count == put_off.room) {
    size_t room = put_off.room == 0 ? 64 : 2 * put_off.room;
    PyObject **objects = (PyObject **)PyMem_Realloc(put_off.objects, room * sizeof *objects);
    if (objects == NULL)
      return false;
    put_off.objects = objects;
    put_off.room = room;
  }
  put_off.objects[put_off.count++] = self;
  return true;
}

HPyAPI_HELPER void _HPy_Dealloc(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  /* A class in Python that derives from the type has called the finalizer already. */
  bool finalizes = _HPy_TypeInfo(type) != NULL && PyType_GetSlot(type, Py_tp_finalize) != NULL;
  if (finalizes && PyObject_CallFinalizerFromDealloc(self) < 0)
    return;
  if (PyType_IS_GC(type))
    PyObject_GC_UnTrack(self);
  if (put_off.nesting >= DEEPEST && dismantle_later(self))
    return;
  put_off.nesting++;
  dismantle(self);
  while (put_off.nesting == 1 && put_off.count > 0)
    dismantle(put_off.objects[--put_off.count]);
  put_off.nesting--;
}
