"""The wheel of plugin/build-wheel, and environments in which it is installed beside Datasette."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))
pytest.register_assert_rewrite("support")

from support.fixtures import *  # noqa: E402,F401,F403
from support.processes import Process, clean_environment  # noqa: E402
from support.sites import ROOT, WorkDirectory, wait_for_gateway  # noqa: E402
from support.waiting import limit  # noqa: E402

# How each line gets the wheel: both are pip in Datasette's own environment.
INSTALL = {"0.65": ["python", "-m", "pip", "install"], "1.0": ["datasette", "install"]}


@pytest.fixture(scope="session")
def wheel():
    found = list((ROOT / "build" / "dist").glob("datasette_gateway-*.whl"))
    assert len(found) == 1, f"run plugin/build-wheel first: {found}"
    return found[0]


@dataclass
class Environment:
    """A virtual environment, and what it takes to run something of it and of nothing else."""

    path: Path
    line: str

    @property
    def bin(self):
        return self.path / "bin"

    def variables(self, **extra):
        return clean_environment(**{"PATH": self.bin, **extra})

    def output(self, program, *arguments, **extra):
        done = subprocess.run(
            [self.bin / program, *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd="/",
            env=self.variables(**extra),
            timeout=limit(80),
        )
        assert done.returncode == 0, (done.args, done.stdout, done.stderr)
        return done.stdout

    def start_gateway(self, *arguments, **extra):
        """The site of the installed command, which finds its Datasette by itself."""
        work = WorkDirectory()
        places = {"TMPDIR": work.path, "XDG_STATE_HOME": work.path / "state"}
        process = Process(
            [self.bin / "datasette-gateway", *arguments, "-h", "127.0.0.1", "-p", "0"],
            self.variables(**{**places, **extra}),
            work.path,
            f"the wheel's gateway before {self.line}",
        )
        return wait_for_gateway(process, work, self.line)


@pytest.fixture(scope="session")
def environment(line, wheel):
    """A fresh environment with a pinned Datasette, into which the wheel was installed."""
    with tempfile.TemporaryDirectory(prefix="dsgw-venv-") as folder:
        made = Environment(Path(folder), line)
        pins = ROOT / "tests" / "requirements" / f"stock-{line}.txt"
        quiet = ["--quiet", "--disable-pip-version-check"]
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run(
            [made.bin / "python", "-m", "pip", "install", *quiet, "--no-deps", "-r", pins],
            check=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        program, *arguments = INSTALL[line]
        made.output(program, *arguments, wheel, PIP_NO_INDEX="1")
        yield made
