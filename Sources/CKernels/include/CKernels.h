/* Vector loops of the engine, compiled for each instruction set from one source and chosen when the program starts. */
#ifndef NABLA_CKERNELS_H
#define NABLA_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/* Element-wise activations, as the kernels number them. */
enum nabla_activation {
    NABLA_IDENTITY = 0,
    NABLA_SIGMOID = 1,
    NABLA_TANH = 2,
    NABLA_RELU = 3,
    NABLA_LEAKY_RELU = 4,
    NABLA_GELU = 5,
    NABLA_APPROXIMATE_GELU = 6,
    NABLA_SWISH = 7,
    NABLA_SOFTPLUS = 8
};

/* Instruction sets, in rising order. Only NABLA_BASELINE exists on every machine. */
enum nabla_level { NABLA_BASELINE = 0, NABLA_X86_64_V3 = 1, NABLA_X86_64_V4 = 2 };

/*
 * One table of kernels for each pair of scalar type and instruction set. All matrices are row-major without gaps. No
 * kernel allocates. Outputs must not overlap inputs except where "in place" is said.
 *
 * lanes                  scalars in one vector
 * product                c[rows, columns] = a · b[depth, columns] + bias[columns]; a(i, k) stands at a[i a_row + k a_column]
 * product_transposed     c[rows, columns] = a[rows, depth] · b[columns, depth]ᵀ + bias[columns]
 * transpose              b[columns, rows] = a[rows, columns]ᵀ
 * activate               a = f(z), in place if wanted; the parameter is leaky relu's slope or swish's β
 * differentiate          delta ⊙= f'; `values` are z for gelu, swish and softplus, otherwise f(z); but z too for relu and leaky
 *                        relu where f'(0) is not that of their left side, and for leaky relu without a slope above 0
 * softmax                p = softmax of each row of z, in place if wanted
 * softmax_differentiate  delta = delta · J for each row, J the Jacobian at the probabilities p
 * softmax_cross_entropy  z becomes p; returns Σ -y ln p; delta = scale (p Σy - y) unless null
 * sigmoid_cross_entropy  z becomes a; returns Σ -(y ln a + (1-y) ln(1-a)); delta = scale (a - y) unless null
 * sigmoid_likelihood     z becomes a; returns Σ -y ln a; delta = scale y (a - 1) unless null
 * quadratic              returns Σ (a - y)²; delta = scale (a - y) unless null
 * absolute_difference    returns Σ |a - y|; delta = scale sign(a - y), 0 at 0, unless null
 * huber                  returns Σ ½d² for |d| <= bound, otherwise bound (|d| - ½bound), with d = a - y;
 *                        delta = scale d, d cut off at ±bound, unless null
 * column_sums            out[columns] = sums of the columns of a[rows, columns]
 * magnitude              Σ |x|: not finite if any element is not
 * accumulate             y += x
 * descend                w -= rate (g + decay w)
 * descend_with_velocity  v = keep v + take (g + decay w), then w -= rate v
 * scale                  x *= factor
 * sum_of_squares         Σ (factor x)²
 * dot                    Σ x y
 * add_signs              g += amount sign(w), nothing where w is 0
 *
 * The sums magnitude, sum_of_squares and dot may be taken block by block, each but the last of a multiple of 32 numbers: in
 * `lanes`, at first 32 zeros, stands what has been summed so far, and the last result is that of all at once, to the bit.
 *
 * Of the following, g stands for g + decay w.
 * descend_ahead          v = keep v + g, then w -= rate (g + keep v)
 * descend_by_squares     s = keep s + take g², then w -= rate g / (√s + epsilon)
 * descend_by_moments     w *= shrink, m = keep m + take g, s = keep_squares s + take_squares g²,
 *                        then w -= rate m / (root √s + epsilon)
 * descend_by_changes     s = keep s + take g², d = g √(c + epsilon) / √(s + epsilon), c = keep c + take d², then w -= rate d
 *
 * draw_mask              mask_i = 0 if the upper 53 bits of SplitMix64's output i (from 1) after `state` are below `dropped`,
 *                        else kept
 * multiply               c = a ⊙ b, in place if wanted
 * keep_where             x = 0 wherever mask is
 *
 * The rows mean, factor, scale, shift and product have a number for each column.
 * column_squares         out[columns] = sums of the columns of (a - mean)²
 * column_products        out[columns] = sums of the columns of a ⊙ b
 * standardise            x = (x - mean) ⊙ factor
 * scale_and_shift        y = x ⊙ scale + shift, in place if wanted
 * standardise_back       delta = factor ⊙ (delta - mean - x ⊙ product)
 */
#define NABLA_DECLARE_KERNELS(REAL, SUFFIX)                                                                            \
    typedef struct nabla_kernels_##SUFFIX {                                                                            \
        ptrdiff_t lanes;                                                                                               \
        void (*product)(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const REAL *a, ptrdiff_t a_row,            \
                        ptrdiff_t a_column, const REAL *b, const REAL *_Nullable bias, REAL *c);                       \
        void (*product_transposed)(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const REAL *a, const REAL *b,   \
                                   const REAL *_Nullable bias, REAL *c);                                               \
        void (*transpose)(ptrdiff_t rows, ptrdiff_t columns, const REAL *a, REAL *b);                                  \
        void (*activate)(int activation, REAL parameter, ptrdiff_t count, const REAL *z, REAL *a);                     \
        void (*differentiate)(int activation, REAL parameter, ptrdiff_t count, const REAL *values, REAL relu_at_zero,  \
                              REAL *delta);                                                                            \
        void (*softmax)(ptrdiff_t rows, ptrdiff_t columns, const REAL *z, REAL *p);                                    \
        void (*softmax_differentiate)(ptrdiff_t rows, ptrdiff_t columns, const REAL *p, REAL *delta);                  \
        double (*softmax_cross_entropy)(ptrdiff_t rows, ptrdiff_t columns, REAL *z, const REAL *y, REAL scale,         \
                                        REAL *_Nullable delta);                                                        \
        double (*sigmoid_cross_entropy)(ptrdiff_t count, REAL *z, const REAL *y, REAL scale, REAL *_Nullable delta);   \
        double (*sigmoid_likelihood)(ptrdiff_t count, REAL *z, const REAL *y, REAL scale, REAL *_Nullable delta);      \
        double (*quadratic)(ptrdiff_t count, const REAL *a, const REAL *y, REAL scale, REAL *_Nullable delta);         \
        double (*absolute_difference)(ptrdiff_t count, const REAL *a, const REAL *y, REAL scale,                       \
                                      REAL *_Nullable delta);                                                          \
        double (*huber)(REAL bound, ptrdiff_t count, const REAL *a, const REAL *y, REAL scale,                         \
                        REAL *_Nullable delta);                                                                        \
        void (*column_sums)(ptrdiff_t rows, ptrdiff_t columns, const REAL *a, REAL *out);                              \
        double (*magnitude)(ptrdiff_t count, const REAL *x, REAL *lanes);                                              \
        void (*accumulate)(ptrdiff_t count, const REAL *x, REAL *y);                                                   \
        void (*descend)(ptrdiff_t count, REAL *w, const REAL *g, REAL rate, REAL decay);                               \
        void (*descend_with_velocity)(ptrdiff_t count, REAL *w, const REAL *g, REAL *v, REAL rate, REAL keep,          \
                                      REAL take, REAL decay);                                                          \
        void (*scale)(ptrdiff_t count, REAL *x, REAL factor);                                                          \
        double (*sum_of_squares)(ptrdiff_t count, const REAL *x, double factor, double *lanes);                        \
        double (*dot)(ptrdiff_t count, const REAL *x, const REAL *y, double *lanes);                                   \
        void (*add_signs)(ptrdiff_t count, const REAL *w, REAL amount, REAL *g);                                       \
        void (*descend_ahead)(ptrdiff_t count, REAL *w, const REAL *g, REAL *v, REAL rate, REAL keep, REAL decay);     \
        void (*descend_by_squares)(ptrdiff_t count, REAL *w, const REAL *g, REAL *s, REAL rate, REAL keep, REAL take,  \
                                   REAL epsilon, REAL decay);                                                          \
        void (*descend_by_moments)(ptrdiff_t count, REAL *w, const REAL *g, REAL *m, REAL *s, REAL rate, REAL keep,    \
                                   REAL take, REAL keep_squares, REAL take_squares, REAL root, REAL epsilon,           \
                                   REAL shrink, REAL decay);                                                           \
        void (*descend_by_changes)(ptrdiff_t count, REAL *w, const REAL *g, REAL *s, REAL *c, REAL rate, REAL keep,    \
                                   REAL take, REAL epsilon, REAL decay);                                               \
        void (*draw_mask)(ptrdiff_t count, uint64_t state, uint64_t dropped, REAL kept, REAL *mask);                   \
        void (*multiply)(ptrdiff_t count, const REAL *a, const REAL *b, REAL *c);                                      \
        void (*keep_where)(ptrdiff_t count, const REAL *mask, REAL *x);                                                \
        void (*column_squares)(ptrdiff_t rows, ptrdiff_t columns, const REAL *a, const REAL *mean, REAL *out);         \
        void (*column_products)(ptrdiff_t rows, ptrdiff_t columns, const REAL *a, const REAL *b, REAL *out);           \
        void (*standardise)(ptrdiff_t rows, ptrdiff_t columns, const REAL *mean, const REAL *factor, REAL *x);         \
        void (*scale_and_shift)(ptrdiff_t rows, ptrdiff_t columns, const REAL *x, const REAL *scale,                   \
                                const REAL *shift, REAL *y);                                                           \
        void (*standardise_back)(ptrdiff_t rows, ptrdiff_t columns, const REAL *x, const REAL *factor,                 \
                                 const REAL *mean, const REAL *product, REAL *delta);                                  \
    } nabla_kernels_##SUFFIX;                                                                                          \
    /* The kernels of a level, or null where this machine cannot run them. */                                          \
    const nabla_kernels_##SUFFIX *_Nullable nabla_kernels_##SUFFIX##_at(int level);

NABLA_DECLARE_KERNELS(double, f64)
NABLA_DECLARE_KERNELS(float, f32)

/* The highest level this machine can run. */
int nabla_best_level(void);

#pragma clang assume_nonnull end

#endif
