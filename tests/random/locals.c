/* Declarations of locals. */
#include "make.h"

#include <string.h>

/* Declares a name that the initialiser does not see yet. */
static entry *begin_local(maker *m, node *n, const type *t)
{
    entry *e = see(m, VARIABLE, new_name(m, n), t);
    e->hidden = true;
    if (t->qualifiers & IS_CONST)
        e->read_only = true;
    if (chance(m->d, 50)) {
        e->addressed = true;
        e->bit = MEMORY;
    }
    return e;
}

/* `$` in the format is the initialiser. */
static void finish_local(maker *m, entry *e, node *n, const char *text, node *initial)
{
    n->kind = STATEMENT;
    n->text = text;
    if (initial)
        node_add(n, initial);
    e->hidden = false;
    node_hits(n, type_item(e->type));
    add(m, n);
}

static node *new_declaration(void)
{
    return node_new(STATEMENT, "");
}

static node *initial_value(maker *m, const type *t, int depth)
{
    item before = m->place;
    m->place = AWAIT_IN_INITIALIZER;
    node *n = initializer(m, t, depth);
    m->place = before;
    return n;
}

static const char *attribute(maker *m, node *n)
{
    static const char *const c23[] = { "[[maybe_unused]] ", "[[gnu::unused]] " };
    if (has(m, GNU2X) && chance(m->d, 10)) {
        node_hits(n, C23_ATTRIBUTE);
        return c23[roll(m->d, 2)];
    }
    if (!has(m, GNU17) || !chance(m->d, 10))
        return "";
    node_hits(n, ATTRIBUTE);
    return chance(m->d, 50) ? "__attribute__((unused)) " : "__attribute__((aligned(8), unused)) ";
}

static const char *with_attribute_behind(maker *m, node *n, const char *declaration)
{
    if (!has(m, GNU17) || !chance(m->d, 8))
        return declaration;
    node_hits(n, ATTRIBUTE);
    return text_of("%s __attribute__((unused))", declaration);
}

/* A declaration with its value, or followed by it. */
static bool add_local(maker *m, const type *t, item i)
{
    node *n = new_declaration();
    entry *e = begin_local(m, n, t);
    node *initial = initial_value(m, t, 3);
    if (!initial) {
        m->seen_count--;
        return false;
    }
    node_hits(n, i);
    const char *before = attribute(m, n), *declaration = with_attribute_behind(m, n, declaration_text(t, e->name));
    bool later = t->kind != ARRAY && !(t->qualifiers & IS_CONST) && chance(m->d, 15) && *initial->text != '{';
    if (later) {
        add(m, node_new(STATEMENT, text_of("%s%s;", before, declaration)));
        finish_local(m, e, n, text_of("%s = $;", e->name), initial);
    } else {
        finish_local(m, e, n, text_of("%s%s = $;", before, declaration), initial);
    }
    return true;
}

bool make_local(maker *m)
{
    if (chance(m->d, 10))
        return add_local(m, chance(m->d, 50) ? &text_type : &function_type, NO_ITEM);
    return add_local(m, some_scalar(m), NO_ITEM);
}

bool make_qualified(maker *m)
{
    if (chance(m->d, 50))
        return add_local(m, qualified(some_scalar(m), IS_CONST), CONST);
    if (chance(m->d, 20))
        return add_local(m, qualified(array_of(qualified(&unsigned_type, IS_CONST), 3), 0), CONST);
    return add_local(m, qualified(some_scalar(m), IS_VOLATILE), VOLATILE);
}

bool make_atomic(maker *m)
{
    static const scalar of[] = { UNSIGNED, INT, UCHAR, USHORT };
    const type *t = qualified(scalar_type(of[roll(m->d, 4)], m->d), IS_ATOMIC);
    if (chance(m->d, 30))
        ((type *)t)->spelling = text_of("_Atomic(%s)", t->spelling);
    return add_local(m, t, ATOMIC);
}

bool make_aligned(maker *m)
{
    node *n = new_declaration();
    const type *t = chance(m->d, 50) ? array_of(scalar_type(UCHAR, m->d), 3) : scalar_type(UCHAR, m->d);
    entry *e = begin_local(m, n, t);
    e->addressed = true;
    e->bit = MEMORY;
    node *initial = initial_value(m, t, 2);
    finish_local(m, e, n, text_of("_Alignas(%d) %s = $;", chance(m->d, 50) ? 16 : 8, declaration_text(t, e->name)), initial);
    add(m, node_hits(node_new(STATEMENT, text_of("note(%d, (unsigned)((uintptr_t)&%s %% 8u));", m->p->sites++, e->name)), ALIGNAS));
    return true;
}

bool make_register(maker *m)
{
    node *n = new_declaration();
    entry *e = begin_local(m, n, scalar_type(UNSIGNED, m->d));
    e->addressed = false;
    e->bit = (effects)4 << m->locals++ % 62;
    node *initial = initial_value(m, e->type, 3);
    bool is_register = chance(m->d, 70);
    finish_local(m, e, n, text_of("%s %s = $;", is_register ? "register" : "auto", declaration_text(e->type, e->name)), initial);
    node_hits(n, is_register ? REGISTER_LOCAL : NO_ITEM);
    return true;
}

/* ---- several in one declaration ---- */

bool make_several(maker *m)
{
    node *n = new_declaration();
    entry *one = begin_local(m, n, &unsigned_type);
    one->addressed = true;
    one->bit = MEMORY;
    node *first = initial_value(m, &unsigned_type, 2);
    one->hidden = false;
    entry *pointer = begin_local(m, n, pointer_to(&unsigned_type, 1));
    pointer->hidden = false;
    entry *list = begin_local(m, n, array_of(&unsigned_type, 3));
    node *last = initial_value(m, list->type, 2);
    list->hidden = false;
    n->text = text_of("unsigned %s = $, *%s = &%s, %s[3] = $;", one->name, pointer->name, one->name, list->name);
    if (chance(m->d, 30))
        n->text = text_of("unsigned (%s) = $, *(%s) = &%s, (%s[3]) = $;", one->name, pointer->name, one->name, list->name);
    node_add(n, first);
    node_add(n, last);
    add(m, node_hits(n, SEVERAL_DECLARATORS));
    return true;
}

/* ---- arrays ---- */

static bool add_deduced(maker *m)
{
    node *n = new_declaration();
    const type *t = array_of(chance(m->d, 60) ? &unsigned_type : chance(m->d, 50) ? &pair_type : some_scalar(m), 3);
    if (!can_write(m, t))
        return false;
    entry *e = begin_local(m, n, t);
    node *elements[3];
    for (int k = 0; k < 3; k++) {           /* whether an expression is a whole record, acmc can't tell */
        elements[k] = t->of->kind == RECORD ? node_new(EXPRESSION, "{$}", initial_value(m, &unsigned_type, 2)) : initial_value(m, t->of, 2);
        elements[k]->fallback = t->of->kind == RECORD ? "{1}" : "1";
    }
    keep_apart(elements, 3);
    bool designated = chance(m->d, 40);
    const char *text = text_of("%s[] = {%s};", declaration_text(t->of, e->name), designated ? "[2] = $, [0] = $, $" : "$, $, $");
    node_add(n, elements[0]);
    node_add(n, elements[1]);
    finish_local(m, e, n, text, elements[2]);
    if (designated)
        node_hits(n, DESIGNATED);
    node_hits(n, DEDUCED_ARRAY);
    return true;
}

bool make_array(maker *m)
{
    if (chance(m->d, 40))
        return add_deduced(m);
    const type *of = chance(m->d, 50) ? &unsigned_type : chance(m->d, 30) ? &pair_type : some_scalar(m);
    const type *inner = array_of(of, 2 + roll(m->d, 3));
    if (!can_write(m, inner))
        return false;
    if (chance(m->d, 60))
        return add_local(m, inner, NO_ITEM);
    const type *outer = array_of(inner, 2 + roll(m->d, 2));
    if (chance(m->d, 50))
        return add_local(m, outer, MULTI_ARRAY);
    node *n = new_declaration();            /* its first size deduced */
    entry *e = begin_local(m, n, outer);
    node *rows[3] = { initial_value(m, inner, 2), initial_value(m, inner, 2), initial_value(m, inner, 2) };
    keep_apart(rows, outer->count);
    const char *text = text_of("%s = {%s};", declaration_text(inner, text_of("%s[]", e->name)), outer->count == 3 ? "$, $, $" : "$, $");
    if (*rows[outer->count - 1]->text == '{' && chance(m->d, 50)) {
        node *only = node_new(EXPRESSION, outer->count == 3 ? "$, $, [2] = $" : "$, [1] = $", rows[0], rows[1], rows[2]);
        text = text_of("%s = {$};", declaration_text(inner, text_of("%s[]", e->name)));
        finish_local(m, e, n, text, only);
    } else {
        for (int k = 0; k + 1 < outer->count; k++)
            node_add(n, rows[k]);
        finish_local(m, e, n, text, rows[outer->count - 1]);
    }
    node_hits(n, MULTI_ARRAY);
    node_hits(n, DEDUCED_ARRAY);
    return true;
}

bool make_string(maker *m)
{
    static const char *const wide[] = { "uint32_t %s[] = U\"wide\";", "uint_least16_t %s[] = u\"wide\" u\"r\";", "char %s[] = {'a', 'b', 'c', 0};",
                                        "char %s[] = {\"braces\"};", "char %s[7] = \"sized\";" };
    static const int lengths[] = { 5, 6, 4, 7, 7 };
    node *n = new_declaration();
    type *element = tree_allocate(sizeof *element);
    *element = (type){ .kind = SCALAR, .scalar = SCHAR, .spelling = "char" };
    const char *text;
    int length;
    entry *e = begin_local(m, n, element);
    if (chance(m->d, 50)) {
        int kind = roll(m->d, 5);
        length = lengths[kind];
        element->scalar = kind == 0 ? UNSIGNED : kind == 1 ? USHORT : SCHAR;
        text = text_of(wide[kind], e->name);
    } else {
        text = text_of("%s%schar %s[] = %s;", chance(m->d, 20) ? "const " : "", chance(m->d, 20) ? "volatile " : "", e->name,
                       string_literal(m, &length));
        length++;
        e->read_only = strncmp(text, "const", 5) == 0;
        element->qualifiers = (e->read_only ? IS_CONST : 0u) | (strstr(text, "volatile ") && strstr(text, "volatile ") < text + 7 ? IS_VOLATILE : 0u);
    }
    e->type = array_of(element, length);
    finish_local(m, e, n, text, NULL);
    node_hits(n, DEDUCED_STRING);
    return true;
}

/* ---- locals that live across one suspension, or on one way: where else they lived would keep them in the frame too ---- */

typedef struct brief { const char *declared, *used; } brief;

bool make_brief(maker *m)
{
    static const brief kinds[] = {
        { "unsigned %1$s = $;", "%1$s = mix(%1$s, $); note(%2$d, %1$s);" },
        { "unsigned %1$s = $;", "%1$s = ($ + %1$s) ^ %1$s; note(%2$d, %1$s);" },
        { "unsigned %1$s = $;", "%1$s = $ ? %1$s : 3u; note(%2$d, %1$s);" },
        { "unsigned %1$s = $;", "switch ($ %% 4u) { case 0: %1$s = 4u; break; case 1: %1$s = 5u; } note(%2$d, %1$s);" },
        { "unsigned %1$s, turn_%2$d; for (turn_%2$d = 0; turn_%2$d < 3u; turn_%2$d++) { if (turn_%2$d) note(%2$d, %1$s); %1$s = $; @rest(); "
          "if (turn_%2$d < 2u) continue; %1$s = 7u; }", NULL },
        { "unsigned %1$s, turn_%2$d = 0; do { if (turn_%2$d) note(%2$d, %1$s); %1$s = $; @rest(); } while (++turn_%2$d < 3u);", NULL },
        { "unsigned %1$s, turn_%2$d = 0; again_%2$d: if (turn_%2$d) note(%2$d, %1$s); %1$s = $; @rest(); if (++turn_%2$d < 3u) goto again_%2$d;", NULL },
        { "unsigned %1$s = $, *where_%2$d = &%1$s;", "note(%2$d, *where_%2$d);" },
        { "unsigned %1$s = $, *where_%2$d = ADDRESS(%1$s);", "note(%2$d, *where_%2$d);" },
        { "unsigned %1$s; for (;;) { %1$s = $; if (%1$s %% 3u) { @rest(); break; } %1$s = 8u; break; }", "note(%2$d, %1$s);" },
    };
    const brief *b = &kinds[roll(m->d, (int)(sizeof kinds / sizeof *kinds))];
    const char *name = text_of("brief_%d", m->p->names++);
    const int site = m->p->sites++;
    if (!m->awaits && strchr(b->declared, '@'))
        return false;
    const int repeats = m->repeats;
    m->repeats *= 3;
    add(m, node_new(STATEMENT, text_of(b->declared, name, site), value_in(m, AWAIT_IN_INITIALIZER, 2)));
    m->repeats = repeats;
    if (!b->used)
        return true;
    add_statements(m, 2);
    const char *used = text_of(b->used, name, site);
    add(m, strchr(used, '$') ? node_new(STATEMENT, used, value_in(m, AWAIT_IN_ASSIGNMENT, 2)) : node_new(STATEMENT, used));
    return true;
}

/* ---- pointers ---- */

static const type *pointed_type(maker *m)
{
    if (chance(m->d, 60))
        return &unsigned_type;
    if (chance(m->d, 30))
        return qualified(&unsigned_type, IS_CONST);
    return chance(m->d, 50) ? &pair_type : scalar_type(chance(m->d, 50) ? SHORT : UCHAR, m->d);
}

static bool fits_pointer(const maker *m, const entry *e, const void *wish)
{
    (void)m, (void)wish;
    return e->type->kind == POINTER && !(e->type->qualifiers & (IS_CONST | IS_RESTRICT)) && !e->is_parameter;
}

/* One that points to something else from now on. */
static bool redirect(maker *m)
{
    entry *e = some_entry(m, fits_pointer, NULL);
    node *to = e ? pointer_value(m, e->type, e->depth) : NULL;
    if (!to)
        return false;
    add(m, node_hits(node_new(STATEMENT, text_of("%s = $;", e->name), to), ADDRESS_KEPT));
    return true;
}

bool make_pointer(maker *m)
{
    if (chance(m->d, 30) && redirect(m))
        return true;
    const type *of = pointed_type(m);
    if (chance(m->d, 15))
        of = pointer_to(&unsigned_type, 1);
    const type *t = pointer_to(of, chance(m->d, 80) ? 1 : 2);
    if (!can_write(m, t))
        return false;
    node *n = new_declaration();
    entry *e = begin_local(m, n, t);
    node *to = pointer_value(m, t, m->depth);
    if (!to) {
        m->seen_count--;
        return false;
    }
    const char *qualifier = chance(m->d, 20) ? "const " : "";
    if (*qualifier)
        e->type = qualified(t, IS_CONST);
    finish_local(m, e, n, text_of("%s = $;", declaration_text(e->type, e->name)), to);
    node_hits(n, ADDRESS_KEPT);
    return true;
}

/* The literal lives as long as the block. */
bool make_literal_pointer(maker *m)
{
    const type *of = pointed_type(m);
    int count = chance(m->d, 50) ? 1 : 2;
    if (!can_write(m, of))
        return false;
    node *n = new_declaration();
    entry *e = begin_local(m, n, pointer_to(of, count));
    node *made;
    if (count == 1) {
        node *inner = literal(m, of, 2);
        made = inner ? node_new(EXPRESSION, "&$", inner) : NULL;
    } else {
        made = literal(m, array_of(of, 2), 2);
        if (made && chance(m->d, 40) && *made->text == '(') {   /* its size deduced */
            made->text = text_of("(%s)$", text_of("%s[]", declaration_text(of, "")));
            made->child[0] = node_new(EXPRESSION, of->kind == RECORD ? "{{$}, {2}}" : "{$, 2}", conversion(&unsigned_type, value_in(m, AWAIT_IN_LITERAL, 1), m->d));
        }
    }
    if (!made) {
        m->seen_count--;
        return false;
    }
    finish_local(m, e, n, text_of("%s = $;", declaration_text(e->type, e->name)), made);
    node_hits(n, LITERAL_KEPT);
    return true;
}

bool make_restrict(maker *m)
{
    node *n = new_declaration();
    entry *e = begin_local(m, n, qualified(pointer_to(&unsigned_type, 2), IS_RESTRICT));
    node *values[] = { initial_value(m, &unsigned_type, 2), initial_value(m, &unsigned_type, 2) };
    keep_apart(values, 2);
    finish_local(m, e, n, text_of("%s = (unsigned[]){$, $};", declaration_text(e->type, e->name)), values[0]);
    node_add(n, values[1]);
    node_hits(n, RESTRICT);
    return true;
}

/* ---- functions ---- */

bool make_table(maker *m)
{
    static const char *const texts[] = {
        "unsigned (*%s[])(unsigned) = {twist, turn, &twist};", "function *%s[3] = {turn, [2] = twist, [1] = &turn};",
        "function *const %s[] = {turn, twist, turn};", "unsigned (*%s[3])(unsigned) = {$, turn, twist};"
    };
    int kind = roll(m->d, 4);
    node *n = new_declaration();
    entry *e = begin_local(m, n, array_of(&function_type, 3));
    node *first = kind == 3 ? value_of_type(m, &function_type, 2) : NULL;
    e->read_only = kind == 2;
    finish_local(m, e, n, text_of(texts[kind], e->name), first);
    node_hits(n, FUNCTION_TABLE);
    return true;
}

/* ---- static, extern ---- */

bool make_static(maker *m)
{
    static const char *const texts[] = { "static unsigned %s = 5u;", "static unsigned %s[] = {1, 2, 3};", "static struct pair %s = {.b = 4};",
                                         "static unsigned %s[2][2] = {{1}, 2, 3};", "static unsigned %s;" };
    int kind = roll(m->d, 5);
    node *n = new_declaration();
    const type *const types[] = { &unsigned_type, array_of(&unsigned_type, 3), &pair_type, array_of(array_of(&unsigned_type, 2), 2), &unsigned_type };
    entry *e = begin_local(m, n, types[kind]);
    e->addressed = true;
    e->bit = MEMORY;
    finish_local(m, e, n, text_of(texts[kind], e->name), NULL);
    node_hits(n, STATIC_LOCAL);
    return true;
}

bool make_extern(maker *m)
{
    int kind = roll(m->d, 2);
    const char *name = text_of(kind ? "p%d_list" : "p%d_global", m->p->index);
    for (int k = 0; k < m->seen_count; k++)
        if (strcmp(m->seen[k]->name, name) == 0 && m->seen[k]->depth == m->depth)
            return false;
    entry *e = see(m, VARIABLE, name, kind ? array_of(&unsigned_type, 4) : &unsigned_type);
    e->addressed = true;
    e->bit = MEMORY;
    e->is_parameter = kind == 1;            /* its size is not known */
    add(m, node_hits(node_new(STATEMENT, text_of(kind ? "extern unsigned %s[];" : "extern unsigned %s;", name)), EXTERN_LOCAL));
    return true;
}

/* ---- copies ---- */

static bool fits_copy(const maker *m, const entry *e, const void *wish)
{
    (void)m, (void)wish;
    return e->type->kind == RECORD || (e->type->kind == ARRAY && e->type->of->kind == SCALAR && !e->is_parameter && e->addressed);
}

bool make_copy(maker *m)
{
    place to, from;
    entry *e = some_entry(m, fits_copy, NULL);
    if (!e || !find_whole(m, e->type, true, &to) || !find_whole(m, e->type, false, &from))
        return false;
    if (e->type->qualifiers || (e->type->kind == ARRAY && e->type->of->qualifiers))
        return false;
    if (e->type->kind == RECORD) {
        node *what = chance(m->d, 50) ? record_value(m, e->type, 3) : NULL;
        if (!what || effects_conflict(to.at, what) || (what->writes & to.object))
            what = from.at;
        add(m, node_hits(node_new(STATEMENT, "$ = $;", to.at, what), STRUCT_COPY));
    } else {
        if (!to.root->addressed || !from.root->addressed)
            return false;
        add(m, node_hits(node_new(STATEMENT, "memmove($, $, sizeof $);", to.at, from.at, to.at), ARRAY_COPY));
    }
    return true;
}
