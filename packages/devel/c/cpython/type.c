/* HPyType_FromSpec. */

#include "type.h"

static unsigned int flags_of(const HPyType_Spec *spec, const TypePlan *plan) {
  unsigned long flags = spec->flags & ~(HPy_TPFLAGS_HAVE_GC | HPy_TPFLAGS_HAVE_VECTORCALL);
  if (plan->gc)
    flags |= HPy_TPFLAGS_HAVE_GC;
  if (plan->adds_dict)
    flags |= Py_TPFLAGS_MANAGED_DICT;
  if (HAS_VECTORCALL(plan) && (spec->flags & HPy_TPFLAGS_HAVE_VECTORCALL) != 0)
    flags |= HPy_TPFLAGS_HAVE_VECTORCALL;
  if (HAS_VECTORCALL(plan) && plan->adds_call)
    flags |= HPy_TPFLAGS_HAVE_VECTORCALL;
  return (unsigned int)flags;
}

/* Whether a type that says it is called by vectorcall says where its instances have the function. */
static bool check_vectorcall(const HPyType_Spec *spec, const TypePlan *plan, PyTypeObject *base) {
  bool wanted = (spec->flags & HPy_TPFLAGS_HAVE_VECTORCALL) != 0;
  if (!wanted || plan->has_call || PyType_HasFeature(base, Py_TPFLAGS_HAVE_VECTORCALL))
    return true;
  PyErr_Format(PyExc_TypeError,
               "type '%s' has HPy_TPFLAGS_HAVE_VECTORCALL, but neither HPy_tp_call nor a member '__vectorcalloffset__'",
               spec->name);
  return false;
}

/* Members by which CPython finds something in an instance must have a place of their own. */
static bool check_layout(const HPyType_Spec *spec, const TypePlan *plan) {
  static const char *const names[] = {"__weaklistoffset__", "__dictoffset__"};
  for (size_t index = 0; plan->struct_offset == STRUCT_AT_END && index < sizeof names / sizeof names[0]; index++) {
    if (_HPy_FindMember(spec, names[index]) < 0)
      continue;
    PyErr_Format(PyExc_TypeError, "type '%s' cannot have a member '%s': its struct moves with the number of items",
                 spec->name, names[index]);
    return false;
  }
  return true;
}

/*
 * Makes the type the owner of the block with its record: in place of the memory of its name, which is in the block,
 * too. A type frees that last, when nobody can ask for the record any more.
 */
static void give_block(PyTypeObject *type, const TypeParts *parts) {
  if (_HPy_facts.type_name == 0)
    return;
  void **memory = (void **)(void *)((char *)type + _HPy_facts.type_name);
  const char **name = (const char **)(void *)((char *)type + sizeof(PyVarObject));
  PyMem_Free(*memory);
  *memory = parts->info;
  *name = parts->name;
}

static PyObject *make(const HPyType_Spec *spec, const TypePlan *plan, const TypeParams *params) {
  TypeParts parts;
  if (!_HPy_TypeParts(&parts, spec, plan))
    return NULL;
  PyType_Spec own = {spec->name, (int)plan->basicsize, spec->itemsize, flags_of(spec, plan), parts.slots};
  PyObject *type = PyType_FromMetaclass(params->metaclass, _HPy_executing, &own, params->bases);
  PyMem_Free(parts.slots);
  PyMem_Free(parts.members);
  if (type == NULL) {
    PyMem_Free(parts.info);
    return NULL;
  }
  parts.info->type = (PyTypeObject *)type;
  give_block(parts.info->type, &parts);
  HPy_ssize_t weak = _HPy_SizeAttribute(parts.info->type, "__weakrefoffset__");
  parts.info->has_weakrefs = weak != 0;
  if (weak == -1 && PyErr_Occurred()) {
    Py_DECREF(type);
    return NULL;
  }
  if (plan->shape == HPyType_BuiltinShape_Legacy || plan->struct_offset == STRUCT_AT_END)
    return type;
  if (plan->struct_offset != _HPy_STRUCT_AFTER(_HPy_facts.shape_sizes[plan->shape]))
    _HPy_structs_vary = true;
  return type;
}

HPyAPI_HELPER HPy ctx_Type_FromSpec(HPyContext *ctx, HPyType_Spec *spec, HPyType_SpecParam *params) {
  (void)ctx;
  TypeParams read;
  if (!_HPy_CheckSpec(spec) || !_HPy_ReadParams(&read, spec->name, params))
    return HPy_NULL;
  TypePlan plan;
  PyObject *type = NULL;
  if (_HPy_PlanType(&plan, spec, &read) && check_vectorcall(spec, &plan, read.base) && check_layout(spec, &plan))
    type = make(spec, &plan, &read);
  Py_DECREF(read.bases);
  return _py2h(type);
}
