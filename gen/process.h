/* Other programs, run one after the other, and signals passed on to them. */
#ifndef PROCESS_H
#define PROCESS_H

#include <signal.h>
#include <stdbool.h>

/* From process_begin to process_end, the signals that end a program (SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2) reach only what
 * process_run runs; those that arrive when nothing runs are in .signal. */
typedef struct processes {
    sigset_t watched, before;
    sigset_t ignored;                     /* since before, as under nohup: passed on, but nothing to end for */
    struct sigaction child_before;
    int signal;                           /* the last one that arrived, or 0 */
} processes;

typedef enum process_kind {
    PROCESS_TOOL,                         /* a signal goes to all that it started, too */
    PROCESS_PROGRAM                       /* reads the terminal; a signal goes to it alone */
} process_kind;

void process_begin(processes *p);
void process_end(processes *p);

/* Waits for it; its exit status, 128 and the signal's number if one ended it, or -1 with errno if it couldn't be started. */
int process_run(processes *p, process_kind kind, const char *const *arguments /* ends with NULL */);

/* Whether a signal has arrived that should end this program; .signal says which. */
bool process_interrupted(processes *p);

#endif
