/* Errors: their types, their memory, how they are raised, handled, chained and printed. */
#include "runtime_testing.h"

#include <errno.h>

/* ---- types, as the compiler declares them ---- */

/* error Padded : acm_OSError { char small; }; with room behind `small` that a child's field must not be in */
typedef struct Padded Padded;
struct Padded {
    union {
        struct acm_OSError acm_parent;
        ACM_ANONYMOUS struct { ACM_ANONYMOUS struct { ACM_ANONYMOUS struct { acm_error_head acm; }; }; int code; };
    };
    char small;
};
extern const acm_error_type Padded_type;
ACM_ERROR_TYPE(Padded, acm_OSError);

/* error Child : Padded { char tiny; double large; }; */
typedef struct Child Child;
struct Child {
    union {
        struct Padded acm_parent;
        ACM_ANONYMOUS struct {
            ACM_ANONYMOUS struct { ACM_ANONYMOUS struct { ACM_ANONYMOUS struct { acm_error_head acm; }; }; int code; };
            char small;
        };
    };
    char tiny;
    double large;
};
extern const acm_error_type Child_type;
ACM_ERROR_TYPE(Child, Padded);

_Static_assert(offsetof(Child, small) == offsetof(Padded, small), "a field has its ancestor's offset");
_Static_assert(offsetof(Child, code) == offsetof(acm_OSError, code), "a field has its ancestor's offset");
_Static_assert(offsetof(Child, tiny) >= sizeof(Padded), "fields follow the parent");

/* error Huge : acm_Error { char room[600]; }; does not fit into a slot */
typedef struct Huge Huge;
struct Huge {
    union {
        struct acm_Error acm_parent;
        ACM_ANONYMOUS struct { ACM_ANONYMOUS struct { acm_error_head acm; }; };
    };
    char room[600];
};
extern const acm_error_type Huge_type;
ACM_ERROR_TYPE(Huge, acm_Error);

/* ---- coroutines, for tracebacks ---- */

static co middle_frame, leaf_frame;

COROUTINE(leaf)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    }
    SLEEP(1, 1, raised);
    if (f->number)
        ACM_RAISE(2, raised, acm_ValueError, "number %d", f->number);
    RETURN;
raised:
    UNWIND;
}

COROUTINE(middle)
{
    SELF;
    switch (frame->state) {
    case 3: goto resume_3;
    }
    ACM_AWAIT(3, leaf_call(f->callee, frame, task, f->number), raised);
    RETURN;
raised:
    UNWIND;
}

COROUTINE(outer)
{
    SELF;
    switch (frame->state) {
    case 4: goto resume_4;
    }
    middle_frame.callee = &leaf_frame;
    ACM_AWAIT(4, middle_call(&middle_frame, frame, task, f->number), raised);
    RETURN;
raised:
    UNWIND;
}

/* An error raised again keeps its traceback. */
COROUTINE(again)
{
    SELF;
    switch (frame->state) {
    case 5: goto resume_5;
    case 6: goto resume_6;
    }
    ACM_AWAIT(5, leaf_call(&leaf_frame, frame, task, 7), except_1);
except_1:
    if (acm_catch(task, &f->handled, &acm_ValueError_type)) {
        SLEEP(6, 1, handled_1);
        ACM_RAISE_AGAIN(handled_1, f->handled.error);
    handled_1:
        acm_handled(task, &f->handled);
    }
    if (acm_raised(task)) goto raised;
    RETURN;
raised:
    UNWIND;
}

COROUTINE(calls_again)
{
    SELF;
    switch (frame->state) {
    case 1: goto resume_1;
    }
    ACM_AWAIT(1, again_call(&middle_frame, frame, task, f->number), raised);
    RETURN;
raised:
    UNWIND;
}

/* ---- a task that is always running, to raise in ---- */

static acm_task task_of_test, *const task = &task_of_test;
static acm_frame frame_of_test, *const frame = &frame_of_test;
static const acm_function outermost_function = {NULL, "outermost", "t.acm", lines, 0, 0, 0};

static void open_task(acm_allocator *allocator)
{
    open_loop(allocator);
    task_of_test = (acm_task){.owner = &loop.root_owner, .depth = 1};
    acm_frame_init(frame, &outermost_function, NULL);
}

static void raise_plain(const acm_error_type *type, const char *message)
{
    acm_raise(frame, task, 1, type, NULL, "%s", message);
}

static void raise_value(const char *message)
{
    raise_plain(&acm_ValueError_type, message);
}

/* Ends what is on its way. */
static void swallow(void)
{
    acm_handling handled;
    assert_true(acm_catch(task, &handled, &acm_BaseError_type));
    acm_handled(task, &handled);
    assert_null(acm_handling_of(task));
}

static void section_3_an_error_is_of_its_type_and_its_parents(void **state)
{
    (void)state;
    open_task(&refusing);
    acm_raise_silent(frame, task, 1, &acm_TimeoutError_type, NULL);
    assert_true(acm_error_is(task->error, acm_TimeoutError));
    assert_true(acm_error_is(task->error, acm_OSError));
    assert_true(acm_error_is(task->error, acm_Error));
    assert_true(acm_error_is(task->error, acm_BaseError));
    assert_false(acm_error_is(task->error, acm_ValueError));
    assert_false(acm_error_is(task->error, acm_Cancelled));
    assert_false(acm_error_is(NULL, acm_BaseError));
    assert_string_equal(acm_error_name(task->error), "acm_TimeoutError");
    assert_string_equal(acm_error_message(task->error), "");
    swallow();
    close_loop();
}

static void section_3_the_functions_take_any_error(void **state)
{
    (void)state;
    open_task(&refusing);
    raise_value("text");
    const acm_ValueError *e = (const acm_ValueError *)(const void *)task->error;
    assert_string_equal(acm_error_message(e), "text");
    assert_true(acm_error_is(e, acm_Error));
    assert_null(acm_error_context(e));
    assert_null(acm_error_cause(e));
    assert_int_equal(acm_error_other_count(e), 0);
    assert_null(acm_error_other(e, 0));
    const acm_ValueError *kept = acm_error_keep(e);
    swallow();
    assert_string_equal(acm_error_message(kept), "text");
    acm_error_drop(kept);
    acm_error_drop(NULL);
    close_loop();
}

static void section_3_a_raise_formats_a_message_and_sets_fields(void **state)
{
    (void)state;
    open_task(&refusing);
    acm_raise(frame, task, 1, &Child_type, &(Child){.code = 7, .small = 's', .tiny = 't', .large = 0.5}, "GET %s: %d", "/", 404);
    const Child *e = (const Child *)(const void *)task->error;
    assert_string_equal(acm_error_message(e), "GET /: 404");
    assert_int_equal(e->code, 7);
    assert_int_equal(e->small, 's');
    assert_int_equal(e->acm_parent.small, 's');
    assert_int_equal(e->tiny, 't');
    assert_true(e->large > 0.4);
    swallow();

    acm_raise(frame, task, 1, &Child_type, NULL, "again");
    e = (const Child *)(const void *)task->error;
    assert_int_equal(e->code + e->small + e->tiny, 0);
    assert_true(e->large < 0.1);
    swallow();
    close_loop();
}

static void section_3_an_os_error_has_the_message_of_its_code(void **state)
{
    (void)state;
    open_task(&refusing);
    acm_raise_silent(frame, task, 1, &acm_OSError_type, &(acm_OSError){.code = ENOENT});
    assert_string_equal(acm_error_message(task->error), strerror(ENOENT));
    acm_raise_silent(frame, task, 1, &acm_TimeoutError_type, &(acm_TimeoutError){.code = ETIMEDOUT});
    assert_string_equal(acm_error_message(task->error), strerror(ETIMEDOUT));
    acm_raise(frame, task, 1, &acm_OSError_type, &(acm_OSError){.code = ENOENT}, "own words");
    assert_string_equal(acm_error_message(task->error), "own words");
    acm_raise_silent(frame, task, 1, &acm_OSError_type, NULL);
    assert_string_equal(acm_error_message(task->error), "");
    swallow();
    close_loop();
}

static char *long_text(size_t length)
{
    static char text[2000];
    memset(text, 'x', length);
    text[length] = '\0';
    return text;
}

static void section_3_a_long_message_is_whole(void **state)
{
    (void)state;
    open_task(&counting);
    for (size_t length = 100; length < 1000; length++) {
        raise_value(long_text(length));
        assert_string_equal(acm_error_message(task->error), long_text(length));
        swallow();
    }
    close_loop();
}

static void section_3_without_memory_a_long_message_is_cut(void **state)
{
    (void)state;
    open_task(&failing);
    raise_value(long_text(1000));
    const size_t length = strlen(acm_error_message(task->error));
    assert_true(length > 100 && length < ACM_ERROR_ROOM);
    swallow();
    close_loop();
}

static void section_3_errors_live_in_the_reserve_then_in_memory(void **state)
{
    (void)state;
    const acm_BaseError *kept[3 * ACM_ERROR_SLOTS];
    enum { KEPT = sizeof kept / sizeof *kept };
    open_task(&counting);
    for (int i = 0; i < KEPT; i++) {
        acm_raise(frame, task, 1, &acm_ValueError_type, NULL, "number %d", i);
        kept[i] = acm_error_keep(task->error);
        swallow();
        assert_int_equal(allocations, i < ACM_ERROR_SLOTS ? 0 : i + 1 - ACM_ERROR_SLOTS);
    }
    for (int i = 0; i < KEPT; i++) {
        char text[20];
        snprintf(text, sizeof text, "number %d", i);
        assert_string_equal(acm_error_message(kept[i]), text);
        acm_error_drop(kept[i]);
    }
    acm_raise_silent(frame, task, 1, &Huge_type, &(Huge){.room = "huge"});
    assert_int_equal(allocations, 1);
    assert_string_equal(((const Huge *)(const void *)task->error)->room, "huge");
    swallow();
    close_loop();
}

static void section_3_without_memory_the_spare_is_raised(void **state)
{
    (void)state;
    const acm_BaseError *kept[ACM_ERROR_SLOTS];
    open_task(&failing);
    for (int i = 0; i < ACM_ERROR_SLOTS; i++) {
        raise_value("full");
        kept[i] = acm_error_keep(task->error);
        swallow();
    }

    acm_raise(frame, task, 1, &Child_type, &(Child){.code = 7}, "not heard");
    const Child *e = acm_error_keep(task->error);
    assert_true(acm_error_is(e, Child));
    assert_int_equal(e->code, 0);
    assert_string_equal(acm_error_message(e), "");
    assert_null(acm_error_context(e));
    acm_unwind(frame, task);

    acm_handling handled, inner;
    assert_true(acm_catch(task, &handled, &Child_type));
    acm_raise_silent(frame, task, 2, &Child_type, NULL);   /* the same, and it can't be its own context */
    assert_ptr_equal(task->error, e);
    acm_raise_from(task, e);
    acm_raise_from(task, NULL);
    assert_true(acm_catch(task, &inner, &Child_type));
    acm_raise_again(task, inner.error);
    acm_handled(task, &inner);
    acm_handled(task, &handled);
    acm_error_drop(e);
    acm_error_drop(e);
    acm_error_write(task->error, say_text, NULL);
    assert_said("Child\n");
    swallow();
    for (int i = 0; i < ACM_ERROR_SLOTS; i++)
        acm_error_drop(kept[i]);
    close_loop();
}

/* ---- handling ---- */

static void section_3_an_error_is_dropped_when_its_handler_ends(void **state)
{
    (void)state;
    acm_handling handled;
    open_task(&refusing);
    raise_value("one");
    assert_false(acm_catch(task, &handled, &acm_OSError_type));
    assert_true(acm_catch(task, &handled, &acm_Error_type));
    assert_false(acm_raised(task));
    assert_ptr_equal(acm_handling_of(task), handled.error);
    acm_handled(task, &handled);
    assert_null(acm_handling_of(task));
    assert_false(acm_catch(task, &handled, &acm_BaseError_type));
    close_loop();
}

static void section_3_raise_again_is_the_same_error(void **state)
{
    (void)state;
    acm_handling handled;
    open_task(&refusing);
    raise_value("one");
    const acm_BaseError *e = task->error;
    assert_true(acm_catch(task, &handled, &acm_Error_type));
    acm_raise_again(task, handled.error);
    acm_handled(task, &handled);
    assert_ptr_equal(task->error, e);
    assert_null(acm_error_context(e));
    swallow();
    close_loop();
}

static void section_3_an_error_raised_in_a_handler_has_the_other_as_context(void **state)
{
    (void)state;
    acm_handling handled;
    open_task(&refusing);
    raise_value("one");
    assert_true(acm_catch(task, &handled, &acm_Error_type));
    raise_plain(&acm_RuntimeError_type, "two");
    acm_handled(task, &handled);
    assert_string_equal(acm_error_message(acm_error_context(task->error)), "one");
    swallow();
    close_loop();
}

static void section_3_an_error_raised_by_a_cleanup_replaces_the_other(void **state)
{
    (void)state;
    acm_leaving leaving;
    open_task(&refusing);
    raise_value("one");
    leaving.why = ACM_RETURN;
    acm_leave(task, &leaving);
    assert_int_equal(leaving.why, ACM_END);
    assert_string_equal(acm_error_message(leaving.error), "one");
    raise_value("two");
    acm_left(task, &leaving);
    assert_string_equal(acm_error_message(task->error), "two");
    assert_string_equal(acm_error_message(acm_error_context(task->error)), "one");
    swallow();
    close_loop();
}

static void section_3_a_cleanup_lets_the_error_go_on(void **state)
{
    (void)state;
    acm_leaving leaving;
    open_task(&refusing);
    leaving.why = ACM_BREAK;
    acm_leave(task, &leaving);
    assert_null(leaving.error);
    acm_left(task, &leaving);
    assert_false(acm_raised(task));
    assert_int_equal(leaving.why, ACM_BREAK);

    raise_value("one");
    acm_leave(task, &leaving);
    assert_false(acm_raised(task));
    acm_left(task, &leaving);
    assert_string_equal(acm_error_message(task->error), "one");
    swallow();
    close_loop();
}

static void section_3_a_cleanup_may_raise_the_same_error_again(void **state)
{
    (void)state;
    acm_leaving leaving;
    open_task(&refusing);
    raise_value("one");
    acm_leave(task, &leaving);
    acm_raise_again(task, leaving.error);
    acm_left(task, &leaving);
    assert_int_equal(task->error->acm.references, 1);
    assert_null(acm_error_context(task->error));
    swallow();
    close_loop();
}

/* except (E *e) { try { raise e; } finally { … } } */
static void section_3_an_error_may_be_handled_twice_at_a_time(void **state)
{
    (void)state;
    acm_handling handled;
    acm_leaving leaving;
    open_task(&refusing);
    raise_value("one");
    assert_true(acm_catch(task, &handled, &acm_Error_type));
    acm_raise_again(task, handled.error);
    acm_leave(task, &leaving);
    assert_ptr_equal(acm_handling_of(task), leaving.error);
    acm_left(task, &leaving);
    assert_ptr_equal(acm_handling_of(task), handled.error);
    acm_handled(task, &handled);
    assert_null(acm_handling_of(task));
    assert_int_equal(task->error->acm.references, 1);
    swallow();
    close_loop();
}

static void section_3_a_suppressed_error_is_gone(void **state)
{
    (void)state;
    acm_leaving leaving;
    open_task(&refusing);
    raise_value("one");
    acm_leave(task, &leaving);
    acm_suppress(task, &leaving);
    assert_null(acm_handling_of(task));
    raise_value("two");                   /* after it, in the same exit */
    assert_null(acm_error_context(task->error));
    acm_left(task, &leaving);
    swallow();

    leaving.why = ACM_RETURN;
    acm_leave(task, &leaving);
    acm_suppress(task, &leaving);         /* nothing to suppress: the return stays one */
    acm_left(task, &leaving);
    assert_int_equal(leaving.why, ACM_RETURN);
    close_loop();
}

static void section_3_a_jump_out_of_a_cleanup_replaces_the_error(void **state)
{
    (void)state;
    acm_leaving leaving;
    open_task(&refusing);
    raise_value("one");
    acm_leave(task, &leaving);
    assert_int_equal(task->shield, 1);
    acm_left_by_jump(task, &leaving);
    assert_false(acm_raised(task));
    assert_null(acm_handling_of(task));
    assert_int_equal(task->shield, 0);
    close_loop();
}

static void section_3_two_errors_are_alive_at_once(void **state)
{
    (void)state;
    acm_handling outer, inner;
    open_task(&refusing);
    raise_value("outer");
    assert_true(acm_catch(task, &outer, &acm_Error_type));
    raise_value("inner");
    assert_true(acm_catch(task, &inner, &acm_Error_type));
    assert_string_equal(acm_error_message(outer.error), "outer");
    assert_string_equal(acm_error_message(inner.error), "inner");
    acm_handled(task, &inner);
    acm_raise_again(task, outer.error);   /* raise; means the outer one again */
    acm_handled(task, &outer);
    assert_string_equal(acm_error_message(task->error), "outer");
    swallow();
    close_loop();
}

/* ---- chains ---- */

static void section_3_from_sets_the_cause(void **state)
{
    (void)state;
    acm_handling handled;
    open_task(&refusing);
    raise_value("one");
    assert_true(acm_catch(task, &handled, &acm_Error_type));
    raise_value("two");
    acm_raise_from(task, handled.error);
    acm_handled(task, &handled);
    assert_string_equal(acm_error_message(acm_error_cause(task->error)), "one");
    assert_ptr_equal(acm_error_cause(task->error), acm_error_context(task->error));
    acm_raise_from(task, NULL);
    assert_null(acm_error_cause(task->error));
    assert_null(acm_error_context(task->error));
    assert_int_equal(free_slots(), ACM_ERROR_SLOTS - 1);
    swallow();
    close_loop();
}

/* except (E *a) { try { raise two; } except (E *b) { raise a from b; } } */
static void section_3_a_cycle_is_cut(void **state)
{
    (void)state;
    acm_handling outer, inner;
    open_task(&refusing);
    raise_value("one");
    assert_true(acm_catch(task, &outer, &acm_Error_type));
    raise_value("two");
    assert_ptr_equal(acm_error_context(task->error), outer.error);
    assert_true(acm_catch(task, &inner, &acm_Error_type));
    acm_raise_again(task, outer.error);
    acm_raise_from(task, inner.error);
    assert_null(acm_error_context(inner.error));
    acm_handled(task, &inner);
    acm_handled(task, &outer);
    assert_string_equal(acm_error_message(acm_error_cause(task->error)), "two");
    acm_raise_from(task, task->error);    /* its own cause: no cause */
    assert_string_equal(acm_error_message(acm_error_cause(task->error)), "two");
    swallow();
    close_loop();
}

static void section_3_a_cycle_through_others_and_causes_is_cut(void **state)
{
    (void)state;
    acm_handling first, second;
    open_task(&refusing);
    raise_value("first");
    assert_true(acm_catch(task, &first, &acm_Error_type));
    raise_value("other a");
    acm_BaseError *const a = task->error;
    task->error = NULL;
    raise_value("second");
    acm_raise_from(task, first.error);
    acm_error_add_other(task->error, a);
    acm_error_add_other(task->error, (acm_BaseError *)acm_error_keep(first.error));
    assert_int_equal(acm_error_other_count(task->error), 2);
    assert_true(acm_catch(task, &second, &acm_Error_type));
    acm_raise_again(task, first.error);
    acm_raise_from(task, second.error);
    assert_null(acm_error_context(second.error));
    assert_null(acm_error_cause(second.error));
    assert_int_equal(acm_error_other_count(second.error), 1);
    assert_string_equal(acm_error_message(acm_error_other(second.error, 0)), "other a");
    assert_null(acm_error_other(second.error, 1));
    assert_null(second.error->acm.visited);
    acm_handled(task, &second);
    acm_handled(task, &first);
    swallow();
    close_loop();
}

/* Each error has the one before both as its context and as its cause: 2^60 ways lead to the first. */
static void section_3_a_long_chain_is_searched_and_dropped_once(void **state)
{
    (void)state;
    enum { LENGTH = 20000 };
    open_task(&counting);
    raise_value("first");
    acm_BaseError *const first = (acm_BaseError *)acm_error_keep(task->error);
    for (int i = 0; i < LENGTH; i++) {
        acm_handling handled;
        assert_true(acm_catch(task, &handled, &acm_Error_type));
        raise_value("next");
        acm_raise_from(task, handled.error);
        acm_handled(task, &handled);
    }
    acm_handling last;
    assert_true(acm_catch(task, &last, &acm_Error_type));
    acm_raise_again(task, first);
    acm_raise_from(task, last.error);
    acm_handled(task, &last);
    acm_error_drop(first);
    size_t length = 0;
    for (const acm_BaseError *e = task->error; e; e = acm_error_cause(e))
        length++;
    assert_int_equal(length, LENGTH + 1);
    swallow();
    close_loop();
}

static void section_3_retrying_for_ever_keeps_no_errors(void **state)
{
    (void)state;
    open_task(&refusing);
    for (int i = 0; i < 1000; i++) {
        acm_handling handled;
        raise_value("try again");
        assert_true(acm_catch(task, &handled, &acm_Error_type));
        acm_handled(task, &handled);
    }
    close_loop();
}

/* ---- what is printed ---- */

static void section_3_a_traceback_names_each_coroutine_that_it_passed(void **state)
{
    (void)state;
    assert_int_equal(run(outer, 7), ACM_RAISED);
    assert_said("  t.acm:40: in outer\n"
                "  t.acm:30: in middle\n"
                "  t.acm:20: in leaf\n"
                "acm_ValueError: number 7\n");
    assert_int_equal(run(outer, 0), ACM_DONE);
    assert_said("");
}

static void section_3_an_error_raised_again_keeps_its_traceback(void **state)
{
    (void)state;
    assert_int_equal(run(calls_again, 7), ACM_RAISED);
    assert_said("  t.acm:10: in calls_again\n"
                "  t.acm:50: in again\n"
                "  t.acm:20: in leaf\n"
                "acm_ValueError: number 7\n");
}

static void section_3_a_place_in_a_spliced_form_is_a_chain(void **state)
{
    (void)state;
    static const acm_point points[] = {{0, 0, NULL, 0}, {50, 0, NULL, 0}, {60, 1, "door", 0}, {70, 2, "lock.exit", 0}};
    static const acm_function spliced = {NULL, "user", "u.acm", points, 0, 0, 0};
    static const acm_function written_in_c = {NULL, "in_c", NULL, NULL, 0, 0, 0};
    open_task(&refusing);
    frame->function = &spliced;
    acm_raise(frame, task, 3, &acm_ValueError_type, NULL, "x");
    acm_error_passed(task->error, &written_in_c, 1);
    acm_error_write(task->error, say_text, NULL);
    assert_said("  in in_c\n"
                "  u.acm:50: in user\n"
                "  u.acm:60: in door\n"
                "  u.acm:70: in lock.exit\n"
                "acm_ValueError: x\n");
    swallow();
    close_loop();
}

static void section_3_a_long_traceback_says_what_it_leaves_out(void **state)
{
    (void)state;
    open_task(&refusing);
    raise_value("deep");
    for (int i = 0; i < 100; i++)
        acm_error_passed(task->error, &outermost_function, 2);
    acm_error_write(task->error, say_text, NULL);
    assert_non_null(strstr(said, "  (89 more)\n  t.acm:20: in outermost\n"));
    assert_non_null(strstr(said, "  t.acm:10: in outermost\nacm_ValueError: deep\n"));
    said[0] = '\0';
    swallow();
    close_loop();
}

static void section_3_chains_and_others_are_printed(void **state)
{
    (void)state;
    acm_handling one, two;
    open_task(&refusing);
    raise_value("one");
    assert_true(acm_catch(task, &one, &acm_Error_type));
    raise_value("two");
    assert_true(acm_catch(task, &two, &acm_Error_type));
    acm_raise_silent(frame, task, 3, &acm_RuntimeError_type, NULL);
    acm_raise_from(task, two.error);
    acm_handled(task, &two);
    acm_handled(task, &one);

    acm_BaseError *const main_error = task->error;
    task->error = NULL;
    raise_value("of a child");
    acm_error_add_other(main_error, task->error);
    task->error = NULL;
    raise_value("of another");
    acm_error_add_other(main_error, task->error);
    task->error = main_error;
    acm_error_write(task->error, say_text, NULL);
    assert_said("  t.acm:10: in outermost\n"
                "acm_ValueError: one\n"
                "and while that was handled:\n"
                "  t.acm:10: in outermost\n"
                "acm_ValueError: two\n"
                "which caused:\n"
                "  t.acm:30: in outermost\n"
                "acm_RuntimeError\n"
                "  and, in another task:\n"
                "      t.acm:10: in outermost\n"
                "    acm_ValueError: of a child\n"
                "  and, in another task:\n"
                "      t.acm:10: in outermost\n"
                "    acm_ValueError: of another\n");
    swallow();
    close_loop();
}

static void section_3_an_error_is_printed_to_a_file(void **state)
{
    (void)state;
    char text[200] = "";
    FILE *const file = fmemopen(text, sizeof text, "w");
    assert_non_null(file);
    open_task(&refusing);
    raise_value("one");
    acm_error_print(task->error, file);
    acm_error_print(NULL, file);
    fclose(file);
    assert_string_equal(text, "  t.acm:10: in outermost\nacm_ValueError: one\n");
    swallow();
    close_loop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(section_3_an_error_is_of_its_type_and_its_parents),
        cmocka_unit_test(section_3_the_functions_take_any_error),
        cmocka_unit_test(section_3_a_raise_formats_a_message_and_sets_fields),
        cmocka_unit_test(section_3_an_os_error_has_the_message_of_its_code),
        cmocka_unit_test(section_3_a_long_message_is_whole),
        cmocka_unit_test(section_3_without_memory_a_long_message_is_cut),
        cmocka_unit_test(section_3_errors_live_in_the_reserve_then_in_memory),
        cmocka_unit_test(section_3_without_memory_the_spare_is_raised),
        cmocka_unit_test(section_3_an_error_is_dropped_when_its_handler_ends),
        cmocka_unit_test(section_3_raise_again_is_the_same_error),
        cmocka_unit_test(section_3_an_error_raised_in_a_handler_has_the_other_as_context),
        cmocka_unit_test(section_3_an_error_raised_by_a_cleanup_replaces_the_other),
        cmocka_unit_test(section_3_a_cleanup_lets_the_error_go_on),
        cmocka_unit_test(section_3_a_cleanup_may_raise_the_same_error_again),
        cmocka_unit_test(section_3_an_error_may_be_handled_twice_at_a_time),
        cmocka_unit_test(section_3_a_suppressed_error_is_gone),
        cmocka_unit_test(section_3_a_jump_out_of_a_cleanup_replaces_the_error),
        cmocka_unit_test(section_3_two_errors_are_alive_at_once),
        cmocka_unit_test(section_3_from_sets_the_cause),
        cmocka_unit_test(section_3_a_cycle_is_cut),
        cmocka_unit_test(section_3_a_cycle_through_others_and_causes_is_cut),
        cmocka_unit_test(section_3_a_long_chain_is_searched_and_dropped_once),
        cmocka_unit_test(section_3_retrying_for_ever_keeps_no_errors),
        cmocka_unit_test(section_3_a_traceback_names_each_coroutine_that_it_passed),
        cmocka_unit_test(section_3_an_error_raised_again_keeps_its_traceback),
        cmocka_unit_test(section_3_a_place_in_a_spliced_form_is_a_chain),
        cmocka_unit_test(section_3_a_long_traceback_says_what_it_leaves_out),
        cmocka_unit_test(section_3_chains_and_others_are_printed),
        cmocka_unit_test(section_3_an_error_is_printed_to_a_file),
    };
    return cmocka_run_group_tests_name("errors", tests, NULL, NULL);
}
