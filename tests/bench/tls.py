#!/usr/bin/env python3
"""TLS 1.3: processor time for a request on a kept connection, and for a new handshake.

Started by tests/bench/run. All with one certificate, by turns; ratios of neighbouring rounds.
"""

import pathlib
import socket
import subprocess
import sys

import rivals
from bodies import answer_of
from measure import LOAD_CORE, Round, by_turns, cpu_time, load, pinned, ratio, wait_until_idle
from report import arguments, at_least, at_most, conclude, cpu_table
from servers import AUTHORIZATION, Servers, fetch, unchecked_tls

CLIENTS = pathlib.Path(__file__).parent / "tls_clients.py"
CONNECTIONS = 32
REQUEST_GOAL, HANDSHAKE_GOAL = 1.0, 1.0
GATEWAY, NGINX, HAPROXY = "datasette-gateway, Basic auth", "nginx, plain", "HAProxy, plain"
REFERENCES = {"nginx": NGINX, "HAProxy": HAPROXY}


def certificate(servers):
    """(key, certificate): files of a new key on P-256 and a certificate of its own."""
    key, chain = servers.work / "key.pem", servers.work / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"]
    command += ["ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-keyout", key, "-out", chain], check=True, capture_output=True)
    return key, chain


def start(servers, upstream):
    """All sides, with the same certificate."""
    key, chain = certificate(servers)
    both = servers.write("both.pem", chain.read_text() + key.read_text())
    listen = f" ssl; ssl_certificate {chain}; ssl_certificate_key {key}; ssl_protocols TLSv1.3"
    files = ("--ssl-keyfile", key, "--ssl-certfile", chain)
    return {
        NGINX: rivals.nginx_proxy(servers, upstream, listen=listen),
        GATEWAY: servers.gateway(upstream, more_options=files),
        HAPROXY: rivals.haproxy(servers, upstream, listen=f"ssl crt {both}"),
    }


def address_of(url):
    """(host, port)."""
    host, port = url.removeprefix("https://").split(":")
    return host, int(port)


def cipher_of(sides):
    """The negotiated parameters; fails unless they are the same for all servers."""
    found = set()
    for _, url in sides.values():
        status, _ = fetch(f"{url}/answer.json", [AUTHORIZATION])
        with socket.create_connection(address_of(url)) as plain:
            with unchecked_tls().wrap_socket(plain) as sock:
                found.add((status, sock.version(), sock.cipher()[0]))
    if len(found) != 1 or not {(200, "TLSv1.3")} == {one[:2] for one in found}:
        raise RuntimeError(f"not the same for all: {found}")
    return found.pop()[2]


def requests(side, seconds):
    """A round of requests on kept connections."""
    process, url = side
    return load(f"{url}/answer.json", process.pid, seconds, CONNECTIONS, headers=[AUTHORIZATION])


def handshakes(kind):
    """Rounds of handshakes of that kind."""

    def measure(side, seconds):
        process, url = side
        wait_until_idle(process.pid)
        before = cpu_time(process.pid)
        command = [sys.executable, CLIENTS, *address_of(url), kind, seconds]
        done = subprocess.run(
            pinned(LOAD_CORE, command), capture_output=True, text=True, check=True, timeout=60
        )
        used = cpu_time(process.pid) - before
        count, time = done.stdout.split()
        return Round(int(count), int(count) / float(time), used)

    return measure


def main():
    """The exit code."""
    options = arguments("tls", __doc__).parse_args()
    rounds, seconds = (2, 1) if options.quick else (5, 3)
    with Servers() as servers:
        sides = start(servers, servers.static(answer_of(1200)))
        cipher = cipher_of(sides)
        kept = by_turns(sides, rounds, seconds, requests)
        full = by_turns(sides, rounds, seconds, handshakes("full"))
        resumed = by_turns(sides, rounds, seconds, handshakes("resumed"))
    to_nginx = ratio(kept[GATEWAY], kept[NGINX], "micros")
    goals = [at_most("CPU per request to nginx", to_nginx, REQUEST_GOAL)]
    for kind, found in (("full", full), ("resumed", resumed)):
        rate = ratio(found[NGINX], found[GATEWAY], "micros")
        what = f"{kind} handshakes for a second of CPU to nginx"
        goals.append(at_least(what, rate, HANDSHAKE_GOAL))
    parts = [
        cpu_table(kept, REFERENCES, f"TLS 1.3, {cipher}"),
        cpu_table(full, REFERENCES, "full handshakes", "handshake"),
        cpu_table(resumed, REFERENCES, "resumed by ticket", "handshake"),
    ]
    return conclude(options, "tls", rivals.versions("nginx", "HAProxy"), parts, goals)


if __name__ == "__main__":
    sys.exit(main())
