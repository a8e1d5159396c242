/* Why a specification cannot become a type, whatever its base is. The words are upstream's where it refuses it, too. */

#include "type.h"

HPyAPI_HELPER void *_HPy_LegacySlot(const HPyType_Spec *spec, int slot) {
  for (const PyType_Slot *row = (const PyType_Slot *)spec->legacy_slots; row != NULL && row->slot != 0; row++)
    if (row->slot == slot)
      return row->pfunc;
  return NULL;
}

HPyAPI_HELPER HPy_ssize_t _HPy_FindMember(const HPyType_Spec *spec, const char *name) {
  for (FOR_EACH(def, spec->defines))
    if ((*def)->kind == HPyDef_Kind_Member && strcmp((*def)->member.name, name) == 0)
      return (*def)->member.offset;
  const PyMemberDef *member = (const PyMemberDef *)_HPy_LegacySlot(spec, Py_tp_members);
  for (; member != NULL && member->name != NULL; member++)
    if (strcmp(member->name, name) == 0)
      return member->offset;
  return -1;
}

/* Whether there are members, but for the one that says where the call function is. */
static bool has_members(const HPyType_Spec *spec) {
  for (FOR_EACH(def, spec->defines))
    if ((*def)->kind == HPyDef_Kind_Member && strcmp((*def)->member.name, "__vectorcalloffset__") != 0)
      return true;
  const PyMemberDef *member = (const PyMemberDef *)_HPy_LegacySlot(spec, Py_tp_members);
  return member != NULL && member->name != NULL;
}

static bool type_error(const char *message) {
  PyErr_SetString(PyExc_TypeError, message);
  return false;
}

static bool check_call(const HPyType_Spec *spec) {
  if (_HPy_FindSlot(spec->defines, HPy_tp_call) == NULL)
    return true;
  if (spec->itemsize != 0)
    return type_error("Cannot use HPy call protocol with var objects");
  if (spec->builtin_shape == HPyType_BuiltinShape_Legacy && spec->basicsize == 0)
    return type_error("Cannot use HPy call protocol with legacy types that inherit the struct. Either set the "
                      "basicsize to anon-zero value or use legacy slot 'Py_tp_call'.");
  if (_HPy_FindMember(spec, "__vectorcalloffset__") >= 0)
    return type_error("Cannot have HPy_tp_call and explicit member'__vectorcalloffset__'. Specify just one of them.");
  return true;
}

/* An object's size must stay a positive int. */
#define GREATEST_SIZE 0x7fff0000

HPyAPI_HELPER bool _HPy_CheckSpec(const HPyType_Spec *spec) {
  bool traverses = _HPy_FindSlot(spec->defines, HPy_tp_traverse) != NULL;
  if (spec->legacy_slots != NULL && spec->builtin_shape != HPyType_BuiltinShape_Legacy)
    return type_error(
        "cannot specify .legacy_slots without setting .builtin_shape=HPyType_BuiltinShape_Legacy");
  if (_HPy_LegacySlot(spec, Py_tp_dealloc) != NULL &&
      (traverses || _HPy_FindSlot(spec->defines, HPy_tp_destroy) != NULL))
    return type_error("legacy tp_dealloc is incompatible with HPy_tp_traverse or HPy_tp_destroy.");
  if ((spec->flags & HPy_TPFLAGS_HAVE_GC) != 0 && !traverses && _HPy_LegacySlot(spec, Py_tp_traverse) == NULL) {
    PyErr_SetString(PyExc_ValueError, "You must provide an HPy_tp_traverse slot if you specify HPy_TPFLAGS_HAVE_GC");
    return false;
  }
  if (spec->builtin_shape < HPyType_BuiltinShape_Legacy || spec->builtin_shape > HPyType_BuiltinShape_Dict) {
    PyErr_Format(PyExc_ValueError, "invalid shape: %d", (int)spec->builtin_shape);
    return false;
  }
  if (spec->basicsize < 0 || spec->itemsize < 0) {
    PyErr_Format(PyExc_ValueError, "negative size of type '%s'", spec->name);
    return false;
  }
  if (spec->basicsize > GREATEST_SIZE || spec->itemsize > GREATEST_SIZE) {
    PyErr_Format(PyExc_OverflowError, "the instances of type '%s' would be too large", spec->name);
    return false;
  }
  if (spec->basicsize == 0 && has_members(spec))
    return type_error("Type claims to have basicsize==0 but defines members");
  return check_call(spec);
}
