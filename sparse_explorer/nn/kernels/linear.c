/* Linear layers on winners alone: sums of the winners' rows of weights, and what flows back.
 *
 * `rows` are the weights input-major, (n, m): all weights that leave a unit lie in one piece.
 */
#include "kernels.h"

#include <stdlib.h>

enum { CHUNK = 8 }; /* samples, or rows, that a thread takes at a time */

/* out (N, m) = each sample's sum of its winners' rows, weighed by the winners' values (M,). */
EXPORT int sx_sum_rows(const float *values, const int32_t *units, const int64_t *offsets, size winners, size samples,
                       const float *rows, size n, size m, float *out, int threads) {
    if (!divides(offsets, samples, winners) || !all_below(units, winners, n)) return BAD_LIST;
    const size blocks = pieces(m, WIDTH), chunks = pieces(samples, CHUNK);
    /* Some columns of all samples before the next columns: so much of the weights stays in the cache. */
    IN_PARALLEL_2
    for (size block = 0; block < blocks; block++)
        for (size chunk = 0; chunk < chunks; chunk++)
            for (size s = chunk * CHUNK; s < smaller((chunk + 1) * CHUNK, samples); s++) {
                const size begin = offsets[s], first = block * WIDTH;
                sum_pieces(values + begin, units + begin, offsets[s + 1] - begin, m, rows + first,
                           smaller(WIDTH, m - first), out + s * m + first);
            }
    return DONE;
}

INLINE float dot(const float *restrict left, const float *restrict right, size m) {
    floats a = {0}, b = {0};
    size j = 0;
    for (; j + 2 * LANES <= m; j += 2 * LANES) {
        a += load(left + j) * load(right + j);
        b += load(left + j + LANES) * load(right + j + LANES);
    }
    a += b;
    float sum = 0;
    for (size lane = 0; lane < LANES; lane++) sum += a[lane];
    for (; j < m; j++) sum += left[j] * right[j];
    return sum;
}

/* values_grad (M,) = each winner's row times its sample's grad (N, m). */
EXPORT int sx_dot_rows(const float *grad, const int32_t *units, const int64_t *offsets, size winners, size samples,
                       const float *rows, size n, size m, float *values_grad, int threads) {
    if (!divides(offsets, samples, winners) || !all_below(units, winners, n)) return BAD_LIST;
    IN_PARALLEL
    for (size s = 0; s < samples; s++)
        for (int64_t w = offsets[s]; w < offsets[s + 1]; w++)
            values_grad[w] = dot(grad + s * m, rows + units[w] * m, m);
    return DONE;
}

/* Columns up to which winners are not worth sorting. */
enum { NARROW = 2 * LANES };

/* sx_add_rows for few columns. */
INLINE void add_columns(const float *values, const int32_t *units, const int64_t *offsets, size samples,
                        const float *grad, size n, size m, float *rows_grad) {
    memset(rows_grad, 0, n * m * sizeof *rows_grad);
    for (size s = 0; s < samples; s++)
        for (int64_t w = offsets[s]; w < offsets[s + 1]; w++) {
            float *to = rows_grad + units[w] * m;
            for (size j = 0; j < m; j++) to[j] += values[w] * grad[s * m + j];
        }
}

/* rows_grad (n, m) = for each unit, the grad (N, m) of the samples in which it won, weighed by its values there. */
EXPORT int sx_add_rows(const float *values, const int32_t *units, const int64_t *offsets, size winners, size samples,
                       const float *grad, size n, size m, float *rows_grad, int threads) {
    if (!divides(offsets, samples, winners) || !all_below(units, winners, n)) return BAD_LIST;
    if (m <= NARROW) {
        add_columns(values, units, offsets, samples, grad, n, m, rows_grad);
        return DONE;
    }
    int32_t *of = malloc(larger(winners, 1) * sizeof *of); /* which sample each winner is of */
    if (!of) return NO_MEMORY;
    for (size s = 0; s < samples; s++)
        for (int64_t w = offsets[s]; w < offsets[s + 1]; w++) of[w] = (int32_t)s;
    Sorted sorted;
    const int done = sort_winners(units, of, values, winners, n, threads, &sorted);
    free(of);
    if (!done) return NO_MEMORY;
    const size blocks = pieces(m, WIDTH), chunks = pieces(n, CHUNK);
    /* Some columns of all units before the next columns: so much of grad stays in the nearest cache. */
    IN_PARALLEL_2
    for (size block = 0; block < blocks; block++)
        for (size chunk = 0; chunk < chunks; chunk++)
            for (size unit = chunk * CHUNK; unit < smaller((chunk + 1) * CHUNK, n); unit++) {
                const size begin = sorted.begins[unit], first = block * WIDTH;
                sum_pieces(sorted.values + begin, sorted.at + begin, sorted.begins[unit + 1] - begin, m,
                           grad + first, smaller(WIDTH, m - first), rows_grad + unit * m + first);
            }
    free(sorted.begins);
    return DONE;
}

/* `vectors` * LANES columns of one row of sx_few_columns_product. */
INLINE void combine(const float *factors, const float *from, size r, size m, const int vectors, float *to) {
    floats sums[4] = {{0}, {0}, {0}, {0}};
    for (size c = 0; c < r; c++)
        for (int v = 0; v < vectors; v++) sums[v] += factors[c] * load(from + c * m + v * LANES);
    for (int v = 0; v < vectors; v++) store(to + v * LANES, sums[v]);
}

/* Columns 0 ... count - 1 of one row. */
INLINE void combine_row(const float *factors, const float *from, size r, size m, size count, float *to) {
    int any = 0;
    for (size c = 0; c < r; c++) any |= factors[c] != 0;
    if (!any) {
        memset(to, 0, count * sizeof *to);
        return;
    }
    size j = 0;
    for (; j + WIDTH <= count; j += WIDTH) combine(factors, from + j, r, m, 4, to + j);
    for (; j + LANES <= count; j += LANES) combine(factors, from + j, r, m, 1, to + j);
    for (; j < count; j++) {
        float sum = 0;
        for (size c = 0; c < r; c++) sum += factors[c] * from[c * m + j];
        to[j] = sum;
    }
}

/* out (n, m) = left (n, r) @ right (r, m), for few r; a row of `left` that is zero throughout costs a row of zeros. */
EXPORT int sx_few_columns_product(const float *left, const float *right, size n, size r, size m, float *out,
                                  int threads) {
    /* As many columns of `right` at a time, for all rows, as stay in the nearest cache. */
    enum { CACHED = 4096 };
    const size width = larger(CACHED / larger(r, 1) / WIDTH, 1) * WIDTH;
    const size blocks = pieces(m, width), chunks = pieces(n, CHUNK);
    IN_PARALLEL_2
    for (size block = 0; block < blocks; block++)
        for (size chunk = 0; chunk < chunks; chunk++)
            for (size i = chunk * CHUNK; i < smaller((chunk + 1) * CHUNK, n); i++) {
                const size first = block * width;
                combine_row(left + i * r, right + first, r, m, smaller(width, m - first), out + i * m + first);
            }
    return DONE;
}
