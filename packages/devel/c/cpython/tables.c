/* Definitions: finding them, and CPython's methods made of them. */

#include "runtime.h"

HPyAPI_HELPER const HPySlot *_HPy_FindSlot(HPyDef **defines, HPySlot_Slot slot) {
  for (FOR_EACH(def, defines))
    if ((*def)->kind == HPyDef_Kind_Slot && (*def)->slot.slot == slot)
      return &(*def)->slot;
  return NULL;
}

/* METH_* of a signature; -1 when no method can have it. */
static int method_flags(HPyFunc_Signature signature) {
  switch (signature) {
  case HPyFunc_VARARGS: return METH_FASTCALL;
  case HPyFunc_KEYWORDS: return METH_FASTCALL | METH_KEYWORDS;
  case HPyFunc_NOARGS: return METH_NOARGS;
  case HPyFunc_O: return METH_O;
  default: return -1;
  }
}

static bool fill_method(PyMethodDef *row, const HPyMeth *method) {
  int flags = method_flags(method->signature);
  if (flags < 0) {
    PyErr_SetString(PyExc_ValueError, "Unsupported HPyMeth signature");
    return false;
  }
  if (method->cpy_trampoline == NULL) {
    PyErr_Format(PyExc_SystemError, "the method '%s' has no trampoline; define it with HPyDef_METH", method->name);
    return false;
  }
  row->ml_name = method->name;
  row->ml_meth = (PyCFunction)(void (*)(void))method->cpy_trampoline;
  row->ml_flags = flags;
  row->ml_doc = method->doc;
  return true;
}

HPyAPI_HELPER size_t _HPy_CountMethods(HPyDef **defines, const PyMethodDef *legacy) {
  size_t count = 0;
  for (FOR_EACH(def, defines))
    count += (*def)->kind == HPyDef_Kind_Meth;
  for (; legacy != NULL && legacy->ml_name != NULL; legacy++)
    count++;
  return count;
}

HPyAPI_HELPER bool _HPy_FillMethods(PyMethodDef *table, HPyDef **defines, const PyMethodDef *legacy) {
  for (FOR_EACH(def, defines))
    if ((*def)->kind == HPyDef_Kind_Meth && !fill_method(table++, &(*def)->meth))
      return false;
  for (; legacy != NULL && legacy->ml_name != NULL; legacy++)
    *table++ = *legacy;
  return true;
}
