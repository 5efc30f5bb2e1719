#!/usr/bin/env python3
"""Processor time for a page of 45 kB into whose menu the gateway puts an entry.

Started by tests/bench/run. The others pass the same page on as it is.
"""

import sys

import rivals
from bodies import page_of
from measure import by_turns, load, ratio
from report import arguments, at_most, conclude, cpu_table
from servers import AUTHORIZATION, USER, Servers, fetch, metadata, strong_hash

CONNECTIONS = 32
NGINX_GOAL, HAPROXY_GOAL = 0.9, 1.5
PAGE_BYTES = 45_000
PATH = "/pages/page.html"
ENTRY = b'<a href="/-/secrets">Manage secrets</a>'
GATEWAY, NGINX, HAPROXY = "datasette-gateway, an entry more", "nginx, plain", "HAProxy, plain"


def configuration():
    """Our user may manage secrets, and so gets an entry for that."""
    config = metadata(strong_hash())
    config["plugins"]["datasette-gateway"] = {"access_log": "off"}
    config["permissions"] = {"manage-secrets": {"id": USER}}
    return config


def check(sides, page):
    """The page must come whole from all, and with the entry from the gateway alone."""
    for name, (_, url) in sides.items():
        status, got = fetch(url + PATH, [AUTHORIZATION])
        if status != 200 or (ENTRY in got) != (name == GATEWAY):
            raise RuntimeError(f"{name}: not the page that was expected: {status}")
        if len(got) < len(page) or got[-1000:] != page[-1000:]:
            raise RuntimeError(f"{name}: the page is not whole")


def main():
    """The exit code."""
    options = arguments("html_page", __doc__).parse_args()
    rounds, seconds = (2, 1) if options.quick else (5, 3)
    page = page_of(PAGE_BYTES)
    with Servers() as servers:
        upstream = servers.static("{}")
        servers.write("root" + PATH, page)
        sides = {
            NGINX: rivals.nginx_proxy(servers, upstream),
            GATEWAY: servers.configured_gateway(upstream, configuration()),
            HAPROXY: rivals.haproxy(servers, upstream),
        }
        check(sides, page.encode())

        def measure(side, time):
            return load(side[1] + PATH, side[0].pid, time, CONNECTIONS, headers=[AUTHORIZATION])

        found = by_turns(sides, rounds, seconds, measure)
    to_nginx = ratio(found[GATEWAY], found[NGINX], "micros")
    to_haproxy = ratio(found[GATEWAY], found[HAPROXY], "micros")
    goals = [
        at_most("CPU per page to nginx", to_nginx, NGINX_GOAL),
        at_most("CPU per page to HAProxy", to_haproxy, HAPROXY_GOAL),
    ]
    rows = cpu_table(found, {"nginx": NGINX, "HAProxy": HAPROXY}, unit="page")
    return conclude(options, "html page", rivals.versions("nginx", "HAProxy"), [rows], goals)


if __name__ == "__main__":
    sys.exit(main())
