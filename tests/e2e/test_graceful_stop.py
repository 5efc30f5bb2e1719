"""A download that runs when the gateway is asked to stop completes; then the gateway ends."""

import signal

import pytest
from faulty_upstream import plain

from support.raw_http import RawConnection, request_bytes, takes_connections
from support.sites import SECRET, launch_gateway
from support.waiting import wait_until

TOTAL = 100 << 20
PIECE = b"\xa5" * (1 << 18)
PIECES = TOTAL // len(PIECE)


def answer(request):
    if request.path == "/t/sized":
        request.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % TOTAL)
        for _ in range(PIECES):
            request.send(PIECE)
    elif request.path == "/t/chunked":
        request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(PIECES):
            request.send(b"%x\r\n%s\r\n" % (len(PIECE), PIECE))
        request.send(b"0\r\n\r\n")
    else:
        request.read_body()
        request.send(plain())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("path", ["/t/sized", "/t/chunked"])
def test_a_download_of_100_mb_completes(upstream, gateway_before, path, number):
    upstream.answer = answer
    site = gateway_before(upstream)
    with RawConnection(site.address, receive_buffer=1 << 16) as connection:
        connection.send(request_bytes(target=path))
        head = connection.read_final_head()
        begin = connection.read_exactly(1 << 16)
        site.process.signal(number)
        wait_until(lambda: not takes_connections(site.address), 10, "the gateway to stop accepting")
        if head.header("content-length"):
            connection.discard_exactly(TOTAL - len(begin))
        else:
            connection.buffer = begin + connection.buffer
            chunks = iter(connection.read_chunk, b"")
            assert sum(len(chunk) for chunk in chunks) == TOTAL
            assert connection.read_trailers() == []
        assert connection.is_closed()
    assert site.process.wait(20) == 0


def test_the_socket_of_a_successor_stays(upstream, work):
    """Requests in flight at the first are answered although the second already has the path."""
    upstream.answer = answer
    path = str(work.path / "gateway.sock")
    options = ["--upstream", upstream.url, "--secret", SECRET, "--uds", path]
    first = launch_gateway(options, work, name="first")
    first.wait_for_line("listening on unix:", 20, "err")
    with RawConnection(path) as connection:
        connection.send(request_bytes(target="/t/sized"))
        connection.read_final_head()
        first.signal(signal.SIGTERM)
        wait_until(lambda: not takes_connections(path), 10, "the first to stop accepting")
        second = launch_gateway(options, work, name="second")
        try:
            second.wait_for_line("listening on unix:", 20, "err")
            connection.discard_exactly(TOTAL)
            assert first.wait(20) == 0
            with RawConnection(path) as another:
                another.send(request_bytes(target="/t/plain"))
                assert another.read_final_head().status == 200
        finally:
            second.stop()


def test_an_upload_that_runs_completes(upstream, gateway_before):
    upstream.answer = answer
    site = gateway_before(upstream)
    with RawConnection(site.address) as connection:
        connection.send(
            b"POST /t/upload HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % (2 * len(PIECE))
        )
        connection.send(PIECE)
        upstream.only_request_for("/t/upload")
        site.process.signal(signal.SIGTERM)
        wait_until(lambda: not takes_connections(site.address), 10, "the gateway to stop accepting")
        connection.send(PIECE)
        answered = connection.read_response()
        assert (answered.status, answered.header("connection")) == (200, "close")
        assert connection.is_closed()
    assert upstream.only_request_for("/t/upload").body == 2 * PIECE
    assert site.process.wait(20) == 0
