/*
 * Clocks as Emscripten's C library has them, on wasi-libc's: numbers for names, and microseconds from clock(). Only the
 * exports have the functions' names, because wasi-libc's own are there too.
 */

#include <errno.h>
#include <time.h>

#define EXPORT(name) __attribute__((export_name(name), used))

static clockid_t clock_of(int number) {
  if (number == 0) return CLOCK_REALTIME;
  if (number == 1) return CLOCK_MONOTONIC;
  return 0;
}

EXPORT("clock_gettime") int hpyjs_clock_gettime(int number, struct timespec *time) {
  clockid_t clock = clock_of(number);
  if (clock == 0) {
    errno = EINVAL;
    return -1;
  }
  return clock_gettime(clock, time);
}

EXPORT("clock_getres") int hpyjs_clock_getres(int number, struct timespec *resolution) {
  clockid_t clock = clock_of(number);
  if (clock == 0) {
    errno = EINVAL;
    return -1;
  }
  return clock_getres(clock, resolution);
}

EXPORT("clock") long hpyjs_clock(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) return -1;
  return (long)(now.tv_sec * 1000000 + now.tv_nsec / 1000);
}
