/* Jumping out of a function would leave handles open and Python's frames half done. */

#error "an HPy extension cannot use <setjmp.h>: return an error instead (C), or throw an exception (C++)"
