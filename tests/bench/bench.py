#!/usr/bin/env python3
"""Both sides in one go, by turns, and the ratios. Started by tests/bench/run."""

import argparse
import json
import re
import statistics
import sys
from dataclasses import dataclass

from measure import PROXY_CORE, load
from page import machine, output_of, write
from servers import AUTHORIZATION, ROOT, Servers, actor_cookie, fetch, metadata, site

CONNECTIONS = 32
CPU_GOAL, DATASETTE_GOAL, PLUGIN_GOAL = 1.3, 0.95, 100
LINES = (("0.65.5", "0.65"), ("1.0a41", "1.0"))


@dataclass(frozen=True)
class Question:
    """What a real Datasette is asked, by how many at once."""

    path: str
    what: str
    connections: int
    with_plugin: bool
    stretch: int  # slow answers are counted in fewer, longer rounds


QUESTIONS = (
    Question("/bigmac/bigmac/2024-07-01,USA.json", "a row", 16, True, 1),
    Question("/bigmac/bigmac.json?_size=max", "1000 rows", 4, False, 3),
)


def answer_of(size):
    """A JSON answer of about that many bytes, as Datasette would give it."""
    rows = []
    while len(json.dumps({"ok": True, "rows": rows})) < size:
        rows.append({"date": "2024-07-01", "name": "Country", "dollar_price": 5 + len(rows) / 8})
    return json.dumps({"ok": True, "rows": rows})


def middle(values):
    """The median."""
    return statistics.median(values)


def ratio(one, other, what):
    """The median of the ratios of rounds that were neighbours in time."""
    return middle(getattr(a, what) / getattr(b, what) for a, b in zip(one, other))


def proxies(rounds, seconds):
    """Processor time for a request: rows of text, and whether the goal is met."""
    body = answer_of(1200)
    with Servers() as servers:
        upstream = servers.static(body)
        sides = {
            "nginx, plain proxy": servers.nginx_proxy(upstream),
            "datasette-gateway, Basic auth": servers.gateway(upstream),
            "HAProxy, plain proxy": servers.haproxy(upstream),
        }
        for name, (_, url) in sides.items():
            status, got = fetch(f"{url}/answer.json", [AUTHORIZATION])
            if (status, got.decode()) != (200, body):
                raise RuntimeError(f"{name}: another answer than the upstream's: {status}")
        if fetch(f"{sides['datasette-gateway, Basic auth'][1]}/answer.json")[0] != 401:
            raise RuntimeError("the gateway lets requests pass without a password")
        found = {name: [] for name in sides}
        for number in range(rounds + 1):
            for name, (process, url) in sides.items():
                result = load(
                    f"{url}/answer.json",
                    process.pid,
                    seconds if number else 1,
                    CONNECTIONS,
                    headers=[AUTHORIZATION],
                )
                if number:
                    found[name].append(result)
    plain = found["nginx, plain proxy"]
    rows = [
        "| | CPU per request | outside the kernel | in the kernel | requests/s | to nginx |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, results in found.items():
        total, user = middle(r.micros for r in results), middle(r.user_micros for r in results)
        rate = middle(r.per_second for r in results)
        rows.append(
            f"| {name} | {total:.1f} µs | {user:.1f} µs | {total - user:.1f} µs | {rate:,.0f} | "
            f"{ratio(results, plain, 'micros'):.2f} |"
        )
    reached = ratio(found["datasette-gateway, Basic auth"], plain, "micros")
    return rows, [
        (f"CPU per request to nginx {reached:.2f}, at most {CPU_GOAL}", reached <= CPU_GOAL)
    ]


def one_line(line, question, rounds, seconds):
    """(direct, through the gateway, by the plugin): rounds of requests to one real Datasette."""
    path, connections = question.path, question.connections
    cookie = [actor_cookie(f"stock-{line}")]
    with Servers() as servers:
        behind, direct_url = servers.datasette(f"stock-{line}", site())
        port = int(direct_url.rpartition(":")[2])
        gateway, gateway_url = servers.gateway(port)
        for url, headers in ((direct_url, cookie), (gateway_url, [AUTHORIZATION])):
            if fetch(url + path, headers)[0] != 200:
                raise RuntimeError(f"Datasette {line} refuses {path}")
        direct, through, plugin = [], [], []
        for _ in range(rounds):
            direct.append(
                load(direct_url + path, behind.pid, seconds, connections, PROXY_CORE, cookie)
            )
            through.append(
                load(
                    gateway_url + path,
                    gateway.pid,
                    seconds,
                    connections,
                    PROXY_CORE,
                    [AUTHORIZATION],
                )
            )
        servers.end(behind)
        if question.with_plugin:
            example = json.loads((ROOT / "examples" / "bigmac" / "metadata.json").read_text())
            stored = example["plugins"]["datasette-auth-passwords"]["someusername_password_hash"]
            process, url = servers.datasette(f"plugin-{line}", metadata(stored))
            plugin.append(
                load(url + path, process.pid, 4 * seconds, 4, PROXY_CORE, [AUTHORIZATION])
            )
    return direct, through, plugin


def datasettes(rounds, seconds):
    """Requests a second at a real Datasette: rows of text, and whether the goals are met."""
    rows = [
        "| Datasette, request | direct, signed cookie | through the gateway | ratio | "
        "the plugin | gateway to plugin |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    goals = []
    for version, line in LINES:
        for question in QUESTIONS:
            direct, through, plugin = one_line(
                line, question, max(2, rounds - question.stretch + 1), seconds * question.stretch
            )
            what = question.what
            kept = ratio(through, direct, "per_second")
            rate = middle(r.per_second for r in through)
            goals.append(
                (
                    f"Datasette {version}, {what}: {kept:.3f} of direct, at least {DATASETTE_GOAL}",
                    kept >= DATASETTE_GOAL,
                )
            )
            last = "| | |"
            if plugin:
                plugin_rate = middle(r.per_second for r in plugin)
                faster = rate / plugin_rate
                last = f"| {plugin_rate:.1f} | {faster:.0f} |"
                goals.append(
                    (
                        f"Datasette {version}, {what}: {faster:.0f} times the plugin, at "
                        f"least {PLUGIN_GOAL}",
                        faster >= PLUGIN_GOAL,
                    )
                )
            rows.append(
                f"| {version}, {what} | {middle(r.per_second for r in direct):,.1f} | "
                f"{rate:,.1f} | {kept:.3f} {last}"
            )
    return rows, goals


def proxies_measured():
    """What the gateway is compared with."""
    nginx = re.search(r"nginx/(\S+)", output_of("nginx", "-v")).group(1)
    haproxy = re.search(r"version (\d[\d.]+)", output_of("haproxy", "-v")).group(1)
    return f"nginx {nginx}, HAProxy {haproxy}"


def main():
    """The exit code."""
    parser = argparse.ArgumentParser(prog="tests/bench/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short rounds, to try the bench out")
    parser.add_argument("--only", choices=("proxies", "datasette"), help="one half")
    parser.add_argument("--check", action="store_true", help="exit code 1 if a goal is missed")
    parser.add_argument("--write", metavar="PAGE", help="put the tables into this page")
    options = parser.parse_args()
    rounds, seconds = (2, 2) if options.quick else (5, 4)
    parts, goals = [f"{machine()}; {proxies_measured()}."], []
    if options.only != "datasette":
        rows, found = proxies(rounds, seconds)
        parts.append("\n".join(rows))
        goals += found
    if options.only != "proxies":
        rows, found = datasettes(rounds, seconds - 1)
        parts.append("\n".join(rows))
        goals += found
    parts.append("\n".join(f"- {what}: {'met' if met else 'MISSED'}" for what, met in goals))
    print("\n\n".join(parts))
    if options.write:
        write(options.write, "figures", "\n\n".join(parts))
    return 1 if options.check and not all(met for _, met in goals) else 0


if __name__ == "__main__":
    sys.exit(main())
