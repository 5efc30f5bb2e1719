"""Public paths with http_basic_auth on: exactly the listed ones, in exactly their spelling."""

import pytest
from faulty_upstream import plain

from support.raw_http import RawConnection, exchange, request_bytes
from support.signing import basic, pbkdf2_hash

OPEN = ["/robots.txt", "/-/versions.json", "/open/*"]


@pytest.fixture
def partly_open(upstream, gateway_before):
    upstream.answer = lambda r: (r.read_body(), r.send(plain(b"in")))
    site = gateway_before(
        upstream,
        {
            "plugins": {
                "datasette-auth-passwords": {
                    "http_basic_auth": True,
                    "amy_password_hash": pbkdf2_hash("right", 1000),
                },
                "datasette-gateway": {"public": OPEN},
            }
        },
    )
    return upstream, site


@pytest.mark.parametrize(
    "path",
    ["/robots.txt", "/robots.txt?x=1", "/-/versions.json", "/open", "/open/", "/open/a/b?c=d"],
)
def test_listed_paths_need_no_password(partly_open, path):
    upstream, site = partly_open
    assert site.get(path).status_code == 200
    assert upstream.requests_for(path.split("?")[0])


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/t/x",
        "/robots.txt/",
        "/robots.txt/x",
        "//robots.txt",
        "/./robots.txt",
        "/robots%2Etxt",
        "/ROBOTS.TXT",
        "/open.json",
        "/opener",
        "/open/../t/x",
        "/open/%2e%2e/t/x",
        "/open/..%2ft/x",
        "/open//x",
        "/open/./x",
        "/open%2fx",
        "/open/x%00",
        "/open\\x",
        "/t/x?/open/",
        "/-/versions",
    ],
)
def test_no_other_spelling_is_open(partly_open, path):
    upstream, site = partly_open
    head = f"GET {path} HTTP/1.1\r\nHost: h\r\n\r\n".encode("latin-1")
    assert exchange(site.address, head).status in (400, 401, 404)
    assert not upstream.seen


def test_only_reading_is_open(partly_open):
    _, site = partly_open
    head = b"POST /open/x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"
    assert exchange(site.address, head).status == 401


def test_a_wrong_password_is_refused_even_there(partly_open):
    _, site = partly_open
    assert site.get("/robots.txt", ("amy", "wrong")).status_code == 401


def test_a_logged_in_user_stays_logged_in_there(partly_open):
    upstream, site = partly_open
    assert site.get("/open/me", ("amy", "right")).status_code == 200
    assert "ds_actor=" in upstream.requests_for("/open/me")[0].header("cookie")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("path, is_public", [("/open/x", True), ("/shut/x", False)])
def test_a_late_body_changes_nothing_of_who_may_keep_the_answer(
    partly_open, method, path, is_public
):
    """The body comes when the head's bytes are gone: what the head said has to be known by then."""
    upstream, site = partly_open
    page = plain(b"" if method == "HEAD" else b"in", headers=[("Cache-Control", "public")])
    upstream.answer = lambda r: (r.read_body(), r.send(page))
    late = (b"/shut/y " * 8000, b"/open/y " * 8000)[not is_public]
    head = request_bytes(
        method,
        path,
        [
            ("Authorization", basic("amy", "right")),
            ("Content-Length", str(len(late))),
            ("Expect", "100-continue"),
        ],
    )
    with RawConnection(site.address) as connection:
        connection.send(head)
        assert b" 100 " in connection.read_until(b"\r\n\r\n")
        connection.send(late)
        answer = connection.read_response(method)
    assert answer.status == 200
    public = is_public and method != "OPTIONS"  # only reading is public
    assert answer.header("cache-control") == ("public" if public else "private")
