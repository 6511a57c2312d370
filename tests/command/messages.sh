# Section 11: messages for people in colour, for programs as JSON and SARIF; --help=warnings.

put() { cat >"$1"; }

put mistakes.acm <<'EOF'
import "acm.acm";

async int step(int n) { await acm_sleep(n); return n; }
async context int open(void) { yield 1; }

async int main(void) {
	step(1);
    /* é 𝄞 */ with open() as o { await stpe(o); }
    try { await step(2); } finally { return 1; }
}
EOF
put plain.acm <<'EOF'
int n;
EOF

# messages FORMAT FILES...: what is said, in said
messages() {
    format=$1
    shift
    "$acmc" -fdiagnostics-format="$format" "$@" 2>said
}

messages json plain.acm
put expected <<'EOF'
[
]
EOF
same "json, of a file without messages" expected said
messages json no-such.acm plain.acm also-not.acm
check "json, of several files, is one document" test "$(grep -c '^\[' said) $(grep -c '"kind"' said) $(grep -c '^\]' said)" = "1 2 1"
refuse "json of -fmax-errors" '"kind": "error"' "$acmc" -fdiagnostics-format=json -fmax-errors=1 mistakes.acm
"$acmc" -fdiagnostics-format=json -fmax-errors=1 mistakes.acm 2>said
check "json of -fmax-errors has as many" test "$(grep -c '^{' said)" = 1

messages sarif mistakes.acm
sed -i 's|file://.*/"|file://HERE/"|; s/"version": "0\.[0-9.]*"/"version": "N"/; /"id": "[a-z-]*", "short/d' said
notes=$(grep -c '^          "relatedLocations": \[{"physicalLocation": {"artifactLocation": {"uri": "mistakes.acm", "uriBaseId": "PWD"}, "region": {.*"message": {"text": ".*}\],\{0,1\}$' said)
check "sarif: notes" test "$notes" = 3
sed -i '/^          "relatedLocations"/d' said
put expected <<'EOF'
{
  "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "acmc",
          "version": "N",
          "rules": [
          ]
        }
      },
      "columnKind": "unicodeCodePoints",
      "originalUriBaseIds": {"PWD": {"uri": "file://HERE/"}},
      "results": [
        {
          "ruleId": "error",
          "level": "error",
          "message": {"text": "the coroutine 'step' is called without await"},
          "locations": [{"physicalLocation": {"artifactLocation": {"uri": "mistakes.acm", "uriBaseId": "PWD"}, "region": {"startLine": 7, "startColumn": 2, "endLine": 7, "endColumn": 6}}}],
          "fixes": [{"artifactChanges": [{"artifactLocation": {"uri": "mistakes.acm", "uriBaseId": "PWD"}, "replacements": [{"deletedRegion": {"startLine": 7, "startColumn": 2, "endLine": 7, "endColumn": 2}, "insertedContent": {"text": "await "}}]}]}]
        },
        {
          "ruleId": "error",
          "level": "error",
          "message": {"text": "'with' on the async context 'open'"},
          "locations": [{"physicalLocation": {"artifactLocation": {"uri": "mistakes.acm", "uriBaseId": "PWD"}, "region": {"startLine": 8, "startColumn": 20, "endLine": 8, "endColumn": 24}}}],
          "fixes": [{"artifactChanges": [{"artifactLocation": {"uri": "mistakes.acm", "uriBaseId": "PWD"}, "replacements": [{"deletedRegion": {"startLine": 8, "startColumn": 15, "endLine": 8, "endColumn": 15}, "insertedContent": {"text": "async "}}]}]}]
        },
        {
          "ruleId": "error",
          "level": "error",
          "message": {"text": "unknown coroutine 'stpe'; did you mean 'step'?"},
          "locations": [{"physicalLocation": {"artifactLocation": {"uri": "mistakes.acm", "uriBaseId": "PWD"}, "region": {"startLine": 8, "startColumn": 40, "endLine": 8, "endColumn": 44}}}],
          "fixes": [{"artifactChanges": [{"artifactLocation": {"uri": "mistakes.acm", "uriBaseId": "PWD"}, "replacements": [{"deletedRegion": {"startLine": 8, "startColumn": 40, "endLine": 8, "endColumn": 44}, "insertedContent": {"text": "step"}}]}]}]
        },
        {
          "ruleId": "finally-jump",
          "level": "warning",
          "message": {"text": "'return' leaves a 'finally': an error or another way out is dropped"},
          "locations": [{"physicalLocation": {"artifactLocation": {"uri": "mistakes.acm", "uriBaseId": "PWD"}, "region": {"startLine": 9, "startColumn": 38, "endLine": 9, "endColumn": 44}}}],
        }
      ]
    }
  ]
}
EOF
same "sarif" expected said

# Names and texts that need escaping; bytes that are no text.
mkdir 'a b"\'
printf 'async void f(void) { await "\\\377\1"; }\n' >'a b"\/ü.acm'
messages json 'a b"\/ü.acm'
check "json escapes names" grep -qF '"file": "a b\"\\/ü.acm"' said
messages sarif 'a b"\/ü.acm'
check "sarif escapes names" grep -qF '"uri": "a%20b%22%5C/%C3%BC.acm"' said
check "what is said is UTF-8" sh -c 'iconv -f UTF-8 -t UTF-8 said >/dev/null'

check "-fdiagnostics-color=always colours" sh -c '"$1" -fdiagnostics-color=always mistakes.acm 2>&1 | grep -q "$(printf "\033\\[1;31merror")"' sh "$acmc"
check "so does -fdiagnostics-color" sh -c '"$1" -fdiagnostics-color mistakes.acm 2>&1 | grep -q "$(printf "\033")"' sh "$acmc"
check "a file is not a terminal" sh -c '! TERM=xterm "$1" mistakes.acm 2>&1 | grep -q "$(printf "\033")"' sh "$acmc"
# script(1) gives it a terminal.
if command -v script >/dev/null; then
    on_terminal() { env TERM=xterm "$@" script -qec "$acmc mistakes.acm" /dev/null </dev/null >said; grep -q "$(printf '\033\[1;31m')" said; }
    check "a terminal is coloured" on_terminal A=b
    check "but not with NO_COLOR" sh -c '! "$@"' sh env TERM=xterm NO_COLOR=1 sh -c 'script -qec "$0 mistakes.acm" /dev/null </dev/null | grep -q "$(printf "\033\[1;31m")"' "$acmc"
    check "an empty NO_COLOR says nothing" on_terminal NO_COLOR=
fi

"$acmc" --help=warnings >help
for warning in finally-jump no-yield frame-size; do
    check "--help=warnings says -W$warning" grep -q -e "^  -W$warning  *[a-z]" help
done
refuse "an unknown format" "it takes text, json or sarif" "$acmc" -fdiagnostics-format=xml plain.acm
