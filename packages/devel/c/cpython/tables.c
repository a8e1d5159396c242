/* Definitions: finding them, and CPython's table of methods made of them. */

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

/* With `room_before` bytes in front of the table, which belong to the same memory. */
HPyAPI_HELPER PyMethodDef *_HPy_MethodTable(HPyDef **defines, const PyMethodDef *legacy, size_t room_before) {
  size_t own = 0;
  size_t others = 0;
  for (FOR_EACH(def, defines))
    own += (*def)->kind == HPyDef_Kind_Meth;
  while (legacy != NULL && legacy[others].ml_name != NULL)
    others++;
  char *memory = (char *)PyMem_Calloc(1, room_before + (own + others + 1) * sizeof(PyMethodDef));
  if (memory == NULL) {
    PyErr_NoMemory();
    return NULL;
  }
  PyMethodDef *table = (PyMethodDef *)(void *)(memory + room_before);
  size_t at = 0;
  for (FOR_EACH(def, defines)) {
    if ((*def)->kind != HPyDef_Kind_Meth)
      continue;
    if (!fill_method(&table[at++], &(*def)->meth)) {
      PyMem_Free(memory);
      return NULL;
    }
  }
  if (others > 0)
    memcpy(table + at, legacy, others * sizeof *table);
  return table;
}
