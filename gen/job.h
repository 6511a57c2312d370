/* One .acm file of the command line: translated, its diagnostics printed, its outputs not written yet. */
#ifndef JOB_H
#define JOB_H

#include "options.h"
#include "paths.h"
#include "places.h"
#include "translate.h"

typedef struct job {
    const char *path;                     /* as it was given, or imported */
    const char *c_name, *header_name;     /* without directory */
    bool good;
    translation translation;
} job;

typedef LIST(job) job_list;

/* Names the outputs after PATH, or after OUTPUT (X.c) if that isn't NULL. */
job job_new(arena *arena, const char *path, const char *output);

/* Translates; false after errors.  What there is to say is in job->translation.diag. */
bool job_translate(arena *arena, job *job, const options *options, const places *places);

/* Frees what job_translate took: the texts, too. */
void job_free(job *job);

#endif
