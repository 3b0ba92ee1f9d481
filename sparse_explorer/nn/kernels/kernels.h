/* What all kernels share: conventions, vectors, and how work is divided among threads.
 *
 * Axes: N batch, C channels, H height, W width, n units of a sample, m outputs of a linear layer, M winners of a batch.
 * Feature maps lie with their channels innermost, (N, H, W, C); filters likewise, (C, kH, kW, C_in). Everything is
 * float32 unless it says otherwise.
 *
 * A list of winners is ragged: the winners of sample s are those at offsets[s] ... offsets[s + 1] - 1. A winner's
 * `place` is its index in the memory of its sample, its `unit` the index that flatten(1) of (N, C, H, W) gives it.
 *
 * Every number that comes out is summed up by one thread, in an order that does not depend on how many there are: the
 * results are the same bits for any number of threads. The callers, in the Python file beside each of these, check
 * shapes, types and layouts. What is written in lists is checked here, before any of it is used as an index.
 */
#ifndef SPARSE_EXPLORER_KERNELS_H
#define SPARSE_EXPLORER_KERNELS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "interface.h"

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif
#define INLINE static inline __attribute__((always_inline))

#ifdef _OPENMP
#define PRAGMA(text) _Pragma(#text)
#else
#define PRAGMA(text)
#endif

/* for-loops over independent pieces of work, shared out among `threads` in equal runs. */
#define IN_PARALLEL PRAGMA(omp parallel for num_threads(threads) schedule(static) if (threads > 1))
#define IN_PARALLEL_2 PRAGMA(omp parallel for collapse(2) num_threads(threads) schedule(static) if (threads > 1))

typedef int64_t size;

typedef struct {
    size samples, height, width, inputs; /* of the maps that are convolved: N, H, W, C_in */
    size channels, filter_height, filter_width;
    size pool; /* of the max-pool behind the convolution, among whose outputs the winners are */
} Geometry;

KERNELS(DECLARE)

/* What a kernel returns. */
enum { DONE = 0, NO_MEMORY = 1, BAD_LIST = 2 };

INLINE size smaller(size a, size b) { return a < b ? a : b; }
INLINE size larger(size a, size b) { return a > b ? a : b; }
INLINE size pieces(size whole, size piece) { return (whole + piece - 1) / piece; }

/* Vectors of LANES numbers, as long as the machine's registers. They may lie anywhere in memory. */
#if defined(__AVX512F__)
enum { LANES = 16 };
#elif defined(__AVX__)
enum { LANES = 8 };
#else
enum { LANES = 4 };
#endif
typedef float floats __attribute__((vector_size(4 * LANES)));
typedef int32_t ints __attribute__((vector_size(4 * LANES)));
typedef uint8_t bytes __attribute__((vector_size(LANES)));

INLINE floats load(const float *from) {
    floats value;
    memcpy(&value, from, sizeof value);
    return value;
}

INLINE void store(float *to, floats value) { memcpy(to, &value, sizeof value); }

INLINE floats choose(ints which, floats yes, floats no) { return (floats)((which & (ints)yes) | (~which & (ints)no)); }

/* Columns that are worked on at a time: their sums stay in registers. */
enum { WIDTH = 4 * LANES };

/* out = the sum of values[w] * from[at[w] * scale ...], `vectors` * LANES columns of it. */
INLINE void sum_vectors(const float *values, const int32_t *at, size count, size scale, const float *from,
                        const int vectors, float *out) {
    floats sums[4] = {{0}, {0}, {0}, {0}};
    for (size w = 0; w < count; w++) {
        const float value = values[w], *piece = from + at[w] * scale;
        for (int v = 0; v < vectors; v++) sums[v] += value * load(piece + v * LANES);
    }
    for (int v = 0; v < vectors; v++) store(out + v * LANES, sums[v]);
}

/* As sum_vectors, for up to WIDTH columns. */
INLINE void sum_pieces(const float *values, const int32_t *at, size count, size scale, const float *from, size columns,
                       float *out) {
    switch (columns / LANES) {
    case 4: sum_vectors(values, at, count, scale, from, 4, out); break;
    case 3: sum_vectors(values, at, count, scale, from, 3, out); break;
    case 2: sum_vectors(values, at, count, scale, from, 2, out); break;
    case 1: sum_vectors(values, at, count, scale, from, 1, out); break;
    }
    const size done = columns / LANES * LANES;
    if (done == columns) return;
    if (done > 0) { /* the last vector overlaps the one before */
        sum_vectors(values, at, count, scale, from + columns - LANES, 1, out + columns - LANES);
        return;
    }
    float sums[LANES] = {0};
    for (size w = 0; w < count; w++)
        for (size j = done; j < columns; j++) sums[j - done] += values[w] * from[at[w] * scale + j];
    memcpy(out + done, sums, (columns - done) * sizeof *out);
}

/* Whether all of `at` are indices among `limit`. */
INLINE int all_below(const int32_t *at, size count, size limit) {
    uint32_t most = 0; /* below 0 is above all others */
    for (size w = 0; w < count; w++) most = (uint32_t)at[w] > most ? (uint32_t)at[w] : most;
    return count == 0 || (most <= INT32_MAX && (size)most < limit);
}

/* Whether offsets divide `winners` among the samples. */
INLINE int divides(const int64_t *offsets, size samples, size winners) {
    int rises = offsets[0] == 0 && offsets[samples] == winners;
    for (size s = 0; s < samples; s++) rises &= offsets[s] <= offsets[s + 1];
    return rises;
}

/* Winners in order of what they are sorted by, and else in the order in which they came: where each kind begins, (kinds
 * + 1,), what they are `at`, and their values. */
typedef struct {
    size *begins; /* to be freed, the rest goes with it */
    int32_t *at;
    float *values;
} Sorted;

/* Sort winners by their `kinds` (M,), each below `count`. 0 where there was no memory. */
int sort_winners(const int32_t *kinds, const int32_t *at, const float *values, size winners, size count, int threads,
                 Sorted *sorted);

/* What kernels do with one sample, for those that do several of these things one after another. The lists are those of
 * one sample; what is said of the kernels holds for them. */
void convolve_and_pool_sample(const Geometry *g, const float *map, const float *taps, const float *bias, int relu,
                              float *out, uint8_t *origins);
int convolve_sparse_sample(const Geometry *g, const float *map, const float *taps, const float *bias, float *out);
void max_pool_sample(const float *x, size height, size width, size channels, size pool, int relu, float *out,
                     uint8_t *origins);
int32_t rank_sample(const float *row, size n, size k, int relu, int32_t *keys, int64_t *count);
float rank_of(int32_t key);
size list_sample(const float *ranked, const float *x, size n, size channels, float least, size room, int32_t *places,
                 int32_t *units, float *values);
int corners_sample(const Geometry *g, size sample, const uint8_t *origins, const int32_t *places, size count,
                   int32_t *channels, int32_t *corners);

/* Where an output of a max-pool came from, if a ReLU behind lets nothing through; else a place in the pool's window. */
enum { BLOCKED = 255 };

/* Let `other`, at `place` of a window, take the place of what was the largest so far, if it is larger. As torch has it,
 * not-a-number is handed on; of equal numbers the first counts. */
INLINE void keep_larger(floats *largest, ints *origin, floats other, int32_t place) {
    const ints stays = (*largest >= other) | (*largest != *largest);
    *largest = choose(stays, *largest, other);
    *origin = (*origin & stays) | ((place - (ints){0}) & ~stays);
}

/* What a ReLU makes of maxima, and of where they came from. */
INLINE floats rectified(floats best, ints *origin) {
    const ints blocked = best <= 0;
    *origin |= blocked; /* all bits, of which a byte is kept */
    return (floats)(~blocked & (ints)best);
}

#endif
