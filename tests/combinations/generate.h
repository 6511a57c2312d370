/* Makes a random program, with what the coverage lacks in it. */
#ifndef GENERATE_H
#define GENERATE_H

#include "coverage.h"
#include "tree.h"

program *generate(int index, dice *d, const coverage *covered, bool cancels, bool has_tasks);

#endif
