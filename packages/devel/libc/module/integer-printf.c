/*
 * The names that Emscripten's compiler gives to printf and its like where nothing is formatted that needs the whole of
 * them.
 */

#include <stdarg.h>
#include <stdio.h>

int __small_vfprintf(FILE *file, const char *format, va_list arguments) {
  return vfprintf(file, format, arguments);
}

int __small_vsprintf(char *text, const char *format, va_list arguments) {
  return vsprintf(text, format, arguments);
}

int __small_vsnprintf(char *text, size_t size, const char *format, va_list arguments) {
  return vsnprintf(text, size, format, arguments);
}

/* The body of a function whose last parameter before the dots is `format`. */
#define FORMATTED(call)          \
  {                              \
    va_list arguments;           \
    va_start(arguments, format); \
    int written = call;          \
    va_end(arguments);           \
    return written;              \
  }

int iprintf(const char *format, ...) FORMATTED(vprintf(format, arguments))
int fiprintf(FILE *file, const char *format, ...) FORMATTED(vfprintf(file, format, arguments))
int siprintf(char *text, const char *format, ...) FORMATTED(vsprintf(text, format, arguments))
int __small_printf(const char *format, ...) FORMATTED(vprintf(format, arguments))
int __small_fprintf(FILE *file, const char *format, ...) FORMATTED(vfprintf(file, format, arguments))
int __small_sprintf(char *text, const char *format, ...) FORMATTED(vsprintf(text, format, arguments))
