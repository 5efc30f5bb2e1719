#!/usr/bin/env python3
"""Takes a large answer again and again, and throws it away without copying it.

    downloads.py HOST PORT PATH AUTHORIZATION CLIENTS SECONDS

Prints the bytes of bodies taken and the seconds that it took. Ends with the answers that have
begun within that time.
"""

import re
import socket
import sys
import threading
import time

PIECE_BYTES = 1 << 20


def read_head(sock):
    """(bytes of the body that are to come, those that came with the head)."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = sock.recv(4096)
        if not piece:
            raise RuntimeError(f"no answer: {data!r}")
        data += piece
    head, _, begun = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(f"not the file: {head!r}")
    return int(re.search(rb"(?i)\r\ncontent-length: (\d+)", head).group(1)), len(begun)


def take(sock, request):
    """One answer; its size."""
    sock.sendall(request)
    size, taken = read_head(sock)
    unused = bytearray(PIECE_BYTES)
    while taken < size:
        # With MSG_TRUNC the kernel drops what has come and says how much that was.
        got = sock.recv_into(unused, min(PIECE_BYTES, size - taken), socket.MSG_TRUNC)
        if got == 0:
            raise RuntimeError(f"ended after {taken} of {size} bytes")
        taken += got
    return size


def client(address, request, deadline, sizes):
    """One connection's answers."""
    with socket.create_connection(address, timeout=30) as sock:
        while time.monotonic() < deadline:
            sizes.append(take(sock, request))


def main():
    """Runs all clients at once."""
    host, port, path, authorization, clients, seconds = sys.argv[1:]
    request = f"GET {path} HTTP/1.1\r\nHost: h\r\n{authorization}\r\n\r\n".encode()
    began, sizes = time.monotonic(), []
    arguments = ((host, int(port)), request, began + float(seconds), sizes)
    threads = [threading.Thread(target=client, args=arguments) for _ in range(int(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sum(sizes), time.monotonic() - began)


if __name__ == "__main__":
    main()
