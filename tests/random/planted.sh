#!/bin/sh
# Proves the worth of random programs: plants one bug after the other in a copy of what decides on control flow, lives and rooms, and expects each
# to be caught by up to COUNT programs (400).  tests/random/planted.sh [NUMBER...]
cd "$(dirname "$0")/../.." || exit 2
count=${COUNT:-400}
step=40                                   # programs between two looks: two batches
copy=build/random_planted
right=$PWD/build/acmc                     # acmc as it is
rm -rf "$copy"
mkdir -p "$copy"
cp -rp Makefile grammar gen runtime tests "$copy"
mkdir "$copy/build"
cp -rp build/acmc build/libacm.a build/gen build/grammar build/lib build/runtime "$copy/build"      # what is built needn't be again
passed=0 failed=0
export LIMIT=20                           # seconds: a planted bug may well make a loop endless

# How many of the programs from $1 on differ, with the acmc $2.
wrong_from() {
    (cd "$copy" && export ACMC="$2" && rm -rf build/random/batches && mkdir -p build/random/batches &&
        build/random/random --seed 1 --first "$1" --programs "$step" --out build/random/batches &&
        find build/random/batches -name 'batch_*.acm' | sed 's/.*batch_\([0-9]*\).acm/\1/' |
        xargs -P "$(nproc)" -n 1 tests/random/batch.sh build/random/batches) >"$copy/run.log" 2>&1
    cat "$copy"/build/random/batches/*.result 2>/dev/null | grep -c failed
}

# How many programs differ, and of how many, up to the first that do; those that differ without the planted bug do not count.
wrong() {
    tried=0
    for first in 0 240 $(seq 40 40 $((count - step))); do        # from 240 on: with sanitizers
        tried=$((tried + step))
        different=$(wrong_from "$first" build/acmc)
        if [ "$different" -gt 0 ] && [ "$(wrong_from "$first" "$right")" -gt 0 ]; then
            different=0
            echo "planted: without any planted bug, programs from $first on differ" >&2
        fi
        if [ "$different" -gt 0 ] || [ "$tried" -ge "$count" ]; then break; fi
    done
    echo "$different of $tried"
}

# plant NUMBER FILE SED-EXPRESSION WHAT
plant() {
    case " $wanted " in *" $1 "*|"  ") ;; *) return ;; esac
    file=$copy/$2
    cp "$file" "$file.right"
    sed "$3" "$file.right" >"$file"
    if cmp -s "$file" "$file.right"; then
        echo "planted $1: nothing to change in $2 for: $4"
        failed=$((failed + 1))
    elif ! make -C "$copy" build/acmc >"$copy/make.log" 2>&1; then
        echo "planted $1: does not build: $4"
        failed=$((failed + 1))
    elif caught=$(wrong); [ "${caught%% *}" -eq 0 ]; then
        echo "planted $1: NOT caught, $caught programs differ: $4"
        failed=$((failed + 1))
    else
        echo "planted $1: caught by $caught programs: $4"
        passed=$((passed + 1))
    fi
    mv "$file.right" "$file"
    touch "$file"                         # or its object would stay the planted one
}

wanted="$*"
make -C "$copy" build/acmc >"$copy/make.log" 2>&1 || { cat "$copy/make.log"; exit 2; }
(cd "$copy" && tests/random/build.sh build/random) || exit 2

# ---- how long variables live ----
plant 1 gen/liveness.c 's/x->in_frame = x->always_in_frame || across;/x->in_frame = x->always_in_frame || (across \&\& x->mentions.count > 2);/' \
    'a variable that is mentioned twice does not live across a suspension'
plant 2 gen/liveness.c 's/^            across |= come_from(l, x, f->before\[i\]);/            if (f->before[i] < order)\n                across |= come_from(l, x, f->before[i]);/' \
    'what the round before has written is not looked for'
plant 3 gen/liveness.c 's/^    extend(x, death);$/    (void)death;/' \
    'what is pointed to lives to its last mention only'
plant 4 gen/liveness.c 's/return count_in(&o->text, x) <= 1;/return count_in(\&o->text, x) <= 9;/' \
    'x = x + 1 does not read x'
plant 5 gen/liveness.c 's/return suspended_between(l, from, death);/return suspended_between(l, from, x->mentions.count ? x->mentions.at[x->mentions.count - 1] : from);/' \
    'what is pointed to is kept to its last mention only'
plant 6 gen/liveness.c 's/ \&\& !x->is_pointed_to//' \
    'what is pointed to is followed as if it were not'
plant 7 gen/liveness.c 's/if (o->may_jump)$/if (0)/' \
    'what an assignment has left by a jump counts as assigned'
plant 8 gen/liveness.c 's/mentions_in(s, p->initializer);/;/' \
    'what stands in the braces of a compound literal is not read'
plant 9 gen/liveness.c 's/return suspended_between(l, from - 1, order + 1);/return suspended_between(l, from, order);/' \
    'a suspension at an end of a straight way is not seen'
plant 10 gen/lower_place.c 's/x->in_frame = in_frame;/&/; s/declaration->initialized.at\[i\].variable->in_frame = in_frame;/declaration->initialized.at[i].variable->in_frame = false;/' \
    'the variables of a for are never in the frame'
plant 11 gen/escape.c "s/return (before > tokens.first && l->t/return (before > tokens.first + 1 \&\& l->t/" \
    'an address that a value begins with is not seen'
plant 12 gen/escape.c 's/ || token < s->macro_end;/;/' \
    'an address that a macro takes is not seen'

# ---- where control goes ----
plant 13 gen/flow.c 's/append(b, &b->pending, &loop.continues);/;/' \
    'continue does not go on to the next round'
plant 14 gen/flow.c 's/if (!sw.has_default)$/if (0)/' \
    'a switch without a default never skips its cases'
plant 15 gen/flow.c 's/add_edge(b, end->order, o->order);/(void)o;/' \
    'a do goes round once'
plant 16 gen/flow.c 's/if (strcmp(n->name, label->by_user) == 0)/if (n->at > from \&\& strcmp(n->name, label->by_user) == 0)/' \
    'a goto never goes back'
plant 17 gen/flow.c 's/append(b, &b->pending, &loop.breaks);/;/' \
    'break does not leave a loop'
plant 18 gen/flow.c 's/case WORD_GOTO: case WORD_ASM:/case WORD_ASM:/' \
    'goto in a statement expression goes nowhere'

# ---- which share room ----
plant 19 gen/frame_layout.c 's/^        if (x->to > to)$/        if (x->to > 0)/' \
    'a short life ends the long one around it'
plant 20 gen/frame_layout.c 's/if (s->size != x->size || s->used_by == component)/if (s->size != x->size)/' \
    'numbers that live at the same time share room'
plant 21 gen/frame_layout.c 's/ \&\& at\[order_of(x->to)\]->kind == OP_AWAIT)/)/' \
    'a result has gone before it is read'
plant 22 gen/liveness.c 's/plan->result.to = moment_of(flow->count + 1); .*/(void)flow;/' \
    'a result has gone before the caller reads it'
plant 23 gen/frame_layout.c 's/if (found.count == 0 || x->from > to)/if (found.count == 0 || x->from >= to)/' \
    'what begins where another ends shares its room'
plant 24 gen/frame_layout.c 's/return a->manager == b->manager \&\& .*$/return a->manager == b->manager;/' \
    'of variables of one name, all have the type of the first'
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
