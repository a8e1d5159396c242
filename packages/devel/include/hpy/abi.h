/*
 * Which ABI is compiled for. Just one of these is defined by who calls the compiler:
 *
 * HPY_ABI_UNIVERSAL  one binary for every interpreter that offers HPy
 * HPY_ABI_HYBRID     HPy and CPython's own C API side by side, for one interpreter
 * HPY_ABI_CPYTHON    an ordinary extension module of CPython's: HPy's functions become calls of its C API
 */

#ifndef HPY_ABI_H
#define HPY_ABI_H

#define HPY_ABI_VERSION 0
#define HPY_ABI_VERSION_MINOR 0
#define HPY_ABI_TAG "hpy0"

#if defined(HPY_ABI_CPYTHON) && defined(HPY_ABI_HYBRID)
#error "Conflicting macros are defined: HPY_ABI_CPYTHON and HPY_ABI_HYBRID"
#elif defined(HPY_ABI_CPYTHON) && defined(HPY_ABI_UNIVERSAL)
#error "Conflicting macros are defined: HPY_ABI_CPYTHON and HPY_ABI_UNIVERSAL"
#elif defined(HPY_ABI_HYBRID) && defined(HPY_ABI_UNIVERSAL)
#error "Conflicting macros are defined: HPY_ABI_HYBRID and HPY_ABI_UNIVERSAL"
#endif

#if defined(HPY_ABI_UNIVERSAL)
#define HPY_ABI "universal"
#elif defined(HPY_ABI_HYBRID)
#define HPY_ABI "hybrid"
#elif defined(HPY_ABI_CPYTHON)
#define HPY_ABI "cpython"
#else
#error "Cannot determine the desired HPy ABI: you must set one of HPY_ABI_CPYTHON, HPY_ABI_UNIVERSAL or HPY_ABI_HYBRID"
#endif

/* What compilers call the same things differently for. */

#if defined(__GNUC__)
#define _HPy_HIDDEN __attribute__((visibility("hidden")))
#define _HPy_UNUSED __attribute__((unused))
#define _HPy_NO_RETURN __attribute__((noreturn))
#define HPy_EXPORTED_SYMBOL __attribute__((visibility("default")))
#else
#define _HPy_HIDDEN
#define _HPy_UNUSED
#define _HPy_NO_RETURN
#define HPy_EXPORTED_SYMBOL
#endif

/* Names a parameter that is not used. */
#define _HPy_UNUSED_ARG(name) (unused_##name) _HPy_UNUSED

/* Functions of the API are inline; helpers are compiled into each extension. */
#define HPyAPI_FUNC _HPy_UNUSED static inline
#define HPyAPI_INLINE_HELPER HPyAPI_FUNC
#define HPyAPI_UNUSED HPyAPI_FUNC
#define HPyAPI_HELPER _HPy_HIDDEN

/* Marks functions that only extensions with access to CPython's C API may call. */
#if !defined(HPY_ABI_UNIVERSAL)
#define HPY_LEGACY
#elif defined(__has_attribute)
#if __has_attribute(error)
#define HPY_LEGACY __attribute__((error("Cannot use legacy functions when targeting the HPy Universal ABI")))
#else
#define HPY_LEGACY
#endif
#else
#define HPY_LEGACY
#endif

#endif
