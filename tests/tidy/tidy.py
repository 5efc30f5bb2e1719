#!/usr/bin/env python3
"""Checks the rules of the house on every source: tests/tidy/tidy.py [PATH…]

Prints `path:line: rule: message` for each finding and a closing count; exit code 1 if there is one.
"""

import pathlib
import subprocess
import sys

import rules

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUFFIXES = {".hpp", ".cpp", ".py", ".sh", ".cmake", ".md", ".txt"}
NOT_OURS = ("build/", ".venvs/", "tests/vectors/", "tests/fuzz/corpus/")


def paths():
    """Every file that is in the tree or would be added to it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted(path for path in set(listed.split("\0")) if path)


def is_checked(path):
    """Sources, scripts and pages; not data."""
    file = ROOT / path
    if path.startswith(NOT_OURS) or not file.is_file():
        return False
    if file.suffix in SUFFIXES:
        return True
    with file.open("rb") as opened:
        return opened.read(2) == b"#!"


def findings(path):
    """(line, rule, message) for one file."""
    source = rules.Source(path, (ROOT / path).read_text(encoding="utf-8"))
    for rule in rules.RULES:
        for line, message in rule(source):
            yield line, rule.__name__, message


def main(arguments):
    """The exit code."""
    tree = paths()
    checked = [path for path in (arguments or tree) if is_checked(path)]
    count = 0
    for path in checked:
        for line, rule, message in sorted(findings(path)):
            print(f"{path}:{line}: {rule}: {message}")
            count += 1
    untested = (ROOT / "tests/unit/untested.txt").read_text(encoding="utf-8")
    present = [path for path in tree if (ROOT / path).is_file()]
    walk = (ROOT / "docs/life_of_a_request.md").read_text(encoding="utf-8")
    of_the_tree = {
        "unit_tests": rules.unit_tests(present, untested),
        "named_sources": rules.named_sources(present, walk),
    }
    for rule, found in () if arguments else of_the_tree.items():
        for path, line, message in found:
            print(f"{path}:{line}: {rule}: {message}")
            count += 1
    print(f"{len(checked)} files, {count} findings")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
