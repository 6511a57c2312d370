/* Whether what a header says of a type's layout is so where the type was compiled (language.md, section 10). */
#include "../acm.h"

#include <stdlib.h>

/* Called before main: nothing has run yet, and nothing can be trusted to. */
void acm_check_layout(const acm_layout *defined, size_t size, const char *file)
{
    if (!defined || defined->size == size)
        return;
    fprintf(stderr, "%s: '%s' takes %lu bytes here, and %lu in %s: both have to be compiled with the same options, and from the same headers\n", file,
            defined->type, (unsigned long)size, (unsigned long)defined->size, defined->file);
    exit(1);
}

/* The library's own. */
ACM_LAYOUT(acm_library, struct acm_library_types);
