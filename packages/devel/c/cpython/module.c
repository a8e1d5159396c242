/* Modules: CPython's definition from HPy's, for multi-phase initialization. */

#include "runtime.h"

static const char create_tail[] =
    "This is not allowed because custom HPy_mod_create slot cannot return a builtin module object and cannot make any "
    "use of any other data defined in the HPyModuleDef. Either do not define HPy_mod_create slot and let the runtime "
    "create a builtin module object from the provided HPyModuleDef, or do not define anything else but the "
    "HPy_mod_create slot.";

/* What is in a module's list of definitions. */
typedef struct {
  size_t count;
  size_t creates;
  size_t execs;
  int foreign; /* the first that no module can have; 0 when there is none */
} Contents;

static Contents look_at(HPyDef **defines) {
  Contents found = {0, 0, 0, 0};
  for (FOR_EACH(def, defines)) {
    found.count++;
    if ((*def)->kind == HPyDef_Kind_Meth)
      continue;
    int slot = (*def)->kind == HPyDef_Kind_Slot ? (int)(*def)->slot.slot : -(int)(*def)->kind;
    if (slot == HPy_mod_create)
      found.creates++;
    else if (slot == HPy_mod_exec)
      found.execs++;
    else if (found.foreign == 0)
      found.foreign = slot;
  }
  return found;
}

/* Raises SystemError for a definition that makes no sense. */
static bool check(const HPyModuleDef *def, const Contents *found) {
  if (def->size < 0)
    PyErr_SetString(PyExc_SystemError, "HPy does not permit HPyModuleDef.size < 0");
  else if (def->size > 0)
    PyErr_SetString(
        PyExc_SystemError,
        "Module state is not supported yet in HPy, set HPyModuleDef.size = 0 if module state is not needed");
  else if (found->foreign != 0)
    PyErr_Format(PyExc_SystemError, "Unsupported slot in HPyModuleDef.defines (value: %d).", found->foreign);
  else if (found->creates > 1)
    PyErr_SetString(PyExc_SystemError, "Multiple definitions of the HPy_mod_create slot in HPyModuleDef.defines.");
  else if (found->creates == 1 && found->count > 1)
    PyErr_Format(PyExc_SystemError,
                 "HPyModuleDef defines a HPy_mod_create slot and some other slots or methods. %s", create_tail);
  else if (found->creates == 1 && (def->doc != NULL || def->legacy_methods != NULL || def->globals != NULL))
    PyErr_Format(PyExc_SystemError,
                 "HPyModuleDef defines a HPy_mod_create slot and some of the other fields are not set to their default "
                 "value. %s",
                 create_tail);
  else
    return true;
  return false;
}

static PyModuleDef_Slot *slot_table(HPyDef **defines, size_t count) {
  PyModuleDef_Slot *table = (PyModuleDef_Slot *)PyMem_Calloc(count + 1, sizeof *table);
  if (table == NULL) {
    PyErr_NoMemory();
    return NULL;
  }
  size_t at = 0;
  for (FOR_EACH(def, defines)) {
    if ((*def)->kind != HPyDef_Kind_Slot)
      continue;
    table[at].slot = (*def)->slot.slot == HPy_mod_create ? Py_mod_create : Py_mod_exec;
    table[at++].value = (void *)(*def)->slot.cpy_trampoline;
  }
  return table;
}

static PyModuleDef *make(const char *name, const HPyModuleDef *def) {
  Contents found = look_at(def->defines);
  if (!check(def, &found))
    return NULL;
  PyModuleDef *made = (PyModuleDef *)PyMem_Calloc(1, sizeof *made);
  if (made == NULL) {
    PyErr_NoMemory();
    return NULL;
  }
  static const PyModuleDef_Base head = PyModuleDef_HEAD_INIT;
  made->m_base = head;
  made->m_name = name;
  made->m_doc = def->doc;
  made->m_slots = slot_table(def->defines, found.creates + found.execs);
  if (made->m_slots != NULL && found.creates == 0)
    made->m_methods = _HPy_MethodTable(def->defines, def->legacy_methods, 0);
  if (made->m_slots != NULL && (found.creates != 0 || made->m_methods != NULL))
    return made;
  PyMem_Free(made->m_slots);
  PyMem_Free(made);
  return NULL;
}

HPyAPI_HELPER PyObject *_HPyModule_Init(PyModuleDef **made, const char *name, HPyModuleDef *def) {
  if (!_HPy_FindFacts())
    return NULL;
  if (*made == NULL)
    *made = make(name, def);
  return *made == NULL ? NULL : PyModuleDef_Init(*made);
}

HPyAPI_HELPER PyObject *_HPy_CallCreate(HPyFunc_mod_create impl, PyObject *spec) {
  PyObject *module = _h2py(impl(_HPyGetContext(), _py2h(spec)));
  if (module == NULL) {
    if (!PyErr_Occurred())
      PyErr_SetString(PyExc_SystemError, "HPy_mod_create slot returned NULL without setting an exception");
    return NULL;
  }
  if (!PyModule_Check(module))
    return module;
  Py_DECREF(module);
  PyErr_SetString(PyExc_SystemError,
                  "HPy_mod_create slot returned a builtin module object. This is currently not supported.");
  return NULL;
}

/* The old value goes last, because that can run any code, which may look at the global. */
HPyAPI_HELPER void ctx_Global_Store(HPyContext *ctx, HPyGlobal *global, HPy h) {
  (void)ctx;
  PyObject *before = (PyObject *)global->_i;
  global->_i = (intptr_t)Py_XNewRef(_h2py(h));
  Py_XDECREF(before);
}

HPyAPI_HELPER HPy _HPy_LoadedEmpty(const char *message) {
  PyErr_SetString(PyExc_SystemError, message);
  return HPy_NULL;
}
