/* The tokens of a file, as grammar/acm.l finds them. */
#ifndef TOKEN_H
#define TOKEN_H

#include "diag.h"

/* Words that mean something to acmc in some place.  All are identifiers to the scanner. */
#define WORDS(X)                                                                                       \
    X(ASYNC, "async") X(AWAIT, "await") X(YIELD, "yield") X(WITH, "with") X(TRY, "try")                \
    X(EXCEPT, "except") X(FINALLY, "finally") X(RAISE, "raise") X(SPAWN, "spawn") X(DEFER, "defer")    \
    X(AS, "as") X(IN, "in") X(FROM, "from") X(GATHER, "gather") X(RACE, "race") X(ENTER, "enter")      \
    X(EXIT, "exit") X(IMPORT, "import") X(ERROR, "error") X(CONTEXT, "context")                        \
    X(GENERATOR, "generator") X(MANAGER, "manager") X(SELF, "self")                                    \
    X(IF, "if") X(ELSE, "else") X(WHILE, "while") X(DO, "do") X(FOR, "for") X(SWITCH, "switch")        \
    X(CASE, "case") X(DEFAULT, "default") X(BREAK, "break") X(CONTINUE, "continue")                    \
    X(RETURN, "return") X(GOTO, "goto")                                                                \
    X(STATIC, "static") X(EXTERN, "extern") X(INLINE, "inline") X(TYPEDEF, "typedef")                  \
    X(REGISTER, "register") X(AUTO, "auto") X(THREAD_LOCAL, "_Thread_local") X(NORETURN, "_Noreturn")  \
    X(CONST, "const") X(VOLATILE, "volatile") X(RESTRICT, "restrict") X(ATOMIC, "_Atomic")             \
    X(EXTENSION, "__extension__")                                                                      \
    X(VOID, "void") X(CHAR, "char") X(SHORT, "short") X(INT, "int") X(LONG, "long")                    \
    X(FLOAT, "float") X(DOUBLE, "double") X(SIGNED, "signed") X(UNSIGNED, "unsigned")                  \
    X(BOOL, "_Bool") X(COMPLEX, "_Complex") X(IMAGINARY, "_Imaginary") X(INT128, "__int128")           \
    X(STRUCT, "struct") X(UNION, "union") X(ENUM, "enum")                                              \
    X(TYPEOF, "typeof") X(TYPEOF_UNQUAL, "typeof_unqual") X(AUTO_TYPE, "__auto_type")                  \
    X(ALIGNAS, "_Alignas") X(ATTRIBUTE, "__attribute__") X(DECLSPEC, "__declspec")                     \
    X(SIZEOF, "sizeof") X(ALIGNOF, "_Alignof") X(GENERIC, "_Generic")                                  \
    X(STATIC_ASSERT, "_Static_assert") X(ASM, "asm") X(LABEL_GNU, "__label__")

/* Other spellings of them: C23's, and those that GNU C has in every dialect. */
#define SPELLINGS(X)                                                                                   \
    X(INLINE, "__inline") X(INLINE, "__inline__") X(THREAD_LOCAL, "thread_local")                      \
    X(THREAD_LOCAL, "__thread") X(CONST, "__const") X(CONST, "__const__")                              \
    X(VOLATILE, "__volatile") X(VOLATILE, "__volatile__") X(RESTRICT, "__restrict")                    \
    X(RESTRICT, "__restrict__") X(SIGNED, "__signed") X(SIGNED, "__signed__") X(BOOL, "bool")          \
    X(COMPLEX, "__complex") X(COMPLEX, "__complex__") X(TYPEOF, "__typeof") X(TYPEOF, "__typeof__")    \
    X(ALIGNAS, "alignas") X(ATTRIBUTE, "__attribute") X(ALIGNOF, "alignof")                            \
    X(ALIGNOF, "__alignof") X(ALIGNOF, "__alignof__") X(STATIC_ASSERT, "static_assert")                \
    X(ASM, "__asm") X(ASM, "__asm__")

typedef enum word {
    WORD_NONE,
#define X(id, text) WORD_##id,
    WORDS(X)
#undef X
} word;

/* Whether it may name something in a body, whatever it means elsewhere. */
static inline bool word_may_be_name(int word) { return word == WORD_NONE || (word >= WORD_AS && word <= WORD_SELF); }

enum lexeme {                             /* below 256: a punctuator of that one character */
    LEX_END = 256,
    LEX_NAME,                             /* an identifier or keyword; .word tells */
    LEX_NUMBER,
    LEX_CHARACTER,
    LEX_STRING,
    LEX_DIRECTIVE,                        /* a preprocessor line with its continuations, without its last newline */
    LEX_ARROW,                            /* -> */
    LEX_AND,                              /* && */
    LEX_OR,                               /* || */
    LEX_ASSIGN,                           /* += and the like; plain = is '=' */
    LEX_INCREMENT,                        /* ++ -- */
    LEX_OPERATOR,                         /* << >> <= >= == != */
    LEX_ELLIPSIS,
    LEX_SCOPE,                            /* :: */
    LEX_UNTERMINATED,                     /* a string or character constant that ends with its line */
    LEX_STRAY                             /* a byte that C has no use for */
};

typedef struct token {
    short lexeme;
    short word;
    bool starts_line;
    bool is_moved;                        /* what stands before it in the source is not the token before it; see distribute.c */
    uint32_t start, end;                  /* bytes */
    uint32_t mate;                        /* of ( [ { and ) ] }: the index of the other; 0 if it has none */
} token;

typedef struct tokens {
    const source *source;
    token *at;                            /* ends with one LEX_END, at the end of the file */
    uint32_t count;                       /* LEX_END not counted */
    struct arms *arms;                    /* conditional.h */
    struct shape_macros *macros;          /* shape_macros.c */
    bool has_lost_form;                   /* one that can't be read was passed over: an error has been reported, and its name is not known */
    bool is_cut_off;                      /* it ends in a comment or bracket: an error has been reported */
    bool is_torn;                         /* by conditionals that cut statements: an error has been reported */
    bool is_too_deep;                     /* nested too deep: an error has been reported */
    const uint32_t *awaits;               /* awaits[i]: how many `await`s and `spawn`s stand before token i; see shape_file.c */
} tokens;

/* Tokens FIRST to LAST, both included; none if LAST + 1 is FIRST or less (then FIRST is where they would stand). */
typedef struct range {
    uint32_t first, last;
} range;

static inline bool range_empty(range r) { return r.last + 1 <= r.first; }      /* {0, -1} is empty too */

/* Never fails: what is no token is LEX_STRAY.  An unterminated comment is an error. */
tokens *scan(arena *arena, const source *source, diagnostics *diag);

/* The text of a token; of tokens FIRST to LAST (both included) with what stands between. */
const char *token_text(arena *arena, const tokens *tokens, uint32_t index);
const char *tokens_text(arena *arena, const tokens *tokens, uint32_t first, uint32_t last);
/* For messages: in '…' and cut if it is long. */
const char *token_quoted(arena *arena, const tokens *tokens, uint32_t index);
bool token_is(const tokens *tokens, uint32_t index, const char *text);
bool tokens_same(const tokens *a, uint32_t i, const tokens *b, uint32_t j);
bool tokens_same_range(const tokens *a, range x, const tokens *b, range y);
void token_unterminated(diagnostics *diag, const tokens *tokens, uint32_t index);       /* complains of it */
span token_span(const tokens *tokens, uint32_t first, uint32_t last);

#endif
