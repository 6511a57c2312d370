# What the scripts here, and tests/cost.sh, share.  It is read with `bench` set to this folder.

# Each row, as it is given to a program: `call`, `depth 64`.
rows() { sed -n '/^#/d; /^frame /d; s/ *[^ ]* *[^ ]* *$//p' "$bench/limits"; }

# instructions_limit ROW, time_limit ROW, frame_limit LETTER: `-` if there is none
instructions_limit() { sed -n "s/^$1  *\([^ ]*\)  *[^ ]*\$/\1/p" "$bench/limits"; }
time_limit() { sed -n "s/^$1  *[^ ]*  *\([^ ]*\)\$/\1/p" "$bench/limits"; }
frame_limit() { sed -n "s/^frame $1  *//p" "$bench/limits"; }

# frame_size PROGRAM LETTER
frame_size() { "$1" frame | sed -n "s/^frame $2 //p"; }

# All instructions that PROGRAM executes for N operations of a row
all_instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" $2 "$3" 2>&1 | sed -n 's/.*Collected : *//p'
}

# instructions PROGRAM ROW: for one operation, in tenths; what it takes to start cancels out
instructions() {
    echo $((($(all_instructions "$1" "$2" 6000) - $(all_instructions "$1" "$2" 1000)) / 500))
}

# million KIND: the MB that a million tasks take, with the acmc of `build`.
million() {
    CFLAGS=-O2 "$build/acmc" run "$bench/million.acm" -- "$1"
}

# tenths N: as it is read
tenths() { echo "$(($1 / 10)).$(($1 % 10))"; }

# ---- programs for acmc itself ----

# lines N: so many, of coroutines, contexts and managers
lines() {
    echo 'import "acm.acm";'
    echo 'struct pool; int pool_try(struct pool *, const char *); int pool_state(struct pool *, const char *);'
    echo 'void pool_log(struct pool *, const char *, int); void pool_release(struct pool *, const char *, int);'
    awk -v copies=$(($1 / 50)) '{ text = text $0 "\n" } END { for (i = 1; i <= copies; i++) { t = text; gsub(/@/, i, t); printf "%s", t } }' "$bench/lines.acm.in"
}

# nested WHAT N: managers, blocks or parentheses
nested() {
    echo 'import "acm.acm"; int work(int);'
    echo 'static manager held { int n; async void enter(void) { await acm_checkpoint(); } async void exit(const acm_BaseError *e) { (void)e; await acm_checkpoint(); } }'
    echo 'async int nest(void) { int sum = 0;'
    case $1 in
    managers) awk -v n="$2" 'BEGIN { for (i = 0; i < n; i++) print "async with held(" i ") {"; print "sum = work(sum);"; for (i = 0; i < n; i++) print "}" }' ;;
    blocks) awk -v n="$2" 'BEGIN { for (i = 0; i < n; i++) print "{ int a = sum; await acm_checkpoint();"; print "sum = work(sum);"; for (i = 0; i < n; i++) print "sum += a; }" }' ;;
    parentheses) awk -v n="$2" 'BEGIN { printf "sum = "; for (i = 0; i < n; i++) printf "(1 + "; printf "sum"; for (i = 0; i < n; i++) printf ")"; print ";" }' ;;
    esac
    echo 'return sum; }'
}
