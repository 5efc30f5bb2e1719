"""The gateway's entries in the menu of Datasette's pages, and everything else left as it is."""

import re

import pytest
from faulty_upstream import plain

from support.data import BOB
from support.forms import Visitor, start_with_accounts
from support.raw_http import RawConnection, exchange, request_bytes
from support.signing import pbkdf2_hash, sign
from support.sites import LINES, SECRET, start_gateway_site

SESSION = {"Cookie": "ds_actor=" + sign({"a": {"id": "carla", "name": "Carla <C>"}}, SECRET)}


def menu_of(page):
    found = re.search(r'<div class="nav-menu-inner">.*?</details>', page, re.DOTALL)
    return found.group(0) if found else ""


@pytest.mark.parametrize("path", ["/", "/open", "/open/facts", "/data", "/no-such-page"])
def test_anonymous_visitors_are_offered_to_log_in_like_by_the_plugin(form_site, path):
    answer = form_site.get(path)
    # The plugin leaves error pages without it.
    shown = form_site.is_gateway or answer.status_code != 404
    assert menu_of(answer.text).count('href="/-/login"') == (1 if shown else 0)
    assert ("Log in</a>" in answer.text) == shown


@pytest.mark.parametrize("path", ["/", "/open", "/open/facts", "/data", "/no-such-page"])
def test_who_is_logged_in_can_log_out_and_sees_a_name(form_gateway, path):
    page = form_gateway.get(path, headers=SESSION).text
    assert menu_of(page).count('action="/-/logout"') == 1
    assert page.count("Carla &lt;C&gt;</strong>") == 1
    assert "/-/login" not in page


def test_the_log_out_button_in_the_menu_works(line, started):
    person = Visitor(start_with_accounts(started, line))
    person.log_in(*BOB)
    for path in ("/", "/no-such-page"):
        page = person.get(path)
        form = re.search(r'<form[^>]*action="/-/logout".*?</form>', page.text, re.DOTALL).group(0)
        assert "Log out" in form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert person.post("/-/logout", fields).status_code == 302
    assert person.actor() is None


def test_the_next_page_confirms_the_logout(line, started):
    person = Visitor(start_with_accounts(started, line))
    person.log_in(*BOB)
    person.log_out()
    assert "You are now logged out" in person.get("/").text
    assert "You are now logged out" not in person.get("/").text


@pytest.mark.parametrize("path", ["/-/static/app.css", "/open/facts.json", "/open/facts.csv"])
def test_other_content_is_not_changed(form_gateway, path):
    answer = form_gateway.get(path)
    assert answer.status_code == 200
    assert "/-/login" not in answer.text


def test_head_says_what_get_says(form_gateway):
    get = form_gateway.get("/open")
    head = form_gateway.request("HEAD", "/open")
    assert head.status_code == 200 and head.content == b""
    ignored = {"date", "x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in ignored} == {
        k: v for k, v in get.headers.items() if k not in ignored | {"transfer-encoding"}
    }


def test_pages_for_an_old_client_end_with_the_connection(form_gateway):
    answer = exchange(form_gateway.address, request_bytes(target="/open", version="1.0"))
    assert answer.framing == "eof" and answer.complete
    assert b'href="/-/login"' in answer.body and answer.body.rstrip().endswith(b"</html>")


PAGE = (
    b"<!DOCTYPE html><html><head><title>x</title></head><body><header><nav>"
    b'<p class="crumbs">a</p></nav></header><section class="content">' + b"x" * 200_000
)


def html(body, *more):
    return plain(body, headers=[("Content-Type", "text/html; charset=utf-8"), *more])


@pytest.fixture
def front(forwarding):
    upstream, site = forwarding

    def get(target, answer, **options):
        upstream.answer = lambda request: (request.read_body(), request.send(answer))
        return exchange(site.address, request_bytes(target=target), **options)

    return get


def test_a_page_with_a_length_becomes_chunked(front):
    answer = front("/t/sized-page", html(PAGE))
    assert answer.framing == "chunked" and answer.complete
    assert b'href="/-/login"' in answer.body
    assert len(answer.body) > len(PAGE)
    assert answer.body.endswith(b"x" * 200_000)


@pytest.mark.parametrize(
    "more",
    [
        ("ETag", '"a"'),
        ("Content-Encoding", "gzip"),
        ("Cache-Control", "no-transform"),
        ("Content-Disposition", "attachment"),
    ],
)
def test_a_page_whose_bytes_are_pinned_is_not_touched(front, more):
    answer = front("/t/pinned", html(PAGE, more))
    assert answer.framing == "length"
    assert answer.body == PAGE


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
EMPTY = [
    ("GET", html(b"")),
    ("GET", plain(b"", "404 Not Found", [("Content-Type", "text/html")])),
    ("GET", CHUNKED + b"0\r\n\r\n"),
    ("GET", b"HTTP/1.1 204 No Content\r\nContent-Type: text/html\r\n\r\n"),
    ("GET", plain(b"", "205 Reset Content", [("Content-Type", "text/html")])),
    ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Type: text/html\r\n\r\n"),
    ("HEAD", html(b"")),
    ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n"),
    ("HEAD", CHUNKED),
]


@pytest.mark.parametrize("method, answer", EMPTY)
def test_no_client_waits_for_the_body_of_an_empty_page(forwarding, method, answer):
    upstream, site = forwarding
    with RawConnection(site.address) as connection:
        for _ in range(2):  # the second one shows that the connection is still in step
            upstream.answer = lambda request: request.send(answer)
            connection.send(request_bytes(method, "/t/empty-page"))
            got = connection.read_response(method)
            assert got.complete and got.body == b""


GZIP = """
import gzip
from functools import wraps

from datasette import hookimpl


@hookimpl
def asgi_wrapper(datasette):
    def wrap(app):
        @wraps(app)
        async def compressed(scope, receive, send):
            accepts = dict(scope.get("headers") or []).get(b"accept-encoding", b"")
            if scope["type"] != "http" or b"gzip" not in accepts:
                return await app(scope, receive, send)
            start, body = None, b""

            async def collect(message):
                nonlocal start, body
                if message["type"] == "http.response.start":
                    start = message
                    return
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                data = gzip.compress(body)
                headers = [h for h in start["headers"] if h[0].lower() != b"content-length"]
                headers += [(b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(data))]
                await send({**start, "headers": headers})
                await send({"type": "http.response.body", "body": data})

            await app(scope, receive, collect)

        return compressed

    return wrap
"""


@pytest.mark.parametrize("line", LINES)
def test_pages_that_a_plugin_compresses_get_their_entries(line, started, work):
    (work.path / "plugins").mkdir()
    work.write("plugins/gzip_pages.py", GZIP)
    config = {"plugins": {"datasette-auth-passwords": {"bob_password_hash": pbkdf2_hash("x")}}}
    site = start_gateway_site(line, [], config, ["--plugins-dir", work.path / "plugins"])
    started.append(site)
    page = site.get("/", headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    assert "content-encoding" not in page.headers
    assert menu_of(page.text).count('href="/-/login"') == 1
    data = site.get("/-/versions.json", headers={"Accept": "*/*", "Accept-Encoding": "gzip"})
    assert data.headers["content-encoding"] == "gzip", "what gets no entries stays compressed"


def test_html_that_is_no_page_of_datasettes_goes_through_as_it_is(front):
    body = b"<p>" + b"just <b>text</b> < and & more" * 1000
    answer = front("/t/html", html(body))
    assert answer.body == body


@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_page_in_small_pieces_is_whole(forwarding, size):
    upstream, site = forwarding
    body = PAGE[:400]
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"

    def answer(request):
        request.read_body()
        request.send(head)
        for at in range(0, len(body), size):
            piece = body[at : at + size]
            request.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        request.send(b"0\r\n\r\n")

    upstream.answer = answer
    got = exchange(site.address, request_bytes(target="/t/pieces"))
    assert got.complete
    assert got.body.replace(inserted(got.body), b"") == body


def inserted(body):
    return re.search(rb'<details class="nav-menu.*?</details>\s*', body, re.DOTALL).group(0)


def test_a_page_that_is_cut_short_stays_cut_short(forwarding):
    upstream, site = forwarding
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 400000\r\n\r\n"

    def answer(request):
        request.read_body()
        request.send(head + PAGE)
        request.connection.close()

    upstream.answer = answer
    got = exchange(site.address, request_bytes(target="/t/cut"))
    assert not got.complete
