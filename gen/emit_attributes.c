/* The attributes that a form is written with, as far as they are about the code that it becomes. */
#include <string.h>

#include "emit.h"

/* Of a form all of whose code is one function: these say how that is compiled, and where it goes. */
static const char *const of_code[] = {
    "noinline", "noclone", "noipa", "cold", "hot", "section", "target", "target_clones", "optimize", "minsize", "optnone", "flatten", "aligned",
    "no_icf", "no_reorder", "no_split_stack", "no_stack_protector", "stack_protect", "no_stack_limit", "no_instrument_function", "no_profile_instrument_function",
    "xray_always_instrument", "xray_never_instrument", "patchable_function_entry", "no_sanitize", "no_sanitize_address", "no_sanitize_thread",
    "no_sanitize_undefined", "no_sanitize_memory", "disable_sanitizer_instrumentation", "no_address_safety_analysis", "nocf_check", "disable_tail_calls",
};

static const char *const of_use[] = {"unused", "maybe_unused", "used", "retain"};

/* With underscores on both sides too. */
static bool is_one_of(const char *text, size_t length, const char *const *names, size_t count)
{
    if (length > 4 && memcmp(text, "__", 2) == 0 && memcmp(text + length - 2, "__", 2) == 0)
        return is_one_of(text + 2, length - 4, names, count);
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0)
            return true;
    return false;
}

/* Adds those of `a, gnu::b(x)`, between FIRST and END, to a list. */
static const char *add_wanted(const emitter *e, const tokens *t, uint32_t first, uint32_t end, bool code, const char *list)
{
    arena *a = e->program->arena;
    for (uint32_t i = first; i < end; ) {
        uint32_t name = i, after = i;
        while (after < end && t->at[after].lexeme != ',') {
            if (t->at[after].lexeme == LEX_NAME)
                name = after;             /* behind gnu:: too */
            after = t->at[after].mate > after ? t->at[after].mate + 1 : after + 1;
        }
        const char *text = t->source->bytes + t->at[name].start;
        size_t length = t->at[name].end - t->at[name].start;
        bool wanted = name < after && (code ? is_one_of(text, length, of_code, sizeof of_code / sizeof *of_code)
                                            : is_one_of(text, length, of_use, sizeof of_use / sizeof *of_use));
        if (wanted && length == strlen("maybe_unused") && memcmp(text, "maybe_unused", length) == 0)
            list = arena_printf(a, "%s%sunused", list, *list ? ", " : "");
        else if (wanted)
            list = arena_printf(a, "%s%s%s", list, *list ? ", " : "", tokens_text(a, t, name, after - 1));
        i = after + 1;
    }
    return list;
}

const char *emit_attributes(const emitter *e, const symbol *s, bool code)
{
    const tokens *t = s->module->tokens;
    const char *list = "";
    range prefix = s->node->form.prefix;
    for (uint32_t i = prefix.first; !range_empty(prefix) && i <= prefix.last; i++) {
        bool gnu = t->at[i].word == WORD_ATTRIBUTE || t->at[i].word == WORD_ATTRIBUTE_2, c23 = t->at[i].lexeme == '[' && t->at[i + 1].lexeme == '[';
        uint32_t open = gnu ? i + 2 : i + 1;          /* the inner bracket */
        if ((!gnu && !c23) || open > prefix.last || t->at[open].mate <= open)
            continue;
        list = add_wanted(e, t, open + 1, t->at[open].mate, code, list);
        i = t->at[open].mate + 1;
    }
    return *list ? arena_printf(e->program->arena, "__attribute__((%s)) ", list) : "";
}
