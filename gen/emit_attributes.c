/* The attributes that a form is written with, in any of its prototypes too, as far as they are about the functions that it becomes. */
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

/* Of who calls it, and is warned. */
static const char *const of_callers[] = {"deprecated", "unavailable", "warning", "error"};

static bool is_about(attribute_kind kind, const char *text, size_t length)
{
    switch (kind) {
    case ATTRIBUTES_OF_CODE: return is_one_of(text, length, of_code, sizeof of_code / sizeof *of_code);
    case ATTRIBUTES_OF_USE: return is_one_of(text, length, of_use, sizeof of_use / sizeof *of_use);
    case ATTRIBUTES_OF_CALLERS: return is_one_of(text, length, of_callers, sizeof of_callers / sizeof *of_callers);
    }
    return false;
}

typedef struct wanted {
    arena *arena;
    attribute_kind kind;
    LIST(const char *) found;
} wanted;

static void add(wanted *w, const char *text)
{
    for (size_t i = 0; i < w->found.count; i++)
        if (strcmp(w->found.at[i], text) == 0)
            return;                       /* a prototype may repeat it */
    LIST_ADD(w->arena, w->found, text);
}

/* Those of `a, gnu::b(x)`, between FIRST and END. */
static void add_list(wanted *w, const tokens *t, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; ) {
        uint32_t name = i, after = i;
        while (after < end && t->at[after].lexeme != ',') {
            if (t->at[after].lexeme == LEX_NAME)
                name = after;             /* behind gnu:: too */
            after = t->at[after].mate > after ? t->at[after].mate + 1 : after + 1;
        }
        const char *text = t->source->bytes + t->at[name].start;
        size_t length = t->at[name].end - t->at[name].start;
        if (name < after && is_about(w->kind, text, length))
            add(w, token_is(t, name, "maybe_unused") ? "unused" : tokens_text(w->arena, t, name, after - 1));
        i = after + 1;
    }
}

/* Those in tokens FIRST to LAST, which are a head's, but for SKIPPED, its parameters. */
static void add_from(wanted *w, const tokens *t, uint32_t first, uint32_t last, range skipped)
{
    for (uint32_t i = first; i <= last; i++) {
        if (!range_empty(skipped) && i == skipped.first)
            i = skipped.last;
        bool gnu = t->at[i].word == WORD_ATTRIBUTE, c23 = t->at[i].lexeme == '[' && t->at[i + 1].lexeme == '[';
        uint32_t open = gnu ? i + 2 : i + 1;          /* the inner bracket */
        if ((!gnu && !c23) || open > last || t->at[open].mate <= open)
            continue;
        add_list(w, t, open + 1, t->at[open].mate);
        i = t->at[open].mate + 1;
    }
}

static wanted find_attributes(arena *a, const symbol *s, attribute_kind kind)
{
    wanted w = {.arena = a, .kind = kind};
    for (size_t i = 0; i < s->heads.count; i++) {
        const head *h = &s->heads.at[i];
        if (kind == ATTRIBUTES_OF_USE && h->form->form.is_inline)
            add(&w, "unused");            /* nobody minds if an inline function is not called */
        add_from(&w, h->of->tokens, h->tokens.first, h->tokens.last, h->form->form.signature->parameter_tokens);
    }
    return w;
}

const char *emit_attributes(const emitter *e, const symbol *s, attribute_kind kind)
{
    arena *a = e->program->arena;
    wanted w = find_attributes(a, s, kind);
    const char *list = "";
    for (size_t i = 0; i < w.found.count; i++)
        list = arena_printf(a, "%s%s%s", list, i ? ", " : "", w.found.at[i]);
    return *list ? arena_printf(a, "__attribute__((%s)) ", list) : "";
}

void emit_as_caller(emitter *e, const symbol *s)
{
    if (symbol_warns_callers(e->program->arena, s)) {
        writer_line(e->w, "#pragma GCC diagnostic push");
        writer_line(e->w, "#pragma GCC diagnostic ignored \"-Wdeprecated-declarations\"");
    }
}

void emit_end_of_caller(emitter *e, const symbol *s)
{
    if (symbol_warns_callers(e->program->arena, s))
        writer_line(e->w, "#pragma GCC diagnostic pop");
}

bool symbol_warns_callers(arena *a, const symbol *s)
{
    return find_attributes(a, s, ATTRIBUTES_OF_CALLERS).found.count > 0;
}
