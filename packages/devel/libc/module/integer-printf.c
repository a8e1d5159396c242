/*
 * The names that clang gives to printf and its like, for Emscripten, where nothing is formatted that needs the whole of
 * them.
 */

#include <stdarg.h>
#include <stdio.h>

#define FORMATTED(call)      \
  va_list arguments;         \
  va_start(arguments, format); \
  int written = call;        \
  va_end(arguments);         \
  return written;

int iprintf(const char *format, ...) { FORMATTED(vprintf(format, arguments)) }
int fiprintf(FILE *file, const char *format, ...) { FORMATTED(vfprintf(file, format, arguments)) }
int siprintf(char *text, const char *format, ...) { FORMATTED(vsprintf(text, format, arguments)) }
int __small_printf(const char *format, ...) { FORMATTED(vprintf(format, arguments)) }
int __small_fprintf(FILE *file, const char *format, ...) { FORMATTED(vfprintf(file, format, arguments)) }
int __small_sprintf(char *text, const char *format, ...) { FORMATTED(vsprintf(text, format, arguments)) }
