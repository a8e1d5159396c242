/* Stands in the way of CPython's header where a universal extension is compiled. */

#error "It is forbidden to #include <Python.h> when targeting the HPy Universal ABI"
