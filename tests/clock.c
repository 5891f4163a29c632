/* Shifts the time of day by CLOCK_OFFSET seconds in every program that loads this through LD_PRELOAD: see days.py.

   Monotonic clocks, sleeping, timers and file timestamps are left alone. libfaketime changes or wraps some of them
   whatever its options; Python 3.11 then cannot sleep, and no timeout of PostgreSQL ever fires. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

typedef int clock_reader(clockid_t, struct timespec *);

static clock_reader *real;
static long offset;

int clock_gettime(clockid_t clock, struct timespec *now)
{
    if (!real) {
        const char *seconds = getenv("CLOCK_OFFSET");
        offset = seconds ? atol(seconds) : 0;
        real = (clock_reader *)dlsym(RTLD_NEXT, "clock_gettime");
    }
    int failed = real(clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += offset;
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec precise;
    int failed = clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return failed;
}

time_t time(time_t *now)
{
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    if (now)
        *now = precise.tv_sec;
    return precise.tv_sec;
}
