#!/usr/bin/env python3
"""Guesses passwords: some clients, each on a new connection as soon as the last one is answered.

    flood_clients.py HOST PORT PATH KNOWN-USER CLIENTS ADDRESSES TRIES-A-SECOND

Every other client guesses for the known user, the others for users that do not exist; no password
twice. They come from as many addresses, from 127.0.0.20 on, and each makes at most that many tries
a second. Prints "ready" after the first answer; at the end of its standard input the number of
answers by status, and ends.
"""

import base64
import collections
import json
import selectors
import socket
import sys
import time


class Guesser:
    """One client, with at most one try on its way."""

    def __init__(self, site, user, source, pause):
        self.host, self.port, self.path = site
        self.user, self.source, self.pause = user, source, pause
        self.due = 0.0
        self.tries = 0
        self.sock = None

    def begin(self, now):
        """Connects, and asks: so little is taken by the socket at once."""
        self.due = now + self.pause
        self.tries += 1
        said = f"{self.user}:{self.source} {now} {self.tries}"
        credentials = base64.b64encode(said.encode()).decode()
        self.sock = socket.socket()
        self.sock.bind((self.source, 0))
        self.sock.connect((self.host, self.port))
        self.sock.sendall(
            f"GET {self.path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
            f"Authorization: Basic {credentials}\r\n\r\n".encode()
        )

    def end(self):
        """The status of the answer, whose beginning has come."""
        try:
            status = self.sock.recv(65536)[9:12].decode() or "closed"
        except OSError:
            status = "reset"
        self.sock.close()
        self.sock = None
        return status


def run(guessers, count_answer):
    """Until the end of the standard input."""
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin, selectors.EVENT_READ)
    idle = list(guessers)
    while True:
        now = time.monotonic()
        for guesser in [one for one in idle if one.due <= now]:
            idle.remove(guesser)
            guesser.begin(now)
            selector.register(guesser.sock, selectors.EVENT_READ, guesser)
        soon = min((one.due for one in idle), default=now + 1)
        for key, _ in selector.select(max(0.0, soon - time.monotonic())):
            if key.data is None:
                return
            selector.unregister(key.fileobj)
            count_answer(key.data.end())
            idle.append(key.data)


def main():
    """Runs until its standard input ends."""
    host, port, path, known = sys.argv[1:5]
    clients, addresses, rate = map(int, sys.argv[5:])
    guessers = [
        Guesser(
            (host, int(port), path),
            known if number % 2 == 0 else f"nobody-{number}",
            f"127.0.0.{20 + number % addresses}",
            1 / rate,
        )
        for number in range(clients)
    ]
    answers = collections.Counter()

    def count_answer(status):
        if not answers:
            print("ready", flush=True)
        answers[status] += 1

    run(guessers, count_answer)
    print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    main()
