#include "CVectors.h"

// Compiled once for each kind of processor by being part of the functions below.
__attribute__((always_inline)) static inline void dot_products(
    const int8_t *rows,
    size_t count,
    size_t dimension,
    const int16_t *query,
    int32_t *sums
) {
    for (size_t row = 0; row < count; row += 1) {
        const int8_t *codes = rows + row * dimension;
        int32_t sum = 0;
        for (size_t index = 0; index < dimension; index += 1) {
            sum += (int32_t)codes[index] * (int32_t)query[index];
        }
        sums[row] = sum;
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void dot_products_avx2(
    const int8_t *rows,
    size_t count,
    size_t dimension,
    const int16_t *query,
    int32_t *sums
) {
    dot_products(rows, count, dimension, query, sums);
}
#endif

void aura_dot_products(
    const int8_t *rows,
    size_t count,
    size_t dimension,
    const int16_t *query,
    int32_t *sums
) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        dot_products_avx2(rows, count, dimension, query, sums);
        return;
    }
#endif
    dot_products(rows, count, dimension, query, sums);
}
