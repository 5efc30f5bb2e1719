#!/usr/bin/env python3
"""A million requests: memory and open files at the end are those of the beginning.

Started by tests/bench/run. Rounds of kept and of new connections, with right and wrong passwords,
small and large answers.
"""

import sys
from dataclasses import dataclass

from bodies import answer_of
from measure import load
from report import arguments, at_most, conclude
from servers import AUTHORIZATION, ROOT, Servers

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from support.processes import memory_of, open_files_of  # noqa: E402

GROWTH_GOAL, MEMORY_GOAL = 1024, 24  # KiB, MiB
CONNECTIONS = 32
WRONG = "Authorization: Basic c29tZXVzZXJuYW1lOndyb25n"


@dataclass(frozen=True)
class Kind:
    """Requests of one sort; `may_fail`: 401 is what they are to get."""

    what: str
    path: str
    headers: tuple
    may_fail: bool = False


KINDS = (
    Kind("kept connections", "/answer.json", (AUTHORIZATION,)),
    Kind("a connection for each", "/answer.json", (AUTHORIZATION, "Connection: close")),
    Kind("200 kB answers", "/large.json", (AUTHORIZATION,)),
    Kind("wrong passwords", "/answer.json", (WRONG,), True),
    Kind("no passwords", "/answer.json", (), True),
)


def one_round(url, pid, seconds):
    """Each sort of request for some seconds; how many they were."""
    return sum(
        load(
            url + kind.path, pid, seconds, CONNECTIONS, headers=kind.headers, may_fail=kind.may_fail
        ).requests
        for kind in KINDS
    )


def soak(servers, gateway, url, wanted, seconds):
    """(requests, samples): each sample is (requests so far, bytes of memory, open files)."""
    total, samples = 0, []
    while total < wanted or len(samples) < 3:
        total += one_round(url, gateway.pid, seconds)
        # Idle connections to the upstream end after four seconds.
        servers.wait_until_quiet(gateway)
        samples.append((total, memory_of(gateway.pid), open_files_of(gateway.pid)))
        print(f"{total:>10,} requests: {samples[-1][1] >> 10} KiB, {samples[-1][2]} files")
    return total, samples


def main():
    """The exit code."""
    parser = arguments("soak", __doc__)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=2, help="of each sort in a round")
    options = parser.parse_args()
    if options.quick:
        options.requests //= 10
    with Servers() as servers:
        upstream = servers.static(answer_of(1200))
        servers.write("root/large.json", answer_of(200_000))
        gateway, url = servers.gateway(upstream)
        total, samples = soak(servers, gateway, url, options.requests, options.seconds)
    # The first round fills pools and caches.
    first, last = samples[0], samples[-1]
    grown, files = last[1] - first[1], last[2] - first[2]
    rows = [
        "| requests | memory | open files |",
        "| ---: | ---: | ---: |",
        *(f"| {n:,} | {memory / (1 << 20):.2f} MiB | {f} |" for n, memory, f in (first, last)),
    ]
    goals = [
        at_most(f"after {total:,} requests", grown >> 10, GROWTH_GOAL, "{:,} KiB more"),
        at_most(f"after {total:,} requests", files, 0, "{} files more"),
        at_most("memory", last[1] / (1 << 20), MEMORY_GOAL, "{:.2f} MiB"),
    ]
    return conclude(options, "soak", "", [rows], goals)


if __name__ == "__main__":
    sys.exit(main())
