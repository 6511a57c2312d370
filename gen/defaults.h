/* Defaults of managers' fields.  They are C of the manager's own place, but evaluated where it is constructed, which may be another file, or a
 * scope or line where their names mean something else: a default that mentions names becomes a function beside the manager's type. */
#ifndef DEFAULTS_H
#define DEFAULTS_H

#include "module.h"

/* Whether it mentions what could mean something else elsewhere. */
bool default_has_names(const tokens *tokens, const node *declarator);
/* Whether there is a function for it.  Not for what C can't return so: arrays, and what is atomic. */
bool default_is_function(program *program, const symbol *manager, const node *field, const node *declarator);
/* That function's name: it returns a MANAGER of which only that field counts. */
const char *default_function(arena *arena, const symbol *manager, const node *declarator);

#endif
