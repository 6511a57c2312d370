/* Expressions of type unsigned, defined whatever the values are. Operands whose order C leaves open don't touch what another changes. */
#include "make.h"

#include <string.h>

static node *fresh(node *n)
{
    n->fallback = "6u";
    return n;
}

void keep_apart(node **n, int count)
{
    for (int i = 1; i < count; i++)
        for (int j = 0; j < i; j++)
            if (effects_conflict(n[i], n[j]))
                n[i] = node_new(EXPRESSION, n[i]->fallback);
}

node *constant(maker *m)
{
    static const char *const plain[] = { "0u", "1u", "2u", "7u", "0x1fu", "017u", "'a'", "'\\n'", "'\\''", "'\"'", "100000u", "0xffffffffu", "'}'" };
    static const char *const c23[] = { "0b1011u", "1'000u", "0xff'ffu", "0B11u", "10'0'0u" };
    if (has(m, GNU2X) && chance(m->d, 30))
        return fresh(node_hits(node_new(EXPRESSION, text_of("(0u + %s)", c23[roll(m->d, 5)])), C23_LITERAL));
    if (chance(m->d, 30) && name_in_sight(m, "FEW"))
        return fresh(node_new(EXPRESSION, chance(m->d, 50) ? "(unsigned)FEW" : "(0u + SIZE)"));
    const char *text = plain[roll(m->d, (int)(sizeof plain / sizeof *plain))];
    return fresh(node_new(EXPRESSION, *text == '\'' ? text_of("(unsigned)%s", text) : text));
}

node *value_in(maker *m, item where, int depth)
{
    item before = m->place;
    m->place = where;
    node *n = value(m, depth);
    m->place = before;
    return n;
}

static node *read_something(maker *m, int depth)
{
    place p;
    if (!find_place(m, false, depth, &p))
        return constant(m);
    return read_place(&p);
}

static node *binary(maker *m, const char *text, item where, int depth)
{
    node *both[] = { value_in(m, where, depth - 1), value_in(m, where, depth - 1) };
    keep_apart(both, 2);
    return fresh(node_new(EXPRESSION, text, both[0], both[1]));
}

static node *arithmetic(maker *m, int depth)
{
    static const char *const texts[] = {
        "($ + $)", "($ - $)", "($ * $)", "($ & $)", "($ | $)", "($ ^ $)", "($ / ($ | 1u))", "($ % ($ | 1u))", "($ << ($ & 15u))",
        "($ >> ($ & 15u))", "(unsigned)($ < $)", "(0u + ($ == $))", "(unsigned)($ != $)", "(unsigned)($ >= $)", "(unsigned)((long long)$ - $ > 5)"
    };
    const char *text = texts[roll(m->d, (int)(sizeof texts / sizeof *texts))];
    return binary(m, text, AWAIT_IN_OPERAND, depth);
}

static node *unary(maker *m, int depth)
{
    static const char *const texts[] = { "~$", "-$", "+$", "(unsigned)!$", "(unsigned)(unsigned char)$", "(unsigned)(short)$", "(unsigned)(long long)$" };
    return fresh(node_new(EXPRESSION, text_of("(%s)", texts[roll(m->d, 7)]), value_in(m, AWAIT_IN_OPERAND, depth - 1)));
}

/* Both sides stand in the order in which they are written: what they touch is free. */
static node *logical(maker *m, int depth)
{
    bool and = chance(m->d, 50);
    node *left = condition(m, and ? AWAIT_IN_AND : AWAIT_IN_OR, depth - 1), *right = condition(m, and ? AWAIT_IN_AND : AWAIT_IN_OR, depth - 1);
    node *n = node_new(EXPRESSION, and ? "(unsigned)($ && $)" : "(unsigned)($ || $)", left, right);
    return fresh(node_hits(n, and ? AND : OR));
}

static node *conditional(maker *m, int depth)
{
    node *first = condition(m, AWAIT_IN_CONDITIONAL, depth - 1), *middle = value_in(m, AWAIT_IN_CONDITIONAL, depth - 1);
    return fresh(node_hits(node_new(EXPRESSION, "($ ? $ : $)", first, middle, value_in(m, AWAIT_IN_CONDITIONAL, depth - 1)), CONDITIONAL));
}

static node *without_awaits(maker *m, int depth)
{
    bool awaits = m->awaits;
    m->awaits = false;
    node *n = value(m, depth);
    m->awaits = awaits;
    return n;
}

static node *elvis(maker *m, int depth)
{
    if (!has(m, GNU17))
        return NULL;
    node *first = value_in(m, AWAIT_IN_CONDITIONAL, depth - 1);
    return fresh(node_hits(node_new(EXPRESSION, "($ ?: $)", first, without_awaits(m, depth - 1)), ELVIS));
}

static node *comma(maker *m, int depth)
{
    node *first = chance(m->d, 50) ? assignment(m, depth - 1) : NULL;
    if (!first)
        first = value_in(m, AWAIT_IN_COMMA, depth - 1);
    if (chance(m->d, 20))
        first = node_new(EXPRESSION, "$, $", first, value_in(m, AWAIT_IN_COMMA, depth - 1));
    return fresh(node_hits(node_new(EXPRESSION, "($, $)", first, value_in(m, AWAIT_IN_COMMA, depth - 1)), COMMA));
}

/* ---- assignments ---- */

node *conversion(const type *t, node *v, dice *d)
{
    static const char *const texts[SCALARS] = {
        [UNSIGNED] = "$", [INT] = "(int)($ & 0xffffu)", [SHORT] = "(short)($ & 0x7fffu)", [USHORT] = "(unsigned short)$",
        [UCHAR] = "(unsigned char)$", [SCHAR] = "(signed char)($ & 0x7fu)", [BOOL] = "$ & 1u", [LONG] = "(long)($ & 0xffffffu)",
        [LONG_LONG] = "(long long)$ * 33", [ULL] = "$ * 0x1000003ull", [FLOAT] = "(float)($ & 0xfffu) / 4", [DOUBLE] = "($ & 0xffffu) / 4.0",
        [LONG_DOUBLE_SCALAR] = "($ & 0xffffu) / 8.0L", [COMPLEX_SCALAR] = "($ & 0xffu) + 2.0 * I"
    };
    const char *text = texts[t->scalar];
    if (t->scalar == ENUMERATED)
        text = text_of("(int)($ %% %du)", t->count);
    if (t->scalar == BOOL && chance(d, 50))
        text = "$ > 3u";
    if (t->bits)
        text = t->scalar == INT ? text_of("(int)($ & %uu)", (1u << (t->bits - 1)) - 1) : "$";
    node *n = node_new(EXPRESSION, text, v);
    n->fallback = "1";
    return n;
}

/* What is added must not overflow where that is not defined. */
static const char *compound_text(maker *m, const place *p)
{
    static const char *const of_unsigned[] = { "$ += $", "$ -= $", "$ *= $", "$ ^= $", "$ |= $", "$ &= $", "$ <<= $ & 7u", "$ >>= $ & 7u",
                                               "$ /= $ | 1u", "$ %= $ | 1u" };
    static const char *const of_signed[] = { "$ += (int)($ & 15u)", "$ -= (int)($ & 15u)", "$ ^= (int)($ & 63u)", "$ |= (int)($ & 63u)",
                                             "$ &= (int)$" };
    static const char *const of_bool[] = { "$ |= $ & 1u", "$ ^= $ & 1u", "$ &= $ & 1u" };
    switch (p->type->scalar) {
    case UNSIGNED: case ULL: case USHORT: case UCHAR: return of_unsigned[roll(m->d, 10)];
    case INT: case LONG: case LONG_LONG: return of_signed[roll(m->d, p->is_bit_field ? 4 : 5)];
    case SHORT: case SCHAR: return of_signed[2 + roll(m->d, 3)];
    case BOOL: return of_bool[roll(m->d, 3)];
    case FLOAT: case DOUBLE: case LONG_DOUBLE_SCALAR: return "$ += ($ & 15u)";
    case COMPLEX_SCALAR: return "$ += ($ & 3u)";
    default: return NULL;
    }
}

static node *compound(maker *m, const place *p, int depth)
{
    const char *text = compound_text(m, p);
    if (!text)
        return NULL;
    node *with = value_in(m, AWAIT_IN_COMPOUND, depth);
    node object = { .reads = p->object | p->at->reads, .writes = p->object | p->at->writes };
    if (effects_conflict(&object, with))
        with = constant(m);
    return node_hits(node_new(EXPRESSION, text, p->at, with), COMPOUND_ASSIGNMENT);
}

static node *increment(maker *m, const place *p)
{
    static const char *const texts[] = { "$++", "++$", "$--", "--$" };
    bool up_only = is_float(p->type) || p->type->scalar == BOOL || p->type->scalar == ENUMERATED;
    if (p->type->scalar == ENUMERATED)
        return NULL;
    return node_new(EXPRESSION, texts[roll(m->d, up_only ? 2 : 4)], p->at);
}

/* What x is assigned depends on what it was. */
static node *of_old_value(maker *m, const place *p, int depth)
{
    node *both[] = { read_place(p), value_in(m, AWAIT_IN_ASSIGNMENT, depth - 1) };
    keep_apart(both, 2);
    return node_hits(fresh(node_new(EXPRESSION, chance(m->d, 50) ? "mix($, $)" : "($ + $)", both[0], both[1])), UPDATE);
}

static node *simple_assignment(maker *m, const place *p, int depth)
{
    node *what = NULL;
    if (p->type->scalar != ENUMERATED && !p->type->bits && m->awaits && chance(m->d, 20))
        what = await_of_type(m, p->type, depth);
    if (!what && chance(m->d, 30))
        what = conversion(p->type, of_old_value(m, p, depth), m->d);
    if (!what)
        what = conversion(p->type, value_in(m, AWAIT_IN_ASSIGNMENT, depth), m->d);
    if (effects_conflict(p->at, what) || (what->writes & p->object))
        what = node_new(EXPRESSION, "1");
    return node_new(EXPRESSION, "$ = $", p->at, what);
}

/* An expression of any type. */
node *assignment(maker *m, int depth)
{
    place p;
    if (!find_place(m, true, depth, &p))
        return NULL;
    node *n = NULL;
    int kind = roll(m->d, 10);
    item before = m->place;
    m->place = AWAIT_IN_ASSIGNMENT;
    if (kind < 4)
        n = compound(m, &p, depth);
    else if (kind < 6)
        n = increment(m, &p);
    if (!n)
        n = simple_assignment(m, &p, depth);
    m->place = before;
    n->reads |= p.object;
    n->writes |= p.object;
    node_hits(n, type_item(p.type));
    if (p.type->qualifiers & IS_ATOMIC)
        node_hits(n, ATOMIC);
    return n;
}

static node *assigned(maker *m, int depth)
{
    place p;
    if (!find_place(m, true, 0, &p) || is_float(p.type))
        return NULL;
    bool atomic = p.type->qualifiers & IS_ATOMIC;       /* what is assigned to one, clang 14 can't cast */
    node *n = atomic || chance(m->d, 50) ? increment(m, &p) : simple_assignment(m, &p, depth - 1);
    if (!n)
        return NULL;
    n->reads |= p.object;
    n->writes |= p.object;
    return fresh(node_hits(node_new(EXPRESSION, "(unsigned)($)", n), ASSIGNMENT_IN_EXPRESSION));
}

/* ---- calls of C functions ---- */

static node *text_call(maker *m, int depth)
{
    int length;
    if (chance(m->d, 50))
        return fresh(node_hits(node_new(EXPRESSION, text_of("of_text(%s)", string_literal(m, &length))), STRING_LITERAL));
    node *t = value_of_type(m, &text_type, depth);
    return t ? fresh(node_new(EXPRESSION, "of_text($)", t)) : NULL;
}

static node *variadic_call(maker *m, int depth)
{
    node *n[] = { value_in(m, AWAIT_IN_ARGUMENT, depth - 1), value_in(m, AWAIT_IN_ARGUMENT, depth - 1), value_in(m, AWAIT_IN_ARGUMENT, depth - 1) };
    keep_apart(n, 3);
    return fresh(node_hits(node_new(EXPRESSION, "of_several(3u, $, $, $)", n[0], n[1], n[2]), VARIADIC_CALL));
}

static node *list_call(maker *m, int depth)
{
    node *n[] = { value_in(m, AWAIT_IN_LITERAL, depth - 1), value_in(m, AWAIT_IN_LITERAL, depth - 1) };
    keep_apart(n, 2);
    return fresh(node_hits(node_new(EXPRESSION, "of_list((unsigned[]){$, 2u, $}, 3u)", n[0], n[1]), LITERAL_VALUE));
}

static node *call_by_pointer(maker *m, int depth)
{
    node *callee = value_of_type(m, &function_type, depth - 1);
    if (!callee)
        return NULL;
    node *n[] = { callee, value_in(m, AWAIT_IN_ARGUMENT, depth - 1) };
    keep_apart(n, 2);
    return fresh(node_hits(node_new(EXPRESSION, chance(m->d, 50) ? "($)($)" : "(*$)($)", n[0], n[1]), FUNCTION_POINTER));
}

static node *record_call(maker *m, int depth)
{
    node *r = record_value(m, &pair_type, depth - 1);
    if (!r)
        return NULL;
    return fresh(node_new(EXPRESSION, chance(m->d, 50) ? "of_pair($)" : "($).a", r));
}

static node *call(maker *m, int depth)
{
    node *n = NULL;
    switch (roll(m->d, 7)) {
    case 0: n = text_call(m, depth); break;
    case 1: n = variadic_call(m, depth); break;
    case 2: n = list_call(m, depth); break;
    case 3: n = call_by_pointer(m, depth); break;
    case 4: n = record_call(m, depth); break;
    case 5:
        if (name_in_sight(m, "old"))
            n = binary(m, "old($, $)", AWAIT_IN_ARGUMENT, depth);
        break;
    }
    if (!n)
        n = binary(m, "mix($, $)", AWAIT_IN_ARGUMENT, depth);
    return node_hits(n, CALL);
}

/* ---- values of all kinds ---- */

static node *in_macro(maker *m, int depth)
{
    m->macros++;
    node *n = value_in(m, AWAIT_IN_MACRO, depth);
    m->macros--;
    return n;
}

static node *macro_call(maker *m, int depth)
{
    static const char *const texts[] = { "ADD($, $)", "CHOOSE($, 5u, $)", "CHOOSE(1, $, $)", "ADD(ADD($, 1u), $)", "ADD(($, 2u), $)" };
    if (chance(m->d, 25)) {
        node *once = in_macro(m, depth - 1);
        return once->writes ? NULL : fresh(node_hits(node_new(EXPRESSION, "TWICE($)", once), MACRO_EXPRESSION));
    }
    int kind = roll(m->d, 5);
    node *both[] = { in_macro(m, depth - 1), in_macro(m, depth - 1) };
    if (kind == 1 || kind == 2)     /* what acmc hoists out of a macro's argument is evaluated in any case */
        for (int k = 0; k < 2; k++)
            if (both[k]->writes)
                both[k] = constant(m);
    keep_apart(both, 2);
    return fresh(node_hits(node_new(EXPRESSION, texts[kind], both[0], both[1]), MACRO_EXPRESSION));
}

static node *generic(maker *m, int depth)
{
    static const char *const texts[] = {
        "_Generic($, unsigned: 3u, default: 4u)", "_Generic(&*&(unsigned){$}, unsigned *: 3u, default: 4u)",
        "_Generic(($) + 1.0f, float: 1u, double: 2u, default: 3u)", "_Generic(1, int: $, default: 0u)", "_Generic((char)1, int: 0u, default: $)"
    };
    int kind = roll(m->d, 5);
    node *n = without_awaits(m, depth - 1);
    if (kind < 3)                   /* not evaluated */
        n->reads = n->writes = 0;
    return fresh(node_hits(node_new(EXPRESSION, text_of("(%s)", texts[kind]), n), GENERIC));
}

static bool fits_qualified(const maker *m, const entry *e, const void *wish)
{
    (void)m, (void)wish;
    return e->type->kind == SCALAR && e->addressed;
}

/* The qualifiers of a local, as _Generic tells them. */
static node *generic_address(maker *m)
{
    entry *e = some_entry(m, fits_qualified, NULL);
    if (!e || !can_write(m, e->type))
        return NULL;
    if (e->type->qualifiers & IS_ATOMIC || e->type->scalar == ENUMERATED)
        return NULL;
    type plain = *e->type;
    plain.qualifiers &= ~(unsigned)IS_CONST;
    const char *other = declaration_text(&plain, "");
    return fresh(node_hits(node_new(EXPRESSION, text_of("_Generic(&%s, const %s *: 11u, %s *: 12u, default: 13u)", e->name, other, other)), GENERIC));
}

static node *size(maker *m)
{
    static const char *const texts[] = {
        "(unsigned)sizeof(short)", "(unsigned)_Alignof(short)", "(unsigned)offsetof(struct pair, b)", "(unsigned)sizeof(struct pair)",
        "(unsigned)sizeof \"text\"", "(unsigned)sizeof(unsigned[3])"
    };
    return fresh(node_hits(node_new(EXPRESSION, texts[roll(m->d, 6)]), SIZES));
}

static bool fits_size(const maker *m, const entry *e, const void *wish)
{
    (void)m, (void)wish;
    return !e->is_parameter || e->type->kind == SCALAR;
}

static node *size_of_local(maker *m)
{
    entry *e = some_entry(m, fits_size, NULL);
    if (!e)
        return NULL;
    return fresh(node_hits(node_new(EXPRESSION, text_of(chance(m->d, 50) ? "(unsigned)sizeof %s" : "(0u + sizeof(%s))", e->name)), SIZES));
}

static node *statement_expression(maker *m, int depth)
{
    if (!has(m, GNU17) || m->deduces_type)
        return NULL;
    bool awaits = m->awaits;
    m->awaits = false;
    node *first = value(m, depth - 1);
    scope s = begin_names(m);
    const char *name = new_name(m, NULL);
    see(m, VARIABLE, name, &unsigned_type);
    node *last = value(m, depth - 1);
    end_names(m, s);
    m->awaits = awaits;
    node *n = node_new(EXPRESSION, text_of("({ unsigned inner_%d = $; unsigned %s = inner_%d; if (%s > 3u) %s--; $; })", m->p->names, name,
                                           m->p->names, name, name), first, last);
    m->p->names++;
    return fresh(node_hits(n, STATEMENT_EXPRESSION));
}

static node *directive(maker *m, int depth)
{
    static const char *const texts[] = {
        "mix(\n#if 1\n$,\n#else\n+,\n#endif\n$)", "ADD($,\n#ifdef NEVER_DEFINED\n3u\n#else\n$\n#endif\n)", "mix($\n#define LOCAL_PART\n, $)"
    };
    int kind = roll(m->d, 3);
    if ((m->macros || kind == 1) && !has(m, GNU17))     /* C says nothing of directives in a macro's arguments */
        return NULL;
    if (kind == 1 && m->defines_type)                   /* each arm would define a type of its own: an error, if it lives on */
        return NULL;
    m->macros += kind == 1;
    node *n = binary(m, texts[kind], AWAIT_IN_ARGUMENT, depth);
    m->macros -= kind == 1;
    return node_hits(n, DIRECTIVE_IN_ARGUMENTS);
}

static node *comments(maker *m, int depth)
{
    static const char *const texts[] = {
        "/* await ) */ $", "($ // \" await (\n+ 1u)", "($ \\\n+ 2u)", "numbers<:$ & 3u:>", "($ /* ' */)", "(1u ? $ : /* : */ 2u)"
    };
    int kind = roll(m->d, 6);
    if (kind == 3 && !name_in_sight(m, "numbers"))
        kind = 1;
    node *inner = value(m, depth - 1);
    if (kind == 3 && effects_conflict(&(node){ .reads = MEMORY }, inner))
        inner = constant(m);
    node *n = node_new(EXPRESSION, texts[kind], inner);
    n->reads |= kind == 3 ? MEMORY : 0;
    return fresh(node_hits(n, COMMENTS));
}

static node *c23(maker *m)
{
    static const char *const texts[] = { "(unsigned)true", "(nullptr == (void *)0 ? 2u : 3u)", "(unsigned)(bool)5", "(false ? 1u : 4u)" };
    return has(m, GNU2X) ? fresh(node_hits(node_new(EXPRESSION, texts[roll(m->d, 4)]), C23_WORD)) : NULL;
}

static node *literal_element(maker *m, int depth)
{
    node *n[] = { value_in(m, AWAIT_IN_LITERAL, depth - 1), value_in(m, AWAIT_IN_LITERAL, depth - 1), value_in(m, AWAIT_IN_SUBSCRIPT, depth - 1) };
    keep_apart(n, 3);
    if (chance(m->d, 50))
        return fresh(node_hits(node_new(EXPRESSION, "((unsigned[3]){$, [2] = $})[$ % 3u]", n[0], n[1], n[2]), LITERAL_VALUE));
    return fresh(node_hits(node_new(EXPRESSION, "(*&(unsigned){$})", n[0]), LITERAL_VALUE));
}

node *value(maker *m, int depth)
{
    node *n = NULL;
    if (depth <= 0)
        return chance(m->d, 70) ? read_something(m, 0) : m->awaits && chance(m->d, 40) ? await_value(m, 0) : constant(m);
    int kind = roll(m->d, 100);
    if (m->awaits && kind < 26)
        n = kind < 20 ? await_value(m, depth) : some_call(m, depth);
    else if (kind < 40)
        n = read_something(m, depth);
    else if (kind < 50)
        n = arithmetic(m, depth);
    else if (kind < 54)
        n = unary(m, depth);
    else if (kind < 60)
        n = logical(m, depth);
    else if (kind < 65)
        n = chance(m->d, 80) ? conditional(m, depth) : elvis(m, depth);
    else if (kind < 68)
        n = comma(m, depth);
    else if (kind < 72)
        n = assigned(m, depth);
    else if (kind < 80)
        n = call(m, depth);
    else if (kind < 84)
        n = macro_call(m, depth);
    else if (kind < 86)
        n = chance(m->d, 50) ? generic(m, depth) : generic_address(m);
    else if (kind < 88)
        n = chance(m->d, 50) ? size(m) : size_of_local(m);
    else if (kind < 91)
        n = statement_expression(m, depth);
    else if (kind < 92)
        n = directive(m, depth);
    else if (kind < 93)
        n = comments(m, depth);
    else if (kind < 95)
        n = c23(m);
    else if (kind < 97)
        n = literal_element(m, depth);
    return n ? n : constant(m);
}

node *condition(maker *m, item where, int depth)
{
    node *n = value_in(m, where, depth);
    return chance(m->d, 50) ? fresh(node_new(EXPRESSION, text_of("$ %% %du != 0", 2 + roll(m->d, 3)), n)) : n;
}
