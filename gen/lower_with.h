/* What the items of a with have in common, whether they are managers or contexts. */
#ifndef LOWER_WITH_H
#define LOWER_WITH_H

#include "lower_internal.h"

/* Declares the name after `as` for the block: with its own type, or that of what enter returns.  NULL: there is none. */
variable *declare_binding(lowering *l, const node *item, const signature *from, const module *module, const symbol *manager);

surroundings surroundings_of(const lowering *l);
void set_surroundings(lowering *l, surroundings s);
/* Around what is spliced, at point AT: it sees none of the user's locals, and its own are called after S and stand in G.  Gives the user's surroundings. */
surroundings enter_splice(lowering *l, const symbol *s, unsigned at, group *g);
void leave_splice(lowering *l, surroundings users);
/* The user's variables that would capture names of what is spliced move to the frame, where they have no name. */
void make_room(lowering *l, const node *body);
group *new_group(lowering *l, const char *name);

/* What comes after an item: the others, and the block, within what it has entered. */
void lower_within(lowering *l, const node *with, const node *item, const symbol *s);

/* lower_context.c */
void splice_context(lowering *l, const node *with, const node *item, const symbol *context, unsigned at);
void call_context(lowering *l, const node *with, const node *item, symbol *context);

#endif
