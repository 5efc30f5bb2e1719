"""Ambiguous requests, and requests that exceed a limit: refused, never forwarded."""

import pytest

from support.data import ALICE
from support.raw_http import ConnectionEnded, RawConnection, exchange, request_bytes
from support.signing import basic
from support.waiting import limit

SMUGGLED = b"GET /t/smuggled HTTP/1.1\r\nHost: h\r\n\r\n"
POST = b"POST /t/attack HTTP/1.1\r\nHost: h\r\n"
GET = b"GET /t/attack HTTP/1.1\r\nHost: h\r\n"
ATTACKS = {
    "content length beside chunked": POST
    + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunked beside content length": POST
    + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "two different content lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "the same content length twice": POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "a list of content lengths": POST + b"Content-Length: 5, 5\r\n\r\nhello",
    "a signed content length": POST + b"Content-Length: +5\r\n\r\nhello",
    "a negative content length": POST + b"Content-Length: -5\r\n\r\nhello",
    "a hexadecimal content length": POST + b"Content-Length: 0x5\r\n\r\nhello",
    "a content length of 19 digits": POST + b"Content-Length: 1000000000000000000\r\n\r\n",
    "a content length with a space within": POST + b"Content-Length: 1 0\r\n\r\n0123456789",
    "an empty content length": POST + b"Content-Length: \r\n\r\nhello",
    "a content length beyond 64 bits": POST + b"Content-Length: 18446744073709551621\r\n\r\nhello",
    "transfer encoding gzip": POST + b"Transfer-Encoding: gzip\r\n\r\n",
    "transfer encoding gzip, chunked": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "transfer encoding chunked, identity": POST
    + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "transfer encoding identity": POST
    + b"Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello",
    "transfer encoding chunked twice": POST
    + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "transfer encoding in quotes": POST + b'Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n',
    "transfer encoding with a vertical tab": POST
    + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "transfer encoding xchunked": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked with HTTP/1.0": b"POST /t/attack HTTP/1.0\r\nHost: h\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a folded header line": GET + b"X-A: 1\r\n folded\r\n\r\n",
    "a folded transfer encoding": POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "a folded line with a tab": GET + b"X-A: 1\r\n\tfolded\r\n\r\n",
    "a first header line that is folded": b"GET /t/attack HTTP/1.1\r\n X: y\r\nHost: h\r\n\r\n",
    "33 connection options": GET + b"Connection: " + b"b," * 33 + b"\r\n\r\n",
    "an encoded NUL behind an own page": b"GET /-/secrets%00 HTTP/1.1\r\nHost: h\r\n\r\n",
    "a NUL that is encoded twice": b"GET /t/attack%2500 HTTP/1.1\r\nHost: h\r\n\r\n",
    "bare line feeds": b"GET /t/attack HTTP/1.1\nHost: h\n\n",
    "a bare line feed in the head": GET + b"X-A: 1\nX-B: 2\r\n\r\n",
    "a bare line feed at the end": GET + b"X-A: 1\r\n\n",
    "a bare carriage return in a value": GET + b"X-A: 1\rX-B: 2\r\n\r\n",
    "a NUL in a value": GET + b"X-A: 1\x002\r\n\r\n",
    "an escape character in a value": GET + b"X-A: 1\x1b[2J\r\n\r\n",
    "a DEL in a value": GET + b"X-A: 1\x7f2\r\n\r\n",
    "a NUL in a name": GET + b"X\x00A: 1\r\n\r\n",
    "a NUL in the target": b"GET /t/attack\x00 HTTP/1.1\r\nHost: h\r\n\r\n",
    "a space before the colon": POST + b"Content-Length : 5\r\n\r\nhello",
    "a space before the colon of transfer encoding": POST
    + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a tab before the colon": GET + b"X-A\t: 1\r\n\r\n",
    "a space in a name": GET + b"X A: 1\r\n\r\n",
    "an empty name": GET + b": 1\r\n\r\n",
    "a line without a colon": GET + b"X-A\r\n\r\n",
    "a name with brackets": GET + b"X(A): 1\r\n\r\n",
    "an 8-bit name": GET + b"X-\xe9: 1\r\n\r\n",
    "two hosts": GET + b"Host: other\r\n\r\n",
    "the same host twice": GET + b"Host: h\r\n\r\n",
    "no host": b"GET /t/attack HTTP/1.1\r\nX-A: 1\r\n\r\n",
    "a host with a space": b"GET /t/attack HTTP/1.1\r\nHost: a b\r\n\r\n",
    "a host with a path": b"GET /t/attack HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "a host with a user": b"GET /t/attack HTTP/1.1\r\nHost: u@h\r\n\r\n",
    "an empty host": b"GET /t/attack HTTP/1.1\r\nHost:\r\n\r\n",
    "a host that differs from an absolute target": b"GET http://other/t/attack HTTP/1.1\r\n"
    b"Host: h\r\n\r\n",
    "two authorizations": GET + b"Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
    "connect": b"CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n",
    "a target that is no path": b"GET t/attack HTTP/1.1\r\nHost: h\r\n\r\n",
    "an 8-bit target": b"GET /t/attack\xe9 HTTP/1.1\r\nHost: h\r\n\r\n",
    "a fragment in the target": b"GET /t/attack#x HTTP/1.1\r\nHost: h\r\n\r\n",
    "two spaces in the request line": b"GET  /t/attack HTTP/1.1\r\nHost: h\r\n\r\n",
    "a space in the target": b"GET /t/attack x HTTP/1.1\r\nHost: h\r\n\r\n",
    "a tab in the request line": b"GET\t/t/attack HTTP/1.1\r\nHost: h\r\n\r\n",
    "a request line without a version": b"GET /t/attack\r\nHost: h\r\n\r\n",
    "HTTP/0.9": b"GET /t/attack HTTP/0.9\r\nHost: h\r\n\r\n",
    "HTTP/1.1 in lower case": b"GET /t/attack http/1.1\r\nHost: h\r\n\r\n",
    "two empty lines first": b"\r\n\r\n" + GET + b"\r\n",
    "a space before the method": b" GET /t/attack HTTP/1.1\r\nHost: h\r\n\r\n",
    "a tab before the first header": b"GET /t/attack HTTP/1.1\r\n\tHost: h\r\n\r\n",
    "a space after the version": b"GET /t/attack HTTP/1.1 \r\nHost: h\r\n\r\n",
    "an asterisk that is not for OPTIONS": b"GET * HTTP/1.1\r\nHost: h\r\n\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/2 in a request line": b"GET /t/attack HTTP/2.0\r\nHost: h\r\n\r\n",
    "a method that is no token": b"G(T /t/attack HTTP/1.1\r\nHost: h\r\n\r\n",
    "TLS on the plain port": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
    + b"\0" * 64
    + b"\r\n\r\n",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_ambiguous_request_is_400_and_ends_the_connection(forwarding, name):
    upstream, site = forwarding
    with RawConnection(site.address) as connection:
        connection.send(ATTACKS[name] + SMUGGLED)
        answer = connection.read_response()
        assert answer.status == 400
        assert answer.body, "it says what was wrong"
        assert connection.is_closed()
    assert not upstream.requests_for("/t/attack")
    assert not upstream.requests_for("/t/smuggled")


IMPOSSIBLE_HEADS = {
    "a bare line feed behind the request line": b"GET /t/attack HTTP/1.1\n",
    "bare line feeds only": b"GET /t/attack HTTP/1.1\nHost: h\n\n",
    "a bare line feed behind a header": b"GET /t/attack HTTP/1.1\r\nHost: h\n",
    "a bare line feed as the empty line": GET + b"\n",
    "a line feed as the first byte": b"\n",
    "bare carriage returns": b"GET /t/attack HTTP/1.1\rHost: h\r\r",
    "the beginning of a TLS handshake": b"\x16\x03\x01\x02\x00\x01\x00",
}


@pytest.mark.parametrize("name", IMPOSSIBLE_HEADS)
def test_a_head_that_cannot_become_valid_is_400_at_once(upstream, gateway_before, name):
    settings = {"limits": {"head_timeout": 600}}
    site = gateway_before(upstream, {"plugins": {"datasette-gateway": settings}})
    for pieces in ([IMPOSSIBLE_HEADS[name]], [bytes([b]) for b in IMPOSSIBLE_HEADS[name]]):
        with RawConnection(site.address) as connection:
            try:
                for piece in pieces:
                    connection.send(piece)
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before the last piece was sent
            assert connection.read_response().status == 400
            assert connection.is_closed()
    assert not upstream.requests_for("/t/attack")


CHUNK_FAULTS = {
    "an extension without a name": b"5;\r\nhello\r\n0\r\n\r\n",
    "white space for an extension": b"5; \r\nhello\r\n0\r\n\r\n",
    "an extension with an empty value": b"5;a=\r\nhello\r\n0\r\n\r\n",
    "an extension of two words": b"5;a b\r\nhello\r\n0\r\n\r\n",
    "an unclosed quote in an extension": b'5;a="b\r\nhello\r\n0\r\n\r\n',
    "a size that is no number": b"xyz\r\nhello\r\n0\r\n\r\n",
    "a negative size": b"-5\r\nhello\r\n0\r\n\r\n",
    "a size with a prefix": b"0x5\r\nhello\r\n0\r\n\r\n",
    "a size beyond 64 bits": b"10000000000000005\r\nhello\r\n0\r\n\r\n",
    "a size that is too small": b"3\r\nhello\r\n0\r\n\r\n",
    "a size that ends in a bare line feed": b"5\nhello\r\n0\r\n\r\n",
    "data that ends in a bare line feed": b"5\r\nhello\n0\r\n\r\n",
    "a size of 16 digits": b"0000000000000005\r\nhello\r\n0\r\n\r\n",
    "a signed size": b"+5\r\nhello\r\n0\r\n\r\n",
    "a NUL in an extension": b"5;a\x00b\r\nhello\r\n0\r\n\r\n",
    "a folded trailer": b"5\r\nhello\r\n0\r\nX-A: 1\r\n folded\r\n\r\n",
    "no size": b"\r\nhello\r\n0\r\n\r\n",
    "a space before the size": b" 5\r\nhello\r\n0\r\n\r\n",
    "a bare line feed in an extension": b'5;a=\n"x"\r\nhello\r\n0\r\n\r\n',
    "an endless extension": b"5;" + b"x" * 100_000 + b"\r\nhello\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("name", CHUNK_FAULTS)
def test_a_faulty_chunk_is_400_and_never_a_complete_request_upstream(forwarding, name):
    upstream, site = forwarding
    completed = []

    def answer(request):
        completed.append(request.read_body())
        from faulty_upstream import plain

        request.send(plain(b"done"))

    upstream.answer = answer
    with RawConnection(site.address) as connection:
        try:
            connection.send(
                POST + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK_FAULTS[name] + SMUGGLED
            )
            assert connection.read_response().status == 400
            assert connection.is_closed()
        except (ConnectionEnded, BrokenPipeError, ConnectionResetError):
            pass  # closed while we were still sending: as good as an answer
    assert not completed
    assert not upstream.requests_for("/t/smuggled")


@pytest.mark.parametrize(
    "data, status",
    [
        (b"TRACE /t/odd HTTP/1.1\r\nHost: h\r\n\r\n", 405),
        (b"POST /t/odd HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 200-ok\r\n\r\n", 417),
        (b"GET /t/odd?" + b"q" * 9000 + b" HTTP/1.1\r\nHost: h\r\n\r\n", 414),
        (b"GET /t/odd HTTP/1.1\r\nHost: h\r\nX-A: " + b"a" * 20_000 + b"\r\n\r\n", 431),
        (b"GET /t/odd HTTP/1.1\r\nHost: h\r\n" + b"X: y\r\n" * 60 + b"\r\n", 431),
        (b"GET /t/odd HTTP/1.1\r\nHost: h\r\nX-Endless: " + b"a" * 40_000, 431),
    ],
    ids=[
        "trace",
        "unknown expectation",
        "long target",
        "large head",
        "many headers",
        "endless head",
    ],
)
def test_disallowed_requests_get_their_status_and_are_not_forwarded(forwarding, data, status):
    upstream, site = forwarding
    with RawConnection(site.address) as connection:
        connection.send(data)
        assert connection.read_response().status == status
        assert connection.is_closed()
    assert not upstream.requests_for("/t/odd")


def test_sixty_headers_and_a_long_target_are_still_fine(forwarding):
    _, site = forwarding
    headers = [("X", "y")] * 58 + [("Connection", "close")]
    assert exchange(site.address, request_bytes(target="/t/fine", headers=headers)).status == 200
    target = "/t/fine?" + "q" * (8000 - len("/t/fine?"))
    assert (
        exchange(
            site.address, request_bytes(target=target, headers=[("Connection", "close")])
        ).status
        == 200
    )


def test_a_long_sql_query_of_60_000_bytes_passes_by_default(upstream, gateway_before):
    site = gateway_before(upstream)
    target = "/t/sql?sql=" + "x" * 59_000
    assert (
        exchange(
            site.address, request_bytes(target=target, headers=[("Connection", "close")])
        ).status
        == 200
    )
    assert upstream.only_request_for("/t/sql").target == target


@pytest.mark.parametrize(
    "head, status",
    [
        (b"Content-Length: 1001\r\n\r\n", 413),
        (b"Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n", 413),
        (b"Content-Length: 1000\r\n\r\n" + b"b" * 1000, 200),
        (b"Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + b"b" * 1001 + b"\r\n0\r\n\r\n", 413),
        (b"Transfer-Encoding: chunked\r\n\r\n3e8\r\n" + b"b" * 1000 + b"\r\n0\r\n\r\n", 200),
    ],
    ids=[
        "too long",
        "too long, expecting 100",
        "just right",
        "too long chunks",
        "chunks just right",
    ],
)
def test_a_body_over_the_limit_is_413_without_a_100(upstream, small_bodies, head, status):
    completed = []

    def answer(request):
        completed.append(request.read_body())
        from faulty_upstream import plain

        request.send(plain())

    upstream.answer = answer
    with RawConnection(small_bodies.address) as connection:
        connection.send(b"POST /t/body HTTP/1.1\r\nHost: h\r\n" + head)
        answer = connection.read_response()
        assert (answer.status, answer.interim) == (status, [])
    assert len(completed) == (status == 200)


@pytest.fixture
def small_bodies(upstream, gateway_before):
    return gateway_before(
        upstream, {"plugins": {"datasette-gateway": {"limits": {"body_bytes": 1000}}}}
    )


def test_a_head_that_never_ends_is_408_at_its_deadline_however_busy_the_client(forwarding):
    """The deadline is for the whole head: a byte now and then does not push it back."""
    _, site = forwarding
    with RawConnection(site.address) as connection:
        connection.send(b"GET /t/slow HTTP/1.1\r\nHost: h\r\nX-Slow: ")
        connection.sock.settimeout(0.3)
        for _ in range(int(limit(10) / 0.3)):
            try:
                connection.send(b"a")
                connection.buffer += connection.sock.recv(65536)
                break
            except TimeoutError:
                continue
        connection.sock.settimeout(limit(10))
        assert connection.read_response().status == 408
        assert connection.is_closed()


def test_a_connection_without_a_request_is_closed_in_silence(forwarding):
    _, site = forwarding
    with RawConnection(site.address) as connection:
        assert connection.is_closed(seconds=10)


def test_a_body_slower_than_the_minimum_rate_is_ended(upstream, gateway_before):
    """The rate is judged over some seconds, so a pause is allowed; a trickle is not."""
    site = gateway_before(
        upstream, {"plugins": {"datasette-gateway": {"limits": {"body_min_rate": 1000}}}}
    )
    with RawConnection(site.address) as connection:
        connection.send(b"POST /t/trickle HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n")
        connection.sock.settimeout(0.5)
        for _ in range(int(limit(40) / 0.5)):
            try:
                connection.send(b"b")
                connection.buffer += connection.sock.recv(65536)
                break
            except TimeoutError:
                continue
        connection.sock.settimeout(limit(10))
        assert connection.read_response().status == 408
        assert connection.is_closed()


def test_requests_before_a_bad_one_are_still_answered(forwarding):
    upstream, site = forwarding
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/good") + ATTACKS["no host"] + SMUGGLED)
        assert connection.read_response().json()["target"] == "/t/good"
        assert connection.read_response().status == 400
        assert connection.is_closed()
    assert not upstream.requests_for("/t/smuggled")


def test_a_refusal_comes_before_100_continue(upstream, gateway_before):
    site = gateway_before(
        upstream,
        {
            "plugins": {
                "datasette-auth-passwords": {
                    "http_basic_auth": True,
                    "alice_password_hash": _hash(),
                }
            }
        },
    )
    head = b"POST /t/wall HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n"
    answer = exchange(site.address, head + b"\r\n")
    assert (answer.status, answer.interim) == (401, [])
    with RawConnection(site.address) as connection:
        connection.send(head + f"Authorization: {basic(*ALICE)}\r\n\r\n".encode())
        assert connection.read_head().status == 100


def _hash():
    from support.data import ACCOUNTS

    return ACCOUNTS["alice_password_hash"]


@pytest.mark.parametrize(
    "path, accept, is_json",
    [
        ("/t/x.json", None, True),
        ("/t/x.json?_size=max", "text/html", True),
        ("/t/x", "application/json", True),
        ("/t/x", "text/html,*/*;q=0.8", False),
        ("/t/x", None, None),
    ],
)
def test_errors_use_the_format_of_the_client(
    upstream, gateway_before, path, accept, is_json
):
    site = gateway_before(upstream)
    upstream.stop()
    headers = [("Accept", accept)] if accept else []
    answer = exchange(
        site.address, request_bytes(target=path, headers=[*headers, ("Connection", "close")])
    )
    assert answer.status == 502
    if is_json is True:
        assert answer.header("content-type").startswith("application/json")
        value = answer.json()
        assert (value["ok"], value["status"]) == (False, 502)
        assert value["error"]
    elif is_json is False:
        assert answer.header("content-type").startswith("text/html")
        assert b"502" in answer.body and b"<h1" in answer.body
    else:
        assert answer.body
