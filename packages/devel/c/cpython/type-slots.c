/* CPython's slots for a specification: functions, the tables of methods, members and getsets, and legacy ones. */

#include "type.h"

/* Members of instances whose struct moves are read through their place at that time. */

static PyMemberDef placed_member(PyObject *self, const HPyMember *member) {
  HPy_ssize_t offset = (HPy_ssize_t)((char *)_HPy_StructOf(self) - (char *)self) + member->offset;
  PyMemberDef def = {member->name, (int)member->type, offset, member->readonly ? Py_READONLY : 0, member->doc};
  return def;
}

static PyObject *get_member(PyObject *self, void *closure) {
  PyMemberDef def = placed_member(self, (const HPyMember *)closure);
  return PyMember_GetOne((const char *)self, &def);
}

static int set_member(PyObject *self, PyObject *value, void *closure) {
  PyMemberDef def = placed_member(self, (const HPyMember *)closure);
  return PyMember_SetOne((char *)self, &def, value);
}

/* How many of each kind there are. */
typedef struct {
  size_t members;
  size_t getsets;
  size_t slots;
} Counts;

static Counts count(const HPyType_Spec *spec, const PyMemberDef *members, const PyGetSetDef *getsets) {
  Counts counts = {1, 0, 0};
  for (FOR_EACH(def, spec->defines)) {
    counts.members += (*def)->kind == HPyDef_Kind_Member;
    counts.getsets += (*def)->kind == HPyDef_Kind_GetSet || (*def)->kind == HPyDef_Kind_Member;
    counts.slots += (*def)->kind == HPyDef_Kind_Slot;
  }
  for (; members != NULL && members->name != NULL; members++)
    counts.members++;
  for (; getsets != NULL && getsets->name != NULL; getsets++)
    counts.getsets++;
  for (const PyType_Slot *row = (const PyType_Slot *)spec->legacy_slots; row != NULL && row->slot != 0; row++)
    counts.slots++;
  return counts;
}

static void fill_members(PyMemberDef *row, const HPyType_Spec *spec, const TypePlan *plan, const PyMemberDef *legacy) {
  bool is_explicit = _HPy_FindMember(spec, "__vectorcalloffset__") >= 0;
  if (plan->adds_call && HAS_VECTORCALL(plan) && !is_explicit) {
    HPy_ssize_t offset = plan->struct_offset + plan->call_offset;
    PyMemberDef call = {"__vectorcalloffset__", Py_T_PYSSIZET, offset, Py_READONLY, NULL};
    *row++ = call;
  }
  for (FOR_EACH(def, spec->defines)) {
    const HPyMember *member = &(*def)->member;
    if ((*def)->kind != HPyDef_Kind_Member || plan->struct_offset == STRUCT_AT_END)
      continue;
    row->name = member->name;
    row->type = (int)member->type;
    row->offset = plan->struct_offset + member->offset;
    row->flags = member->readonly ? Py_READONLY : 0;
    row++->doc = member->doc;
  }
  for (; legacy != NULL && legacy->name != NULL; legacy++)
    *row++ = *legacy;
}

static void fill_getsets(PyGetSetDef *row, const HPyType_Spec *spec, const TypePlan *plan, const PyGetSetDef *legacy) {
  for (FOR_EACH(def, spec->defines)) {
    if ((*def)->kind == HPyDef_Kind_GetSet) {
      const HPyGetSet *getset = &(*def)->getset;
      row->name = getset->name;
      row->get = (getter)getset->getter_cpy_trampoline;
      row->set = (setter)getset->setter_cpy_trampoline;
      row->doc = getset->doc;
      row++->closure = getset->closure;
    } else if ((*def)->kind == HPyDef_Kind_Member && plan->struct_offset == STRUCT_AT_END &&
               strcmp((*def)->member.name, "__vectorcalloffset__") != 0) {
      row->name = (*def)->member.name;
      row->get = get_member;
      row->set = set_member;
      row->doc = (*def)->member.doc;
      row++->closure = &(*def)->member;
    }
  }
  for (; legacy != NULL && legacy->name != NULL; legacy++)
    *row++ = *legacy;
}

static PyType_Slot *add(PyType_Slot *row, int slot, void *value) {
  row->slot = slot;
  row->pfunc = value;
  return row + 1;
}

/* The functions that the specification gives, HPy's and legacy ones. Returns NULL with an exception set. */
static PyType_Slot *add_given(PyType_Slot *row, const HPyType_Spec *spec) {
  for (FOR_EACH(def, spec->defines)) {
    HPySlot_Slot slot = (*def)->slot.slot;
    if ((*def)->kind != HPyDef_Kind_Slot || slot == HPy_tp_destroy || slot == HPy_tp_call || slot == HPy_tp_traverse)
      continue;
    if (slot == HPy_mod_create || slot == HPy_mod_exec || (*def)->slot.cpy_trampoline == NULL) {
      PyErr_Format(PyExc_SystemError, "type '%s' cannot have the slot %d", spec->name, (int)slot);
      return NULL;
    }
    row = add(row, (int)slot, (void *)(*def)->slot.cpy_trampoline);
  }
  for (const PyType_Slot *legacy = (const PyType_Slot *)spec->legacy_slots; legacy != NULL && legacy->slot != 0;
       legacy++)
    if (legacy->slot != Py_tp_methods && legacy->slot != Py_tp_members && legacy->slot != Py_tp_getset)
      row = add(row, legacy->slot, legacy->pfunc);
  return row;
}

/* What the runtime adds: the life of instances, and how they are called. */
static PyType_Slot *add_own(PyType_Slot *row, const HPyType_Spec *spec, const TypePlan *plan) {
  if (plan->owns_life) {
    row = add(row, Py_tp_dealloc, (void *)_HPy_Dealloc);
    bool traverses = plan->gc && _HPy_LegacySlot(spec, Py_tp_traverse) == NULL;
    if (traverses)
      row = add(row, Py_tp_traverse, (void *)_HPy_Traverse);
    if (traverses && _HPy_LegacySlot(spec, Py_tp_clear) == NULL)
      row = add(row, Py_tp_clear, (void *)_HPy_Clear);
  }
  if (plan->adds_call && _HPy_LegacySlot(spec, Py_tp_call) == NULL)
    row = add(row, Py_tp_call, (void *)_HPy_CallInstance);
  bool has_new = _HPy_FindSlot(spec->defines, HPy_tp_new) != NULL || _HPy_LegacySlot(spec, Py_tp_new) != NULL;
  /* A __new__ in Python is found by the type's name for it, and would find this function again. */
  bool python_new = (newfunc)PyType_GetSlot(plan->base, Py_tp_new) == _HPy_facts.class_new;
  if (_HPy_FindSlot(spec->defines, HPy_tp_call) != NULL && !has_new && !python_new)
    row = add(row, Py_tp_new, (void *)_HPy_NewWithCall);
  if (spec->doc != NULL)
    row = add(row, Py_tp_doc, (void *)(uintptr_t)spec->doc);
  return row;
}

static void fill_info(TypeInfo *info, const HPyType_Spec *spec, const TypePlan *plan) {
  const HPySlot *traverse = _HPy_FindSlot(spec->defines, HPy_tp_traverse);
  const HPySlot *destroy = _HPy_FindSlot(spec->defines, HPy_tp_destroy);
  const HPySlot *call = _HPy_FindSlot(spec->defines, HPy_tp_call);
  _HPy_MarkTypeInfo(info);
  info->shape = (int32_t)plan->shape;
  info->traverse = traverse == NULL ? NULL : (HPyFunc_traverseproc)(void (*)(void))traverse->impl;
  info->destroy = destroy == NULL ? NULL : (HPyFunc_destroyfunc)(void (*)(void))destroy->impl;
  if (call != NULL)
    info->call = (vectorcallfunc)(void (*)(void))call->cpy_trampoline;
  else if (plan->parent != NULL && !plan->adds_call)
    info->call = plan->parent->call;
  info->struct_size = plan->struct_size;
  info->struct_offset = plan->struct_offset;
  info->has_call = plan->has_call;
  info->call_offset = plan->call_offset;
  info->owns_life = plan->owns_life;
  info->dict_offset = plan->dict_offset;
  info->items_offset = plan->items_offset;
  info->item_size = plan->item_size;
}

static void free_parts(TypeParts *parts) {
  PyMem_Free(parts->info);
  PyMem_Free(parts->members);
  PyMem_Free(parts->slots);
}

HPyAPI_HELPER bool _HPy_TypeParts(TypeParts *parts, const HPyType_Spec *spec, const TypePlan *plan) {
  const PyMethodDef *legacy_methods = (const PyMethodDef *)_HPy_LegacySlot(spec, Py_tp_methods);
  const PyMemberDef *legacy_members = (const PyMemberDef *)_HPy_LegacySlot(spec, Py_tp_members);
  const PyGetSetDef *legacy_getsets = (const PyGetSetDef *)_HPy_LegacySlot(spec, Py_tp_getset);
  Counts counts = count(spec, legacy_members, legacy_getsets);
  size_t methods = _HPy_CountMethods(spec->defines, legacy_methods) + 1;
  size_t name = strlen(spec->name) + 1;
  size_t tables = methods * sizeof(PyMethodDef) + (counts.getsets + 1) * sizeof(PyGetSetDef);
  parts->info = (TypeInfo *)PyMem_Calloc(1, sizeof(TypeInfo) + tables + name);
  parts->members = (PyMemberDef *)PyMem_Calloc(counts.members + 1, sizeof(PyMemberDef));
  /* Nine of our own: methods, members, getsets, dealloc, traverse, clear, call, new, doc. */
  parts->slots = (PyType_Slot *)PyMem_Calloc(counts.slots + 9 + 1, sizeof(PyType_Slot));
  if (parts->info == NULL || parts->members == NULL || parts->slots == NULL) {
    free_parts(parts);
    PyErr_NoMemory();
    return false;
  }
  PyMethodDef *method_table = (PyMethodDef *)(void *)(parts->info + 1);
  PyGetSetDef *getset_table = (PyGetSetDef *)(void *)(method_table + methods);
  parts->name = (char *)(getset_table + counts.getsets + 1);
  memcpy(parts->name, spec->name, name);
  fill_info(parts->info, spec, plan);
  fill_members(parts->members, spec, plan, legacy_members);
  fill_getsets(getset_table, spec, plan, legacy_getsets);
  PyType_Slot *row = add_given(parts->slots, spec);
  if (row == NULL || !_HPy_FillMethods(method_table, spec->defines, legacy_methods)) {
    free_parts(parts);
    return false;
  }
  row = add_own(row, spec, plan);
  row = add(row, Py_tp_methods, method_table);
  row = add(row, Py_tp_members, parts->members);
  add(row, Py_tp_getset, getset_table);
  return true;
}
