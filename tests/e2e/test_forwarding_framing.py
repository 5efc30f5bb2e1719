"""Bodies, framing and connections: forwarding of each kind."""

import threading

import pytest
import websockets.sync.client
import websockets.sync.server
from faulty_upstream import plain

from support.data import ALICE
from support.raw_http import RawConnection, exchange, request_bytes
from support.signing import basic
from support.waiting import limit

CLOSE = ("Connection", "close")


def answering(data):
    def answer(request):
        request.read_body()
        request.send(data)

    return answer


def closing(data):
    def answer(request):
        request.read_body()
        request.send(data)
        request.connection.close()

    return answer


@pytest.mark.parametrize(
    "data, method, status, body",
    [
        (plain(b"hello"), "GET", 200, b"hello"),
        (plain(b""), "GET", 200, b""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n", "HEAD", 200, b""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HEAD", 200, b""),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "GET", 204, b""),
        (b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 99\r\n\r\n', "GET", 304, b""),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "GET",
            200,
            b"hello",
        ),
        (
            b'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;x="y"\r\nhello\r\n000\r\n\r\n',
            "GET",
            200,
            b"hello",
        ),
        (b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok", "GET", 200, b"ok"),
        (b"HTTP/1.1 418 I'm a teapot\r\nContent-Length: 2\r\n\r\nno", "GET", 418, b"no"),
    ],
)
def test_each_framing_of_an_answer_arrives_and_the_connection_stays_usable(
    forwarding, data, method, status, body
):
    upstream, site = forwarding
    upstream.answer = answering(data)
    with RawConnection(site.address) as connection:
        for _ in range(2):
            connection.send(request_bytes(method, "/t/framing"))
            answer = connection.read_response(method)
            assert (answer.status, answer.body, answer.complete) == (status, body, True)
    assert len(upstream.requests_for("/t/framing")) == 2


def test_an_answer_that_ends_with_the_connection_is_complete_and_framed_anew(forwarding):
    upstream, site = forwarding
    upstream.answer = closing(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + b"x" * 100_000
    )
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/eof"))
        answer = connection.read_response()
        assert answer.body == b"x" * 100_000 and answer.complete
        if answer.framing == "chunked":
            upstream.answer = answering(plain(b"again"))
            connection.send(request_bytes(target="/t/eof"))
            assert connection.read_response().body == b"again"


def test_an_http_1_0_answer_of_the_upstream_is_passed_on(forwarding):
    upstream, site = forwarding
    upstream.answer = closing(b"HTTP/1.0 200 OK\r\nX-A: b\r\n\r\nold")
    answer = exchange(site.address, request_bytes(target="/t/old", headers=[CLOSE]))
    assert (answer.body, answer.version, answer.header("x-a")) == (b"old", "HTTP/1.1", "b")


def test_trailers_do_not_disturb_the_answer(forwarding):
    upstream, site = forwarding
    upstream.answer = answering(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
        b"3\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n"
    )
    with RawConnection(site.address) as connection:
        for _ in range(2):
            connection.send(request_bytes(target="/t/trailers", headers=[("TE", "trailers")]))
            answer = connection.read_response()
            assert answer.body == b"abc" and answer.complete
            assert answer.trailers in ([], [("X-Sum", "42")])


def test_trailers_of_a_request_do_not_become_headers(forwarding):
    upstream, site = forwarding
    data = (
        b"POST /t/request-trailers HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nX-Forwarded-For: 6.6.6.6\r\nX-Sum: 1\r\n\r\n"
    )
    with RawConnection(site.address) as connection:
        connection.send(data + request_bytes(target="/t/next"))
        assert connection.read_response().json()["body"] == "abcde"
        assert connection.read_response().json()["target"] == "/t/next"
    assert "6.6.6.6" not in upstream.only_request_for("/t/request-trailers").head.decode()


@pytest.mark.parametrize("status", [100, 102, 103])
def test_interim_answers_do_not_hide_the_final_one(forwarding, status):
    upstream, site = forwarding
    upstream.answer = answering(
        f"HTTP/1.1 {status} Interim\r\nX-Hint: 1\r\n\r\n".encode() * 2 + plain(b"final")
    )
    with RawConnection(site.address) as connection:
        for _ in range(2):
            connection.send(request_bytes(target="/t/interim"))
            answer = connection.read_response()
            assert (answer.status, answer.body) == (200, b"final")


def test_http_1_0_clients_get_no_interim_answers_and_no_chunks(forwarding):
    upstream, site = forwarding
    upstream.answer = answering(
        b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5\r\nhello\r\n0\r\n\r\n"
    )
    answer = exchange(site.address, request_bytes(target="/t/one-zero", version="1.0"))
    assert (answer.body, answer.framing, answer.interim) == (b"hello", "eof", [])


def test_http_1_0_keep_alive_is_kept_where_the_client_asks_for_it(forwarding):
    _, site = forwarding
    with RawConnection(site.address) as connection:
        for _ in range(2):
            connection.send(
                request_bytes(target="/t/ka", headers=[("Connection", "keep-alive")], version="1.0")
            )
            answer = connection.read_response()
            assert answer.framing == "length"
            assert answer.header("connection").lower() == "keep-alive"
        connection.send(request_bytes(target="/t/ka", version="1.0"))
        assert connection.read_response().status == 200
        assert connection.is_closed()


def test_connection_close_closes_after_the_answer(forwarding):
    _, site = forwarding
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/close", headers=[CLOSE]))
        answer = connection.read_response()
        assert answer.status == 200 and answer.header("connection").lower() == "close"
        assert connection.is_closed()


def test_pipelined_requests_are_answered_in_order(forwarding):
    upstream, site = forwarding
    first_may_go = threading.Event()

    def answer(request):
        request.read_body()
        if request.path == "/t/pipe/0":
            first_may_go.wait(limit(10))
        request.send(plain(request.path.encode() + b" " + request.body))

    upstream.answer = answer
    with RawConnection(site.address) as connection:
        connection.send(
            b"".join(
                request_bytes(
                    "POST" if n % 2 else "GET", f"/t/pipe/{n}", body=b"b" * n if n % 2 else b""
                )
                for n in range(20)
            )
        )
        first_may_go.set()
        for n in range(20):
            wanted = f"/t/pipe/{n} ".encode() + (b"b" * n if n % 2 else b"")
            assert connection.read_response().body == wanted


def test_one_empty_line_before_a_request_is_ignored(forwarding):
    _, site = forwarding
    answer = exchange(
        site.address, b"\r\n" + request_bytes(target="/t/empty-line", headers=[CLOSE])
    )
    assert answer.status == 200


def test_a_head_that_arrives_byte_by_byte_is_read_and_sent_on_whole(forwarding):
    upstream, site = forwarding
    data = request_bytes(target="/t/bytes", headers=[CLOSE, ("Authorization", basic(*ALICE))])
    with RawConnection(site.address) as connection:
        for n in range(len(data)):
            connection.send(data[n : n + 1])
        assert connection.read_response().status == 200
    assert upstream.only_request_for("/t/bytes")


def test_100_continue_is_answered_by_the_gateway_and_not_sent_on(forwarding):
    upstream, site = forwarding
    with RawConnection(site.address) as connection:
        connection.send(
            b"POST /t/expect HTTP/1.1\r\nHost: h\r\n"
            b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"
        )
        assert connection.read_head().status == 100
        connection.send(b"hello")
        assert connection.read_response().json()["body"] == "hello"
    assert not upstream.only_request_for("/t/expect").all("expect")


# Nothing of a body goes to Datasette before so much of it has arrived.
GATHERED = b"x" * 65536


def test_an_early_answer_reaches_a_client_that_is_still_sending(forwarding):
    upstream, site = forwarding
    upstream.answer = lambda r: (
        r.send(plain(b"too big", "413 Content Too Large")),
        r.connection.close(),
    )
    with RawConnection(site.address) as connection:
        connection.send(
            b"POST /t/early HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" + GATHERED
        )
        answer = connection.read_response()
        assert (answer.status, answer.body) == (413, b"too big")


def test_a_chunked_request_body_arrives_as_it_is_made(forwarding):
    upstream, site = forwarding
    arrived = []

    def answer(request):
        while (
            data := request.connection.read_chunk() if request.header("transfer-encoding") else b""
        ):
            arrived.append(data)
            request.send(b"HTTP/1.1 103 Got\r\n\r\n")
        request.connection.read_trailers()
        request.send(plain(b"".join(arrived)))

    upstream.answer = answer
    with RawConnection(site.address) as connection:
        connection.send(b"PUT /t/upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.send(b"%x\r\n%b\r\n" % (len(GATHERED), GATHERED))
        for n in range(3):
            connection.send(b"4\r\npart\r\n")
            from support.waiting import wait_until

            wait_until(
                lambda: len(b"".join(arrived)) == len(GATHERED) + 4 * (n + 1),
                10,
                "the piece to arrive upstream",
            )
        connection.send(b"0\r\n\r\n")
        assert connection.read_response().body == GATHERED + b"part" * 3


def test_an_answer_arrives_as_it_is_made(forwarding):
    upstream, site = forwarding
    got_it = threading.Event()

    def answer(request):
        request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for n in range(3):
            got_it.clear()
            request.send(b"6\r\npart %d\r\n" % n)
            assert got_it.wait(limit(10)), "the client did not get the piece before the next one"
        request.send(b"0\r\n\r\n")

    upstream.answer = answer
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/stream"))
        assert connection.read_final_head().status == 200
        for n in range(3):
            assert connection.read_chunk() == b"part %d" % n
            got_it.set()
        assert connection.read_chunk() == b""


def test_a_websocket_passes_through_both_ways(gateway_before):
    def echo(socket):
        for message in socket:
            socket.send(message)

    with websockets.sync.server.serve(echo, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        class Upstream:
            url = "http://127.0.0.1:%d" % server.socket.getsockname()[1]

        site = gateway_before(Upstream)
        with websockets.sync.client.connect(
            f"ws://127.0.0.1:{site.port}/t/ws", proxy=None, open_timeout=limit(10)
        ) as socket:
            for message in ("hello", b"\0\xff" * 100_000, "bye"):
                socket.send(message)
                assert socket.recv(limit(10)) == message
        server.shutdown()


def test_other_upgrades_are_ignored_and_the_request_is_answered(forwarding):
    upstream, site = forwarding
    answer = exchange(
        site.address,
        request_bytes(
            target="/t/h2c",
            headers=[
                ("Connection", "close, Upgrade, HTTP2-Settings"),
                ("Upgrade", "h2c"),
                ("HTTP2-Settings", "AA"),
            ],
        ),
    )
    assert answer.status == 200
    assert not upstream.only_request_for("/t/h2c").all("upgrade")
