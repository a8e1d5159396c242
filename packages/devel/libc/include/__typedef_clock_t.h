/* What clock() returns: Emscripten's has the width of a long. */

#ifndef HPYJS_LIBC_TYPEDEF_CLOCK_T_H
#define HPYJS_LIBC_TYPEDEF_CLOCK_T_H

typedef long clock_t;

#endif
