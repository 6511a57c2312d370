/* What of a body's own memory an expression gives away: the address of a local, or the pointer that an `as` or a handler bound. */
#include "check_internal.h"

/* Without parentheses around all of it and casts to pointers. */
static range without_casts(const checker *c, range r)
{
    while (!range_empty(r) && c->t[r.first].lexeme == '(' && c->t[r.first].mate > r.first && c->t[r.first].mate <= r.last) {
        uint32_t mate = c->t[r.first].mate;
        if (mate == r.last)
            r = (range){r.first + 1, r.last - 1};
        else if (c->t[mate - 1].lexeme == '*')
            r.first = mate + 1;
        else
            break;
    }
    return r;
}

/* The token of a kind outside of all brackets, or 0. */
uint32_t find_outside(const checker *c, range r, int lexeme)
{
    for (uint32_t i = r.first; i <= r.last; i++)
        if (c->t[i].lexeme == lexeme)
            return i;
        else if (c->t[i].mate > i)
            i = c->t[i].mate;
    return 0;
}

static local *bound_local(const checker *c, uint32_t name)
{
    local *l = c->t[name].lexeme == LEX_NAME ? find_local(c, name) : NULL;
    if (l && l->same_as)
        return l->same_as;
    return l && (l->kind == LOCAL_HANDLER || (l->kind == LOCAL_AS && l->is_owned_pointer)) ? l : NULL;
}

const node *block_of(const local *l)
{
    return l->kind == LOCAL_HANDLER ? l->statement->handler.body : l->statement->with.body;
}

/* The name whose pointer, or one into what it points to, is the value. */
local *pointer_of_as(const checker *c, range r)
{
    r = without_casts(c, r);
    if (range_empty(r))
        return NULL;
    uint32_t question = find_outside(c, r, '?');
    if (question) {
        uint32_t colon = find_outside(c, (range){question + 1, r.last}, ':');
        local *first = colon ? pointer_of_as(c, (range){question + 1, colon - 1}) : NULL;
        return first || !colon ? first : pointer_of_as(c, (range){colon + 1, r.last});
    }
    if (r.first == r.last)
        return bound_local(c, r.first);
    int second = c->t[r.first + 1].lexeme, third = r.first + 2 <= r.last ? c->t[r.first + 2].lexeme : 0;
    if (c->t[r.first].lexeme == '&' && (third == LEX_ARROW || third == '['))
        return bound_local(c, r.first + 1);
    return second == '+' || second == '-' ? bound_local(c, r.first) : NULL;
}

/* The local whose memory the value points to: `&x`, `&x.y[2]`, an array. */
local *pointed_local(const checker *c, range r)
{
    r = without_casts(c, r);
    if (range_empty(r))
        return NULL;
    bool address = c->t[r.first].lexeme == '&';
    uint32_t name = r.first + address;
    local *l = name <= r.last && c->t[name].lexeme == LEX_NAME ? find_local(c, name) : NULL;
    bool has_memory = l && !l->is_static && ((l->kind == LOCAL_VARIABLE) || (l->kind == LOCAL_PARAMETER && l->name));
    if (!has_memory || (!address && !l->is_array))
        return NULL;
    for (uint32_t i = name + 1; i <= r.last; i++) {
        int lexeme = c->t[i].lexeme;
        if (lexeme == LEX_ARROW || (lexeme == '[' && (!l->is_array || i > name + 1)))
            return NULL;                  /* it points elsewhere, or may */
        if (!address)
            return lexeme == '+' || lexeme == '-' ? l : NULL;
        if (lexeme == '[' && c->t[i].mate > i)
            i = c->t[i].mate;
        else if (lexeme != '.' && c->t[i].lexeme != LEX_NAME)
            return NULL;
    }
    return l;
}

/* ---- groups ---- */

/* Whether a group lives longer than what stands in the block of WITH, from its item on; NULL: than the whole body. */
bool group_outlives(const checker *c, range group, const node *block, const node *item, const local **named)
{
    group = without_casts(c, group);
    *named = NULL;
    if (range_empty(group) || c->t[group.first].lexeme != LEX_NAME)
        return false;
    const local *l = find_local(c, group.first);
    if (!l) {
        const file_name *f = group.first == group.last ? find_file_name(c, group.first) : NULL;
        return f && !f->is_function && !f->is_type && !find_macro(c, group.first);
    }
    bool chain = group.last > group.first;
    if (l->kind == LOCAL_PARAMETER)
        return !chain || (c->t[group.first + 1].lexeme == LEX_ARROW && chain_end(c, group.first) == group.last);
    if (l->kind != LOCAL_AS || chain || !l->statement || l->statement->kind != NODE_WITH)
        return false;
    *named = l;
    const node *body = l->statement->with.body;
    bool inside = block->first >= body->first && block->last <= body->last;
    return item ? (inside && block != body) || (block == body && l->item->first < item->first) : inside;
}
