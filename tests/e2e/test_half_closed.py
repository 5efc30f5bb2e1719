"""A client that ends its side of the connection behind a request still gets its whole answer."""

import time

import pytest

from support.raw_http import RawConnection, request_bytes

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


def test_it_is_closed_behind_the_answer_to_the_first_request(forwarding):
    _, site = forwarding
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/x"))
        connection.half_close()
        assert connection.read_response().status == 200
        assert connection.is_closed()
