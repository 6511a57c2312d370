# Headers and objects of differing layouts: section 10, "is caught when it starts".
export ACM_DRIVER=sim

cat >types.acm <<'EOF'
import "acm.acm";

#ifdef WIDE
#define ROOM long room[100];
#else
#define ROOM
#endif
typedef struct sample { ROOM int n; } sample;

#ifndef NO_COROUTINE
async int coroutine(int n) { sample s = {.n = n}, *p = &s; await acm_checkpoint(); return p->n; }
async context sample *held(int n) { sample s = {.n = n}; yield &s; }
async generator int counting(int n) { sample s = {.n = n}, *p = &s; yield p->n; }
#endif
#ifndef NO_ERROR
error Failed : acm_Error { sample s; };
#endif
#ifndef NO_MANAGER
manager guard { sample s; void exit(const acm_BaseError *e) { (void)e; } };
#endif
EOF
cat >user.acm <<'EOF'
#include <stdio.h>
import "types.acm";

async int main(void) { puts("started"); return 0; }
EOF
check "translates" "$acmc" types.acm user.acm

# object FILE FLAGS...: FILE.acm.c compiled to OUT
object() {
    file=$1
    shift
    eval "gcc -std=c11 -Wall -Wextra -Wpedantic -Werror \$@ $("$acmc" --cflags) -c -o $file.o $file.acm.c"
}
program() { eval "gcc $link_flags -o program user.o types.o $("$acmc" --libs)"; }

# The user's view of a type is another.  Of the three kinds only one is left in each program.
for kind in COROUTINE ERROR MANAGER; do
    others=$(for other in COROUTINE ERROR MANAGER; do [ $other = $kind ] || echo "-DNO_$other"; done)
    check "$kind: compiles the narrow one" object types $others
    check "$kind: compiles who uses the narrow one" object user $others
    check "$kind: links them" program
    check "$kind: both are narrow" sh -c './program | grep -qx started'
    check "$kind: compiles the wide one" object types -DWIDE $others
    check "$kind: links the two" program
    ./program >out.log 2>error.log
    [ $? -eq 1 ] && [ ! -s out.log ] && grep -q "^user.acm.c: 'struct .*' takes [0-9]* bytes here, and [0-9]* in .*types.acm" error.log
    if [ $? -eq 0 ]; then ok "$kind: the difference is told"; else fail "$kind: the difference is told" <error.log; fi
done

# What is not linked is not compared, and C that only includes a header needs no object for it.
cat >only.c <<'EOF'
#include <stdio.h>
#include "types.acm.h"
int main(void) { sample s = {.n = 1}; printf("%d\n", s.n); return 0; }
EOF
check "a header alone" eval "gcc $link_flags -o only only.c $("$acmc" --cflags) $("$acmc" --libs) && ./only | grep -qx 1"

# A library that is not of this header.
mkdir other
cp "$root"/runtime/*.h other
sed -i 's/^struct acm_loop {$/&\n    long of_another_version;/' other/acm.h
check "compiles with the header of another version" eval "gcc -std=c11 -Iother $("$acmc" --cflags) -c -o user.o user.acm.c && gcc -c -Iother $("$acmc" --cflags) -o types.o types.acm.c"
check "links with the library" program
./program >out.log 2>error.log
if [ $? -eq 1 ] && [ ! -s out.log ] && grep -q "acm_library_types" error.log; then ok "the library is another"; else fail "the library is another" <error.log; fi
