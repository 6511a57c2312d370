/* Awaits: of the prelude's coroutines, most of which suspend, and of the program's own. */
#include "make.h"

#include <string.h>

static node *fresh(node *n)
{
    n->fallback = "9u";
    return n;
}

/* An await that certainly suspends is told where it stands. */
static node *suspended(maker *m, node *n)
{
    return node_hits(fresh(n), m->place);
}

static node *argument(maker *m, int depth) { return value_in(m, AWAIT_IN_AWAIT, depth - 1); }

static const type numbers_type = { .kind = POINTER, .of = &unsigned_type, .count = 1 };
static const type const_unsigned = { .kind = SCALAR, .scalar = UNSIGNED, .spelling = "unsigned", .qualifiers = IS_CONST };
static const type list_type = { .kind = POINTER, .of = &const_unsigned, .count = 2 };

/* ---- of the prelude ---- */

static node *simple(maker *m, int depth)
{
    static const char *const texts[] = { "@later($)", "@later($)", "(@later($))", "@clutter($)", "@twice($)", "@slow($)", "@sometimes($)", "@same($)" };
    int kind = roll(m->d, 8);
    node *inner = argument(m, depth);
    node *n = node_new(EXPRESSION, texts[kind], inner);
    return kind < 6 ? suspended(m, n) : fresh(n);
}

static node *of_two(maker *m, int depth)
{
    static const char *const texts[] = { "@deep($, $)", "(@later_pair($, $)).a", "(@later_pair($, $)).b + 0u", "of_pair(@later_pair($, $))" };
    int kind = roll(m->d, 4);
    node *n[] = { argument(m, depth), argument(m, depth) };
    keep_apart(n, 2);
    node *made = suspended(m, node_new(EXPRESSION, kind == 2 ? text_of("(%s)", texts[kind]) : texts[kind], n[0], n[1]));
    return kind ? node_hits(made, STRUCT_RESULT) : made;
}

static node *of_other_type(maker *m, int depth)
{
    static const struct { const char *text; item i; } kinds[] = {
        { "(unsigned)@later_char($)", OTHER_RESULT }, { "(0u + @later_short($))", OTHER_RESULT }, { "(unsigned)(@later_long($) >> 5)", OTHER_RESULT },
        { "(unsigned)@later_bool($)", OTHER_RESULT }, { "(unsigned)(@later_double($) * 4)", OTHER_RESULT },
        { "(unsigned)(8 * @later_long_double($))", LONG_DOUBLE }, { "of_complex(@later_complex($))", COMPLEX },
        { "of_text(@later_text($))", POINTER_RESULT }, { "(unsigned)(@later_text($))[2]", POINTER_RESULT },
        { "(@later_punned($)).u", STRUCT_RESULT }, { "(@later_punned($)).c[0] * 1u", STRUCT_RESULT },
    };
    int kind = roll(m->d, 11);
    const char *text = kind == 10 ? text_of("(%s)", kinds[kind].text) : kinds[kind].text;
    return node_hits(suspended(m, node_new(EXPRESSION, text, argument(m, depth))), kinds[kind].i);
}

static node *element(maker *m, int depth)
{
    node *n[] = { argument(m, depth), value_in(m, AWAIT_IN_SUBSCRIPT, depth - 1) };
    keep_apart(n, 2);
    if (chance(m->d, 50))
        return node_hits(suspended(m, node_new(EXPRESSION, "(@later_wide($)).n[$ % 5u]", n[0], n[1])), STRUCT_RESULT);
    return node_hits(suspended(m, node_new(EXPRESSION, "(@later_callee($))($)", n[0], n[1])), POINTER_RESULT);
}

static node *several(maker *m, int depth)
{
    node *n[] = { argument(m, depth), argument(m, depth), argument(m, depth), argument(m, depth) };
    keep_apart(n, 4);
    return suspended(m, node_new(EXPRESSION, "@many((unsigned char)$, 3, $, (long long)$, 2.5, $ & 1, \"abc\", NULL)", n[0], n[1], n[2], n[3]));
}

/* Through a pointer: a literal's address, or a local's. */
static node *pointer_argument(maker *m, const type *t)
{
    if (chance(m->d, 25))
        return node_hits(node_new(EXPRESSION, t == &list_type ? "(unsigned[]){$, 5u}" : "&(unsigned){$}", constant(m)), LITERAL_ARGUMENT);
    node *n = pointer_value(m, t, m->depth);
    return n ? node_hits(n, ADDRESS_PASSED) : NULL;
}

static node *through_pointer(maker *m, int depth)
{
    int kind = roll(m->d, 4);
    node *where = pointer_argument(m, kind == 3 ? &list_type : &numbers_type);
    if (!where)
        return NULL;
    node *n[] = { where, argument(m, depth) };
    if (effects_conflict(n[0], n[1]))
        n[1] = constant(m);
    node *made;
    if (kind == 0)
        made = node_hits(node_new(EXPRESSION, "(*@later_pointer($))", n[0]), POINTER_RESULT);
    else if (kind == 1)
        made = node_new(EXPRESSION, "@add_to($, $)", n[0], n[1]);
    else if (kind == 2)
        made = node_hits(node_new(EXPRESSION, "(@store($, $), 3u)", n[0], n[1]), VOID_RESULT);
    else
        made = node_new(EXPRESSION, "@total($, 2u)", n[0]);
    made->reads |= kind == 0 ? MEMORY : CALLED;
    made->writes |= kind == 1 || kind == 2 ? CALLED : 0;
    return suspended(m, made);
}

node *await_value(maker *m, int depth)
{
    node *n = NULL;
    int kind = roll(m->d, 20);
    if (kind < 9)
        n = simple(m, depth);
    else if (kind < 11)
        n = of_two(m, depth);
    else if (kind < 15)
        n = of_other_type(m, depth);
    else if (kind < 16)
        n = element(m, depth);
    else if (kind < 17)
        n = several(m, depth);
    else
        n = through_pointer(m, depth);
    return n ? n : simple(m, depth);
}

node *await_of_type(maker *m, const type *t, int depth)
{
    static const char *const of_scalar[SCALARS] = {
        [UNSIGNED] = "@later($)", [INT] = "@later_short($)", [SHORT] = "@later_short($)", [UCHAR] = "@later_char($)", [BOOL] = "@later_bool($)",
        [LONG_LONG] = "@later_long($)", [DOUBLE] = "@later_double($)", [LONG_DOUBLE_SCALAR] = "@later_long_double($)",
        [COMPLEX_SCALAR] = "@later_complex($)"
    };
    const char *text = NULL;
    item i = OTHER_RESULT;
    if (t->kind == SCALAR && t->scalar < ENUMERATED)
        text = of_scalar[t->scalar];
    else if (t->kind == RECORD)
        text = t->record == wide_type.record ? "@later_wide($)" : t->record == punned_type.record ? "@later_punned($)" :
               t->record == pair_type.record ? "@later_pair($, 3u)" : NULL, i = STRUCT_RESULT;
    else if (t->kind == TEXT)
        text = "@later_text($)", i = POINTER_RESULT;
    else if (t->kind == FUNCTION)
        text = "@later_callee($)", i = POINTER_RESULT;
    if (!text)
        return NULL;
    node *n = node_hits(suspended(m, node_new(EXPRESSION, text, argument(m, depth))), i);
    n->fallback = t->kind == SCALAR ? "2" : t->kind == TEXT ? "\"fall\"" : t->kind == FUNCTION ? "twist" : NULL;
    return n;
}

/* ---- of the program ---- */

static node *argument_of_type(maker *m, const type *t, int depth)
{
    item before = m->place;
    m->place = AWAIT_IN_AWAIT;
    node *n = value_of_type(m, t, depth);
    m->place = before;
    return n && t->kind == POINTER ? node_hits(n, ADDRESS_PASSED) : n;
}

node *call_function(maker *m, function *f, int depth)
{
    bool again = f->index >= m->f->index;
    node *arguments[PARAMETERS];
    for (int k = 0; k < f->parameter_count; k++)
        if (!(arguments[k] = argument_of_type(m, f->parameter[k], depth - 1)))
            return NULL;
    keep_apart(arguments, f->parameter_count);
    node *n = node_new(EXPRESSION, text_of("@%s(%s)", f->name, again ? "level - 1u" : "level"));
    for (int k = 0; k < f->parameter_count; k++) {
        n->text = text_of("%.*s, $)", (int)strlen(n->text) - 1, n->text);
        node_add(n, arguments[k]);
    }
    n->reads |= CALLED;
    n->writes |= CALLED;
    if (f == m->f)
        node_hits(n, RECURSION);
    else if (again)
        node_hits(n, MUTUAL_RECURSION);
    return n;
}

/* What a function returned, as an unsigned value. */
static node *as_unsigned(const type *t, node *call)
{
    if (t->kind == SCALAR) {
        place p = { .at = call, .type = t };
        return read_place(&p);
    }
    if (t->kind == RECORD)
        return node_hits(node_new(EXPRESSION, text_of(t->record == wide_type.record ? "($).%s[1]" : "($).%s", t->record->name[0]), call),
                         STRUCT_RESULT);
    if (t->kind == POINTER) {
        node *n = node_hits(node_new(EXPRESSION, "(*$)", call), POINTER_RESULT);
        n->reads |= MEMORY;
        return n;
    }
    return node_hits(node_new(EXPRESSION, t->kind == TEXT ? "of_text($)" : "($)(3u)", call), POINTER_RESULT);
}

static function *pick_function(maker *m)
{
    return m->p->functions[roll(m->d, m->p->function_count)];
}

node *some_call(maker *m, int depth)
{
    function *f = pick_function(m);
    if (!f->result || m->repeats > 9 || !m->awaits)
        return NULL;
    node *call = call_function(m, f, depth);
    if (!call)
        return NULL;
    node *n = fresh(as_unsigned(f->result, call));
    return f->index >= m->f->index ? fresh(node_new(EXPRESSION, "(level ? $ : 8u)", n)) : n;
}

node *await_statement(maker *m)
{
    static const char *const dropped[] = { "@rest()", "(void)@later($)", "@later($)", "@later_wide($)", "(void)(@later_char($), 0)", "@slow($)" };
    m->place = AWAIT_IN_STATEMENT;
    node *made = NULL;
    if (chance(m->d, 40)) {
        function *f = pick_function(m);
        node *call = m->repeats <= 9 ? call_function(m, f, 2) : NULL;
        if (call && f->index >= m->f->index)
            made = node_new(STATEMENT, "{ if (level)\n    $; }", call);      /* an else may follow */
        else if (call)
            made = node_new(STATEMENT, "$;", call);
        if (made && !f->result)
            node_hits(made, VOID_RESULT);
    } else if (chance(m->d, 40)) {
        node *where = pointer_argument(m, &numbers_type), *what = argument(m, 3);
        if (where && effects_conflict(where, what))
            what = constant(m);
        made = where ? node_hits(node_new(STATEMENT, "@store($, $);", where, what), VOID_RESULT) : NULL;
    }
    if (!made) {
        const char *text = dropped[roll(m->d, 6)];
        made = node_hits(node_new(STATEMENT, text_of("%s;", text), argument(m, 3)), AWAIT_IN_STATEMENT);
    }
    m->place = NO_ITEM;
    return made;
}
