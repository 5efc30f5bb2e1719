#!/usr/bin/env python3
"""Two threads against one: requests a second, processor time for each, and waiting for locks.

Started by tests/bench/run. Requests a second can only double where the load has cores of its own.
"""

import os
import re
import signal
import subprocess
import sys

from bodies import answer_of
from measure import LOAD_CORE, PROXY_CORE, by_turns, load, middle, ratio
from report import arguments, at_least, at_most, conclude
from servers import AUTHORIZATION, Servers, metadata, strong_hash

CONNECTIONS = 32
RATE_GOAL, LOCK_GOAL = 1.9, 0.001
CORES_WANTED = 4  # two for the gateway, two for the load and the upstream


def cores():
    """(those of one thread, those of two, those of the load)."""
    if os.cpu_count() >= CORES_WANTED:
        return [0], [0, 1], list(range(2, os.cpu_count()))
    return [PROXY_CORE], [PROXY_CORE, LOAD_CORE], [LOAD_CORE]


def lock_calls(pid, seconds, ask):
    """Futex calls for each request, counted by strace while `ask` runs."""
    tracer = subprocess.Popen(
        ["strace", "-f", "-c", "-e", "trace=futex", "-p", str(pid)],
        stderr=subprocess.PIPE,
        text=True,
    )
    with tracer:
        while "attached" not in tracer.stderr.readline():
            pass
        requests = ask(seconds).requests
        tracer.send_signal(signal.SIGINT)
        report = tracer.stderr.read()
    calls = re.search(r"(\d+)(?:\s+\d+)?\s+futex$", report, re.M)
    return (int(calls.group(1)) if calls else 0) / requests


def main():
    """The exit code."""
    options = arguments("threads", __doc__).parse_args()
    rounds, seconds = (2, 1) if options.quick else (5, 3)
    one, two, load_cores = cores()
    config = metadata(strong_hash())
    config["plugins"]["datasette-gateway"] = {"access_log": "off"}
    with Servers(load_cores) as servers:
        upstream = servers.static(answer_of(1200))
        sides = {
            "one thread": servers.configured_gateway(upstream, config, 1, one),
            "two threads": servers.configured_gateway(upstream, config, 2, two),
        }

        def measure(side, time):
            process, url = side
            return load(
                f"{url}/answer.json",
                process.pid,
                time,
                CONNECTIONS,
                load_cores,
                headers=[AUTHORIZATION],
            )

        found = by_turns(sides, rounds, seconds, measure)
        locks = {
            name: lock_calls(side[0].pid, seconds, lambda time, side=side: measure(side, time))
            for name, side in sides.items()
        }
    rows = [
        "| | requests/s | CPU per request | waits for locks per request |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, results in found.items():
        micros, rate = middle(r.micros for r in results), middle(r.per_second for r in results)
        rows.append(f"| {name} | {rate:,.0f} | {micros:.1f} µs | {locks[name]:.5f} |")
    goals = [at_most("waits for locks per request", locks["two threads"], LOCK_GOAL, "{:.5f}")]
    note = []
    faster = ratio(found["two threads"], found["one thread"], "per_second")
    if len(load_cores) > 1:
        goals.append(at_least("requests/s, two threads to one", faster, RATE_GOAL))
    else:
        note = [f"Requests/s, two threads to one: not judged on {os.cpu_count()} cores, where the"]
        note += [f"second thread shares its core with the load and the upstream ({faster:.2f})."]
    return conclude(options, "threads", "", [rows, note], goals)


if __name__ == "__main__":
    sys.exit(main())
