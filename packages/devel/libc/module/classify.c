/* What Emscripten's <math.h> makes of fpclassify() and signbit(); wasi-libc's makes them of the compiler's own. */

#include <math.h>

#define CLASSIFY(x) __builtin_fpclassify(FP_NAN, FP_INFINITE, FP_NORMAL, FP_SUBNORMAL, FP_ZERO, x)

int __fpclassify(double x) { return CLASSIFY(x); }
int __fpclassifyf(float x) { return CLASSIFY(x); }
int __fpclassifyl(long double x) { return CLASSIFY(x); }
int __signbit(double x) { return __builtin_signbit(x) != 0; }
int __signbitf(float x) { return __builtin_signbitf(x) != 0; }
int __signbitl(long double x) { return __builtin_signbitl(x) != 0; }
