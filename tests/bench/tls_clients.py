#!/usr/bin/env python3
"""Shakes hands over TLS 1.3, one connection after the other, and asks nothing.

    tls_clients.py HOST PORT full|resumed SECONDS

Each connection waits for the server's ticket and is closed; with `resumed` the next one comes with
it. Prints how many there were, and the seconds.
"""

import select
import socket
import ssl
import sys
import time


def handshake(address, context, session):
    """The session that the server gave; fails if one that was shown was not taken up."""
    with socket.create_connection(address, timeout=10) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with context.wrap_socket(plain, session=session) as sock:
            if sock.session_reused != (session is not None):
                raise RuntimeError("the server did not take up the session")
            sock.settimeout(0)
            while True:
                try:
                    raise RuntimeError(f"not asked for: {sock.recv(100)!r}")
                except ssl.SSLWantReadError:
                    if sock.session.has_ticket:
                        return sock.session
                    select.select([sock], [], [], 10)


def main():
    """Runs for that time."""
    host, port, kind, seconds = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    address, session, count = (host, int(port)), None, 0
    if kind == "resumed":
        session = handshake(address, context, None)
    began = time.monotonic()
    while time.monotonic() < began + float(seconds):
        given = handshake(address, context, session)
        session = given if kind == "resumed" else None
        count += 1
    print(count, time.monotonic() - began)


if __name__ == "__main__":
    main()
