/* The microseconds of struct timeval: Emscripten's C library fills 32 bits in some versions, 64 in others. */

#ifndef HPYJS_LIBC_TYPEDEF_SUSECONDS_T_H
#define HPYJS_LIBC_TYPEDEF_SUSECONDS_T_H

typedef long suseconds_t;

#endif
