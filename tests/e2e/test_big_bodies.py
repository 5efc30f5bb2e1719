"""A gigabyte each way costs the gateway a few MiB, and a slow side slows the other."""

import threading

import pytest

from support.processes import peak_memory_of, reset_peak_memory_of
from support.raw_http import ConnectionEnded, RawConnection, request_bytes
from support.waiting import SLOW, settled_value

GIB = 1 << 30
PIECE = b"\xa5" * (1 << 18)
# A sanitiser keeps freed memory for a while; a gigabyte held would still be seen.
GROWTH_LIMIT = (12 if SLOW == 1 else 400) << 20

pytestmark = pytest.mark.timeout(180 * SLOW)


def chunk(data):
    return b"%x\r\n" % len(data) + data + b"\r\n"


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_gigabyte_down_does_not_grow_the_gateway(forwarding, framing):
    upstream, site = forwarding

    def answer(request):
        if framing == "length":
            request.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % GIB)
            for _ in range(GIB // len(PIECE)):
                request.send(PIECE)
        else:
            request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in range(GIB // len(PIECE)):
                request.send(chunk(PIECE))
            request.send(b"0\r\n\r\n")

    upstream.answer = answer
    reset_peak_memory_of(site.process.pid)
    before = peak_memory_of(site.process.pid)
    with RawConnection(site.address, seconds=60) as connection:
        connection.send(request_bytes(target="/t/big-down"))
        head = connection.read_final_head()
        if framing == "length":
            assert head.header("content-length") == str(GIB)
            connection.discard_exactly(GIB)
        else:
            received = 0
            while True:
                size = int(connection.read_until(b"\r\n"), 16)
                if size == 0:
                    break
                connection.discard_exactly(size)
                assert connection.read_exactly(2) == b"\r\n"
                received += size
            assert received == GIB
    assert peak_memory_of(site.process.pid) - before < GROWTH_LIMIT


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_gigabyte_up_does_not_grow_the_gateway(forwarding, framing):
    upstream, site = forwarding
    received = []

    def answer(request):
        total = 0
        if request.header("content-length"):
            total = int(request.header("content-length"))
            request.connection.discard_exactly(total)
        else:
            while size := int(request.connection.read_until(b"\r\n"), 16):
                request.connection.discard_exactly(size + 2)
                total += size
            request.connection.read_trailers()
        received.append(total)
        request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    upstream.answer = answer
    reset_peak_memory_of(site.process.pid)
    before = peak_memory_of(site.process.pid)
    with RawConnection(site.address, seconds=60) as connection:
        if framing == "length":
            connection.send(
                b"POST /t/big-up HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % GIB
            )
            for _ in range(GIB // len(PIECE)):
                connection.send(PIECE)
        else:
            connection.send(
                b"POST /t/big-up HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            for _ in range(GIB // len(PIECE)):
                connection.send(chunk(PIECE))
            connection.send(b"0\r\n\r\n")
        assert connection.read_response().status == 200
    assert received == [GIB]
    assert peak_memory_of(site.process.pid) - before < GROWTH_LIMIT


def test_a_client_that_does_not_read_stalls_the_upstream(forwarding):
    upstream, site = forwarding
    total = 256 << 20
    sent = [0]

    def answer(request):
        request.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % total)
        while sent[0] < total:
            request.send(PIECE)
            sent[0] += len(PIECE)

    upstream.answer = answer
    reset_peak_memory_of(site.process.pid)
    before = peak_memory_of(site.process.pid)
    with RawConnection(site.address, seconds=60, receive_buffer=65536) as connection:
        connection.send(request_bytes(target="/t/back-pressure"))
        assert connection.read_final_head().status == 200
        stalled_at = settled_value(lambda: sent[0])
        assert stalled_at < 64 << 20, "kernel buffers may fill, memory of the gateway may not"
        assert peak_memory_of(site.process.pid) - before < GROWTH_LIMIT
        connection.discard_exactly(total)


def test_an_upstream_that_does_not_read_stalls_the_client(forwarding):
    upstream, site = forwarding
    total = 256 << 20
    sent = [0]
    may_read = threading.Event()

    def answer(request):
        may_read.wait(60)
        request.connection.discard_exactly(total)
        request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    upstream.answer = answer
    reset_peak_memory_of(site.process.pid)
    before = peak_memory_of(site.process.pid)

    with RawConnection(site.address, seconds=60) as connection:

        def send_all():
            connection.send(
                b"POST /t/push-back HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % total
            )
            while sent[0] < total:
                connection.send(PIECE)
                sent[0] += len(PIECE)

        sender = threading.Thread(target=send_all, daemon=True)
        sender.start()
        stalled_at = settled_value(lambda: sent[0])
        assert stalled_at < 64 << 20
        assert peak_memory_of(site.process.pid) - before < GROWTH_LIMIT
        may_read.set()
        assert connection.read_response().status == 200
        sender.join(60)


def test_a_body_cut_by_the_client_is_never_complete_upstream(forwarding):
    upstream, site = forwarding
    outcome = []

    def answer(request):
        try:
            outcome.append(len(request.read_body()))
        except ConnectionEnded:
            outcome.append("cut")
            raise

    upstream.answer = answer
    for head in (
        b"Content-Length: 1000\r\n\r\nonly this",
        b"Transfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n",
    ):
        outcome.clear()
        with RawConnection(site.address) as connection:
            connection.send(b"POST /t/cut-upload HTTP/1.1\r\nHost: h\r\n" + head)
            upstream_saw = lambda: bool(upstream.requests_for("/t/cut-upload"))
            settled_value(upstream_saw, 0.2)
        settled_value(lambda: tuple(outcome), 0.5)
        assert outcome in ([], ["cut"])
