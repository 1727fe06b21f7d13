#ifndef AURA_CVECTORS_H
#define AURA_CVECTORS_H

#include <stddef.h>
#include <stdint.h>

/// Writes the dot product of `query` with each of `count` rows, which lie behind one another, to `sums`.
///
/// No sum may leave an int32_t: with query values of at most 2047 in size that holds for up to 8192 dimensions.
/// It is C because no portable Swift compiles to the processor's instruction for this (x86: pmaddwd).
void aura_dot_products(
    const int8_t *rows,
    size_t count,
    size_t dimension,
    const int16_t *query,
    int32_t *sums
);

#endif
