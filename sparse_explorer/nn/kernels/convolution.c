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

/* Convolution and max-pool of 2 in one, for maps with few numbers under a filter, which the larger convolutions of
 * libraries are not made for: maps -> out (N, H'', W'', C), with `relu` behind a ReLU, and origins as in sx_max_pool.
 * `taps` are the filters as (kH, kW, C_in, C). C must be 16 or more. */
EXPORT int sx_convolve_and_pool(const Geometry *g, const float *maps, const float *taps, const float *bias, int relu,
                                float *out, uint8_t *origins, int threads) {
    const size rows = (g->height - g->filter_height + 1) / 2, columns = (g->width - g->filter_width + 1) / 2;
    const size channels = g->channels;
    IN_PARALLEL_2
    for (size s = 0; s < g->samples; s++)
        for (size row = 0; row < rows; row++)
            for (size column = 0; column < columns; column++) {
                const float *corner = maps + ((s * g->height + 2 * row) * g->width + 2 * column) * g->inputs;
                float *to = out + ((s * rows + row) * columns + column) * channels;
                uint8_t *origin = origins ? origins + (to - out) : NULL;
                for (size first = 0; first < channels; first += 2 * LANES) {
                    /* The last vector overlaps the one before where C is no multiple of LANES. */
                    const size at[2] = {smaller(first, channels - LANES), smaller(first + LANES, channels - LANES)};
                    if (at[0] != at[1])
                        convolve_window(g, corner, taps, bias, at, 2, relu, to, origin);
                    else
                        convolve_window(g, corner, taps, bias, at, 1, relu, to, origin);
                }
            }
    return DONE;
}

/* For each winner among the pooled outputs: which channel it is of, channels (M,); and where the filter stood that saw
 * the maximum of its window: corners (M,), the index of the upper left number in all maps. `origins` are those of all
 * pooled outputs. */
EXPORT int sx_corners(const Geometry *g, const uint8_t *origins, const int32_t *places, const int64_t *offsets,
                      size winners, int32_t *channels, int32_t *corners, int threads) {
    const size rows = (g->height - g->filter_height + 1) / g->pool, columns = (g->width - g->filter_width + 1) / g->pool;
    const size all = g->channels, step = g->width * g->inputs;
    if (!divides(offsets, g->samples, winners) || !all_below(places, winners, rows * columns * all)) return BAD_LIST;
    int failed = DONE;
    /* Dividing numbers of 32 bits without a sign takes a fraction of the time. */
    const uint32_t side = (uint32_t)all, width = (uint32_t)columns, pool = (uint32_t)g->pool;
    IN_PARALLEL
    for (size s = 0; s < g->samples; s++)
        for (int64_t w = offsets[s]; w < offsets[s + 1]; w++) {
            const uint32_t place = (uint32_t)places[w], position = place / side;
            const uint32_t origin = origins[s * rows * columns * all + place];
            if (origin >= pool * pool) { /* behind a ReLU */
                PRAGMA(omp atomic write)
                failed = BAD_LIST;
                continue;
            }
            const size row = position / width * pool + origin / pool;
            const size column = position % width * pool + origin % pool;
            channels[w] = (int32_t)(place % side);
            corners[w] = (int32_t)((s * g->height + row) * step + column * g->inputs);
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

/* The gradient of the filters, filters_grad (C, kH, kW, C_in), and of the bias (C,), given that of the winners (M,). */
EXPORT int sx_filters_grad(const Geometry *g, const float *maps, const float *grad, const int32_t *channels,
                           const int32_t *corners, size winners, float *filters_grad, float *bias_grad, int threads) {
    const size line = g->filter_width * g->inputs, filter = g->filter_height * line;
    if (!corners_fit(g, channels, corners, winners)) return BAD_LIST;
    /* Sorted by channel, all that a filter learns is added up in registers. */
    size *begins = malloc((g->channels + 2) * sizeof *begins + 2 * winners * 4);
    if (!begins) return NO_MEMORY;
    int32_t *at = (int32_t *)(begins + g->channels + 2);
    float *values = (float *)(at + winners);
    memset(begins, 0, (g->channels + 2) * sizeof *begins);
    for (size w = 0; w < winners; w++) begins[channels[w] + 2]++;
    for (size c = 0; c < g->channels; c++) begins[c + 2] += begins[c + 1];
    for (size w = 0; w < winners; w++) {
        const size next = begins[channels[w] + 1]++;
        at[next] = corners[w], values[next] = grad[w];
    }
    /* Some channels win far more often than others: whichever thread is free takes the next. */
    size next = 0;
    PRAGMA(omp parallel num_threads(threads) if (threads > 1))
    for (size c; (c = __atomic_fetch_add(&next, 1, __ATOMIC_RELAXED)) < g->channels;) {
        const size begin = begins[c], count = begins[c + 1] - begin;
        bias_grad[c] = 0;
        for (size w = begin; w < begin + count; w++) bias_grad[c] += values[w];
        for (size row = 0; row < g->filter_height; row++)
            for (size first = 0; first < line; first += WIDTH)
                sum_pieces(values + begin, at + begin, count, 1, maps + row * g->width * g->inputs + first,
                           smaller(WIDTH, line - first), filters_grad + c * filter + row * line + first);
    }
    free(begins);
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

/* `vectors` * LANES channels of one output. */
INLINE void convolve_here(const Geometry *g, const Nonzeros *list, size row, size column, const float *taps,
                          size channels, const int vectors, const float *bias, float *out) {
    floats sums[4];
    for (int v = 0; v < vectors; v++) sums[v] = load(bias + v * LANES);
    for (size down = 0; down < g->filter_height; down++) {
        const int32_t *starts = list->starts + (row + down) * (g->width + 1) + column;
        /* A place in the line, seen from this output, is a tap. */
        const size first = (down * g->filter_width - column) * g->inputs;
        for (int32_t i = starts[0]; i < starts[g->filter_width]; i++) {
            const float value = list->values[i], *tap = taps + (first + list->places[i]) * channels;
            for (int v = 0; v < vectors; v++) sums[v] += value * load(tap + v * LANES);
        }
    }
    for (int v = 0; v < vectors; v++) store(out + v * LANES, sums[v]);
}

/* out (N, H - kH + 1, W - kW + 1, C): the convolution of maps that are zero in most places, which are skipped. `taps`
 * are the filters as (kH, kW, C_in, C), so that what one input adds to all channels lies in one piece; C must be a
 * multiple of LANES. */
EXPORT int sx_convolve_sparse(const Geometry *g, const float *maps, const float *taps, const float *bias, float *out,
                              int threads) {
    const size rows = g->height - g->filter_height + 1, columns = g->width - g->filter_width + 1;
    const size channels = g->channels, map = g->height * g->width * g->inputs;
    int failed = DONE;
    IN_PARALLEL
    for (size s = 0; s < g->samples; s++) {
        Nonzeros list;
        if (!list_nonzeros(g, maps + s * map, &list)) {
            PRAGMA(omp atomic write)
            failed = NO_MEMORY;
            continue;
        }
        for (size first = 0; first < channels; first += 4 * LANES)
            for (size row = 0; row < rows; row++)
                for (size column = 0; column < columns; column++) {
                    float *to = out + ((s * rows + row) * columns + column) * channels + first;
                    const float *from = taps + first, *start = bias + first;
                    switch (smaller(4, (channels - first) / LANES)) {
                    case 4: convolve_here(g, &list, row, column, from, channels, 4, start, to); break;
                    case 3: convolve_here(g, &list, row, column, from, channels, 3, start, to); break;
                    case 2: convolve_here(g, &list, row, column, from, channels, 2, start, to); break;
                    default: convolve_here(g, &list, row, column, from, channels, 1, start, to);
                    }
                }
        free(list.starts);
    }
    return failed;
}
