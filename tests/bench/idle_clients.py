#!/usr/bin/env python3
"""Connections that ask once and then stay open without a word.

    idle_clients.py HOST PORT AUTHORIZATION COUNT FOR_EACH_ADDRESS

They come from 127.0.0.2 and the addresses behind it. Prints "ready" once all have been answered;
at the end of its standard input how many of them are still open, and ends.
"""

import re
import resource
import select
import socket
import sys


def opened(address, source, request):
    """A connection that has had its answer."""
    sock = socket.socket()
    sock.settimeout(30)
    sock.bind((source, 0))
    sock.connect(address)
    sock.sendall(request)
    answer = b""
    while not is_whole(answer):
        piece = sock.recv(65536)
        if not piece or not (answer + piece).startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"refused: {answer + piece!r}")
        answer += piece
    return sock


def is_whole(answer):
    """A head and as much of a body as it says."""
    head, end, body = answer.partition(b"\r\n\r\n")
    return end and len(body) == int(re.search(rb"(?i)content-length: (\d+)", head).group(1))


def still_open(sock):
    """Whether the connection is still open and idle."""
    poll = select.poll()
    poll.register(sock, select.POLLIN | select.POLLRDHUP)
    return not poll.poll(0)


def main():
    """Runs until its standard input ends."""
    host, port, authorization = sys.argv[1:4]
    count, for_each = int(sys.argv[4]), int(sys.argv[5])
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    request = f"GET /answer.json HTTP/1.1\r\nHost: h\r\n{authorization}\r\n\r\n".encode()
    address = (host, int(port))
    socks = [opened(address, f"127.0.0.{2 + n // for_each}", request) for n in range(count)]
    print("ready", flush=True)
    sys.stdin.read()
    print(sum(still_open(sock) for sock in socks), flush=True)


if __name__ == "__main__":
    main()
