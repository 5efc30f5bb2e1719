"""A Debian system that has booted: systemd as the first process of namespaces of its own."""

import contextlib
import pathlib
import shutil
import signal
import subprocess
import time

# In a private copy of the mounts: what a container's manager would
# mount, then the folder $1 becomes the root and systemd the first process. $2 mounts the system
# there with an empty /tmp, $3 is the target to reach.
BOOT = """
set -e
mount --make-rprivate /
eval "$2"
cd "$1"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/pts dev/shm
for device in null zero full random urandom tty; do
    : >dev/$device
    mount --bind /dev/$device dev/$device
done
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
pivot_root . .
umount -l .
# As at the boot of a machine: what systemd mounts for a service arrives in the service's own copy.
mount --make-rshared /
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
    /lib/systemd/systemd --unit="$3" --log-target=console --show-status=no
"""
NAMESPACES = ["--mount", "--pid", "--cgroup", "--ipc", "--uts", "--net"]


def cgroup_mount():
    """Where the second version of cgroups is, or nothing."""
    for line in pathlib.Path("/proc/mounts").read_text().splitlines():
        _, place, kind = line.split()[:3]
        if kind == "cgroup2":
            return pathlib.Path(place)
    return None


def _children(pid):
    return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


class Machine:
    """Its processes end with it."""

    def __init__(self, root, log, target="multi-user.target"):
        self.root = root
        self.log = log
        self.target = target
        self.group = cgroup_mount() / f"datasette-gateway-test-{root.path.parent.name}"
        self.group.mkdir()
        self._process = self._start()

    def _start(self):
        # It joins the group before it is cut off from those above.
        join = f'echo $$ >"{self.group}/cgroup.procs"; exec "$@"'
        unshare = ["unshare", *NAMESPACES, "--fork", "--kill-child"]
        return subprocess.Popen(
            ["sh", "-c", join, "sh", *unshare, "sh", "-c", BOOT, "sh"]
            + [str(self.root.path), self.root.mount, self.target],
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def why_not_up(self, seconds=60):
        """Waits until it has booted. Returns the reason of a failure, or ""."""
        until = time.monotonic() + seconds
        said = "systemd did not start"
        while time.monotonic() < until and self._process.poll() is None:
            if _children(self._process.pid):
                done = self.run("systemctl", "is-system-running", check=False)
                said = done.stdout.strip()
                if said in ("running", "degraded"):
                    return ""
            time.sleep(0.1)
        self.log.flush()
        return f"{said}: {pathlib.Path(self.log.name).read_text()[-2000:]}"

    def begin(self, *command):
        """A command in it, as root, that is fed and waited for by the caller."""
        (init,) = _children(self._process.pid)
        return subprocess.Popen(
            ["nsenter", "--target", init, *NAMESPACES, "--root", "--wd", *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"},
        )

    def run(self, *command, check=True, stdin="", seconds=180):
        """A command in it, as root; its whole output in `stdout`."""
        process = self.begin(*command)
        try:
            said, _ = process.communicate(stdin, timeout=seconds)
        finally:
            process.kill()
        done = subprocess.CompletedProcess(command, process.returncode, said)
        if check and done.returncode != 0:
            journal = "\n".join(self.journal().splitlines()[-40:])
            raise AssertionError(f"{command}: {done.returncode}\n{done.stdout}\n{journal}")
        return done

    def kill(self, signal_name, unit="datasette-gateway"):
        """Sends a signal to the main process of a service."""
        self.run("systemctl", "kill", "--kill-whom=main", f"--signal={signal_name}", unit)

    def journal(self, unit="datasette-gateway"):
        return self.run("journalctl", "--no-pager", "-o", "cat", "-u", unit, check=False).stdout

    def value_of(self, name, unit="datasette-gateway"):
        """A property of a unit."""
        return self.run("systemctl", "show", "--value", "-p", name, unit).stdout.strip()

    def stop(self):
        """Its first process goes, and all others with it."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(30)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                for folder in sorted(self.group.rglob("*/"), reverse=True):
                    folder.rmdir()
                self.group.rmdir()
                return
            time.sleep(0.1)
        raise AssertionError(f"something still runs in {self.group}")


def install_datasette(root, packages):
    """/opt/datasette with what another virtual environment has, without a network."""
    root.run("python3", "-m", "venv", "--without-pip", "/opt/datasette")
    version = root.run(
        "python3", "-c", "import sys; print('python%d.%d' % sys.version_info[:2])"
    ).stdout.strip()
    target = root.at(f"/opt/datasette/lib/{version}/site-packages")
    shutil.copytree(packages, target, dirs_exist_ok=True)
    program = root.at("/opt/datasette/bin/datasette")
    program.write_text(
        "#!/opt/datasette/bin/python\nfrom datasette.cli import cli\n\ncli(prog_name='datasette')\n"
    )
    program.chmod(0o755)
