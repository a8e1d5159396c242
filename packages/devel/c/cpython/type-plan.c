/*
 * Where the parts of instances of a new type go.
 *
 * The struct follows the base's own memory, at an offset that depends only on the built-in shape if it can, and with
 * room for a call function right before it. A type that extends another's struct puts its part behind that. Where the
 * base is larger than its shape says (an exception, say), the struct comes behind it, and each instance is asked from
 * then on. Where instances of the base end in items (int, tuple), the struct comes behind those.
 */

#include "type.h"

/* Bytes for CPython to see that a type has a layout of its own, and for what aligning costs. */
#define SLACK 16

/* Whether a type decides where the structs of types that derive from it are. */
static bool has_layout(const TypeInfo *info) {
  return info != NULL && (info->struct_size > 0 || info->has_call);
}

/* Whether instances of a type end in items, so that nothing can come right behind its struct; -1 when asking fails. */
static HPy_ssize_t item_size(PyTypeObject *type) {
  if (PyType_HasFeature(type, Py_TPFLAGS_ITEMS_AT_END))
    return 0;
  return _HPy_SizeAttribute(type, "__itemsize__");
}

/* Puts the struct of a pure type into its place. */
static bool place_struct(TypePlan *plan, const HPyType_Spec *spec, PyTypeObject *base, HPy_ssize_t base_size) {
  const TypeInfo *parent = plan->parent;
  plan->struct_size = spec->basicsize;
  if (has_layout(parent)) {
    plan->shape = (HPyType_BuiltinShape)parent->shape;
    plan->struct_offset = parent->struct_offset;
    plan->items_offset = parent->items_offset;
    plan->item_size = parent->item_size;
    if (plan->struct_size < parent->struct_size)
      plan->struct_size = parent->struct_size;
    return true;
  }
  plan->item_size = item_size(base);
  if (plan->item_size < 0)
    return false;
  plan->items_offset = base_size;
  HPy_ssize_t usual = _HPy_STRUCT_AFTER(_HPy_facts.shape_sizes[plan->shape]);
  HPy_ssize_t possible = _HPy_STRUCT_AFTER(base_size);
  plan->struct_offset = plan->item_size > 0 ? STRUCT_AT_END : possible > usual ? possible : usual;
  return true;
}

/* Whether a class in Python took the place where the struct would go on behind the parent's. */
static bool is_blocked(const TypePlan *plan, HPy_ssize_t base_size) {
  if (!has_layout(plan->parent) || plan->struct_offset == STRUCT_AT_END ||
      plan->struct_size <= plan->parent->struct_size)
    return false;
  HPy_ssize_t parent_size = _HPy_SizeAttribute(plan->parent->type, "__basicsize__");
  return base_size > parent_size && base_size > plan->struct_offset;
}

/* Where the call function is, from the start of the struct. */
static void place_call(TypePlan *plan, const HPyType_Spec *spec) {
  bool calls = _HPy_FindSlot(spec->defines, HPy_tp_call) != NULL;
  HPy_ssize_t explicit_offset = _HPy_FindMember(spec, "__vectorcalloffset__");
  plan->adds_call = calls || explicit_offset >= 0;
  plan->has_call = plan->adds_call || (plan->parent != NULL && plan->parent->has_call);
  if (explicit_offset >= 0)
    plan->call_offset = explicit_offset;
  else if (calls && plan->shape == HPyType_BuiltinShape_Legacy)
    plan->call_offset = (plan->struct_size + (HPy_ssize_t)sizeof(void *) - 1) & -(HPy_ssize_t)sizeof(void *);
  else if (calls)
    plan->call_offset = -(HPy_ssize_t)sizeof(void *);
  else if (plan->has_call)
    plan->call_offset = plan->parent->call_offset;
}

static HPy_ssize_t basic_size(const TypePlan *plan, const HPyType_Spec *spec, HPy_ssize_t base_size) {
  if (spec->basicsize == 0 && !plan->adds_call)
    return 0;
  HPy_ssize_t end = plan->struct_size;
  if (plan->adds_call && plan->call_offset >= end)
    end = plan->call_offset + (HPy_ssize_t)sizeof(void *);
  /* Behind any number of items there is room for aligning, for the call function, and for the struct. */
  end += plan->struct_offset == STRUCT_AT_END ? plan->items_offset + (HPy_ssize_t)sizeof(void *) + SLACK
                                              : plan->struct_offset;
  return end > base_size ? end : base_size;
}

/*
 * Whether instances need a dictionary of their own. From any base but the best, CPython takes over the place of the
 * dictionary without seeing that it is no such place in this type. -1 when asking fails.
 */
static int adds_dict(const HPyType_Spec *spec, const TypeParams *params) {
  HPy_ssize_t own = _HPy_SizeAttribute(params->base, "__dictoffset__");
  if (own == -1 && PyErr_Occurred())
    return -1;
  if (own != 0 || _HPy_FindMember(spec, "__dictoffset__") >= 0)
    return 0;
  for (Py_ssize_t index = 0; index < PyTuple_Size(params->bases); index++) {
    HPy_ssize_t offset = _HPy_SizeAttribute((PyTypeObject *)PyTuple_GetItem(params->bases, index), "__dictoffset__");
    if (offset != 0)
      return offset == -1 && PyErr_Occurred() ? -1 : 1;
  }
  return 0;
}

/* How many bytes a member takes. */
static HPy_ssize_t member_size(HPyMember_FieldType type) {
  switch (type) {
  case HPyMember_NONE: return 0;
  case HPyMember_CHAR:
  case HPyMember_BYTE:
  case HPyMember_UBYTE:
  case HPyMember_BOOL:
  case HPyMember_STRING_INPLACE: return 1;
  case HPyMember_SHORT:
  case HPyMember_USHORT: return sizeof(short);
  case HPyMember_INT:
  case HPyMember_UINT: return sizeof(int);
  case HPyMember_LONG:
  case HPyMember_ULONG: return sizeof(long);
  case HPyMember_FLOAT: return sizeof(float);
  case HPyMember_DOUBLE: return sizeof(double);
  case HPyMember_LONGLONG:
  case HPyMember_ULONGLONG: return sizeof(long long);
  case HPyMember_STRING:
  case HPyMember_OBJECT:
  case HPyMember_OBJECT_EX:
  case HPyMember_HPYSSIZET: return sizeof(void *);
  }
  return 0;
}

static bool check_members(const TypePlan *plan, const HPyType_Spec *spec) {
  for (FOR_EACH(def, spec->defines)) {
    const HPyMember *member = &(*def)->member;
    if ((*def)->kind != HPyDef_Kind_Member ||
        (member->offset >= 0 && member->offset + member_size(member->type) <= plan->struct_size))
      continue;
    PyErr_Format(PyExc_ValueError, "the member '%s' of type '%s' lies outside of the struct", member->name, spec->name);
    return false;
  }
  return true;
}

HPyAPI_HELPER bool _HPy_PlanType(TypePlan *plan, const HPyType_Spec *spec, const TypeParams *params) {
  memset(plan, 0, sizeof *plan);
  PyTypeObject *base = params->base;
  plan->base = base;
  plan->parent = _HPy_NearestTypeInfo(base);
  plan->shape = spec->builtin_shape;
  HPy_ssize_t base_size = _HPy_SizeAttribute(base, "__basicsize__");
  if (base_size < 0)
    return false;
  if (plan->shape == HPyType_BuiltinShape_Legacy) {
    if (plan->parent != NULL && plan->parent->shape != HPyType_BuiltinShape_Legacy) {
      PyErr_SetString(PyExc_TypeError, "A legacy type should not inherit its memory layout from a pure type");
      return false;
    }
    plan->struct_size = spec->basicsize;
  } else if (plan->parent != NULL && plan->parent->shape == HPyType_BuiltinShape_Legacy) {
    /* The struct comes behind the legacy type's. */
    plan->parent = NULL;
  }
  if (plan->shape != HPyType_BuiltinShape_Legacy && !place_struct(plan, spec, base, base_size))
    return false;
  if (is_blocked(plan, base_size)) {
    PyErr_Format(PyExc_TypeError,
                 "type '%s' cannot extend the struct of its base: a class in Python put __slots__ behind it",
                 spec->name);
    return false;
  }
  if (!check_members(plan, spec))
    return false;
  place_call(plan, spec);
  HPy_ssize_t dict_offset = _HPy_FindMember(spec, "__dictoffset__");
  plan->dict_offset = dict_offset < 0 ? 0 : plan->struct_offset + dict_offset;
  plan->basicsize = basic_size(plan, spec, base_size);
  int dict = adds_dict(spec, params);
  plan->adds_dict = dict > 0;
  plan->owns_life = _HPy_LegacySlot(spec, Py_tp_dealloc) == NULL;
  /* Who has a deallocator of the C API takes over the base's part in the collection of garbage, functions and all. */
  unsigned long inherited = plan->owns_life ? PyType_GetFlags(base) : 0;
  plan->gc = dict > 0 || ((spec->flags | inherited) & Py_TPFLAGS_HAVE_GC) != 0;
  return dict >= 0;
}
