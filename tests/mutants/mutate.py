"""Small mistakes made mechanically, each alone: the mutants of one answer in C.

libclang says what is an operator, a constant, a condition, a statement; the change is made in the
text. What a macro expands to is left alone; a macro that is a constant (NAN, FLT_MAX) is changed
where it stands.
"""

import re

from clang.cindex import CursorKind as Kind, Index

OTHERS = {
    "+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "<": "<= >=", "<=": "< >", ">": ">= <=",
    ">=": "> <", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "&": "|", "|": "&", "^": "|",
    "<<": ">>", ">>": "<<", "+=": "-= =", "-=": "+= =", "*=": "/= =", "/=": "*= =", "|=": "&= =",
    "&=": "|= =", "^=": "=", "<<=": ">>=", ">>=": "<<=",
    "NAN": "0", "INFINITY": "(-INFINITY) 0", "FLT_MAX": "FLT_MIN", "FLT_MIN": "0",
    "DBL_MAX": "DBL_MIN", "DBL_MIN": "0", "FLT_EPSILON": "0", "DBL_EPSILON": "0",
    "ML_OK": "ML_EDOM", "ML_EINVAL": "ML_OK ML_EDOM", "ML_EDOM": "ML_OK ML_EINVAL",
    "ML_ENOMEM": "ML_OK ML_EINVAL",
}
STATEMENTS = (
    Kind.CALL_EXPR,
    Kind.BINARY_OPERATOR,
    Kind.COMPOUND_ASSIGNMENT_OPERATOR,
    Kind.UNARY_OPERATOR,
    Kind.BREAK_STMT,
    Kind.CONTINUE_STMT,
)


class Mutants:
    """Changes of one text; `where` is the function, or the variable, that is being walked."""

    def __init__(self, text):
        self.text, self.where, self.made = text, "", {}

    def add(self, start, end, new):
        """What stands from start to end becomes `new`."""
        if self.text[start:end] != new:
            self.made.setdefault((start, end, new), self.where)

    def named(self):
        """Pairs of a name and a text, in the text's order. A name that comes again is numbered."""
        times = {}
        for (start, end, new), where in sorted(self.made.items()):
            first = self.text.rfind("\n", 0, start) + 1
            last = self.text.find("\n", end)
            after = f"{self.text[first:start]}{new}{self.text[end:last]}"
            words = [" ".join(s.split()) or "nothing" for s in (self.text[first:last], after)]
            name = f"{where}: {words[0]} -> {words[1]}"
            times[name] = times.get(name, 0) + 1
            number = f" #{times[name]}" if times[name] > 1 else ""
            yield name + number, self.text[:start] + new + self.text[end:]


def span(node):
    return node.extent.start.offset, node.extent.end.offset


def code(text):
    """The text with its comments and strings blank."""
    return re.sub(r'/\*.*?\*/|//[^\n]*|"[^"\n]*"', lambda m: " " * len(m[0]), text, flags=re.S)


# ---- what is done to each kind of node -----------------------------------------------------------


def binary(mutants, node, _):
    """Another operator; of a && b and a || b also either side alone."""
    sides = [span(child) for child in node.get_children()]
    if len(sides) != 2:
        return
    between = sides[0][1], sides[1][0]
    found = re.search(r"[-+*/%<>=!&|^]+", code(mutants.text[between[0] : between[1]]))
    if not found:
        return
    operator, at = found[0], between[0] + found.start()
    for other in OTHERS.get(operator, "").split():
        mutants.add(at, at + len(operator), other)
    if operator in ("&&", "||"):
        for side in sides:
            mutants.add(*side, "1" if operator == "&&" else "0")


def unary(mutants, node, _):
    """!x and -x become x, i++ becomes i--."""
    start, end = span(node)
    text = mutants.text[start:end]
    step = re.match(r"\+\+|--", text) or re.search(r"(\+\+|--)$", text)
    if step:
        at = start + step.start()
        mutants.add(at, at + 2, "--" if step[0] == "++" else "++")
    elif text[:1] in ("!", "-"):
        mutants.add(start, start + 1, "")


def integer(mutants, node, _):
    """One more, one less."""
    found = re.fullmatch(r"(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)", mutants.text[slice(*span(node))])
    if found:
        value = int(found[1], 16 if found[1][:2] in ("0x", "0X") else 10)
        for other in [value + 1] + [value - 1] * (value > 0):
            mutants.add(*span(node), f"{other}{found[2]}")


def floating(mutants, node, _):
    """0, 1, twice as much."""
    text = mutants.text[slice(*span(node))]
    if re.fullmatch(r"[.0-9][-+.\w]*", text):
        for other in ("0", "1", f"(2 * {text})"):
            mutants.add(*span(node), other)


def condition(mutants, node, _):
    """That of an if, a while or a ?: always holds, or never."""
    children = list(node.get_children())
    if children and span(children[0])[0] < span(children[0])[1]:
        mutants.add(*span(children[0]), "0")
        mutants.add(*span(children[0]), "1")


def call(mutants, node, _):
    """Neighbouring arguments of one type change places."""
    arguments = list(node.get_arguments())
    for left, right in zip(arguments, arguments[1:]):
        (a, b), (c, d) = span(left), span(right)
        if b <= c and left.type.get_canonical().kind == right.type.get_canonical().kind:
            text = mutants.text
            mutants.add(a, d, text[c:d] + text[b:c] + text[a:b])


def subscript(mutants, node, _):
    """The element behind and the one before; an index that is a number has its own mutants."""
    index = list(node.get_children())[-1]
    end = span(index)[1]
    if index.kind != Kind.INTEGER_LITERAL and span(index)[0] < end:
        mutants.add(end, end, " + 1")
        mutants.add(end, end, " - 1")


CHANGES = {
    Kind.BINARY_OPERATOR: [binary],
    Kind.COMPOUND_ASSIGNMENT_OPERATOR: [binary],
    Kind.UNARY_OPERATOR: [unary],
    Kind.INTEGER_LITERAL: [integer],
    Kind.FLOATING_LITERAL: [floating],
    Kind.IF_STMT: [condition],
    Kind.WHILE_STMT: [condition],
    Kind.CONDITIONAL_OPERATOR: [condition],
    Kind.CALL_EXPR: [call],
    Kind.ARRAY_SUBSCRIPT_EXPR: [subscript],
}


def is_body(node, parent):
    """A statement of a block, or the one that an if, an else or a loop governs."""
    if parent.kind == Kind.COMPOUND_STMT:
        return True
    siblings = list(parent.get_children())
    if parent.kind == Kind.IF_STMT:
        return node in siblings[1:]
    return parent.kind in (Kind.FOR_STMT, Kind.WHILE_STMT) and node == siblings[-1]


def walk(mutants, node, parent):
    for change in CHANGES.get(node.kind, []):
        change(mutants, node, parent)
    start, end = span(node)
    if node.kind in STATEMENTS and re.match(r"\s*;", mutants.text[end:]) and is_body(node, parent):
        mutants.add(start, end, "")
    for child in node.get_children():
        walk(mutants, child, node)


def named_constants(mutants, start, end):
    """ML_EINVAL, NAN: libclang gives what a macro expands to no place of its own."""
    for found in re.finditer(r"\b[A-Z][A-Z_0-9]+\b", code(mutants.text[start:end])):
        for other in OTHERS.get(found[0], "").split():
            mutants.add(start + found.start(), start + found.end(), other)


def mutants_of(path, flags):
    """Pairs of a name and a text. SyntaxError: libclang does not understand the file."""
    # Of each byte one character: offsets are in bytes.
    with open(path, encoding="latin-1") as file:
        mutants = Mutants(file.read())
    unit = Index.create().parse(path, args=flags)
    errors = [str(d) for d in unit.diagnostics if d.severity >= d.Error]
    if errors:
        raise SyntaxError("; ".join(errors))
    for node in unit.cursor.get_children():
        if not node.location.file or node.location.file.name != path:
            continue
        if node.kind == Kind.VAR_DECL or (node.kind == Kind.FUNCTION_DECL and node.is_definition()):
            mutants.where = node.spelling
            walk(mutants, node, node)
            named_constants(mutants, *span(node))
    return list(mutants.named())
