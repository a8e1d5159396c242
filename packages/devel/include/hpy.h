/*
 * HPy for extensions in C and C++: the one header to include.
 *
 * An extension sees handles and a context full of functions, and nothing of the interpreter behind them. Layouts,
 * numbers and names are those of HPy's universal ABI 0.0, so that what is compiled with these headers loads wherever
 * that ABI is offered.
 */

#ifndef HPY_H
#define HPY_H

#include "hpy/abi.h"

#if !defined(HPY_ABI_UNIVERSAL)
#ifndef PY_SSIZE_T_CLEAN
#define PY_SSIZE_T_CLEAN
#endif
#include <Python.h>
#endif

#include <alloca.h>
#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "hpy/types.h"

#ifdef HPY_ABI_CPYTHON
#include "hpy/cpython/handles.h"
#endif

#include "hpy/generated/signatures.h"
#include "hpy/generated/slots.h"

#ifdef HPY_ABI_CPYTHON
#include "hpy/cpython/trampolines.h"
#endif

#include "hpy/hpydef.h"
#include "hpy/hpytype.h"

#include "hpy/hpymodule.h"
#include "hpy/runtime/structseq.h"

#ifdef HPY_ABI_CPYTHON
#include "hpy/cpython/generated/context.h"

#include "hpy/cpython/generated/functions.h"

#include "hpy/cpython/functions.h"
#else
#include "hpy/generated/context.h"

#include "hpy/generated/functions.h"
#endif

#include "hpy/functions.h"
#include "hpy/inline_helpers.h"
#include "hpy/macros.h"

#include "hpy/runtime/argparse.h"
#include "hpy/runtime/buildvalue.h"
#include "hpy/runtime/format.h"
#include "hpy/runtime/helpers.h"

#ifdef __cplusplus
}
#endif

#endif
