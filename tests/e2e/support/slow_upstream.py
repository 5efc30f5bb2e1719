#!/usr/bin/env python3
"""The upstream for slow clients: bodies are read as they arrive, /slow/read is very long.

As a program it prints its URL and serves until it is ended.
"""

import pathlib
import sys
import threading

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from faulty_upstream import FaultyUpstream, plain

ENDLESS = 1 << 40
PIECE = b"x" * (1 << 16)


def answer(request):
    if request.path == "/slow/read":
        request.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % ENDLESS)
        request.connection.sock.settimeout(None)
        while True:
            request.send(PIECE)
    if request.path == "/slow/body":
        request.connection.sock.settimeout(None)
        request.connection.discard_exactly(int(request.header("content-length")))
    request.send(plain(b"x" * 1000))


def start_slow_upstream():
    made = FaultyUpstream()
    made.answer = answer
    return made


if __name__ == "__main__":
    print("listening on", start_slow_upstream().url, flush=True)
    threading.Event().wait()
