"""Running the programs of a phase, within a time, and adding up what passed and failed."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml
from dataclasses import dataclass


@dataclass
class Count:
    """The result of a phase. Counts add up with +."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other):
        return Count(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


PASSED, FAILED = Count(passed=1), Count(failed=1)


def note(text):
    """A line of the runner's own, in order with what the programs print."""
    print(text, flush=True)


def end_group(process):
    """Ends a program that we started, with all that it started in its own process group."""
    for number, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        try:
            os.killpg(process.pid, number)
            process.wait(patience)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def run(command, seconds, cwd=None, env=None, output=None):
    """Runs a command. Its exit code; 124 if it took longer than `seconds`.

    Its output is on ours, or in the file `output`.
    """
    sys.stdout.flush()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        note(f"took longer than {seconds} s: {' '.join(map(str, command))}")
        end_group(process)
        return 124
    except BaseException:
        end_group(process)
        raise


def run_quietly(command, seconds, **options):
    """run(), whose output is printed only after a failure: for commands that run side by side."""
    with tempfile.TemporaryFile() as output:
        code = run(command, seconds, output=output, **options)
        if code != 0:
            output.seek(0)
            note(output.read().decode("utf-8", "replace"))
    return code


def check(what, command, seconds=600, **options):
    """A command that is one test: it passes with exit code 0."""
    started = time.monotonic()
    code = run(command, seconds, **options)
    verdict = "ok" if code == 0 else f"FAILED (exit code {code})"
    note(f"{what}: {verdict}, {time.monotonic() - started:.1f} s")
    return PASSED if code == 0 else FAILED


def count_junit(path):
    """The counts of a JUnit file; all zero if it is missing or truncated."""
    try:
        # Boost.Test copies what a failed check saw, control characters and all.
        text = path.read_bytes().decode("utf-8", "replace")
        clean = re.sub(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "?", text)
        cases = list(xml.fromstring(clean.encode()).iter("testcase"))
    except (OSError, xml.ParseError):
        return Count()
    total = Count()
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            total += FAILED
        elif case.find("skipped") is not None:
            total += Count(skipped=1)
        else:
            total += PASSED
    return total


def run_suite(what, command, report, seconds, quiet=False, **options):
    """A command of many tests that writes `report`. Its own failure counts if no test's does."""
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    started = time.monotonic()
    code = (run_quietly if quiet else run)(command, seconds, **options)
    count = count_junit(report)
    if code != 0 and count.failed == 0:
        note(f"{what}: no test failed, but it ended with exit code {code}")
        count += FAILED
    if code == 0 and count == Count():
        note(f"{what}: ran no test")
        count += FAILED
    note(f"{what}: {count}, {time.monotonic() - started:.1f} s")
    return count
