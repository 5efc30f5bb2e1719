"""Upstream errors: the client gets a clear response, and the gateway continues."""

import socket
import threading

import pytest
from faulty_upstream import FaultyUpstream, plain

from support.raw_http import ConnectionEnded, RawConnection, exchange, request_bytes
from support.waiting import SLOW, limit, wait_until

CLOSE = ("Connection", "close")


def get(site, path, method="GET", body=b"", **options):
    return exchange(site.address, request_bytes(method, path, [CLOSE], body), method, **options)


def test_a_refused_connection_is_502(upstream, gateway_before):
    site = gateway_before(upstream)
    upstream.stop()
    assert get(site, "/t/x").status == 502
    assert get(site, "/t/x", "POST", b"body").status == 502


def test_an_upstream_that_comes_back_is_used_again(gateway_before, work):
    path = work.path / "up.sock"
    first = FaultyUpstream(path)
    site = gateway_before(first)
    assert get(site, "/t/x").status == 200
    first.stop()
    path.unlink()
    assert get(site, "/t/x").status == 502
    second = FaultyUpstream(path)
    try:
        wait_until(lambda: get(site, "/t/x").status == 200, 10, "the new upstream to be used")
    finally:
        second.stop()


def test_an_upstream_that_dies_and_comes_back_costs_the_client_no_connection(gateway_before):
    first = FaultyUpstream()
    site = gateway_before(first)
    with RawConnection(site.address) as connection:

        def status(method="GET"):
            connection.send(request_bytes(method, "/t/x"))
            return connection.read_response(method).status

        assert status() == 200
        first.stop()
        assert (status(), status("POST"), status()) == (502, 502, 502)
        second = FaultyUpstream(port=first.port)
        try:
            wait_until(lambda: status() == 200, 10, "the new upstream to be used")
            assert status("POST") == 200
        finally:
            second.stop()


def test_an_upstream_that_never_answers_is_504(forwarding):
    upstream, site = forwarding
    release = threading.Event()
    upstream.answer = lambda r: release.wait(limit(30))
    try:
        assert get(site, "/t/hang").status == 504
        assert get(site, "/t/hang", "POST", b"body").status == 504
    finally:
        release.set()


def test_an_upstream_that_takes_no_connection_is_504():
    """A full accept queue: the connection is neither accepted nor refused."""
    from support.sites import start_gateway_before

    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()

        class Upstream:
            url = "http://127.0.0.1:%d" % address[1]

        site = start_gateway_before(
            Upstream.url, {"plugins": {"datasette-gateway": {"upstream": {"connect_timeout": 1}}}}
        )
        fillers = []
        try:
            for _ in range(4):
                filler = socket.socket()
                filler.setblocking(False)
                filler.connect_ex(address)
                fillers.append(filler)
            assert get(site, "/t/x").status == 504
        finally:
            site.stop()
            for filler in fillers:
                filler.close()


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n0123456789"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n"
)


def cut_points():
    points = []
    for name, data in (("sized", ANSWER), ("chunked", CHUNKED)):
        head = data.index(b"\r\n\r\n") + 4
        for position in [0, 1, 5, 9, 15, head // 2, head - 2, head - 1]:
            points += [pytest.param(data, position, True, id=f"{name}-head-{position}")]
        for position in sorted({head, head + 1, head + 6, len(data) - 3, len(data) - 1}):
            points += [pytest.param(data, position, False, id=f"{name}-body-{position}")]
    return points


@pytest.mark.parametrize("how", ["reset", "close"])
@pytest.mark.parametrize("data, position, in_head", cut_points())
def test_an_answer_cut_at_any_point_is_502_or_seen_to_be_cut(
    forwarding, data, position, in_head, how
):
    upstream, site = forwarding

    def answer(request):
        request.send(data[:position])
        getattr(request.connection, how)()

    upstream.answer = answer
    try:
        got = get(site, "/t/cut")
        if in_head:
            assert got.status == 502 and got.complete
        else:
            assert got.status == 502 or not got.complete
    except ConnectionEnded:
        assert not in_head, "a client that got nothing must be told"
    upstream.answer = lambda r: r.send(plain(b"alive"))
    assert get(site, "/t/after").body == b"alive"


GARBAGE = {
    "noise": b"\x00\xff\xfe garbage \r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "no status": b"HTTP/1.1 OK\r\n\r\n",
    "a status beyond 999": b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/2": b"HTTP/2 200\r\nContent-Length: 0\r\n\r\n",
    "a space before the colon": b"HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello",
    "two content lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"
    b"Content-Length: 6\r\n\r\nhello!",
    "content length beside chunked": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "an unknown transfer encoding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nxxxx",
    "a content length that is no number": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nhello",
    "a NUL in a value": b"HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 0\r\n\r\n",
    "101 to a request without upgrade": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_502(forwarding, name):
    upstream, site = forwarding

    def answer(request):
        request.send(GARBAGE[name])
        request.connection.close()

    upstream.answer = answer
    assert get(site, "/t/garbage").status == 502


@pytest.mark.parametrize(
    "piece", [b"X-Endless: 1\r\n", b"x" * 1000], ids=["many lines", "one line"]
)
def test_an_endless_head_is_502_after_a_bounded_amount(forwarding, piece):
    upstream, site = forwarding
    sent = []

    def answer(request):
        request.send(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100_000):
            request.send(piece)
            sent.append(len(piece))

    upstream.answer = answer
    assert get(site, "/t/endless").status == 502
    wait_until(lambda: upstream.connections[-1].ended.is_set(), 10, "the gateway to close")
    assert sum(sent) < 20_000_000


def test_endless_interim_answers_are_not_followed_for_ever(forwarding):
    upstream, site = forwarding

    def answer(request):
        for _ in range(200_000):
            request.send(b"HTTP/1.1 102 Processing\r\n\r\n")

    upstream.answer = answer
    assert get(site, "/t/endless-interim").status == 502


def test_bytes_after_the_announced_length_are_dropped(forwarding):
    upstream, site = forwarding
    evil = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    upstream.answer = lambda r: r.send(plain(b"hello") + evil)
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/longer"))
        assert connection.read_response().body == b"hello"
        upstream.answer = lambda r: r.send(plain(b"mine"))
        for _ in range(3):
            connection.send(request_bytes(target="/t/longer"))
            assert connection.read_response().body == b"mine"


def test_a_body_to_a_head_request_is_dropped(forwarding):
    upstream, site = forwarding
    upstream.answer = lambda r: r.send(plain(b"hello") if r.method == "HEAD" else plain(b"mine"))
    with RawConnection(site.address) as connection:
        connection.send(request_bytes("HEAD", "/t/head-body"))
        assert connection.read_response("HEAD").status == 200
        connection.send(request_bytes(target="/t/head-body"))
        assert connection.read_response().body == b"mine"


BROKEN = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    b"zz\r\nxx\r\n0\r\n\r\n",
)


def test_a_broken_chunk_later_on_cuts_the_answer_short(forwarding):
    upstream, site = forwarding
    begun = threading.Event()

    def answer(request):
        request.send(BROKEN[0])
        begun.wait(limit(10))
        request.send(BROKEN[1])

    upstream.answer = answer
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/broken-chunk"))
        assert connection.read_final_head().status == 200
        assert connection.read_chunk() == b"hello"
        begun.set()
        with pytest.raises(ConnectionEnded):
            connection.read_chunk()


def test_a_broken_chunk_with_the_head_is_reported_and_never_complete(forwarding):
    upstream, site = forwarding
    upstream.answer = lambda r: r.send(BROKEN[0] + BROKEN[1])
    answer = get(site, "/t/broken-at-once")
    assert answer.status == 502 or not answer.complete


def test_a_stall_in_the_body_ends_in_an_answer_cut_short(forwarding):
    upstream, site = forwarding
    release = threading.Event()

    def answer(request):
        request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234")
        release.wait(limit(30))

    upstream.answer = answer
    try:
        assert not get(site, "/t/stall").complete
    finally:
        release.set()


def test_a_slow_upstream_that_keeps_its_limits_is_fine(forwarding):
    upstream, site = forwarding

    def answer(request):
        for n in range(len(ANSWER)):
            request.send(ANSWER[n : n + 1])

    upstream.answer = answer
    assert get(site, "/t/dribble").body == b"0123456789"


def test_a_head_does_not_wait_for_a_body_that_comes_later(forwarding):
    upstream, site = forwarding
    seen = threading.Event()
    def answer(request):
        request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
        if seen.wait(limit(10)):
            request.send(b"later")

    upstream.answer = answer
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/later"))
        assert connection.read_final_head().status == 200
        seen.set()
        assert connection.read_exactly(5) == b"later"


def test_a_head_that_drips_is_504_at_the_deadline_of_the_first_byte(forwarding):
    """Like a client's, an upstream's head has one deadline: a byte does not push it back."""
    upstream, site = forwarding

    def answer(request):
        for n in range(len(ANSWER)):
            request.send(ANSWER[n : n + 1])
            if request.connection.is_closed(seconds=0.3 / SLOW):
                return

    upstream.answer = answer
    assert get(site, "/t/drip").status == 504


def warm(upstream, site):
    """Leaves one idle connection in the pool and returns the path that used it."""
    upstream.answer = lambda r: (r.read_body(), r.send(plain(b"warm")))
    assert get(site, "/t/warm").body == b"warm"
    return upstream.requests_for("/t/warm")[-1].connection


@pytest.fixture
def single(gateway_before, upstream):
    """One I/O thread, so that the next request meets the same pool."""
    return upstream, gateway_before(upstream, arguments=["--threads", "1"])


def test_connections_are_kept_and_used_again(single):
    upstream, site = single
    warm(upstream, site)
    warm(upstream, site)
    used = {id(r.connection) for r in upstream.requests_for("/t/warm")}
    assert len(used) == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_reused_connection_that_closes_under_a_safe_request_is_not_seen(single, method):
    upstream, site = single
    idle = warm(upstream, site)
    upstream.answer = lambda r: r.connection.close() if r.connection is idle else r.send(plain(b""))
    assert get(site, "/t/again", method).status == 200
    assert len(upstream.requests_for("/t/again")) <= 2


def test_an_idle_connection_closed_by_the_upstream_does_not_disturb_a_post(single):
    upstream, site = single
    warm(upstream, site).close()
    assert get(site, "/t/post", "POST", b"once").status == 200
    assert len(upstream.requests_for("/t/post")) == 1


def test_a_post_that_reached_the_upstream_is_executed_once_and_never_again(single):
    upstream, site = single
    warm(upstream, site)
    executed = []

    def answer(request):
        executed.append(request.read_body())
        request.connection.close()

    upstream.answer = answer
    assert get(site, "/t/post", "POST", b"once").status == 502
    assert executed == [b"once"]


def test_a_safe_request_is_repeated_once_and_not_for_ever(single):
    upstream, site = single
    warm(upstream, site)
    upstream.answer = lambda r: r.connection.close()
    assert get(site, "/t/never").status == 502
    assert len(upstream.requests_for("/t/never")) <= 2


def test_nothing_is_repeated_once_a_byte_of_the_answer_has_come(single):
    upstream, site = single
    warm(upstream, site)

    def answer(request):
        request.send(b"HTTP/1.1 200")
        request.connection.close()

    upstream.answer = answer
    assert get(site, "/t/begun").status == 502
    assert len(upstream.requests_for("/t/begun")) == 1


def test_the_upstream_is_left_alone_when_the_client_goes_away(forwarding):
    upstream, site = forwarding
    entered = threading.Event()

    def answer(request):
        entered.set()
        assert request.connection.ended.wait(0) or request.connection.is_closed(seconds=15)
        request.connection.ended.set()

    upstream.answer = answer
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/gone"))
        assert entered.wait(limit(10))
    wait_until(
        lambda: upstream.requests_for("/t/gone")[0].connection.ended.is_set(),
        15,
        "the gateway to give up the upstream connection",
    )
