/* What both libraries for LD_PRELOAD need: the function that they stand in front of. */
#define _GNU_SOURCE
#include <dlfcn.h>

#define REAL(function)                                              \
  ({                                                                \
    static __typeof__(&function) real;                              \
    if (!real) real = (__typeof__(&function))dlsym(RTLD_NEXT, #function); \
    real;                                                           \
  })
