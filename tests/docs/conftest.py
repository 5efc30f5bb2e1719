"""The pages are followed in machines of our own: tests/debian/machine.py boots them."""

import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "debian"))

from debian_root import why_no_chroot  # noqa: E402
from machine import Machine, cgroup_mount  # noqa: E402
from reader import PACKAGES, Reader, ThisSystem  # noqa: E402


@pytest.fixture(scope="session")
def python_packages():
    """What `pip install` finds in a machine, which has no network."""
    for name in ("stock-1.0", "plugin-1.0"):
        pins = ROOT / "tests" / "requirements" / f"{name}.txt"
        done = PACKAGES / f".{name}"
        if done.exists() and done.read_text() == pins.read_text():
            continue
        PACKAGES.mkdir(parents=True, exist_ok=True)
        pip = [ROOT / ".venvs" / "tests" / "bin" / "python", "-m", "pip", "download", "--quiet"]
        subprocess.run([*pip, "--no-deps", "-d", PACKAGES, "-r", pins], check=True, timeout=600)
        done.write_text(pins.read_text())


@pytest.fixture
def reader(python_packages, tmp_path):
    """One with a machine that has just booted; skipped where none can be made."""
    obstacle = why_no_chroot() or ("" if cgroup_mount() else "no cgroup2 is mounted here")
    if obstacle:
        pytest.skip(obstacle)
    system = ThisSystem()
    with open(tmp_path / "console", "w") as log:
        machine = Machine(system, log, target="basic.target")
        try:
            obstacle = machine.why_not_up()
            if obstacle:
                pytest.skip(f"systemd does not boot in a container here: {obstacle}")
            reader = Reader(machine)
            yield reader
            reader.leave()
        finally:
            machine.stop()
            system.close()
