"""Limits, by default and as configured: a request at the limit passes, one above does not."""

import threading
import time

import pytest
from faulty_upstream import plain

from support.raw_http import ConnectionEnded, RawConnection, exchange, request_bytes
from support.sites import SECRET, launch_gateway
from support.waiting import SLOW, limit, wait_until

CLOSE = ("Connection", "close")


@pytest.fixture
def limited(upstream, gateway_before):
    """start(head_bytes=…, …): a gateway with these limits before the upstream."""

    def start(arguments=(), settings=(), **limits):
        own = {"limits": limits, "access_log": "json", **dict(settings)}
        return gateway_before(
            upstream, {"plugins": {"datasette-gateway": own}}, arguments=arguments
        )

    return start


def head_of(size):
    """A request head of exactly that many bytes."""
    start, end = b"GET /t/sized HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX: ", b"\r\n\r\n"
    return start + b"y" * (size - len(start) - len(end)) + end


def lines_of(count):
    """A request with that many header lines."""
    return request_bytes(target="/t/counted", headers=[CLOSE, *[("X", "y")] * (count - 2)])


def target_of(size):
    """A request whose target has that many bytes."""
    return request_bytes(target="/t/?" + "q" * (size - 4), headers=[CLOSE])


def body_of(size):
    return request_bytes("POST", "/t/body", [CLOSE], b"b" * size)


SIZES = {
    "head_bytes": (head_of, 65536, 2048, 431),
    "headers": (lines_of, 100, 8, 431),
    "target_bytes": (target_of, 60000, 256, 414),
}


@pytest.mark.parametrize("name", SIZES)
def test_sizes_have_their_default_limit(limited, name):
    make, default, _, status = SIZES[name]
    site = limited()
    assert exchange(site.address, make(default)).status == 200
    assert exchange(site.address, make(default + 1)).status == status


@pytest.mark.parametrize("name", SIZES)
def test_sizes_have_the_limit_that_is_configured(limited, upstream, name):
    make, _, configured, status = SIZES[name]
    site = limited(**{name: configured})
    assert exchange(site.address, make(configured)).status == 200
    with RawConnection(site.address) as connection:
        connection.send(make(configured + 1))
        assert connection.read_response().status == status
        assert connection.is_closed()
    assert len(upstream.seen) == 1


@pytest.mark.parametrize("name", SIZES)
def test_0_means_no_limit_of_a_size(limited, name):
    make, default, _, _ = SIZES[name]
    site = limited(head_bytes=0, headers=0, target_bytes=0)
    assert exchange(site.address, make(default + 1)).status == 200


def test_a_target_that_no_head_could_hold_is_414_too(limited):
    assert exchange(limited().address, target_of(100_000)).status == 414


def test_a_body_has_no_limit_but_a_configured_one(limited):
    assert exchange(limited().address, body_of(3_000_000)).status == 200
    site = limited(body_bytes=10)
    assert exchange(site.address, body_of(10)).status == 200
    assert exchange(site.address, body_of(11)).status == 413


def seconds_until_408(site):
    began = time.monotonic()
    with RawConnection(site.address, seconds=40) as connection:
        connection.send(b"GET /t/half HTTP/1.1\r\nHost: h\r\n")
        assert connection.read_response().status == 408
        assert connection.is_closed()
    return time.monotonic() - began


def test_a_head_has_10_seconds_or_what_is_configured(limited):
    assert 0.4 <= seconds_until_408(limited(head_timeout=0.5)) < limit(5)
    assert 9.5 <= seconds_until_408(limited()) < 12 + limit(5)


@pytest.mark.parametrize("after_a_request", [False, True], ids=["at first", "between requests"])
def test_an_idle_connection_is_closed_in_silence_after_its_time(limited, after_a_request):
    site = limited(idle_timeout=0.5)
    with RawConnection(site.address) as connection:
        if after_a_request:
            connection.send(request_bytes(target="/t/x"))
            assert connection.read_response().status == 200
        began = time.monotonic()
        assert connection.is_closed(seconds=10)
        assert 0.4 <= time.monotonic() - began


def test_a_connection_takes_as_many_requests_as_are_configured(limited, upstream):
    site = limited(requests_per_connection=3)
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/x") * 5)
        answers = [connection.read_response() for _ in range(3)]
        assert [answer.header("connection") for answer in answers] == [None, None, "close"]
        assert connection.is_closed()
    assert len(upstream.requests_for("/t/x")) == 3


def test_a_connection_takes_any_number_of_requests_by_default(limited):
    with RawConnection(limited().address) as connection:
        for _ in range(2000):
            connection.send(request_bytes(target="/t/x"))
            assert connection.read_response().header("connection") is None


def open_connections(site, count, source="127.0.0.1"):
    """That many, each of which has been served once."""
    made = [RawConnection(site.address, source=source) for _ in range(count)]
    for connection in made:
        connection.send(request_bytes(target="/t/x"))
        assert connection.read_response().status == 200
    return made


def assert_turned_away(site, source="127.0.0.1"):
    with RawConnection(site.address, source=source) as connection:
        answer = connection.read_response()
        assert (answer.status, answer.header("connection")) == (503, "close")
        assert int(answer.header("retry-after")) >= 1
        assert connection.is_closed()


def is_served(site, source="127.0.0.1"):
    try:
        with RawConnection(site.address, source=source) as connection:
            connection.send(request_bytes(target="/t/x", headers=[CLOSE]))
            return connection.read_response().status == 200
    except (ConnectionEnded, ConnectionResetError, BrokenPipeError):
        return False


def test_more_connections_than_configured_are_turned_away(limited):
    site = limited(connections=4)
    held = open_connections(site, 3) + open_connections(site, 1, "127.0.0.9")
    assert_turned_away(site)
    assert_turned_away(site, "127.0.0.9")
    held.pop().close()
    wait_until(lambda: is_served(site), 10, "the room to be given on")


def test_one_client_has_the_connections_that_are_configured_and_others_have_theirs(limited):
    site = limited(connections_per_client=3)
    held = open_connections(site, 3)
    assert_turned_away(site)
    held += open_connections(site, 3, "127.0.0.9")
    assert_turned_away(site, "127.0.0.9")
    held[0].close()
    wait_until(lambda: is_served(site), 10, "the room to be given on")
    assert_turned_away(site, "127.0.0.9")


def test_one_client_has_1024_connections_by_default(limited):
    site = limited()
    held = open_connections(site, 1024)
    assert_turned_away(site)
    assert is_served(site, "127.0.0.9")
    for connection in held:
        connection.close()
    wait_until(lambda: is_served(site), 10, "the room to be given on")


def test_a_trusted_proxy_speaks_for_many(limited):
    site = limited(connections_per_client=3, settings={"trusted_proxies": ["127.0.0.1"]})
    assert len(open_connections(site, 10)) == 10


def test_who_comes_through_a_unix_socket_speaks_for_many(upstream, work):
    config = {"plugins": {"datasette-gateway": {"limits": {"connections_per_client": 3}}}}
    path = work.path / "gw.sock"
    process = launch_gateway(
        [
            *("--upstream", upstream.url, "--secret", SECRET),
            *("-m", work.write("metadata.json", config), "--uds", path),
        ],
        work,
    )
    try:
        process.wait_for_line("listening on", 20, "err")
        held = [RawConnection(str(path)) for _ in range(10)]
        for connection in held:
            connection.send(request_bytes(target="/t/x"))
            assert connection.read_response().status == 200
    finally:
        process.stop()


def test_one_client_has_half_of_the_upstream_and_others_the_rest(limited, upstream):
    release = threading.Event()
    upstream.answer = lambda r: (
        release.wait(limit(30)) if r.path == "/t/long" else None,
        r.send(plain()),
    )
    site = limited(
        settings={"upstream": {"connections": 4, "connect_timeout": 0.5}},
        arguments=["--threads", "1"],
    )
    try:
        held = [RawConnection(site.address) for _ in range(2)]
        for connection in held:
            connection.send(request_bytes(target="/t/long"))
        wait_until(lambda: len(upstream.requests_for("/t/long")) == 2, 10, "both to be asked")
        answer = exchange(site.address, request_bytes(target="/t/x", headers=[CLOSE]))
        assert (answer.status, answer.header("retry-after")) == (503, "1")
        assert is_served(site, "127.0.0.9"), "another client's share"
    finally:
        release.set()
    assert [connection.read_response().status for connection in held] == [200, 200]
    wait_until(lambda: is_served(site), 10, "the share to be free again")


def test_a_client_that_takes_nothing_of_an_answer_is_cut_off(limited, upstream):
    """It has what fits into the buffers of the system; the rest of the upstream's time is free."""
    total = 64 << 20
    upstream.answer = lambda r: r.send(plain(b"x" * total))
    site = limited(idle_timeout=1)
    with RawConnection(site.address, seconds=40, receive_buffer=65536) as connection:
        connection.send(request_bytes(target="/t/untaken"))
        assert connection.read_final_head().status == 200
        request = upstream.only_request_for("/t/untaken")
        wait_until(request.connection.ended.is_set, 20, "the gateway to give up")
        with pytest.raises((ConnectionEnded, ConnectionResetError)):
            connection.discard_exactly(total)


@pytest.mark.skipif(SLOW != 1, reason="what a slow binary sends in a time is another matter")
def test_a_client_slower_than_the_minimum_rate_is_cut_off(limited, upstream):
    """It takes a little all the time, which no idle limit notices."""
    total = 64 << 20
    upstream.answer = lambda r: r.send(plain(b"x" * total))
    site = limited(body_min_rate=4_000_000)
    with RawConnection(site.address, seconds=5, receive_buffer=65536) as connection:
        connection.send(request_bytes(target="/t/slow-reader"))
        assert connection.read_final_head().status == 200
        request = upstream.only_request_for("/t/slow-reader")
        deadline = time.monotonic() + 40
        while not request.connection.ended.wait(0.05):
            assert time.monotonic() < deadline, "the gateway does not give up"
            connection.sock.recv(10_000)
        with pytest.raises((ConnectionEnded, ConnectionResetError)):
            connection.discard_exactly(total)


def test_a_client_that_reads_slowly_but_fast_enough_gets_it_all(limited, upstream):
    total = 24 << 20
    upstream.answer = lambda r: r.send(plain(b"x" * total))
    site = limited(idle_timeout=1)
    never = threading.Event()
    with RawConnection(site.address, receive_buffer=65536) as connection:
        connection.send(request_bytes(target="/t/slow-enough"))
        assert connection.read_final_head().status == 200
        for _ in range(24):
            connection.discard_exactly(1 << 20)
            never.wait(0.1)


def begin_slow_posts(site, count, source, sent=b"x" * 100):
    """Requests whose bodies never end: two mebibytes are promised."""
    made = [RawConnection(site.address, source=source) for _ in range(count)]
    head = b"POST /t/slow HTTP/1.1\r\nHost: h\r\nContent-Length: 2097152\r\n\r\n"
    for connection in made:
        connection.send(head + sent)
    return made


def test_slow_bodies_take_no_connection_to_datasette(limited, upstream):
    site = limited(
        settings={"upstream": {"connections": 4, "connect_timeout": 0.5}},
        arguments=["--threads", "1"],
    )
    held = begin_slow_posts(site, 20, "127.0.0.1") + begin_slow_posts(site, 20, "127.0.0.2")
    for source in ("127.0.0.1", "127.0.0.9"):
        assert is_served(site, source)
    assert upstream.requests_for("/t/slow") == []
    # A complete request is forwarded, however slowly it arrived.
    with RawConnection(site.address) as connection:
        connection.send(b"POST /t/whole HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
        for byte in b"abc":
            connection.send(b"1\r\n%c\r\n" % byte)
            assert is_served(site)
        assert upstream.requests_for("/t/whole") == []
        connection.send(b"0\r\n\r\n")
        assert connection.read_response().json()["body"] == "abc"
    for connection in held:
        connection.close()


def test_two_addresses_leave_datasette_to_others(limited, upstream):
    """Their bodies continue after the first 64 KiB, so each holds a connection to Datasette."""
    site = limited(
        settings={"upstream": {"connections": 32, "connect_timeout": 0.5}},
        arguments=["--threads", "1"],
    )
    held = []
    for source in ("127.0.0.1", "127.0.0.2"):
        held += begin_slow_posts(site, 40, source, b"x" * 70_000)
    wait_until(lambda: len(upstream.requests_for("/t/slow")) >= 12, 10, "places to be taken")
    for number in range(3, 9):
        assert is_served(site, f"127.0.0.{number}"), f"client {number}"
    assert len(upstream.requests_for("/t/slow")) < 28
    for connection in held:
        connection.close()


def test_a_body_is_invited_before_datasette_is_asked(limited, upstream):
    site = limited()
    with RawConnection(site.address) as connection:
        connection.send(
            b"POST /t/asked HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
            b"Expect: 100-continue\r\n\r\n"
        )
        assert connection.read_head().status == 100
        assert upstream.requests_for("/t/asked") == []
        connection.send(b"abc")
        assert connection.read_response().json()["body"] == "abc"


def test_an_early_refusal_of_a_large_body_is_seen(limited, upstream):
    upstream.answer = lambda r: r.send(plain(b"no", "413 Content Too Large", [CLOSE]))
    with RawConnection(limited().address) as connection:
        connection.send(
            b"POST /t/early HTTP/1.1\r\nHost: h\r\nContent-Length: 2097152\r\n\r\n" + b"x" * 70_000
        )
        answer = connection.read_response()
        assert (answer.status, answer.body) == (413, b"no")
