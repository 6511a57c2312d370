/* What a loop has by default where there is an operating system: malloc, formatting, and a driver. */
#define _POSIX_C_SOURCE 200809L
#include "hosted.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void *malloc_allocate(acm_allocator *allocator, size_t size)
{
    (void)allocator;
    return malloc(size);
}

static void malloc_release(acm_allocator *allocator, void *memory, size_t size)
{
    (void)allocator;
    (void)size;
    free(memory);
}

acm_allocator acm_malloc = {malloc_allocate, malloc_release};

int acm_hosted_format(char *to, size_t room, const char *format, va_list arguments)
{
    return vsnprintf(to, room, format, arguments);
}

void acm_hosted_describe(int code, char *to, size_t room)
{
    if (strerror_r(code, to, room) != 0)
        snprintf(to, room, "error %d", code);
}

void acm_write_file(void *file, const char *text, size_t length)
{
    fwrite(text, 1, length, (FILE *)file);
}

void acm_error_print(const void *error, FILE *to)
{
    acm_error_write(error, acm_write_file, to);
}

void acm_dump(const acm_loop *loop, FILE *to)
{
    acm_loop_write(loop, acm_write_file, to);
    fflush(to);
}

void acm_hosted_cut_short(acm_loop *loop, const acm_BaseError *error)
{
    (void)loop;
    fputs("acm: cleanup was cut short:\n", stderr);
    acm_error_print(error, stderr);
}

int64_t acm_monotonic_now(acm_loop *loop)
{
    (void)loop;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Rounded down, the loop would turn and turn for the last fraction of one. */
int acm_milliseconds_until(int64_t until)
{
    if (until == INT64_MAX)
        return -1;
    if (until == INT64_MIN)
        return 0;
    const int64_t left = until - acm_monotonic_now(NULL);
    if (left <= 0)
        return 0;
    const int64_t ms = left / 1000000 + (left % 1000000 != 0);
    return ms < INT_MAX ? (int)ms : INT_MAX;   /* the loop comes back if it is not yet time */
}

/* ---- the driver ---- */

static const acm_driver *const drivers[] = {
#ifdef __linux__
    &acm_driver_epoll,
#endif
    &acm_driver_poll,
    &acm_driver_sim,
};
enum { DRIVERS = sizeof drivers / sizeof *drivers };

/* The driver of a name; the first if there is no name. */
static const acm_driver *find_driver(const char *name)
{
    if (!name || !*name)
        return drivers[0];
    for (size_t i = 0; i < DRIVERS; i++)
        if (strcmp(name, drivers[i]->name) == 0)
            return drivers[i];
    return NULL;
}

/* Stands in for a driver that the environment asks for and that there is not. */
static int open_unknown(acm_loop *loop)
{
    (void)loop;
    return -1;
}

static void describe_unknown(int code, char *to, size_t room)
{
    (void)code;
    int length = snprintf(to, room, "ACM_DRIVER=%.100s: no such driver; there is:", getenv("ACM_DRIVER"));
    for (size_t i = 0; i < DRIVERS && length > 0 && (size_t)length < room; i++)
        length += snprintf(to + length, room - (size_t)length, " %s", drivers[i]->name);
}

static const acm_driver unknown_driver = {.open = open_unknown, .describe = describe_unknown};

/* ---- the loop ---- */

/* There if a program is linked with AddressSanitizer, be the runtime compiled with it or not. */
#ifdef __GNUC__
extern void __asan_init(void) __attribute__((weak));
#define SANITIZES_ADDRESSES (__asan_init != NULL)
#else
#define SANITIZES_ADDRESSES false
#endif

/* What is in a slab, tools that check memory take for in use. */
static bool wants_malloc(void)
{
    const char *const name = getenv("ACM_ALLOCATOR");
    return SANITIZES_ADDRESSES || (name && strcmp(name, "malloc") == 0);
}

static void close_slabs(acm_loop *loop)
{
    acm_slabs_close(&loop->slabs);
}

bool acm_loop_init(acm_loop *loop, const acm_loop_options *options)
{
    acm_loop_options chosen = {0};
    if (options)
        chosen = *options;
    if (!chosen.driver)
        chosen.driver = find_driver(getenv("ACM_DRIVER"));
    if (!chosen.driver)
        chosen.driver = &unknown_driver;
    const bool uses_slabs = !chosen.allocator && !wants_malloc();
    if (!chosen.allocator)
        chosen.allocator = uses_slabs ? &loop->slabs.base : &acm_malloc;
    const bool opened = acm_loop_open(loop, &chosen);
    if (uses_slabs) {                     /* opening a driver allocates nothing */
        acm_slabs_open(&loop->slabs);
        loop->closed = close_slabs;
    }
    return opened;
}
