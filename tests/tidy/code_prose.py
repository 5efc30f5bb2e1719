"""The prose in sources: comments, docstrings and, in what users run, string literals.

Yields passages as prose.py takes them: (numbers, text), one line number per character.
"""

import ast
import io
import re
import tokenize

import cpp_text

# Strings elsewhere are the data of tests.
FOLDERS_WITH_MESSAGES = ("auth", "gateway", "plugin", "secrets")

_COMMENT_MARK = re.compile(r"\s*(?:///?<?|/\*+|\*/|\*|#+)\s?")
_TAG = re.compile(r"@(?:t?param\s+\S+|return|throws|source|pre)\s*")


class _Passage:
    def __init__(self):
        self.numbers, self.text = [], ""

    def add(self, number, words, joint=" "):
        words = joint + words if self.text else words
        self.text += words
        self.numbers += [number] * len(words)

    def parts(self):
        """A tag begins a sentence of its own."""
        start = 0
        for tag in [*_TAG.finditer(self.text), None]:
            end = tag.start() if tag else len(self.text)
            if self.text[start:end].strip():
                yield self.numbers[start:end], self.text[start:end]
            start = tag.end() if tag else end

    def sentences(self):
        """A single word is a name, not prose."""
        if " " in self.text.strip():
            yield self.numbers, self.text


def _without_quotes(text):
    """Quoted text in a comment is a value, not prose."""
    return re.sub(r'"[^"\n]*"', lambda found: "x" * len(found[0]), text)


def _comments(pieces):
    """One passage for each run of comment lines. `pieces`: (line, text, is alone)."""
    current, previous = _Passage(), (-1, False)
    for number, text, is_alone in pieces:
        if not (is_alone and previous == (number - 1, True)):
            yield from current.parts()
            current = _Passage()
        for offset, line in enumerate(text.split("\n")):
            current.add(number + offset, _without_quotes(_COMMENT_MARK.sub("", line, count=1)))
        previous = (number + text.count("\n"), is_alone)
    yield from current.parts()


def _is_alone(text, position):
    return not text[text.rfind("\n", 0, position) + 1 : position].strip()


def _literals(pieces):
    """One passage for each run of adjacent literals. `pieces`: (line, content, joins the last)."""
    current = _Passage()
    for number, content, joins in pieces:
        if not joins:
            yield from current.sentences()
            current = _Passage()
        plain = re.sub(r'\\[nt"]', "  ", content)
        for offset, line in enumerate(plain.split("\n")):
            current.add(number + offset, line, " " if offset else "")
    yield from current.sentences()


def _cpp_passages(source):
    comments, literals, last_end = [], [], -1
    for start, end, kind in cpp_text.tokens(source.text):
        number, text = cpp_text.line_of(source.text, start), source.text[start:end]
        if kind == "comment":
            comments.append((number, text, _is_alone(source.text, start)))
        else:
            joins = last_end >= 0 and not source.text[last_end:start].strip()
            literals.append((number, text[1:-1], joins))
            last_end = end
    yield from _comments(comments)
    if source.folder in FOLDERS_WITH_MESSAGES:
        yield from _literals(literals)


def _docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                if isinstance(first.value.value, str):
                    yield first.value


def _python_passages(source):
    comments, literals = [], []
    docstrings = list(_docstrings(ast.parse(source.text)))
    places = {(one.lineno, one.col_offset) for one in docstrings}
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        number, column = token.start
        if token.type == tokenize.COMMENT:
            comments.append((number, token.string, not token.line[:column].strip()))
        elif token.type == tokenize.STRING and token.start not in places:
            literals.append((number, token.string.strip("\"'"), False))
    yield from _comments(comments)
    for one in docstrings:
        passage = _Passage()
        for offset, line in enumerate(one.value.split("\n")):
            passage.add(one.lineno + offset, _without_quotes(line.strip()))
        yield from passage.parts()
    if source.folder in FOLDERS_WITH_MESSAGES:
        yield from _literals(literals)


def _script_passages(source):
    """Shell and CMake: whole lines that are comments."""
    pieces = []
    for number, line in enumerate(source.lines, 1):
        if re.match(r"\s*#(?!!)", line):
            pieces.append((number, line, True))
    yield from _comments(pieces)


def passages(source):
    """The passages of any source that is not a page or data."""
    if source.is_cpp:
        yield from _cpp_passages(source)
    elif source.is_python:
        yield from _python_passages(source)
    elif not source.is_prose or source.path.endswith("CMakeLists.txt"):
        yield from _script_passages(source)
