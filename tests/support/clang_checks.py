"""clang-format on every source, and clang-tidy on those that have changed since it last passed."""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

from counting import FAILED, PASSED, Count, check, note, run

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("base", "store", "auth", "secrets", "gateway", "tests")
CACHE = ROOT / "build" / "tidy-cache"
DATABASE = ROOT / "build" / "tidy"


def sources(folders, *suffixes):
    """The C++ files of some folders."""
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in suffixes
    )


def format_check():
    """clang-format would change nothing."""
    files = sources(FOLDERS, ".hpp", ".cpp")
    return check(
        "clang-format",
        ["clang-format-14", "--dry-run", "-Werror", "--ferror-limit=3", *files],
        cwd=ROOT,
    )


def closure(path, seen):
    """The file and all of our files that it includes, directly or not."""
    if path in seen or not path.is_file():
        return seen
    seen.add(path)
    for included in re.findall(r'^\s*#\s*include\s*"([^"]+)"', path.read_text(), re.MULTILINE):
        closure(ROOT / included, seen)
    return seen


def key_of(entry):
    """Names everything that a verdict of clang-tidy depends on, but the system's headers."""
    digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
    digest.update(entry["command"].replace(str(ROOT), "").encode())
    for path in sorted(closure(pathlib.Path(entry["file"]), set())):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def examine(entry):
    """(file, output or none if it is clean)."""
    done = subprocess.run(
        [
            "clang-tidy-14",
            "--quiet",
            "--checks=-bugprone-suspicious-include",
            "-p",
            str(DATABASE),
            entry["file"],
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    return entry["file"], None if done.returncode == 0 else done.stdout + done.stderr[-2000:]


def changed():
    """(key, entry of the compilation database) of each unit that has yet to pass, of how many."""
    CACHE.mkdir(parents=True, exist_ok=True)
    units = [
        entry
        for entry in json.loads((DATABASE / "compile_commands.json").read_text())
        if "/Unity/" in entry["file"] and not entry["file"].startswith(str(DATABASE / "tests"))
    ]
    keyed = [(key_of(entry), entry) for entry in units]
    return [(key, entry) for key, entry in keyed if not (CACHE / key).exists()], len(keyed)


def tidy_check():
    """clang-tidy finds nothing. Each unit of some sources counts: it reads their headers once."""
    # A configuration of its own: clang, and no precompiled headers of another compiler.
    code = run(
        [
            "cmake",
            "--preset",
            "release",
            "-B",
            DATABASE,
            "--log-level=ERROR",
            "-DCMAKE_C_COMPILER=clang-14",
            "-DCMAKE_CXX_COMPILER=clang++-14",
            "-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON",
            "-DCMAKE_UNITY_BUILD=ON",
            "-DDSGW_WARNINGS_AS_ERRORS=OFF",
        ],
        300,
        cwd=ROOT,
    )
    if code != 0:
        note("clang-tidy: cannot configure")
        return FAILED
    waiting, number = changed()
    count = Count(passed=number - len(waiting))
    note(f"clang-tidy: {len(waiting)} of {number} units have changed")
    keys = {entry["file"]: key for key, entry in waiting}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for file, output in pool.map(examine, [entry for _, entry in waiting]):
            if output is None:
                (CACHE / keys[file]).touch()
                count += PASSED
            else:
                note(f"clang-tidy: {os.path.relpath(file, ROOT)}\n{output}")
                count += FAILED
    return count


if __name__ == "__main__":
    total = format_check() + tidy_check()
    print(total)
    sys.exit(1 if total.failed else 0)
