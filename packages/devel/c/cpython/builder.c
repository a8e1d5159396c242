/*
 * Builders: lists and tuples under construction.
 *
 * A builder keeps its items in memory of its own, and the object is made when it is built: so nobody sees it half-made, and
 * whatever goes wrong before can wait until then. A size that no object can have gives the null builder, which ignores
 * everything and builds a MemoryError.
 */

#include "runtime.h"

typedef struct {
  HPy_ssize_t size;
  HPy_ssize_t wrong; /* the first index that was wrong; -1 when there was none */
  bool null_item;    /* whether the item there was null */
  HPy items[];
} Builder;

static intptr_t open(HPy_ssize_t size) {
  if (size < 0 || (size_t)size > (PY_SSIZE_T_MAX - sizeof(Builder)) / sizeof(HPy))
    return 0;
  Builder *builder = (Builder *)PyMem_Calloc(1, sizeof *builder + (size_t)size * sizeof(HPy));
  if (builder == NULL)
    return 0;
  builder->size = size;
  builder->wrong = -1;
  return (intptr_t)builder;
}

static void set(intptr_t word, HPy_ssize_t index, HPy item) {
  Builder *builder = (Builder *)word;
  if (builder == NULL || builder->wrong >= 0)
    return;
  if (index < 0 || index >= builder->size || HPy_IsNull(item)) {
    builder->null_item = index >= 0 && index < builder->size;
    builder->wrong = index < 0 ? PY_SSIZE_T_MAX : index;
    return;
  }
  PyObject *before = _h2py(builder->items[index]);
  builder->items[index] = _py2h(Py_NewRef(_h2py(item)));
  Py_XDECREF(before);
}

static void cancel(intptr_t word) {
  Builder *builder = (Builder *)word;
  if (builder == NULL)
    return;
  for (HPy_ssize_t index = 0; index < builder->size; index++)
    Py_XDECREF(_h2py(builder->items[index]));
  PyMem_Free(builder);
}

/* Raises SystemError for what was wrong. */
static bool check(const Builder *builder, const char *name) {
  if (builder->wrong >= 0 && builder->null_item)
    PyErr_Format(PyExc_SystemError, "%s: item %zd was set to a null handle", name, builder->wrong);
  else if (builder->wrong >= 0)
    PyErr_Format(PyExc_SystemError, "%s: an index is out of range for %zd items", name, builder->size);
  if (builder->wrong >= 0)
    return false;
  for (HPy_ssize_t index = 0; index < builder->size; index++) {
    if (!HPy_IsNull(builder->items[index]))
      continue;
    PyErr_Format(PyExc_SystemError, "%s: item %zd of %zd was never set", name, index, builder->size);
    return false;
  }
  return true;
}

static HPy build(intptr_t word, const char *name, PyObject *(*make)(Py_ssize_t),
                 int (*fill)(PyObject *, Py_ssize_t, PyObject *)) {
  Builder *builder = (Builder *)word;
  if (builder == NULL)
    return _py2h(PyErr_NoMemory());
  PyObject *made = check(builder, name) ? make(builder->size) : NULL;
  if (made == NULL) {
    cancel(word);
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
