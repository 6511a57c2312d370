/* The checks that go by the paths through a body: when the rest of it is known to be right. */
#include "graph.h"

void check_paths(checker *c, const node *form)
{
    graph *g = graph_find(c, form);
    check_yields(c, g, form);
    check_teardown(c, g, form);
    check_cancelled(c, g);
    check_escape(c, g);
    check_stacked_scopes(c, g, form);
}
