/* Every kernel that Python calls, once: result, name and arguments. Prototypes are made of this list, and the text by
 * which a library says what it was built from; `library.py` refuses one whose text is not its own. */
#ifndef SPARSE_EXPLORER_INTERFACE_H
#define SPARSE_EXPLORER_INTERFACE_H

#define KERNELS(KERNEL)                                                                                               \
    KERNEL(int, sx_rank,                                                                                              \
           (const float *x, size samples, size n, size k, int relu, float *least, int64_t *counts, int threads))     \
    KERNEL(int, sx_list,                                                                                              \
           (const float *ranked, const float *x, size samples, size n, size channels, const float *least,            \
            const int64_t *offsets, int32_t *places, int32_t *units, float *values, size winners, int threads))      \
    KERNEL(int, sx_count_active,                                                                                      \
           (const float *values, const int32_t *units, size winners, size channels, size positions,                  \
            int64_t *counts))                                                                                         \
    KERNEL(int, sx_spread,                                                                                            \
           (const float *values, const int32_t *at, const int64_t *offsets, size winners, size samples, size n,      \
            float *out, int threads))                                                                                 \
    KERNEL(int, sx_collect,                                                                                           \
           (const float *x, const int32_t *at, const int64_t *offsets, size winners, size samples, size n,           \
            float *values, int threads))                                                                              \
    KERNEL(int, sx_keep,                                                                                              \
           (const float *x, const float *boosts, size samples, size n, size k, int relu, float *kept,                \
            uint8_t *losers, int64_t *active, int threads))                                                          \
    KERNEL(int, sx_max_pool,                                                                                          \
           (const float *x, size samples, size height, size width, size channels, size pool, int relu, float *out,   \
            uint8_t *origins, int threads))                                                                           \
    KERNEL(int, sx_max_pool_backward,                                                                                 \
           (const float *grad, const uint8_t *origins, size samples, size height, size width, size channels,         \
            size pool, float *x_grad, int threads))                                                                   \
    KERNEL(int, sx_sum_rows,                                                                                          \
           (const float *values, const int32_t *units, const int64_t *offsets, size winners, size samples,           \
            const float *rows, size n, size m, float *out, int threads))                                              \
    KERNEL(int, sx_dot_rows,                                                                                          \
           (const float *grad, const int32_t *units, const int64_t *offsets, size winners, size samples,             \
            const float *rows, size n, size m, float *values_grad, int threads))                                      \
    KERNEL(int, sx_add_rows,                                                                                          \
           (const float *values, const int32_t *units, const int64_t *offsets, size winners, size samples,           \
            const float *grad, size n, size m, float *rows_grad, int threads))                                        \
    KERNEL(int, sx_few_columns_product,                                                                               \
           (const float *left, const float *right, size n, size r, size m, float *out, int threads))                  \
    KERNEL(int, sx_convolve_and_pool,                                                                                 \
           (const Geometry *g, const float *maps, const float *taps, const float *bias, int relu, float *out,        \
            uint8_t *origins, int threads))                                                                           \
    KERNEL(int, sx_corners,                                                                                           \
           (const Geometry *g, const uint8_t *origins, const int32_t *places, const int64_t *offsets, size winners,  \
            int32_t *channels, int32_t *corners, int threads))                                                        \
    KERNEL(int, sx_filters_grad,                                                                                      \
           (const Geometry *g, const float *maps, const float *grad, const int32_t *channels,                        \
            const int32_t *corners, size winners, float *filters_grad, float *bias_grad, int threads))                \
    KERNEL(int, sx_maps_grad,                                                                                         \
           (const Geometry *g, const float *filters, const float *grad, const int32_t *channels,                     \
            const int32_t *corners, const int64_t *offsets, size winners, float *maps_grad, int threads))             \
    KERNEL(int, sx_convolve_sparse,                                                                                   \
           (const Geometry *g, const float *maps, const float *taps, const float *bias, float *out, int threads))     \
    KERNEL(int, sx_choose,                                                                                            \
           (const Geometry *g, const float *maps, const float *taps, const float *bias, const float *boosts, size k,  \
            int relu, int skip_zeros, float *values, int32_t *places, int32_t *units, int32_t *channels,              \
            int32_t *corners, int64_t *offsets, int64_t *active, int threads))                                        \
    KERNEL(int, sx_zero, (float *weight, const uint8_t *mask, size count, int threads))

#define DECLARE(result, name, arguments) EXPORT result name arguments;
#define DESCRIBE(result, name, arguments) #result " " #name #arguments "\n"

#endif
