/*
 * The types that CPython's headers name, where the compiler's own C library has no header for them. It describes them all
 * the same, as Emscripten's does; an extension can start no threads.
 */

#ifndef HPY_LIBC_PTHREAD_H
#define HPY_LIBC_PTHREAD_H

#if __has_include_next(<pthread.h>)
#include_next <pthread.h>
#else
#define __NEED_pthread_t
#define __NEED_pthread_key_t
#define __NEED_pthread_mutex_t
#define __NEED_pthread_cond_t
#include <bits/alltypes.h>
#endif

#endif
