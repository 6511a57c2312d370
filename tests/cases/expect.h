/* What the cases write down while they run, and what it is compared with.
 *
 *     trace("A%d", 1);                  one event: a word
 *     expect("ENT-01", "A1 B X1(-)");   exactly these, in this order, since the last expect(); prints ok or FAIL
 *     ran("ENT-01");                    in main, after each case: FAIL if the case expected nothing, or let an error escape
 *     return expect_status();           at the end: 0 if all was as expected
 *
 * It is plain C, but for a means of gcc and clang: what has been written down is one for all files of a program. */
#ifndef EXPECT_H
#define EXPECT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

__attribute__((weak)) char expect_seen[8192];
__attribute__((weak)) size_t expect_length;
__attribute__((weak)) int expect_passed, expect_failed;
__attribute__((weak)) int expect_of_case;                /* expect() calls since the last ran() */

static inline void expect_line(const char *verdict, const char *id)
{
    printf("%s %s", verdict, id);
}

#ifdef __GNUC__
__attribute__((format(printf, 1, 2)))
#endif
static inline void trace(const char *format, ...)
{
    size_t room = sizeof expect_seen - expect_length;
    va_list arguments;
    int written;

    if (expect_length != 0 && room > 1) {
        expect_seen[expect_length++] = ' ';
        room--;
    }
    va_start(arguments, format);
    written = vsnprintf(expect_seen + expect_length, room, format, arguments);
    va_end(arguments);
    if (written > 0)
        expect_length += (size_t)written < room ? (size_t)written : room - 1;
}

static inline void expect(const char *id, const char *expected)
{
    expect_seen[expect_length] = '\0';
    if (strcmp(expect_seen, expected) == 0) {
        expect_passed++;
        expect_line("ok", id);
        printf("\n");
    } else {
        expect_failed++;
        expect_line("FAIL", id);
        printf(": expected \"%s\", saw \"%s\"\n", expected, expect_seen);
    }
    fflush(stdout);
    expect_of_case++;
    expect_length = 0;
    expect_seen[0] = '\0';
}

/* Traces what is so, or that it is not. */
static inline void trace_if(bool so, const char *word)
{
    trace("%s%s", so ? "" : "NOT-", word);
}

static inline void escaped(const char *name, const char *message)
{
    trace("escaped(%s: %s)", name, message);
}

static inline void ran(const char *id)
{
    if (expect_length != 0 || expect_of_case == 0) {
        expect_failed++;
        expect_line("FAIL", id);
        printf(": ended without having been compared, saw \"%s\"\n", expect_seen);
        fflush(stdout);
    }
    expect_of_case = 0;
    expect_length = 0;
    expect_seen[0] = '\0';
}

static inline int expect_status(void)
{
    printf("%d as expected, %d not\n", expect_passed, expect_failed);
    return expect_failed != 0;
}

#endif
