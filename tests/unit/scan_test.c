/* The scanner, grammar/acm.l: bytes to tokens. */
#include "arena_testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "token.h"

static const char *kind_of(arena *arena, const token *t)
{
    static const char *const names[] = {
        [LEX_END - 256] = "end", [LEX_NAME - 256] = "name", [LEX_NUMBER - 256] = "number",
        [LEX_CHARACTER - 256] = "character", [LEX_STRING - 256] = "string", [LEX_DIRECTIVE - 256] = "directive",
        [LEX_ARROW - 256] = "arrow", [LEX_AND - 256] = "and", [LEX_OR - 256] = "or", [LEX_ASSIGN - 256] = "assign",
        [LEX_INCREMENT - 256] = "increment", [LEX_OPERATOR - 256] = "operator", [LEX_ELLIPSIS - 256] = "ellipsis",
        [LEX_SCOPE - 256] = "scope", [LEX_UNTERMINATED - 256] = "unterminated", [LEX_STRAY - 256] = "stray",
    };
    return t->lexeme < 256 ? arena_printf(arena, "%c", t->lexeme) : names[t->lexeme - 256];
}

static tokens *scanned(arena *arena, const char *bytes, size_t length, diagnostics *diag)
{
    return scan(arena, source_of_text(arena, "x.acm", bytes, length), diag);
}

/* Each token as `kind[text]`, `>` before those that start a line, blanks between; without the end. */
static const char *shown(arena *arena, const tokens *tokens)
{
    char *text = arena_copy(arena, "", 0);
    for (uint32_t i = 0; i < tokens->count; i++) {
        const token *t = &tokens->at[i];
        text = arena_printf(arena, "%s%s%s%s[%s]", text, i > 0 ? " " : "", t->starts_line ? ">" : "", kind_of(arena, t),
                            token_text(arena, tokens, i));
    }
    return text;
}

/* Tokens are in order, do not overlap, and end with one LEX_END at the end of the file. */
static void is_well_formed(const tokens *tokens)
{
    uint32_t end = 0;
    for (uint32_t i = 0; i < tokens->count; i++) {
        assert_true(tokens->at[i].start >= end);
        assert_true(tokens->at[i].end > tokens->at[i].start);
        assert_int_not_equal(tokens->at[i].lexeme, LEX_END);
        end = tokens->at[i].end;
    }
    const token *last = &tokens->at[tokens->count];
    assert_int_equal(last->lexeme, LEX_END);
    assert_true(last->starts_line);
    assert_int_equal(last->start, tokens->source->length);
    assert_int_equal(last->end, tokens->source->length);
}

static void scans(void **state, const char *text, const char *expected)
{
    diagnostics *diag = diag_new(*state);
    const tokens *found = scanned(*state, text, strlen(text), diag);
    assert_string_equal(shown(*state, found), expected);
    assert_false(diag_has_errors(diag));
    is_well_formed(found);
}

static void fails(void **state, const char *text, const char *expected, const char *printed)
{
    diagnostics *diag = diag_new(*state);
    const tokens *found = scanned(*state, text, strlen(text), diag);
    assert_string_equal(shown(*state, found), expected);
    is_well_formed(found);
    assert_string_equal(messages(*state, diag), printed);
}

/* ---- tokens ---- */

static void reads_names(void **state)
{
    scans(state, "a _b Z9 $c \xC3\xA9t\xC3\xA9", ">name[a] name[_b] name[Z9] name[$c] name[\xC3\xA9t\xC3\xA9]");
    scans(state, "u8 L u8a", ">name[u8] name[L] name[u8a]");
    scans(state, "\\u00e9t\\U000000e9 a\\u00e9_1", ">name[\\u00e9t\\U000000e9] name[a\\u00e9_1]");
    scans(state, "\\u00e a\\q", ">stray[\\] name[u00e] name[a] stray[\\] name[q]");
}

static void knows_words(void **state)
{
    static const struct { const char *text; word word; } all[] = {
#define X(id, text) {text, WORD_##id},
        WORDS(X)
#undef X
        {"Async", WORD_NONE}, {"asyncs", WORD_NONE}, {"asyn", WORD_NONE}, {"x", WORD_NONE}, {"int_", WORD_NONE}, {"__", WORD_NONE},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        diagnostics *diag = diag_new(*state);
        const tokens *found = scanned(*state, all[i].text, strlen(all[i].text), diag);
        assert_int_equal(found->count, 1);
        assert_int_equal(found->at[0].lexeme, LEX_NAME);
        assert_int_equal(found->at[0].word, all[i].word);
    }
}

static void words_are_names_only(void **state)
{
    diagnostics *diag = diag_new(*state);
    const tokens *found = scanned(*state, "\"async\" 1async", 14, diag);
    assert_int_equal(found->count, 2);
    assert_int_equal(found->at[0].word, WORD_NONE);
    assert_int_equal(found->at[1].word, WORD_NONE);
}

static void reads_numbers(void **state)
{
    scans(state, "0 12ULL 0x1F 1.5e-3f .5 1. 0x1p+4 0xAp-2", ">number[0] number[12ULL] number[0x1F] number[1.5e-3f] number[.5] number[1.] "
          "number[0x1p+4] number[0xAp-2]");
    scans(state, "1'000'000 0b10 1a_b", ">number[1'000'000] number[0b10] number[1a_b]");
    scans(state, "1+2 a1-1 0xe+1", ">number[1] +[+] number[2] name[a1] -[-] number[1] number[0xe+1]");
}

static void reads_strings_and_characters(void **state)
{
    scans(state, "\"a\" \"\" 'b' \"\\\"\" '\\''", ">string[\"a\"] string[\"\"] character['b'] string[\"\\\"\"] character['\\'']");
    scans(state, "u8\"a\" u\"b\" U\"c\" L\"d\"", ">string[u8\"a\"] string[u\"b\"] string[U\"c\"] string[L\"d\"]");
    scans(state, "u8'a' u'b' U'c' L'd'", ">character[u8'a'] character[u'b'] character[U'c'] character[L'd']");
    scans(state, "\"'\" '\"' \"/*\" '//' \"//\"", ">string[\"'\"] character['\"'] string[\"/*\"] character['//'] string[\"//\"]");
    scans(state, "x\"a\"b\"c\"", ">name[x] string[\"a\"] name[b] string[\"c\"]");
    scans(state, "\"a\\\nb\" c", ">string[\"a\\\nb\"] name[c]");
    scans(state, "\"a\\\r\nb\" c", ">string[\"a\\\r\nb\"] name[c]");
    scans(state, "\"\\\\\" a", ">string[\"\\\\\"] name[a]");
}

static void reads_punctuators(void **state)
{
    scans(state, "[](){}.,;:?", ">[[[] ][]] ([(] )[)] {[{] }[}] .[.] ,[,] ;[;] :[:] ?[?]");
    scans(state, "= < > ! ~ + * / % & | ^ -", ">=[=] <[<] >[>] ![!] ~[~] +[+] *[*] /[/] %[%] &[&] |[|] ^[^] -[-]");
    scans(state, "-> && || ... :: ++ --", ">arrow[->] and[&&] or[||] ellipsis[...] scope[::] increment[++] increment[--]");
    scans(state, "<< >> <= >= == !=", ">operator[<<] operator[>>] operator[<=] operator[>=] operator[==] operator[!=]");
    scans(state, "+= -= *= /= %= &= |= ^= <<= >>=", ">assign[+=] assign[-=] assign[*=] assign[/=] assign[%=] assign[&=] assign[|=] "
          "assign[^=] assign[<<=] assign[>>=]");
}

static void takes_the_longest_punctuator(void **state)
{
    scans(state, "a+++b a->b a--->b", ">name[a] increment[++] +[+] name[b] name[a] arrow[->] name[b] name[a] increment[--] arrow[->] name[b]");
    scans(state, "a<<=b a<b>>c ..", ">name[a] assign[<<=] name[b] name[a] <[<] name[b] operator[>>] name[c] .[.] .[.]");
    scans(state, "a&&&b a.b ....", ">name[a] and[&&] &[&] name[b] name[a] .[.] name[b] ellipsis[...] .[.]");
}

static void reads_digraphs(void **state)
{
    scans(state, "<% %> <: :>", ">{[<%] }[%>] [[<:] ][:>]");
    scans(state, "a<:0:>=<%1%>;", ">name[a] [[<:] number[0] ][:>] =[=] {[<%] number[1] }[%>] ;[;]");
    scans(state, "%:define A <%\nb", ">directive[%:define A <%] >name[b]");
    scans(state, "a %: b", ">name[a] #[%:] name[b]");
}

/* ---- what stands between tokens ---- */

static void passes_over_space(void **state)
{
    scans(state, " \t\v\f a\tb", ">name[a] name[b]");
    scans(state, "a\n\n  b c", ">name[a] >name[b] name[c]");
}

static void an_empty_file_has_an_end(void **state)
{
    scans(state, "", "");
    scans(state, "\n \n", "");
    scans(state, "// nothing", "");
    scans(state, "/* nothing */", "");
    scans(state, "\xEF\xBB\xBF", "");
}

static void passes_over_comments(void **state)
{
    scans(state, "a/* b */c", ">name[a] name[c]");
    scans(state, "/**/a/***/b/* * / ** **/c", ">name[a] name[b] name[c]");
    scans(state, "a // b /* c\nd", ">name[a] >name[d]");
    scans(state, "a /* // */ b /* \" */ c /* ' */ d", ">name[a] name[b] name[c] name[d]");
    scans(state, "a // it's \"\nb", ">name[a] >name[b]");
    scans(state, "/* # */ # /* x */ if 1\na", ">directive[# /* x */ if 1] >name[a]");
    scans(state, "a /* one\n two */ b", ">name[a] >name[b]");
    scans(state, "a /*/ b */ c", ">name[a] name[c]");
}

static void comments_go_on_over_splices(void **state)
{
    scans(state, "// a \\\nb\nc", ">name[c]");
    scans(state, "// a \\ \t\nb\nc", ">name[c]");
    scans(state, "// a \\\r\nb\r\nc", ">name[c]");
    scans(state, "// a \\b\nc", ">name[c]");
    scans(state, "// a \\", "");
    scans(state, "/\\\n/ a\nb", ">name[b]");
    scans(state, "/\\\n* a *\\\n/ b", ">name[b]");
    scans(state, "/\\\r\n* a **\\\r\n*\\\r\n/ b", ">name[b]");
}

static void splices_are_space(void **state)
{
    scans(state, "a \\\n b", ">name[a] name[b]");
    scans(state, "a\\\r\nb", ">name[a] name[b]");
    scans(state, "a \\ \t\n b\nc", ">name[a] name[b] >name[c]");
    scans(state, "a \\\n # b", ">name[a] #[#] name[b]");
}

static void takes_the_line_ends_of_dos(void **state)
{
    scans(state, "a;\r\nb;\r\n", ">name[a] ;[;] >name[b] ;[;]");
    scans(state, "#define A \\\r\n  b\r\nc", ">directive[#define A \\\r\n  b] >name[c]");
    scans(state, "a // b\r\nc", ">name[a] >name[c]");
}

static void passes_over_a_byte_order_mark(void **state)
{
    diagnostics *diag = diag_new(*state);
    const tokens *found = scanned(*state, "\xEF\xBB\xBF#if\na", 8, diag);
    assert_string_equal(shown(*state, found), ">directive[#if] >name[a]");
    assert_int_equal(found->at[0].start, 3);
    assert_int_equal(found->at[1].start, 7);
    is_well_formed(found);
}

/* ---- directives ---- */

static void reads_directives(void **state)
{
    scans(state, "#include <stdio.h>\n#include \"a.h\"\n", ">directive[#include <stdio.h>] >directive[#include \"a.h\"]");
    scans(state, "  # define A(x) x\nb", ">directive[# define A(x) x] >name[b]");
    scans(state, "#\n#", ">directive[#] >directive[#]");
    scans(state, "a # b\n#c", ">name[a] #[#] name[b] >directive[#c]");
    scans(state, "#define S(x) #x x##x\na", ">directive[#define S(x) #x x##x] >name[a]");
}

static void directives_go_on_over_splices(void **state)
{
    scans(state, "#define A \\\n  b \\\n  c\nd", ">directive[#define A \\\n  b \\\n  c] >name[d]");
    scans(state, "#define A \\ \n  b\nc", ">directive[#define A \\ \n  b] >name[c]");
    scans(state, "#def\\\nine A\nb", ">directive[#def\\\nine A] >name[b]");
    scans(state, "#define A \\\n\nb", ">directive[#define A \\\n] >name[b]");
    scans(state, "#define A /\\\n 2\nb", ">directive[#define A /\\\n 2] >name[b]");
    scans(state, "#define A \"a\\\nb\"\nc", ">directive[#define A \"a\\\nb\"] >name[c]");
}

static void directives_have_comments(void **state)
{
    scans(state, "#define A /* one\n two */ b\nc", ">directive[#define A /* one\n two */ b] >name[c]");
    scans(state, "#define A /**/ b /***/ c\nd", ">directive[#define A /**/ b /***/ c] >name[d]");
    scans(state, "#define A b // c\nd", ">directive[#define A b ] >name[d]");
    scans(state, "#define A b // isn't /* c\nd", ">directive[#define A b ] >name[d]");
    scans(state, "#define A b // c \\\nd\ne", ">directive[#define A b ] >name[e]");
    scans(state, "#if A //\nd", ">directive[#if A ] >name[d]");
    scans(state, "#define A b /* isn't \" */\nc", ">directive[#define A b /* isn't \" */] >name[c]");
}

static void directives_have_strings(void **state)
{
    scans(state, "#define URL \"http://x\"\na", ">directive[#define URL \"http://x\"] >name[a]");
    scans(state, "#define Q '\"'\na", ">directive[#define Q '\"'] >name[a]");
    scans(state, "#define Q '\\''\na", ">directive[#define Q '\\''] >name[a]");
    scans(state, "#error it isn't\na", ">directive[#error it isn't] >name[a]");
    scans(state, "#error \"so\na", ">directive[#error \"so] >name[a]");
    scans(state, "#define GLOB \"/*\"\na /* */ b", ">directive[#define GLOB \"/*\"] >name[a] name[b]");
    scans(state, "#define OPEN '/*'\na /* */ b", ">directive[#define OPEN '/*'] >name[a] name[b]");
    scans(state, "#error don't /* do\na */ b", ">directive[#error don't /* do] >name[a] *[*] /[/] name[b]");
    scans(state, "#error don't // it's\na", ">directive[#error don't // it's] >name[a]");
    scans(state, "#error \" \\\n/* b\nc", ">directive[#error \" \\\n/* b] >name[c]");
    scans(state, "#define N 1'000 /* '\n */ x'\n' a", ">directive[#define N 1'000 /* '\n */ x'] >unterminated[' a]");
    scans(state, "#include <a//b/*c>\na", ">directive[#include <a//b/*c>] >name[a]");
    scans(state, "#include <it's.h> /* x\n*/\na", ">directive[#include <it's.h> /* x\n*/] >name[a]");
    scans(state, "#if A <b//c>\na", ">directive[#if A <b] >name[a]");
    scans(state, "#define HALF(x) x/'\\2'/\"2\"\na", ">directive[#define HALF(x) x/'\\2'/\"2\"] >name[a]");
}

static void directives_have_divisions(void **state)
{
    scans(state, "#if A / 2 / B/C\na", ">directive[#if A / 2 / B/C] >name[a]");
    scans(state, "#define DIV /\na", ">directive[#define DIV /] >name[a]");
    scans(state, "#define DIV /\r\na", ">directive[#define DIV /] >name[a]");
}

/* ---- what is no token ---- */

static void ends_strings_with_their_line(void **state)
{
    scans(state, "a \"b\nc", ">name[a] unterminated[\"b] >name[c]");
    scans(state, "a 'b\nc", ">name[a] unterminated['b] >name[c]");
    scans(state, "L\"b\nu8'c", ">unterminated[L\"b] >unterminated[u8'c]");
    scans(state, "\"a", ">unterminated[\"a]");
    scans(state, "'", ">unterminated[']");
    scans(state, "it's\nb", ">name[it] unterminated['s] >name[b]");
    scans(state, "\"a\\\nb\nc", ">unterminated[\"a\\\nb] >name[c]");
}

static void reports_a_comment_without_end(void **state)
{
    fails(state, "a /* b\nc", ">name[a]",
          "x.acm:1:3: error: expected '*/' at the end of this comment, saw the end of the file\n    1 | a /* b\n      |   ^~\n");
    fails(state, "/*", "",
          "x.acm:1:1: error: expected '*/' at the end of this comment, saw the end of the file\n    1 | /*\n      | ^~\n");
    fails(state, "/*/", "",
          "x.acm:1:1: error: expected '*/' at the end of this comment, saw the end of the file\n    1 | /*/\n      | ^~\n");
    fails(state, "a /* **", ">name[a]",
          "x.acm:1:3: error: expected '*/' at the end of this comment, saw the end of the file\n    1 | a /* **\n      |   ^~\n");
}

static void passes_stray_bytes_on(void **state)
{
    scans(state, "a @ ` \\b", ">name[a] stray[@] stray[`] stray[\\] name[b]");
    scans(state, "\x01\x7F", ">stray[\x01] stray[\x7F]");
    scans(state, "a \\", ">name[a] stray[\\]");
}

static void passes_nuls_on(void **state)
{
    diagnostics *diag = diag_new(*state);
    const tokens *found = scanned(*state, "a\0\"\0\" /*\0*/ b\n#x\0\n", 18, diag);
    is_well_formed(found);
    assert_int_equal(found->count, 5);
    assert_int_equal(found->at[1].lexeme, LEX_STRAY);
    assert_int_equal(found->at[2].lexeme, LEX_STRING);
    assert_int_equal(found->at[2].end - found->at[2].start, 3);
    assert_string_equal(token_text(*state, found, 3), "b");
    assert_int_equal(found->at[4].lexeme, LEX_DIRECTIVE);
    assert_int_equal(found->at[4].end, 17);
}

/* ---- places and texts ---- */

static void expect_span(const tokens *tokens, uint32_t index, uint32_t start, uint32_t end)
{
    assert_int_equal(tokens->at[index].start, start);
    assert_int_equal(tokens->at[index].end, end);
}

static void knows_where_tokens_stand(void **state)
{
    diagnostics *diag = diag_new(*state);
    const char *text = "ab /* c */ ->\n#d \\\n e\n  \"f\" a#b";
    const tokens *found = scanned(*state, text, strlen(text), diag);
    assert_int_equal(found->count, 7);
    expect_span(found, 0, 0, 2);
    expect_span(found, 1, 11, 13);
    expect_span(found, 2, 14, 21);
    expect_span(found, 3, 24, 27);
    expect_span(found, 4, 28, 29);
    expect_span(found, 5, 29, 30);        /* the # that is no directive, whose line was read already */
    expect_span(found, 6, 30, 31);
    expect_span(found, 7, 31, 31);
}

static void gives_texts_and_spans(void **state)
{
    diagnostics *diag = diag_new(*state);
    const char *text = "one  two /* x */ three two";
    const tokens *found = scanned(*state, text, strlen(text), diag);
    assert_string_equal(token_text(*state, found, 1), "two");
    assert_string_equal(tokens_text(*state, found, 0, 2), "one  two /* x */ three");
    assert_string_equal(tokens_text(*state, found, 1, 0), "");
    assert_string_equal(token_text(*state, found, 4), "");
    assert_true(token_is(found, 2, "three"));
    assert_false(token_is(found, 2, "thre"));
    assert_false(token_is(found, 2, "threes"));
    assert_false(token_is(found, 0, "two"));
    assert_true(tokens_same(found, 1, found, 3));
    assert_false(tokens_same(found, 0, found, 1));
    span s = token_span(found, 1, 2);
    assert_ptr_equal(s.source, found->source);
    assert_int_equal(s.start, 5);
    assert_int_equal(s.end, 22);
    s = token_span(found, 2, 1);          /* none: the place of the first */
    assert_int_equal(s.start, 17);
    assert_int_equal(s.end, 22);
}

static void reads_a_long_token(void **state)
{
    enum { LENGTH = 16000 };
    char *text = malloc(LENGTH + 3);
    memset(text, 'x', LENGTH);
    memcpy(text + LENGTH, " b", 3);
    diagnostics *diag = diag_new(*state);
    const tokens *found = scanned(*state, text, LENGTH + 2, diag);
    free(text);
    assert_int_equal(found->count, 2);
    expect_span(found, 0, 0, LENGTH);
    expect_span(found, 1, LENGTH + 1, LENGTH + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_names), TEST(knows_words), TEST(words_are_names_only), TEST(reads_numbers), TEST(reads_strings_and_characters),
        TEST(reads_punctuators), TEST(takes_the_longest_punctuator), TEST(reads_digraphs), TEST(passes_over_space),
        TEST(an_empty_file_has_an_end), TEST(passes_over_comments), TEST(comments_go_on_over_splices), TEST(splices_are_space),
        TEST(takes_the_line_ends_of_dos), TEST(passes_over_a_byte_order_mark), TEST(reads_directives),
        TEST(directives_go_on_over_splices), TEST(directives_have_comments), TEST(directives_have_strings),
        TEST(directives_have_divisions), TEST(ends_strings_with_their_line), TEST(reports_a_comment_without_end),
        TEST(passes_stray_bytes_on), TEST(passes_nuls_on), TEST(knows_where_tokens_stand), TEST(gives_texts_and_spans),
        TEST(reads_a_long_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
