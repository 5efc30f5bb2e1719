#!/usr/bin/env python3
"""How long the list at /-/secrets takes with a thousand secrets, in the look of a real Datasette.

Started by tests/bench/run.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import time

from report import arguments, conclude
from servers import ACTOR, GATEWAY, Servers, actor_cookie, site

COUNT = 1000
GOAL = 20  # milliseconds
LINE = "stock-1.0"
KEY = "hp7Aod4LRyMKxkQovRU8GFGgd3za4NsI4SXXphHCVzs="


def configuration(folder):
    """Of the gateway: the store in that folder, for our actor."""
    own = {"access_log": "off", "secrets": {"keys": {"main": KEY}, "path": f"{folder}/secrets.db"}}
    permissions = {"manage-secrets": {"id": ACTOR["id"]}}
    return {"plugins": {"datasette-gateway": own}, "permissions": permissions}


def fill(servers):
    """A thousand secrets, from a thousand variables."""
    config = servers.write("secrets.json", json.dumps(configuration(servers.work)))
    variables = {f"DATASETTE_SECRETS_KEY_{n:04}": f"sk-{n}" for n in range(COUNT)}
    subprocess.run(
        [GATEWAY, "secrets", "import-env", "-m", config],
        env={**os.environ, **variables},
        check=True,
        capture_output=True,
    )


def times_of(url, cookie, samples):
    """Milliseconds until the whole page was there, over one connection."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    name, value = cookie.split(": ", 1)
    times = []
    for _ in range(samples):
        began = time.perf_counter()
        connection.request("GET", "/-/secrets", headers={name: value, "Accept": "text/html"})
        answer = connection.getresponse()
        body = answer.read()
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != 200 or body.count(b"/-/secrets/KEY_") < COUNT:
            raise RuntimeError(f"not the list: {answer.status}\n{body[:500]}")
    return times


def main():
    """The exit code."""
    parser = arguments("secret_pages", __doc__)
    parser.add_argument("--samples", type=int, default=500)
    options = parser.parse_args()
    if options.quick:
        options.samples //= 10
    with Servers() as servers:
        fill(servers)
        _, upstream = servers.datasette(LINE, site())
        port = upstream.rpartition(":")[2]
        _, url = servers.configured_gateway(port, configuration(servers.work))
        times = times_of(url, actor_cookie(LINE), options.samples)
    middle, high = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    rows = [
        f"| {COUNT:,} secrets, {options.samples} times | median | 95th |",
        "| --- | ---: | ---: |",
        f"| `/-/secrets` | {middle:.1f} ms | {high:.1f} ms |",
    ]
    goals = [(f"95 % within {high:.1f} ms, less than {GOAL}", high < GOAL)]
    return conclude(options, "secret pages", "", [rows], goals)


if __name__ == "__main__":
    sys.exit(main())
