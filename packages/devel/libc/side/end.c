/*
 * What ends a program. An extension is none: in place of the interpreter's functions, which would end it, each side
 * module has these, which trap, and a trap becomes a SystemError in Python.
 */

#include <stdio.h>
#include <stdlib.h>

_Noreturn void abort(void) { __builtin_trap(); }

_Noreturn void exit(int status) {
  fprintf(stderr, "exit(%d) called in an HPy extension\n", status);
  fflush(stderr);
  __builtin_trap();
}

_Noreturn void _Exit(int status) { exit(status); }

_Noreturn void quick_exit(int status) { exit(status); }

_Noreturn void __assert_fail(const char *expression, const char *file, int line, const char *function) {
  fprintf(stderr, "Assertion failed: %s (%s: %s: %d)\n", expression, file, function, line);
  fflush(stderr);
  __builtin_trap();
}
