/* Raising: making an error, and setting it on its way. */
#include "core.h"

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

/* An error with a message; the spare if there is no memory for it. */
static acm_BaseError *make(acm_loop *loop, const acm_error_type *type, const void *fields, const char *format, va_list *arguments)
{
    size_t room;
    acm_BaseError *error = acm_error_new(loop, type, fields, 0, &room);
    if (!error)
        return (acm_BaseError *)type->spare;
    if (!format)
        return error;

    const size_t length = format_message(loop, acm_error_text(error), room, format, arguments);
    if (length >= room) {
        acm_BaseError *const larger = acm_error_new(loop, type, fields, length, &room);
        if (larger) {
            acm_error_release(error);
            error = larger;
            format_message(loop, acm_error_text(error), room, format, arguments);
        }
    }
    error->acm.message = acm_error_text(error);
    return error;
}

/* Without a message, an operating system's error has that of its code. */
static acm_BaseError *make_silent(acm_loop *loop, const acm_error_type *type, const void *fields)
{
    size_t room;
    acm_BaseError *const error = acm_error_new(loop, type, fields, 0, &room);
    if (!error)
        return (acm_BaseError *)type->spare;
    if (acm_error_is(error, acm_OSError) && loop->driver->describe) {
        const int code = ((const acm_OSError *)(const void *)error)->code;
        if (code) {
            loop->driver->describe(code, acm_error_text(error), room);
            error->acm.message = acm_error_text(error);
        }
    }
    return error;
}

static void raise_new(acm_frame *frame, acm_task *task, unsigned point, acm_BaseError *error)
{
    if (!acm_error_is_spare(error))
        error->acm.context = acm_error_share(task->handled);
    acm_error_passed(error, frame->function, point);
    acm_error_drop(task->error);          /* there is none, unless C code raises twice */
    task->error = error;
}

void acm_raise(acm_frame *frame, acm_task *task, unsigned point, const acm_error_type *type, const void *fields,
               const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    raise_new(frame, task, point, make(task->loop, type, fields, format, &arguments));
    va_end(arguments);
}

void acm_raise_silent(acm_frame *frame, acm_task *task, unsigned point, const acm_error_type *type, const void *fields)
{
    raise_new(frame, task, point, make_silent(task->loop, type, fields));
}

void acm_raise_again(acm_task *task, const void *error)
{
    acm_BaseError *const again = acm_error_share((acm_BaseError *)error);
    acm_error_drop(task->error);
    task->error = again;
}

acm_status acm_unwind(acm_frame *frame, acm_task *task)
{
    const acm_frame *caller = frame->caller;
    while (caller && !caller->function->name)
        caller = caller->caller;
    if (caller)
        acm_error_passed(task->error, caller->function, caller->state);
    return acm_status_of(ACM_RAISED);
}
