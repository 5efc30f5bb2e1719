#!/usr/bin/env python3
"""Does the time of a refusal tell whether the user exists?

Started by tests/bench/run. Wrong passwords of a user who exists and of users who do not, in random
order over one connection, each password a new one. The hash is a cheap one, so that it hides
little. A malformed header, which costs no hash, shows that the test can tell a difference.
"""

import base64
import http.client
import math
import random
import statistics
import sys
import time

from bodies import answer_of
from report import arguments, conclude
from servers import USER, Servers, metadata

# argon2id of 8 MiB and one pass, of a password that is not among those tried.
CHEAP_HASH = (
    "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA"
    "$Wm3nXlJHbkLPRQjqDbn2WCmQnTlJgjVXyTYQ0FOtqTM"
)
SIGNIFICANT = 0.01
GROUPS = ("wrong password", "unknown user", "malformed header")


def authorization(group, number):
    """A header of that group that was never sent before."""
    if group == "malformed header":
        return f"Basic %{number}"
    user = USER if group == "wrong password" else f"user-{number:06d}"
    return "Basic " + base64.b64encode(f"{user}:guess {number}".encode()).decode()


def measure(address, samples, seed):
    """Seconds until each refusal, by group; and the bodies seen, of which there must be one."""
    order = [group for group in GROUPS for _ in range(samples)]
    random.Random(seed).shuffle(order)
    times, bodies = {group: [] for group in GROUPS}, set()
    connection = http.client.HTTPConnection(address, timeout=30)
    for number, group in enumerate(order):
        headers = {"Authorization": authorization(group, number)}
        began = time.perf_counter_ns()
        connection.request("GET", "/answer.json", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        times[group].append((time.perf_counter_ns() - began) / 1e9)
        bodies.add((answer.status, body))
    connection.close()
    return times, bodies


def mann_whitney(left, right):
    """(chance that one of `right` is above one of `left`, two-sided p): normal approximation.

    Ties do not occur: times are in nanoseconds.
    """
    ranked = sorted([(value, 0) for value in left] + [(value, 1) for value in right])
    rank_sum = sum(rank for rank, (_, is_right) in enumerate(ranked, 1) if is_right)
    n, m = len(left), len(right)
    u = rank_sum - m * (m + 1) / 2
    z = (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return u / (n * m), math.erfc(abs(z) / math.sqrt(2))


def main():
    """The exit code."""
    parser = arguments("oracle", __doc__)
    parser.add_argument("--samples", type=int, default=2000, help="of each group")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the order")
    options = parser.parse_args()
    if options.quick:
        options.samples //= 10
    config = metadata(CHEAP_HASH)
    config["plugins"]["datasette-gateway"] = {"access_log": "off", "throttle": {"enabled": False}}
    with Servers() as servers:
        _, url = servers.configured_gateway(servers.static(answer_of(1200)), config)
        address = url.removeprefix("http://")
        measure(address, 50, options.seed)
        times, bodies = measure(address, options.samples, options.seed)
    known = times["wrong password"]
    rows = [
        "| refused | median | 95th | chance to be slower | p |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    verdicts = {}
    for group, seconds in times.items():
        chance, p = mann_whitney(known, seconds) if group != "wrong password" else (None, None)
        verdicts[group] = p
        middle, high = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        compared = "| |" if p is None else f"| {chance:.3f} | {p:.2g} |"
        rows.append(f"| {group} | {middle * 1e3:.3f} ms | {high * 1e3:.3f} ms {compared}")
    met = (
        len(bodies) == 1
        and verdicts["unknown user"] >= SIGNIFICANT
        and verdicts["malformed header"] < SIGNIFICANT
    )
    goal = (
        f"{options.samples:,} of each in random order (seed {options.seed}); Mann-Whitney test "
        "with those of a wrong password, two-sided. An unknown user cannot be told (p ≥ "
        f"{SIGNIFICANT}), a malformed header can, and all have one body"
    )
    return conclude(options, "oracle", "", [rows], [(goal, met)])


if __name__ == "__main__":
    sys.exit(main())
