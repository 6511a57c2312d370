# acmc run: what it compiles and links, what it passes through, and what it leaves behind.

put() { mkdir -p "$(dirname "$1")" && cat >"$1"; }
export TMPDIR=$PWD/tmp
mkdir tmp
# With the sanitizers in libacm.a, programs need them too.
export LDFLAGS=$link_flags

# prints WHAT EXPECTED COMMAND...
prints() {
    what=$1 expected=$2
    shift 2
    check "$what" test "$("$@" 2>prints.log </dev/null)$(cat prints.log)" = "$expected"
}
status() {
    what=$1 expected=$2
    shift 2
    "$@" >status.log 2>&1 </dev/null
    check "$what" test $? = "$expected"
}

put src/main.acm <<'END'
import "lib/part.acm";
#include <stdio.h>
#include <string.h>
#include "own.h"
#include "lib/beside_part.h"
int part(void);
int extra(void);
int main(int argc, char **argv)
{
    char line[80] = "";
    if (argc > 1 && strcmp(argv[1], "cat") == 0 && fgets(line, sizeof line, stdin))
        return fputs(line, stdout) == EOF;
    for (int i = 1; i < argc; i++)
        printf("[%s]", argv[i]);
    printf("%d %d %d %d\n", part(), extra(), OWN, PART);
    fprintf(stderr, "error stream\n");
    return argc > 3 ? 3 : 0;
}
END
put src/own.h <<'END'
#define OWN 4
END
put src/lib/part.acm <<'END'
import "../deeper/deepest.acm";
#include "beside_part.h"
int deepest(void);
int part(void);
int part(void) { return deepest() + 1; }
END
put src/lib/beside_part.h <<'END'
#define PART 9
END
put src/deeper/deepest.acm <<'END'
int deepest(void);
int deepest(void) { return 1; }
END
put extra.c <<'END'
#ifndef EXTRA
#define EXTRA 3
#endif
int extra(void);
int extra(void) { return EXTRA; }
END

prints "imports come along, .c too" "2 3 4 9error stream" "$acmc" run src/main.acm extra.c
prints "-D" "2 8 4 9error stream" "$acmc" run -DEXTRA=8 src/main.acm extra.c
prints "arguments" "[-x][a b]2 3 4 9error stream" "$acmc" run src/main.acm extra.c -- -x "a b"
status "exit status" 3 "$acmc" run src/main.acm extra.c -- 1 2 3
check "standard input" test "$(echo hello | "$acmc" run src/main.acm extra.c -- cat)" = hello
gcc -c -o extra.o extra.c
prints ".o" "2 3 4 9error stream" "$acmc" run src/main.acm extra.o
ar rc libextra.a extra.o
prints ".a" "2 3 4 9error stream" "$acmc" run src/main.acm libextra.a
prints "-L, -l" "2 3 4 9error stream" "$acmc" run -L. src/main.acm -lextra
prints "absolute paths" "2 3 4 9error stream" "$acmc" run "$PWD/src/main.acm" "$PWD/extra.c"
prints "an import that is named too" "2 3 4 9error stream" "$acmc" run src/main.acm src/lib/part.acm extra.c
cp -R src "a folder"
(cd "a folder/lib" && mkdir "in it" && cd "in it" && "$acmc" run ../../main.acm ../../../extra.c >"$TMPDIR/../output" 2>/dev/null)
echo '2 3 4 9' >expected
same "spaces, and from another directory" expected output
ln -s main.acm src/linked.acm
prints "a link to the file" "2 3 4 9error stream" "$acmc" run src/linked.acm extra.c

# -I, CPATH, CC, CFLAGS, LDFLAGS
put include/elsewhere.acm <<'END'
#define ELSEWHERE 1
int elsewhere(void);
int elsewhere(void) { return 5; }
END
put include/system.h <<'END'
#define SYSTEM 6
END
put user.acm <<'END'
import "elsewhere.acm";
#include <stdio.h>
#ifdef WITH_SYSTEM
#include <system.h>
#else
#define SYSTEM 0
#endif
#ifndef GREETING
#define GREETING "none"
#endif
int elsewhere(void);
int main(void) { printf("%d %d %s\n", elsewhere(), SYSTEM, GREETING); return 0; }
END
prints "-I for imports" "5 0 none" "$acmc" run -I include user.acm
prints "-I for the C compiler" "5 6 none" "$acmc" run -I include -DWITH_SYSTEM user.acm
prints "CPATH" "5 6 none" env CPATH=include "$acmc" run -I include -DWITH_SYSTEM user.acm
prints "CFLAGS, with a shell's quotes" "5 0 a 'b'" env CFLAGS="-DGREETING=\"\\\"a 'b'\\\"\"" "$acmc" run -I include user.acm
refuse "CFLAGS with an open quote" "CFLAGS: a quote is not closed: 'x" env CFLAGS="'x" "$acmc" run -I include user.acm
refuse "LDFLAGS" "no_such" env LDFLAGS=-lno_such "$acmc" run -I include user.acm
put "compilers/my cc" <<'END'
#!/bin/sh
echo "my cc" >&2
exec cc "$@"
END
chmod +x "compilers/my cc"
check "CC" sh -c 'CC="\"compilers/my cc\" -w" "$1" run -I include user.acm 2>&1 | grep -q "^my cc"' sh "$acmc"
refuse "CC that is not there" "can't run the C compiler 'none': No such file or directory; CC says which one to use" env CC=none "$acmc" run -I include user.acm

# A prototype may be defined in another file
put prototypes.acm <<'END'
#include <stdio.h>
import "acm.acm";
async context int opened(int n);
async generator int counted(int n);
async int doubled(int n);
async int main(void)
{
    async with opened(3) as x { printf("%d ", x); }
    async for (int i in counted(2)) printf("%d ", i);
    async with acm_exit_stack() as stack { printf("%d ", await enter(stack) opened(4)); }
    printf("%d\n", await doubled(5));
    return 0;
}
END
put definitions.acm <<'END'
import "acm.acm";
async context int opened(int n) { await acm_checkpoint(); yield n; }
async generator int counted(int n) { for (int i = 0; i < n; i++) yield i; }
async int doubled(int n) { await acm_checkpoint(); return 2 * n; }
END
prints "forms of another file, by their prototypes" "3 0 1 4 10" "$acmc" run prototypes.acm definitions.acm

# Errors
refuse "the C compiler's errors" "not_declared" "$acmc" run -DGREETING=not_declared -I include user.acm
put broken.acm <<'END'
import "nowhere.acm";
END
refuse "acmc's errors" "nowhere.acm" "$acmc" run broken.acm
refuse "a file that is not there" "none.acm" "$acmc" run none.acm
refuse "no place for temporary files" "can't create" env TMPDIR=/nowhere "$acmc" run -I include user.acm
TMPDIR=/nowhere "$acmc" run -I include user.acm 2>&1 | sed "s/acmc-....../acmc-XXXXXX/" >said
echo "acmc: error: can't create '/nowhere/acmc-XXXXXX': No such file or directory" >expected
same "and why" expected said
refuse "words that are no files" "what follows '--' goes to the program" "$acmc" run user.acm word

put die.acm <<'END'
#include <signal.h>
int main(void) { signal(SIGTERM, SIG_DFL); return raise(SIGTERM); }
END
status "a program that dies of a signal" 143 "$acmc" run die.acm

check "leaves nothing behind" test -z "$(ls tmp)"
check "not even here" test -z "$(find . -name '*.acm.[chd]')"
