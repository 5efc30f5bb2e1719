#!/usr/bin/env python3
"""What fifty clients that guess passwords do to a good one. Started by tests/bench/run.

The good client, who is logged in, is measured alone and beside them, by turns.
"""

import collections
import json
import pathlib
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass

import rivals
from bodies import answer_of
from measure import LOAD_CORE, pinned, stay_on, wait_until_idle
from report import arguments, at_most, conclude
from servers import AUTHORIZATION, ROOT, USER, Servers, metadata

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from support.latency import measure, p99  # noqa: E402

CLIENTS = pathlib.Path(__file__).parent / "flood_clients.py"
COUNT, TRIES_A_SECOND = 50, 10
GOOD_ADDRESS = "127.0.0.3"
RATIO_GOAL = 1.5
HEADERS = [tuple(AUTHORIZATION.split(": ", 1))]


@dataclass(frozen=True)
class Target:
    """The server to flood, and the number of addresses."""

    what: str
    addresses: int
    path: str
    start: object  # of servers and the upstream's port: (process, url)
    has_goal: bool = False


def start_plugin(servers, _):
    """A real Datasette with datasette-auth-passwords and the hash of its documentation."""
    example = json.loads((ROOT / "examples" / "bigmac" / "metadata.json").read_text())
    stored = example["plugins"]["datasette-auth-passwords"]["someusername_password_hash"]
    return servers.datasette("plugin-0.65", metadata(stored))


def start_gateway(servers, upstream):
    """As it is by default."""
    return servers.gateway(upstream)


def start_patient_gateway(servers, upstream):
    """One that hashes whatever it is asked to."""
    return servers.gateway(upstream, {"throttle": {"enabled": False}})


JSON, ROW = "/answer.json", "/bigmac/bigmac/2024-07-01,USA.json"
TARGETS = (
    Target("datasette-gateway, from one address", 1, JSON, start_gateway, True),
    Target("datasette-gateway, from 50", COUNT, JSON, start_gateway, True),
    Target("the same without its throttle", COUNT, JSON, start_patient_gateway, True),
    Target("nginx, bcrypt", COUNT, JSON, rivals.nginx_with_password),
    Target("Caddy, bcrypt", COUNT, JSON, rivals.caddy_with_password),
    Target("datasette-auth-passwords, 0.65.5", COUNT, ROW, start_plugin),
)


class Flood:
    """The guessing clients, as a context; then `answers` says how many they got a second."""

    def __init__(self, address, target):
        host, port = address
        command = [sys.executable, CLIENTS, host, port, target.path, USER, COUNT]
        command += [target.addresses, TRIES_A_SECOND]
        # They give way to the good client, which is measured on the same core.
        self.command = ["chrt", "--idle", "0", *pinned(LOAD_CORE, command)]
        self.answers = {}

    def __enter__(self):
        self.clients = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        if self.clients.stdout.readline() != "ready\n":
            raise RuntimeError("the flood has not begun")
        self.began = time.monotonic()
        return self

    def __exit__(self, *_):
        seconds = time.monotonic() - self.began
        self.clients.stdin.close()
        counts = json.loads(self.clients.stdout.read())
        self.clients.wait(20)
        self.answers = {status: count / seconds for status, count in counts.items()}


def one_target(target, rounds, seconds):
    """(p99 alone, p99 beside the flood, ratio, answers a second by status); times in seconds."""
    alone, beside, answers = [], [], collections.Counter()
    with Servers() as servers:
        process, url = target.start(servers, servers.static(answer_of(1200)))
        host, port = url.removeprefix("http://").split(":")
        address = (host, int(port))

        def good_client(time_of_it):
            return p99(measure(address, time_of_it, target.path, HEADERS, GOOD_ADDRESS, 120))

        good_client(1)
        for _ in range(rounds):
            wait_until_idle(process.pid, 120)
            alone.append(good_client(seconds))
            with Flood(address, target) as flood:
                time.sleep(1)
                beside.append(good_client(seconds))
            answers.update(flood.answers)
    ratio = statistics.median(b / a for a, b in zip(alone, beside))
    mean = {status: sum_of / rounds for status, sum_of in sorted(answers.items())}
    return statistics.median(alone), statistics.median(beside), ratio, mean


def main():
    """The exit code."""
    options = arguments("flood", __doc__).parse_args()
    rounds, seconds = (2, 2) if options.quick else (5, 5)
    stay_on(LOAD_CORE)
    rows = [
        f"| {COUNT} clients guess at | p99 alone | p99 beside them | ratio | their answers/s |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    goals = []
    for target in TARGETS:
        alone, beside, ratio, answers = one_target(
            target, rounds if target.has_goal else 1, seconds
        )
        said = ", ".join(f"{status}: {count:.0f}" for status, count in answers.items())
        rows.append(
            f"| {target.what} | {alone * 1e3:,.2f} ms | {beside * 1e3:,.2f} ms | {ratio:,.2f} | "
            f"{said} |"
        )
        if target.has_goal:
            goals.append(at_most(f"{target.what}: p99", ratio, RATIO_GOAL))
    return conclude(options, "flood", rivals.versions("nginx", "Caddy"), [rows], goals)


if __name__ == "__main__":
    sys.exit(main())
