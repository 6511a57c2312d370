/* Where errors live: in one of the loop's slots, else in memory of the loop's allocator.
 *
 *     fields of the type | ACM_TRACES entries of the traceback | the message's text
 */
#include "core.h"

static size_t traces_offset(const acm_error_type *type)
{
    const size_t unit = sizeof(void *);   /* what an acm_trace has to be aligned to */
    return (type->size + unit - 1) / unit * unit;
}

static size_t text_offset(const acm_error_type *type)
{
    return traces_offset(type) + ACM_TRACES * sizeof(acm_trace);
}

acm_trace *acm_error_traces(const acm_BaseError *error)
{
    return (acm_trace *)(void *)((char *)error + traces_offset(error->acm.type));
}

char *acm_error_text(const acm_BaseError *error)
{
    return (char *)error + text_offset(error->acm.type);
}

void acm_error_slots_init(acm_loop *loop)
{
    loop->free_slots = NULL;
    for (size_t i = ACM_ERROR_SLOTS; i--;) {
        loop->slots[i].error.acm.visited = loop->free_slots;
        loop->free_slots = &loop->slots[i].error;
    }
}

/* Memory of at least SIZE bytes: then *SIZE says how many, and *ALLOCATED how many of them are the allocator's. */
static acm_BaseError *find_room(acm_loop *loop, size_t *size, size_t *allocated)
{
    acm_BaseError *const slot = loop->free_slots;
    *allocated = 0;
    if (slot && *size <= ACM_ERROR_ROOM) {
        loop->free_slots = slot->acm.visited;
        *size = ACM_ERROR_ROOM;
        return slot;
    }
    if (*size < ACM_ERROR_ROOM)
        *size = ACM_ERROR_ROOM;
    *allocated = *size;
    return (acm_BaseError *)loop->allocator->allocate(loop->allocator, *size);
}

static void copy_fields(acm_BaseError *to, const acm_error_type *type, const void *fields)
{
    const unsigned char *from = (const unsigned char *)fields;
    for (size_t i = sizeof(struct acm_BaseError); i < type->size; i++)
        ((unsigned char *)to)[i] = from ? from[i] : 0;
}

acm_BaseError *acm_error_new(acm_loop *loop, const acm_error_type *type, const void *fields, size_t length, size_t *room)
{
    const size_t least = text_offset(type) + 1;
    size_t allocated, size = least + length;
    acm_BaseError *error = find_room(loop, &size, &allocated);
    if (!error) {                         /* better a message cut short than none of the fields */
        size = least;
        error = find_room(loop, &size, &allocated);
    }
    if (!error)
        return NULL;
    *error = (acm_BaseError){{.type = type, .loop = loop, .allocated = allocated, .references = 1}};
    copy_fields(error, type, fields);
    *room = size - text_offset(type);
    return error;
}

void acm_error_release(acm_BaseError *error)
{
    acm_loop *const loop = error->acm.loop;
    const size_t allocated = error->acm.allocated;
    if (allocated) {
        loop->allocator->release(loop->allocator, error, allocated);
        return;
    }
    error->acm.visited = loop->free_slots;
    loop->free_slots = error;
}
