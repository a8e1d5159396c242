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
  const HPyDef *foreign; /* the first that no module can have; NULL when there is none */
  const HPySlot *create;
} Contents;

/* What CPython's definition of a module is the beginning of. */
typedef struct Made {
  PyModuleDef def;
  PyModuleDef_Slot slots[2];
  HPyModuleDef *own;
  size_t modules;    /* that have the globals */
  struct Made *next; /* of those with globals, in the order in which they were made */
} Made;

static Contents look_at(HPyDef **defines) {
  Contents found = {0, 0, 0, NULL, NULL};
  for (FOR_EACH(def, defines)) {
    found.count++;
    if ((*def)->kind == HPyDef_Kind_Meth)
      continue;
    bool is_slot = (*def)->kind == HPyDef_Kind_Slot;
    if (is_slot && (*def)->slot.slot == HPy_mod_create) {
      found.creates++;
      found.create = &(*def)->slot;
    } else if (is_slot && (*def)->slot.slot == HPy_mod_exec) {
      found.execs++;
    } else if (found.foreign == NULL) {
      found.foreign = *def;
    }
  }
  return found;
}

static void refuse_foreign(const HPyDef *def) {
  if (def->kind == HPyDef_Kind_Slot)
    PyErr_Format(PyExc_SystemError, "Unsupported slot in HPyModuleDef.defines (value: %d).", (int)def->slot.slot);
  else if (def->kind == HPyDef_Kind_Member)
    PyErr_Format(PyExc_SystemError, "Unsupported slot in HPyModuleDef.defines (value: member %s).", def->member.name);
  else
    PyErr_Format(PyExc_SystemError, "Unsupported slot in HPyModuleDef.defines (value: getset %s).", def->getset.name);
}

/* Raises SystemError for a definition that makes no sense. */
static bool check(const HPyModuleDef *def, const Contents *found) {
  if (def->size < 0)
    PyErr_SetString(PyExc_SystemError, "HPy does not permit HPyModuleDef.size < 0");
  else if (def->size > 0)
    PyErr_SetString(
        PyExc_SystemError,
        "Module state is not supported yet in HPy, set HPyModuleDef.size = 0 if module state is not needed");
  else if (found->foreign != NULL)
    refuse_foreign(found->foreign);
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

/* Executing. */

_HPy_HIDDEN PyObject *_HPy_executing = NULL;

/* Whether a module has the globals: its state. */
static bool *has_globals(PyObject *module) { return (bool *)PyModule_GetState(module); }

static int run_all(PyObject *module, HPyDef **defines) {
  for (FOR_EACH(def, defines)) {
    if ((*def)->kind != HPyDef_Kind_Slot)
      continue;
    HPyFunc_inquiry exec = (HPyFunc_inquiry)(void (*)(void))(*def)->slot.impl;
    if (exec(_HPyGetContext(), _py2h(module)) == 0)
      continue;
    if (!PyErr_Occurred())
      PyErr_SetString(PyExc_SystemError, "HPy_mod_exec slot failed without setting an exception");
    return -1;
  }
  return 0;
}

static int execute(PyObject *module) {
  Made *made = (Made *)(void *)PyModule_GetDef(module);
  if (made->own->globals != NULL) {
    *has_globals(module) = true;
    made->modules++;
  }
  PyObject *outer = _HPy_executing;
  _HPy_executing = module;
  int result = run_all(module, made->own->defines);
  _HPy_executing = outer;
  return result;
}

/*
 * Globals are places in the extension's memory, so nobody but a module that lists them lets go of what they hold. One
 * that is listed several times belongs to the first in the list, and to the first module that has it. An extension
 * that is imported twice has two modules for the same places: the collector does not see them then, and the last one
 * empties them.
 */

static Made *first_made = NULL;

static bool lists(const Made *made, const HPyGlobal *global, HPyGlobal **before) {
  for (HPyGlobal **at = made->own->globals; at != before && *at != NULL; at++)
    if (*at == global)
      return true;
  return false;
}

/* Whether one of a module's globals is its own: the one at `at` in its list. */
static bool owns(const Made *made, HPyGlobal **at) {
  if (lists(made, *at, at))
    return false;
  const Made *first = first_made;
  while (first != made && (first->modules == 0 || !lists(first, *at, NULL)))
    first = first->next;
  return first == made;
}

/* The first of the globals that are a module's own; NULL when there is none. */
static HPyGlobal **globals_of(PyObject *module, const Made **made) {
  *made = (const Made *)(const void *)PyModule_GetDef(module);
  return (*made)->modules == 1 && *has_globals(module) ? (*made)->own->globals : NULL;
}

static int traverse_globals(PyObject *module, visitproc visit, void *arg) {
  const Made *made;
  for (HPyGlobal **at = globals_of(module, &made); at != NULL && *at != NULL; at++) {
    PyObject *value = (PyObject *)(*at)->_i;
    int result = value == NULL || !owns(made, at) ? 0 : visit(value, arg);
    if (result != 0)
      return result;
  }
  return 0;
}

static int clear_globals(PyObject *module) {
  const Made *made;
  for (HPyGlobal **at = globals_of(module, &made); at != NULL && *at != NULL; at++) {
    PyObject *value = (PyObject *)(*at)->_i;
    if (!owns(made, at))
      continue;
    (*at)->_i = 0;
    Py_XDECREF(value);
  }
  return 0;
}

static void free_globals(void *module) {
  PyObject *object = (PyObject *)module;
  clear_globals(object);
  if (!*has_globals(object))
    return;
  ((Made *)(void *)PyModule_GetDef(object))->modules--;
  *has_globals(object) = false;
}

static void add_globals(Made *made) {
  Made **last = &first_made;
  while (*last != NULL)
    last = &(*last)->next;
  *last = made;
  made->def.m_size = sizeof(bool);
  made->def.m_traverse = traverse_globals;
  made->def.m_clear = clear_globals;
  made->def.m_free = free_globals;
}

static bool fill(Made *made, const Contents *found) {
  const HPyModuleDef *own = made->own;
  if (found->create != NULL) {
    made->slots[0].slot = Py_mod_create;
    made->slots[0].value = (void *)found->create->cpy_trampoline;
    return true;
  }
  made->slots[0].slot = Py_mod_exec;
  made->slots[0].value = (void *)execute;
  size_t methods = _HPy_CountMethods(own->defines, own->legacy_methods);
  made->def.m_methods = (PyMethodDef *)PyMem_Calloc(methods + 1, sizeof(PyMethodDef));
  if (made->def.m_methods == NULL) {
    PyErr_NoMemory();
    return false;
  }
  if (!_HPy_FillMethods(made->def.m_methods, own->defines, own->legacy_methods))
    return false;
  if (own->globals != NULL)
    add_globals(made);
  return true;
}

static PyModuleDef *make(const char *name, HPyModuleDef *own) {
  Contents found = look_at(own->defines);
  if (!check(own, &found))
    return NULL;
  Made *made = (Made *)PyMem_Calloc(1, sizeof *made);
  if (made == NULL) {
    PyErr_NoMemory();
    return NULL;
  }
  static const PyModuleDef_Base head = PyModuleDef_HEAD_INIT;
  made->own = own;
  made->def.m_base = head;
  made->def.m_name = name;
  made->def.m_doc = own->doc;
  made->def.m_slots = made->slots;
  if (fill(made, &found))
    return &made->def;
  PyMem_Free(made->def.m_methods);
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
