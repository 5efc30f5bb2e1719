"""Starting a program, watching what it prints, and ending it by its own pid."""

import os
import re
import signal
import subprocess
import threading
import time

from support.waiting import limit

SANITIZER_REPORT = re.compile(
    r"ERROR: (Address|Leak)Sanitizer|WARNING: ThreadSanitizer|runtime error:", re.IGNORECASE
)


# Seconds before the tests see what was printed: with 0.3 a test fails that reads the output of a
# running program without waiting for the line.
LATE_LINES = float(os.environ.get("DSGW_LATE_LINES", "0"))


class Process:
    """A child of the tests. Its two outputs are read by threads into `lines`."""

    started = []  # every process of this test run, for the failure report

    def __init__(self, argv, env, cwd, name, stdin=subprocess.DEVNULL, pass_fds=()):
        self.name = name
        self.argv = [str(a) for a in argv]
        self.lines = []  # (stream name, text)
        self._news = threading.Condition()
        self.popen = subprocess.Popen(
            self.argv,
            env=env,
            cwd=cwd,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=pass_fds,
        )
        self._readers = [
            threading.Thread(target=self._read, args=pair, daemon=True)
            for pair in (("out", self.popen.stdout), ("err", self.popen.stderr))
        ]
        for reader in self._readers:
            reader.start()
        Process.started.append(self)

    def _read(self, stream, pipe):
        begun = b""
        while piece := pipe.read1():
            time.sleep(LATE_LINES)
            *whole, begun = (begun + piece).split(b"\n")
            self._add(stream, whole)
        self._add(stream, [begun] if begun else [])

    def _add(self, stream, lines):
        with self._news:
            for raw in lines:
                self.lines.append((stream, raw.decode("utf-8", "replace").rstrip("\r")))
            self._news.notify_all()

    @property
    def pid(self):
        return self.popen.pid

    @property
    def running(self):
        return self.popen.poll() is None

    def text(self, stream=None, since=0):
        return "\n".join(t for s, t in self.lines[since:] if stream in (None, s))

    def mark(self):
        """A position in the output: pass it as `since` to see only what comes later."""
        return len(self.lines)

    def wait_for_line(self, pattern, seconds=30, stream=None, since=0):
        """The match of the first line that `pattern` finds; fails at the end, or in time."""
        regex = re.compile(pattern)
        deadline = time.monotonic() + limit(seconds)
        position = since
        with self._news:
            while True:
                while position < len(self.lines):
                    found_in, text = self.lines[position]
                    position += 1
                    match = regex.search(text)
                    if match and stream in (None, found_in):
                        return match
                if not self.running and not any(r.is_alive() for r in self._readers):
                    raise AssertionError(
                        f"{self.name} ended with {self.popen.returncode} before printing "
                        f"{pattern!r}:\n{self.text()}"
                    )
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"{self.name} did not print {pattern!r}:\n{self.text()}")
                self._news.wait(min(left, 0.1))

    def everything(self, stream=None):
        """Stops it and returns all that it printed: what is missing now was never printed."""
        self.stop()
        return self.text(stream)

    def signal(self, number):
        self.popen.send_signal(number)

    def wait(self, seconds=30):
        """The exit code, once everything it printed has been read."""
        code = self.popen.wait(limit(seconds))
        for reader in self._readers:
            reader.join(limit(30))
        return code

    def stop(self, seconds=20):
        """SIGTERM, and SIGKILL if that is not enough (a failure). Returns the exit code."""
        if self.running:
            self.popen.send_signal(signal.SIGTERM)
        try:
            code = self.wait(seconds)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.wait()
            raise AssertionError(f"{self.name} did not end on SIGTERM:\n{self.text()[-3000:]}")
        report = SANITIZER_REPORT.search(self.text("err"))
        assert not report, f"{self.name}: sanitizer report\n{self.text('err')[-6000:]}"
        return code


def clean_environment(**extra):
    """A small environment: nothing of the caller's that could change what is tested."""
    kept = ("PATH", "HOME", "LANG", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    env.setdefault("LANG", "C.UTF-8")
    env["PYTHONUNBUFFERED"] = "1"
    env.update({k: str(v) for k, v in extra.items() if v is not None})
    return env


def children_of(pid):
    """Direct children of a process, from /proc."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", "rb") as stat:
                    fields = stat.read().rsplit(b")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == pid and fields[0] != b"Z":
                found.append(int(entry))
    return found


def command_line_of(pid):
    with open(f"/proc/{pid}/cmdline", "rb") as f:
        return [part.decode("utf-8", "replace") for part in f.read().split(b"\0")[:-1]]


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return stat.read().rsplit(b")", 1)[1].split()[0] != b"Z"
    except OSError:
        return False


def processes_named(text):
    """Those that have `text` somewhere in their command line."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and is_alive(int(entry)):
            try:
                if text in " ".join(command_line_of(int(entry))):
                    found.append(int(entry))
            except OSError:
                continue
    return found


def open_files_of(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def memory_of(pid):
    """VmRSS in bytes."""
    return _status_of(pid, "VmRSS")


def peak_memory_of(pid):
    """VmHWM in bytes."""
    return _status_of(pid, "VmHWM")


def _status_of(pid, name):
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
    raise AssertionError(f"no {name}")


def reset_peak_memory_of(pid):
    with open(f"/proc/{pid}/clear_refs", "w") as f:
        f.write("5")
