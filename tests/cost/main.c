/* workload N runs it; workload size prints the bytes of its frame. */
#include "chain.acm.h"
#include "workloads.acm.h"

#include <stdlib.h>
#include <string.h>

static acm_loop loop;
static struct resource resources[3];

static int run(acm_frame *frame)
{
    acm_loop_init(&loop, NULL);
    int outcome = acm_run(&loop, frame);
    acm_loop_close(&loop);
    return outcome == ACM_DONE && !resources[0].held ? 0 : 1;
}

int main(int argc, char **argv)
{
    static struct resumes_frame resumes;
    static struct managers_frame managers;
    static struct shallow_frame shallow;
    static struct deep_frame deep;
    const char *workload = argc == 3 ? argv[1] : "";
    long n = argc == 3 ? atol(argv[2]) : 0;
    resumes_start(&resumes, n, resources);
    managers_start(&managers, n, resources);
    shallow_start(&shallow, n);
    deep_start(&deep, n);
    if (argc == 3 && strcmp(argv[2], "size") == 0)
        return printf("%zu\n", strcmp(workload, "resumes") == 0 ? sizeof resumes : sizeof(struct three_managers_frame)) < 0;
    return strcmp(workload, "resumes") == 0 ? run(&resumes.acm) : strcmp(workload, "managers") == 0 ? run(&managers.acm)
        : strcmp(workload, "shallow") == 0 ? run(&shallow.acm) : strcmp(workload, "deep") == 0 ? run(&deep.acm) : 2;
}
