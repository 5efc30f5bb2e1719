"""A reader who follows a page, block by block, in a separate machine."""

import contextlib
import os
import pathlib
import re
import select
import shlex
import tempfile
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOME = "/home/reader"
PACKAGES = ROOT / "build" / "docs-packages"
# Where a machine has them: readable for every user and without a space, wherever the clone is.
PACKAGES_INSIDE = "/srv/packages"
# With a shell as the first of them, others may take longer to end.
END_OF_GROUP = """
    group=$(cat /run/served.pid)
    kill -- "-$group"
    while kill -0 -- "-$group"; do sleep 0.1; done
"""


class ThisSystem:
    """The file system that we run on, as it is now; what is changed is gone with the machine."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="dsgw-docs-")
        self.path = pathlib.Path(self._folder.name) / "root"
        (self.path / "top").mkdir(parents=True)
        # The sources and what was built of them, also where they are below /tmp, or on a file
        # system of their own.
        packages, sources = shlex.quote(str(PACKAGES)), shlex.quote(str(ROOT))
        self.mount = f"""
            mount -t tmpfs -o mode=755 tmpfs "$1"
            mkdir "$1/changed" "$1/work" "$1/top"
            mount -t overlay -o "lowerdir=/,upperdir=$1/changed,workdir=$1/work" overlay "$1/top"
            mount -t tmpfs tmpfs "$1/top/tmp"
            mkdir -p "$1/top"{sources} "$1/top{PACKAGES_INSIDE}"
            mount --bind -o ro {sources} "$1/top"{sources}
            mount --bind -o ro {packages} "$1/top{PACKAGES_INSIDE}"
            mount --move "$1/top" "$1"
        """

    def close(self):
        self._folder.cleanup()


class Reader:
    """Types what the page says, and remembers what was printed last."""

    def __init__(self, machine):
        self.machine = machine
        self.printed = ""
        self._served = None

    @contextlib.contextmanager
    def at(self, place):
        """A failure is reported at that place."""
        try:
            yield
        except AssertionError as fault:
            raise pytest.fail.Exception(f"{place}: {fault}", pytrace=False) from None

    def follow(self, block):
        """Does what one block says; an AssertionError tells why that did not work."""
        {
            "file": self._write,
            "run": self._run,
            "types": self._type,
            "serves": self._serve,
            "prints": self._compare,
        }[block.mark](block)

    def prepare(self, script):
        """Prepares the page's requirements; the reader is root already."""
        self.machine.run("mkdir", "-p", f"{HOME}/folder")
        self.machine.run("tee", f"{HOME}/.curlrc", stdin="silent\nshow-error\nmax-time = 60\n")
        self.machine.run("tee", "/usr/local/bin/sudo", stdin='#!/bin/sh\nexec "$@"\n')
        self.machine.run("chmod", "+x", "/usr/local/bin/sudo")
        self._finish(self._begin(script.read_text()))

    def leave(self):
        """Ends what still serves."""
        if self._served:
            self.machine.run("bash", "-c", END_OF_GROUP, check=False)
            self._served.stdin.close()
            self._served.wait(60)
            self._served = None

    def _shell(self, text):
        """bash, stopping at the first fault, in the reader's folder."""
        variables = {
            "HOME": HOME,
            "PATH": f"{HOME}/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
            "ROOT": ROOT,
            "BINARY": os.environ.get("DSGW_BINARY", ROOT / "build/release/datasette-gateway"),
            "DEBIAN_FRONTEND": "noninteractive",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": PACKAGES_INSIDE,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
        return [
            *("env", "-C", f"{HOME}/folder"),
            *(f"{name}={value}" for name, value in variables.items()),
            *("bash", "-euo", "pipefail", "-c", text),
        ]

    def _begin(self, text):
        return self.machine.begin(*self._shell(text))

    def _finish(self, process, seconds=120):
        try:
            self.printed, _ = process.communicate(timeout=seconds)
        finally:
            process.kill()
        assert process.returncode == 0, f"exit code {process.returncode}:\n{self.printed}"

    def _write(self, block):
        place = shlex.quote(block.argument)
        process = self._begin(f'mkdir -p "$(dirname {place})" && cat >{place}')
        process.stdin.write(block.text)
        self._finish(process)

    def _run(self, block):
        self._finish(self._begin(block.text))

    def _type(self, block):
        """On a terminal, since that is where a password is asked for."""
        words = [word.strip() for word in block.argument.split(",")]
        command = shlex.join(["bash", "-euo", "pipefail", "-c", block.text])
        process = self._begin(f"exec script -qefc {shlex.quote(command)} /dev/null")
        self.printed = ""
        for word in words:
            self._wait_for(process, r"(?i)(password|confirmation)[^\n]*\Z")
            process.stdin.write(f"{word}\n")
            process.stdin.flush()
        shown = self.printed
        self._finish(process)
        self.printed = shown + self.printed

    def _serve(self, block):
        self.leave()
        command = shlex.join(["bash", "-euo", "pipefail", "-c", block.text])
        self._served = self._begin(
            f"exec setsid sh -c 'echo $$ >/run/served.pid; exec \"$@\"' sh {command} 2>&1"
        )
        self.printed = ""
        self._wait_for(self._served, r"listening on (http|unix)")

    def _wait_for(self, process, pattern, seconds=60):
        until = time.monotonic() + seconds
        seen = len(self.printed)
        while not re.search(pattern, self.printed[seen:]):
            ready, _, _ = select.select([process.stdout], [], [], until - time.monotonic())
            piece = os.read(process.stdout.fileno(), 65536).decode() if ready else ""
            self.printed += piece
            assert piece, f"{pattern!r} was not shown:\n{self.printed}"

    def _compare(self, block):
        """Each line in its turn; … is anything."""
        rest = self.printed
        for line in filter(None, map(str.strip, block.text.splitlines())):
            pattern = ".*".join(re.escape(piece) for piece in line.split("…"))
            found = re.search(pattern, rest)
            assert found, f"not printed: {line}\nbut: {self.printed}"
            rest = rest[found.end() :]
