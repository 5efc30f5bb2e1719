"""The blocks of a page: the commands to type, and the files to write."""

import re
import textwrap
from dataclasses import dataclass

# The marks above a block, as comments that no reader sees: <!-- WORD: ARGUMENT -->
MARKS = {
    "file": "the block is written to the file ARGUMENT",
    "types": "it asks: the words of ARGUMENT are typed, one at each prompt",
    "serves": "it goes on until the next such block",
    "prints": "lines that the block before has printed; … stands for anything",
    "not run": "why it is not: ARGUMENT",
    "tested by": "the tests ARGUMENT run it instead",
}
COMMENT = re.compile(r"<!-- (%s)(?:: (.+))? -->" % "|".join(MARKS))
ANY_COMMENT = re.compile(r"<!--.*-->")
FENCE = re.compile(r"( *)```(\S*)")
COMMANDS = "sh"
PROSE = "text"  # drawings, and what is shown only


@dataclass
class Block:
    """One of them: where it begins, how it is marked ("run" where it is not), and its text."""

    line: int
    language: str
    mark: str
    argument: str
    text: str


class Unclear(Exception):
    """A page with a block that has no mark."""


def blocks_of(page):
    """All blocks of a page in their order, less those that show something only."""
    lines = page.read_text().splitlines()
    found, number = [], 0
    while number < len(lines):
        line = lines[number]
        fence = FENCE.fullmatch(line)
        if not fence:
            if line.startswith("    ") and line.strip():
                raise Unclear(f"{page.name}:{number + 1}: fence the block: ```{COMMANDS}")
            number += 1
            continue
        end = lines.index(f"{fence[1]}```", number + 1)
        text = textwrap.dedent("\n".join(lines[number + 1 : end])) + "\n"
        place = f"{page.name}:{number + 1}"
        block = _marked(place, number + 1, fence[2], lines[number - 1].strip(), text)
        if block:
            found.append(block)
        number = end + 1
    return found


def _marked(place, line, language, above, text):
    comment = COMMENT.fullmatch(above)
    if comment:
        return Block(line, language, comment[1], comment[2] or "", text)
    if ANY_COMMENT.fullmatch(above):
        raise Unclear(f"{place}: no mark {above}; there are {', '.join(MARKS)}")
    if language == COMMANDS:
        return Block(line, language, "run", "", text)
    if language != PROSE:
        raise Unclear(f"{place}: what becomes of this {language or 'block'}? Mark it")
    return None
