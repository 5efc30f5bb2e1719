"""Measuring: load by wrk, and the processor time that a process and its children took meanwhile."""

import os
import pathlib
import re
import statistics
import subprocess
import time
from dataclasses import dataclass

PROXY_CORE, LOAD_CORE = 0, 1
TICK = os.sysconf("SC_CLK_TCK")


def pinned(core, command):
    """The command on one core, or on those of a list."""
    cores = [core] if isinstance(core, int) else core
    numbers = ",".join(str(number % os.cpu_count()) for number in cores)
    return ["taskset", "-c", numbers, *map(str, command)]


def stay_on(core):
    """Keeps this process on one core."""
    os.sched_setaffinity(0, {core % os.cpu_count()})


def family(pid):
    """The process and all its descendants."""
    found = [pid]
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


@dataclass
class CpuTime:
    """Processor time in seconds: exact in total, split by the kernel's ticks."""

    total: float
    user: float
    system: float

    def __sub__(self, other):
        return CpuTime(self.total - other.total, self.user - other.user, self.system - other.system)


def cpu_time(pid):
    """The resources that the process, its threads and its descendants have used so far."""
    total = user = system = 0
    for member in family(pid):
        for task in pathlib.Path(f"/proc/{member}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
        fields = pathlib.Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        user, system = user + int(fields[11]), system + int(fields[12])
    return CpuTime(total / 1e9, user / TICK, system / TICK)


@dataclass
class Round:
    """What one round of load has shown."""

    requests: int
    per_second: float
    cpu: CpuTime

    @property
    def micros(self):
        """Processor time for a request, in microseconds."""
        return self.cpu.total / self.requests * 1e6

    @property
    def user_micros(self):
        """The part of it outside the kernel."""
        ticks = self.cpu.user + self.cpu.system
        return self.micros * (self.cpu.user / ticks if ticks else 0)


def middle(values):
    """The median."""
    return statistics.median(values)


def ratio(one, other, what):
    """The median of the ratios of rounds that were neighbours in time."""
    return middle(getattr(a, what) / getattr(b, what) for a, b in zip(one, other))


def by_turns(sides, rounds, seconds, measure):
    """{name: [what each round has shown]}: each round measures every side, one after the other.

    `measure(side, seconds)` does it. A short round before the first warms up and does not count.
    """
    found = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, side in sides.items():
            result = measure(side, seconds if number else 1)
            if number:
                found[name].append(result)
    return found


def wait_until_idle(pid, limit=30):
    """Until the process has nothing left to do: less than 2 ms of work in 0.2 s."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        before = cpu_time(pid).total
        time.sleep(0.2)
        if cpu_time(pid).total - before < 0.002:
            return
    raise RuntimeError(f"process {pid} is still busy after {limit} s")


def load(url, pid, seconds, connections, core=LOAD_CORE, headers=(), may_fail=False, script=None):
    """One round of wrk. Every answer must be a 2xx, unless refusals are what is wanted.

    `script` is a Lua file that makes the requests.
    """
    threads = 1 if isinstance(core, int) else len(core)
    command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s"]
    for header in headers:
        command += ["-H", header]
    if script:
        command += ["-s", script]
    before = cpu_time(pid)
    done = subprocess.run(
        pinned(core, [*command, url]),
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 90,
    )
    used = cpu_time(pid) - before
    text = done.stdout
    if ("Non-2xx" in text and not may_fail) or "Socket errors" in text:
        raise RuntimeError(f"{url} did not answer every request:\n{text}")
    requests = int(re.search(r"(\d+) requests in", text).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    if requests == 0:
        raise RuntimeError(f"{url} answered nothing in {seconds} s")
    return Round(requests, rate, used)
