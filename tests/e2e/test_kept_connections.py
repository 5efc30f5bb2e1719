"""Connections with more than one request, and their end."""

import time

import pytest

from support.processes import open_files_of
from support.raw_http import RawConnection, request_bytes
from support.waiting import wait_until

LARGE = 3_000_000


@pytest.mark.parametrize("requests", (1, 3))
def test_a_slow_client_gets_all_of_a_large_answer(forwarding, requests):
    upstream, site = forwarding
    body = bytes(range(256)) * (LARGE // 256)
    length = f"Content-Length: {len(body)}".encode()
    upstream.answer = lambda r: r.send(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n\r\n" + body)
    with RawConnection(site.address) as connection:
        for _ in range(requests - 1):
            connection.send(request_bytes(target="/t/large"))
            assert connection.read_response().body == body
        connection.send(request_bytes(target="/t/large"))
        connection.half_close()
        assert connection.read_final_head().status == 200
        for begin in range(0, len(body), 500_000):
            time.sleep(0.05)
            piece = body[begin : begin + 500_000]
            assert connection.read_exactly(len(piece)) == piece


def test_the_connection_closes_after_the_first_response(forwarding):
    _, site = forwarding
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/x"))
        connection.half_close()
        assert connection.read_response().status == 200
        assert connection.is_closed()


@pytest.mark.parametrize("before", range(4))
def test_a_head_larger_than_the_read_buffer_is_read_to_its_end(forwarding, before):
    _, site = forwarding
    with RawConnection(site.address) as connection:
        for _ in range(before):
            connection.send(request_bytes(target="/t/x"))
            assert connection.read_response().status == 200
        large = [(f"X-Large-{n}", "a" * 4000) for n in range(3)]
        connection.send(request_bytes(target="/t/x", headers=large))
        assert connection.read_response().status == 200


@pytest.mark.parametrize("count", (2, 50))
def test_requests_that_are_sent_at_once_are_answered_in_turn(forwarding, count):
    _, site = forwarding
    with RawConnection(site.address) as connection:
        for _ in range(3):
            padding = [("X-Padding", "a" * 700)]
            asked = [request_bytes(target=f"/t/{n}", headers=padding) for n in range(count)]
            connection.send(b"".join(asked))
            assert [connection.read_response().status for _ in range(count)] == [200] * count


@pytest.mark.parametrize("requests", range(1, 5))
def test_a_client_that_leaves_is_noticed_at_once(forwarding, requests):
    _, site = forwarding
    pid = site.process.pid
    connections = [RawConnection(site.address) for _ in range(20)]
    for connection in connections:
        for _ in range(requests):
            connection.send(request_bytes(target="/t/x"))
            assert connection.read_response().status == 200
    opened = open_files_of(pid)
    for connection in connections:
        connection.close()
    wait_until(lambda: open_files_of(pid) <= opened - 20, 3, "the connections to be closed")
