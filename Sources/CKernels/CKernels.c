#include "CKernels.h"

#include <math.h>

/* Kernels.inc is compiled once for each scalar type and instruction set: NAME makes its functions' names unique, BYTES is
   the width of a vector. */
#define JOIN_(x, type, level) x##_##type##_##level
#define JOIN(x, type, level) JOIN_(x, type, level)
#define NAME(x) JOIN(x, SUFFIX, LEVEL)
#define TABLE JOIN(nabla, kernels, SUFFIX)
#define LANES ((ptrdiff_t)(BYTES / sizeof(REAL)))

#define REAL double
#define SUFFIX f64

#define LEVEL baseline
#define BYTES 16
#include "Kernels.inc"
#undef LEVEL
#undef BYTES

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define LEVEL v3
#define BYTES 32
#include "Kernels.inc"
#undef LEVEL
#undef BYTES
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#define LEVEL v4
#define BYTES 64
#include "Kernels.inc"
#undef LEVEL
#undef BYTES
#pragma clang attribute pop
#endif

#undef REAL
#undef SUFFIX
#define REAL float
#define SUFFIX f32

#define LEVEL baseline
#define BYTES 16
#include "Kernels.inc"
#undef LEVEL
#undef BYTES

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define LEVEL v3
#define BYTES 32
#include "Kernels.inc"
#undef LEVEL
#undef BYTES
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#define LEVEL v4
#define BYTES 64
#include "Kernels.inc"
#undef LEVEL
#undef BYTES
#pragma clang attribute pop
#endif

static int supports(int level) {
    switch (level) {
    case NABLA_BASELINE: return 1;
#if defined(__x86_64__)
    case NABLA_X86_64_V3: return __builtin_cpu_supports("x86-64-v3") != 0;
    case NABLA_X86_64_V4: return __builtin_cpu_supports("x86-64-v4") != 0;
#endif
    default: return 0;
    }
}

int nabla_best_level(void) {
    int level = NABLA_X86_64_V4;
    while (!supports(level)) level--;
    return level;
}

#if defined(__x86_64__)
#define CHOOSE(suffix)                                                                                                 \
    level == NABLA_X86_64_V4 ? &table_##suffix##_v4                                                                    \
                             : level == NABLA_X86_64_V3 ? &table_##suffix##_v3 : &table_##suffix##_baseline
#else
#define CHOOSE(suffix) &table_##suffix##_baseline
#endif

const nabla_kernels_f64 *nabla_kernels_f64_at(int level) { return supports(level) ? (CHOOSE(f64)) : 0; }
const nabla_kernels_f32 *nabla_kernels_f32_at(int level) { return supports(level) ? (CHOOSE(f32)) : 0; }
