"""Debian systems below a folder: made once by debootstrap, kept, and copied for each use."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile

import pytest

SUITE = "bookworm"
# Beside what the package depends on: an init system, and Python for Datasette.
EXTRA = ["systemd", "systemd-sysv", "dbus", "python3", "python3-venv", "procps"]

# Runs a command in the folder $1 as in a machine of its own: its processes end with it.
INSIDE = """
set -e
mount -t proc proc "$1/proc"
root=$1
shift
exec chroot "$root" "$@"
"""


class DebianRoot:
    """A Debian system in a folder."""

    mount = 'mount --bind "$1" "$1"; mount -t tmpfs tmpfs "$1/tmp"'  # the mount command

    def __init__(self, path):
        self.path = path

    def at(self, place):
        """The real path of an absolute one."""
        return self.path / place.lstrip("/")

    def run(self, *command, check=True, stdin=None, **variables):
        """A command in it, as root; its whole output in `stdout`."""
        done = subprocess.run(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", INSIDE]
            + ["sh", str(self.path), *map(str, command)],
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", **variables},
        )
        if check and done.returncode != 0:
            raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}")
        return done

    def install(self, package, *options):
        """By dpkg, which asks nothing."""
        shutil.copy(package, self.at("/root/package.deb"))
        command = ["dpkg", *options, "-i", "/root/package.deb"]
        return self.run(*command, DEBIAN_FRONTEND="noninteractive")


def field_of(package, name):
    """A field of the package's control file."""
    command = ["dpkg-deb", "-f", package, name]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def why_no_chroot():
    """The reason why none can be made here, or ""."""
    if os.geteuid() != 0:
        return "only root can make a system with debootstrap and change its root folder"
    tried = subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "true"], capture_output=True, text=True
    )
    if tried.returncode != 0:
        return f"this kernel gives us no namespaces: {tried.stderr.strip()}"
    return ""


def base_system(folder, package):
    """The folder of a system with all that the package depends on, made where there is none."""
    obstacle = why_no_chroot()
    if obstacle:
        pytest.skip(obstacle)
    folder.mkdir(parents=True, exist_ok=True)
    depends = field_of(package, "Depends")
    made = folder / f"{SUITE}-{_digest(*EXTRA)}-{_digest(depends)}"
    if made.is_dir():
        return made
    bare = _bare_system(folder)
    being_made = _begin(folder)
    _copy(bare, being_made)
    root = DebianRoot(being_made)
    quiet = ["apt-get", "-q", "-y", "--no-install-recommends"]
    root.run(*quiet, "update")
    root.run(*quiet, "satisfy", depends, DEBIAN_FRONTEND="noninteractive")
    _make_small(root)
    being_made.rename(made)
    return made


def _bare_system(folder):
    made = folder / f"{SUITE}-{_digest(*EXTRA)}"
    if made.is_dir():
        return made
    being_made = _begin(folder)
    done = subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={','.join(EXTRA)}", SUITE, being_made],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )
    if done.returncode != 0:
        pytest.skip(f"debootstrap makes no system here (no network?): {done.stdout[-1000:]}")
    _make_small(DebianRoot(being_made))
    being_made.rename(made)
    return made


def _make_small(root):
    """Less to copy for each use: without what was downloaded, and without texts."""
    root.run("apt-get", "clean")
    texts = [f"/usr/share/{name}" for name in ("doc", "info", "locale", "man")]
    root.run("find", "/var/lib/apt/lists", *texts, "-type", "f", "-delete")


def _digest(*words):
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]


def _begin(folder):
    """Where the next is made; what is left of one that was cut short goes."""
    being_made = folder / "being-made"
    shutil.rmtree(being_made, ignore_errors=True)
    return being_made


def _copy(base, to):
    subprocess.run(["cp", "-a", "--reflink=auto", base, to], check=True, timeout=300)


@contextlib.contextmanager
def copy_of(base):
    """A copy that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="copy-", dir=base.parent) as folder:
        root = base.parent / folder / "root"
        _copy(base, root)
        yield DebianRoot(root)
