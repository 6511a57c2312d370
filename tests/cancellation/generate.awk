# The part of a program that stands between prelude.acm and runner.acm, from the rows of the table whose outer place is OUTER.

# The code of a place, which needs definitions (appended to `definitions`): LEVEL is `o` or `i`, ID tells it from others, HOLE is what runs in it.
function place(name, level, id, hole,    within, exit_mark) {
    within = hole " await rest(\"t" level "\");"
    if (name == "enter") {
        define("manager m" id " { int n = 0; async void enter(void) { " within " " mark("a" level) " } async void exit(const acm_BaseError *e) { mark_exit(\"x" level "\", e); } }")
        return "async with m" id "() { " mark("b" level) " }"
    }
    if (name == "body") {
        define("manager m" id " { int n = 0; async void exit(const acm_BaseError *e) { mark_exit(\"x" level "\", e); } }")
        return "async with m" id "() { " within " }"
    }
    if (name ~ /^exit|return|stack/)
        define("manager m" id " { int n = 0; async void exit(const acm_BaseError *e) { mark_exit(\"x" level "\", e); " within " " mark("e" level) " } }")
    if (name == "exit")
        return "async with m" id "() { }"
    if (name == "exit-error")
        return "try { async with m" id "() { raise fault(); } } except (fault) { " mark("f" level) " }"
    if (name == "handler")
        return "try { raise fault(); } except (fault) { " within " " mark("h" level) " }"
    if (name == "finally")
        return "try { } finally { " within " " mark("e" level) " }"
    if (name == "teardown") {
        define("async context int c" id "(void) { yield 0; " within " " mark("e" level) " }")
        return "async with c" id "() { " mark("b" level) " }"
    }
    if (name == "return") {
        define("async int f" id "(void) { async with m" id "() { return 7; } return 0; }")
        return "if (await f" id "() == 7) " mark("r" level)
    }
    if (name == "defer")
        return "{ defer { " within " " mark("e" level) " } " mark("b" level) " }"
    if (name == "stack")
        return "async with acm_exit_stack() as stack { await enter(stack) m" id "(); " mark("b" level) " }"
    if (name == "generator") {
        define("async generator int g" id "(void) { " within " yield 1; }")
        return "async for (int v in g" id "()) { (void)v; " mark("b" level) " }"
    }
    if (name == "next") {
        define("async generator int g" id "(void) { yield 1; " within " " mark("n" level) " }")
        return "async for (int v in g" id "()) { (void)v; " mark("b" level) " }"
    }
    if (name == "close") {
        define("async generator int g" id "(void) { try { yield 1; } finally { " within " " mark("e" level) " } }")
        return "async for (int v in g" id "()) { (void)v; " mark("b" level) " break; }"
    }
    if (name == "shielded-loop") {
        define("async generator int g" id "(void) { async with acm_shield() { try { yield 1; } finally { " mark("c" level) " } } }")
        return "async for (int v in g" id "()) { (void)v; " within " } " mark("l" level)
    }
    if (name == "shielded-next") {
        define("async generator int g" id "(void) { async with acm_shield() { yield 1; " within " } " mark("s" level) " }")
        return "async for (int v in g" id "()) { (void)v; " mark("b" level) " }"
    }
    if (name == "loop") {
        define("async generator int g" id "(void) { try { yield 1; } finally { " mark("c" level) " } }")
        return "async for (int v in g" id "()) { (void)v; " within " } " mark("l" level)
    }
    if (name ~ /group$/ || name == "gather" || name == "race")
        define("async void child" id "(void) { " within " }")
    if (name == "gather")
        return "await gather(child" id "()); " mark("g" level)
    if (name == "race")
        return "if (await race(child" id "()) == 0) " mark("w" level)
    if (name == "group")
        return "async with acm_task_group() as tg { spawn(tg) child" id "(); } " mark("g" level)
    if (name == "context-group") {
        define("async context int c" id "(void) { async with acm_task_group() as tg { spawn(tg) child" id "(); yield 0; } " mark("g" level) " await rest(\"u" level "\"); }")
        return "async with c" id "() { " mark("b" level) " }"
    }
    if (name == "shield")
        return "async with acm_shield() { " within " } " mark("s" level)
    print "generate.awk: no such place: " name >"/dev/stderr"
    exit 1
}

function mark(word) { return "mark(\"" word "\", \"\");" }
function define(text) { definitions = definitions text "\n" }

BEGIN { pairs = 0 }

/^#/ || $1 != OUTER { next }

!(($1, $2) in pair) {
    pair[$1, $2] = pairs
    code = place($2, "i", pairs "i", "await innermost();")
    code = place($1, "o", pairs "o", code)
    cases = cases "    case " pairs ": " code " break;\n"
    pairs++
}

{
    expected = $0
    sub(/^[^ ]+ +[^ ]+ +[^ ]+ +/, "", expected)
    rows = rows "    {\"" $1 " " $2 ": " $3 "\", \"" expected "\", " pair[$1, $2] ", " toupper($3) "},\n"
}

END {
    print definitions
    print "async void run_pair(int pair) {\n    switch (pair) {\n" cases "    }\n}\n"
    print "static const struct { const char *name, *expected; int pair; source from; } rows[] = {\n" rows "};"
}
