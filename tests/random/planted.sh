#!/bin/sh
# Proves the worth of random programs: plants one bug after the other in a copy of what decides on lives and rooms, and expects each to be caught.
# COUNT=N (default 60) programs for each.  tests/random/planted.sh [NUMBER...]
cd "$(dirname "$0")/../.." || exit 2
count=${COUNT:-60}
copy=build/random_planted
rm -rf "$copy"
mkdir -p "$copy"
cp -rp Makefile grammar gen runtime tests "$copy"
mkdir "$copy/build"
cp -rp build/acmc build/libacm.a build/gen build/grammar build/lib build/runtime "$copy/build"      # what is built needn't be again
passed=0 failed=0

# How many programs differ.
wrong() {
    (cd "$copy" && COUNT=$count SEED=1 OUT=build/random tests/random/run.sh) >"$copy/run.log" 2>&1
    cat "$copy"/build/random/batches/*.result 2>/dev/null | grep -c failed
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
    elif wrong=$(wrong); [ "$wrong" -eq 0 ]; then
        echo "planted $1: NOT caught: $4"
        failed=$((failed + 1))
    else
        echo "planted $1: caught by $wrong of $count programs: $4"
        passed=$((passed + 1))
    fi
    mv "$file.right" "$file"
    touch "$file"                         # or its object would stay the planted one
}

wanted="$*"
make -C "$copy" build/acmc >"$copy/make.log" 2>&1 || { cat "$copy/make.log"; exit 2; }
if [ "$(wrong)" -ne 0 ]; then
    echo "planted: without any planted bug, programs fail: see $copy/run.log"
    exit 1
fi
plant 1 gen/liveness.c 's/across |= before->kind == OP_AWAIT;/across |= before->kind == OP_AWAIT \&\& x->mentions.count > 2;/' \
    'a variable that is mentioned twice does not live across a suspension'
plant 2 gen/liveness.c 's/if (is_written(before, x))$/if (is_written(before, x) || before->order > order)/' \
    'what the round before has written is not looked for'
plant 3 gen/liveness.c 's/^    extend(x, death);$/    (void)death;/' \
    'what is pointed to lives to its last mention only'
plant 4 gen/liveness.c 's/return count_in(&o->text, x) <= 1;/return count_in(\&o->text, x) <= 9;/' \
    'x = x + 1 does not read x'
plant 5 gen/liveness.c 's/return suspended_between(l, from, death);/return suspended_between(l, from, x->mentions.count ? x->mentions.at[x->mentions.count - 1] : from);/' \
    'what is pointed to is kept to its last mention only'
plant 6 gen/liveness.c 's/ \&\& !x->is_pointed_to//' \
    'what is pointed to is followed as if it were not'
plant 7 gen/frame_layout.c 's/^        if (x->to > to)$/        if (x->to > 0)/' \
    'a short life ends the long one around it'
plant 8 gen/frame_layout.c 's/if (s->size != x->size || s->used_by == component)/if (s->size != x->size)/' \
    'numbers that live at the same time share room'
plant 9 gen/frame_layout.c 's/if (x->to > x->from \&\& at\[x->to\]->kind == OP_AWAIT)/if (x->to > x->from \&\& at[x->to])/' \
    'a result has gone before it is read'
plant 10 gen/lower_place.c 's/x->in_frame = in_frame;/&/; s/declaration->initialized.at\[i\].variable->in_frame = in_frame;/declaration->initialized.at[i].variable->in_frame = false;/' \
    'the variables of a for are never in the frame'
plant 11 gen/escape.c "s/l->t\[before - 1\].lexeme == '&')\$/l->t[before - 1].lexeme == '\&' \&\& before - 1 > tokens.first)/" \
    'an address that a value begins with is not seen'
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
