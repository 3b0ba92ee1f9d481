/* Calls every kernel of a library, and prints what each gives: a line with its name and the bytes in hexadecimal.
 *
 *     kernels_program OPENMP LIBRARY THREADS
 *
 * It takes the place of Python and torch where an emulator runs neither: the OpenMP library is loaded first, as torch does
 * it. All numbers are multiples of powers of two, so small that every sum is exact: whatever the order of a sum and the
 * instructions that a machine has, the bytes are the same.
 */
#include "kernels.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef _WIN32
#include <windows.h>
#include <tlhelp32.h>

static void *open_library(const char *path) { return LoadLibraryA(path); }
static void *find(void *library, const char *name) { return (void *)GetProcAddress(library, name); }

static int threads_now(void) {
    int count = 0;
    THREADENTRY32 entry = {.dwSize = sizeof entry};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    for (int found = Thread32First(all, &entry); found; found = Thread32Next(all, &entry))
        count += entry.th32OwnerProcessID == GetCurrentProcessId();
    return count;
}
#else
#include <dirent.h>
#include <dlfcn.h>

static void *open_library(const char *path) {
    void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!library) fprintf(stderr, "%s\n", dlerror());
    return library;
}
static void *find(void *library, const char *name) { return dlsym(library, name); }

static int threads_now(void) {
    int count = -2; /* . and .. */
    DIR *all = opendir("/proc/self/task");
    while (readdir(all)) count++;
    return count;
}
#endif

#define POINTER(result, name, arguments) static result(*the_##name) arguments;
KERNELS(POINTER)
#define FIND(result, name, arguments)                                                                                 \
    if (!(the_##name = find(library, #name))) return 3;

enum { N = 5, H = 6, W = 6, C = 32, UNITS = H * W * C, K = 100, FILTERS = 64, M = 50, MOST = N * UNITS };

static uint32_t state = 1;

/* Multiples of 1 / parts between -2 and 2. */
static float *numbers(size count, int parts) {
    float *out = malloc(count * sizeof *out);
    for (size i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        out[i] = (float)((int32_t)(state >> 16) % (4 * parts) - 2 * parts) / parts;
    }
    return out;
}

static void *room(size count) { return calloc(count, 8); }

static void print(const char *name, const void *data, size count, size width) {
    printf("%s ", name);
    for (size i = 0; i < count * width; i++) printf("%02x", ((const uint8_t *)data)[i]);
    printf("\n");
}

/* Where the winners of each sample begin; gives how many there are. */
static size divide(const int64_t *counts, int64_t *offsets) {
    offsets[0] = 0;
    for (int s = 0; s < N; s++) offsets[s + 1] = offsets[s] + counts[s];
    return offsets[N];
}

int main(int argc, char **argv) {
    if (argc != 4 || !open_library(argv[1])) return 1;
    void *library = open_library(argv[2]);
    if (!library) return 2;
    KERNELS(FIND)
    const int threads = atoi(argv[3]), before = threads_now();
    int failed = 0;

    float *x = numbers(MOST, 64), *rows = numbers(UNITS * M, 4), *grad = numbers(N * M, 4);
    float *least = room(N), *values = room(MOST), *out = room(MOST), *maps = room(MOST), *copy = room(UNITS * M);
    int64_t *counts = room(N), *offsets = room(N + 1), active[UNITS];
    int32_t *places = room(MOST), *units = room(MOST);
    failed |= the_sx_rank(x, N, UNITS, K, 0, least, counts, threads);
    print("least", least, N, 4);
    const size winners = divide(counts, offsets);
    failed |= the_sx_list(x, x, N, UNITS, C, least, offsets, places, units, values, winners, threads);
    print("places", places, winners, 4), print("units", units, winners, 4), print("values", values, winners, 4);
    failed |= the_sx_count_active(values, units, winners, C, H * W, active);
    print("active", active, C, 8);
    failed |= the_sx_spread(values, places, offsets, winners, N, UNITS, maps, threads);
    print("spread", maps, MOST, 4);
    failed |= the_sx_collect(x, places, offsets, winners, N, UNITS, out, threads);
    print("collect", out, winners, 4);
    failed |= the_sx_sum_rows(values, units, offsets, winners, N, rows, UNITS, M, out, threads);
    print("sum_rows", out, N * M, 4);
    failed |= the_sx_dot_rows(grad, units, offsets, winners, N, rows, UNITS, M, out, threads);
    print("dot_rows", out, winners, 4);
    failed |= the_sx_add_rows(values, units, offsets, winners, N, grad, UNITS, M, copy, threads);
    print("add_rows", copy, UNITS * M, 4);
    failed |= the_sx_few_columns_product(rows, grad, UNITS, N, M, copy, threads);
    print("few_columns", copy, UNITS * M, 4);

    const Geometry g = {N, H, W, C, FILTERS, 3, 3, 2}, first = {N, 12, 12, 1, C, 5, 5, 2};
    float *filters = numbers(FILTERS * 9 * C, 4), *bias = numbers(FILTERS, 4), *bias_grad = room(FILTERS);
    float *convolved = room(N * 16 * FILTERS), *pooled = room(N * 4 * FILTERS);
    uint8_t *origins = room(N * 16 * FILTERS);
    int32_t *channels = room(MOST), *corners = room(MOST);
    failed |= the_sx_convolve_sparse(&g, maps, filters, bias, convolved, threads);
    print("convolved", convolved, N * 16 * FILTERS, 4);
    failed |= the_sx_max_pool(convolved, N, 4, 4, FILTERS, 2, 0, pooled, origins, threads);
    print("pooled", pooled, N * 4 * FILTERS, 4), print("origins", origins, N * 4 * FILTERS, 1);
    failed |= the_sx_max_pool_backward(pooled, origins, N, 4, 4, FILTERS, 2, convolved, threads);
    print("pool_grad", convolved, N * 16 * FILTERS, 4);
    failed |= the_sx_rank(pooled, N, 4 * FILTERS, 20, 1, least, counts, threads);
    const size chosen = divide(counts, offsets);
    failed |= the_sx_list(pooled, pooled, N, 4 * FILTERS, FILTERS, least, offsets, places, units, values, chosen,
                          threads);
    failed |= the_sx_corners(&g, origins, places, offsets, chosen, channels, corners, threads);
    print("channels", channels, chosen, 4), print("corners", corners, chosen, 4);
    failed |= the_sx_filters_grad(&g, maps, values, channels, corners, chosen, copy, bias_grad, threads);
    print("filters_grad", copy, FILTERS * 9 * C, 4), print("bias_grad", bias_grad, FILTERS, 4);
    failed |= the_sx_maps_grad(&g, filters, values, channels, corners, offsets, chosen, out, threads);
    print("maps_grad", out, MOST, 4);
    failed |= the_sx_convolve_and_pool(&first, x, filters, bias, 1, out, origins, threads);
    print("convolve_and_pool", out, N * 16 * C, 4), print("its origins", origins, N * 16 * C, 1);

    uint8_t *losers = room(MOST);
    float *boosts = numbers(UNITS, 4);
    failed |= the_sx_keep(x, boosts, N, UNITS, K, 1, out, losers, active, threads);
    print("kept", out, MOST, 4), print("losers", losers, MOST, 1), print("kept active", active, UNITS, 8);
    for (int skip_zeros = 0; skip_zeros < 2; skip_zeros++) {
        const Geometry *of = skip_zeros ? &g : &first;
        failed |= the_sx_choose(of, skip_zeros ? maps : x, filters, bias, skip_zeros ? NULL : boosts, 20, skip_zeros,
                                skip_zeros, values, places, units, channels, corners, offsets, active, threads);
        print("chosen values", values, offsets[N], 4), print("chosen places", places, offsets[N], 4);
        print("chosen units", units, offsets[N], 4), print("chosen channels", channels, offsets[N], 4);
        print("chosen corners", corners, offsets[N], 4), print("chosen offsets", offsets, N + 1, 8);
        print("chosen active", active, of->channels, 8);
    }

    uint8_t *mask = room(UNITS * M);
    for (size i = 0; i < UNITS * M; i++) mask[i] = rows[i] > 0;
    failed |= the_sx_zero(rows, mask, UNITS * M, threads);
    print("zero", rows, UNITS * M, 4);

    fprintf(stderr, "started %d\n", threads_now() - before);
    return failed ? 4 : 0;
}
