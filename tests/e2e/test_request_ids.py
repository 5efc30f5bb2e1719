"""One id for a request: in Datasette, in the response, in the log and on error pages."""

import json
import re

import pytest
from faulty_upstream import echo, plain

from support.data import ACCOUNTS, ALICE
from support.raw_http import exchange, request_bytes
from support.signing import basic

CLOSE = ("Connection", "close")
OURS = r"[0-9a-f]{16}"
LONGEST = "i" * 128


@pytest.fixture
def site_behind(upstream, gateway_before):
    """start(proxies, …): a gateway that trusts them."""

    def start(proxies=(), **plugins):
        settings = {"access_log": "json", "trusted_proxies": list(proxies)}
        plugins["datasette-gateway"] = settings
        return gateway_before(upstream, {"plugins": plugins})

    upstream.answer = echo
    return start


def ask(site, target, headers=()):
    return exchange(site.address, request_bytes("GET", target, [*headers, CLOSE]))


def logged(site, target):
    line = site.process.wait_for_line(r"^\{.*" + re.escape(f'"{target}"') + r".*\}$", 10, "out")
    return json.loads(line.group(0))["request_id"]


def test_upstream_client_and_log_are_told_the_same(site_behind, upstream):
    site = site_behind()
    told = {}
    for target in ("/t/one", "/t/two"):
        told[target] = ask(site, target).header("x-request-id")
        assert re.fullmatch(OURS, told[target])
        assert upstream.only_request_for(target).header("x-request-id") == told[target]
        assert logged(site, target) == told[target]
    assert told["/t/one"] != told["/t/two"]


@pytest.mark.parametrize("said", ["from-the-proxy-1", LONGEST])
def test_a_trusted_proxys_name_is_kept(site_behind, upstream, said):
    site = site_behind(["127.0.0.1"])
    answer = ask(site, "/t/named", [("X-Request-ID", said)])
    assert answer.header("x-request-id") == said
    assert upstream.only_request_for("/t/named").header("x-request-id") == said
    assert logged(site, "/t/named") == said


@pytest.mark.parametrize(
    "said", ["", "two words", '"quoted"', "<b>", "a;b", "\xe9", LONGEST + "i"], ids=repr
)
def test_an_invalid_request_id_is_replaced(site_behind, upstream, said):
    site = site_behind(["127.0.0.1"])
    answer = ask(site, "/t/odd", [("X-Request-ID", said)])
    assert re.fullmatch(OURS, answer.header("x-request-id"))
    seen = upstream.only_request_for("/t/odd")
    assert seen.header("x-request-id") == answer.header("x-request-id")


@pytest.mark.parametrize("name", ["X-Request-ID", "x_request_id"])
@pytest.mark.parametrize("proxies", [[], ["192.0.2.0/24"]], ids=["nobody", "another"])
def test_a_clients_name_does_not_count(site_behind, upstream, name, proxies):
    site = site_behind(proxies)
    answer = ask(site, "/t/forged", [(name, "forged")])
    assert re.fullmatch(OURS, answer.header("x-request-id"))
    seen = upstream.only_request_for("/t/forged")
    assert seen.header("x-request-id") == answer.header("x-request-id")
    assert not seen.all("x_request_id")


def test_an_id_from_datasette_is_replaced(site_behind, upstream):
    site = site_behind()
    upstream.answer = lambda r: r.send(plain(b"x", [("X-Request-Id", "datasettes")]))
    assert re.fullmatch(OURS, ask(site, "/t/said").header("x-request-id"))


def test_a_trace_passes_untouched(site_behind, upstream):
    site = site_behind()
    trace = [
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("tracestate", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"),
    ]
    ask(site, "/t/traced", trace)
    seen = upstream.only_request_for("/t/traced")
    assert [(name, seen.header(name)) for name, _ in trace] == trace


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_error_pages_show_it(site_behind, upstream, accept):
    site = site_behind()
    upstream.stop()
    answer = ask(site, "/t/gone", [("Accept", accept)])
    assert answer.status == 502
    name = answer.header("x-request-id")
    assert re.fullmatch(OURS, name) and logged(site, "/t/gone") == name
    if accept == "text/html":
        assert f"Request id: {name}".encode() in answer.body
    else:
        assert answer.json()["request_id"] == name


def test_unreadable_requests_have_an_id(site_behind):
    site = site_behind()
    answer = exchange(site.address, b"GET /t HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
    assert answer.status == 400
    assert f"Request id: {answer.header('x-request-id')}".encode() in answer.body
    late = exchange(site.address, b"GET /" + b"x" * 70000)
    assert late.status == 414
    assert f"Request id: {late.header('x-request-id')}".encode() in late.body


def test_refusals_and_own_pages_have_an_id(site_behind):
    accounts = {"alice_password_hash": ACCOUNTS["alice_password_hash"], "http_basic_auth": True}
    site = site_behind(**{"datasette-auth-passwords": accounts})
    refused = ask(site, "/t/walled")
    assert refused.status == 401 and re.fullmatch(OURS, refused.header("x-request-id"))
    assert refused.body == b"401 Authorization Required"  # as the plugin says it
    page = ask(site, "/-/password-tool", [("Authorization", basic(*ALICE))])
    assert page.status == 200 and re.fullmatch(OURS, page.header("x-request-id"))
    missing = ask(site, "/-/logout/", [("Authorization", basic(*ALICE))])
    assert missing.status == 404
    assert f"Request id: {missing.header('x-request-id')}".encode() in missing.body
