/* Choosing winners: the k-th largest of each sample, the list of what reaches it, and maps with zeros again. */
#include "kernels.h"

#include <math.h>
#include <stdlib.h>

/* What this library was built from. */
EXPORT const char *sx_declarations(void) { return KERNELS(DESCRIBE); }

/* A float as an integer of the same order. -0 and +0 become equal, and not-a-number becomes +infinity, as ranked. */
INLINE int32_t key_of(float value) {
    int32_t bits;
    value = value != value ? INFINITY : value + 0.0f;
    memcpy(&bits, &value, sizeof bits);
    return bits ^ ((bits >> 31) & INT32_MAX);
}

float rank_of(int32_t key) {
    float value;
    key ^= (key >> 31) & INT32_MAX;
    memcpy(&value, &key, sizeof value);
    return value;
}

static int32_t count_from(const int32_t *keys, size n, int32_t least) {
    ints counts[2] = {{0}, {0}};
    size i = 0;
    for (; i + 2 * LANES <= n; i += 2 * LANES)
        for (size part = 0; part < 2; part++) {
            ints some;
            memcpy(&some, keys + i + part * LANES, sizeof some);
            counts[part] -= some >= least; /* true is -1 */
        }
    counts[0] += counts[1];
    int32_t count = 0;
    for (size lane = 0; lane < LANES; lane++) count += counts[0][lane];
    for (; i < n; i++) count += keys[i] >= least;
    return count;
}

static int32_t smallest_from(const int32_t *restrict keys, size n, int32_t least) {
    ints smallest = INT32_MAX - (ints){0};
    size i = 0;
    for (; i + LANES <= n; i += LANES) {
        ints some;
        memcpy(&some, keys + i, sizeof some);
        const ints takes = (some >= least) & (some < smallest);
        smallest = (some & takes) | (smallest & ~takes);
    }
    int32_t found = INT32_MAX;
    for (; i < n; i++) found = keys[i] >= least && keys[i] < found ? keys[i] : found;
    for (size lane = 0; lane < LANES; lane++) found = smallest[lane] < found ? smallest[lane] : found;
    return found;
}

/* The k-th largest key, 1 <= k <= n: the range in which it must lie is halved, and the keys above are counted again.
 * These are a few dozen looks at all keys, a vector at a time, but none is moved, nor does a branch depend on one. */
static int32_t kth_largest(const int32_t *restrict keys, size n, size k) {
    int32_t low = INT32_MAX, high = INT32_MIN;
    for (size i = 0; i < n; i++) {
        low = keys[i] < low ? keys[i] : low;
        high = keys[i] > high ? keys[i] : high;
    }
    while (low < high) { /* at least k keys reach low, and fewer than k exceed high */
        const int32_t middle = (int32_t)(high - ((int64_t)high - low) / 2); /* low < middle <= high */
        const int32_t count = count_from(keys, n, middle);
        if (count == k) return smallest_from(keys, n, middle);
        if (count > k)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* As kth_largest, looking at all keys but twice. The largest of groups of keys are ranked first: at least k keys reach
 * the k-th largest of these, and few others do, so that only these few are ranked. `room` is for n keys. */
static int32_t kth_largest_of_many(const int32_t *restrict keys, size n, size k, int32_t *restrict room) {
    const size groups = pieces(n, smaller(n / (2 * k), 16));
    memcpy(room, keys, groups * sizeof *room);
    for (size first = groups; first < n; first += groups) { /* members of a group lie `groups` apart */
        const size count = smaller(groups, n - first);
        for (size i = 0; i < count; i++) room[i] = keys[first + i] > room[i] ? keys[first + i] : room[i];
    }
    const int32_t low = kth_largest(room, groups, k);
    size kept = 0;
    for (size first = 0; first < n; first += LANES) {
        const size count = smaller(LANES, n - first);
        int any = 0;
        for (size i = 0; i < count; i++) any |= keys[first + i] >= low;
        if (!any) continue;
        for (size i = 0; i < count; i++) {
            room[kept] = keys[first + i];
            kept += keys[first + i] >= low;
        }
    }
    return kth_largest(room, kept, k);
}

/* One sample of sx_rank, as rank_of takes it. `keys` is room for twice n + LANES. */
int32_t rank_sample(const float *restrict row, size n, size k, int relu, int32_t *restrict keys, int64_t *count) {
    for (size i = 0; i < n; i++) keys[i] = key_of(row[i]);
    int32_t key = n / (2 * k) > 1 ? kth_largest_of_many(keys, n, k, keys + n + LANES) : kth_largest(keys, n, k);
    if (relu && key < 0) key = 0;
    *count = count_from(keys, n, key);
    return key;
}

/* x (N, n) -> least (N,), each sample's k-th largest value; counts (N,), how many units reach it, which ties may make
 * more than k. With `relu`, least is at least 0. 1 <= k <= n. */
EXPORT int sx_rank(const float *x, size samples, size n, size k, int relu, float *least, int64_t *counts, int threads) {
    int failed = DONE;
    IN_PARALLEL
    for (size s = 0; s < samples; s++) {
        int32_t *keys = malloc(2 * (n + LANES) * sizeof *keys);
        if (!keys) {
            PRAGMA(omp atomic write)
            failed = NO_MEMORY;
            continue;
        }
        least[s] = rank_of(rank_sample(x + s * n, n, k, relu, keys, counts + s));
        free(keys);
    }
    return failed;
}

/* One sample of sx_list, as many winners as there is room for. Gives how many there were. */
size list_sample(const float *restrict ranked, const float *restrict x, size n, size channels, float least, size room,
                 int32_t *restrict places, int32_t *restrict units, float *restrict values) {
    size found = 0;
    for (size first = 0; first < n; first += LANES) {
        const size count = smaller(LANES, n - first);
        int any = 0;
        for (size i = 0; i < count; i++) any |= !(ranked[first + i] < least); /* not-a-number is not below anything */
        if (!any) continue;
        if (found + count <= room) /* what is written too much is overwritten; which ones win, no branch can foresee */
            for (size i = first; i < first + count; i++) {
                places[found] = (int32_t)i;
                found += !(ranked[i] < least);
            }
        else
            for (size i = first; i < first + count; i++)
                if (!(ranked[i] < least) && found < room) places[found++] = (int32_t)i;
    }
    const uint32_t positions = (uint32_t)(n / channels), side = (uint32_t)channels;
    uint32_t first = 0, position = 0; /* of the winner's place; most winners are where the one before them is */
    for (size w = 0; w < found; w++) {
        const uint32_t place = (uint32_t)places[w];
        if (place - first >= side) position = place / side, first = position * side;
        units[w] = (int32_t)((place - first) * positions + position);
        values[w] = x[place];
    }
    return found;
}

/* The list of the units whose `ranked` value reaches `least`: places and units (M,), rising by place within each
 * sample, and values (M,), which are those of x. Of the units of a sample, `channels` lie side by side at each
 * position; 1 where places and units are the same. ranked, x: (N, n). The offsets must be those of as many units as
 * there are, or this is no list. */
EXPORT int sx_list(const float *ranked, const float *x, size samples, size n, size channels, const float *least,
                    const int64_t *offsets, int32_t *places, int32_t *units, float *values, size winners, int threads) {
    int failed = !divides(offsets, samples, winners) ? BAD_LIST : DONE;
    if (failed) return failed;
    IN_PARALLEL
    for (size s = 0; s < samples; s++) {
        const size begin = offsets[s], counted = offsets[s + 1] - begin;
        if (list_sample(ranked + s * n, x + s * n, n, channels, least[s], counted, places + begin, units + begin,
                        values + begin) != counted) {
            PRAGMA(omp atomic write)
            failed = BAD_LIST;
        }
    }
    return failed;
}

/* Each thread counts and then moves a run of the winners; where a run's winners of a kind go follows from those of the
 * runs before, so that the order is the same for any number of threads. */
int sort_winners(const int32_t *kinds, const int32_t *at, const float *values, size winners, size count, int threads,
                 Sorted *sorted) {
    const size runs = larger(threads, 1), run = pieces(winners, runs);
    size *const begins = malloc(((runs + 1) * count + 1) * sizeof *begins + 2 * winners * sizeof *values);
    if (!begins) return 0;
    size *const next = begins + count + 1; /* (runs, count) */
    *sorted = (Sorted){begins, (int32_t *)(next + runs * count), (float *)(next + runs * count) + winners};
    memset(next, 0, runs * count * sizeof *next);
    IN_PARALLEL
    for (size r = 0; r < runs; r++)
        for (size w = r * run; w < smaller((r + 1) * run, winners); w++) next[r * count + kinds[w]]++;
    size sum = 0;
    for (size kind = 0; kind < count; kind++) {
        begins[kind] = sum;
        for (size r = 0; r < runs; r++) {
            const size counted = next[r * count + kind];
            next[r * count + kind] = sum;
            sum += counted;
        }
    }
    begins[count] = sum;
    IN_PARALLEL
    for (size r = 0; r < runs; r++)
        for (size w = r * run; w < smaller((r + 1) * run, winners); w++) {
            const size place = next[r * count + kinds[w]]++;
            sorted->at[place] = at[w], sorted->values[place] = values[w];
        }
    return 1;
}

/* counts (C,): how many winners of each channel, of `positions` units each, have a value above 0. */
EXPORT int sx_count_active(const float *values, const int32_t *units, size winners, size channels, size positions,
                           int64_t *counts) {
    if (!all_below(units, winners, channels * positions)) return BAD_LIST;
    memset(counts, 0, channels * sizeof *counts);
    for (size w = 0; w < winners; w++) counts[units[w] / (int32_t)positions] += values[w] > 0;
    return DONE;
}

/* out (N, n): the winners' values at `at`, their places or their units; zero elsewhere. */
EXPORT int sx_spread(const float *values, const int32_t *at, const int64_t *offsets, size winners, size samples,
                     size n, float *out, int threads) {
    if (!divides(offsets, samples, winners) || !all_below(at, winners, n)) return BAD_LIST;
    IN_PARALLEL
    for (size s = 0; s < samples; s++) {
        float *restrict to = out + s * n;
        memset(to, 0, n * sizeof *to);
        for (int64_t w = offsets[s]; w < offsets[s + 1]; w++) to[at[w]] = values[w];
    }
    return DONE;
}

/* values (M,): what x (N, n) holds at the winners; the gradient of sx_spread. */
EXPORT int sx_collect(const float *x, const int32_t *at, const int64_t *offsets, size winners, size samples, size n,
                      float *values, int threads) {
    if (!divides(offsets, samples, winners) || !all_below(at, winners, n)) return BAD_LIST;
    IN_PARALLEL
    for (size s = 0; s < samples; s++)
        for (int64_t w = offsets[s]; w < offsets[s + 1]; w++) values[w] = x[s * n + at[w]];
    return DONE;
}

/* k-winners of vectors x (N, n), all at once: `kept` (N, n), x at the winners and zero elsewhere; losers (N, n), 1 where a
 * unit is none; active (n,), in how many samples what is kept of a unit is above 0. Units are ranked by x, or by x times
 * `boosts` (n,) unless these are absent. `k` and `relu` are those of sx_rank. */
EXPORT int sx_keep(const float *x, const float *boosts, size samples, size n, size k, int relu, float *kept,
                   uint8_t *losers, int64_t *active, int threads) {
    int failed = DONE;
    IN_PARALLEL
    for (size s = 0; s < samples; s++) {
        int32_t *keys = malloc(2 * (n + LANES) * sizeof *keys + n * sizeof(float));
        if (!keys) {
            PRAGMA(omp atomic write)
            failed = NO_MEMORY;
            continue;
        }
        const float *row = x + s * n;
        float *boosted = (float *)(keys + 2 * (n + LANES));
        for (size i = 0; i < n; i++) boosted[i] = boosts ? row[i] * boosts[i] : row[i];
        int64_t count;
        const float least = rank_of(rank_sample(boosted, n, k, relu, keys, &count));
        for (size i = 0; i < n; i++) {
            const int loses = boosted[i] < least;
            losers[s * n + i] = (uint8_t)loses;
            kept[s * n + i] = loses ? 0 : row[i];
        }
        free(keys);
    }
    if (failed) return failed;
    memset(active, 0, n * sizeof *active);
    for (size s = 0; s < samples; s++)
        for (size i = 0; i < n; i++) active[i] += kept[s * n + i] > 0;
    return DONE;
}
