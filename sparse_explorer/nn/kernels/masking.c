/* Weights that are fixed at zero. */
#include "kernels.h"

/* Set those of `count` numbers to zero whose byte in the mask is not, whatever they were: not-a-number and infinity too.
 * Both lie in the same order. */
EXPORT int sx_zero(float *weight, const uint8_t *mask, size count, int threads) {
    enum { RUN = 4096 }; /* numbers that a thread takes at a time */
    IN_PARALLEL
    for (size run = 0; run < pieces(count, RUN); run++)
        for (size i = run * RUN; i < smaller((run + 1) * RUN, count); i++) {
            uint32_t bits;
            memcpy(&bits, weight + i, sizeof bits);
            bits &= (uint32_t)(mask[i] != 0) - 1;
            memcpy(weight + i, &bits, sizeof bits);
        }
    return DONE;
}
