# acmc run and signals: each reaches the program once, wherever it comes from, and nothing is left behind.

export TMPDIR=$PWD/tmp
mkdir tmp
export acmc
export LDFLAGS=$link_flags

# Counts SIGINTs; SIGTERM ends it.
cat >count.acm <<'END'
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
static volatile sig_atomic_t interrupts, stop;
static void interrupt(int signal) { (void)signal; interrupts++; }
static void terminate(int signal) { (void)signal; stop = 1; }
int main(void)
{
    struct sigaction count = {.sa_handler = interrupt}, end = {.sa_handler = terminate};
    sigaction(SIGINT, &count, NULL);
    sigaction(SIGTERM, &end, NULL);
    puts("ready");
    fflush(stdout);
    for (int tenths = 0; !stop && tenths < 300; tenths++)
        usleep(100000);
    printf("%d interrupts\n", (int)interrupts);
    return 7;
}
END

# wait_for TEXT FILE
wait_for() {
    for tenth in $(seq 300); do
        if grep -q "$1" "$2" 2>/dev/null; then return 0; fi
        sleep 0.1
    done
    return 1
}

# One process: the program is told.
"$acmc" run count.acm >out 2>&1 &
pid=$!
check "starts" wait_for ready out
kill -INT $pid; sleep 0.3; kill -INT $pid; sleep 0.3; kill -TERM $pid
wait $pid
check "the program's exit status" test $? = 7
printf 'ready\n2 interrupts\n' >expected
same "two SIGINTs are two" expected out

# The whole group, as a shell without job control or timeout(1) does it.
setsid sh -c 'echo $$ >group; exec "$1" run count.acm' sh "$acmc" >out 2>&1 &
check "starts in a group" wait_for ready out
kill -INT "-$(cat group)"; sleep 0.3; kill -TERM "-$(cat group)"
wait
printf 'ready\n1 interrupts\n' >expected
same "a signal to the group is one" expected out

# A terminal's ^C reaches all processes of the foreground's group.
if script -qec true /dev/null >/dev/null 2>&1; then      # not where there are no terminals to be had
    mkfifo keys
    rm -f out
    (exec 3>keys; wait_for ready out; printf '\003' >&3; sleep 0.5; kill -TERM "$(cat program)"; sleep 0.5) &
    script -qefc "sh -c 'echo \$\$ >program; exec \"\$acmc\" run count.acm'" out <keys >/dev/null
    wait
    check "^C is one" grep -q '^[^0-9]*1 interrupts' out
fi

# While compiling.
cat >slow-cc <<'END'
#!/bin/sh
touch compiling
sleep 30
END
chmod +x slow-cc
CC=./slow-cc "$acmc" run count.acm >out 2>&1 &
pid=$!
for tenth in $(seq 100); do [ -e compiling ] && break; sleep 0.1; done
kill -TERM $pid
wait $pid
check "interrupted while compiling" test $? = 143
check "the compiler is ended too" sh -c '! ps -eo args | grep -q "[.]/slow-cc"'

check "leaves nothing behind" test -z "$(ls tmp)"
