#!/usr/bin/env python3
"""Load for a gateway that records a profile: JSON, pages with a menu, a file; then all over TLS.

Started by tests/bench/profiled. Each gateway adds to the profile when it ends.
"""

import sys

import html_page
from bodies import answer_of, page_of, write_bytes
from measure import load
from servers import AUTHORIZATION, Servers
from tls import certificate

SECONDS = {"/answer.json": 4, html_page.PATH: 2, "/file.bin": 1}


def train(servers, upstream, more_options=()):
    """One gateway under every kind of load."""
    # Into the sandbox's view of the disk no profile can be written.
    options = ["--no-sandbox", *more_options]
    gateway, url = servers.configured_gateway(
        upstream, html_page.configuration(), more_options=options
    )
    for path, seconds in SECONDS.items():
        load(url + path, gateway.pid, seconds, 32, headers=[AUTHORIZATION])
    servers.end(gateway)


def main():
    """The exit code."""
    with Servers() as servers:
        upstream = servers.static(answer_of(1200))
        servers.write("root" + html_page.PATH, page_of(html_page.PAGE_BYTES))
        write_bytes(servers.work / "root" / "file.bin", 4_000_000)
        train(servers, upstream)
        key, chain = certificate(servers)
        train(servers, upstream, ["--ssl-keyfile", key, "--ssl-certfile", chain])
    return 0


if __name__ == "__main__":
    sys.exit(main())
