/* errno where every C library that an extension can meet keeps it: behind a function, never in a variable. */

#ifndef HPYJS_LIBC_ERRNO_H
#define HPYJS_LIBC_ERRNO_H

#ifdef __cplusplus
extern "C" {
#endif

int *__errno_location(void) __attribute__((__const__));

#ifdef __cplusplus
}
#endif

#define errno (*__errno_location())

#endif
