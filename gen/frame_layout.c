/* The layout of a frame: structs of what lives together, unions of what does not.  acmc does not know the sizes of most
 * types, so it nests C's own structs and unions by the order of lives, and leaves sizes to the C compiler.  A union costs
 * its reader more than a list does: it is made only where it may save room. */
#include "frame_layout.h"

#include <stdlib.h>
#include <string.h>

#include "liveness.h"
#include "shape.h"

enum { MAX_ITEMS = 3000 };

/* How large: numbers and pointers as on most machines, only to decide what is worth a union. */
typedef enum size_class { SIZE_1 = 1, SIZE_2 = 2, SIZE_4 = 4, SIZE_8 = 8, SIZE_FEW = 9 /* a group of these */, SIZE_UNKNOWN = 64 } size_class;

typedef struct item {
    variable *variable;                   /* or */
    group *group;
    bool is_await;
    size_class size;
    uint32_t from, to;
} item;

typedef LIST(item) items;

/* Items FIRST up to END, whose lives touch no others'. */
typedef struct component {
    size_t first, end;
    bool has_large;                       /* more than numbers, pointers and awaits */
} component;

typedef LIST(component) components;

typedef struct layout {
    arena *arena;
    const tokens *tokens;
    unsigned unions;                      /* for awaits, so far */
} layout;

/* ---- sizes ---- */

static size_class size_of_typedef(const tokens *t, uint32_t token)
{
    static const struct { const char *name; size_class size; } known[] = {
        {"bool", SIZE_1}, {"int8_t", SIZE_1}, {"uint8_t", SIZE_1}, {"int16_t", SIZE_2}, {"uint16_t", SIZE_2}, {"char16_t", SIZE_2},
        {"int32_t", SIZE_4}, {"uint32_t", SIZE_4}, {"wchar_t", SIZE_4}, {"char32_t", SIZE_4}, {"pid_t", SIZE_4}, {"uid_t", SIZE_4},
        {"gid_t", SIZE_4}, {"mode_t", SIZE_4}, {"socklen_t", SIZE_4}, {"in_addr_t", SIZE_4}, {"in_port_t", SIZE_2}, {"size_t", SIZE_8},
        {"ssize_t", SIZE_8}, {"ptrdiff_t", SIZE_8}, {"intptr_t", SIZE_8}, {"uintptr_t", SIZE_8}, {"intmax_t", SIZE_8},
        {"uintmax_t", SIZE_8}, {"int64_t", SIZE_8}, {"uint64_t", SIZE_8}, {"time_t", SIZE_8}, {"off_t", SIZE_8},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (token_is(t, token, known[i].name))
            return known[i].size;
    return SIZE_UNKNOWN;
}

static size_class size_of_number(const tokens *t, range specifiers)
{
    size_class size = SIZE_4;
    bool known = false;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++) {
        int word = t->at[i].word;
        switch (word) {
        case WORD_CHAR: case WORD_BOOL: size = SIZE_1; break;
        case WORD_SHORT: size = SIZE_2; break;
        case WORD_LONG: case WORD_DOUBLE:
            if (size == SIZE_8 && known && t->at[specifiers.last].word == WORD_DOUBLE)
                return SIZE_UNKNOWN;      /* long double */
            size = SIZE_8;
            break;
        case WORD_COMPLEX: case WORD_IMAGINARY: case WORD_INT128: case WORD_STRUCT: case WORD_UNION: case WORD_AUTO_TYPE: case WORD_VOID:
        case WORD_ALIGNAS: case WORD_ATTRIBUTE:
            return SIZE_UNKNOWN;
        default: break;
        }
        known |= shape_is_type_word(word) || word == WORD_ENUM;
        if (!known && t->at[i].lexeme == LEX_NAME && size_of_typedef(t, i) != SIZE_UNKNOWN)
            return size_of_typedef(t, i);
    }
    return known ? size : SIZE_UNKNOWN;
}

static size_class size_of(const tokens *t, const variable *x)
{
    if (x->type_text) {
        size_t length = strlen(x->type_text);
        return strcmp(x->type_text, "bool") == 0 ? SIZE_1 : x->type_text[length - 1] == '*' ? SIZE_8 : SIZE_UNKNOWN;
    }
    if (x->is_manager_type)
        return x->is_pointer ? SIZE_8 : SIZE_UNKNOWN;
    if (x->is_frame || x->type_symbol)
        return x->is_allocated ? SIZE_8 : SIZE_UNKNOWN;
    if (x->is_array_parameter || x->is_function_parameter)
        return SIZE_8;
    for (uint32_t i = x->declarator.first; i <= x->declarator.last; i++)
        if (t->at[i].lexeme == '[' || t->at[i].word == WORD_ATTRIBUTE)
            return SIZE_UNKNOWN;
    if (x->is_array || x->is_literal)
        return SIZE_UNKNOWN;
    return x->is_pointer || x->is_function_pointer ? SIZE_8 : size_of_number(t, x->specifiers);
}

static bool is_large(const item *i) { return !i->is_await && i->size == SIZE_UNKNOWN; }

/* ---- lives ---- */

/* Items stand in the order of their beginnings. */
static components find_components(layout *y, const items *all)
{
    components found = {0};
    uint32_t to = 0;
    for (size_t i = 0; i < all->count; i++) {
        const item *x = &all->at[i];
        if (found.count == 0 || x->from > to)
            LIST_ADD(y->arena, found, ((component){.first = i}));
        component *last = &found.at[found.count - 1];
        last->end = i + 1;
        last->has_large |= is_large(x);
        if (x->to > to)
            to = x->to;
    }
    return found;
}

static items part_of(layout *y, const items *all, component c)
{
    items part = {0};
    for (size_t i = c.first; i < c.end; i++)
        LIST_ADD(y->arena, part, all->at[i]);
    return part;
}

static size_t longest(const items *all)
{
    size_t best = 0;
    for (size_t i = 1; i < all->count; i++) {
        const item *x = &all->at[i], *y = &all->at[best];
        if (x->is_await != y->is_await ? y->is_await : x->to - x->from > y->to - y->from)
            best = i;
    }
    return best;
}

static item take(items *all, size_t at)
{
    item x = all->at[at];
    memmove(&all->at[at], &all->at[at + 1], (all->count - at - 1) * sizeof *all->at);
    all->count--;
    return x;
}

/* ---- rooms ---- */

static room *new_room(layout *y, room_kind kind)
{
    room *r = arena_alloc(y->arena, sizeof *r);
    r->kind = kind;
    r->rank = kind == ROOM_AWAITS ? 2 : 1;
    return r;
}

static void add_part(layout *y, room *to, room *part)
{
    LIST_ADD(y->arena, to->parts, part);
    if (to->parts.count == 1 || part->from < to->from)
        to->from = part->from;
}

/* What is aligned most comes first, and in the order of the source. */
static int by_rank(const void *left, const void *right)
{
    const room *a = *(room *const *)left, *b = *(room *const *)right;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->from != b->from ? (a->from < b->from ? -1 : 1) : a->number < b->number ? -1 : 1;
}

static void sort_parts(room *r)
{
    for (size_t i = 0; i < r->parts.count; i++)
        r->parts.at[i]->number = (unsigned)i;
    if (r->parts.count > 1)
        qsort(r->parts.at, r->parts.count, sizeof *r->parts.at, by_rank);
}

static void add_item(layout *y, room *to, const item *x)
{
    room *r = new_room(y, x->group ? ROOM_GROUP : ROOM_VARIABLE);
    r->from = x->from;
    r->rank = x->size == SIZE_1 ? 5 : x->size == SIZE_2 ? 4 : x->size == SIZE_4 ? 3 : 0;
    r->variable = x->variable;
    r->group = x->group;
    add_part(y, to, r);
}

static room *awaits_in(const room *r)
{
    if (r->kind == ROOM_AWAITS)
        return (room *)r;
    room *found = NULL;
    for (size_t i = 0; i < r->parts.count && !found; i++)
        found = awaits_in(r->parts.at[i]);
    return found;
}

/* One member for each callee. */
static bool is_same_member(const variable *a, const variable *b)
{
    const symbol *s = a->type_symbol, *t = b->type_symbol;
    const bool same = s == t || (s && t && strcmp(s->c_name, t->c_name) == 0);       /* in different arms: only one of them is compiled */
    return same && a->is_allocated == b->is_allocated && a->gather == b->gather;
}

static void add_await(layout *y, room *to, variable *await)
{
    await->awaits = to;
    for (size_t i = 0; i < to->awaits.count; i++)
        if (is_same_member(to->awaits.at[i], await))
            return;
    LIST_ADD(y->arena, to->awaits, await);
}

static bool has_await(const room *r, const variable *await)
{
    for (size_t i = 0; r && i < r->awaits.count; i++)
        if (is_same_member(r->awaits.at[i], await))
            return true;
    return false;
}

static room *new_awaits(layout *y)
{
    room *r = new_room(y, ROOM_AWAITS);
    y->unions++;
    r->name = y->unions == 1 ? "await" : arena_printf(y->arena, "await_%u", y->unions);
    return r;
}

/* ---- numbers and pointers of lives that do not meet ---- */

/* Whether one member can be both. */
static bool is_same(const layout *y, const variable *a, const variable *b)
{
    bool plain = !a->is_exposed && !b->is_exposed && (!a->type_patches || a->type_patches->count == 0)
        && (!b->type_patches || b->type_patches->count == 0);
    if (!plain || strcmp(a->name, b->name) != 0 || a->is_array_parameter || b->is_array_parameter)
        return false;
    if (a->type_text || b->type_text)
        return a->type_text && b->type_text && strcmp(a->type_text, b->type_text) == 0;
    return a->manager == b->manager && tokens_same_range(y->tokens, a->specifiers, y->tokens, b->specifiers)
        && tokens_same_range(y->tokens, a->declarator, y->tokens, b->declarator);
}

typedef struct slot {
    room *room;                           /* ROOM_UNION, or ROOM_VARIABLE while there is one */
    size_class size;
    size_t used_by;                       /* the last component that has something in it */
} slot;

typedef LIST(slot) slots;

static variable *shared_in(const layout *y, const room *r, const variable *x)
{
    if (r->kind == ROOM_VARIABLE)
        return x && is_same(y, r->variable, x) ? r->variable : NULL;
    for (size_t i = 0; i < r->parts.count; i++)
        if (shared_in(y, r->parts.at[i], x))
            return r->parts.at[i]->variable;
    return NULL;
}

static void put_in_slot(layout *y, slot *s, const item *x, size_t component)
{
    s->used_by = component;
    variable *same = shared_in(y, s->room, x->variable);
    if (same) {
        x->variable->shares = same;
        return;
    }
    if (s->room->kind != ROOM_UNION) {
        room *first = new_room(y, ROOM_VARIABLE);
        *first = *s->room;
        *s->room = (room){.kind = ROOM_UNION, .rank = first->rank};
        add_part(y, s->room, first);
    }
    add_item(y, s->room, x);
}

/* COMPONENT: from 1; the small things of different components may share. */
static void add_small(layout *y, room *to, slots *all, const item *x, size_t component)
{
    slot *free = NULL;
    for (size_t i = 0; i < all->count; i++) {
        slot *s = &all->at[i];
        if (s->size != x->size || s->used_by == component)
            continue;
        if (!free || (!shared_in(y, free->room, x->variable) && shared_in(y, s->room, x->variable)))
            free = s;
    }
    if (free) {
        put_in_slot(y, free, x, component);
        return;
    }
    add_item(y, to, x);
    LIST_ADD(y->arena, *all, ((slot){to->parts.at[to->parts.count - 1], x->size, component}));
}

/* ---- the whole ---- */

static room *arrange(layout *y, items all);

/* What is small in components that hold nothing large moves out of them; their awaits share a union. */
static void add_small_components(layout *y, room *to, const items *all, const components *found, items *awaits)
{
    slots used = {0};
    for (size_t c = 0; c < found->count; c++)
        for (size_t i = found->at[c].first; !found->at[c].has_large && i < found->at[c].end; i++) {
            const item *x = &all->at[i];
            if (x->is_await)
                LIST_ADD(y->arena, *awaits, *x);
            else
                add_small(y, to, &used, x, c + 1);
        }
}

static void add_awaits(layout *y, room *to, const items *awaits)
{
    if (awaits->count == 0)
        return;
    room *r = new_awaits(y);
    for (size_t i = 0; i < awaits->count; i++)
        add_await(y, r, awaits->at[i].variable);
    add_part(y, to, r);
}

/* The only component with anything large needs no union where all that is awaited at other times is awaited in it too. */
static void add_only_large(layout *y, room *to, const items *all, component c, const items *awaits)
{
    room *inner = arrange(y, part_of(y, all, c)), *theirs = awaits_in(inner);
    items apart = {0};
    for (size_t i = 0; i < awaits->count; i++)
        if (!has_await(theirs, awaits->at[i].variable))
            LIST_ADD(y->arena, apart, awaits->at[i]);
        else
            add_await(y, theirs, awaits->at[i].variable);
    if (apart.count == 0) {
        for (size_t i = 0; i < inner->parts.count; i++)
            add_part(y, to, inner->parts.at[i]);
        return;
    }
    room *either = new_room(y, ROOM_UNION);
    add_part(y, either, inner);
    add_awaits(y, either, &apart);
    add_part(y, to, either);
}

static void add_components(layout *y, room *to, const items *all, const components *found)
{
    items awaits = {0};
    size_t large = 0, last = 0;
    for (size_t c = 0; c < found->count; c++)
        if (found->at[c].has_large) {
            large++;
            last = c;
        }
    add_small_components(y, to, all, found, &awaits);
    if (large == 0) {
        add_awaits(y, to, &awaits);
    } else if (large == 1) {
        add_only_large(y, to, all, found->at[last], &awaits);
    } else {
        room *either = new_room(y, ROOM_UNION);
        for (size_t c = 0; c < found->count; c++)
            if (found->at[c].has_large)
                add_part(y, either, arrange(y, part_of(y, all, found->at[c])));
        add_awaits(y, either, &awaits);
        add_part(y, to, either);
    }
}

/* Takes out what lives longest, until the rest falls apart into lives that do not meet. */
static room *arrange(layout *y, items all)
{
    room *r = new_room(y, ROOM_STRUCT);
    components found = find_components(y, &all);
    while (found.count == 1 && all.count > 0) {
        size_t at = longest(&all);
        if (all.at[at].is_await)
            break;
        item x = take(&all, at);
        add_item(y, r, &x);
        found = find_components(y, &all);
    }
    if (all.count > 0)
        add_components(y, r, &all, &found);
    sort_parts(r);
    return r;
}

static int by_beginning(const void *left, const void *right)
{
    const item *a = left, *b = right;
    return a->from != b->from ? (a->from < b->from ? -1 : 1) : a->to != b->to ? (a->to > b->to ? -1 : 1) : 0;
}

static void add_variable(layout *y, items *all, variable *x)
{
    LIST_ADD(y->arena, *all, ((item){.variable = x, .size = size_of(y->tokens, x), .from = x->from, .to = x->to}));
}

static void add_group(layout *y, items *all, group *g)
{
    item made = {.group = g, .size = SIZE_FEW, .from = g->members.at[0]->from, .to = g->members.at[0]->to};
    for (size_t i = 0; i < g->members.count; i++) {
        const variable *x = g->members.at[i];
        made.from = x->from < made.from ? x->from : made.from;
        made.to = x->to > made.to ? x->to : made.to;
        if (size_of(y->tokens, x) == SIZE_UNKNOWN || i == 4)
            made.size = SIZE_UNKNOWN;
    }
    LIST_ADD(y->arena, *all, made);
}

/* A result that is an argument of the next await has been read before that begins. */
static void add_await_item(layout *y, items *all, variable *x, const op *const *at)
{
    item made = {.variable = x, .is_await = true, .size = SIZE_UNKNOWN, .from = x->from, .to = x->to};
    if (x->to > x->from && at[order_of(x->to)]->kind == OP_AWAIT)
        made.to--;
    LIST_ADD(y->arena, *all, made);
}

/* One union for all awaits, and all else apart: for functions of a size that nobody wrote by hand. */
static room *list_all(layout *y, const items *all)
{
    room *r = new_room(y, ROOM_STRUCT);
    items awaits = {0};
    for (size_t i = 0; i < all->count; i++)
        if (all->at[i].is_await)
            LIST_ADD(y->arena, awaits, all->at[i]);
        else
            add_item(y, r, &all->at[i]);
    add_awaits(y, r, &awaits);
    sort_parts(r);
    return r;
}

void find_layout(program *program, plan *plan, const op *const *at)
{
    layout y = {.arena = program->arena, .tokens = program->main->tokens};
    items all = {0};
    for (size_t i = 0; i < plan->variables.count; i++)
        if (plan->variables.at[i]->in_frame && !plan->variables.at[i]->group)
            add_variable(&y, &all, plan->variables.at[i]);
    if (!plan->signature->is_void)
        add_variable(&y, &all, &plan->result);
    for (size_t i = 0; i < plan->groups.count; i++)
        if (plan->groups.at[i]->used)
            add_group(&y, &all, plan->groups.at[i]);
    size_t others = all.count;
    for (size_t i = 0; i < plan->awaits.count; i++)
        add_await_item(&y, &all, plan->awaits.at[i], at);
    if (all.count > 0)
        qsort(all.at, all.count, sizeof *all.at, by_beginning);
    plan->frame_layout = others > MAX_ITEMS ? list_all(&y, &all) : arrange(&y, all);
}
