/* Tree to plan: awaits in order, one exit path for each cleanup, contexts and managers spliced into their users. */
#ifndef LOWER_H
#define LOWER_H

#include "plan.h"

/* The plan of a form of the main file that has a body. */
plan *lower_form(program *program, symbol *symbol);

/* The body of a method that is a function of C's: its text, with calls of methods as C wants them. */
value *lower_method(program *program, symbol *symbol);

#endif
