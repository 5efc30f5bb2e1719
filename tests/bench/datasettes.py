#!/usr/bin/env python3
"""A real Datasette asked directly, through the gateway, and with datasette-auth-passwords.

Started by tests/bench/run. Requests a second and, on one connection, the time that is added.
"""

import json
import statistics
import sys
from dataclasses import dataclass

from measure import PROXY_CORE, by_turns, load, middle, ratio, stay_on
from report import arguments, at_least, at_most, conclude
from servers import AUTHORIZATION, ROOT, Servers, actor_cookie, fetch, metadata, site

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from support.latency import measure  # noqa: E402

DATASETTE_GOAL, PLUGIN_GOAL, ADDED_GOAL = 0.98, 100, 150
LINES = (("0.65.5", "0.65"), ("1.0a41", "1.0"))


@dataclass(frozen=True)
class Question:
    """The requests to a real Datasette, and the number of concurrent clients."""

    path: str
    what: str
    connections: int
    with_plugin: bool
    stretch: int  # slow answers are counted in longer rounds


ROW = Question("/bigmac/bigmac/2024-07-01,USA.json", "a row", 16, True, 1)
QUESTIONS = (ROW, Question("/bigmac/bigmac.json?_size=max", "1000 rows", 4, False, 3))


@dataclass(frozen=True)
class Side:
    """One way to the same Datasette."""

    pid: int
    url: str
    header: str

    def rate(self, question, seconds):
        """A round of as many requests as it answers."""
        url, connections = self.url + question.path, question.connections
        return load(url, self.pid, seconds, connections, PROXY_CORE, [self.header])

    def latency(self, seconds):
        """Median time of an answer on one connection that asks now and then, in seconds."""
        host, port = self.url.removeprefix("http://").split(":")
        headers = [tuple(self.header.split(": ", 1))]
        return statistics.median(measure((host, int(port)), seconds, ROW.path, headers))


def two_sides(servers, line):
    """The same Datasette, directly and through the gateway."""
    behind, url = servers.datasette(f"stock-{line}", site())
    gateway, gateway_url = servers.gateway(int(url.rpartition(":")[2]))
    sides = {
        "direct": Side(behind.pid, url, actor_cookie(f"stock-{line}")),
        "gateway": Side(gateway.pid, gateway_url, AUTHORIZATION),
    }
    for side in sides.values():
        for question in QUESTIONS:
            if fetch(side.url + question.path, [side.header])[0] != 200:
                raise RuntimeError(f"Datasette {line} refuses {question.path}")
    return sides


def plugin_rate(line, question, seconds):
    """Requests a second with the plugin and the hash of the documentation."""
    example = json.loads((ROOT / "examples" / "bigmac" / "metadata.json").read_text())
    stored = example["plugins"]["datasette-auth-passwords"]["someusername_password_hash"]
    with Servers() as servers:
        process, url = servers.datasette(f"plugin-{line}", metadata(stored))
        return load(
            url + question.path, process.pid, 4 * seconds, 4, PROXY_CORE, [AUTHORIZATION]
        ).per_second


def rates(version, line, question, rounds, seconds):
    """(a row of the table, goals) of one question to one line of Datasette."""
    what = f"Datasette {version}, {question.what}"
    with Servers() as servers:
        found = by_turns(
            two_sides(servers, line),
            rounds,
            seconds,
            lambda side, time: side.rate(question, time),
        )
    kept = ratio(found["gateway"], found["direct"], "per_second")
    rate = middle(r.per_second for r in found["gateway"])
    goals = [at_least(f"{what}, of direct", kept, DATASETTE_GOAL, "{:.3f}")]
    last = "| | |"
    if question.with_plugin:
        other = plugin_rate(line, question, seconds)
        last = f"| {other:.1f} | {rate / other:.0f} |"
        goals.append(at_least(f"{what}, times the plugin:", rate / other, PLUGIN_GOAL, "{:.0f}"))
    direct = middle(r.per_second for r in found["direct"])
    return f"| {version}, {question.what} | {direct:,.1f} | {rate:,.1f} | {kept:.3f} {last}", goals


def added(version, line, rounds, seconds):
    """(a row of the table, goals): the time that the gateway adds to an answer."""
    with Servers() as servers:
        found = by_turns(
            two_sides(servers, line), rounds, seconds, lambda side, time: side.latency(time)
        )
    micros = middle((b - a) * 1e6 for a, b in zip(found["direct"], found["gateway"]))
    direct, through = (middle(found[name]) * 1e3 for name in ("direct", "gateway"))
    row = f"| {version}, a row | {direct:.3f} ms | {through:.3f} ms | {micros:.0f} µs |"
    return row, [at_most(f"Datasette {version}, added", micros, ADDED_GOAL, "{:.0f} µs")]


def main():
    """The exit code."""
    options = arguments("datasettes", __doc__).parse_args()
    rounds, seconds = (2, 2) if options.quick else (5, 3)
    stay_on(PROXY_CORE)
    asked = [
        "| Datasette, request | direct, signed cookie | through the gateway | ratio | "
        "the plugin | gateway to plugin |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    waited = [
        "| one connection, median time | direct | through the gateway | added |",
        "| --- | ---: | ---: | ---: |",
    ]
    goals = []
    for version, line in LINES:
        for question in QUESTIONS:
            row, met = rates(version, line, question, rounds, seconds * question.stretch)
            asked.append(row)
            goals += met
        row, met = added(version, line, rounds, seconds)
        waited.append(row)
        goals += met
    return conclude(options, "datasettes", "", [asked, waited], goals)


if __name__ == "__main__":
    sys.exit(main())
