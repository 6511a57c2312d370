#!/bin/sh
# Proves the worth of the combinations: plants one bug after the other in a copy of the emitter, and expects each to be caught.
# PROGRAMS=N (default 300) programs for each.  tests/combinations/planted.sh [NUMBER...]
cd "$(dirname "$0")/../.." || exit 2
programs=${PROGRAMS:-300}
copy=build/planted
rm -rf "$copy"
mkdir -p "$copy"
cp -rp Makefile grammar gen runtime tests "$copy"
mkdir "$copy/build"
cp -rp build/acmc build/libacm.a build/gen build/grammar build/lib build/runtime "$copy/build" 2>/dev/null      # what is built needn't be again
passed=0 failed=0

# How many programs do not do what the model says.  (That so few do not cover all pairs is not what is looked for here.)
wrong() {
    (cd "$copy" && PROGRAMS=$programs OUT=build/combinations tests/combinations/run.sh) >"$copy/run.log" 2>&1
    cat "$copy"/build/combinations/batches/*.result | grep -c failed
}

# plant NUMBER FILE SED-EXPRESSION WHAT
plant() {
    case " $wanted " in *" $1 "*|"  ") ;; *) return ;; esac
    file=$copy/gen/$2
    cp "$file" "$file.right"
    sed "$3" "$file.right" > "$file"
    if cmp -s "$file" "$file.right"; then
        echo "planted $1: nothing to change in $2 for: $4"
        failed=$((failed + 1))
    elif ! make -C "$copy" all >"$copy/make.log" 2>&1; then
        echo "planted $1: does not build: $4"
        failed=$((failed + 1))
    elif wrong=$(wrong); [ "$wrong" -eq 0 ]; then
        echo "planted $1: NOT caught: $4"
        failed=$((failed + 1))
    else
        echo "planted $1: caught by $wrong of $programs programs: $4"
        passed=$((passed + 1))
    fi
    mv "$file.right" "$file"
    touch "$file"                         # or its object would stay the planted one
}

wanted="$*"
make -C "$copy" all >"$copy/make.log" 2>&1 || { cat "$copy/make.log"; exit 2; }
if [ "$(wrong)" -ne 0 ]; then
    echo "planted: without any planted bug, programs fail: see $copy/run.log"
    exit 1
fi
plant 1 lower_jump.c 's/LIST_ADD(l->arena, a->before, detached_line(l, "acm_handled", e->record));/;/' \
    'a jump out of a handler does not end it'
plant 2 lower_jump.c 's/LIST_ADD(l->arena, a->before, detached_line(l, "acm_left_by_jump", e->record));/;/' \
    'a jump out of a cleanup does not end it'
plant 3 lower_cleanup.c 's/if (l->is_live \&\& guarded->jumps.count > 0/if (0 \&\& l->is_live/' \
    'a block that ends does not say so'
plant 4 lower_jump.c 's/if (to->is_exit \&\& l->inside != to) {/if (0) {/' \
    'an exit suppresses before its own cleanups have run'
plant 5 lower_expression.c 's/^    for (size_t i = 0; i < l->pending.count; i++)$/    for (size_t i = 0; 0 \&\& i < l->pending.count; i++)/' \
    'a result is overwritten by the next await'
plant 6 lower_expression.c 's/"if (%V)" : "if (!%V)", x)/"if (%V)" : "if (%V)", x)/' \
    'the right side of || awaits when the left is true'
plant 7 liveness.c 's/across |= before->kind == OP_AWAIT;/across |= before->kind == OP_AWAIT \&\& x->mentions.count > 2;/' \
    'a variable that is read once after a suspension stays in C'
plant 8 lower_try.c 's/^    l->handlers++;$/    ;/; s/^    l->handlers--;$/    ;/' \
    'a handler in a handler shares its record'
plant 9 lower_cleanup.c 's/^    l->cleanups++;$/    ;/; s/^    l->cleanups--;$/    ;/' \
    'a cleanup in a cleanup shares its record'
plant 10 emit_plan.c 's/case ACTION_BREAK: writer_put(e->w, "break;")/case ACTION_BREAK: writer_put(e->w, "continue;")/' \
    'break goes on with the loop'
plant 11 lower_with.c 's/acm_leave_context(%s, &%V);/(void)%s, (void)\&%V;/' \
    'the end of a context is not shielded'
plant 12 lower_labels.c 's/if (a->kind != ACTION_LEAVE || a->label != way || a->record != o->record || a->before.count > 0)/if (a->kind != ACTION_LEAVE)/' \
    'a way out that differs from the error'\''s is not dispatched'
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
