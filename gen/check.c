#include "check.h"

void check(program *p)
{
    for (size_t i = 0; i < p->main->symbols.count; i++) {
        const symbol *s = p->main->symbols.at[i];
        if (s->node->kind == NODE_FORM && s->node->form.body && s->module == p->main)
            tree_set_parents(s->node->form.body);
    }
}
