/* Modules: the definition, and the symbols by which a loader finds it. */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_HPYMODULE_H)
#define HPY_HPYMODULE_H

/* The name comes from the ModuleSpec. `globals` ends with NULL, as `defines` does. */
typedef struct {
  const char *doc;
  HPy_ssize_t size;
  cpy_PyMethodDef *legacy_methods;
  HPyDef **defines;
  HPyGlobal **globals;
} HPyModuleDef;

/*
 * Several modules in one program that is linked as a whole keep their contexts apart: one source file each. In the
 * CPython ABI there is one context for all.
 */
#if defined(HPY_ABI_CPYTHON)
#define HPY_MOD_EMBEDDABLE(modname)
#elif defined(HPY_EMBEDDED_MODULES)
#define HPY_CONTEXT_LINKAGE static
#define HPY_MOD_EMBEDDABLE(modname) HPY_CONTEXT_LINKAGE HPyContext *_ctx_for_trampolines;
#else
#define HPY_CONTEXT_LINKAGE _HPy_HIDDEN
#define HPY_MOD_EMBEDDABLE(modname)
extern HPyContext *_ctx_for_trampolines;
#endif

#ifdef __cplusplus
#define HPy_EXPORTED_FUNC extern "C" HPy_EXPORTED_SYMBOL
#else
#define HPy_EXPORTED_FUNC HPy_EXPORTED_SYMBOL
#endif

#ifdef HPY_ABI_CPYTHON

/* Makes CPython's definition of a module from HPy's, once; NULL with an exception set when HPy's makes no sense. */
HPyAPI_HELPER PyObject *_HPyModule_Init(PyModuleDef **made, const char *name, HPyModuleDef *def);

/* Exports the module `mod_def` under the name `ext_name`, as CPython looks for it. */
#define HPy_MODINIT(ext_name, mod_def)                                                                                 \
  HPy_EXPORTED_FUNC PyObject *PyInit_##ext_name(void);                                                                 \
  PyObject *PyInit_##ext_name(void) {                                                                                  \
    static PyModuleDef *made = NULL;                                                                                   \
    return _HPyModule_Init(&made, #ext_name, &mod_def);                                                                \
  }

#else

/* Exports the module `mod_def` under the name `ext_name`: the version that it was compiled for, its context, itself. */
#define HPy_MODINIT(ext_name, mod_def)                                                                                 \
  HPy_EXPORTED_FUNC uint32_t get_required_hpy_major_version_##ext_name(void);                                          \
  uint32_t get_required_hpy_major_version_##ext_name(void) { return HPY_ABI_VERSION; }                                 \
  HPy_EXPORTED_FUNC uint32_t get_required_hpy_minor_version_##ext_name(void);                                          \
  uint32_t get_required_hpy_minor_version_##ext_name(void) { return HPY_ABI_VERSION_MINOR; }                           \
  HPY_CONTEXT_LINKAGE HPyContext *_ctx_for_trampolines;                                                                \
  HPy_EXPORTED_FUNC void HPyInitGlobalContext_##ext_name(HPyContext *ctx);                                             \
  void HPyInitGlobalContext_##ext_name(HPyContext *ctx) { _ctx_for_trampolines = ctx; }                                \
  HPy_EXPORTED_FUNC HPyModuleDef *HPyInit_##ext_name(void);                                                            \
  HPyModuleDef *HPyInit_##ext_name(void) { return &mod_def; }

#endif

#endif
