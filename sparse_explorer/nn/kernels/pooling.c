/* Max-pools, alone and with a ReLU behind, with stride as their window. As torch has it, not-a-number is handed on, and
 * of equal numbers the first counts.
 *
 * Loops over channels go LANES at a time; the last vector overlaps the one before where the number of channels is no
 * multiple of LANES. Fewer channels go one by one.
 */
#include "kernels.h"

/* One window and LANES of its channels. Gives the maximum, and the place in the window where it is first found. */
INLINE floats pool_vector(const float *corner, size width, size channels, size pool, ints *origin) {
    floats best = load(corner);
    *origin = (ints){0};
    for (size place = 1; place < pool * pool; place++)
        keep_larger(&best, origin, load(corner + (place / pool * width + place % pool) * channels), (int32_t)place);
    return best;
}

INLINE float pool_one(const float *corner, size width, size channels, size pool, uint8_t *origin) {
    float best = *corner;
    *origin = 0;
    for (size place = 1; place < pool * pool; place++) {
        const float other = corner[(place / pool * width + place % pool) * channels];
        if (!(best >= other || best != best)) best = other, *origin = (uint8_t)place;
    }
    return best;
}

/* A window's channels. `origins` may be absent; with `relu`, they are BLOCKED where the maximum is not above 0. */
INLINE void pool_window(const float *corner, size width, size channels, size pool, int relu, float *out,
                        uint8_t *origins) {
    if (channels < LANES) {
        for (size c = 0; c < channels; c++) {
            uint8_t origin;
            const float best = pool_one(corner + c, width, channels, pool, &origin);
            out[c] = relu && best <= 0 ? 0 : best;
            if (origins) origins[c] = relu && best <= 0 ? BLOCKED : origin;
        }
        return;
    }
    for (size first = 0; first < channels; first += LANES) {
        const size c = smaller(first, channels - LANES);
        ints origin;
        floats best = pool_vector(corner + c, width, channels, pool, &origin);
        store(out + c, relu ? rectified(best, &origin) : best);
        if (origins) {
            const bytes narrow = __builtin_convertvector(origin, bytes);
            memcpy(origins + c, &narrow, sizeof narrow);
        }
    }
}

INLINE void pool_all(const float *x, size height, size width, size channels, size pool, int relu, float *out,
                     uint8_t *origins) {
    const size rows = height / pool, columns = width / pool;
    for (size row = 0; row < rows; row++)
        for (size column = 0; column < columns; column++) {
            const size window = (row * columns + column) * channels;
            pool_window(x + (row * pool * width + column * pool) * channels, width, channels, pool, relu, out + window,
                        origins ? origins + window : NULL);
        }
}

/* One sample of sx_max_pool. */
void max_pool_sample(const float *x, size height, size width, size channels, size pool, int relu, float *out,
                     uint8_t *origins) {
    if (pool == 2) /* a known length is unrolled */
        pool_all(x, height, width, channels, 2, relu, out, origins);
    else
        pool_all(x, height, width, channels, pool, relu, out, origins);
}

/* x (N, H, W, C) -> out (N, H / pool, W / pool, C), with `relu` behind a ReLU; and, unless it is absent, origins, of
 * out's shape: the place in its window that each output came from, or BLOCKED. pool * pool < BLOCKED. */
EXPORT int sx_max_pool(const float *x, size samples, size height, size width, size channels, size pool, int relu,
                        float *out, uint8_t *origins, int threads) {
    const size map = height * width * channels, pooled = (height / pool) * (width / pool) * channels;
    IN_PARALLEL
    for (size s = 0; s < samples; s++)
        max_pool_sample(x + s * map, height, width, channels, pool, relu, out + s * pooled,
                        origins ? origins + s * pooled : NULL);
    return DONE;
}

/* Channels of one position: grad where it came from `place`, else zero. */
INLINE void hand_back(const float *grad, const uint8_t *origins, size channels, uint8_t place, float *to) {
    if (channels < LANES) {
        for (size c = 0; c < channels; c++) to[c] = origins[c] == place ? grad[c] : 0;
        return;
    }
    for (size first = 0; first < channels; first += LANES) {
        const size c = smaller(first, channels - LANES);
        bytes narrow;
        memcpy(&narrow, origins + c, sizeof narrow);
        const ints from_here = __builtin_convertvector(narrow, ints) == (int32_t)place;
        store(to + c, (floats)(from_here & (ints)load(grad + c)));
    }
}

/* The gradient of sx_max_pool: x_grad (N, H, W, C), given that of its outputs (N, H / pool, W / pool, C). */
EXPORT int sx_max_pool_backward(const float *grad, const uint8_t *origins, size samples, size height, size width,
                                size channels, size pool, float *x_grad, int threads) {
    const size rows = height / pool, columns = width / pool;
    IN_PARALLEL_2
    for (size s = 0; s < samples; s++)
        for (size y = 0; y < height; y++) {
            float *to = x_grad + (s * height + y) * width * channels;
            const size row = y / pool;
            const size used = row < rows ? columns * pool : 0; /* what is left over has no gradient */
            for (size x = 0; x < used; x++) {
                const size window = ((s * rows + row) * columns + x / pool) * channels;
                hand_back(grad + window, origins + window, channels, (uint8_t)(y % pool * pool + x % pool),
                          to + x * channels);
            }
            memset(to + used * channels, 0, (width - used) * channels * sizeof *to);
        }
    return DONE;
}
