"""One line for each request on standard output, in text or JSON, and never a credential."""

import json
import re

import pytest
from faulty_upstream import plain

from support.data import ACCOUNTS, ALICE
from support.raw_http import exchange, request_bytes
from support.signing import basic, sign
from support.sites import SECRET

CLOSE = ("Connection", "close")


@pytest.fixture
def logging_site(upstream, gateway_before):
    def start(form, **settings):
        return gateway_before(
            upstream,
            {
                "plugins": {
                    "datasette-auth-passwords": {
                        "alice_password_hash": ACCOUNTS["alice_password_hash"]
                    },
                    "datasette-gateway": {"access_log": form, **settings},
                }
            },
            # Lines gather per I/O thread: only those of one thread are in order.
            arguments=["--threads", "1"],
        )

    upstream.answer = lambda r: (r.read_body(), r.send(plain(b"12345")))
    return start


def ask(site, target, headers=(), method="GET"):
    return exchange(site.address, request_bytes(method, target, [*headers, CLOSE]), method)


def json_line(site, part):
    match = site.process.wait_for_line(r"^\{.*" + re.escape(part) + r".*\}$", 10, "out")
    return json.loads(match.group(0))


@pytest.mark.parametrize(
    "headers, reason",
    [
        ([], "no_credentials"),
        ([("Cookie", "ds_actor=junk")], "no_credentials"),
        ([("Authorization", "Basic !")], "malformed"),
        ([("Authorization", basic("alice", "wrong"))], "wrong"),
        ([("Authorization", basic("nobody", "wrong"))], "wrong"),
    ],
)
def test_a_401_has_its_reason_in_the_log_alone(upstream, gateway_before, headers, reason):
    passwords = {"http_basic_auth": True, "alice_password_hash": ACCOUNTS["alice_password_hash"]}
    plugins = {
        "datasette-auth-passwords": passwords,
        "datasette-gateway": {"access_log": "json"},
    }
    site = gateway_before(upstream, {"plugins": plugins})
    answer = ask(site, "/t/refused", headers)
    assert (answer.status, answer.body) == (401, b"401 Authorization Required")
    entry = json_line(site, "/t/refused")
    assert (entry["error"], entry["reason"]) == ("credentials_required", reason)


def test_a_json_line_has_all_fields(logging_site):
    site = logging_site("json")
    ask(site, "/t/logged?x=1", [("Authorization", basic(*ALICE))])
    entry = json_line(site, "/t/logged")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*", entry["time"])
    wanted = {
        "client": "127.0.0.1",
        "actor": "alice",
        "method": "GET",
        "path": "/t/logged?x=1",
        "status": 200,
        "bytes": 5,
    }
    assert {name: entry[name] for name in wanted} == wanted
    assert 0 < entry["upstream_ms"] <= entry["duration_ms"] < 60_000


def test_a_text_line_has_the_same_fields(logging_site):
    site = logging_site("text")
    ask(site, "/t/logged?x=1", [("Authorization", basic(*ALICE))])
    line = site.process.wait_for_line(r".*/t/logged.*", 10, "out").group(0)
    for part in ("127.0.0.1", "alice", "GET", "/t/logged?x=1", "200", "5"):
        assert part in line
    assert re.search(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", line)


def test_the_log_can_be_off(logging_site):
    site = logging_site("off")
    ask(site, "/t/silent")
    site.process.stop()
    assert site.process.text("out") == ""


def test_anonymous_requests_and_errors_are_logged(logging_site, upstream):
    site = logging_site("json")
    assert ask(site, "/t/anonymous")
    assert json_line(site, "/t/anonymous")["actor"] is None
    upstream.stop()
    assert ask(site, "/t/refused").status == 502
    assert json_line(site, "/t/refused")["status"] == 502


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_answer_that_was_cut_short_is_logged_with_sane_times(logging_site, upstream, form):
    site = logging_site(form)
    upstream.answer = lambda r: (
        r.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n012"),
        r.connection.close(),
    )
    assert not ask(site, "/t/cut").complete
    if form == "json":
        entry = json_line(site, "/t/cut")
        assert 0 <= entry["upstream_ms"] <= entry["duration_ms"] < 60_000
        assert (entry["side"], entry["bytes"]) == ("upstream", 3)
    else:
        line = site.process.wait_for_line(r".*/t/cut.*", 10, "out").group(0)
        assert re.search(r" 200 3 \d+\.\d{3}ms upstream=\d+\.\d{3}ms ", line)


def test_a_refused_request_is_logged_too(logging_site):
    site = logging_site("json")
    exchange(site.address, b"GET /t/two-hosts HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
    entry = json.loads(site.process.wait_for_line(r"^\{.*\"status\":400.*\}$", 10, "out").group(0))
    assert entry["client"] == "127.0.0.1"


def test_a_connection_behind_a_trusted_proxy_is_logged_with_its_real_client(logging_site):
    site = logging_site("json", trusted_proxies=["127.0.0.1"])
    ask(site, "/t/proxied", [("X-Forwarded-For", "192.0.2.9")])
    assert json_line(site, "/t/proxied")["client"] == "192.0.2.9"


@pytest.mark.parametrize("form", ["json", "text"])
def test_credentials_cookies_and_tokens_are_never_written(logging_site, form):
    site = logging_site(form)
    cookie = sign({"a": {"id": "carla"}}, SECRET)
    ask(site, "/t/1", [("Authorization", basic(*ALICE))])
    ask(site, "/t/2", [("Authorization", basic("alice", "hunter2-wrong"))])
    ask(site, "/t/3", [("Authorization", "Bearer dstok_very-private")])
    ask(site, "/t/4", [("Cookie", f"ds_actor={cookie}; session=private-cookie")])
    ask(site, "/t/5?token=private-token&password=private-password&secret=private-secret&a=shown")
    ask(site, "/-/auth-token?token=private-root-token")
    exchange(
        site.address,
        request_bytes(
            target="/t/6",
            headers=[("Authorization", "Bearer private-twice"), ("Authorization", basic(*ALICE))],
        ),
    )
    site.process.stop()
    text = site.process.text()
    assert "a=shown" in text and "/t/4" in text
    for secret in (
        ALICE[1],
        basic(*ALICE).split()[1],
        "hunter2",
        "very-private",
        cookie[-20:],
        "private-cookie",
        "private-token",
        "private-password",
        "private-secret",
        "private-root-token",
        "private-twice",
        SECRET,
        "pbkdf2_sha256",
    ):
        assert secret not in text, secret


@pytest.mark.parametrize("form", ["json", "text"])
def test_nothing_in_a_request_can_forge_a_line(logging_site, form):
    site = logging_site(form)
    ask(site, '/t/%0a%0d"forged\\', [("Authorization", basic(*ALICE))])
    ask(site, "/t/last")
    site.process.wait_for_line("/t/last", stream="out")
    lines = [text for stream, text in site.process.lines if stream == "out"]
    assert len(lines) == 2
    if form == "json":
        assert json.loads(lines[0])["path"] == '/t/%0a%0d"forged\\'
    else:
        assert '"forged' not in lines[0]
