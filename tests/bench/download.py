#!/usr/bin/env python3
"""How fast a file of 100 MB passes through, and what memory that takes.

Started by tests/bench/run. The proxies by turns, and the ratios of neighbouring rounds.
"""

import pathlib
import subprocess
import sys
from dataclasses import dataclass

import rivals
from bodies import write_bytes
from measure import LOAD_CORE, by_turns, cpu_time, middle, pinned, ratio, wait_until_idle
from report import arguments, at_least, at_most, conclude
from servers import AUTHORIZATION, ROOT, Servers

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from support.processes import memory_of, peak_memory_of, reset_peak_memory_of  # noqa: E402

CLIENT = pathlib.Path(__file__).parent / "downloads.py"
CLIENTS = 4
FILE_BYTES = 100_000_000
NGINX_GOAL, HAPROXY_GOAL, MEMORY_GOAL = 1.3, 0.95, 2.0
GATEWAY, NGINX, HAPROXY = "datasette-gateway, Basic auth", "nginx, plain", "HAProxy, splice-auto"


@dataclass
class Passed:
    """What one round has shown."""

    size: int
    seconds: float
    cpu: float
    growth: float  # of the proxy's memory at its peak, MiB

    @property
    def speed(self):
        """Megabytes a second."""
        return self.size / self.seconds / 1e6

    @property
    def speed_of_core(self):
        """Megabytes for a second of the proxy's processor time."""
        return self.size / self.cpu / 1e6


def measure(side, seconds):
    """One round of downloads."""
    process, url = side
    host, port = url.removeprefix("http://").split(":")
    wait_until_idle(process.pid)
    reset_peak_memory_of(process.pid)
    memory, before = memory_of(process.pid), cpu_time(process.pid).total
    command = [sys.executable, CLIENT, host, port, "/large.bin", AUTHORIZATION, CLIENTS, seconds]
    done = subprocess.run(
        pinned(LOAD_CORE, command), capture_output=True, text=True, check=True, timeout=120
    )
    used = cpu_time(process.pid).total - before
    size, time = done.stdout.split()
    growth = (peak_memory_of(process.pid) - memory) / (1 << 20)
    return Passed(int(size), float(time), used, growth)


def main():
    """The exit code."""
    options = arguments("download", __doc__).parse_args()
    rounds, seconds = (2, 1) if options.quick else (5, 3)
    with Servers() as servers:
        upstream = servers.static("{}")
        write_bytes(servers.work / "root" / "large.bin", FILE_BYTES)
        sides = {
            NGINX: rivals.nginx_proxy(servers, upstream),
            GATEWAY: servers.gateway(upstream),
            HAPROXY: rivals.haproxy(
                servers, upstream, more="http-reuse always\n    option splice-auto"
            ),
            "nginx, proxy_buffering off": rivals.nginx_proxy(
                servers, upstream, "proxy_buffering off;"
            ),
        }
        found = by_turns(sides, rounds, seconds, measure)
    rows = [
        "| | MB/s | MB per second of CPU | CPU per GB | to nginx | to HAProxy |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, results in found.items():
        rate = middle(r.speed_of_core for r in results)
        ratios = (ratio(results, found[other], "speed_of_core") for other in (NGINX, HAPROXY))
        rows.append(
            f"| {name} | {middle(r.speed for r in results):,.0f} | {rate:,.0f} | "
            f"{1e3 / rate:.3f} s |" + "".join(f" {r:.2f} |" for r in ratios)
        )
    gateway = found[GATEWAY]
    to_nginx = ratio(gateway, found[NGINX], "speed_of_core")
    to_haproxy = ratio(gateway, found[HAPROXY], "speed_of_core")
    growth = max(r.growth for r in gateway)
    goals = [
        at_least("throughput to nginx", to_nginx, NGINX_GOAL),
        at_least("throughput to HAProxy", to_haproxy, HAPROXY_GOAL),
        at_most("growth of memory", growth, MEMORY_GOAL, "{:.2f} MiB"),
    ]
    return conclude(options, "download", rivals.versions("nginx", "HAProxy"), [rows], goals)


if __name__ == "__main__":
    sys.exit(main())
