#!/usr/bin/env python3
"""The phases of tests/run: what is built, which tests run on it, and the sum of it all."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import zipfile

import clang_checks
from counting import FAILED, Count, check, note, run, run_suite

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = ROOT / "build" / "results"
PYTEST = ROOT / ".venvs" / "tests" / "bin" / "pytest"

# Options of sanitised programs, and how much longer the tests wait for them. Their
# reports need the program's own file, which the sandbox closes.
SANITIZERS = {
    "release": {},
    "debug": {
        "DSGW_SLOW": "4",
        "DSGW_ARGUMENTS": "--no-sandbox",
        "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1",
        "UBSAN_OPTIONS": "print_stacktrace=1",
    },
    "tsan": {
        "DSGW_SLOW": "6",
        "DSGW_ARGUMENTS": "--no-sandbox",
        "TSAN_OPTIONS": "second_deadlock_stack=1",
    },
}


# Left out under ASan: tests whose bytes do not come from a client. They compare Datasette and the
# plugin, read configuration and commands, or watch processes; unit tests and fuzz targets read the
# same texts under ASan.
ELSEWHERE = (
    "built_image",
    "check_command",
    "clock_jumps",
    "command_line",
    "example",
    "force_https",
    "gateway_status",
    "init_system",
    "inputs",
    "kill",
    "parity_basic_auth",
    "parity_permissions",
    "parity_sessions",
    "password_costs",
    "passwords_command",
    "public_spellings",
    "publish",
    "publish_refusals",
    "published_image",
    "secrets_command",
    "secrets_plugin",
    "secrets_store",
    "start_costs",
)
# Left out under TSan: tests in which threads share nothing. A connection and its upstream belong to
# one thread; threads share counts, accounts, logs, stores, and whatever a reload or a stop changes.
THREADED_UNITS = (
    "auth secrets net observe datasette request upstream secret_service pages serve".split()
)
WITHOUT_THREADS = (
    "big_bodies",
    "built_image",
    "caching",
    "check_command",
    "clock_jumps",
    "command_line",
    "cors",
    "departed_clients",
    "differential_fuzz",
    "example",
    "force_https",
    "forwarding_framing",
    "forwarding_headers",
    "gateway_status",
    "get",
    "hardening",
    "inputs",
    "kill",
    "menu",
    "own_pages",
    "parity_basic_auth",
    "parity_permissions",
    "parity_sessions",
    "passed_headers",
    "password_costs",
    "passwords_command",
    "plugin_sign_in",
    "public_paths",
    "public_queries",
    "public_spellings",
    "publish",
    "publish_refusals",
    "published_image",
    "request_ids",
    "reuse_race",
    "secrets_command",
    "secrets_plugin",
    "secrets_refusals",
    "secrets_store",
    "slow_clients",
    "start_costs",
    "strict_requests",
    "upstream_faults",
    "upstream_poisoning",
    "upstream_secret",
    "vectors",
    "writes",
)


def build(preset, *target):
    """Configures and builds; both are quick when nothing has changed. True if that worked."""
    together = ["-DCMAKE_UNITY_BUILD=ON", "-DBUILD_TESTING=ON"]
    if run(["cmake", "--preset", preset, *together], 300, cwd=ROOT) != 0:
        note(f"{preset}: cannot be configured")
        return False
    if run(["cmake", "--build", "--preset", preset, *target], 1800, cwd=ROOT) != 0:
        note(f"{preset}: cannot be built")
        return False
    return True


def unit_test(preset, test):
    """One program of ctest's; each case of a Boost.Test one counts."""
    properties = {item["name"]: item["value"] for item in test.get("properties", [])}
    env = dict(pair.split("=", 1) for pair in properties.get("ENVIRONMENT", []))
    options = {
        "cwd": properties.get("WORKING_DIRECTORY", ROOT),
        "env": {**SANITIZERS[preset], **env},
    }
    command, what = test["command"], f"{preset} unit {test['name']}"
    if not os.path.basename(command[0]).startswith("dsgw_"):
        return check(what, command, 600, **options)
    report = RESULTS / f"{preset}-unit-{test['name']}.xml"
    log = f"--logger=HRF,error,stdout:JUNIT,error,{report}"
    return run_suite(what, [*command, log], report, 900, quiet=True, **options)


def units(preset, only=()):
    """Builds, and runs what ctest knows; of the unit tests those in `only`, if that is given."""
    programs = [f"dsgw_{name}_test" for name in only]
    target = ["--target", "datasette-gateway", "dsgw_secrets_tool", *programs] if only else []
    if not build(preset, *target):
        return FAILED
    listed = subprocess.run(
        ["ctest", "--test-dir", ROOT / "build" / preset, "--show-only=json-v1"],
        check=True,
        capture_output=True,
        text=True,
    )
    tests = json.loads(listed.stdout)["tests"]
    if only:
        tests = [test for test in tests if test["name"] in only]
    if not tests:
        note(f"{preset}: there are no unit tests")
        return FAILED
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return sum(pool.map(lambda test: unit_test(preset, test), tests), Count())


def python_tests(folder, preset, seconds, *arguments):
    """pytest on one folder with one preset's binary."""
    binary = ROOT / "build" / preset / "datasette-gateway"
    if not build(preset, "--target", "datasette-gateway", "dsgw_secrets_tool"):
        return FAILED
    return pytest(preset, folder, binary, SANITIZERS[preset], seconds, *arguments)


def pytest(what, folder, binary, env, seconds, *arguments):
    """Four at once, since tests wait a lot."""
    report = RESULTS / f"{what}-{folder.replace('/', '-')}.xml"
    env = {**env, "DSGW_BINARY": str(binary), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [
        PYTEST,
        ROOT / "tests" / folder,
        "-q",
        "-n",
        "4",
        "--dist",
        "loadgroup",
        "--tb=short",
        "-p",
        "no:cacheprovider",
        f"--junitxml={report}",
        *arguments,
    ]
    return run_suite(f"{what} {folder}", command, report, seconds, cwd=ROOT, env=env)


# Each sanitised build asks one line of Datasette: the threads and buffers are ours, whichever
# answers, and the release build asks both.
OTHER_LINE = {"debug": "1.0", "tsan": "0.65"}


def sanitized(preset):
    """Units and end-to-end tests on a sanitised build, less those that ask the plugin only."""
    other = OTHER_LINE[preset]
    chosen = f"not [plugin and not -plugin and not [{other} and not -{other}"
    only, ignored = {"debug": ((), ELSEWHERE), "tsan": (THREADED_UNITS, WITHOUT_THREADS)}[preset]
    files = [ROOT / "tests" / "e2e" / f"test_{name}.py" for name in ignored]
    gone = [file.name for file in files if not file.exists()]
    if gone:
        note(f"{preset}: left out by name, but not there: {', '.join(gone)}")
        return FAILED
    options = [f"--ignore={file}" for file in files]
    return units(preset, only) + python_tests("e2e", preset, 1500, "-k", chosen, *options)


# Covers the libraries linked into the wheel's program, and the effects of optimisation.
OF_THE_WHEEL = ("hardening", "passwords_command", "secrets_command", "tls")


def wheel():
    """Builds and installs it, and asks the program in it what depends on how it was linked."""
    built = check("plugin/build-wheel", [ROOT / "plugin" / "build-wheel"], 1500)
    if built.failed:
        return built
    (path,) = (ROOT / "build" / "dist").glob("*.whl")
    program = ROOT / "build" / "wheel" / "datasette-gateway"
    with zipfile.ZipFile(path) as opened:
        (name,) = (name for name in opened.namelist() if name.endswith(f"/{program.name}"))
        program.write_bytes(opened.read(name))
    program.chmod(0o755)
    others = [
        f"--ignore={file}"
        for file in (ROOT / "tests" / "e2e").glob("test_*.py")
        if file.stem.removeprefix("test_") not in OF_THE_WHEEL
    ]
    return (
        built
        + pytest("wheel", "wheel", program, {}, 600)
        + pytest("wheel", "e2e", program, {}, 600, *others)
    )


def house_rules():
    """Checks without compiling: our own rules, the scripts, the layout."""
    tidy = ROOT / "tests" / "tidy"
    heads = {path: path.open("rb").read(40) for path in scripts()}
    shell = [path for path, head in heads.items() if b"bash" in head or path.suffix == ".sh"]
    return (
        check("tests/tidy, itself", [sys.executable, tidy / "tidy_test.py"])
        + check("tests/tidy", [sys.executable, tidy / "tidy.py"])
        + commit_subjects()
        + check("shellcheck", ["shellcheck", "-x", *shell], cwd=ROOT)
        + clang_checks.format_check()
    )


def commit_subjects():
    """The subjects of commits; skipped, with the reason printed, if the history is not here."""
    code = run([sys.executable, ROOT / "tests" / "tidy" / "commits.py"], 60)
    if code == 77:
        return Count(skipped=1)
    note(f"commit subjects: {'ok' if code == 0 else f'FAILED (exit code {code})'}")
    return Count(passed=1) if code == 0 else FAILED


def scripts():
    """Files in the tree that begin with #! or end in .sh."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    files = [ROOT / name for name in set(listed.split("\0")) if name]
    return sorted(
        path
        for path in files
        if path.is_file() and (path.suffix == ".sh" or path.open("rb").read(2) == b"#!")
    )


def fuzz():
    """Every fuzz target on its corpus and for a few seconds more."""
    report = RESULTS / "fuzz.xml"
    command = [ROOT / "tests" / "fuzz" / "run", "--seconds", "5", "--report", report]
    return run_suite("fuzz", command, report, 1800, cwd=ROOT)


def alone():
    """Each source by itself: other builds take a dozen together, and miss an #include of one."""
    folder = ROOT / "build" / "alone"
    configure = ["cmake", "--preset", "release", "-B", folder]
    made = check("configured", configure, 300, cwd=ROOT)
    return made if made.failed else made + check("built", ["cmake", "--build", folder], 1800)


def debian():
    """The package of the release build; the tests run in order, as each builds on the last."""
    if not build("release", "--target", "deb"):
        return FAILED
    return python_tests("debian", "release", 900, "-n", "0")


def documentation():
    """The site, other sites' addresses where there is a network, and what its pages say to type."""
    site = check("docs/build", [ROOT / "docs" / "build"])
    if not build("release", "--target", "deb"):
        return site + FAILED
    return site + links() + python_tests("docs", "release", 900)


def links():
    """Every address of other sites' that the pages name is asked for."""
    try:
        socket.create_connection(("docs.datasette.io", 443), timeout=20).close()
    except OSError as problem:
        note(f"docs/build --links: skipped, since docs.datasette.io cannot be reached: {problem}")
        return Count(skipped=1)
    return check("docs/build --links", [ROOT / "docs" / "build", "--links"], 900)


PHASES = {
    "rules": ("the rules of the house, shellcheck, clang-format", house_rules),
    "release": ("the release build and its unit tests", lambda: units("release")),
    "e2e": ("against real Datasette", lambda: python_tests("e2e", "release", 1500)),
    "browser": ("in a real browser", lambda: python_tests("browser", "release", 600)),
    "example": ("examples/ run as they stand", lambda: python_tests("examples", "release", 600)),
    "docs": ("the site, and what its pages say to type", documentation),
    "alone": ("each source compiled by itself", alone),
    "wheel": ("the Python wheel, built and installed", wheel),
    "debian": ("the Debian package, in a Debian and under a systemd of its own", debian),
    "debug": ("units and e2e under ASan and UBSan", lambda: sanitized("debug")),
    "tsan": ("units and e2e under TSan", lambda: sanitized("tsan")),
    "fuzz": ("a short run of each fuzz target", fuzz),
    "clang-tidy": ("clang-tidy on what has changed", clang_checks.tidy_check),
}

# With these a run from nothing would take more than 40 minutes on two cores.
WHEN_ASKED = ("alone", "wheel", "debian")


def chosen(arguments):
    """The phases that were asked for."""
    parser = argparse.ArgumentParser(prog="tests/run", description=__doc__)
    parser.add_argument("phases", nargs="*", metavar="PHASE", help=", ".join(PHASES))
    parser.add_argument("--fast", action="store_true", help="release units only")
    parser.add_argument("--list", action="store_true", help="name the phases and stop")
    options = parser.parse_args(arguments)
    if options.list:
        for name, (what, _) in PHASES.items():
            print(f"{name:<12}{what}")
        sys.exit(0)
    unknown = [name for name in options.phases if name not in PHASES]
    if unknown:
        parser.error(f"no phase {unknown[0]}; there are {', '.join(PHASES)}")
    if options.fast:
        return ["release"]
    if not options.phases:
        note(f"left out, since they take long: tests/run {' '.join(WHEN_ASKED)}")
    return options.phases or [name for name in PHASES if name not in WHEN_ASKED]


def main(arguments):
    """Runs the phases one after the other; the exit code."""
    os.environ["PYTHONUNBUFFERED"] = "1"
    table, total = [], Count()
    for name in chosen(arguments):
        what, phase = PHASES[name]
        note(f"\n== {name}: {what}")
        started = time.monotonic()
        try:
            count = phase()
        except (OSError, subprocess.SubprocessError, ValueError) as problem:
            note(f"{name}: {problem}")
            count = FAILED
        table.append((name, count, time.monotonic() - started))
        total += count
    note("")
    for name, count, seconds in table:
        note(f"{name:<12}{seconds:7.0f} s  {count}")
    note(str(total))
    return 1 if total.failed or total == Count() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
