#!/bin/sh
# Writes the source and the C of docs/three_managers.acm into docs/generated-code.md, between its markers.
cd "$(dirname "$0")/.." || exit 2
acmc=${ACMC:-build/acmc}
c=$("$acmc" --no-line --emit=c docs/three_managers.acm) || exit 1
page=docs/generated-code.md
main=$(printf '%s\n' "$c" | sed -n '/^struct main_frame {/,/^};/p; /^static acm_status main_resume(acm_frame \*frame, acm_task \*task)$/,/^}/p')
{
    sed '/^<!-- source/q' $page
    printf '\n```c\n'
    sed '1,/^ \*\/$/d' docs/three_managers.acm
    printf '```\n\n## The C\n\n'
    sed -n '/^<!-- generated/p' $page
    printf '\n```c\n%s\n```\n\n' "$main"
    sed -n '/^## The way through an error/,$p' $page
} > $page.new && mv $page.new $page
