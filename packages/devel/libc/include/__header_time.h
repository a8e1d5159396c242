/* The part of <time.h> in which C libraries differ: clocks and the units of clock(), as Emscripten has them. */

#ifndef HPYJS_LIBC_HEADER_TIME_H
#define HPYJS_LIBC_HEADER_TIME_H

#include <__struct_timespec.h>
#include <__struct_tm.h>
#include <__typedef_clock_t.h>
#include <__typedef_clockid_t.h>
#include <__typedef_time_t.h>

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1

#define TIMER_ABSTIME 1
#define TIME_UTC 1

#define CLOCKS_PER_SEC ((clock_t)1000000)

#endif
