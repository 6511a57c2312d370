#include "blocking.h"

#include <string.h>

/* What has to be known of the arguments. */
typedef enum condition {
    ALWAYS,
    STANDARD_INPUT,                       /* one of them is stdin */
    OWN_SOCKET,                           /* the first is a socket that the body made, and left blocking */
    TIMEOUT_THIRD, TIMEOUT_FOURTH,        /* a number of milliseconds that is not 0 */
    NULL_LAST,                            /* no timeout */
    NO_HANG                               /* the last does not say WNOHANG */
} condition;

static const struct {
    const char *name;
    blocking_kind kind;
    condition condition;
    const char *header;                   /* of names that may well be a program's own: who includes it means this one; else NULL */
} calls[] = {
    {"sleep", BLOCKING_SLEEP, ALWAYS, NULL},
    {"usleep", BLOCKING_SLEEP, ALWAYS, NULL},
    {"nanosleep", BLOCKING_SLEEP, ALWAYS, NULL},
    {"clock_nanosleep", BLOCKING_SLEEP, ALWAYS, NULL},
    {"thrd_sleep", BLOCKING_SLEEP, ALWAYS, NULL},
    {"getaddrinfo", BLOCKING_CALL, ALWAYS, NULL},
    {"getnameinfo", BLOCKING_CALL, ALWAYS, NULL},
    {"gethostbyname", BLOCKING_CALL, ALWAYS, NULL},
    {"gethostbyaddr", BLOCKING_CALL, ALWAYS, NULL},
    {"system", BLOCKING_CALL, ALWAYS, NULL},
    {"pclose", BLOCKING_CALL, ALWAYS, NULL},
    {"wait", BLOCKING_CALL, ALWAYS, "sys/wait.h"},
    {"waitpid", BLOCKING_CALL, NO_HANG, NULL},
    {"waitid", BLOCKING_CALL, NO_HANG, NULL},
    {"wait3", BLOCKING_CALL, NO_HANG, "sys/wait.h"},
    {"wait4", BLOCKING_CALL, NO_HANG, "sys/wait.h"},
    {"pause", BLOCKING_CALL, ALWAYS, "unistd.h"},
    {"sigwait", BLOCKING_CALL, ALWAYS, NULL},
    {"sigwaitinfo", BLOCKING_CALL, ALWAYS, NULL},
    {"sigsuspend", BLOCKING_CALL, ALWAYS, NULL},
    {"pthread_join", BLOCKING_CALL, ALWAYS, NULL},
    {"pthread_cond_wait", BLOCKING_CALL, ALWAYS, NULL},
    {"pthread_cond_timedwait", BLOCKING_CALL, ALWAYS, NULL},
    {"pthread_barrier_wait", BLOCKING_CALL, ALWAYS, NULL},
    {"thrd_join", BLOCKING_CALL, ALWAYS, NULL},
    {"cnd_wait", BLOCKING_CALL, ALWAYS, NULL},
    {"cnd_timedwait", BLOCKING_CALL, ALWAYS, NULL},
    {"sem_wait", BLOCKING_CALL, ALWAYS, "semaphore.h"},
    {"sem_timedwait", BLOCKING_CALL, ALWAYS, "semaphore.h"},
    {"poll", BLOCKING_CALL, TIMEOUT_THIRD, "poll.h"},
    {"epoll_wait", BLOCKING_CALL, TIMEOUT_FOURTH, NULL},
    {"select", BLOCKING_CALL, NULL_LAST, "sys/select.h"},
    {"getchar", BLOCKING_CALL, ALWAYS, NULL},
    {"gets", BLOCKING_CALL, ALWAYS, "stdio.h"},
    {"scanf", BLOCKING_CALL, ALWAYS, NULL},
    {"fgets", BLOCKING_CALL, STANDARD_INPUT, NULL},
    {"fgetc", BLOCKING_CALL, STANDARD_INPUT, NULL},
    {"getc", BLOCKING_CALL, STANDARD_INPUT, NULL},
    {"fscanf", BLOCKING_CALL, STANDARD_INPUT, NULL},
    {"fread", BLOCKING_CALL, STANDARD_INPUT, NULL},
    {"getline", BLOCKING_CALL, STANDARD_INPUT, "stdio.h"},
    {"read", BLOCKING_INPUT, OWN_SOCKET, NULL},
    {"recv", BLOCKING_INPUT, OWN_SOCKET, NULL},
    {"recvfrom", BLOCKING_INPUT, OWN_SOCKET, NULL},
    {"recvmsg", BLOCKING_INPUT, OWN_SOCKET, NULL},
    {"accept", BLOCKING_INPUT, OWN_SOCKET, NULL},
    {"write", BLOCKING_OUTPUT, OWN_SOCKET, NULL},
    {"send", BLOCKING_OUTPUT, OWN_SOCKET, NULL},
    {"sendto", BLOCKING_OUTPUT, OWN_SOCKET, NULL},
    {"connect", BLOCKING_OUTPUT, OWN_SOCKET, NULL},
    {"curl_easy_perform", BLOCKING_CALL, ALWAYS, NULL},
    {"curl_multi_poll", BLOCKING_CALL, ALWAYS, NULL},
    {"curl_multi_wait", BLOCKING_CALL, ALWAYS, NULL},
    {"PQconnectdb", BLOCKING_CALL, ALWAYS, NULL},
    {"PQexec", BLOCKING_CALL, ALWAYS, NULL},
    {"PQexecParams", BLOCKING_CALL, ALWAYS, NULL},
    {"PQexecPrepared", BLOCKING_CALL, ALWAYS, NULL},
    {"redisConnect", BLOCKING_CALL, ALWAYS, NULL},
    {"redisCommand", BLOCKING_CALL, ALWAYS, NULL},
    {"mysql_real_connect", BLOCKING_CALL, ALWAYS, NULL},
    {"mysql_query", BLOCKING_CALL, ALWAYS, NULL},
    {"mysql_real_query", BLOCKING_CALL, ALWAYS, NULL},
};

/* ---- arguments ---- */

/* The one of a number, from 1; or the last, for 0.  Empty if there is none. */
static range argument(const checker *c, uint32_t open, unsigned number)
{
    uint32_t close = c->t[open].mate, first = open + 1;
    unsigned count = 1;
    for (uint32_t i = first; i < close; i++) {
        if (c->t[i].mate > i) {
            i = c->t[i].mate;
        } else if (c->t[i].lexeme == ',') {
            if (count++ == number)
                return (range){first, i - 1};
            first = i + 1;
        }
    }
    return number == 0 || number == count ? (range){first, close - 1} : (range){1, 0};
}

static bool is_alone(const checker *c, range r, const char *text)
{
    return r.first == r.last && token_is(c->tokens, r.first, text);
}

static bool mentions(const checker *c, range r, const char *text)
{
    for (uint32_t i = r.first; i <= r.last; i++)
        if (token_is(c->tokens, i, text))
            return true;
    return false;
}

static bool is_time(const checker *c, range r)
{
    bool negative = !range_empty(r) && c->t[r.first].lexeme == '-';
    return negative || (r.first == r.last && c->t[r.first].lexeme == LEX_NUMBER && !is_alone(c, r, "0"));
}

static bool says_no_hang(const checker *c, range r)
{
    if (range_empty(r) || mentions(c, r, "WNOHANG"))
        return true;
    if (is_alone(c, r, "0"))
        return false;
    for (uint32_t i = r.first; i <= r.last; i++)
        if (c->t[i].lexeme == LEX_NAME && c->tokens->source->bytes[c->t[i].start] != 'W')
            return true;                  /* it may */
    return false;
}

/* Whether a name may be that of a descriptor that does not block, or that is waited for, in its body. */
static bool may_be_ready(const checker *c, uint32_t fd, range body)
{
    static const char *const words[] = {"O_NONBLOCK", "SOCK_NONBLOCK", "FIONBIO", "acm_wait_fd"};
    for (uint32_t i = body.first; i <= body.last; i++) {
        if (c->t[i].lexeme != LEX_NAME)
            continue;
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (token_is(c->tokens, i, words[k]))
                return true;
        bool given = tokens_same(c->tokens, i, c->tokens, fd) && c->t[i - 1].lexeme == '&';
        if (given)
            return true;
    }
    return false;
}

/* `fd = socket(…)` or `fd = accept(…)` in the body, of a name alone. */
static bool is_own_socket(checker *c, range fd, range body)
{
    enum { MOST_LOOKS = 200 };            /* each of them reads the body */
    bool made = false;
    if (c->socket_looks++ > MOST_LOOKS || fd.first != fd.last || c->t[fd.first].lexeme != LEX_NAME)
        return false;
    for (uint32_t i = body.first; i + 3 <= body.last; i++)
        if (c->t[i].lexeme == LEX_NAME && c->t[i + 1].lexeme == '=' && tokens_same(c->tokens, i, c->tokens, fd.first)) {
            if (!token_is(c->tokens, i + 2, "socket") && !token_is(c->tokens, i + 2, "accept"))
                return false;
            made = true;
        }
    return made && !may_be_ready(c, fd.first, body);
}

/* ---- the file ---- */

static void collect_includes(checker *c)
{
    LIST_ADD(c->arena, c->includes, "");
    for (const node *n = c->program->main->unit->items; n; n = n->next)
        for (uint32_t i = n->first; n->kind == NODE_C && i <= n->last; i++) {
            const char *text = c->t[i].lexeme == LEX_DIRECTIVE ? directive_text(c->arena, c->tokens, i) : "", *rest;
            if (*text && directive_read(text, &rest) == DIRECTIVE_INCLUDE)
                LIST_ADD(c->arena, c->includes, rest + (*rest == ' '));
        }
}

static bool includes(checker *c, const char *header)
{
    size_t length = strlen(header);
    if (!c->includes.count)
        collect_includes(c);
    for (size_t i = 0; i < c->includes.count; i++) {
        const char *text = c->includes.at[i];
        if (*text == '<' && strncmp(text + 1, header, length) == 0 && text[length + 1] == '>')
            return true;
    }
    return false;
}

static bool is_users(const checker *c, uint32_t name)
{
    const translate_options *o = c->program->options;
    for (size_t i = 0; i < o->blocking_count; i++)
        if (token_is(c->tokens, name, o->blocking[i]))
            return true;
    return false;
}

blocking_kind blocking_call(checker *c, uint32_t name, range body)
{
    uint32_t open = name + 1;
    size_t count = sizeof calls / sizeof *calls, k = 0;
    if (c->t[open].mate <= open)
        return BLOCKING_NOT;
    if (is_users(c, name))
        return BLOCKING_CALL;
    while (k < count && !token_is(c->tokens, name, calls[k].name))
        k++;
    if (k == count || (calls[k].header && !includes(c, calls[k].header)))
        return BLOCKING_NOT;
    bool blocks = false;
    switch (calls[k].condition) {
    case ALWAYS: blocks = true; break;
    case STANDARD_INPUT:
        for (unsigned i = 1; i <= 4; i++)
            blocks |= is_alone(c, argument(c, open, i), "stdin");
        break;
    case OWN_SOCKET: blocks = !mentions(c, argument(c, open, 0), "MSG_DONTWAIT") && is_own_socket(c, argument(c, open, 1), body); break;
    case TIMEOUT_THIRD: blocks = is_time(c, argument(c, open, 3)); break;
    case TIMEOUT_FOURTH: blocks = is_time(c, argument(c, open, 4)); break;
    case NULL_LAST: blocks = is_alone(c, argument(c, open, 5), "NULL"); break;
    case NO_HANG: blocks = !says_no_hang(c, argument(c, open, token_is(c->tokens, name, "waitpid") || token_is(c->tokens, name, "wait4") ? 3
                                                                    : token_is(c->tokens, name, "wait3") ? 2 : 4)); break;
    }
    return blocks ? calls[k].kind : BLOCKING_NOT;
}
