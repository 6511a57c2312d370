/* What generated C is made of.  Part of acm.h, which includes it; a C program that only starts coroutines says none of this.
 *
 * A coroutine's function is NAME_resume.  In it these names always mean the same:
 *
 *     frame   the coroutine's frame, as an acm_frame
 *     f       the same, as its own type: parameters, result, and every local that lives across a suspension are its members
 *     task    the task that is running
 *
 * An error on its way up is task->error; every statement that can raise names the label where it goes on in that case. */
#ifndef ACM_GENERATED_H
#define ACM_GENERATED_H

/* ---- headers ---- */

/* Around what generated headers declare. */
#ifdef __cplusplus
#define ACM_BEGIN_C extern "C" {
#define ACM_END_C }
#else
#define ACM_BEGIN_C
#define ACM_END_C
#endif

typedef struct { const char *type, *file; size_t size; } acm_layout;
void acm_check_layout(const acm_layout *defined, size_t size, const char *file);

/* ACM_LAYOUT stands in the file that defines a type, ACM_SAME_LAYOUT in its header: before main() runs, the size is compared with that in each
 * file that includes the header, since options such as -D may make it another; then the program ends with status 1.  Only gcc and clang on ELF
 * systems have the means for it, and what is not linked is not compared. */
#define ACM_LAYOUT(name, type) const acm_layout name##_acm_layout = {#type, __FILE__, sizeof(type)}
#if ACM_HOSTED && defined(__GNUC__) && defined(__ELF__)
#define ACM_SAME_LAYOUT(name, type)                                                                        \
    extern const acm_layout name##_acm_layout __attribute__((weak));                                       \
    __attribute__((constructor)) static void name##_acm_check_layout(void)                                 \
    {                                                                                                      \
        acm_check_layout(&name##_acm_layout, sizeof(type), __BASE_FILE__);                                 \
    }                                                                                                      \
    extern const acm_layout name##_acm_layout
#else
#define ACM_SAME_LAYOUT(name, type) extern const acm_layout name##_acm_layout
#endif

/* ---- functions ---- */

/* One that its file may have no use for. */
#ifdef __GNUC__
#define ACM_MAYBE_UNUSED __attribute__((unused))
#else
#define ACM_MAYBE_UNUSED
#endif

/* ---- locals ---- */

/* Initializes an array in a frame: arrays can't be assigned. */
static inline void acm_copy(const volatile void *to, const volatile void *from, size_t size)
{
    unsigned char *t = (unsigned char *)to;
    const unsigned char *f = (const unsigned char *)from;
    for (size_t i = 0; i < size; i++)
        t[i] = f[i];
}

/* Does not compile unless NAME means something: a local that the macro on the next line declares would lose its value when the
 * coroutine waits, and is used after that.  Declare it without the macro. */
#define ACM_DECLARED(name) ((void)sizeof((void)0, (name)))

/* Does not compile if the macro on the line before declares a local NAME, which would lose its value when the coroutine waits: a static
 * variable has that name, and what follows would use the one or the other.  Give one of them another name. */
#define ACM_NOT_HIDDEN(name)                                      \
    do {                                                          \
        static const volatile void *const acm_static = &(name);   \
        (void)acm_static;                                         \
    } while (0)

/* Does not compile if the macro on the next line declares a local NAME: one of the coroutine's has that name, and would not be hidden
 * by it.  Give one of them another name. */
#define ACM_NOT_DECLARED(name)            \
    typedef struct acm_hidden name;       \
    (void)sizeof(name *)

/* Does not compile if a macro in the type hides a cleanup attribute: the variable lives in the frame, where the compiler has no use for
 * it.  Write the attribute out, or use defer. */
#ifdef __GNUC__
#define ACM_NO_CLEANUP(...)                                                                      \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic error \"-Wattributes\"")              \
    (void)sizeof(struct { __VA_ARGS__ *member; });                                               \
    _Pragma("GCC diagnostic pop")
#else
#define ACM_NO_CLEANUP(...) ((void)sizeof(struct { __VA_ARGS__ *member; }))
#endif

/* ---- awaiting ---- */

/* Awaits OPERATION, which is POINT, and goes on at TARGET if it raised.  OPERATION is a primitive of the library,
 * or CALLEE_call(…), which fills the callee's frame and runs it; if it completes at once nothing is suspended. */
#define ACM_AWAIT(point, operation, target) ACM_AWAIT_IN(frame, task, point, operation, target)

/* The _IN forms are for functions whose user has taken the names `frame` or `task`. */
#define ACM_AWAIT_IN(frame, task, point, operation, target)       \
    do {                                                          \
        (frame)->state = (point);                                 \
        const acm_status acm_at_once = (operation);               \
        if (acm_at_once.is > ACM_SUSPENDED)                       \
            break;                                                \
        if (acm_at_once.is == ACM_SUSPENDED)                      \
            return acm_at_once;                                   \
        goto target;                                              \
    resume_##point:                                               \
        if (acm_raised(task))                                     \
            goto target;                                          \
    } while (0)

/* Lets the error out of a coroutine that does not handle it: notes in its traceback where the caller awaits. */
acm_status acm_unwind(acm_frame *frame, acm_task *task);

/* A callee whose frame the caller does not know: it is declared only, or it is the caller itself.
 * Its frame comes from the task's allocator and goes back to it as it completes, when
 * its result has been copied to right behind this struct (where struct NAME_allocated has its `result`).
 *
 *     acm_frame *callee = acm_allocate(&f->await.NAME.acm, frame, task, &NAME_function);
 *     if (!callee)
 *         return acm_status_of(ACM_RAISED);
 *     NAME_start((struct NAME_frame *)callee, arguments…);
 *     return acm_call_allocated(&f->await.NAME.acm, task, &f->await.NAME.result);
 *
 * RESULT may be NULL if it is void.  A context is entered so too; acm_context_exit() of the `acm` in here exits it. */
typedef struct {
    acm_frame acm;
    acm_frame *callee;
    void *result;
} acm_allocated;
acm_frame *acm_allocate(acm_allocated *call, acm_frame *caller, acm_task *task, const acm_function *callee);
acm_status acm_call_allocated(acm_allocated *call, acm_task *task, void *result);
/* The same for a generator, whose frame goes back as it ends.  acm_generator_next() and the like take the `acm` in here. */
acm_frame *acm_allocate_generator(acm_allocated *call, acm_frame *caller, acm_task *task, const acm_function *callee);

/* ---- raising ---- */

/* Makes an error of a type, as task->error: FIELDS is an instance of the type whose fields beyond acm_BaseError's
 * are copied, or NULL for zeros.  Its context is what the task is handling.  POINT is where in FRAME that was. */
#ifdef __GNUC__
__attribute__((format(printf, 6, 7)))
#endif
void acm_raise(acm_frame *frame, acm_task *task, unsigned point, const acm_error_type *type, const void *fields,
               const char *format, ...);
/* The same without a message; an acm_OSError gets that of its code. */
void acm_raise_silent(acm_frame *frame, acm_task *task, unsigned point, const acm_error_type *type, const void *fields);
/* raise … from CAUSE: CAUSE may be NULL, which ends the chain of contexts here. */
void acm_raise_from(acm_task *task, const void *cause);
/* raise; and raise e; of an error that is being handled: the same error goes on its way, unchanged. */
void acm_raise_again(acm_task *task, const void *error);

/* raise TYPE(format, …); in a place from which errors go to TARGET. */
#define ACM_RAISE(point, target, type, ...) ACM_RAISE_IN(frame, task, point, target, type, __VA_ARGS__)
#define ACM_RAISE_IN(frame, task, point, target, type, ...)                     \
    do {                                                                        \
        acm_raise(frame, task, (point), &type##_type, NULL, __VA_ARGS__);       \
        goto target;                                                            \
    } while (0)

#define ACM_RAISE_AGAIN(target, error) ACM_RAISE_AGAIN_IN(frame, task, target, error)
#define ACM_RAISE_AGAIN_IN(frame, task, target, error)        \
    do {                                                      \
        acm_raise_again(task, (error));                       \
        goto target;                                          \
    } while (0)

/* ---- leaving blocks that have a cleanup ---- */

/* Why a block is left.  An error needs no value: it is task->error.  Labels that
 * a function's gotos reach through a cleanup follow from ACM_GOTO. */
enum { ACM_END, ACM_RETURN, ACM_BREAK, ACM_CONTINUE, ACM_GOTO };

/* What a cleanup keeps while it runs.  Cleanups that follow each other share one. */
typedef struct {
    acm_BaseError *error;                 /* what left the block, or NULL; owns a reference */
    acm_BaseError *outer;                 /* if there is an error: what the task was handling outside of the cleanup */
    unsigned short shield;                /* what was shielded outside of the cleanup */
    unsigned char why;                    /* what to do after it if no error goes on */
} acm_leaving;

/* What a handler keeps. */
typedef struct {
    acm_BaseError *error;                 /* owns a reference */
    acm_BaseError *outer;                 /* what the task was handling outside of the handler */
} acm_handling;

/* The parts of the functions below that only errors take. */
void acm_leave_raised(acm_task *task, acm_leaving *leaving);
void acm_left_raised(acm_task *task, acm_leaving *leaving);
void acm_left_handled(acm_task *task, acm_leaving *leaving);
void acm_leave_context_raised(acm_task *task, acm_leaving *leaving);
void acm_left_context_raised(acm_task *task, acm_leaving *leaving);
bool acm_catch_raised(acm_task *task, acm_handling *handling, const acm_error_type *type);
void acm_handled_raised(acm_task *task, acm_handling *handling);

/* Begins a cleanup: sets the error aside (then `why` is ACM_END), and shields. */
static inline void acm_leave(acm_task *task, acm_leaving *leaving)
{
    leaving->error = task->error;
    leaving->shield = task->shield;
    task->shield = task->depth;
    if (leaving->error)
        acm_leave_raised(task, leaving);
}

/* The same for a cleanup that has a yield in it: `outer` says what is being handled if there is no error, too. */
static inline void acm_leave_to_yield(acm_task *task, acm_leaving *leaving)
{
    leaving->outer = acm_handling_of(task);
    acm_leave(task, leaving);
}

/* Ends it: the error goes on, or was the context of one that the cleanup raised. */
static inline void acm_left(acm_task *task, acm_leaving *leaving)
{
    task->shield = leaving->shield;
    if (leaving->error)
        acm_left_raised(task, leaving);
}

/* Ends it where the cleanup itself jumps away: what was under way is replaced.  `why` stays as it is. */
static inline void acm_left_by_jump(acm_task *task, acm_leaving *leaving)
{
    task->shield = leaving->shield;
    if (leaving->error)
        acm_left_handled(task, leaving);
}

/* After an exit that returned true: its block ended as if nothing was raised.  (acm_leave() has made `why` ACM_END.) */
static inline void acm_suppress(acm_task *task, acm_leaving *leaving)
{
    if (leaving->error)
        acm_left_handled(task, leaving);
}

/* The same around the exit of a context that is a function of its own: the error stays on its way, to
 * its yield, and is being handled until it is left: what the context raises after it has caught it has it as its context. */
static inline void acm_leave_context(acm_task *task, acm_leaving *leaving)
{
    leaving->error = task->error;
    leaving->shield = task->shield;
    task->shield = task->depth;
    if (leaving->error)
        acm_leave_context_raised(task, leaving);
}

static inline void acm_left_context(acm_task *task, acm_leaving *leaving)
{
    task->shield = leaving->shield;
    if (leaving->error)
        acm_left_context_raised(task, leaving);
}

/* A return, break, continue or goto out of a block: says WHY, and goes through its CLEANUP. */
#define ACM_LEAVE(leaving, reason, cleanup)  \
    do {                                     \
        (leaving).why = (reason);            \
        goto cleanup;                        \
    } while (0)

/* except (TYPE): whether the error on its way up is one.  It is then handling->error, until acm_handled(). */
static inline bool acm_catch(acm_task *task, acm_handling *handling, const acm_error_type *type)
{
    return task->error && acm_catch_raised(task, handling, type);
}

/* Ends a handler, however it is left: drops the error unless it was raised again or is the context of a new one. */
static inline void acm_handled(acm_task *task, acm_handling *handling)
{
    acm_handled_raised(task, handling);
}

/* ---- tasks that a task waits for (language.md, section 8) ---- */

/* A task that was started by another, in the list of those that are waited for together. */
typedef struct acm_member acm_member;
struct acm_member {
    acm_task task;
    union {
        acm_member *next;
        acm_allocator *allocator;         /* once it has ended, if it is kept */
    };
};

/* What a task group, a gather and a race have in common: tasks, in the order in which they were started, that one frame waits for. */
struct acm_members {
    acm_block block;                      /* the statement, in the task that waits */
    acm_task_owner owner;                 /* of the members */
    acm_member *first, *last;
    acm_BaseError *error;                 /* the first of a member, or of the block; owns a reference */
    acm_wait wait;
    acm_members *next_passing;            /* while a cancellation is passed on */
    unsigned char cancelled;              /* the members: ACM_NOT_CANCELLED, … */
    bool is_open;
    bool is_waiting;
};

/* async with acm_task_group(.allocator = &pool.base) as tg */
struct acm_task_group {
    acm_members members;
    acm_allocator *allocator;             /* of its tasks; NULL: the loop's */
    acm_leaving *leaving;                 /* of the statement, while it waits */
};

/* Awaited.  The exit is told the record of its cleanup, whose error it may replace. */
acm_status acm_task_group_enter(acm_frame *frame, acm_task *task, acm_task_group *group);
acm_status acm_task_group_exit(acm_frame *frame, acm_task *task, acm_task_group *group, acm_leaving *leaving);

/* spawn(group, result) CALLEE(arguments), at POINT:
 *
 *     acm_frame *callee = acm_new_task(group, frame, task, point, &CALLEE_function, result);
 *     if (!callee)
 *         return NULL;
 *     CALLEE_start((struct CALLEE_frame *)callee, arguments…);
 *     return acm_start_task(group, callee, result);
 *
 * NULL: an error is raised.  RESULT may be NULL. */
acm_frame *acm_new_task(acm_task_group *group, acm_frame *frame, acm_task *task, unsigned point, const acm_function *callee,
                        const void *result);
acm_task *acm_start_task(acm_task_group *group, acm_frame *callee, void *result);

/* A pointer to where a result of a type goes, both as POINTER_TYPE says, or to a volatile one; any other type does not compile. */
#define ACM_RESULT(pointer_type, volatile_type, pointer) \
    _Generic((pointer), pointer_type: (pointer), volatile_type: (void *)(pointer), \
        default: ACM_FITS(pointer, (_Generic((pointer), pointer_type: 1, volatile_type: 1, default: 0))))
/* The same of a type that is volatile itself. */
#define ACM_RESULT_AS(pointer_type, pointer) \
    _Generic((pointer), pointer_type: (void *)(pointer), default: ACM_FITS(pointer, (_Generic((pointer), pointer_type: 1, default: 0))))
/* A null pointer that only compiles where a constant is not 0. */
#define ACM_FITS(pointer, fits) \
    ((void *)(sizeof(struct { _Static_assert(fits, "what a result is assigned to has to have the very type of the result"); int _; }) * 0))

/* One of a gather or race: its frame is beside it in the caller's. */
typedef struct {
    acm_member member;
    acm_frame *frame;
    void *result;                         /* where to copy it; or NULL */
} acm_branch;

/* await gather(…) and await race(…):
 *
 *     acm_gather_open(&gather, task, branches);
 *     CALLEE_start(&callee, arguments…);
 *     acm_branch_start(&gather, &callee.acm, &x);
 *     …
 *     ACM_AWAIT(point, acm_gather_wait(frame, task, &gather), target);
 */
typedef struct {
    acm_members members;
    acm_branch *branches;
    unsigned count;                       /* of those that were started */
    int result;                           /* the index of the branch that won; -1 as long as none has */
    bool is_race;
    unsigned char was_cancelled;          /* when a branch won: ACM_NOT_CANCELLED, … */
} acm_gather;
void acm_gather_open(acm_gather *gather, acm_task *task, acm_branch *branches);
void acm_race_open(acm_gather *race, acm_task *task, acm_branch *branches);
void acm_branch_start(acm_gather *gather, acm_frame *callee, void *result);
/* The same for a callee whose frame is allocated.  NULL: there is no memory, and the branch has failed with acm_MemoryError. */
acm_frame *acm_branch_allocate(acm_gather *gather, acm_allocated *call, acm_frame *frame, acm_task *task,
                               const acm_function *callee, void *result);
acm_status acm_gather_wait(acm_frame *frame, acm_task *task, acm_gather *gather);

/* ---- contexts that are functions of their own ---- */

/* yield in a context: RESULT was assigned before.  It goes on when it is exited, by then shielded.
 * A second one raises acm_GeneratorExit here instead, and at its end acm_RuntimeError. */
#define ACM_YIELD(point, target) ACM_YIELD_IN(frame, task, point, target)
#define ACM_YIELD_IN(frame, task, point, target)              \
    do {                                                      \
        if (!acm_may_yield(frame, task, (point)))             \
            goto target;                                      \
        (frame)->state = (point);                             \
        return acm_status_of(ACM_YIELDED);                    \
    resume_##point:                                           \
        if (acm_raised(task))                                 \
            goto target;                                      \
    } while (0)
bool acm_may_yield(acm_frame *frame, acm_task *task, unsigned point);
/* Ends a context, raised or not: raises acm_RuntimeError if it did not yield, or not stop. */
acm_status acm_context_ended(acm_frame *frame, acm_task *task);
/* Exits one that is entered; an error in its block is task->error, and is raised at its yield. */
static inline acm_status acm_context_exit(acm_frame *context, acm_task *task)
{
    return context->function->resume(context, task);
}

/* Around a yield inside of a handler or a cleanup: what that handles is not being handled in the block.  OUTERMOST is the
 * `outer` of the outermost record in use at the yield, KEPT a place in the frame. */
void acm_yield_handling(acm_task *task, acm_BaseError **outermost, acm_BaseError **kept);
void acm_yielded_handling(acm_task *task, acm_BaseError **outermost, acm_BaseError **kept);

/* ---- generators ---- */

/* How far one is, in its frame's `yields`. */
enum {
    ACM_GENERATOR_RUNNING,
    ACM_GENERATOR_YIELDED,
    ACM_GENERATOR_ENDED,
    ACM_GENERATOR_CLOSING,                /* acm_GeneratorExit has been raised at its yield */
    ACM_GENERATOR_IGNORED_CLOSE           /* it has yielded since */
};

/* Whether the last call of, or acm_generator_next() of, one came to a value, which then is its `result`. */
static inline bool acm_generator_yielded(const acm_frame *generator)
{
    return generator->yields == ACM_GENERATOR_YIELDED;
}

/* Awaited: runs one that has yielded on to its next value, or its end. */
static inline acm_status acm_generator_next(acm_frame *generator, acm_task *task)
{
    generator->yields = ACM_GENERATOR_RUNNING;
    return generator->function->resume(generator, task);
}

/* Awaited: ends one, if it has not ended, by raising acm_GeneratorExit at its yield. */
acm_status acm_generator_close(acm_frame *generator, acm_task *task);

/* yield in a generator: RESULT was assigned before.  While it is closed that raises acm_RuntimeError instead. */
#define ACM_YIELD_VALUE(point, target) ACM_YIELD_VALUE_IN(frame, task, point, target)
#define ACM_YIELD_VALUE_IN(frame, task, point, target)              \
    do {                                                            \
        if ((frame)->yields >= ACM_GENERATOR_CLOSING) {             \
            acm_raise_ignored_close(frame, task, (point));          \
            goto target;                                            \
        }                                                           \
        (frame)->state = (point);                                   \
        (frame)->yields = ACM_GENERATOR_YIELDED;                    \
        return acm_status_of(ACM_YIELDED);                          \
    resume_##point:                                                 \
        if (acm_raised(task))                                       \
            goto target;                                            \
    } while (0)
/* Around a yield in blocks that have scopes, such as a shield: they are not those of the loop that runs the generator.  OUTSIDE is the task's innermost
 * outside of these blocks; gives what is put aside, for acm_take_scopes_back(), and NULL if there is nothing.  What
 * cancels one of them meanwhile is raised when the generator suspends next. */
acm_scope *acm_put_scopes_aside(acm_task *task, acm_scope *outside);
void acm_take_scopes_back(acm_task *task, acm_scope *aside);
void acm_raise_ignored_close(acm_frame *frame, acm_task *task, unsigned point);
/* After a yield in a handler or a cleanup: what closes the generator there has what is being handled as its context. */
void acm_closed_handling(acm_task *task);
/* The same of a context: the error of its block, which is thrown in there. */
void acm_thrown_handling(acm_task *task);
/* Ends one, raised or not; the acm_GeneratorExit that closed it goes no further. */
acm_status acm_generator_ended(acm_frame *frame, acm_task *task);

#endif
