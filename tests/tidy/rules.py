"""The rules that a program can check: each yields (line, message) for a source."""

import ast
import re

import cpp_text
import prose

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100
PROSE_COLUMNS_MAX = 120
# The rooms in their order.
ROOMS = (
    "base",
    "store",
    "auth",
    "secrets",
    "gateway/html",
    "gateway/http",
    "gateway/config",
    "gateway/command",
    "gateway/net",
    "gateway/observe",
    "gateway/datasette",
    "gateway/request",
    "gateway/upstream",
    "gateway/secret_service",
    "gateway/pages",
    "gateway/admin",
    "gateway/serve",
    "gateway",
)
# The first room that may include a library: no sockets before gateway/net.
LIBRARIES = {"boost/beast": "gateway/http", "boost/asio": "gateway/net"}
BANNED_PIECES = {"util", "utils", "helper", "helpers", "manager", "managers", "common"}
BANNED_WHOLE = {"base"}  # "base_url" is Datasette's word; `.base()` is the standard library's
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")


class Source:
    """One file: its path from the root, its text and, for C++, the bare code."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.splitlines()
        self.folder = path.split("/")[0]
        self.is_header = path.endswith(".hpp")
        self.is_cpp = path.endswith((".hpp", ".cpp"))
        self.is_python = path.endswith(".py") or text.startswith("#!/usr/bin/env python3")
        self.is_prose = path.endswith((".md", ".json", ".txt", ".yaml", ".yml"))
        self.code = cpp_text.blanked(text) if self.is_cpp else ""


def file_size(source):
    """A source file has at most 400 lines."""
    if not source.is_prose and len(source.lines) > FILE_LINES_MAX:
        yield FILE_LINES_MAX, f"{len(source.lines)} lines: split the file at {FILE_LINES_MAX}"


def line_length(source):
    """A line of a source has at most 100 columns."""
    if source.is_prose:
        return
    for number, line in enumerate(source.lines, 1):
        if len(line) > COLUMNS_MAX and not re.fullmatch(r"#\s*\S+", line.strip()):
            yield number, f"{len(line)} columns: at most {COLUMNS_MAX}"


def prose_width(source):
    """A line of a page has at most 120 columns, except tables, code, and generated parts."""
    if not source.path.endswith(".md"):
        return
    end = ""
    for number, line in enumerate(source.lines, 1):
        mark = re.fullmatch(r"<!-- ([\w ]+) -->", line)
        if end:
            end = "" if line.strip() == end else end
        elif line.lstrip().startswith("```"):
            end = "```"
        elif mark and f"<!-- end of {mark[1]} -->" in source.lines:
            end = f"<!-- end of {mark[1]} -->"
        elif len(line) > PROSE_COLUMNS_MAX and not line.startswith("|"):
            yield number, f"{len(line)} columns: at most {PROSE_COLUMNS_MAX}"


def function_size(source):
    """A function is a screen: at most 70 lines."""
    if source.is_cpp:
        for line, head, lines in cpp_text.functions(source.code):
            if lines > FUNCTION_LINES_MAX:
                name = re.findall(r"[\w:~]+(?=\s*\()", head)
                yield line, f"{(name or ['?'])[0]}: {lines} lines, at most {FUNCTION_LINES_MAX}"
    elif source.is_python:
        for node in ast.walk(ast.parse(source.text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = node.end_lineno - node.lineno + 1
                if lines > FUNCTION_LINES_MAX:
                    yield node.lineno, f"{node.name}: {lines} lines, at most {FUNCTION_LINES_MAX}"


def includes(source):
    """(line, quoted?, path) of each include."""
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', source.text, re.M):
        yield cpp_text.line_of(source.text, match.start()), match.group(1) == '"', match.group(2)


def room_of(path):
    """The place of a path's room in ROOMS; none outside them."""
    inside = [room for room in ROOMS if path.startswith(f"{room}/")]
    return ROOMS.index(max(inside, key=len)) if inside else None


def layering(source):
    """A room includes itself and those before it; sockets begin at one; paths at the root."""
    if not source.is_cpp:
        return
    room = room_of(source.path)
    for line, quoted, path in includes(source):
        if quoted and room_of(path) is None and not path.startswith("tests/"):
            yield line, f'write the path from the root: "{source.folder}/…/{path}"'
        if room is None:
            continue
        if path.startswith("tests/"):
            yield line, "what users run includes nothing of tests/"
        elif quoted and (room_of(path) or 0) > room:
            yield line, f"{ROOMS[room]}/ comes before {ROOMS[room_of(path)]}/ and cannot include it"
        for library, first in LIBRARIES.items():
            if not quoted and path.startswith(library) and room < ROOMS.index(first):
                yield line, f"{library} begins at {first}/: no {path} here"


def unit_tests(paths, listed):
    """(path, line, message): a source has a unit test in the same room, or a reason for none.

    `listed` is the text of tests/unit/untested.txt: `path: reason` on each line.
    """
    here, reasons = "tests/unit/untested.txt", {}
    for number, line in enumerate(listed.splitlines(), 1):
        path, _, reason = line.partition(": ")
        if not line.startswith("#"):
            reasons[path] = number
            if not reason.strip():
                yield here, number, "write `path: reason`"
    tested = {path for path in paths if path.startswith("tests/unit/")}
    sources = (path for path in paths if path.endswith(".cpp") and room_of(path) is not None)
    for path in sorted(sources):
        prefix = f"tests/unit/{path.removesuffix('.cpp')}_"
        has_test = any(test.startswith(prefix) and test.endswith("test.cpp") for test in tested)
        number = reasons.pop(path, None)
        if has_test and number:
            yield here, number, f"{path} has a unit test: remove the line"
        elif not has_test and not number:
            yield path, 1, f"no unit test: write {prefix}test.cpp, or the reason in {here}"
    for path, number in reasons.items():
        yield here, number, f"there is no {path}"


def named_sources(paths, page):
    """(path, line, message): each `name` in a heading of the walk through a request is a source.

    `page` is the text of docs/life_of_a_request.md.
    """
    sources = {re.sub(r"\.[ch]pp$", "", path) for path in paths if path.endswith((".cpp", ".hpp"))}
    for number, line in enumerate(page.splitlines(), 1):
        for name in re.findall(r"`([\w/]+)`", line) if line.startswith("## ") else ():
            if not any(source == name or source.endswith("/" + name) for source in sources):
                yield "docs/life_of_a_request.md", number, f"there is no source {name}"


def header_opening(source):
    """A header begins with #pragma once and then says what it is for."""
    if not source.is_header:
        return
    lines = [line for line in source.lines if line.strip()]
    if not lines or lines[0] != "#pragma once":
        yield 1, "the first line of a header is #pragma once"
    elif len(lines) < 2 or not lines[1].startswith(("//", "/*")):
        yield 2, "a header says in its first lines what it is for"


def named_before_await(source):
    """g++ 12 destroys some temporaries of a co_await statement twice: name them first."""
    for match in re.finditer(r"\bco_await\b", source.code):
        rest = cpp_text.right_of_await(source.code, match.start())
        bad = re.search(r"[{\[?]", rest)
        if bad:
            line = cpp_text.line_of(source.code, match.start())
            yield line, f"'{bad.group(0)}' right of co_await: name it, then await it"


def never_detached(source):
    """detached swallows exceptions."""
    for match in re.finditer(r"\bdetached\b", source.code):
        yield cpp_text.line_of(source.code, match.start()), "detached swallows exceptions"


def _says_nothing(word):
    pieces = [piece for piece in re.split(r"[_\W]+", word.lower()) if piece]
    banned = [piece for piece in pieces if piece in BANNED_PIECES]
    return banned[0] if banned else (word.lower() if word.lower() in BANNED_WHOLE else "")


def telling_names(source):
    """Names without meaning are not used, in files or identifiers."""
    for part in source.path.split("/"):
        word = "" if part == "base" else _says_nothing(part.split(".")[0])
        if word:
            yield 1, f"'{word}' in the path says nothing: name what it does"
    for match in re.finditer(r"(?<![.>:])\b[A-Za-z_]\w*", source.code):
        line_start = source.code.rfind("\n", 0, match.start()) + 1
        if source.code[line_start : match.start()].lstrip().startswith("#"):
            continue
        word = _says_nothing(match.group(0))
        if word:
            yield (
                cpp_text.line_of(source.code, match.start()),
                f"'{word}' in {match.group(0)} says nothing: name what it does",
            )


def finished(source):
    """Unfinished work is recorded in an issue, not in the source."""
    for number, line in enumerate(source.lines, 1):
        if UNFINISHED.search(line):
            yield number, "unfinished: do it, or write it where it is seen"


RULES = [
    file_size,
    line_length,
    prose_width,
    prose.plain_words,
    function_size,
    layering,
    header_opening,
    named_before_await,
    never_detached,
    telling_names,
    finished,
]
