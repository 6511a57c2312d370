/* Which variables can be followed from mention to mention: numbers and pointers of whose address nothing is made. */
#include "escape.h"

#include <string.h>

#include "macros.h"
#include "shape.h"

/* ---- types ---- */

static bool is_scalar_typedef(const lowering *l, uint32_t token)
{
    static const char *const names[] = {
        "bool", "size_t", "ssize_t", "ptrdiff_t", "intptr_t", "uintptr_t", "intmax_t", "uintmax_t", "wchar_t", "char16_t", "char32_t",
        "int8_t", "int16_t", "int32_t", "int64_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "time_t", "off_t", "pid_t", "uid_t",
        "gid_t", "mode_t", "socklen_t", "in_addr_t", "in_port_t",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (token_is(l->tokens, token, names[i]))
            return true;
    return false;
}

/* Whether specifiers name a number: not a struct, a typeof or an unknown name, which may be an array. */
static bool is_number(const lowering *l, range specifiers)
{
    bool number = false;
    for (uint32_t i = specifiers.first; i <= specifiers.last; i++) {
        int word = l->t[i].word;
        if (shape_is_type_word(word) || word == WORD_ENUM)
            number = word != WORD_AUTO_TYPE && word != WORD_VOID;
        else if (word == WORD_STRUCT || word == WORD_UNION || word == WORD_ALIGNAS || word == WORD_ATTRIBUTE)
            return false;
        else if (l->t[i].lexeme == LEX_NAME && is_scalar_typedef(l, i))
            number = true;
    }
    return number;
}

bool is_followable(const lowering *l, const variable *x)
{
    if (x->is_array || x->is_array_parameter)
        return x->is_array_parameter && !x->is_variable_length;
    for (uint32_t i = x->declarator.first; i <= x->declarator.last; i++)
        if (l->t[i].lexeme == '[' || l->t[i].word == WORD_ATTRIBUTE)
            return false;                 /* a pointer to an array at most */
    return x->is_pointer || x->is_function_pointer || x->is_function_parameter || is_number(l, x->specifiers);
}

/* ---- names that may be macros of headers ---- */

/* By its looks a macro: no lower case in its name.  Those that standard headers define only make values of their arguments. */
static bool looks_like_macro(const lowering *l, uint32_t token)
{
    const char *name = l->tokens->source->bytes + l->t[token].start;
    size_t length = l->t[token].end - l->t[token].start;
    static const char *const harmless[] = {"ACM_", "INT", "UINT", "WIF", "WEXIT", "WTERM", "WSTOP", "S_IS", "FD_", "CMSG_", "IN6_", "SIG_"};
    for (size_t i = 0; i < length; i++)
        if (name[i] >= 'a' && name[i] <= 'z')
            return false;
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (strncmp(name, harmless[i], strlen(harmless[i])) == 0)
            return false;
    return l->t[token].lexeme == LEX_NAME && !program_find_token(l->program, token);
}

bool may_mention_others(const lowering *l, uint32_t token, range tokens)
{
    bool called = token < tokens.last && l->t[token + 1].lexeme == '(';
    bool alone = tokens.first == token && tokens.last == token;
    return (called || alone) && looks_like_macro(l, token) && !macro_of_token(l->program, token);
}

/* Goes on to TOKEN.  A macro may take the address of its arguments: `&` in it would not be seen. */
static void follow_to(const lowering *l, address_search *s, uint32_t token, range tokens)
{
    for (uint32_t i = s->at > tokens.first ? s->at : tokens.first; i < token; i++) {
        s->has_asm |= l->t[i].word == WORD_ASM;
        bool is_call = l->t[i].lexeme == '(' && i > tokens.first && l->t[i - 1].lexeme == LEX_NAME && l->t[i].mate > s->macro_end;
        if (is_call && (looks_like_macro(l, i - 1) || macro_of_token(l->program, i - 1)))
            s->macro_end = l->t[i].mate;
    }
    s->at = token;
}

bool takes_address(const lowering *l, address_search *s, uint32_t token, range tokens)
{
    uint32_t before = token;
    while (before > tokens.first && l->t[before - 1].lexeme == '(')      /* &(x) */
        before--;
    follow_to(l, s, token, tokens);
    return (before > tokens.first && l->t[before - 1].lexeme == '&') || s->has_asm || token < s->macro_end;
}
