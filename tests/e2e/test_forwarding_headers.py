"""The headers of a request for Datasette, and of a response for the client."""

import http.cookies

import pytest
from faulty_upstream import plain

from support.data import ALICE
from support.raw_http import exchange, request_bytes
from support.signing import base62_decode, basic, sign, unsign
from support.sites import SECRET

CLOSE = ("Connection", "close")


def sent_on(forwarding, path, headers=(), method="GET", body=b"", **options):
    """Sends one request through the gateway; what reached the upstream."""
    upstream, site = forwarding
    answer = exchange(
        site.address, request_bytes(method, path, [*headers, CLOSE], body, **options), method
    )
    assert answer.status == 200, (answer.status, answer.body)
    return upstream.only_request_for(path)


def test_hop_by_hop_headers_stay_behind(forwarding):
    seen = sent_on(
        forwarding,
        "/t/hop",
        [
            ("Keep-Alive", "timeout=5"),
            ("Proxy-Connection", "keep-alive"),
            ("TE", "trailers"),
            ("Proxy-Authorization", "Basic eDp5"),
            ("Trailer", "X-T"),
            ("Upgrade", "h2c"),
            ("HTTP2-Settings", "AAMAAABkAAQAAP__"),
            ("X-Requested-With", "yes"),
        ],
    )
    gone = ("keep-alive", "proxy-connection", "te", "proxy-authorization", "trailer", "upgrade")
    for name in gone:
        assert not seen.all(name), name
    assert seen.header("x-requested-with") == "yes"


def test_headers_named_in_connection_stay_behind(forwarding):
    upstream, site = forwarding
    exchange(
        site.address,
        request_bytes(
            target="/t/named",
            headers=[
                ("Connection", "close, X-Private"),
                ("X-Private", "1"),
                ("Connection", "x-other"),
                ("X-Other", "2"),
                ("X-Requested-With", "3"),
            ],
        ),
    )
    seen = upstream.only_request_for("/t/named")
    assert not seen.all("x-private") and not seen.all("x-other")
    assert seen.header("x-requested-with") == "3"


def test_naming_host_or_cookie_in_connection_does_not_remove_ours(forwarding):
    upstream, site = forwarding
    exchange(
        site.address,
        request_bytes(
            target="/t/named2",
            headers=[
                ("Connection", "close, host, cookie, x-forwarded-for, content-length"),
                ("Authorization", basic(*ALICE)),
            ],
        ),
    )
    seen = upstream.only_request_for("/t/named2")
    assert seen.header("host") == "gateway.test"
    assert seen.header("x-forwarded-for") == "127.0.0.1"
    assert "ds_actor" in seen.cookies()


def test_host_and_client_are_forwarded(forwarding):
    seen = sent_on(forwarding, "/t/host", host="data.example.org:8443")
    assert seen.header("host") == "data.example.org:8443"
    assert seen.header("x-forwarded-for") == "127.0.0.1"
    assert seen.header("x-forwarded-proto") == "http"
    assert seen.header("x-forwarded-host") == "data.example.org:8443"


@pytest.mark.parametrize(
    "name",
    [
        "X-Forwarded-For",
        "x-forwarded-for",
        "X_Forwarded_For",
        "X-Forwarded_For",
        "Forwarded",
        "X-Forwarded-Host",
        "X_Forwarded_Host",
        "X-Forwarded-Proto",
        "X_FORWARDED_PROTO",
    ],
)
def test_forwarding_headers_of_a_stranger_are_not_believed_in_any_spelling(forwarding, name):
    value = "for=66.66.66.66" if name == "Forwarded" else "66.66.66.66"
    seen = sent_on(forwarding, f"/t/spoof/{name}", [(name, value)])
    assert "66.66.66.66" not in seen.head.decode("latin-1")
    assert seen.header("x-forwarded-for") == "127.0.0.1"


@pytest.mark.parametrize(
    "name",
    [
        "Content_Length",
        "content-Length_",
        "Transfer_Encoding",
        "TRANSFER_ENCODING",
        "X_CSRFToken",
        "x_csrftoken",
        "Sec_Fetch_Site",
        "Proxy_Authorization",
        "X_Forwarded-Anything",
        "Ds_Actor",
    ],
)
def test_an_underscore_spelling_of_an_important_header_is_dropped(forwarding, name):
    """A server behind us may take X_A for X-A, as CGI and WSGI do."""
    seen = sent_on(forwarding, f"/t/twin/{name}", [(name, "chunked"), ("Prefer", "stays")])
    assert not seen.all(name)
    assert seen.header("prefer") == "stays"


def test_a_trusted_proxy_tells_client_and_scheme(upstream, gateway_before):
    site = gateway_before(
        upstream,
        {"plugins": {"datasette-gateway": {"trusted_proxies": ["127.0.0.0/8", "10.0.0.1"]}}},
    )
    exchange(
        site.address,
        request_bytes(
            target="/t/trusted",
            headers=[
                ("X-Forwarded-For", "6.6.6.6, 192.0.2.7, 10.0.0.1"),
                ("X-Forwarded-Proto", "https"),
                CLOSE,
            ],
        ),
    )
    seen = upstream.only_request_for("/t/trusted")
    assert seen.header("x-forwarded-for").split(",")[0].strip() == "192.0.2.7"
    assert "6.6.6.6" not in seen.head.decode("latin-1"), "left of the client stands what he made up"
    assert seen.header("x-forwarded-proto") == "https"


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
def test_a_password_never_goes_upstream(forwarding, name):
    seen = sent_on(forwarding, f"/t/password/{name}", [(name, basic(*ALICE))])
    text = seen.head.decode("latin-1").lower()
    assert not seen.all("authorization")
    assert basic(*ALICE).split()[1].lower() not in text


def test_a_wrong_password_does_not_go_upstream_either(forwarding):
    seen = sent_on(forwarding, "/t/wrong", [("Authorization", basic("alice", "no"))])
    assert not seen.all("authorization")
    assert "ds_actor" not in seen.cookies()


def test_a_bearer_token_is_forwarded_unchanged_without_basic_auth(forwarding):
    seen = sent_on(forwarding, "/t/bearer", [("Authorization", "Bearer dstok_abc.def")])
    assert seen.header("authorization") == "Bearer dstok_abc.def"
    assert "ds_actor" not in seen.cookies()


def test_identity_is_a_cookie_that_expires_within_ten_minutes(forwarding):
    import time

    seen = sent_on(forwarding, "/t/identity", [("Authorization", basic(*ALICE))])
    cookie = unsign(seen.cookies()["ds_actor"], SECRET)
    assert cookie["a"] == {"id": "alice"}
    left = base62_decode(cookie["e"]) - time.time()
    assert 30 < left <= 601


GOOD = sign({"a": {"id": "carla"}}, SECRET)
EVIL = sign({"a": {"id": "root"}}, "another secret")


@pytest.mark.parametrize(
    "lines",
    [
        [f"ds_actor={EVIL}"],
        [f'ds_actor="{EVIL}"'],
        [f"ds_actor ={EVIL}"],
        [f" ds_actor = {EVIL}"],
        [f"a=1 ds_actor={EVIL}"],
        [f"a=1\tds_actor={EVIL}"],
        [f"a=1, ds_actor={EVIL}"],
        [f"a=1;ds_actor={EVIL}"],
        [f"a=1;\tds_actor={EVIL}"],
        [f'a="x; ds_actor={EVIL}"; b=2'],
        [f'ds_actor="\\145{EVIL[1:]}"'],
        ["x=1", f"ds_actor={EVIL}"],
        [f"ds_actor={EVIL}", "x=1"],
        [f"; ds_actor={EVIL}"],
        [f"ds_actor={EVIL}; ds_actor={EVIL}"],
        [f"$Version=1; ds_actor={EVIL}"],
        [f"ds_actor={EVIL}; a@b=1; p={{}}; hello; path=/"],
        [f"ds_actor={EVIL}; x=caf\u00e9"],
    ],
    ids=range(18),
)
def test_an_identity_cookie_of_the_client_never_goes_upstream(forwarding, request, lines):
    """Whatever the spelling, Datasette's own parser finds our actor and no other."""
    path = f"/t/cookie/{request.node.callspec.id}"
    seen = sent_on(
        forwarding, path, [*(("Cookie", line) for line in lines), ("Authorization", basic(*ALICE))]
    )
    assert EVIL[-20:] not in seen.head.decode("latin-1")
    assert seen.header("cookie").startswith("ds_actor=")
    parsed = http.cookies.SimpleCookie(seen.header("cookie"))
    assert unsign(parsed["ds_actor"].value, SECRET)["a"] == {"id": "alice"}
    assert seen.header("cookie").count("ds_actor") == 1


def test_well_formed_cookies_go_on_byte_for_byte_in_one_line_after_ours(forwarding):
    seen = sent_on(
        forwarding,
        "/t/cookies",
        [
            ("Cookie", f'theme=dark; ds_actor={GOOD}; bad name=1; p={{"a":1}}'),
            ("Cookie", "ds_messages=W10.abc; Q=!#$%&'()*+-./:<=>?@[]^_`|~"),
        ],
    )
    first, *others = seen.header("cookie").split("; ")
    assert unsign(first.removeprefix("ds_actor="), SECRET)["a"] == {"id": "carla"}
    assert others == ["theme=dark", "ds_messages=W10.abc", "Q=!#$%&'()*+-./:<=>?@[]^_`|~"]


@pytest.mark.parametrize(
    "spelling",
    [
        "ds_actor=stolen; Path=/",
        "ds_actor =stolen",
        'ds_actor=""; Max-Age=0',
        " ds_actor=x",
        "ds_actor=x; HttpOnly; Secure",
    ],
)
def test_an_identity_cookie_from_upstream_is_dropped(forwarding, spelling):
    upstream, site = forwarding
    upstream.answer = lambda r: r.send(
        plain(
            headers=[
                ("Set-Cookie", "ds_messages=hello; Path=/; SameSite=lax"),
                ("Set-Cookie", spelling),
                ("Set-Cookie", "theme=dark"),
            ]
        )
    )
    answer = exchange(site.address, request_bytes(target="/t/set-cookie", headers=[CLOSE]))
    assert answer.all("set-cookie") == ["ds_messages=hello; Path=/; SameSite=lax", "theme=dark"]


def test_answers_lose_hop_by_hop_headers_and_keep_all_others(forwarding):
    upstream, site = forwarding
    kept = [
        ("Link", '</a>; rel="next"'),
        ("link", '</b>; rel="alternate"'),
        ("ETag", '"x"'),
        ("Cache-Control", "private, no-store"),
        ("Vary", "Cookie, Authorization"),
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-Empty", ""),
    ]
    upstream.answer = lambda r: r.send(
        plain(
            headers=[
                ("Connection", "keep-alive, X-Hop"),
                ("Keep-Alive", "timeout=5"),
                ("X-Hop", "1"),
                ("Proxy-Authenticate", "Basic"),
                *kept,
            ]
        )
    )
    answer = exchange(site.address, request_bytes(target="/t/answer", headers=[CLOSE]))
    for name in ("keep-alive", "x-hop", "proxy-authenticate"):
        assert not answer.all(name), name
    assert [h for h in answer.headers if h[0].lower() in {n.lower() for n, _ in kept}] == kept


def test_an_absolute_target_becomes_a_path(forwarding):
    upstream, site = forwarding
    answer = exchange(
        site.address, request_bytes(target="http://gateway.test/t/absolute?x=1", headers=[CLOSE])
    )
    assert answer.status == 200
    assert upstream.only_request_for("/t/absolute").target == "/t/absolute?x=1"


@pytest.mark.parametrize(
    "target",
    [
        "/t/a%2Fb?x=%zz&&=;'",
        "/t//double//slashes/",
        "/t/./dots/../kept",
        "/t/~2F+x%20",
        "/t/a?",
        "/t/?a?b#"[:-1],
    ],
)
def test_the_target_goes_on_byte_for_byte(forwarding, target):
    upstream, site = forwarding
    assert exchange(site.address, request_bytes(target=target, headers=[CLOSE])).status == 200
    assert [r.target for r in upstream.seen if r.path.startswith("/t")] == [target]


def test_range_and_conditional_headers_are_untouched(forwarding):
    sent = [
        ("Range", "bytes=0-99"),
        ("If-None-Match", '"a", W/"b"'),
        ("If-Range", '"a"'),
        ("Accept-Encoding", "gzip, br"),
        ("Accept", "*/*"),
        ("User-Agent", "x/1 (y)"),
    ]
    seen = sent_on(forwarding, "/t/range", sent)
    assert [h for h in seen.headers if h in sent] == sent


def test_a_unix_socket_serves_as_upstream(work, gateway_before):
    from faulty_upstream import FaultyUpstream

    upstream = FaultyUpstream(work.path / "up.sock")
    try:
        site = gateway_before(upstream)
        answer = exchange(site.address, request_bytes(target="/t/unix", headers=[CLOSE]))
        assert answer.json()["target"] == "/t/unix"
    finally:
        upstream.stop()


def test_base_url_is_taken_off_upstream_and_its_bare_form_redirects(upstream, gateway_before):
    site = gateway_before(upstream, arguments=["--setting", "base_url", "/sub/"])
    answer = exchange(site.address, request_bytes(target="/sub/t/x?y=1", headers=[CLOSE]))
    assert answer.status == 200
    assert upstream.only_request_for("/t/x").target == "/t/x?y=1"
    bare = exchange(site.address, request_bytes(target="/sub?q=1", headers=[CLOSE]))
    assert bare.status in (301, 302, 307, 308)
    assert bare.header("location").startswith("/sub/")
