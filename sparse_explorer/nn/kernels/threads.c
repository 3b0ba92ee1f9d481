/* What clang calls for a parallel loop, where GNU's OpenMP is the one that torch has loaded: on Linux.
 *
 * GCC's code calls GNU's library, whose functions LLVM's library has as well. Clang's code calls functions that LLVM's
 * alone has. These few are all that the kernels need: a team of as many threads as were asked for, and each one's equal
 * run of a loop, the same as GCC gives it. They are hidden in this library, and take no one else's place.
 */
#if defined(__linux__) && defined(__clang__) && defined(_OPENMP)

#include <stdarg.h>
#include <stdint.h>

enum { MOST = 24 }; /* variables that a loop shares with what is around it */

typedef void (*Task)(int32_t *thread, int32_t *same, ...);
typedef void (*TaskOfMost)(int32_t *, int32_t *, void *, void *, void *, void *, void *, void *, void *, void *, void *,
                           void *, void *, void *, void *, void *, void *, void *, void *, void *, void *, void *,
                           void *, void *, void *, void *);

typedef struct {
    Task task;
    void *shared[MOST];
} Work;

void GOMP_parallel(void (*task)(void *), void *data, unsigned threads, unsigned flags);
int omp_get_thread_num(void);
int omp_get_num_threads(void);

static _Thread_local unsigned asked; /* threads, for the next loop */
static _Thread_local int alone;      /* in a loop that its caller wants done by one thread, whatever team that is in */

/* A task ignores what it is given beyond what it takes. */
static void work(void *data) {
    const Work *const w = data;
    void *const *s = w->shared;
    int32_t thread = omp_get_thread_num();
    ((TaskOfMost)w->task)(&thread, &thread, s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], s[11],
                          s[12], s[13], s[14], s[15], s[16], s[17], s[18], s[19], s[20], s[21], s[22], s[23]);
}

int32_t __kmpc_global_thread_num(void *place) {
    (void)place;
    return 0;
}

void __kmpc_push_num_threads(void *place, int32_t thread, int32_t threads) {
    (void)place, (void)thread;
    asked = (unsigned)threads;
}

void __kmpc_fork_call(void *place, int32_t count, Task task, ...) {
    (void)place;
    if (count > MOST) __builtin_trap(); /* no compiler has come near it; a wrong number would be worse */
    Work w = {task, {0}};
    va_list shared;
    va_start(shared, task);
    for (int32_t i = 0; i < count; i++) w.shared[i] = va_arg(shared, void *);
    va_end(shared);
    const unsigned threads = asked;
    asked = 0;
    GOMP_parallel(work, &w, threads, 0);
}

void __kmpc_serialized_parallel(void *place, int32_t thread) {
    (void)place, (void)thread;
    asked = 0;
    alone++;
}

void __kmpc_end_serialized_parallel(void *place, int32_t thread) {
    (void)place, (void)thread;
    alone--;
}

/* A thread's run of lower ... upper: the first ones are longer by one, where they cannot all be equal. */
void __kmpc_for_static_init_8(void *place, int32_t thread, int32_t schedule, int32_t *has_last, int64_t *lower,
                              int64_t *upper, int64_t *stride, int64_t step, int64_t chunk) {
    (void)place, (void)thread, (void)schedule, (void)stride, (void)step, (void)chunk;
    const int64_t team = alone ? 1 : omp_get_num_threads(), me = alone ? 0 : omp_get_thread_num();
    const int64_t all = *upper - *lower + 1, each = all / team, longer = all % team;
    *lower += me * each + (me < longer ? me : longer);
    *upper = *lower + each + (me < longer) - 1;
    *has_last = me == team - 1;
}

void __kmpc_for_static_fini(void *place, int32_t thread) { (void)place, (void)thread; }

#endif
