/* Weights that are fixed at zero. */
#include "kernels.h"

/* Where a byte may be more than 1, each is compared with 0; but this makes stores that depend on conditions, which are
 * slow. torch writes nothing but 0 and 1, which need none. */
INLINE void zero(float *restrict weight, const uint8_t *restrict mask, size count) {
    uint8_t all = 0;
    for (size i = 0; i < count; i++) all |= mask[i];
    if (all > 1) {
        for (size i = 0; i < count; i++)
            if (mask[i]) weight[i] = 0;
        return;
    }
    for (size i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, weight + i, sizeof bits);
        bits &= mask[i] - 1u;
        memcpy(weight + i, &bits, sizeof bits);
    }
}

/* Set those of `count` numbers to zero whose byte in the mask is not, whatever they were: not-a-number and infinity too.
 * Both lie in the same order. */
EXPORT int sx_zero(float *weight, const uint8_t *mask, size count, int threads) {
    enum { RUN = 4096 }; /* numbers that a thread takes at a time */
    IN_PARALLEL
    for (size run = 0; run < pieces(count, RUN); run++)
        zero(weight + run * RUN, mask + run * RUN, smaller(RUN, count - run * RUN));
    return DONE;
}
