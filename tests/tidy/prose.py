"""Checks the words of pages and comments: patterns of odd English, each with a replacement."""

import re

import code_prose

QUESTIONS_ALLOWED = {1, 2}
PATTERNS = [
    (1, r"(^|[.;:(] )([Ww]ho(ever)?|[Ww]hatever) \w+(s|ed)\b", "begin with a noun"),
    (2, r"(^|[.;:] )What (is|are|was|has|the|an?|it|they|who|\w+s)\b", "begin with a noun"),
    (3, r"\b(is|are|be|was) told\b|\btold of\b|\btells? of\b", "write 'reports' or 'see'"),
    (4, r"\banew\b|\bmend(s|ed)?\b|\bheed(s|ed)?\b", "write 'again', 'fix' or 'use'"),
    (5, r"\bst(ands?|ood)\b(?!-)", "write 'is'"),
    (6, r"\b(go(es)?|went) on\b", "write 'continues'"),
    (7, r"\bof (ours|theirs|hers|his)\b", "write 'our' or 'their'"),
    (8, r"\b(no|some)body('s)?\b", "write 'anonymous', 'a user' or 'no client'"),
    (9, r"\bbut (for|by)\b", "write 'except'"),
    (10, r"\bc(omes?|oming|ame) (to|in|by|along)\b", "write 'is' or 'arrives'"),
    (
        11,
        r"\bhas it that\b|\bin the name of\b|\b(of no use|good for)\b|\bturns? away\b"
        r"|\bfarewell\b|\bthe wall\b",
        "use the standard term",
    ),
]
PATTERNS = [(number, re.compile(pattern), advice) for number, pattern, advice in PATTERNS]

SUBJECT_COLUMNS_MAX = 72
NOT_IMPERATIVE = re.compile(r"[\w./-]+: (an?|the|what|who\w*|no|each|every|one|some|all)\b")


def _prose_lines(lines):
    """(number, line) outside code blocks, comments, and parts that a program wrote."""
    end = ""
    for number, line in enumerate(lines, 1):
        mark = re.fullmatch(r"<!-- ([\w ]+) -->", line)
        fence = re.match(r"\s*(`{3,})", line)
        if end:
            end = "" if line.strip() == end else end
        elif fence:
            end = fence[1]
        elif mark and f"<!-- end of {mark[1]} -->" in lines:
            end = f"<!-- end of {mark[1]} -->"
        elif not line.startswith("<!--"):
            yield number, line


def _blanked(text):
    """The text with inline code and link targets replaced by as many letters."""
    return re.sub(r"`[^`]*`|\]\([^)]*\)", lambda found: "x" * len(found[0]), text)


def passages(lines):
    """(numbers, text): each heading, paragraph, item and table cell; one number per character."""
    numbers, text = [], ""
    previous = 0
    for number, line in [*_prose_lines(lines), (len(lines) + 2, "")]:
        starts = re.match(r"\s*([-*]|\d+\.) |\||#", line)
        if text and (starts or not line.strip() or number != previous + 1):
            yield numbers, text
            numbers, text = [], ""
        previous = number
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.replace(r"\|", "  ").split("|")]
            yield from (([number] * len(cell), cell) for cell in cells if cell)
            continue
        # A heading keeps its mark: "# What it is not" is a title, not a sentence.
        words = re.sub(r"^\s*(([-*]|\d+\.) )?", "", line)
        words = f" {words}" if text and words else words
        text += words
        numbers += [number] * len(words)


def plain_words(source):
    """Pages, comments and messages use plain English: see PATTERNS."""
    is_page = source.path.endswith(".md")
    for numbers, text in passages(source.lines) if is_page else code_prose.passages(source):
        bare = _blanked(text)
        for number, pattern, advice in PATTERNS:
            for match in pattern.finditer(bare):
                sentence_end = re.search(r"[.!?;]( |$)", bare[match.end() :])
                is_question = sentence_end and sentence_end[0].startswith("?")
                if number in QUESTIONS_ALLOWED and is_question:
                    continue
                yield numbers[match.start()], f"'{match[0].strip()}': {advice}"


def subject_fault(subject):
    """The error in the subject of a commit, or nothing."""
    if len(subject) > SUBJECT_COLUMNS_MAX:
        return f"{len(subject)} columns: at most {SUBJECT_COLUMNS_MAX}"
    if NOT_IMPERATIVE.match(subject):
        return "begin with an imperative verb after 'area: '"
    return ""
