#!/bin/sh
# Proves the worth of the combinations: plants one bug after the other in a copy of the emitter or the runtime, and expects each to be caught.
# PROGRAMS=N (default 300) programs for each, or COUNT=N (default 160) with tasks.  tests/combinations/planted.sh [NUMBER...]
cd "$(dirname "$0")/../.." || exit 2
programs=${PROGRAMS:-300}
count=${COUNT:-160}
copy=build/planted
rm -rf "$copy"
mkdir -p "$copy"
cp -rp Makefile grammar gen runtime tests "$copy"
mkdir "$copy/build"
cp -rp build/acmc build/libacm.a build/gen build/grammar build/lib build/runtime "$copy/build" 2>/dev/null      # what is built needn't be again
passed=0 failed=0

# wrong PROGRAMS COUNT: how many do not do what the model says.  (That so few do not cover all pairs is not what is looked for here.)
wrong() {
    (cd "$copy" && PROGRAMS=$1 COUNT=$2 OUT=build/combinations tests/combinations/run.sh) >"$copy/run.log" 2>&1
    find "$copy/build/combinations/batches" "$copy/build/combinations/tasks" -name '*.result' -exec cat {} + 2>/dev/null | grep -c failed
}

# plant NUMBER FILE SED-EXPRESSION WHAT: for programs without tasks; plant_task the same for those with tasks
plant() { plant_for "$programs" 0 "$@"; }
plant_task() { plant_for 0 "$count" "$@"; }

plant_for() {
    these=$1 those=$2
    shift 2
    case " $wanted " in *" $1 "*|"  ") ;; *) return ;; esac
    file=$copy/$2
    cp "$file" "$file.right"
    sed "$3" "$file.right" > "$file"
    if cmp -s "$file" "$file.right"; then
        echo "planted $1: nothing to change in $2 for: $4"
        failed=$((failed + 1))
    elif ! make -C "$copy" all >"$copy/make.log" 2>&1; then
        echo "planted $1: does not build: $4"
        failed=$((failed + 1))
    elif wrong=$(wrong "$these" "$those"); [ "$wrong" -eq 0 ]; then
        echo "planted $1: NOT caught: $4"
        failed=$((failed + 1))
    else
        echo "planted $1: caught by $wrong of $((these + those)) programs: $4"
        passed=$((passed + 1))
    fi
    mv "$file.right" "$file"
    touch "$file"                         # or its object would stay the planted one
}

wanted="$*"
make -C "$copy" all >"$copy/make.log" 2>&1 || { cat "$copy/make.log"; exit 2; }
if [ "$(wrong "$programs" "$count")" -ne 0 ]; then
    echo "planted: without any planted bug, programs fail: see $copy/run.log"
    exit 1
fi
plant 1 gen/lower_jump.c 's/LIST_ADD(l->arena, a->before, detached_line(l, "acm_handled", e->record));/;/' \
    'a jump out of a handler does not end it'
plant 2 gen/lower_jump.c 's/LIST_ADD(l->arena, a->before, detached_line(l, "acm_left_by_jump", e->record));/;/' \
    'a jump out of a cleanup does not end it'
plant 3 gen/lower_cleanup.c 's/if (l->is_live \&\& guarded->jumps.count > 0/if (0 \&\& l->is_live/' \
    'a block that ends does not say so'
plant 4 gen/lower_jump.c 's/if (to->is_exit \&\& l->inside != to) {/if (0) {/' \
    'an exit suppresses before its own cleanups have run'
plant 5 gen/lower_expression.c 's/^    for (size_t i = 0; i < l->pending.count; i++)$/    for (size_t i = 0; 0 \&\& i < l->pending.count; i++)/' \
    'a result is overwritten by the next await'
plant 6 gen/lower_expression.c 's/"if (%V)" : "if (!%V)", x)/"if (%V)" : "if (%V)", x)/' \
    'the right side of || awaits when the left is true'
plant 7 gen/liveness.c 's/across |= before->kind == OP_AWAIT;/across |= before->kind == OP_AWAIT \&\& x->mentions.count > 2;/' \
    'a variable that is read once after a suspension stays in C'
plant 8 gen/lower_try.c 's/^    l->handlers++;$/    ;/; s/^    l->handlers--;$/    ;/' \
    'a handler in a handler shares its record'
plant 9 gen/lower_cleanup.c 's/^    l->cleanups++;$/    ;/; s/^    l->cleanups--;$/    ;/' \
    'a cleanup in a cleanup shares its record'
plant 10 gen/emit_plan.c 's/case ACTION_BREAK: writer_put(e->w, "break;")/case ACTION_BREAK: writer_put(e->w, "continue;")/' \
    'break goes on with the loop'
plant 11 gen/lower_with.c 's/acm_leave_context(%s, &%V);/(void)%s, (void)\&%V;/' \
    'the end of a context is not shielded'
plant 12 gen/lower_labels.c 's/if (a->kind != ACTION_LEAVE || a->label != way || a->record != o->record || a->before.count > 0)/if (a->kind != ACTION_LEAVE)/' \
    'a way out that differs from the error'\''s is not dispatched'
plant_task 13 runtime/acm.h 's/task->shield = task->depth;/;/' \
    'a cancellation is delivered in cleanup'
plant_task 14 runtime/core/cancel.c 's/^    const acm_driver \*const driver = acm_loop_of(task)->driver;$/    set_cancelled(task, 0);\n&/' \
    'a cancellation is raised once only'
plant_task 15 gen/lower_jump.c 's/else if (e->kind == ENCLOSURE_GUARDED) {/else if (e->kind == ENCLOSURE_GUARDED \&\& !(j->kind == JUMP_GOTO \&\& e->node->kind == NODE_ASYNC_FOR)) {/' \
    'a goto out of an async for does not close the generator'
plant_task 16 runtime/core/members.c 's/acm_error_add_other(members->error, error);/acm_error_drop(error);/' \
    'a group loses the errors of the others'
plant_task 17 runtime/core/gather.c 's/^    if (branch->result)$/    if (branch->result \&\& (!gather->is_race || gather->result < 0))/' \
    'a race loses the value of a loser that has completed'
plant_task 18 runtime/core/cancel.c 's/^    return scope->task->cancelled <= scope->outer_shield .*$/    return true;/' \
    'an outer cancellation is taken for the timeout that has expired too'
plant_task 19 runtime/core/cancel.c 's/^    if (scope->cancelled || scope->shields)$/    if (scope->cancelled)/' \
    'a shield stays on after its block'
plant_task 20 runtime/core/exit_stack.c 's/^    \*entry = (acm_stack_entry){.below = stack->top, /    acm_stack_entry **last = \&stack->top;\n    while (*last)\n        last = \&(*last)->below;\n    *entry = (acm_stack_entry){/; s/^    stack->top = entry;$/    *last = entry;/' \
    'an exit stack exits what was entered first'
plant_task 21 runtime/core/cancel.c 's/ \&\& block->pass_on \&\& (cut/ \&\& block->pass_on \&\& scope->depth == depth \&\& (cut/' \
    'a group does not pass on the cancellation of what is around it'
plant_task 22 runtime/core/members.c 's/} else if (members->is_waiting \&\& task->cancelled > shield) {/} else if (0 \&\& shield) {/' \
    'the cancellation of a wait for tasks is lost'
plant_task 23 runtime/core/timer.c 's/a->when == b->when \&\& a->order < b->order/a->when == b->when \&\& a->order > b->order/' \
    'of timers for the same time the last one fires first'
plant_task 24 runtime/core/generator.c 's/^    if (how == ACM_GENERATOR_IGNORED_CLOSE \&\& .*$/    if (0)/; s/^    if (generator->yields != ACM_GENERATOR_YIELDED)$/    if (generator->yields != ACM_GENERATOR_YIELDED || !task->handled)/' \
    'a generator is closed only by an error'
plant_task 25 runtime/core/timeout.c 's/^    acm_raise_from(task, error);$/    (void)error;/' \
    'the error of a timeout has no cause'
plant_task 26 runtime/core/waiters.c 's/^    acm_waiter \*const first = waiters->first;$/    acm_waiter *const first = waiters->last;/' \
    'who waits last is served first'
plant_task 27 runtime/core/waiters.c 's/^    acm_waiters_remove((acm_waiter \*)(void \*)wait);/    (void)wait;/' \
    'who is cancelled keeps its place among those that wait'
plant_task 28 runtime/core/queue.c 's/^            store(queue, putter->result);$/            (void)putter;/' \
    'a queue loses the item of one that waited for room'
plant_task 29 runtime/core/sync.c 's/^    if (semaphore->value < 0 || !acm_wake_first(&semaphore->waiters))$/    acm_wake_first(\&semaphore->waiters);/' \
    'what is released is handed over, and free as well'
plant_task 30 runtime/core/exit_stack.c 's/^    \*last = to->top;$/    ;/' \
    'a move to an exit stack loses what that has'
plant_task 31 runtime/core/exit_stack.c 's/^    d->entry.kind = &deferred_kind;$/    d->entry.kind = \&deferred_kind, d->entry.kind = NULL;/' \
    'a callback of an exit stack is never called'
plant_task 32 runtime/core/cancel.c 's/^    const int64_t now = loop->driver->now(loop);$/    return;\n&/' \
    'the grace is never over'
plant_task 33 runtime/core/cancel.c 's/^        if (scope->cancelled == ACM_IS_CUT)$/        if (0)/' \
    'past the grace a shield still holds the cancellation off'
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
