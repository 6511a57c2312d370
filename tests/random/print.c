#include "print.h"

#include <string.h>

static const unsigned char coroutine_prelude[] = {
#include "prelude_coroutines.inc"
};
static const unsigned char plain_prelude[] = {
#include "prelude_plain.inc"
};

typedef struct printer {
    FILE *out;
    kind_of_text kind;
    int indent;
} printer;

static const unsigned char *edits;

void print_edits(const unsigned char *of) { edits = of; }

static edit edit_of(const node *n)
{
    return edits && n->number < NUMBERS ? edits[n->number] : KEEP;
}

static void print_node(printer *w, const node *n);

static void new_line(const printer *w, char next)
{
    fputc('\n', w->out);
    if (next != '#' && next != '\n')
        fprintf(w->out, "%*s", 4 * w->indent, "");
}

static void print_text(printer *w, const node *n)
{
    int next = 0;
    for (const char *c = n->text; *c; c++) {
        if (*c == '$')
            print_node(w, n->child[next++]);
        else if (*c == '@' || *c == '`')
            fputs(w->kind != COROUTINES ? "" : *c == '@' ? "await " : "async ", w->out);
        else if (*c == '\n')
            new_line(w, c[1]);
        else
            fputc(*c, w->out);
    }
}

/* ---- what is hit ---- */

static bool is_hit(const printer *w, const node *n)
{
    return w->kind == PLAIN_C_WITH_HITS && n->item_count > 0;
}

static void print_hits(const printer *w, const node *n, const char *behind)
{
    for (int k = 0; k < n->item_count; k++)
        fprintf(w->out, "hit(%d)%s", (int)n->items[k], behind);
}

static void print_expression(printer *w, const node *n)
{
    edit e = edit_of(n);
    if (e == PLAIN && n->fallback) {
        fputs(n->fallback, w->out);
        return;
    }
    if (e == HOIST && n->count > 0) {
        print_node(w, n->child[0]);
        return;
    }
    if (is_hit(w, n) && *n->text != '{') {
        fputs("(", w->out);
        print_hits(w, n, ", ");
        print_text(w, n);
        fputs(")", w->out);
    } else {
        print_text(w, n);
    }
}

/* ---- statements ---- */

static const node *inner_list(const node *n)
{
    for (int k = 0; k < n->count; k++) {
        const node *found = n->child[k]->kind == LIST ? n->child[k] : n->child[k]->kind == STATEMENT ? inner_list(n->child[k]) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

static void print_statement(printer *w, const node *n, bool in_list)
{
    edit e = edit_of(n);
    const node *list = inner_list(n);
    if (e == DROP) {
        fputs(in_list ? "" : ";", w->out);
        return;
    }
    if (e == UNWRAP && list) {
        fputs("{", w->out);
        print_node(w, list);
        fputs("}", w->out);
        return;
    }
    bool hit = is_hit(w, n);
    fputs(hit && !in_list ? "{ " : "", w->out);
    if (hit)
        print_hits(w, n, "; ");
    print_text(w, n);
    fputs(hit && !in_list ? " }" : "", w->out);
}

static void print_label(printer *w, const node *n)
{
    if (edit_of(n) == DROP)
        return;
    print_text(w, n);
    if (is_hit(w, n)) {
        fputs(" ", w->out);
        print_hits(w, n, "; ");
    }
}

/* What suspends in a gap, or nothing. */
static void print_gap(printer *w, const node *list, int before)
{
    unsigned random = ((unsigned)list->number * 64u + (unsigned)before) * 2654435761u >> 8;
    bool joined = before > 0 && list->child[before - 1]->joined;
    if (w->kind != COROUTINES || (int)(random % 100) >= list->density || joined || (list->quiet && before >= list->quiet) || edit_of(list) == STILL)
        return;
    new_line(w, ' ');
    fputs(random / 100 % 4 ? "await acm_checkpoint();" : "await rest();", w->out);
}

static void print_list(printer *w, const node *list)
{
    w->indent++;
    print_gap(w, list, 0);
    for (int k = 0; k < list->count; k++) {
        if (*list->child[k]->text != '\n' || is_hit(w, list->child[k]))
            new_line(w, ' ');
        if (list->child[k]->kind == LABEL)
            print_label(w, list->child[k]);
        else
            print_statement(w, list->child[k], true);
        print_gap(w, list, k + 1);
    }
    w->indent--;
    new_line(w, ' ');
}

static void print_node(printer *w, const node *n)
{
    switch (n->kind) {
    case EXPRESSION: print_expression(w, n); break;
    case STATEMENT: print_statement(w, n, false); break;
    case LABEL: print_label(w, n); break;
    case LIST: print_list(w, n); break;
    case ITEM:
        if (edit_of(n) != DROP)
            print_text(w, n);
    }
}

/* ---- the file ---- */

void print_prelude(FILE *out, kind_of_text kind)
{
    if (kind == COROUTINES)
        fwrite(coroutine_prelude, 1, sizeof coroutine_prelude, out);
    else
        fwrite(plain_prelude, 1, sizeof plain_prelude, out);
}

void print_program(FILE *out, kind_of_text kind, const program *p)
{
    printer w = { .out = out, .kind = kind };
    for (int k = 0; k < p->items->count; k++) {
        if (edit_of(p->items->child[k]) == DROP)
            continue;
        fputs("\n", out);
        print_node(&w, p->items->child[k]);
        fputs("\n", out);
    }
}

static const char end_of_main[] = "    return 0;\n}\n";

void print_main(FILE *out, kind_of_text kind, const int *indexes, int count)
{
    fprintf(out, "\n%sint main(void)\n{\n", kind == COROUTINES ? "async " : "");
    for (int k = 0; k < count; k++)
        fprintf(out, "    start_program(%d);\n    end_program(%sp%d(3u));\n", indexes[k], kind == COROUTINES ? "await " : "", indexes[k]);
    if (kind == PLAIN_C_WITH_HITS)
        fprintf(out, "    for (unsigned k = 0; k < %d; k++)\n        fprintf(stderr, \"%%u %%u\\n\", k, hits[k]);\n", (int)ITEM_COUNT);
    fputs(end_of_main, out);
}
