"""Just enough of C++ for the checks: comments and literals, statements, functions."""

import re

_TOKEN = re.compile(
    r"//[^\n]*"
    r"|/\*.*?\*/"
    r'|R"(?P<delimiter>[^(\s]{0,16})\(.*?\)(?P=delimiter)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])(?:u8|[uUL])?'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)
_CONDITION = re.compile(r"\s*(?:else\s+)?(?:if|while|for|switch)\b(?:\s+constexpr)?\s*\(")
_DIRECTIVE = re.compile(r"^[ \t]*#.*(?:\\\n.*)*$", re.MULTILINE)


def tokens(text):
    """(start, end, kind) of each comment and string literal; kind is "comment" or "string"."""
    for match in _TOKEN.finditer(text):
        if match[0].startswith(("//", "/*")):
            yield match.start(), match.end(), "comment"
        elif not match[0].endswith("'"):
            yield match.start(), match.end(), "string"


def _spaces(match):
    return re.sub(r"[^\n]", " ", match.group(0))


def blanked(text):
    """The text with comments, strings and characters made spaces: same length, same lines."""
    return _TOKEN.sub(_spaces, text)


def line_of(text, position):
    """The line number, from 1, of a position in the text."""
    return text.count("\n", 0, position) + 1


def _matching(text, position, opening, closing):
    """The position of the bracket that closes the one at `position`, or the end of the text."""
    depth = 0
    for at in range(position, len(text)):
        if text[at] == opening:
            depth += 1
        elif text[at] == closing:
            depth -= 1
            if depth == 0:
                return at
    return len(text)


def right_of_await(code, position):
    """The text right of the `co_await` at `position` in its statement. `code` is blanked.

    A condition ends at its own parenthesis: the `{` of `if (co_await f()) {` is outside it.
    """
    start = max(code.rfind(mark, 0, position) for mark in ";{}") + 1
    end = code.find(";", position)
    end = len(code) if end < 0 else end
    head = _CONDITION.match(code, start)
    if head and head.end() <= position:
        end = min(end, _matching(code, head.end() - 1, "(", ")"))
    # A lambda or a block that holds the statement closes before its next `;`.
    depth = 0
    for at in range(position, end):
        if code[at] == "{":
            depth += 1
        elif code[at] == "}":
            depth -= 1
            if depth < 0:
                end = at
                break
    return code[position + len("co_await") : end]


def _kind(head, inside):
    """The kind of a `{`, by the text before it: scope, function or block."""
    if inside and inside[-1] != "scope":
        return "block"
    if re.search(r"\bnamespace\b", head) or re.fullmatch(r"\s*extern\s*", head):
        return "scope"
    plain = re.sub(r"\boperator\s*(?:\(\)|\S+?)\s*(?=\()", "operator_", head)
    before_call = plain.split("(", 1)[0]
    if "(" in plain and "=" not in before_call:
        return "function"
    if re.search(r"\b(?:class|struct|union)\b", plain):
        return "scope"
    return "block"


def functions(code):
    """(line, head, number of lines) of each function body. `code` is blanked."""
    found, inside, opened = [], [], []
    head_start = 0
    flat = _DIRECTIVE.sub(_spaces, code)
    for at, mark in enumerate(flat):
        if mark == ";":
            head_start = at + 1
        elif mark == "{":
            inside.append(_kind(flat[head_start:at], inside))
            opened.append((at, flat[head_start:at]))
            head_start = at + 1
        elif mark == "}" and inside:
            kind, (start, head) = inside.pop(), opened.pop()
            if kind == "function":
                lines = flat.count("\n", start, at) + 1
                found.append((line_of(flat, start), " ".join(head.split()), lines))
            head_start = at + 1
    return found
