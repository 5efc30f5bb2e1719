#!/usr/bin/env python3
"""Checks the subjects of commits: tests/tidy/commits.py

Prints `commit: message` for each finding; exit code 1 if there is one, 77 if history is missing.
"""

import pathlib
import subprocess
import sys

import prose

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHECKED_AFTER = "14e36007909cb1aa9d428ddc5f4a733f135e98f5"  # older subjects follow no rule
SKIPPED = 77


def _git(*arguments):
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, check=False, capture_output=True, text=True
    )


def subjects(base=CHECKED_AFTER):
    """(commit, subject) of each commit after the base, or the reason why there are none."""
    try:
        if _git("merge-base", "--is-ancestor", base, "HEAD").returncode != 0:
            return None, f"commit {base[:8]} is not in this history (a shallow clone?)"
    except FileNotFoundError:
        return None, "git is not installed"
    listed = _git("log", "--no-merges", "--format=%h %s", f"{base}..HEAD").stdout
    return [line.split(" ", 1) for line in listed.splitlines()], ""


def main():
    """The exit code."""
    found, reason = subjects()
    if found is None:
        print(f"commit subjects: skipped: {reason}")
        return SKIPPED
    faults = [(commit, prose.subject_fault(subject), subject) for commit, subject in found]
    faults = [fault for fault in faults if fault[1]]
    for commit, fault, subject in faults:
        print(f"{commit}: {fault}: {subject}")
    print(f"{len(found)} commits, {len(faults)} findings")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
