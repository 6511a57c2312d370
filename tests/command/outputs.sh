# Which files are written, where, and when.

put() { mkdir -p "$(dirname "$1")" && cat >"$1"; }
files() { find . -type f ! -name '*.log' | sort | tr '\n' ' '; }
has() { test "$(cd "$1" && files)" = "$2" || { (cd "$1" && files); return 1; }; }

mkdir here && cd here
put ../src/a.acm <<'END'
int a(void) { return 1; }
END
check "writes here" "$acmc" ../src/a.acm
check "C and header, in the current directory" has . "./a.acm.c ./a.acm.h "
cd ..

check "-o" "$acmc" -o here/named.c src/a.acm
check "-o names both" has here "./a.acm.c ./a.acm.h ./named.c ./named.h "
check "-o: the C includes its own header or none" sh -c '! grep -q "a.acm.h" here/named.c'

mkdir out
check "-d" "$acmc" -d out src/a.acm
check "-d writes there" has out "./a.acm.c ./a.acm.h "
refuse "-d of no directory" "'-d none': no such directory" "$acmc" -d none src/a.acm
refuse "-o into no directory" "can't write 'none/x.c': No such file or directory" "$acmc" -o none/x.c src/a.acm

# An output that would not change keeps its time.
touch -d '2001-01-01' out/a.acm.c out/a.acm.h
check "again" "$acmc" -d out src/a.acm
check "leaves what is right alone" test -z "$(find out -newermt 2002-01-01 -type f)"
echo "int b;" >>src/a.acm
check "changed" "$acmc" -d out src/a.acm
check "rewrites what changed" test out/a.acm.c -nt src/../here

# After an error nothing is written, and what is there stays as it is.
put src/bad.acm <<'END'
import "nowhere.acm";
END
put out/bad.acm.c <<'END'
old
END
refuse "an error" "nowhere.acm" "$acmc" -MD -d out src/bad.acm
check "an error writes nothing" has out "./a.acm.c ./a.acm.h ./bad.acm.c "
check "and changes nothing" grep -qx old out/bad.acm.c

# Several files are translated each on its own.
put src/b.acm <<'END'
int c;
END
mkdir several
refuse "one of several has an error" "nowhere.acm" "$acmc" -d several src/bad.acm src/b.acm src/a.acm
check "the others are written" has several "./a.acm.c ./a.acm.h ./b.acm.c ./b.acm.h "

put other/a.acm <<'END'
int d;
END
refuse "two files of one name" "'src/a.acm' and 'other/a.acm' would both be written to 'a.acm.c'" "$acmc" src/a.acm other/a.acm
check "are not written" test ! -e a.acm.c

refuse "a file that is not there" "none.acm" "$acmc" none.acm
refuse "a directory" "src" "$acmc" src
refuse "no files" "no input files" "$acmc"

# -d mirrors the folders of imports.
put tree/main.acm <<'END'
import "net/conn.acm";
int main(void) { return 0; }
END
put tree/net/conn.acm <<'END'
import "../util/text.acm";
int conn;
END
put tree/util/text.acm <<'END'
int text;
END
mkdir mirror
check "files in folders" "$acmc" -d mirror tree/main.acm tree/net/conn.acm tree/util/text.acm
check "-d mirrors the folders of imports" has mirror "./main.acm.c ./main.acm.h ./net/conn.acm.c ./net/conn.acm.h ./util/text.acm.c ./util/text.acm.h "
put tree/app/app.acm <<'END'
import "net/conn.acm";
END
mkdir mirror2
check "-I" "$acmc" -I tree -d mirror2 tree/app/app.acm tree/net/conn.acm
check "-d mirrors folders below -I" has mirror2 "./app.acm.c ./app.acm.h ./net/conn.acm.c ./net/conn.acm.h "

# --emit prints instead.
mkdir emit && cd emit
"$acmc" --emit=c ../src/a.acm >c && "$acmc" --emit=header ../src/a.acm >h
"$acmc" ../src/a.acm
same "--emit=c" a.acm.c c
same "--emit=header" a.acm.h h
"$acmc" -o - ../src/a.acm >c
same "-o -" a.acm.c c
rm -f a.acm.c a.acm.h c h
check "--emit=tree" "$acmc" --emit=tree ../src/a.acm
check "--emit writes no files" has . ""
check "a full disk" sh -c '! "$1" --emit=c ../src/a.acm >/dev/full 2>message && grep -q "No space left" message' sh "$acmc"
cd ..

# #line and --no-line; the same wherever it is generated.
mkdir here/deep
(cd src && "$acmc" -d ../here a.acm && "$acmc" -d ../here/deep a.acm)
same "the C does not depend on where it goes" here/a.acm.c here/deep/a.acm.c
same "nor does the header" here/a.acm.h here/deep/a.acm.h

mkdir "with space"
cp src/b.acm "with space/b c.acm"
check "names with spaces" "$acmc" -d "with space" "with space/b c.acm"
check "are kept" test -f "with space/b c.acm.c"

if [ "$(id -u)" -ne 0 ]; then
    mkdir locked && chmod a-w locked
    refuse "a directory without permission" "can't write 'locked/a.acm.c': Permission denied" "$acmc" -d locked src/a.acm
fi
