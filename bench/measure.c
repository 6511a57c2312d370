/* measure ROUNDS COMMAND…: runs a command so often, and prints the least processor time that it took, in microseconds, and
 * the most memory, in KiB. */
#define _DEFAULT_SOURCE                   /* wait4 */

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    long least = 0, most = 0;
    const int rounds = argc > 2 ? atoi(argv[1]) : 0;
    for (int i = 0; i < rounds; i++) {
        const pid_t child = fork();
        if (child == 0) {
            execvp(argv[2], argv + 2);
            _exit(127);
        }
        int status;
        struct rusage used;
        if (child < 0 || wait4(child, &status, 0, &used) < 0 || status != 0)
            return 1;
        const long took = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
        if (i == 0 || took < least)
            least = took;
        if (used.ru_maxrss > most)
            most = used.ru_maxrss;
    }
    printf("%ld %ld\n", least, most);
    return rounds > 0 ? 0 : 1;
}
