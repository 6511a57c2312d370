# --cflags and --libs, from the tree that acmc was built in and from an installed one; --help and --version.

put() { mkdir -p "$(dirname "$1")" && cat >"$1"; }

put program.acm <<'END'
import "acm.acm";
#include <stdio.h>

async int main(void) {
    await acm_sleep(0.001);
    puts("slept");
    return 0;
}
END

# builds ACMC: with its flags; through a shell, which reads their quotes
builds() {
    eval "$1 program.acm" && eval "cc $link_flags -o program program.acm.c $(eval "$1 --cflags --libs")" && test "$(./program)" = slept
}

check "builds with an uninstalled acmc" builds "$acmc"
check "one at a time" sh -c 'test "$("$1" --cflags) $("$1" --libs)" = "$("$1" --cflags --libs)"' sh "$acmc"

rm -f program program.acm.c program.acm.h
prefix=$PWD/"in stalled"
check "make install" make -s -C "$root" SAN="${SAN:-}" PREFIX="$prefix" install
check "builds with an installed acmc" builds "'$prefix/bin/acmc'"
check "the installed one uses what was installed" sh -c '"$1" --cflags --libs | grep -qv "$2"' sh "$prefix/bin/acmc" "$root/runtime"
check "acmc run of the installed one" env LDFLAGS="$link_flags" ACM_DRIVER=sim "$prefix/bin/acmc" run program.acm
put every_point.acm <<'END'
import "acm/testing.acm";
ACM_TEST_MAIN
END
check "its library in subfolders" env LDFLAGS="$link_flags" sh -c '"$1" run program.acm every_point.acm 2>&1 | grep -qx "main: 8 runs, 0 with faults"' sh "$prefix/bin/acmc"
ln -s "$prefix/bin/acmc" acmc-link
check "through a link" sh -c 'test "$(./acmc-link --cflags)" = "$("$1" --cflags)"' sh "$prefix/bin/acmc"

"$acmc" --help >help
for option in -o -d -I --no-line --emit=WHAT -MD -MF --cflags --libs -fmax-errors=N -Wfinally-jump 'acmc run'; do
    check "--help says $option" grep -qF -e " $option" help
done
check "--help fits a terminal" test -z "$(grep -E '^.{121}' help)"
check "--version" sh -c '"$1" --version | grep -Eq "^acmc [0-9]+\.[0-9]+"' sh "$acmc"
refuse "an unknown option" "did you mean '--no-line'?" "$acmc" --no-lin x.acm

# -Wno-NAME of what acmc does not know is for other compilers, "as in gcc" (section 11).
echo 'int x;' >unknown.acm
check "an unknown -Wno-NAME" "$acmc" -Wno-pointer-sign unknown.acm
refuse "an unknown -Wno-error=NAME" "unknown warning '-Wno-error=pointer-sign'" "$acmc" -Wno-error=pointer-sign unknown.acm
