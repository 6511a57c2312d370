/* A program's functions, and what stands between them. */
#include "make.h"

#include <string.h>

static const type numbers_type = { .kind = ARRAY, .of = &unsigned_type, .count = 4 };

/* ---- signatures ---- */

static const type *parameter_type(dice *d)
{
    static const type const_unsigned = { .kind = SCALAR, .scalar = UNSIGNED, .spelling = "unsigned", .qualifiers = IS_CONST };
    static const scalar likely[] = { UNSIGNED, UNSIGNED, INT, UCHAR, SHORT, LONG_LONG, DOUBLE, BOOL, COMPLEX_SCALAR };
    switch (roll(d, 10)) {
    case 0: return &pair_type;
    case 1: return &wide_type;
    case 2: case 3: return pointer_to(&unsigned_type, 1);
    case 4: return pointer_to(&const_unsigned, 2);
    case 5: return &function_type;
    case 6: return &text_type;
    default: return scalar_type(likely[roll(d, 9)], d);
    }
}

static const type *result_type(dice *d)
{
    static const scalar likely[] = { UNSIGNED, UNSIGNED, UNSIGNED, INT, UCHAR, LONG_LONG, DOUBLE, BOOL, LONG_DOUBLE_SCALAR };
    switch (roll(d, 10)) {
    case 0: return NULL;
    case 1: return &pair_type;
    case 2: return &wide_type;
    case 3: return &punned_type;
    case 4: return chance(d, 50) ? &text_type : &function_type;
    default: return scalar_type(likely[roll(d, 9)], d);
    }
}

static function *new_function(program *p, int index, dice *d)
{
    static const char *const names[] = { "first", "second", "x", "of", "state" };
    function *f = tree_allocate(sizeof *f);
    f->index = index;
    f->name = text_of("p%d_f%d", p->index, index);
    f->result = result_type(d);
    for (int k = roll(d, PARAMETERS); k > 0; k--) {
        f->parameter[f->parameter_count] = parameter_type(d);
        f->parameter_name[f->parameter_count] = names[f->parameter_count];
        f->parameter_count++;
    }
    return f;
}

/* How a parameter is written: const, register, as an array, as a function. */
static const char *parameter_text(const function *f, int k, dice *d)
{
    const type *t = f->parameter[k];
    const char *name = f->parameter_name[k];
    if (t->kind == POINTER && chance(d, 30))
        return text_of(t->count == 2 && chance(d, 50) ? "%s[static 2]" : "%s[]", declaration_text(t->of, name));
    if (t->kind == FUNCTION && chance(d, 50))
        return chance(d, 50) ? text_of("function *%s", name) : text_of("unsigned %s(unsigned)", name);
    return declaration_text(t, name);
}

static const char *head_of(const function *f, bool named, dice *d)
{
    const char *list = named ? "const unsigned level" : "unsigned";
    for (int k = 0; k < f->parameter_count; k++)
        list = text_of("%s, %s", list, named ? parameter_text(f, k, d) : declaration_text(f->parameter[k], ""));
    const char *declarator = text_of("%s(%s)", f->name, list);
    if (!f->result)
        return text_of("`void %s", declarator);
    if (f->result->kind == FUNCTION)
        return text_of("`function *%s", declarator);
    if (f->result->kind == TEXT)
        return text_of("`const char *%s", declarator);
    return text_of("`%s %s", f->result->spelling, declarator);
}

/* ---- bodies ---- */

static void see_file(maker *m)
{
    static const char *const names[] = { "global", "numbers" };
    for (int k = 0; k < 2; k++) {
        entry *e = see(m, VARIABLE, names[k], k ? &numbers_type : &unsigned_type);
        e->addressed = true;
        e->bit = MEMORY;
    }
}

static void see_parameters(maker *m)
{
    const function *f = m->f;
    m->depth++;
    entry *level = see(m, VARIABLE, "level", &unsigned_type);
    level->read_only = level->is_parameter = true;
    for (int k = 0; k < f->parameter_count; k++) {
        entry *e = see(m, VARIABLE, f->parameter_name[k], f->parameter[k]);
        e->is_parameter = true;
        e->addressed = e->type->kind == SCALAR && chance(m->d, 40);
        if (e->addressed)
            e->bit = MEMORY;
    }
}

static void add_result(maker *m)
{
    if (!m->f->result)
        return;
    m->place = AWAIT_IN_RETURN;
    node *v = value_of_type(m, m->f->result, 4);
    m->place = NO_ITEM;
    if (v)
        add(m, node_new(STATEMENT, "return $;", v));
    else
        add_text(m, NO_ITEM, text_of("return %s;", zero_of(m->f->result)));
}

static maker new_maker(program *p, dice *d, function *f)
{
    static const int densities[] = { 100, 100, 100, 100, 100, 60, 30, 0 };
    return (maker){ .p = p, .d = d, .f = f, .awaits = true, .repeats = 1, .place = NO_ITEM, .density = densities[roll(d, 8)] };
}

static void make_body(maker *m, int budget)
{
    m->list = list_new();
    m->list->density = m->density;
    m->budget = budget;
    while (m->budget > 0)
        add_statements(m, 10);
    add_notes_of_scope(m);
}

static node *new_definition(program *p, dice *d, function *f)
{
    maker m = new_maker(p, d, f);
    see_file(&m);
    see_parameters(&m);
    make_body(&m, 8 + roll(d, 14));
    add_result(&m);
    const char *gives_up = f->result ? text_of("return %s;", zero_of(f->result)) : "return;";
    return node_new(ITEM, text_of("static %s\n{\n    if (!spend())\n        %s$}\n", head_of(f, true, d), gives_up), m.list);
}

/* A coroutine with a va_list in its frame. C code starts it, whose arguments stay where they are meanwhile. */
static node *new_variadic(program *p, dice *d)
{
    function *f = new_function(p, FUNCTIONS, d);
    f->parameter_count = 0;
    f->result = &unsigned_type;
    maker m = new_maker(p, d, f);
    m.seen_count = 0;
    m.depth = 1;
    m.repeats = 4;
    static const char *const names[] = { "n", "from", "own", "level" };
    for (int k = 0; k < 4; k++)
        see(&m, VARIABLE, names[k], &unsigned_type)->hidden = true;
    see(&m, VARIABLE, "all", &unsigned_type);
    make_body(&m, 3);
    add_text(&m, VARIABLE_ARGUMENTS, ";");
    const char *by = chance(d, 50) ? "va_list *from" : "va_list from";
    bool pointed = strchr(by, '*');
    return node_new(ITEM, text_of(
        "`unsigned p%d_variadic(unsigned n, %s)\n{\n    va_list own;\n    unsigned all = 3u;\n    const unsigned level = 1u;\n    va_copy(own, %sfrom);\n"
        "    while (n-- > 0) {$    all = mix(all, va_arg(own, unsigned));\n    }\n    va_end(own);\n    return all;\n}\n"
        "static unsigned p%d_list_of(unsigned n, ...)\n{\n    unsigned result;\n    va_list list;\n    va_start(list, n);\n"
        "    START(result, p%d_variadic, n, %slist);\n    va_end(list);\n    return result;\n}\n",
        p->index, by, pointed ? "*" : "", p->index, p->index, pointed ? "&" : ""), m.list);
}

/* What main runs. */
static node *new_entry(program *p, dice *d)
{
    function *f = tree_allocate(sizeof *f);
    f->index = FUNCTIONS;
    f->name = text_of("p%d", p->index);
    f->result = &unsigned_type;
    maker m = new_maker(p, d, f);
    see_file(&m);
    see_parameters(&m);
    make_body(&m, 6);
    for (int k = 0; k < p->function_count; k++) {
        node *call = call_function(&m, p->functions[k], 2);
        if (call)
            add(&m, node_new(STATEMENT, p->functions[k]->result ? "(void)$;" : "$;", call));
    }
    add_result(&m);
    return node_new(ITEM, text_of("static %s\n{$}", head_of(f, true, d)), m.list);
}

program *generate(int index, dialect language, dice *d)
{
    program *p = tree_allocate(sizeof *p);
    p->index = index;
    p->dialect = language;
    p->sites = 10;
    p->items = node_new(ITEM, "");
    p->function_count = 2 + roll(d, FUNCTIONS - 2);
    node_add(p->items, node_new(ITEM, text_of("unsigned p%d_global = 3, p%d_list[] = {4, 5, 6, 7};", index, index)));
    for (int k = 0; k < p->function_count; k++) {
        p->functions[k] = new_function(p, k, d);
        node_add(p->items, node_new(ITEM, text_of("static %s;", head_of(p->functions[k], chance(d, 50), d))));
    }
    p->has_variadic = chance(d, 20);
    if (p->has_variadic)
        node_add(p->items, new_variadic(p, d));
    for (int k = 0; k < p->function_count; k++)
        node_add(p->items, new_definition(p, d, p->functions[k]));
    node_add(p->items, new_entry(p, d));
    return p;
}
