/* The constructs and the ways out whose combinations are generated, executed and counted. */
#ifndef REGIONS_H
#define REGIONS_H

/* A region is the part of a construct that statements stand in.
 * The first ones enclose and are enclosed; those of functions only enclose. */
#define NESTED_REGIONS(X)                                                  \
    X(BLOCK, "block")                                                      \
    X(THEN, "if")                                                          \
    X(ELSE, "else")                                                        \
    X(FOR, "for")                                                          \
    X(WHILE, "while")                                                      \
    X(DO, "do")                                                            \
    X(SWITCH, "switch")                                                    \
    X(TRY_CATCH, "try with handlers")                                      \
    X(TRY_FINALLY, "try with finally")                                     \
    X(HANDLER, "except")                                                   \
    X(TRY_ELSE, "else of try")                                             \
    X(FINALLY, "finally")                                                  \
    X(DEFER, "defer")                                                      \
    X(DEFERRED, "block with defers")                                       \
    X(WITH_MANAGER, "async with manager")                                  \
    X(WITH_SYNC, "with")                                                   \
    X(WITH_OBJECT, "async with existing manager")                          \
    X(WITH_FINALLY, "async with context: yield in try-finally")            \
    X(WITH_CATCH, "async with context: catches")                           \
    X(WITH_PLAIN, "async with context: plain code after yield")            \
    X(WITH_NESTED, "async with context: yield in async with")              \
    X(WITH_LOCALS, "async with context: statements and locals")            \
    X(WITH_SEVERAL, "async with several managers")                         \
    X(SHIELD, "acm_shield")                                                \
    X(TIMEOUT, "acm_timeout")                                              \
    X(MOVE_ON, "acm_move_on_after")                                        \
    X(GROUP, "acm_task_group")                                             \
    X(STACK, "acm_exit_stack")                                             \
    X(FOR_EACH, "async for")

#define FUNCTION_REGIONS(X)                                                \
    X(COROUTINE, "coroutine")                                              \
    X(CALLEE, "awaited coroutine")                                         \
    X(ENTER, "enter")                                                      \
    X(EXIT, "exit")                                                        \
    X(BEFORE, "context before its yield")                                  \
    X(AROUND, "context around its yield")                                  \
    X(AFTER, "context after its yield")                                    \
    X(GENERATOR, "generator")                                              \
    X(TASK, "spawned task")                                                \
    X(BRANCH, "branch of gather or race")

#define WAYS(X)                                                            \
    X(END, "end")                                                          \
    X(RETURN, "return")                                                    \
    X(BREAK, "break")                                                      \
    X(CONTINUE, "continue")                                                \
    X(GOTO_FORWARD, "goto forward")                                        \
    X(GOTO_BACK, "goto back")                                              \
    X(GOTO_NEAR, "goto in the outer one")                                  \
    X(RAISE, "raise")                                                      \
    X(RAISE_FROM, "raise from")                                            \
    X(RAISE_AGAIN, "raise;")                                               \
    X(RAISE_NAME, "raise e;")                                              \
    X(CALLEE_ERROR, "error of an awaited coroutine")                       \
    X(ENTER_ERROR, "error of an enter")                                    \
    X(EXIT_ERROR, "error of an exit")                                      \
    X(CANCELLED, "cancellation")                                           \
    X(CANCELLED_OUTSIDE, "cancellation by another task")                   \
    X(EXPIRED, "cancellation by a timeout")                                \
    X(SIBLING, "cancellation by an error in the group")                    \
    X(TIMEOUT_ERROR, "timeout error")                                      \
    X(TASK_ERROR, "error of a task")                                       \
    X(CLOSED, "close of a generator")

#define REGION_CONSTANT(name, text) name,
typedef enum region {
    NESTED_REGIONS(REGION_CONSTANT)
    FUNCTION_REGIONS(REGION_CONSTANT)
    REGIONS,
    NO_REGION                   /* braces or a guard that are not counted */
} region;
enum { INNER_REGIONS = COROUTINE, FIRST_OF_TASKS = SHIELD };     /* those from SHIELD, and from GENERATOR, are for programs with tasks */

typedef enum way { WAYS(REGION_CONSTANT) WAY_COUNT } way;
#undef REGION_CONSTANT

#endif
