"""Makes coroutines of a C program's functions: `async` before their heads, `await` before their calls, and a suspension in each of their blocks.

    coroutines.py FILE.c >FILE.acm

FILE is one preprocessed file, but for the system's headers, with the program's main.  A function stays C's own if its address is taken, if it takes
a va_list, or if a function that stays calls it.  It goes by tokens: a name that is a function's and also something else's is taken for the function's.
How many became coroutines is said on standard error.
"""
import re
import sys

TOKEN = re.compile(r"""\s+ | //[^\n]* | /\*.*?\*/ | ^[ \t]*\#(?:\\\n|[^\n])* | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*'
                       | [A-Za-z_]\w* | [0-9][\w.]* | .""", re.S | re.M | re.X)
NAME = re.compile(r"[A-Za-z_]\w*$")
STATEMENTS = {"if", "while", "for", "switch", "return", "sizeof", "do", "else", "case", "goto", "__attribute__", "__asm__", "__typeof__", "_Static_assert"}
PREFIXES = {"static", "inline", "__inline", "__inline__"}      # stand before async
DROPPED = {"extern", "__extension__"}


class Program:
    def __init__(self, text):
        self.tokens = [m.group(0) for m in TOKEN.finditer(text)]
        self.code = [i for i, t in enumerate(self.tokens) if not t.isspace() and not t.startswith(("//", "/*")) and not t.lstrip().startswith("#")]
        self.mate = {}
        open_brackets = []
        for k in range(len(self.code)):
            if self[k] in ("(", "[", "{"):
                open_brackets.append(k)
            elif self[k] in (")", "]", "}") and open_brackets:
                first = open_brackets.pop()
                self.mate[first], self.mate[k] = k, first
        self.before, self.behind, self.left_out = {}, {}, set()

    def __getitem__(self, k):
        return self.tokens[self.code[k]] if 0 <= k < len(self.code) else ""

    def external_declarations(self):
        """(first token, its `;` or `{`, where it ends)"""
        first = k = 0
        while k < len(self.code):
            if self[k] == ";" or (self[k] == "{" and self[k - 1] == ")"):
                yield first, k, self.mate.get(k, k)
                first = k = self.mate.get(k, k) + 1
            else:
                k = self.mate[k] + 1 if self[k] in ("(", "[", "{") else k + 1

    def declared_function(self, first, end):
        """The token of the name of what is declared, if that is a function."""
        k = first
        while k < end:
            if self[k] in ("__attribute__", "__asm__"):
                k = self.mate[k + 1] + 1
            elif self[k] == "{":
                k = self.mate[k] + 1
            elif self[k] == "(":
                return k - 1 if NAME.match(self[k - 1]) and self[k - 1] not in STATEMENTS else None
            elif self[k] in ("=", "["):
                return None
            else:
                k += 1
        return None

    def text(self):
        return "".join(self.before.get(i, "") + t + self.behind.get(i, "") for i, t in enumerate(self.tokens) if i not in self.left_out)


def find_functions(p):
    """Their bodies by name, and the first token and the name of each declaration of one."""
    bodies, heads = {}, []
    for first, mark, end in p.external_declarations():
        name = p.declared_function(first, mark) if p[first] != "typedef" else None
        if name is not None:
            heads.append((first, name))
            if p[mark] == "{":
                bodies[p[name]] = (mark, end, name)
    return bodies, [h for h in heads if p[h[1]] in bodies]


def choose(p, bodies, heads):
    chosen = {f for f, (body, _, name) in bodies.items() if "va_list" not in [p[k] for k in range(name, body)]}
    names = {name for _, name in heads}
    owner = {k: f for f, (body, end, _) in bodies.items() for k in range(body, end)}
    changed = True
    while changed:
        changed = False
        for k in range(len(p.code)):
            if p[k] not in chosen or k in names or p[k - 1] in (".", "->"):
                continue
            address = p[k - 1] == "&" and p[k - 2] != "&"
            if p[k + 1] != "(" or address or owner.get(k) not in chosen:
                chosen.discard(p[k])
                changed = True
    return chosen


def begins_block(p, k, body):
    if p[k] != "{" or (k != body and p[k - 1] not in (")", "else", "do")):
        return False
    return p[k - 1] != ")" or k == body or p[p.mate[k - 1] - 1] in ("if", "while", "for")


def convert(p, bodies, heads, chosen):
    for first, name in heads:
        if p[name] not in chosen:
            continue
        while p[first] in DROPPED | PREFIXES:
            if p[first] in DROPPED:
                p.left_out.add(p.code[first])
            first += 1
        p.before[p.code[first]] = "async "
    for f in chosen:
        body, end, _ = bodies[f]
        for k in range(body, end):
            if p[k] in chosen and p[k + 1] == "(" and p[k - 1] not in (".", "->"):
                p.before[p.code[k]] = "(await "
                close = p.code[p.mate[k + 1]]
                p.behind[close] = ")" + p.behind.get(close, "")
            if begins_block(p, k, body):
                p.behind[p.code[k]] = " await acm_checkpoint();"


def main():
    p = Program(open(sys.argv[1]).read())
    bodies, heads = find_functions(p)
    chosen = choose(p, bodies, heads)
    convert(p, bodies, heads, chosen)
    print('import "acm.acm";\n' + p.text())
    print(f"{len(chosen)} of {len(bodies)} functions are coroutines", file=sys.stderr)


main()
