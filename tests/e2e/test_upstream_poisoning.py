"""No request gets the response of another one: misbehaving connections are dropped.

The upstream keeps every connection open here, so whatever was dropped, the gateway dropped.
"""

import threading

import pytest
from faulty_upstream import plain

from support.raw_http import RawConnection, request_bytes
from support.waiting import limit, wait_until

OK = b"HTTP/1.1 200 OK\r\n"
EVIL = OK + b"Content-Length: 4\r\n\r\nevil"
BAD_HEADS = {
    "content length beside chunked": OK
    + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    "chunked beside content length": OK
    + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
    "two different lengths": OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "the same length twice": OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "a list of lengths": OK + b"Content-Length: 5, 5\r\n\r\nhello",
    "a signed length": OK + b"Content-Length: +5\r\n\r\nhello",
    "a negative length": OK + b"Content-Length: -5\r\n\r\nhello",
    "a hexadecimal length": OK + b"Content-Length: 0x5\r\n\r\nhello",
    "an empty length": OK + b"Content-Length:\r\n\r\nhello",
    "a length of 19 digits": OK + b"Content-Length: 0000000000000000005\r\n\r\nhello",
    "a length beyond 64 bits": OK + b"Content-Length: 18446744073709551621\r\n\r\nhello",
    "transfer encoding gzip": OK + b"Transfer-Encoding: gzip\r\n\r\n",
    "transfer encoding gzip, chunked": OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "transfer encoding twice": OK
    + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunked with HTTP/1.0": b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a NUL in a value": OK + b"X: a\x00b\r\nContent-Length: 0\r\n\r\n",
    "an escape character in a value": OK + b"X: a\x1bb\r\nContent-Length: 0\r\n\r\n",
    "a vertical tab in a value": OK + b"X: a\x0bb\r\nContent-Length: 0\r\n\r\n",
    "a DEL in a value": OK + b"X: a\x7fb\r\nContent-Length: 0\r\n\r\n",
    "a control character in the reason": b"HTTP/1.1 200 O\x01K\r\nContent-Length: 0\r\n\r\n",
    "a bare carriage return": OK + b"X: a\rSet-Cookie: b=c\r\nContent-Length: 0\r\n\r\n",
    "a bare line feed": OK + b"X: a\nSet-Cookie: b=c\r\nContent-Length: 0\r\n\r\n",
    "bare line feeds throughout": b"HTTP/1.1 200 OK\nContent-Length: 0\n\n\r\n\r\n",
    "a folded line": OK + b"X: a\r\n b\r\nContent-Length: 0\r\n\r\n",
    "a space before the colon": OK + b"Content-Length : 5\r\n\r\nhello",
    "an empty name": OK + b": x\r\nContent-Length: 0\r\n\r\n",
    "a line without a colon": OK + b"hello\r\nContent-Length: 0\r\n\r\n",
    "an empty line first": b"\r\n" + plain(b"hello"),
    "status 0": b"HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n",
    "a status of four digits": b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/2": b"HTTP/2 200\r\nContent-Length: 0\r\n\r\n",
    "a request": b"GET / HTTP/1.1\r\nHost: h\r\n\r\n",
    "an interim answer with a body": b"HTTP/1.1 103 Hints\r\nContent-Length: 5\r\n\r\nhello"
    + plain(b"hello"),
    "too many headers": OK + b"X: y\r\n" * 300 + b"Content-Length: 0\r\n\r\n",
}


def ask(connection, path, method="GET"):
    connection.send(request_bytes(method, path))
    return connection.read_response(method)


def wait_until_sent(upstream, path):
    request = upstream.only_request_for(path)
    wait_until(lambda: request in upstream.finished, 10, "all of the answer to be sent")


def assert_dropped(upstream, path):
    """The connection that served `path` took no other request, and the gateway has closed it."""
    request = upstream.only_request_for(path)
    wait_until(request.connection.ended.is_set, 10, "the gateway to drop the connection")
    assert request.connection.requests == request.turn


@pytest.mark.parametrize("name", BAD_HEADS)
def test_an_ambiguous_head_is_502_and_its_connection_is_dropped(
    forwarding, name
):
    upstream, site = forwarding
    upstream.answer = lambda r: r.send(
        plain(b"mine") if r.path == "/t/innocent" else BAD_HEADS[name] + EVIL
    )
    with RawConnection(site.address) as connection:
        assert ask(connection, "/t/spoilt").status == 502
        assert ask(connection, "/t/innocent").body == b"mine"
    assert_dropped(upstream, "/t/spoilt")


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
SURPLUS = {
    "another answer behind a length": ("GET", plain(b"hello") + EVIL),
    "another answer behind the last chunk": ("GET", CHUNKED + EVIL),
    "one byte behind a length": ("GET", plain(b"hello") + b"!"),
    "an empty line behind a length": ("GET", plain(b"hello") + b"\r\n"),
    "half of another answer": ("GET", plain(b"hello") + EVIL[:20]),
    "an answer behind an empty one": ("GET", plain(b"") + EVIL),
    "a body to HEAD": ("HEAD", plain(b"hello")),
    "chunks to HEAD": ("HEAD", CHUNKED),
    "a body behind 204": ("GET", b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"),
    "chunks behind 204": ("GET", CHUNKED.replace(b"200 OK", b"204 No")),
    "a body behind 304": ("GET", plain(b"hello", "304 Not Modified")),
    "an answer behind 204": ("GET", b"HTTP/1.1 204 No Content\r\n\r\n" + EVIL),
    "an interim answer behind the final one": (
        "GET",
        plain(b"hello") + b"HTTP/1.1 103 Hints\r\nX-Evil: 1\r\n\r\n",
    ),
    "a longer trailer section": ("GET", CHUNKED[:-2] + b"X-A: 1\r\n\r\n" + EVIL),
}


@pytest.mark.parametrize("together", [True, False], ids=["in one piece", "in two pieces"])
@pytest.mark.parametrize("name", SURPLUS)
def test_bytes_behind_the_end_of_an_answer_drop_the_connection(forwarding, name, together):
    """Also when they come late, while the connection lies idle."""
    upstream, site = forwarding
    method, data = SURPLUS[name]
    end = data.index(b"\r\n\r\n") + 4

    def answer(request):
        if request.path == "/t/innocent":
            return request.send(plain(b"mine"))
        if together:
            return request.send(data)
        request.send(data[:end])
        return request.send(data[end:])

    upstream.answer = answer
    with RawConnection(site.address) as connection:
        assert ask(connection, "/t/spoilt", method).status in (200, 204, 304)
        wait_until_sent(upstream, "/t/spoilt")
        for _ in range(3):
            assert ask(connection, "/t/innocent").body == b"mine"
    assert_dropped(upstream, "/t/spoilt")


def test_an_unsolicited_response_on_an_idle_connection_is_dropped(forwarding):
    upstream, site = forwarding
    upstream.answer = lambda r: r.send(plain(b"mine"))
    with RawConnection(site.address) as connection:
        assert ask(connection, "/t/spoilt").body == b"mine"
        wait_until_sent(upstream, "/t/spoilt")
        upstream.requests_for("/t/spoilt")[0].connection.send(EVIL)
        for _ in range(3):
            assert ask(connection, "/t/innocent").body == b"mine"
    assert_dropped(upstream, "/t/spoilt")


@pytest.mark.parametrize("framing", ["length", "chunked"])
@pytest.mark.parametrize("status", ["200 OK", "413 Content Too Large"])
def test_an_answer_before_the_end_of_the_request_drops_both_connections(
    forwarding, framing, status
):
    """The rest of the body would be the next request, whose response another client could get."""
    upstream, site = forwarding
    answered = threading.Event()

    def answer(request):
        if request.path == "/t/innocent":
            return request.send(plain(b"mine"))
        request.send(plain(b"early", status))
        return answered.set()

    upstream.answer = answer
    smuggled = b"GET /t/smuggled HTTP/1.1\r\nHost: h\r\n\r\n"
    # A body's first 64 KiB arrive before Datasette is asked.
    first = b"x" * 65536
    lines, body = b"Content-Length: 100000\r\n\r\n" + first, smuggled
    if framing == "chunked":
        lines = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(first), first)
        body = b"%x\r\n%s" % (1000, smuggled)
    with RawConnection(site.address) as connection:
        connection.send(b"POST /t/spoilt HTTP/1.1\r\nHost: h\r\n" + lines)
        assert answered.wait(limit(10))
        assert connection.read_response().body == b"early"
        connection.send(body)
        assert connection.is_closed()
    with RawConnection(site.address) as connection:
        assert ask(connection, "/t/innocent").body == b"mine"
    assert_dropped(upstream, "/t/spoilt")
    assert not upstream.requests_for("/t/smuggled")


def test_a_good_answer_keeps_its_connection(forwarding):
    """Shows that the tests above can fail."""
    upstream, site = forwarding
    upstream.answer = lambda r: r.send(plain(b"mine"))
    with RawConnection(site.address) as connection:
        for number in range(5):
            assert ask(connection, f"/t/kept/{number}").body == b"mine"
    assert upstream.only_request_for("/t/kept/4").turn >= 5
