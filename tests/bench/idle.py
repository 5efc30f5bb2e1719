#!/usr/bin/env python3
"""What 10,000 connections cost that stay open and say nothing. Started by tests/bench/run."""

import pathlib
import subprocess
import sys

import rivals
from bodies import answer_of
from measure import LOAD_CORE, family, pinned, wait_until_idle
from report import arguments, at_most, conclude
from servers import AUTHORIZATION, ROOT, Servers, fetch

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from support.processes import memory_of  # noqa: E402

CLIENTS = pathlib.Path(__file__).parent / "idle_clients.py"
FOR_EACH_ADDRESS = 1000  # by default one address may have 1024
MEMORY_GOAL = 48
GATEWAY = "datasette-gateway, Basic auth"


def memory_of_all(pid):
    """MiB of the process and its descendants."""
    return sum(memory_of(member) for member in family(pid)) / (1 << 20)


def measure(side, count):
    """(MiB before, MiB with all those connections)."""
    process, url = side
    for _ in range(100):
        fetch(f"{url}/answer.json", [AUTHORIZATION])
    before = memory_of_all(process.pid)
    host, port = url.removeprefix("http://").split(":")
    command = [sys.executable, CLIENTS, host, port, AUTHORIZATION, count, FOR_EACH_ADDRESS]
    clients = subprocess.Popen(
        pinned(LOAD_CORE, command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with clients:
        if clients.stdout.readline() != "ready\n":
            raise RuntimeError("not all connections were answered")
        wait_until_idle(process.pid)
        beside = memory_of_all(process.pid)
        clients.stdin.close()
        still_open = int(clients.stdout.readline())
    if still_open != count:
        raise RuntimeError(f"{still_open} of {count} connections are still open")
    return before, beside


def main():
    """The exit code."""
    options = arguments("idle", __doc__).parse_args()
    count = 1000 if options.quick else 10_000
    rows = [
        f"| {count:,} idle connections | before | beside them | for each |",
        "| --- | ---: | ---: | ---: |",
    ]
    found = {}
    with Servers() as servers:
        upstream = servers.static(answer_of(1200))
        most = count + 1000
        sides = {
            GATEWAY: servers.gateway(upstream),
            "nginx, plain": rivals.nginx_proxy(servers, upstream, connections=most),
            "HAProxy, plain": rivals.haproxy(servers, upstream, connections=most),
        }
        for name, side in sides.items():
            before, beside = measure(side, count)
            found[name] = beside
            rows.append(
                f"| {name} | {before:.1f} MiB | {beside:.1f} MiB | "
                f"{(beside - before) * 1024 / count:.2f} KiB |"
            )
    goals = [at_most("memory", found[GATEWAY], MEMORY_GOAL, "{:.1f} MiB")]
    return conclude(options, "idle", rivals.versions("nginx", "HAProxy"), [rows], goals)


if __name__ == "__main__":
    sys.exit(main())
