/*
 * Definitions: what a type or a module consists of, as static data.
 *
 * The structs have a place for a function with CPython's own signature (`cpy_trampoline`): a function that is made
 * beside each of the extension's in the CPython ABI. The other ABIs leave it empty, because those who load WebAssembly
 * call the HPy function itself.
 */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_HPYDEF_H)
#define HPY_HPYDEF_H

typedef struct {
  HPySlot_Slot slot;
  HPyCFunction impl;
  cpy_PyCFunction cpy_trampoline;
} HPySlot;

typedef struct {
  const char *name;
  HPyCFunction impl;
  cpy_PyCFunction cpy_trampoline;
  HPyFunc_Signature signature;
  const char *doc;
} HPyMeth;

typedef struct {
  const char *name;
  HPyMember_FieldType type;
  HPy_ssize_t offset;
  int readonly;
  const char *doc;
} HPyMember;

typedef struct {
  const char *name;
  HPyCFunction getter_impl;
  HPyCFunction setter_impl;
  cpy_getter getter_cpy_trampoline;
  cpy_setter setter_cpy_trampoline;
  const char *doc;
  void *closure;
} HPyGetSet;

typedef enum {
  HPyDef_Kind_Slot = 1,
  HPyDef_Kind_Meth = 2,
  HPyDef_Kind_Member = 3,
  HPyDef_Kind_GetSet = 4,
} HPyDef_Kind;

typedef struct {
  HPyDef_Kind kind;
  union {
    HPySlot slot;
    HPyMeth meth;
    HPyMember member;
    HPyGetSet getset;
  };
} HPyDef;

typedef struct {
  cpy_PyCapsule_Destructor cpy_trampoline;
  HPyFunc_Capsule_Destructor impl;
} HPyCapsule_Destructor;

typedef struct {
  cpy_vectorcallfunc cpy_trampoline;
  HPyFunc_keywords impl;
} HPyCallFunction;

/* Declares the function SYM with a signature. The enumerator makes a signature that does not exist a clear error. */
#define HPyFunc_DECLARE(SYM, SIG)                                                                                      \
  enum { SYM##_sig = SIG };                                                                                            \
  HPY_DECLARE_##SIG(SYM)

/* HPyFunc_TRAMPOLINE(SYM, IMPL, SIG) makes the function SYM that CPython calls for IMPL; definitions refer to it. */
#ifdef HPY_ABI_CPYTHON
#define HPyFunc_TRAMPOLINE(SYM, IMPL, SIG) HPY_TRAMPOLINE_##SIG(SYM, IMPL)
#define HPY_DEFINE_TRAMPOLINE(SYM, IMPL, SIG) HPY_TRAMPOLINE_##SIG(SYM, IMPL)
#define HPY_TRAMPOLINE(SYM) ((cpy_PyCFunction)(void (*)(void))SYM)
#define HPY_TYPED_TRAMPOLINE(SYM) SYM
#else
#define HPyFunc_TRAMPOLINE(SYM, IMPL, SIG) enum { SYM##_sig = SIG };
#define HPY_DEFINE_TRAMPOLINE(SYM, IMPL, SIG)
#define HPY_TRAMPOLINE(SYM) NULL
#define HPY_TYPED_TRAMPOLINE(SYM) NULL
#endif

/* The signature of a slot. */
#define HPySlot_SIG(SLOT) HPY_SIGNATURE_OF_##SLOT

#define HPY_AS_FUNCTION(IMPL) ((HPyCFunction)(void (*)(void))IMPL)

/*
 * Each macro below passes its arguments on with one that is empty behind them, as standard C wants something in the
 * place of `...`. What stands there are fields of the definition: HPyDef_METH(f, "f", HPyFunc_O, .doc = "f(x)").
 */

/* Fields that are left out of a definition are zero, which some compilers think worth a warning. */
#if defined(__GNUC__)
#define HPY_DEFINITION(...)                                                                                            \
  _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wmissing-field-initializers\"") __VA_ARGS__        \
  _Pragma("GCC diagnostic pop")
#else
#define HPY_DEFINITION(...) __VA_ARGS__
#endif

#define HPyDef_SLOT(SYM, SLOT) HPyDef_SLOT_IMPL(SYM, SYM##_impl, SLOT)
#define HPyDef_SLOT_IMPL(SYM, IMPL, SLOT)                                                                              \
  enum { SYM##_slot = SLOT };                                                                                          \
  HPY_SLOT(SYM, IMPL, SLOT, HPySlot_SIG(SLOT))
#define HPY_SLOT(SYM, IMPL, SLOT, SIG)                                                                                 \
  HPyFunc_DECLARE(IMPL, SIG)                                                                                           \
  HPY_DEFINE_TRAMPOLINE(SYM##_trampoline, IMPL, SIG)                                                                   \
  HPyDef SYM = {.kind = HPyDef_Kind_Slot,                                                                              \
                .slot = {.slot = SLOT,                                                                                 \
                         .impl = HPY_AS_FUNCTION(IMPL),                                                                \
                         .cpy_trampoline = HPY_TRAMPOLINE(SYM##_trampoline)}};

#define HPyDef_METH(...) HPY_METH_AND_IMPL(__VA_ARGS__, )
#define HPyDef_METH_IMPL(...) HPY_METH(__VA_ARGS__, )
#define HPY_METH_AND_IMPL(SYM, NAME, SIG, ...) HPY_METH(SYM, NAME, SYM##_impl, SIG, __VA_ARGS__)
#define HPY_METH(SYM, NAME, IMPL, SIG, ...)                                                                            \
  HPyFunc_DECLARE(IMPL, SIG)                                                                                           \
  HPY_DEFINE_TRAMPOLINE(SYM##_trampoline, IMPL, SIG)                                                                   \
  HPY_DEFINITION(HPyDef SYM = {.kind = HPyDef_Kind_Meth,                                                               \
                               .meth = {.name = NAME,                                                                  \
                                        .impl = HPY_AS_FUNCTION(IMPL),                                                 \
                                        .cpy_trampoline = HPY_TRAMPOLINE(SYM##_trampoline),                            \
                                        .signature = SIG,                                                              \
                                        __VA_ARGS__}};)

#define HPyDef_MEMBER(...) HPY_MEMBER(__VA_ARGS__, )
#define HPY_MEMBER(SYM, NAME, TYPE, OFFSET, ...)                                                                       \
  HPY_DEFINITION(HPyDef SYM = {.kind = HPyDef_Kind_Member,                                                             \
                               .member = {.name = NAME, .type = TYPE, .offset = OFFSET, __VA_ARGS__}};)

#define HPyDef_GET(...) HPY_GET_AND_IMPL(__VA_ARGS__, )
#define HPyDef_GET_IMPL(...) HPY_GET(__VA_ARGS__, )
#define HPY_GET_AND_IMPL(SYM, NAME, ...) HPY_GET(SYM, NAME, SYM##_get, __VA_ARGS__)
#define HPY_GET(SYM, NAME, GETIMPL, ...)                                                                               \
  HPyFunc_DECLARE(GETIMPL, HPyFunc_GETTER)                                                                             \
  HPY_DEFINE_TRAMPOLINE(SYM##_get_trampoline, GETIMPL, HPyFunc_GETTER)                                                 \
  HPY_DEFINITION(HPyDef SYM = {.kind = HPyDef_Kind_GetSet,                                                             \
                               .getset = {.name = NAME,                                                                \
                                          .getter_impl = HPY_AS_FUNCTION(GETIMPL),                                     \
                                          .setter_impl = NULL,                                                         \
                                          .getter_cpy_trampoline = HPY_TYPED_TRAMPOLINE(SYM##_get_trampoline),         \
                                          .setter_cpy_trampoline = NULL,                                               \
                                          __VA_ARGS__}};)

#define HPyDef_SET(...) HPY_SET_AND_IMPL(__VA_ARGS__, )
#define HPyDef_SET_IMPL(...) HPY_SET(__VA_ARGS__, )
#define HPY_SET_AND_IMPL(SYM, NAME, ...) HPY_SET(SYM, NAME, SYM##_set, __VA_ARGS__)
#define HPY_SET(SYM, NAME, SETIMPL, ...)                                                                               \
  HPyFunc_DECLARE(SETIMPL, HPyFunc_SETTER)                                                                             \
  HPY_DEFINE_TRAMPOLINE(SYM##_set_trampoline, SETIMPL, HPyFunc_SETTER)                                                 \
  HPY_DEFINITION(HPyDef SYM = {.kind = HPyDef_Kind_GetSet,                                                             \
                               .getset = {.name = NAME,                                                                \
                                          .getter_impl = NULL,                                                         \
                                          .setter_impl = HPY_AS_FUNCTION(SETIMPL),                                     \
                                          .getter_cpy_trampoline = NULL,                                               \
                                          .setter_cpy_trampoline = HPY_TYPED_TRAMPOLINE(SYM##_set_trampoline),         \
                                          __VA_ARGS__}};)

#define HPyDef_GETSET(...) HPY_GETSET_AND_IMPL(__VA_ARGS__, )
#define HPyDef_GETSET_IMPL(...) HPY_GETSET(__VA_ARGS__, )
#define HPY_GETSET_AND_IMPL(SYM, NAME, ...) HPY_GETSET(SYM, NAME, SYM##_get, SYM##_set, __VA_ARGS__)
#define HPY_GETSET(SYM, NAME, GETIMPL, SETIMPL, ...)                                                                   \
  HPyFunc_DECLARE(GETIMPL, HPyFunc_GETTER)                                                                             \
  HPyFunc_DECLARE(SETIMPL, HPyFunc_SETTER)                                                                             \
  HPY_DEFINE_TRAMPOLINE(SYM##_get_trampoline, GETIMPL, HPyFunc_GETTER)                                                 \
  HPY_DEFINE_TRAMPOLINE(SYM##_set_trampoline, SETIMPL, HPyFunc_SETTER)                                                 \
  HPY_DEFINITION(HPyDef SYM = {.kind = HPyDef_Kind_GetSet,                                                             \
                               .getset = {.name = NAME,                                                                \
                                          .getter_impl = HPY_AS_FUNCTION(GETIMPL),                                     \
                                          .setter_impl = HPY_AS_FUNCTION(SETIMPL),                                     \
                                          .getter_cpy_trampoline = HPY_TYPED_TRAMPOLINE(SYM##_get_trampoline),         \
                                          .setter_cpy_trampoline = HPY_TYPED_TRAMPOLINE(SYM##_set_trampoline),         \
                                          __VA_ARGS__}};)

/* A capsule's destructor: the function SYM_impl. */
#define HPyCapsule_DESTRUCTOR(SYM)                                                                                     \
  static void SYM##_impl(const char *name, void *pointer, void *context);                                              \
  HPY_DEFINE_TRAMPOLINE(SYM##_trampoline, SYM##_impl, HPyFunc_CAPSULE_DESTRUCTOR)                                      \
  static HPyCapsule_Destructor SYM = {.cpy_trampoline = HPY_TYPED_TRAMPOLINE(SYM##_trampoline), .impl = SYM##_impl};

/* What HPy_SetCallFunction takes, or a field of type HPyCallFunction: the function SYM_impl. */
#define HPyDef_CALL_FUNCTION(SYM)                                                                                      \
  HPyFunc_DECLARE(SYM##_impl, HPyFunc_KEYWORDS)                                                                        \
  HPY_DEFINE_TRAMPOLINE(SYM##_trampoline, SYM##_impl, HPyFunc_KEYWORDS)                                                \
  static HPyCallFunction SYM = {.cpy_trampoline = HPY_TYPED_TRAMPOLINE(SYM##_trampoline), .impl = SYM##_impl};

#endif
