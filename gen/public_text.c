#include "public_text.h"

#include <string.h>

#include "emit.h"
#include "external.h"

enum { TYPE_SLOTS = 4096 };

typedef struct rewriting {
    const program *program;
    tokens *t;
    const char *text;
    writer *w;
    uint32_t from;                        /* bytes that are not written yet */
    bool is_c;
    /* the struct that is read */
    uint32_t first, end;                  /* tokens; end 0: none */
    bool is_frame;
    bool types[TYPE_SLOTS];               /* hashes of names that stand for types in it */
} rewriting;

static void replace(rewriting *r, uint32_t first, uint32_t last, const char *by)
{
    writer_put_bytes(r->w, r->text + r->from, r->t->at[first].start - r->from);
    writer_put(r->w, by);
    r->from = r->t->at[last].end;
}

/* ---- types ---- */

/* Whether the name of a type could stand there, and not one of a member, variable or parameter.  In C that is repeated, which calls
 * nothing, a name alone between ( , and ) is a parameter's type. */
static bool is_type_position(const rewriting *r, uint32_t i)
{
    const token *at = &r->t->at[i];
    int before = i ? at[-1].lexeme : ';', word = i ? at[-1].word : WORD_NONE, next = at[1].lexeme;
    if (at->lexeme != LEX_NAME || before == '.' || before == LEX_ARROW || before == '*' || (before == LEX_NAME && !external_is_keyword(word))
        || word == WORD_STRUCT || word == WORD_UNION || word == WORD_ENUM)
        return false;
    if (next == LEX_NAME || next == '*')
        return true;
    if (next == '(')
        return at[2].lexeme == '*';
    return (next == ')' || next == ',') && (r->is_c || word == WORD_CONST || (before == '(' && i > 1 && at[-2].word == WORD_SIZEOF));
}

static const symbol *type_symbol(const rewriting *r, uint32_t i)
{
    const symbol *s = program_find_anywhere(r->program, token_text(r->program->arena, r->t, i));
    return s && (s->kind == SYMBOL_MANAGER || s->kind == SYMBOL_ERROR) ? s : NULL;
}

static unsigned slot_of(const rewriting *r, uint32_t i)
{
    unsigned hash = 0;
    for (uint32_t c = r->t->at[i].start; c < r->t->at[i].end; c++)
        hash = hash * 31 + (unsigned char)r->text[c];
    return hash % TYPE_SLOTS;
}

/* ---- structs ---- */

/* `struct NAME {` from I on: notes where it ends, and which types it names. */
static void begin_struct(rewriting *r, uint32_t i)
{
    const token *t = r->t->at;
    if (t[i].word != WORD_STRUCT || t[i + 1].lexeme != LEX_NAME || t[i + 2].lexeme != '{')
        return;
    unsigned depth = 0;
    memset(r->types, 0, sizeof r->types);
    for (uint32_t k = i + 2; k < r->t->count; k++) {
        depth += t[k].lexeme == '{';
        if (is_type_position(r, k))
            r->types[slot_of(r, k)] = true;
        if (t[k].lexeme == '}' && --depth == 0) {
            r->first = i;
            r->end = k;
            r->is_frame = token_is(r->t, i + 3, "acm_frame") || token_is(r->t, i + 3, "acm_allocated");
            return;
        }
    }
}

/* A member is named there, before its end: `;`, a size, the width of a bit-field, or the ) of (*NAME). */
static bool is_member_name(const rewriting *r, uint32_t i)
{
    const token *t = r->t->at;
    int before = i ? t[i - 1].lexeme : 0, next = t[i + 1].lexeme;
    return t[i].lexeme == LEX_NAME && (before == LEX_NAME || before == '*' || before == '}')
        && (next == ';' || next == '[' || next == ':' || next == ')') && !token_is(r->t, i, "result") && !token_is(r->t, i, "acm");
}

/* Whether the struct has the name of a member I for a type, or that of a type I for a member: in C++ they are in one space. */
static bool meets(const rewriting *r, uint32_t i, bool as_type)
{
    if (!r->types[slot_of(r, i)])
        return false;
    for (uint32_t k = r->first + 3; k < r->end; k++)
        if (r->t->at[k].lexeme == LEX_NAME && tokens_same(r->t, i, r->t, k) && (as_type ? is_type_position(r, k) : is_member_name(r, k)))
            return true;
    return false;
}

static bool is_keyword_of_cplusplus(const rewriting *r, uint32_t i)
{
    static const char *const words[] = {
        "and", "and_eq", "bitand", "bitor", "catch", "class", "compl", "concept", "const_cast", "consteval", "constexpr", "decltype",
        "delete", "dynamic_cast", "explicit", "export", "friend", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "operator",
        "or", "or_eq", "private", "protected", "public", "reinterpret_cast", "requires", "static_cast", "template", "this", "throw", "try",
        "typeid", "typename", "using", "virtual", "xor", "xor_eq",
    };
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        if (token_is(r->t, i, words[w]))
            return true;
    return false;
}

/* ---- tokens ---- */

/* `[static 3]`, `[n]` of a parameter is a pointer in any case. */
static uint32_t drop_size(rewriting *r, uint32_t i)
{
    uint32_t close = i + 1;
    for (unsigned depth = 1; close < r->t->count; close++) {
        depth += r->t->at[close].lexeme == '[';
        if (r->t->at[close].lexeme == ']' && --depth == 0)
            break;
    }
    if (close > i + 1)
        replace(r, i + 1, close - 1, "");
    return close;
}

static uint32_t rewrite_form(rewriting *r, uint32_t i)
{
    arena *a = r->program->arena;
    bool in_struct = r->end > 0;
    if (r->t->at[i].word == WORD_RESTRICT)
        replace(r, i, i, "");
    else if (!in_struct && r->t->at[i].lexeme == '[' && i > 0 && r->t->at[i - 1].lexeme == LEX_NAME)
        return drop_size(r, i);
    else if (in_struct && !r->is_frame && is_type_position(r, i) && type_symbol(r, i) && meets(r, i, false))
        replace(r, i, i, arena_printf(a, "struct %s", token_text(a, r->t, i)));
    else if ((!in_struct || r->is_frame) && r->t->at[i].lexeme == LEX_NAME
             && (is_keyword_of_cplusplus(r, i) || (in_struct && is_member_name(r, i) && meets(r, i, true))))
        replace(r, i, i, arena_printf(a, "%s_", token_text(a, r->t, i)));
    return i;
}

static const char *rewrite(const program *p, const char *text, size_t *length, bool is_c)
{
    rewriting *r = arena_alloc(p->arena, sizeof *r);
    *r = (rewriting){.program = p, .text = text, .is_c = is_c, .w = writer_new(p->arena, "", NULL)};
    r->t = scan(p->arena, source_of_text(p->arena, "", text, *length), p->diag);
    for (uint32_t i = 0; r->t && i < r->t->count; i++) {
        const symbol *s = is_type_position(r, i) ? type_symbol(r, i) : NULL;
        if (!is_c && r->end == 0)
            begin_struct(r, i);
        if (s && s->kind == SYMBOL_MANAGER && s->is_static && s->in_header && s->module == p->main)
            replace(r, i, i, manager_type(s, p->arena));
        else if (!is_c)
            i = rewrite_form(r, i);
        if (r->end && i >= r->end)
            r->end = 0;
    }
    writer_put_bytes(r->w, text + r->from, *length - r->from);
    *length = r->w->length;
    return r->w->text;
}

const char *public_c(const program *program, const char *text, size_t *length)
{
    return rewrite(program, text, length, true);
}

const char *public_form(const program *program, const char *text, size_t *length)
{
    return rewrite(program, text, length, false);
}
