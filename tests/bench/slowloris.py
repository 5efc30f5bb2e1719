#!/usr/bin/env python3
"""What 2,000 slow clients cost: memory, and the time of a good client. Started by tests/bench/run.

Slow on the head, on the body or on reading; the good client is measured alone and beside them.
"""

import pathlib
import re
import statistics
import sys
import time

from measure import LOAD_CORE
from report import arguments, conclude
from servers import ROOT, Servers

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from support import slow_clients  # noqa: E402
from support.latency import measure, p99  # noqa: E402
from support.processes import peak_memory_of, reset_peak_memory_of  # noqa: E402

MEMORY_GOAL, RATIO_GOAL = 64, 2.0
SUPPORT = pathlib.Path(slow_clients.__file__).parent
# All of the slow ones come from one address, which by default may have 1024 connections.
CONFIG = {
    "plugins": {
        "datasette-gateway": {"access_log": "off", "limits": {"connections_per_client": 10000}}
    }
}
KINDS = {
    "head": "the head: a line a second",
    "body": "the body: 300 bytes a second",
    "read": "reading: 300 bytes a second",
}


def start_upstream(servers):
    """Its port."""
    upstream = servers.start("upstream", LOAD_CORE, [sys.executable, SUPPORT / "slow_upstream.py"])
    said = servers.wait(
        upstream, lambda: re.search(r"listening on \S+:(\d+)", upstream.log.read_text())
    )
    return int(said.group(1))


class Siege:
    """Slow clients, as a context."""

    def __init__(self, servers, address, kind, count):
        self.servers = servers
        host, port = address
        self.command = [sys.executable, SUPPORT / "slow_clients.py", host, port, kind, count]

    def __enter__(self):
        self.process = self.servers.start("slow-clients", LOAD_CORE, self.command)
        self.servers.wait(self.process, lambda: "ready" in self.process.log.read_text())

    def __exit__(self, *_):
        self.servers.end(self.process)


def one_kind(servers, gateway, address, kind, options):
    """(MiB that they cost, p99 alone, p99 beside them, ratio); times in milliseconds."""
    measure(address, 1)
    reset_peak_memory_of(gateway.pid)
    before = peak_memory_of(gateway.pid)
    alone, beside = [], []
    for _ in range(options.rounds):
        alone.append(p99(measure(address, options.seconds)))
        with Siege(servers, address, kind, options.count):
            time.sleep(2)  # until all have been looked at
            beside.append(p99(measure(address, options.seconds)))
        time.sleep(1)
    grown = (peak_memory_of(gateway.pid) - before) / (1 << 20)
    ratio = statistics.median(b / a for a, b in zip(alone, beside))
    return grown, statistics.median(alone) * 1e3, statistics.median(beside) * 1e3, ratio


def main():
    """The exit code."""
    parser = arguments("slowloris", __doc__)
    parser.add_argument("--count", type=int, default=2000, help="slow clients")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6, help="of each measurement")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 2, 2
    rows = [
        f"| {options.count:,} clients, slow on | memory | p99 alone | p99 beside them | ratio |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    goals = []
    with Servers() as servers:
        port = start_upstream(servers)
        gateway, url = servers.configured_gateway(port, CONFIG)
        address = ("127.0.0.1", int(url.rpartition(":")[2]))
        for kind, what in KINDS.items():
            grown, alone, beside, ratio = one_kind(servers, gateway, address, kind, options)
            rows.append(
                f"| {what} | {grown:.1f} MiB | {alone:.2f} ms | {beside:.2f} ms | {ratio:.2f} |"
            )
            goals.append((f"slow on {kind}: {grown:.1f} MiB, at most 64", grown < MEMORY_GOAL))
            goals.append((f"slow on {kind}: p99 {ratio:.2f}, at most 2", ratio < RATIO_GOAL))
    return conclude(options, "slow clients", "", [rows], goals)


if __name__ == "__main__":
    sys.exit(main())
