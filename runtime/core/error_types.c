/* The predefined types of errors, and what can be asked of any error. */
#include "core.h"

static const struct acm_BaseError base_spare = {{.type = &acm_BaseError_type}};
const acm_error_type acm_BaseError_type = {"acm_BaseError", NULL, sizeof(struct acm_BaseError), &base_spare};

ACM_ERROR_TYPE(acm_Cancelled, acm_BaseError);
ACM_ERROR_TYPE(acm_GeneratorExit, acm_BaseError);
ACM_ERROR_TYPE(acm_Error, acm_BaseError);
ACM_ERROR_TYPE(acm_OSError, acm_Error);
ACM_ERROR_TYPE(acm_TimeoutError, acm_OSError);
ACM_ERROR_TYPE(acm_MemoryError, acm_Error);
ACM_ERROR_TYPE(acm_RuntimeError, acm_Error);
ACM_ERROR_TYPE(acm_ValueError, acm_Error);

static const acm_error_head *head(const void *error)
{
    return &((const acm_BaseError *)error)->acm;
}

const char *acm_error_name(const void *error)
{
    return head(error)->type->name;
}

/* Without a message, an operating system's error has that of its code, which is looked up when it is first asked for. */
static void describe(acm_OSError *error)
{
    const acm_driver *const driver = error->acm.loop ? error->acm.loop->driver : NULL;
    if (error->code == 0 || !driver || !driver->describe)
        return;
    size_t room;
    char *const text = acm_error_text(&error->acm_parent.acm_parent, &room);
    driver->describe(error->code, text, room);
    error->acm.has_message = true;
}

const char *acm_error_message(const void *error)
{
    if (!head(error)->has_message && acm_error_is(error, acm_OSError))
        describe((acm_OSError *)error);
    size_t room;
    return head(error)->has_message ? acm_error_text((const acm_BaseError *)error, &room) : "";
}

const acm_BaseError *acm_error_context(const void *error)
{
    return head(error)->context;
}

const acm_BaseError *acm_error_cause(const void *error)
{
    return head(error)->cause;
}

size_t acm_error_other_count(const void *error)
{
    size_t count = 0;
    for (const acm_BaseError *other = head(error)->others; other; other = other->acm.next_other)
        count++;
    return count;
}

const acm_BaseError *acm_error_other(const void *error, size_t i)
{
    const acm_BaseError *other = head(error)->others;
    while (other && i--)
        other = other->acm.next_other;
    return other;
}

bool acm_error_is_a(const void *error, const acm_error_type *type)
{
    return error && acm_error_derives((const acm_BaseError *)error, type);
}
