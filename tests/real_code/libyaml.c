/* The events that libyaml finds in texts, right and wrong, and the documents that it writes again, canonically too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "yaml.h"

static void show_event(const yaml_event_t *event)
{
    printf("%d", event->type);
    if (event->type == YAML_SCALAR_EVENT)
        printf("(%s,%d)", (const char *)event->data.scalar.value, event->data.scalar.style);
    if (event->type == YAML_ALIAS_EVENT)
        printf("*%s", (const char *)event->data.alias.anchor);
    putchar(' ');
}

static void show_events(const char *text)
{
    yaml_parser_t parser;
    yaml_event_t event;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, strlen(text));
    for (int done = 0; !done; ) {
        if (!yaml_parser_parse(&parser, &event)) {
            printf("error %d: %s at %d:%d", parser.error, parser.problem, (int)parser.problem_mark.line, (int)parser.problem_mark.column);
            break;
        }
        show_event(&event);
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    putchar('\n');
}

static void write_again(const char *text, int canonical)
{
    static unsigned char out[5000];
    yaml_parser_t parser;
    yaml_emitter_t emitter;
    yaml_document_t document;
    size_t size = 0;
    yaml_parser_initialize(&parser);
    yaml_emitter_initialize(&emitter);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, strlen(text));
    yaml_emitter_set_output_string(&emitter, out, sizeof out - 1, &size);
    yaml_emitter_set_canonical(&emitter, canonical);
    yaml_emitter_set_unicode(&emitter, 1);
    yaml_emitter_open(&emitter);
    for (int done = 0; !done; ) {
        if (!yaml_parser_load(&parser, &document)) {
            printf("load error: %s\n", parser.problem);
            break;
        }
        done = !yaml_document_get_root_node(&document);
        if (done)
            yaml_document_delete(&document);
        else
            done = !yaml_emitter_dump(&emitter, &document);
    }
    yaml_emitter_flush(&emitter);
    yaml_emitter_delete(&emitter);
    yaml_parser_delete(&parser);
    out[size] = '\0';
    printf("%s----\n", (const char *)out);
}

int main(void)
{
    static const char *const texts[] = {
        "a: 1\nb:\n  - x\n  - 'y''z'\n  - \"q\\n\\u00e9\"\nc: &A {k: v, l: [1, 2, 3]}\nd: *A\n",
        "--- |\n  literal\n   more\n\n  end\n--- >-\n folded\n text\n\n para\n...\n",
        "%YAML 1.1\n%TAG !e! tag:example.com,2000:\n--- !e!foo\n? complex key\n: - value\n",
        "a: [1, 2", "a: b: c\n", "\tx", "- - - deep\n    - er\n- {a, b: }\n", "# only a comment\n", "'unterminated", "&x a: *y\n",
        "\xef\xbb\xbf- bom\n", "key: \"multi\n  line\\\n  d\"\n"
    };
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
        show_events(texts[i]);
        write_again(texts[i], 0);
        write_again(texts[i], 1);
    }
    return 0;
}
