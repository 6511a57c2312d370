/* Calls that are known to block the thread. */
#ifndef BLOCKING_H
#define BLOCKING_H

#include "check_internal.h"

typedef enum blocking_kind {
    BLOCKING_NOT,
    BLOCKING_SLEEP,                       /* acm_sleep does the same */
    BLOCKING_INPUT, BLOCKING_OUTPUT,      /* of a descriptor: acm_wait_fd waits for it */
    BLOCKING_CALL                         /* acm_blocking runs it on another thread */
} blocking_kind;

/* Of the name at a token with `(` behind it; BODY is what it stands in. */
blocking_kind blocking_call(checker *c, uint32_t name, range body);

#endif
