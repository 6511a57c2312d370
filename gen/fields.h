/* The fields of a manager.  Those of an anonymous struct or union among them are the manager's own, as in C: reached by their names,
 * though by position it is one field. */
#ifndef FIELDS_H
#define FIELDS_H

#include "arena.h"
#include "tree.h"

/* All with names, in order: DECLARATORs, whose parents are their FIELDs. */
const node *first_field(const node *manager);
const node *next_field(const node *field);
const node *field_named(const tokens *of, const node *manager, const tokens *t, uint32_t name);
/* By position: a DECLARATOR, or the FIELD of an anonymous struct or union; NULL past the last. */
const node *field_at(const node *manager, size_t position);
/* Behind the designator of a field: the position of what comes next, which may be the rest of an anonymous struct. */
size_t position_behind(const tokens *of, const node *manager, const node *field);
bool field_is_anonymous(const node *field);
bool takes_one_value(const tokens *tokens, const node *field);       /* of an anonymous one: a union */
/* Of declaration specifiers without a declarator: `struct { … }`, `union { … }`. */
bool is_anonymous_record(const tokens *tokens, range specifiers);
/* Finds the members of one, which the parser takes for part of its specifiers. */
void read_anonymous_members(arena *arena, const tokens *tokens, node *field);

/* The member NAME of the struct or union whose brace is OPEN, a DECLARATOR as those above; NULL: there is none. */
const node *member_named(arena *arena, const tokens *of, uint32_t open, const tokens *t, uint32_t name);

#endif
