"""Another protocol on the same connection: a WebSocket after its whole handshake, nothing else."""

import signal
import threading

import pytest
from faulty_upstream import plain

from support.data import ALICE
from support.raw_http import ConnectionEnded, RawConnection, exchange, request_bytes
from support.signing import basic, pbkdf2_hash
from support.waiting import limit, wait_until

CLOSE = ("Connection", "close")
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}
SWITCHING = (
    b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)
SMUGGLED = b"GET /t/smuggled HTTP/1.1\r\nHost: h\r\n\r\n"


def handshake(target, method="GET", version="1.1", body=b"", **changes):
    """A handshake with some headers changed, or left out where the change is None."""
    lines = {**HANDSHAKE, **{name.replace("_", "-"): value for name, value in changes.items()}}
    headers = [(name, value) for name, value in lines.items() if value is not None]
    return request_bytes(method, target, headers, body, version=version)


FAULTY = {
    "no key": {"Sec_WebSocket_Key": None},
    "an empty key": {"Sec_WebSocket_Key": ""},
    "a key of 15 bytes": {"Sec_WebSocket_Key": "MDEyMzQ1Njc4OWFiY2Rl"},
    "a key that is no base64": {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZ*=="},
    "no version": {"Sec_WebSocket_Version": None},
    "an older version": {"Sec_WebSocket_Version": "8"},
    "an unknown version": {"Sec_WebSocket_Version": "777"},
    "a list of versions": {"Sec_WebSocket_Version": "13, 8"},
    "POST": {"method": "POST"},
    "POST with a body": {"method": "POST", "body": b"hello"},
    "HEAD": {"method": "HEAD"},
    "GET with a body": {"body": b"hello"},
    "HTTP/1.0": {"version": "1.0"},
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_handshake_is_400_and_the_end_of_the_connection(forwarding, name):
    upstream, site = forwarding
    with RawConnection(site.address) as connection:
        connection.send(handshake("/t/half", **FAULTY[name]) + SMUGGLED)
        assert connection.read_response(FAULTY[name].get("method", "GET")).status == 400
        assert connection.is_closed()
    assert not upstream.requests_for("/t/half")
    assert not upstream.requests_for("/t/smuggled")


def test_two_keys_are_400(forwarding):
    upstream, site = forwarding
    headers = [*HANDSHAKE.items(), ("Sec-WebSocket-Key", HANDSHAKE["Sec-WebSocket-Key"])]
    answer = exchange(site.address, request_bytes(target="/t/two-keys", headers=headers))
    assert answer.status == 400
    assert not upstream.requests_for("/t/two-keys")


IGNORED = {
    "h2c": [
        ("Connection", "Upgrade, HTTP2-Settings"),
        ("Upgrade", "h2c"),
        ("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA"),
    ],
    "h2c without its Connection": [("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABk")],
    "TLS": [("Connection", "Upgrade"), ("Upgrade", "TLS/1.2")],
    "a WebSocket that Connection does not name": [
        (name, value) for name, value in HANDSHAKE.items() if name != "Connection"
    ],
    "Connection without Upgrade": [("Connection", "Upgrade")],
}


@pytest.mark.parametrize("name", IGNORED)
def test_other_upgrades_are_ignored_and_what_follows_is_another_request(forwarding, name):
    upstream, site = forwarding
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/ignored", headers=IGNORED[name]))
        assert connection.read_response().json()["target"] == "/t/ignored"
        connection.send(request_bytes(target="/t/next", headers=[CLOSE]))
        assert connection.read_response().json()["target"] == "/t/next"
    seen = upstream.only_request_for("/t/ignored")
    assert not seen.all("upgrade") and not seen.all("connection")


@pytest.mark.parametrize("protocol", ["h2c", "websocket"])
def test_an_upstream_that_switches_unasked_is_502_and_no_tunnel(forwarding, protocol):
    upstream, site = forwarding
    upstream.answer = lambda r: r.send(SWITCHING.replace(b"websocket", protocol.encode()))
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/unasked", headers=IGNORED["h2c"]))
        assert connection.read_response().status == 502
        connection.send(SMUGGLED)
        assert connection.read_response().status == 502, "a request of its own"
    assert len(upstream.requests_for("/t/smuggled")) == 1
    first = upstream.requests_for("/t/unasked")[0].connection
    assert upstream.requests_for("/t/smuggled")[0].connection is not first


@pytest.mark.parametrize(
    "lines",
    [
        b"Connection: Upgrade\r\nUpgrade: h2c\r\n",
        b"Connection: Upgrade\r\n",
        b"Upgrade: websocket\r\n",
        b"",
    ],
    ids=["another protocol", "no protocol", "no Connection", "neither"],
)
def test_an_upstream_that_switches_to_something_else_is_502(forwarding, lines):
    upstream, site = forwarding
    upstream.answer = lambda r: r.send(b"HTTP/1.1 101 Switching Protocols\r\n" + lines + b"\r\n")
    answer = exchange(site.address, handshake("/t/elsewhere"))
    assert answer.status == 502


@pytest.mark.parametrize("status", ["200 OK", "403 Forbidden", "426 Upgrade Required"])
def test_a_refused_handshake_leaves_an_ordinary_connection(forwarding, status):
    """Later bytes of the client are a request, and never reach Datasette as raw bytes."""
    upstream, site = forwarding
    upstream.answer = lambda r: r.send(plain(b"no", status))
    with RawConnection(site.address) as connection:
        connection.send(handshake("/t/refused") + SMUGGLED)
        assert connection.read_response().status == int(status[:3])
        assert connection.read_response().status == int(status[:3])
    assert upstream.only_request_for("/t/refused").header("upgrade") == "websocket"
    # Rewritten like any other: it has what the gateway adds.
    assert upstream.only_request_for("/t/smuggled").header("x-forwarded-for") == "127.0.0.1"


def test_bytes_sent_before_the_switch_wait_for_it(forwarding):
    """Frames that come with the handshake go into the tunnel, and only after the 101."""
    upstream, site = forwarding
    got, released = [], threading.Event()

    def answer(request):
        assert request.connection.buffer == b""
        released.wait(limit(10))
        request.send(SWITCHING)
        got.append(request.connection.read_exactly(5))
        request.send(b"world")
        request.connection.close()

    upstream.answer = answer
    with RawConnection(site.address) as connection:
        connection.send(handshake("/t/eager") + b"hello")
        released.set()
        assert connection.read_head().status == 101
        assert connection.read_exactly(5) == b"world"
        assert connection.is_closed()
    assert got == [b"hello"]


@pytest.mark.parametrize("sender", ["client", "datasette"])
def test_a_tunnel_ends_with_the_account_that_opened_it(upstream, gateway_before, sender):
    passwords = {"http_basic_auth": True, "alice_password_hash": pbkdf2_hash(ALICE[1])}
    site = gateway_before(upstream, {"plugins": {"datasette-auth-passwords": passwords}})
    got, may_push = [], threading.Event()

    def answer(request):
        request.send(SWITCHING)
        got.append(request.connection.read_exactly(5))
        request.send(b"world")
        if sender == "datasette":
            may_push.wait(limit(10))
            request.send(b"pushed")
        try:
            got.append(request.connection.read_exactly(5))
        except ConnectionEnded:
            got.append(b"")

    upstream.answer = answer
    with RawConnection(site.address) as connection:
        connection.send(handshake("/t/lasting", Authorization=basic(*ALICE)) + b"hello")
        assert connection.read_head().status == 101
        assert connection.read_exactly(5) == b"world"
        mark = site.process.mark()
        del passwords["alice_password_hash"]
        site.work.write("metadata.json", {"plugins": {"datasette-auth-passwords": passwords}})
        site.process.signal(signal.SIGHUP)
        site.process.wait_for_line("configuration was reloaded", 20, since=mark)
        may_push.set()
        if sender == "client":
            connection.send(b"again")
        assert connection.is_closed()
        assert connection.buffer == b""
    wait_until(lambda: len(got) == 2, what="the end at Datasette")
    assert got == [b"hello", b""]
