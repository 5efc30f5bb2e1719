"""A client that leaves while Datasette computes: its connection to Datasette ends within a second.

One that has only finished sending gets its answer. Over TCP both look alike until something is
written to the client.
"""

import socket
import ssl
import struct
import time

import pytest
from faulty_upstream import plain
from test_tls import make_certificate

from support.raw_http import RawConnection, request_bytes
from support.sites import SECRET, launch_gateway, wait_for_gateway
from support.waiting import SLOW, limit, wait_until

# A second, and what a busy machine needs to notice.
NOTICED = 1 + 1 * SLOW


@pytest.fixture
def fronts(work, upstream, started):
    """front(tls): a gateway before the upstream that gives a response two minutes."""
    key, certificate = make_certificate(work.path, "server")

    def start(tls):
        options = ["--ssl-keyfile", key, "--ssl-certfile", certificate] if tls else []
        where = ["-h", "127.0.0.1", "-p", "0"]
        process = launch_gateway(
            ["--upstream", upstream.url, "--secret", SECRET, *where, *options], work
        )
        site = wait_for_gateway(process, work)
        started.append(site)
        return site

    return start


def connect(site):
    if site.scheme == "http":
        return RawConnection(site.address)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return RawConnection(site.address, tls=context)


def never(request):
    """Datasette computes until its connection is closed."""
    request.read_body()
    request.connection._more()


def ended_within(connection, seconds):
    began = time.monotonic()
    wait_until(connection.ended.is_set, 20, "the connection to Datasette to be closed")
    took = time.monotonic() - began
    assert took < seconds, f"noticed after {took:.1f} s"


def reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def say_goodbye(sock):
    """TLS's own end, then the end of the connection."""
    if isinstance(sock, ssl.SSLSocket):
        sock.settimeout(0)
        try:
            sock.unwrap()
        except (OSError, ssl.SSLError):
            pass
    sock.close()


WAYS = {
    "closes": lambda sock: sock.close(),
    "resets": reset,
    "shuts both ways": lambda sock: sock.shutdown(socket.SHUT_RDWR),
    "says goodbye": say_goodbye,
}
REQUESTS = {
    "a page": request_bytes(target="/t/slow"),
    "a page, and another behind it": request_bytes(target="/t/slow") * 3,
    "a form": request_bytes("POST", "/t/slow", [], b"a=b"),
    "a large body": request_bytes("POST", "/t/slow", [], b"b" * 200_000),
    "a page for an old client": request_bytes(target="/t/slow", version="1.0"),
}


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("what", REQUESTS)
def test_a_client_that_leaves_is_noticed_within_a_second(fronts, upstream, tls, what):
    upstream.answer = never
    site = fronts(tls)
    for name, leave in WAYS.items():
        before = len(upstream.requests_for("/t/slow"))
        with connect(site) as client:
            client.send(REQUESTS[what])
            wait_until(lambda: len(upstream.requests_for("/t/slow")) > before, 10, name)
            leave(client.sock)
            ended_within(upstream.requests_for("/t/slow")[before].connection, NOTICED)
    assert site.process.running


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_a_client_that_only_finished_sending_gets_its_answer(fronts, upstream, tls):
    """Also behind pipelined bytes, and over TLS by a shutdown of the socket alone."""

    def late(request):
        request.read_body()
        time.sleep(2.5)  # the answer's own time: long enough to be taken for gone
        request.send(plain(b"late but there"))

    upstream.answer = late
    site = fronts(tls)
    with connect(site) as client:
        client.send(request_bytes(target="/t/late"))
        # Past the wrapper: only the end of the bytes, no goodbye of TLS.
        raw = socket.socket(fileno=socket.dup(client.sock.fileno()))
        raw.shutdown(socket.SHUT_WR)
        raw.close()
        answer = client.read_response()
        assert (answer.status, answer.body) == (200, b"late but there")
        assert set(answer.interim) <= {100}


def test_a_client_that_finished_sending_and_leaves_later_is_noticed(fronts, upstream):
    upstream.answer = never
    site = fronts(False)
    with connect(site) as client:
        client.send(request_bytes(target="/t/slow"))
        request = upstream.only_request_for("/t/slow")
        client.half_close()
        assert client.read_head().status == 100  # it was asked, and is there
        client.close()
        wait_until(request.connection.ended.is_set, 10, "the connection to be closed")


def test_an_old_client_that_finished_sending_gets_an_answer_that_is_nearly_ready(fronts, upstream):
    def soon(request):
        time.sleep(0.3)
        request.send(plain(b"soon"))

    upstream.answer = soon
    with connect(fronts(False)) as client:
        client.send(request_bytes(target="/t/soon", version="1.0"))
        client.half_close()
        answer = client.read_response()
        assert (answer.status, answer.body, answer.interim) == (200, b"soon", [])


EVENTS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"9\r\ndata: 1\n\n\r\n"
)


def begin_events(request):
    request.send(EVENTS)
    request.connection._more()


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_a_client_that_leaves_a_quiet_stream_is_noticed_within_a_second(fronts, upstream, tls):
    upstream.answer = begin_events
    site = fronts(tls)
    for leave in WAYS.values():
        before = len(upstream.requests_for("/t/events"))
        with connect(site) as client:
            client.send(request_bytes(target="/t/events"))
            client.read_final_head()
            assert client.read_chunk() == b"data: 1\n\n"
            leave(client.sock)
            ended_within(upstream.requests_for("/t/events")[before].connection, NOTICED)


def test_a_quiet_stream_continues_for_a_client_that_only_finished_sending(fronts, upstream):
    def pauses(request):
        request.send(EVENTS)
        time.sleep(2.5)  # quiet: long enough to be taken for gone
        request.send(b"9\r\ndata: 2\n\n\r\n0\r\n\r\n")

    upstream.answer = pauses
    with connect(fronts(False)) as client:
        client.send(request_bytes(target="/t/events"))
        client.half_close()
        answer = client.read_response()
        assert (answer.complete, answer.body) == (True, b"data: 1\n\ndata: 2\n\n")
