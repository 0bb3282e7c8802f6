#include "CKernels.h"

#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/*
 * Kernels.inc is compiled once for each scalar type and instruction set. NAME makes its functions' names unique, LANES is
 * the number of scalars in a vector, TALL the greatest number of rows of a product's tile that the registers can hold.
 * Nothing here may be compiled with -ffast-math: the rounding by a magic number would be optimised away.
 */
#define JOIN_(x, type, level) x##_##type##_##level
#define JOIN(x, type, level) JOIN_(x, type, level)
#define NAME(x) JOIN(x, SUFFIX, LEVEL)
#define TABLE JOIN(nabla, kernels, SUFFIX)
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

#define REAL double
#define INTEGER int64_t
#define SUFFIX f64
#define FRACTION_BITS 52
#define EXPONENT_BIAS 1023
#define SIGN INT64_MIN
#define ROUNDING 0x1.8p52
#define LN2_HIGH 0x1.62e42feep-1
#define LN2_LOW 0x1.a39ef35793c76p-33
#define EXP_LOWEST -708.0
#define LARGEST 0x1.fffffffffffffp1023
#define SCALAR_LANES(bytes) (bytes / 8)
#include "Levels.inc"
#undef REAL
#undef INTEGER
#undef SUFFIX
#undef FRACTION_BITS
#undef EXPONENT_BIAS
#undef SIGN
#undef ROUNDING
#undef LN2_HIGH
#undef LN2_LOW
#undef EXP_LOWEST
#undef LARGEST
#undef SCALAR_LANES

#define REAL float
#define INTEGER int32_t
#define SUFFIX f32
#define FRACTION_BITS 23
#define EXPONENT_BIAS 127
#define SIGN INT32_MIN
#define ROUNDING 0x1.8p23f
#define LN2_HIGH 0x1.62ep-1f
#define LN2_LOW 0x1.0bfbe8p-15f
#define EXP_LOWEST -87.0f
#define LARGEST 0x1.fffffep127f
#define SCALAR_LANES(bytes) (bytes / 4)
#include "Levels.inc"

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
