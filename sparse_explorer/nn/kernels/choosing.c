/* Convolution, max-pool and k-winners at once, as training takes them. What a sample needs stays in the cache, and threads
 * wait for each other once.
 */
#include "kernels.h"

#include <stdlib.h>

/* What is written down of a sample on the way to its winners. */
typedef struct {
    float *pooled, *ranked, *convolved;
    int32_t *keys;
    uint8_t *origins;
} Notes;

/* Room for a sample's notes; the first of them is to be freed. */
static int make_room(size n, size convolved, Notes *notes) {
    notes->pooled = malloc((2 * n + convolved + 2 * (n + LANES)) * sizeof *notes->pooled + n);
    if (!notes->pooled) return 0;
    notes->ranked = notes->pooled + n;
    notes->convolved = notes->ranked + n;
    notes->keys = (int32_t *)(notes->convolved + convolved);
    notes->origins = (uint8_t *)(notes->keys + 2 * (n + LANES));
    return 1;
}

/* values * boosts, of `channels` that lie side by side. */
INLINE void boost(const float *restrict values, const float *restrict boosts, size n, size channels,
                  float *restrict ranked) {
    for (size first = 0; first < n; first += channels)
        for (size c = 0; c < channels; c++) ranked[first + c] = values[first + c] * boosts[c];
}

/* `count` numbers of each sample, `apart` from the next one's, moved up to lie one after another. */
static void close_up(void *list, const int64_t *offsets, size samples, size apart) {
    char *const all = list;
    for (size s = 1; s < samples; s++)
        memmove(all + 4 * offsets[s], all + 4 * s * apart, 4 * (offsets[s + 1] - offsets[s]));
}

/* The winners among the outputs of sx_convolve_and_pool, or with `skip_zeros` among those of sx_convolve_sparse and
 * sx_max_pool: by their values, or these times `boosts` (C,) of their channels, unless they are absent. `k` and `relu`
 * are those of sx_rank, the lists those of sx_list and sx_corners. Their room is for all units; M is offsets[N].
 * active (C,) is that of sx_count_active. */
EXPORT int sx_choose(const Geometry *g, const float *maps, const float *taps, const float *bias, const float *boosts,
                     size k, int relu, int skip_zeros, float *values, int32_t *places, int32_t *units,
                     int32_t *channels, int32_t *corners, int64_t *offsets, int64_t *active, int threads) {
    const size height = g->height - g->filter_height + 1, width = g->width - g->filter_width + 1, all = g->channels;
    const size positions = (height / g->pool) * (width / g->pool), n = positions * all;
    const size map = g->height * g->width * g->inputs;
    int failed = DONE;
    int32_t *counts = calloc(g->samples * all, sizeof *counts); /* of each sample and channel */
    if (!counts) return NO_MEMORY;
    IN_PARALLEL
    for (size s = 0; s < g->samples; s++) {
        Notes notes;
        if (!make_room(n, skip_zeros ? height * width * all : 0, &notes)) {
            PRAGMA(omp atomic write)
            failed = NO_MEMORY;
            continue;
        }
        int done = 1;
        if (skip_zeros) {
            done = convolve_sparse_sample(g, maps + s * map, taps, bias, notes.convolved);
            if (done) max_pool_sample(notes.convolved, height, width, all, g->pool, 0, notes.pooled, notes.origins);
        } else
            convolve_and_pool_sample(g, maps + s * map, taps, bias, 0, notes.pooled, notes.origins);
        if (done) {
            const float *ranked = boosts ? notes.ranked : notes.pooled;
            if (boosts) boost(notes.pooled, boosts, n, all, notes.ranked);
            int64_t count;
            const float least = rank_of(rank_sample(ranked, n, k, relu, notes.keys, &count));
            const size first = s * n;
            count = list_sample(ranked, notes.pooled, n, all, least, n, places + first, units + first, values + first);
            corners_sample(g, s, notes.origins, places + first, count, channels + first, corners + first);
            for (size w = first; w < first + count; w++) counts[s * all + channels[w]] += values[w] > 0;
            offsets[s + 1] = count;
        } else {
            PRAGMA(omp atomic write)
            failed = NO_MEMORY;
        }
        free(notes.pooled);
    }
    if (failed == DONE) {
        offsets[0] = 0;
        for (size s = 0; s < g->samples; s++) offsets[s + 1] += offsets[s];
        void *const lists[] = {values, places, units, channels, corners};
        for (size list = 0; list < 5; list++) close_up(lists[list], offsets, g->samples, n);
        memset(active, 0, all * sizeof *active);
        for (size s = 0; s < g->samples; s++)
            for (size c = 0; c < all; c++) active[c] += counts[s * all + c];
    }
    free(counts);
    return failed;
}
