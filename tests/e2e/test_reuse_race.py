"""An upstream that closes idle connections just as they are used again, as uvicorn does after 5 s.

Every answer is followed by a close after a moment that comes as often before the next request as
after it. What may be sent again is; what may not is executed once at most.
"""

import collections
import os
import random
import socket
import threading

import pytest
from faulty_upstream import FaultyUpstream, plain

from support.raw_http import ConnectionEnded, RawConnection, request_bytes
from support.waiting import SLOW, limit

REQUESTS = int(os.environ.get("DSGW_REUSE_REQUESTS", "20000" if SLOW == 1 else "3000"))
CLIENTS = 8
IDEMPOTENT = ("GET", "GET", "HEAD", "PUT", "DELETE", "OPTIONS")
OTHERS = ("POST", "PATCH")

pytestmark = pytest.mark.timeout(limit(240))


class Executions:
    """Answers each request and notes its id; then closes some of the connections, rather soon."""

    def __init__(self):
        self.by_id = collections.Counter()
        self.kept = 0  # requests on a connection that had served another
        self.raced = 0  # requests that came just before a close
        self.lock = threading.Lock()
        self.random = random.Random(1)

    def answer(self, request):
        request.read_body()
        with self.lock:
            self.by_id[request.path] += 1
            self.kept += request.turn > 1
            chance = self.random.random()
        request.send(plain(b"" if request.method == "HEAD" else b"done"))
        if chance < 0.6:
            # Before, together with, or after the first byte of the next request.
            request.connection.ended.wait(chance * 0.002)
            self.raced += has_unread_bytes(request.connection.sock)
            close = request.connection.close if chance < 0.4 else request.connection.reset
            close()


def has_unread_bytes(sock):
    """True if the next request is there already, and will never be read."""
    try:
        return len(sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)) > 0
    except OSError:
        return False


class Client(threading.Thread):
    """Sends requests on one kept connection and compares each answer."""

    def __init__(self, address, numbers, faults):
        super().__init__()
        self.address = address
        self.numbers = numbers
        self.faults = faults

    def run(self):
        connection = RawConnection(self.address)
        for number in self.numbers:
            method = (IDEMPOTENT + OTHERS)[number % 8]
            body = b"once" if method in ("POST", "PUT", "PATCH") else b""
            connection.send(request_bytes(method, f"/t/{number}", body=body))
            try:
                answer = connection.read_response(method)
            except ConnectionEnded as end:
                self.faults.append(f"{method} {number}: {end}")
                connection = RawConnection(self.address)
                continue
            if answer.status != 200 or not answer.complete:
                self.faults.append(f"{method} {number}: {answer.status}")
        connection.close()


def test_20_000_requests_see_no_idle_connection_close_and_run_once(gateway_before):
    upstream = FaultyUpstream()
    executions = Executions()
    upstream.answer = executions.answer
    site = gateway_before(upstream, {"plugins": {"datasette-gateway": {"access_log": "off"}}})
    numbers = iter(range(REQUESTS))
    faults = []
    clients = [Client(site.address, numbers, faults) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    upstream.stop()
    assert not faults, f"{len(faults)} of {REQUESTS}: {faults[:10]}"
    twice = [path for path, times in executions.by_id.items() if times > 1]
    unsafe = [path for path in twice if int(path[3:]) % 8 >= len(IDEMPOTENT)]
    assert not unsafe, f"executed twice: {unsafe[:10]}"
    assert len(executions.by_id) == REQUESTS, "each was executed"
    assert executions.kept > REQUESTS / 20, "connections were used again"
    assert executions.raced > 0, "some were closed just as they were used"
    print(f"{executions.kept} on used connections, {executions.raced} of them in vain")
