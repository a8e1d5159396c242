/*
 * CPython's limited API, as far as HPy and extensions that mix it with HPy need it: for compiling where no CPython is
 * installed. The folder comes last in the search for headers, so that a real Python.h, where there is one, comes
 * before it.
 *
 * It declares what is the same in all Pythons from 3.12 on: functions, structs that are part of the stable ABI,
 * numbers. PyTypeObject and its like have no fields here. What CPython's own headers would inline is a call.
 */

#ifndef Py_PYTHON_H
#define Py_PYTHON_H

/* Tells this header from a real one. */
#define HPY_LIMITED_PYTHON_H

#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030C0000
#endif

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#ifdef __cplusplus
extern "C" {
#define PyMODINIT_FUNC extern "C" __attribute__((visibility("default"))) PyObject *
#else
#define PyMODINIT_FUNC extern __attribute__((visibility("default"))) PyObject *
#endif

/* What the interpreter exports lies outside of an extension, whatever the visibility of the extension's own symbols. */
#define PyAPI_FUNC(type) extern __attribute__((visibility("default"))) type
#define PyAPI_DATA(type) extern __attribute__((visibility("default"))) type

#include "limited/objects.h"

#include "limited/definitions.h"

#include "limited/types.h"

#include "limited/exceptions.h"

#include "limited/protocols.h"

#include "limited/scalars.h"

#include "limited/containers.h"

#include "limited/modules.h"

#include "limited/interpreter.h"

#ifdef __cplusplus
}
#endif

#endif
