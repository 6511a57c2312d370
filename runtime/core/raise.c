/* Raising: making an error, and setting it on its way. */
#include "core.h"

/* Field by field: what compilers make of a struct that is assigned as a whole takes longer than all the rest of raising. */
static void init_head(acm_error_head *head, acm_loop *loop, const acm_error_type *type, unsigned allocated)
{
    head->type = type;
    head->context = NULL;
    head->cause = NULL;
    head->others = NULL;
    head->next_other = NULL;
    head->visited = NULL;
    head->loop = loop;
    head->allocated = allocated;
    head->references = 1;
    head->traces_left_out = 0;
    head->traces = 0;
    head->has_message = false;
    head->cancelled = 0;
}

/* The fields are a whole number of these: an error begins with pointers, so it is aligned like one.  Half of that, for what
 * was just stored as an int is read at once as an int only. */
typedef struct { unsigned char bytes[_Alignof(void *) / 2]; } piece;

static void copy_fields(acm_BaseError *error, const void *fields, const acm_error_type *type)
{
    piece *const to = (piece *)(void *)error;
    const piece *const from = (const piece *)fields;
    const size_t begin = sizeof *error / sizeof *to, end = type->size / sizeof *to;
    if (from)
        for (size_t i = begin; i < end; i++)
            to[i] = from[i];
    else
        for (size_t i = begin; i < end; i++)
            to[i] = (piece){{0}};
}

/* An error of TYPE, its fields copied from FIELDS or zero, with one reference, that of the caller, and room for a message of
 * LENGTH bytes and its end; NULL if there is no memory for it. */
static inline acm_BaseError *make(acm_loop *loop, const acm_error_type *type, const void *fields, size_t length)
{
    unsigned allocated;
    acm_BaseError *const error = acm_error_find_room(loop, acm_error_text_offset(type) + length + 1, &allocated);
    if (!error)
        return NULL;
    init_head(&error->acm, loop, type, allocated);
    copy_fields(error, fields, type);
    return error;
}

/* The message; the result is the length that it would have if there was room enough. */
static size_t format_message(const acm_loop *loop, char *to, size_t room, const char *format, va_list *arguments)
{
    if (loop->driver->format) {
        va_list again;
        va_copy(again, *arguments);
        const int length = loop->driver->format(to, room, format, again);
        va_end(again);
        if (length >= 0)
            return (size_t)length;
    }
    size_t length = 0;
    for (; format[length]; length++)
        if (length + 1 < room)
            to[length] = format[length];
    to[length < room ? length : room - 1] = '\0';
    return length;
}

/* An error with a message, which is cut short if there is no memory for all of it; NULL if there is none for the error. */
static acm_BaseError *make_with_message(acm_loop *loop, const acm_error_type *type, const void *fields, const char *format,
                                        va_list *arguments)
{
    acm_BaseError *error = make(loop, type, fields, 0);
    if (!error || !format)
        return error;

    size_t room;
    char *text = acm_error_text(error, &room);
    const size_t length = format_message(loop, text, room, format, arguments);
    acm_BaseError *const larger = length >= room ? make(loop, type, fields, length) : NULL;
    if (larger) {
        acm_error_release(error);
        error = larger;
        text = acm_error_text(error, &room);
        format_message(loop, text, room, format, arguments);
    }
    error->acm.has_message = true;
    return error;
}

/* NULL stands for the spare of its type. */
static inline void raise_new(acm_frame *frame, acm_task *task, unsigned point, const acm_error_type *type, acm_BaseError *error)
{
    if (error) {
        acm_error_passed(error, frame->function, point);
        error->acm.context = acm_error_share(acm_handling_of(task));
    }
    acm_BaseError *const old = task->error;
    task->error = error ? error : (acm_BaseError *)type->spare;
    if (old)                              /* C code raises twice */
        acm_error_drop(old);
}

void acm_raise(acm_frame *frame, acm_task *task, unsigned point, const acm_error_type *type, const void *fields,
               const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    raise_new(frame, task, point, type, make_with_message(acm_loop_of(task), type, fields, format, &arguments));
    va_end(arguments);
}

void acm_raise_silent(acm_frame *frame, acm_task *task, unsigned point, const acm_error_type *type, const void *fields)
{
    raise_new(frame, task, point, type, make(acm_loop_of(task), type, fields, 0));
}

void acm_raise_again(acm_task *task, const void *error)
{
    acm_BaseError *const again = acm_error_share((acm_BaseError *)error);
    acm_error_drop(task->error);
    task->error = again;
}

acm_status acm_unwind(acm_frame *frame, acm_task *task)
{
    const acm_frame *caller = acm_caller(frame);
    while (caller && !caller->function->name)
        caller = acm_caller(caller);
    if (caller)
        acm_error_passed(task->error, caller->function, caller->state);
    return acm_status_of(ACM_RAISED);
}
