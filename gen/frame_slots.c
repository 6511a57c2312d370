#include "frame_slots.h"

#include <string.h>

/* ---- what there is ---- */

static const char *kind_of(const variable *x)
{
    return x->is_parameter ? "parameter" : x->is_manager_object ? "manager" : x->is_frame ? "context" : x->is_temporary ? "temporary"
        : x->is_literal ? "literal" : "local";
}

static void add(arena *a, frame_slots *slots, const char *path, const char *kind, const variable *x)
{
    frame_slot slot = {.path = path, .kind = kind, .variable = x};
    LIST_ADD(a, *slots, slot);
}

static void add_room(arena *a, frame_slots *slots, const plan *p, const room *r)
{
    if (r->kind == ROOM_VARIABLE)
        add(a, slots, r->variable->member, r->variable == &p->result ? "result" : kind_of(r->variable), r->variable);
    for (size_t i = 0; r->kind == ROOM_GROUP && i < r->group->members.count; i++)
        add(a, slots, arena_printf(a, "%s.%s", r->group->member, r->group->members.at[i]->member), kind_of(r->group->members.at[i]),
            r->group->members.at[i]);
    for (size_t i = 0; i < r->awaits.count; i++)
        add(a, slots, arena_printf(a, "%s.%s", r->name, r->awaits.at[i]->name), "await", r->awaits.at[i]);
    for (size_t i = 0; i < r->parts.count; i++)
        add_room(a, slots, p, r->parts.at[i]);
}

frame_slots frame_slots_of(arena *a, const plan *p)
{
    frame_slots slots = {0};
    add(a, &slots, "acm", "header", NULL);
    for (size_t i = 0; i < p->records.count; i++)
        if (p->records.at[i]->in_frame)
            add(a, &slots, p->records.at[i]->member, "record", p->records.at[i]);
    add_room(a, &slots, p, p->frame_layout);
    return slots;
}

/* ---- how large it is ---- */

/* What the array in the object file begins with. */
static const char *key_of(arena *a, const char *name)
{
    return arena_printf(a, "acm frame %s:", name);
}

/* The digits of a constant expression, as elements of an array of char. */
static const char *digits(arena *a, const char *number)
{
    const char *all = "";
    unsigned long power = 1;
    for (int i = 1; i < FRAME_DIGITS; i++)
        power *= 10;
    for (; power > 0; power /= 10)
        all = arena_printf(a, "%s, '0' + (char)(%s / %luul %% 10)", all, number, power);
    return all;
}

/* Text that grows; what is given up stays in the arena. */
typedef LIST(char) text;

static void put(arena *a, text *t, const char *more)
{
    for (; *more; more++)
        LIST_ADD(a, *t, *more);
}

const char *frame_slots_probe(arena *a, const frame_slots *slots, const char *name, const char *tag)
{
    text t = {0};
    put(a, &t, arena_printf(a, "const char acm_probe_of_%s[] = {", name));
    const char *separator = "";
    for (const char *c = key_of(a, name); *c; c++, separator = ", ")
        put(a, &t, arena_printf(a, "%s'%c'", separator, *c));
    put(a, &t, digits(a, arena_printf(a, "sizeof(%s)", tag)));
    for (size_t i = 0; i < slots->count; i++) {
        put(a, &t, digits(a, arena_printf(a, "offsetof(%s, %s)", tag, slots->at[i].path)));
        put(a, &t, digits(a, arena_printf(a, "sizeof(((%s *)0)->%s)", tag, slots->at[i].path)));
    }
    put(a, &t, "};");
    LIST_ADD(a, t, '\0');
    return t.at;
}

static unsigned long number(const char **at)
{
    unsigned long n = 0;
    for (int i = 0; i < FRAME_DIGITS; i++)
        n = n * 10 + (unsigned long)(*(*at)++ - '0');
    return n;
}

static const char *find(const char *in, size_t length, const char *key)
{
    size_t size = strlen(key);
    for (const char *c = in; (size_t)(in + length - c) >= size; c++) {
        c = memchr(c, key[0], (size_t)(in + length - c) - size + 1);
        if (!c || memcmp(c, key, size) == 0)
            return c;
    }
    return NULL;
}

void frame_slots_read(arena *a, frame_slots *slots, const char *name, const char *object, size_t length)
{
    const char *key = key_of(a, name), *c = find(object, length, key);
    if (!c || (size_t)(object + length - c) < strlen(key) + (2 * slots->count + 1) * FRAME_DIGITS)
        return;
    c += strlen(key);
    slots->is_measured = true;
    slots->size = number(&c);
    for (size_t i = 0; i < slots->count; i++) {
        slots->at[i].offset = number(&c);
        slots->at[i].size = number(&c);
    }
}
