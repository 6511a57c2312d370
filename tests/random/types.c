/* Types, and how they are written. */
#include "make.h"

#include <string.h>

static const char *const spellings[SCALARS] = {
    "unsigned", "int", "short", "unsigned short", "unsigned char", "signed char", "_Bool", "long", "long long", "unsigned long long", "float",
    "double", "long double", "double _Complex", NULL
};

const type unsigned_type = { .kind = SCALAR, .scalar = UNSIGNED, .spelling = "unsigned" };
const type function_type = { .kind = FUNCTION };
const type text_type = { .kind = TEXT };

static const type char_field = { .kind = SCALAR, .scalar = UCHAR, .spelling = "unsigned char" };
static const type short_field = { .kind = SCALAR, .scalar = USHORT, .spelling = "unsigned short" };
static const type double_field = { .kind = SCALAR, .scalar = DOUBLE, .spelling = "double" };
static const type chars = { .kind = ARRAY, .of = &char_field, .count = 4 };
static const type shorts = { .kind = ARRAY, .of = &short_field, .count = 2 };
static const type five = { .kind = ARRAY, .of = &unsigned_type, .count = 5 };

static const record pair_record = { .count = 2, .name = { "a", "b" }, .type = { &unsigned_type, &char_field } };
const type pair_type = { .kind = RECORD, .spelling = "struct pair", .record = &pair_record };
static const record wide_record = { .count = 3, .name = { "n", "d", "in" }, .type = { &five, &double_field, &pair_type } };
const type wide_type = { .kind = RECORD, .spelling = "struct wide", .record = &wide_record };
static const record punned_record = { .is_union = true, .count = 3, .name = { "u", "c", "h" }, .type = { &unsigned_type, &chars, &shorts } };
const type punned_type = { .kind = RECORD, .spelling = "union punned", .record = &punned_record };

static type *copy_of(const type *t)
{
    type *copy = tree_allocate(sizeof *copy);
    *copy = *t;
    return copy;
}

const type *scalar_type(scalar s, dice *d)
{
    static const char *const others[SCALARS][3] = {
        [UNSIGNED] = { "unsigned int", "int unsigned", "uint32_t" },
        [INT] = { "signed", "signed int", "int32_t" },
        [SHORT] = { "short int", "signed short int", "int16_t" },
        [UCHAR] = { "char unsigned", "uint8_t", "unsigned char" },
        [BOOL] = { "bool", "_Bool", "bool" },
        [LONG_LONG] = { "long long int", "int64_t", "long signed int long" },
        [ULL] = { "uint64_t", "long unsigned long", "unsigned long long int" },
        [COMPLEX_SCALAR] = { "double complex", "_Complex double", "complex double" },
    };
    type *t = tree_allocate(sizeof *t);
    t->kind = SCALAR;
    t->scalar = s;
    t->spelling = spellings[s];
    if (others[s][0] && chance(d, 30))
        t->spelling = others[s][roll(d, 3)];
    return t;
}

const type *some_scalar(maker *m)
{
    static const scalar likely[] = { UNSIGNED, UNSIGNED, UNSIGNED, INT, SHORT, USHORT, UCHAR, SCHAR, BOOL, LONG, LONG_LONG, ULL, FLOAT,
                                     DOUBLE, LONG_DOUBLE_SCALAR, COMPLEX_SCALAR };
    return scalar_type(likely[roll(m->d, (int)(sizeof likely / sizeof *likely))], m->d);
}

const type *qualified(const type *t, unsigned qualifiers)
{
    type *q = copy_of(t);
    q->qualifiers |= qualifiers;
    return q;
}

const type *array_of(const type *of, int count)
{
    type *t = tree_allocate(sizeof *t);
    t->kind = ARRAY;
    t->of = of;
    t->count = count;
    return t;
}

const type *pointer_to(const type *of, int count)
{
    type *t = tree_allocate(sizeof *t);
    t->kind = POINTER;
    t->of = of;
    t->count = count;
    return t;
}

static const char *qualifiers_of(const type *t)
{
    bool says_atomic = t->spelling && strncmp(t->spelling, "_Atomic(", 8) == 0;
    return text_of("%s%s%s%s", t->qualifiers & IS_CONST ? "const " : "", t->qualifiers & IS_VOLATILE ? "volatile " : "",
                   t->qualifiers & IS_ATOMIC && !says_atomic ? "_Atomic " : "", t->qualifiers & IS_RESTRICT ? "restrict " : "");
}

const char *declaration_text(const type *t, const char *name)
{
    bool pointed = *name == '*';
    if (t->spelling)
        return text_of("%s%s%s%s", qualifiers_of(t), t->spelling, *name ? " " : "", name);
    switch (t->kind) {
    case ARRAY:
        return declaration_text(t->of, text_of(pointed ? "(%s)[%d]" : "%s[%d]", name, t->count));
    case POINTER: {
        const char *inner = text_of("*%s%s", qualifiers_of(t), name);
        return declaration_text(t->of, t->of->kind == ARRAY ? text_of("(%s)", inner) : inner);
    }
    case FUNCTION:
        return text_of("unsigned (*%s%s)(unsigned)", qualifiers_of(t), name);
    case TEXT:
        return text_of("const char *%s%s", qualifiers_of(t), name);
    default: break;
    }
    return NULL;
}

const char *zero_of(const type *t)
{
    if (t->kind == RECORD)
        return text_of("(%s){0}", t->spelling);
    return t->kind == TEXT ? "\"none\"" : t->kind == POINTER ? "&global" : t->kind == FUNCTION ? "drop" : "0";
}

bool is_float(const type *t)
{
    return t->kind == SCALAR && t->scalar >= FLOAT && t->scalar <= COMPLEX_SCALAR;
}

item type_item(const type *t)
{
    if (t->kind == RECORD && t->record->is_union)
        return UNION_VALUE;
    if (t->kind == FUNCTION)
        return FUNCTION_POINTER;
    if (t->kind != SCALAR)
        return NO_ITEM;
    if (t->bits)
        return BIT_FIELD;
    return t->scalar == COMPLEX_SCALAR ? COMPLEX : t->scalar == LONG_DOUBLE_SCALAR ? LONG_DOUBLE : NO_ITEM;
}
