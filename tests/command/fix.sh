# Section 11, fix-its: `acmc --fix` makes them in the file.

put() { cat >"$1"; }

put mistakes.acm <<'EOF'
import "acm.acm";

async int step(int n) { await acm_checkpoint(); return n; }
async context int open(void) { yield 1; }
error Odd : acm_Error;

int plain(void) { return 0; }
async int main(int argc, char **argv) {
    int a = step(1) + step(step(2));
    with open() as o { a += await stpe(o); }
    if (argc > 1)
        raise Odd;
    await plain();
    return a - 4
}
EOF
put expected <<'EOF'
import "acm.acm";

async int step(int n) { await acm_checkpoint(); return n; }
async context int open(void) { yield 1; }
error Odd : acm_Error;

int plain(void) { return 0; }
async int main(int argc, char **argv) {
    int a = await step(1) + await step(await step(2));
    async with open() as o { a += await step(o); }
    if (argc > 1)
        raise Odd();
    plain();
    return a - 4;
}
EOF
"$acmc" --fix mistakes.acm >said 2>&1
check "mistakes that have a fix" grep -x "acmc: note: [0-9]* changes made in 'mistakes.acm'" said
same "are mended" expected mistakes.acm
check "and what comes out runs" env ACM_DRIVER=sim LDFLAGS="$link_flags" "$acmc" run mistakes.acm

cp -p mistakes.acm before.acm
touch -d 2001-01-01 mistakes.acm
check "there is nothing left" "$acmc" --fix mistakes.acm
check "and the file is left alone" test before.acm -nt mistakes.acm

put unhelpful.acm <<'EOF'
async int f(void) { break; }
EOF
cp unhelpful.acm before.acm
refuse "mistakes without a fix are still errors" "error:" "$acmc" --fix unhelpful.acm
same "and the file is as it was" before.acm unhelpful.acm

put read_only.acm <<'EOF'
import "acm.acm";
async void f(void) { acm_checkpoint(); }
EOF
mkdir locked && mv read_only.acm locked/
chmod a-w locked
if ! touch locked/x 2>/dev/null; then refuse "a file that can't be written" "read_only.acm" "$acmc" --fix locked/read_only.acm; fi
chmod u+w locked
refuse "not for acmc run" "not for 'acmc run'" "$acmc" run --fix mistakes.acm

# Whatever is said of the files of tests/errors: what is changed once needs no second change, and never says more.
mkdir errors
for file in "$root"/tests/errors/*.acm; do
    base=${file##*/}
    [ "$(wc -c <"$file")" -lt 20000 ] || continue
    cp "$file" "errors/$base"
    before=$("$acmc" -fmax-errors=0 -fdiagnostics-format=json -d errors -I "$root/tests/errors" "errors/$base" 2>&1 | grep -c '^{"kind": "error"')
    "$acmc" --fix -d errors -I "$root/tests/errors" "errors/$base" >/dev/null 2>&1
    cp "errors/$base" errors/once
    after=$("$acmc" --fix -fmax-errors=0 -fdiagnostics-format=json -d errors -I "$root/tests/errors" "errors/$base" 2>&1 | grep -c '^{"kind": "error"')
    if ! cmp -s errors/once "errors/$base"; then diff errors/once "errors/$base" | fail "$base: twice"; fi
    if [ "$after" -gt "$before" ]; then echo "$before errors became $after" | fail "$base: worse"; fi
done
ok "none of tests/errors is made worse"
