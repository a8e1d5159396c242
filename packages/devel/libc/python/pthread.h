/*
 * The types that CPython's headers name. The compiler's own C library describes them, as Emscripten's does, but has no
 * header with this name: it has no threads, and an extension can start none.
 */

#ifndef HPY_LIBC_PTHREAD_H
#define HPY_LIBC_PTHREAD_H

#define __NEED_pthread_t
#define __NEED_pthread_key_t
#define __NEED_pthread_mutex_t
#define __NEED_pthread_cond_t
#include <bits/alltypes.h>

#endif
