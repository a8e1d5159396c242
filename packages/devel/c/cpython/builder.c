/*
 * Builders: lists and tuples under construction.
 *
 * A builder keeps its items in memory of its own, and the object is made when it is built: so nobody sees it half-
 * made, and whatever goes wrong before can wait until then. A size that no object can have gives the null builder,
 * which ignores everything and builds a MemoryError. One that is spent ignores everything, and building it is a
 * SystemError.
 */

#include "registry.h"

typedef struct {
  HPy_ssize_t size;
  enum { FINE, OUT_OF_RANGE, NULL_ITEM } problem; /* the first that there was, */
  HPy_ssize_t wrong;                              /* and the index that it was with */
  HPy items[];
} Builder;

static Registry builders;

static intptr_t open(HPy_ssize_t size) {
  if (size < 0 || (size_t)size > (PY_SSIZE_T_MAX - sizeof(Builder)) / sizeof(HPy))
    return 0;
  Builder *builder = (Builder *)PyMem_Calloc(1, sizeof *builder + (size_t)size * sizeof(HPy));
  if (builder == NULL)
    return 0;
  builder->size = size;
  intptr_t number = _HPy_Open(&builders, builder);
  if (number == 0)
    PyMem_Free(builder);
  return number;
}

static void set(intptr_t number, HPy_ssize_t index, HPy item) {
  Builder *builder = (Builder *)_HPy_Deref(&builders, number);
  if (builder == NULL || builder->problem != FINE)
    return;
  bool in_range = index >= 0 && index < builder->size;
  if (!in_range || HPy_IsNull(item)) {
    builder->problem = in_range ? NULL_ITEM : OUT_OF_RANGE;
    builder->wrong = index;
    return;
  }
  PyObject *before = _h2py(builder->items[index]);
  builder->items[index] = _py2h(Py_NewRef(_h2py(item)));
  Py_XDECREF(before);
}

static void drop(Builder *builder) {
  for (HPy_ssize_t index = 0; index < builder->size; index++)
    Py_XDECREF(_h2py(builder->items[index]));
  PyMem_Free(builder);
}

static void cancel(intptr_t number) {
  Builder *builder = (Builder *)_HPy_Consume(&builders, number);
  if (builder != NULL)
    drop(builder);
}

/* Raises SystemError for what was wrong. */
static bool check(const Builder *builder, const char *name) {
  if (builder->problem == NULL_ITEM)
    PyErr_Format(PyExc_SystemError, "%s: item %zd was set to a null handle", name, builder->wrong);
  else if (builder->problem == OUT_OF_RANGE)
    PyErr_Format(PyExc_SystemError, "%s: index %zd is out of range for %zd items", name, builder->wrong,
                 builder->size);
  if (builder->problem != FINE)
    return false;
  for (HPy_ssize_t index = 0; index < builder->size; index++) {
    if (!HPy_IsNull(builder->items[index]))
      continue;
    PyErr_Format(PyExc_SystemError, "%s: item %zd of %zd was never set", name, index, builder->size);
    return false;
  }
  return true;
}

static HPy build(intptr_t number, const char *name, PyObject *(*make)(Py_ssize_t),
                 int (*fill)(PyObject *, Py_ssize_t, PyObject *)) {
  if (number == 0)
    return _py2h(PyErr_NoMemory());
  Builder *builder = (Builder *)_HPy_Consume(&builders, number);
  if (builder == NULL) {
    PyErr_Format(PyExc_SystemError, "%s: the builder was built or cancelled before", name);
    return HPy_NULL;
  }
  PyObject *made = check(builder, name) ? make(builder->size) : NULL;
  if (made == NULL) {
    drop(builder);
    return HPy_NULL;
  }
  for (HPy_ssize_t index = 0; index < builder->size; index++)
    fill(made, index, _h2py(builder->items[index]));
  PyMem_Free(builder);
  return _py2h(made);
}

#define BUILDER(KIND, FIELD)                                                                                           \
  HPyAPI_HELPER HPy##KIND##Builder ctx_##KIND##Builder_New(HPyContext *ctx, HPy_ssize_t size) {                        \
    (void)ctx;                                                                                                         \
    return HPY_WORD(HPy##KIND##Builder, open(size));                                                                   \
  }                                                                                                                    \
  HPyAPI_HELPER void ctx_##KIND##Builder_Set(HPyContext *ctx, HPy##KIND##Builder builder, HPy_ssize_t index,           \
                                             HPy h_item) {                                                             \
    (void)ctx;                                                                                                         \
    set(builder.FIELD, index, h_item);                                                                                 \
  }                                                                                                                    \
  HPyAPI_HELPER HPy ctx_##KIND##Builder_Build(HPyContext *ctx, HPy##KIND##Builder builder) {                           \
    (void)ctx;                                                                                                         \
    return build(builder.FIELD, "HPy" #KIND "Builder", Py##KIND##_New, Py##KIND##_SetItem);                            \
  }                                                                                                                    \
  HPyAPI_HELPER void ctx_##KIND##Builder_Cancel(HPyContext *ctx, HPy##KIND##Builder builder) {                         \
    (void)ctx;                                                                                                         \
    cancel(builder.FIELD);                                                                                             \
  }

BUILDER(List, _lst)
BUILDER(Tuple, _tup)
