/* What tests have in common whose state is an arena. */
#ifndef ARENA_TESTING_H
#define ARENA_TESTING_H

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "diag.h"

static int set_up(void **state)
{
    *state = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

/* All that has been reported, as it is printed. */
static inline const char *messages(arena *arena, diagnostics *diag)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&printed, &size);
    diag_print(diag, to, 0, false);
    fclose(to);
    const char *copy = arena_copy(arena, printed, size);
    free(printed);
    return copy;
}

#endif
