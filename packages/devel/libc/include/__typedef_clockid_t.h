/* What names a clock: a number, as in Emscripten's C library; wasi-libc has pointers here. */

#ifndef HPYJS_LIBC_TYPEDEF_CLOCKID_T_H
#define HPYJS_LIBC_TYPEDEF_CLOCKID_T_H

typedef int clockid_t;

#endif
