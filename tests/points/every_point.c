/* Makes a test of every point of an example's main, which it takes the place of (acm_main), linked with --wrap=printf,--wrap=puts.
 *
 * What the examples print says what they enter and leave: a line that is printed within a block must be followed by one that its cleanup
 * prints, and that never comes more often than the line that begins it all. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "acm/testing.h"

/* How lines begin. */
static struct {
    const char *opens, *is_inside, *closes;
    int opened, closed;
    bool must_close;
} blocks[] = {
    {.opens = "Вход в контекст", .is_inside = "Внутри контекста", .closes = "Выход из контекста"},
    {.opens = "Entrée dans le contexte", .is_inside = "Dans le bloc async with", .closes = "Sortie du contexte"},
    {.opens = "Entering context", .is_inside = "Inside context", .closes = "Exiting context"},
    {.opens = "Opening connection to ", .is_inside = "Running query on ", .closes = "Closing connection to "},
    {.opens = "Opening cache", .is_inside = "Would cache in", .closes = "Closing cache"},
    {.opens = "🔗 Opening connection", .is_inside = "💬 Using connection", .closes = "🔗 Closing connection"},
    {.opens = "🔗 Opening connection", .is_inside = "🔗 Closing connection", .closes = "🔗 Connection closed."},
    {.opens = "connect ", .is_inside = "enough", .closes = "disconnect "},
    {.opens = "Ouverture de la session", .is_inside = "Données reçues", .closes = "Fermeture de la session"},
    {.opens = "Begin", .is_inside = "Rolled back", .closes = "Closing connection to "},
};
enum { BLOCKS = sizeof blocks / sizeof *blocks };

static bool begins(const char *line, const char *with) { return strncmp(line, with, strlen(with)) == 0; }

static void printed(const char *line)
{
    for (int i = 0; i < BLOCKS; i++) {
        blocks[i].opened += begins(line, blocks[i].opens);
        if (begins(line, blocks[i].is_inside))
            blocks[i].must_close = true;
        if (!begins(line, blocks[i].closes) || !blocks[i].opened)
            continue;
        blocks[i].must_close = false;
        if (++blocks[i].closed > blocks[i].opened)
            acm_test_fault("'%s' once more than '%s'", blocks[i].closes, blocks[i].opens);
    }
}

int __wrap_printf(const char *format, ...);
int __wrap_puts(const char *line);

int __wrap_printf(const char *format, ...)
{
    char line[1000];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    printed(line);
    fputs(line, stdout);
    return length;
}

int __wrap_puts(const char *line)
{
    printed(line);
    return fputs(line, stdout);
}

static void check(void *frame, int outcome, const acm_BaseError *error)
{
    (void)frame, (void)outcome, (void)error;
    for (int i = 0; i < BLOCKS; i++)
        if (blocks[i].must_close)
            acm_test_fault("'%s', but then not '%s'", blocks[i].is_inside, blocks[i].closes);
}

/* Some rely on a task that nobody cancels. */
#ifndef WITHOUT
#define WITHOUT 0
#endif

static acm_frame *started(void *frame) { return (acm_frame *)frame; }

int acm_main(acm_frame *frame, int *result)
{
    (void)result;
    const acm_test_options all_but_errors = {.name = "main", .kinds = ACM_TEST_ALL & ~(ACM_TEST_RAISE | WITHOUT), .check = check, .report = stdout};
    /* A cleanup, too, may end with an error: then it does not come to its last line. */
    const acm_test_options errors = {.name = "main, errors", .kinds = ACM_TEST_RAISE, .report = stdout};
    const int faults = acm_test_every_point(&all_but_errors, started, frame);
    return faults + acm_test_every_point(&errors, started, frame) > 0;
}
