/* Convolutions (stride 1, no padding) that compute with winners alone, forward and backward.
 *
 * Filters lie as (C, kH, kW, C_in). What a filter sees in one line of maps (N, H, W, C_in), kW * C_in numbers, lies in
 * one piece, both in the maps and in the filter, and loops run along such pieces.
 */
#include "kernels.h"

#include <stdlib.h>

/* The largest of the four outputs in a window of 2 x 2, for LANES channels at each of `vectors` places `at`, to out and
 * origins. Of equal ones, and of what is not a number, the first counts. */
INLINE void convolve_window(const Geometry *g, const float *corner, const float *taps, const float *bias,
                            const size *at, const int vectors, int relu, float *out, uint8_t *origins) {
    const size step = g->width * g->inputs, line = g->filter_width * g->inputs;
    floats sums[4][2];
    for (int place = 0; place < 4; place++)
        for (int v = 0; v < vectors; v++) sums[place][v] = load(bias + at[v]);
    for (size down = 0; down < g->filter_height; down++)
        for (size i = 0; i < line; i++) {
            const float *seen = corner + down * step + i, *tap = taps + (down * line + i) * g->channels;
            for (int v = 0; v < vectors; v++) {
                const floats weight = load(tap + at[v]);
                sums[0][v] += seen[0] * weight;
                sums[1][v] += seen[g->inputs] * weight;
                sums[2][v] += seen[step] * weight;
                sums[3][v] += seen[step + g->inputs] * weight;
            }
        }
    for (int v = 0; v < vectors; v++) {
        floats largest = sums[0][v];
        ints origin = {0};
        for (int32_t place = 1; place < 4; place++) keep_larger(&largest, &origin, sums[place][v], place);
        store(out + at[v], relu ? rectified(largest, &origin) : largest);
        if (!origins) continue;
        const bytes narrow = __builtin_convertvector(origin, bytes);
        memcpy(origins + at[v], &narrow, sizeof narrow);
    }
}

/* What a window of 2 x 2 sees, line by line, if all of these numbers are the same, bit by bit: that number's bits. */
INLINE int sees_one_number(const Geometry *g, const float *corner, uint32_t *number) {
    const size step = g->width * g->inputs, line = (g->filter_width + 1) * g->inputs;
    memcpy(number, corner, sizeof *number);
    for (size down = 0; down <= g->filter_height; down++) {
        uint32_t differs = 0;
        for (size i = 0; i < line; i++) {
            uint32_t bits;
            memcpy(&bits, corner + down * step + i, sizeof bits);
            differs |= bits ^ *number;
        }
        if (differs) return 0;
    }
    return 1;
}

/* One sample of sx_convolve_and_pool. Much of an image may be background: where a window sees one number throughout, and
 * one before it has seen the same, its outputs are copied. */
void convolve_and_pool_sample(const Geometry *g, const float *map, const float *taps, const float *bias, int relu,
                              float *out, uint8_t *origins) {
    const size rows = (g->height - g->filter_height + 1) / 2, columns = (g->width - g->filter_width + 1) / 2;
    const size channels = g->channels;
    size flat = -1; /* the last window that saw one number, and that number */
    uint32_t seen = 0;
    for (size row = 0; row < rows; row++)
        for (size column = 0; column < columns; column++) {
            const float *corner = map + (2 * row * g->width + 2 * column) * g->inputs;
            const size window = (row * columns + column) * channels;
            uint8_t *origin = origins ? origins + window : NULL;
            uint32_t number;
            if (sees_one_number(g, corner, &number)) {
                if (flat >= 0 && number == seen) {
                    memcpy(out + window, out + flat, channels * sizeof *out);
                    if (origins) memcpy(origin, origins + flat, channels);
                    continue;
                }
                flat = window, seen = number;
            }
            for (size first = 0; first < channels; first += 2 * LANES) {
                /* The last vector overlaps the one before where C is no multiple of LANES. */
                const size at[2] = {smaller(first, channels - LANES), smaller(first + LANES, channels - LANES)};
                if (at[0] != at[1])
                    convolve_window(g, corner, taps, bias, at, 2, relu, out + window, origin);
                else
                    convolve_window(g, corner, taps, bias, at, 1, relu, out + window, origin);
            }
        }
}

/* Convolution and max-pool of 2 in one, for maps with few numbers under a filter, which the larger convolutions of
 * libraries are not made for: maps -> out (N, H'', W'', C), with `relu` behind a ReLU, and origins as in sx_max_pool.
 * `taps` are the filters as (kH, kW, C_in, C). C must be 16 or more. */
EXPORT int sx_convolve_and_pool(const Geometry *g, const float *maps, const float *taps, const float *bias, int relu,
                                float *out, uint8_t *origins, int threads) {
    const size rows = (g->height - g->filter_height + 1) / 2, columns = (g->width - g->filter_width + 1) / 2;
    const size map = g->height * g->width * g->inputs, pooled = rows * columns * g->channels;
    IN_PARALLEL
    for (size s = 0; s < g->samples; s++)
        convolve_and_pool_sample(g, maps + s * map, taps, bias, relu, out + s * pooled,
                                 origins ? origins + s * pooled : NULL);
    return DONE;
}

/* One sample of sx_corners: its number, and the origins of its own outputs. 0 where one is no place of a window. */
int corners_sample(const Geometry *g, size sample, const uint8_t *origins, const int32_t *places, size count,
                   int32_t *channels, int32_t *corners) {
    const size step = g->width * g->inputs;
    const uint32_t side = (uint32_t)g->channels, pool = (uint32_t)g->pool;
    const uint32_t width = (uint32_t)((g->width - g->filter_width + 1) / g->pool);
    size within[BLOCKED + 1]; /* how far the places of a window are behind its first */
    for (uint32_t place = 0; place < pool * pool; place++)
        within[place] = place / pool * step + place % pool * g->inputs;
    uint32_t first = 0; /* of the channels at the winner's position; what follows from it is worked out once for all */
    size window = sample * g->height * step;
    for (size w = 0; w < count; w++) {
        const uint32_t place = (uint32_t)places[w], origin = origins[place];
        if (place - first >= side) {
            const uint32_t position = place / side, row = position / width * pool, column = position % width * pool;
            first = position * side;
            window = (sample * g->height + row) * step + column * g->inputs;
        }
        if (origin >= pool * pool) return 0; /* it is behind a ReLU */
        channels[w] = (int32_t)(place - first);
        corners[w] = (int32_t)(window + within[origin]);
    }
    return 1;
}

/* For each winner among the pooled outputs: which channel it is of, channels (M,); and where the filter stood that saw
 * the maximum of its window: corners (M,), the index of the upper left number in all maps. `origins` are those of all
 * pooled outputs. */
EXPORT int sx_corners(const Geometry *g, const uint8_t *origins, const int32_t *places, const int64_t *offsets,
                      size winners, int32_t *channels, int32_t *corners, int threads) {
    const size rows = (g->height - g->filter_height + 1) / g->pool, columns = (g->width - g->filter_width + 1) / g->pool;
    const size n = rows * columns * g->channels;
    if (!divides(offsets, g->samples, winners) || !all_below(places, winners, n)) return BAD_LIST;
    int failed = DONE;
    IN_PARALLEL
    for (size s = 0; s < g->samples; s++) {
        const size begin = offsets[s];
        if (!corners_sample(g, s, origins + s * n, places + begin, offsets[s + 1] - begin, channels + begin,
                            corners + begin)) {
            PRAGMA(omp atomic write)
            failed = BAD_LIST;
        }
    }
    return failed;
}

/* Whether these can be channels and corners: whether a filter of such a channel that stands there sees nothing beyond
 * the maps. */
INLINE int corners_fit(const Geometry *g, const int32_t *channels, const int32_t *corners, size winners) {
    const size line = g->width * g->inputs, all = g->samples * g->height * line;
    const size seen = (g->filter_height - 1) * line + g->filter_width * g->inputs;
    return all_below(channels, winners, g->channels) && all_below(corners, winners, all - seen + 1);
}

/* to += factor * from, over `count` numbers. */
INLINE void add_line(float *restrict to, float factor, const float *restrict from, size count) {
    size i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        store(to + i, load(to + i) + factor * load(from + i));
        store(to + i + LANES, load(to + i + LANES) + factor * load(from + i + LANES));
    }
    for (; i + LANES <= count; i += LANES) store(to + i, load(to + i) + factor * load(from + i));
    for (; i < count; i++) to[i] += factor * from[i];
}

/* The sums of values[w] * what lies at at[w], for `rows` lines of a filter, no longer than a vector, that lie `step`
 * apart; `limit` numbers may be read. What a vector holds beyond a line is left out at the end. */
INLINE void sum_short_lines(const float *values, const int32_t *at, size count, const float *maps, size limit,
                            size step, size line, const int rows, float *out) {
    floats sums[5] = {{0}, {0}, {0}, {0}, {0}};
    for (size w = 0; w < count; w++)
        for (int row = 0; row < rows; row++) {
            const size first = at[w] + row * step;
            floats seen = {0};
            if (first + LANES <= limit)
                seen = load(maps + first);
            else
                memcpy(&seen, maps + first, line * sizeof *maps);
            sums[row] += values[w] * seen;
        }
    for (int row = 0; row < rows; row++) memcpy(out + row * line, &sums[row], line * sizeof *out);
}

/* What one filter learns from its winners: `count` of them, at the corners `at`. */
INLINE void filter_grad(const Geometry *g, const float *maps, const float *values, const int32_t *at, size count,
                        float *out) {
    const size line = g->filter_width * g->inputs, step = g->width * g->inputs;
    if (line > LANES) {
        for (size row = 0; row < g->filter_height; row++)
            for (size first = 0; first < line; first += WIDTH)
                sum_pieces(values, at, count, 1, maps + row * step + first, smaller(WIDTH, line - first),
                           out + row * line + first);
        return;
    }
    const size all = g->samples * g->height * step;
    for (size row = 0; row < g->filter_height; row += 5) {
        const size skipped = row * step;
        switch (smaller(5, g->filter_height - row)) {
        case 5: sum_short_lines(values, at, count, maps + skipped, all - skipped, step, line, 5, out + row * line); break;
        case 4: sum_short_lines(values, at, count, maps + skipped, all - skipped, step, line, 4, out + row * line); break;
        case 3: sum_short_lines(values, at, count, maps + skipped, all - skipped, step, line, 3, out + row * line); break;
        case 2: sum_short_lines(values, at, count, maps + skipped, all - skipped, step, line, 2, out + row * line); break;
        default: sum_short_lines(values, at, count, maps + skipped, all - skipped, step, line, 1, out + row * line);
        }
    }
}

/* The gradient of the filters, filters_grad (C, kH, kW, C_in), and of the bias (C,), given that of the winners (M,). */
EXPORT int sx_filters_grad(const Geometry *g, const float *maps, const float *grad, const int32_t *channels,
                           const int32_t *corners, size winners, float *filters_grad, float *bias_grad, int threads) {
    const size filter = g->filter_height * g->filter_width * g->inputs;
    if (!corners_fit(g, channels, corners, winners)) return BAD_LIST;
    /* Sorted by channel, all that a filter learns is added up in registers. */
    Sorted sorted;
    if (!sort_winners(channels, corners, grad, winners, g->channels, threads, &sorted)) return NO_MEMORY;
    /* Some channels win far more often than others: whichever thread is free takes the next. */
    size next = 0;
    PRAGMA(omp parallel num_threads(threads) if (threads > 1))
    for (size c; (c = __atomic_fetch_add(&next, 1, __ATOMIC_RELAXED)) < g->channels;) {
        const size begin = sorted.begins[c], count = sorted.begins[c + 1] - begin;
        float sum = 0; /* not in memory, which each addition would wait for */
        for (size w = begin; w < begin + count; w++) sum += sorted.values[w];
        bias_grad[c] = sum;
        filter_grad(g, maps, sorted.values + begin, sorted.at + begin, count, filters_grad + c * filter);
    }
    free(sorted.begins);
    return DONE;
}

/* One sample's part of sx_maps_grad, winners begin ... end - 1. */
INLINE void map_grad(const float *filters, const float *grad, const int32_t *channels, const int32_t *corners,
                     size begin, size end, size filter_height, size line, size step, float *maps_grad) {
    for (size w = begin; w < end; w++)
        for (size row = 0; row < filter_height; row++)
            add_line(maps_grad + corners[w] + row * step, grad[w],
                     filters + (channels[w] * filter_height + row) * line, line);
}

/* The gradient of the maps, maps_grad (N, H, W, C_in), given that of the winners (M,). */
EXPORT int sx_maps_grad(const Geometry *g, const float *filters, const float *grad, const int32_t *channels,
                        const int32_t *corners, const int64_t *offsets, size winners, float *maps_grad, int threads) {
    const size line = g->filter_width * g->inputs, step = g->width * g->inputs, map = g->height * step;
    if (!divides(offsets, g->samples, winners) || !corners_fit(g, channels, corners, winners)) return BAD_LIST;
    IN_PARALLEL
    for (size s = 0; s < g->samples; s++) {
        memset(maps_grad + s * map, 0, map * sizeof *maps_grad);
        map_grad(filters, grad, channels, corners, offsets[s], offsets[s + 1], g->filter_height, line, step, maps_grad);
    }
    return DONE;
}

/* The numbers of one sample's maps that are not zero: where in their line they are, what they are, and where each
 * line and each column of it begins in this list. */
typedef struct {
    int32_t *places;
    float *values;
    int32_t *starts; /* (H, W + 1) */
} Nonzeros;

static int list_nonzeros(const Geometry *g, const float *map, Nonzeros *list) {
    const size all = g->height * g->width * g->inputs, starts = g->height * (g->width + 1);
    char *room = malloc((starts + 2 * all) * 4);
    if (!room) return 0;
    list->starts = (int32_t *)room;
    list->places = list->starts + starts;
    list->values = (float *)(list->places + all);
    int32_t found = 0;
    for (size y = 0; y < g->height; y++) {
        for (size x = 0; x < g->width; x++) {
            list->starts[y * (g->width + 1) + x] = found;
            for (size c = 0; c < g->inputs; c++) {
                const float value = map[(y * g->width + x) * g->inputs + c];
                list->places[found] = (int32_t)(x * g->inputs + c);
                list->values[found] = value;
                found += value != 0;
            }
        }
        list->starts[y * (g->width + 1) + g->width] = found;
    }
    return 1;
}

/* What the numbers begin ... end - 1 of a list add to `vectors` * LANES channels of some outputs side by side. Seen from
 * the first of these, a place in the line is a tap. */
INLINE void add_taps(const Nonzeros *list, size begin, size end, const float *taps, size channels, size beside,
                     const int outputs, const int vectors, floats *sums) {
    for (size i = begin; i < end; i++) {
        const float value = list->values[i], *tap = taps + list->places[i] * channels;
        for (int o = 0; o < outputs; o++)
            for (int v = 0; v < vectors; v++) sums[o * vectors + v] += value * load(tap - o * beside + v * LANES);
    }
}

/* `vectors` * LANES channels of one sample. One line of the filters after the other is gone through for all outputs:
 * its taps stay in the nearest cache, and so do the sums. Two outputs side by side go at once, which see almost the same
 * numbers: sums that do not wait for one another. */
INLINE void convolve_channels(const Geometry *g, const Nonzeros *list, const float *taps, const int vectors,
                              const float *bias, float *out) {
    const size rows = g->height - g->filter_height + 1, columns = g->width - g->filter_width + 1;
    const size channels = g->channels, beside = g->inputs * channels, wide = g->filter_width;
    for (size down = 0; down < g->filter_height; down++)
        for (size row = 0; row < rows; row++) {
            const int32_t *starts = list->starts + (row + down) * (g->width + 1);
            const float *line = taps + down * wide * beside;
            for (size column = 0; column < columns; column += 2) {
                const int both = column + 1 < columns;
                float *to = out + (row * columns + column) * channels;
                floats sums[4] = {{0}, {0}, {0}, {0}};
                for (int v = 0; v < vectors; v++) sums[v] = load((down ? to : bias) + v * LANES);
                for (int v = 0; both && v < vectors; v++)
                    sums[vectors + v] = load((down ? to + channels : bias) + v * LANES);
                const float *from = line - column * beside;
                const int32_t *at = starts + column;
                if (both) {
                    add_taps(list, at[0], at[1], from, channels, beside, 1, vectors, sums);
                    add_taps(list, at[1], at[wide], from, channels, beside, 2, vectors, sums);
                    add_taps(list, at[wide], at[wide + 1], from - beside, channels, beside, 1, vectors, sums + vectors);
                } else
                    add_taps(list, at[0], at[wide], from, channels, beside, 1, vectors, sums);
                for (int v = 0; v < vectors; v++) store(to + v * LANES, sums[v]);
                for (int v = 0; both && v < vectors; v++) store(to + channels + v * LANES, sums[vectors + v]);
            }
        }
}

/* One sample of sx_convolve_sparse. 0 where there was no memory. */
int convolve_sparse_sample(const Geometry *g, const float *map, const float *taps, const float *bias, float *out) {
    enum { AT_ONCE = 2 }; /* vectors of channels */
    Nonzeros list;
    if (!list_nonzeros(g, map, &list)) return 0;
    size first = 0;
    for (; first + AT_ONCE * LANES <= g->channels; first += AT_ONCE * LANES)
        convolve_channels(g, &list, taps + first, AT_ONCE, bias + first, out + first);
    for (; first < g->channels; first += LANES) convolve_channels(g, &list, taps + first, 1, bias + first, out + first);
    free(list.starts);
    return 1;
}

/* out (N, H - kH + 1, W - kW + 1, C): the convolution of maps that are zero in most places, which are skipped. `taps`
 * are the filters as (kH, kW, C_in, C), so that what one input adds to all channels lies in one piece; C must be a
 * multiple of LANES. */
EXPORT int sx_convolve_sparse(const Geometry *g, const float *maps, const float *taps, const float *bias, float *out,
                              int threads) {
    const size rows = g->height - g->filter_height + 1, columns = g->width - g->filter_width + 1;
    const size map = g->height * g->width * g->inputs, convolved = rows * columns * g->channels;
    int failed = DONE;
    IN_PARALLEL
    for (size s = 0; s < g->samples; s++)
        if (!convolve_sparse_sample(g, maps + s * map, taps, bias, out + s * convolved)) {
            PRAGMA(omp atomic write)
            failed = NO_MEMORY;
        }
    return failed;
}
