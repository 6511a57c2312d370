# Dependency files, read by make and by ninja.

put() { mkdir -p "$(dirname "$1")" && cat >"$1"; }

put main.acm <<'END'
import "lib/a b#c$d.acm";
END
put 'lib/a b#c$d.acm' <<'END'
import "last.acm";
END
put lib/last.acm <<'END'
int x;
END

check "-MD" "$acmc" -MMD main.acm
printf '%s\n' 'main.acm.c: main.acm lib/last.acm lib/a\ b\#c$$d.acm' >expected
same "names all that was read" expected main.acm.d

"$acmc" -MMD -MP -MF deps -MT 'one two' -MQ 'a b' main.acm
printf '%s\n' 'one two a\ b: main.acm lib/last.acm lib/a\ b\#c$$d.acm' '' 'lib/last.acm:' '' 'lib/a\ b\#c$$d.acm:' >expected
same "-MF, -MT, -MQ, -MP" expected deps

mkdir out
"$acmc" -MMD -d out main.acm
check "-d: the target is the C file there" grep -q '^out/main.acm.c: main.acm' out/main.acm.d

# make: up to date, then not, for each file that was read; and a file that vanishes stops nothing.
"$acmc" -MMD -MP main.acm
cat >Makefile <<'END'
main.acm.c:
	@echo translate
-include main.acm.d
END
check "make: up to date" make -q main.acm.c
for file in main.acm 'lib/a b#c$d.acm' lib/last.acm; do
    touch -d '+1 minute' "$file"
    check "make: $file is newer" sh -c '! make -q main.acm.c'
    touch -d '-1 minute' "$file"
done
mv lib/last.acm gone
check "make: a file that vanished" sh -c 'test "$(make main.acm.c)" = translate'
mv gone lib/last.acm

if command -v ninja >/dev/null; then
    cat >build.ninja <<END
rule acmc
  command = "$acmc" -MMD -MF \$out.d -MT \$out -d out \$in && touch \$out
  depfile = \$out.d
  deps = gcc
build stamp: acmc main.acm
END
    check "ninja" ninja
    for file in main.acm 'lib/a b#c$d.acm' lib/last.acm; do
        check "ninja: up to date" sh -c 'ninja | grep -q "no work to do"'
        touch "$file"
        check "ninja: $file is newer" sh -c '! ninja | grep -q "no work to do"'
    done
fi
