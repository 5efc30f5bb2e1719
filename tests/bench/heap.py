#!/usr/bin/env python3
"""A million requests under heaptrack: what is never freed does not grow with their number.

Started by tests/bench/run. Two runs, the first of a tenth of the requests; heaptrack follows every
allocation of both.
"""

import os
import re
import signal
import subprocess
import sys

from bodies import answer_of
from measure import family
from report import arguments, conclude
from servers import GATEWAY, Servers
from soak import one_round

GROWTH_GOAL = 64_000
SHARE = 10
UNITS = {"B": 1, "K": 1000, "M": 1000**2, "G": 1000**3}


def bytes_of(report, what):
    """A size in heaptrack_print's summary, in bytes."""
    number, unit = re.search(rf"{what}: ([\d.]+)([BKMG])", report).groups()
    return round(float(number) * UNITS[unit])


def tracked_run(wanted, seconds):
    """(requests, bytes at the peak, bytes that were never freed) of one run of the gateway."""
    with Servers() as servers:
        upstream = servers.static(answer_of(1200))
        servers.write("root/large.json", answer_of(200_000))
        recording = servers.work / "heap"
        starter, url = servers.gateway(upstream, under=["heaptrack", "-o", recording])
        total = 0
        while total < wanted:
            total += one_round(url, starter.pid, seconds)
        for pid in family(starter.pid):
            if os.readlink(f"/proc/{pid}/exe") == str(GATEWAY):
                os.kill(pid, signal.SIGTERM)
        starter.wait(120)
        (written,) = servers.work.glob("heap.*")
        report = subprocess.run(
            ["heaptrack_print", "-f", written], capture_output=True, text=True, check=True
        ).stdout
    leaked = bytes_of(report, "total memory leaked")
    return total, bytes_of(report, "peak heap memory consumption"), leaked


def main():
    """The exit code."""
    parser = arguments("heap", __doc__)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=2, help="of each sort in a round")
    options = parser.parse_args()
    if options.quick:
        options.requests //= 10
    runs = [
        tracked_run(number, options.seconds)
        for number in (options.requests // SHARE, options.requests)
    ]
    grown = runs[1][2] - runs[0][2]
    met = grown <= GROWTH_GOAL
    rows = [
        "| requests | heap at its peak | never freed |",
        "| ---: | ---: | ---: |",
        *(f"| {n:,} | {peak / 1e6:.2f} MB | {left / 1e3:.1f} kB |" for n, peak, left in runs),
    ]
    goal = f"{grown / 1e3:.1f} kB more that was never freed, at most {GROWTH_GOAL / 1e3:.0f} kB"
    return conclude(options, "heap", "", [rows], [(goal, met)])


if __name__ == "__main__":
    sys.exit(main())
