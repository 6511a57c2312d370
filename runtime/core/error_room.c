/* Where errors live: in one of the loop's slots, else in memory of the loop's allocator. */
#include "core.h"

#include <limits.h>

char *acm_error_text(const acm_BaseError *error, size_t *room)
{
    const size_t offset = acm_error_text_offset(error->acm.type);
    *room = (error->acm.allocated ? error->acm.allocated : ACM_ERROR_ROOM) - offset;
    return (char *)error + offset;
}

void acm_error_slots_init(acm_loop *loop)
{
    loop->free_slots = NULL;
    for (size_t i = ACM_ERROR_SLOTS; i--;) {
        loop->slots[i].error.acm.visited = loop->free_slots;
        loop->free_slots = &loop->slots[i].error;
    }
}

acm_BaseError *acm_error_allocate(acm_loop *loop, size_t size, unsigned *allocated)
{
    if (size > UINT_MAX)
        return NULL;
    *allocated = size < ACM_ERROR_ROOM ? ACM_ERROR_ROOM : (unsigned)size;
    return (acm_BaseError *)loop->allocator->allocate(loop->allocator, *allocated);
}
