#!/bin/sh
# make check-sarif SCHEMA=sarif-schema-2.1.0.json: holds what -fdiagnostics-format=sarif says of each file of tests/errors against the
# schema that OASIS publishes, with python3-jsonschema.  Not in make check: the schema is not to be had from a package.
set -e
root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/build/tests/sarif
schema=${SCHEMA:?is to name the schema, which \$schema of acmc\'s output says where to find}
schema=$(cd "$(dirname "$schema")" && pwd)/${schema##*/}
python3 -c 'import jsonschema' || { echo "python3-jsonschema is needed" >&2; exit 1; }
rm -rf "$work"
mkdir -p "$work"
cd "$root/tests/errors"
for file in *.acm; do
    "$root/build/acmc" $(cat "${file%.acm}.flags" 2>/dev/null || :) -fdiagnostics-format=sarif -d "$work" "$file" 2>"$work/${file%.acm}.sarif" || :
done
exec python3 - "$schema" "$work" <<'END'
import json, pathlib, sys
import jsonschema

schema = json.load(open(sys.argv[1], encoding="utf-8-sig"))
validator = jsonschema.validators.validator_for(schema)(schema)
passed = failed = 0
if not list(validator.iter_errors({"version": "2.1.0", "runs": [{}]})):
    sys.exit(f"{sys.argv[1]} accepts what it should not")
for path in sorted(pathlib.Path(sys.argv[2]).glob("*.sarif")):
    log = json.loads(path.read_bytes())
    errors = list(validator.iter_errors(log)) or ([] if log["runs"][0]["results"] else ["no results"])
    passed, failed = passed + (not errors), failed + bool(errors)
    for error in errors[:3]:
        print(f"{path.name}: {getattr(error, 'json_path', '')} {getattr(error, 'message', error)}")
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
END
