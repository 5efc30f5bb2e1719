"""The recorded cookies, tokens and cross-site cases, replayed against the gateway."""

import pytest

from support import data
from support.raw_http import exchange, request_bytes
from support.signing import unsign
from support.sites import (
    WorkDirectory,
    start_gateway_before,
    start_gateway_site,
    vectors,
)

COOKIES = vectors("cookies.json")
REFUSED = {
    "0.65": vectors("cookies-refused-0.65.5.json"),
    "1.0": vectors("cookies-refused-1.0a41.json"),
}
TOKENS = vectors("tokens-1.0a41.json")
CSRF = vectors("csrf-1.0a41.json")
OPEN = {"plugins": {"datasette-auth-passwords": data.ACCOUNTS}}
ALICE = {"id": "alice"}
BOB = {"id": "bob"}

# The gateway's result for each recorded Cookie header, if it differs from Datasette's: it
# reads RFC 6265 pairs from all lines, drops what is malformed, and the last ds_actor counts.
OWN_READING = {
    "second Cookie line without it": ALICE,
    "spaces round =": None,
    "comma and space as separator": None,
    "space as separator": None,
    "tab as separator": None,
    "unterminated quote before": ALICE,
    "JSON value before": ALICE,
    "brackets in a name before": ALICE,
    "bare word before": ALICE,
    "bare word after": ALICE,
    "value with spaces before": ALICE,
    "value with spaces after": ALICE,
    "empty pair before": ALICE,
    "empty pair in the middle": ALICE,
    "name with @ before": ALICE,
    "name with @ after": ALICE,
    "name with / after": ALICE,
    "reserved word 'path' before": ALICE,
    "UTF-8 bytes in an earlier value": ALICE,
    "lone 8-bit byte in an earlier value": ALICE,
    "lone 8-bit byte in a later value": ALICE,
    "octal escapes in quoted value": None,
}


@pytest.fixture(scope="session")
def cookie_gateway(line):
    home = WorkDirectory()
    site = start_gateway_site(
        line, data.make_databases(home.path)[:1], OPEN, secret=COOKIES["secret"]
    )
    yield site
    site.stop()
    home.remove()


@pytest.fixture(scope="session")
def token_gateway():
    home = WorkDirectory()
    site = start_gateway_site(
        "1.0", data.make_databases(home.path)[:1], OPEN, secret=TOKENS["secret"]
    )
    yield site
    site.stop()
    home.remove()


def seen_with(site, headers):
    answer = exchange(
        site.address,
        request_bytes(target="/-/actor.json", headers=[*headers, ("Connection", "close")]),
    )
    return answer


@pytest.mark.parametrize("kind", ["cookie", "cookie_uncompressed"])
@pytest.mark.parametrize("number", range(len(COOKIES["accepted"])))
def test_each_recorded_good_cookie_logs_in_as_its_actor(cookie_gateway, number, kind):
    case = COOKIES["accepted"][number]
    answer = seen_with(cookie_gateway, [("Cookie", f"ds_actor={case[kind]}")])
    assert answer.status == 200
    assert answer.json()["actor"] == case["actor"]


@pytest.mark.parametrize("number", range(20))
def test_each_recorded_refused_cookie_gets_datasettes_verdict_and_never_an_error(
    cookie_gateway, line, number
):
    case = REFUSED[line]["cookie_values"][number]
    answer = seen_with(cookie_gateway, [("Cookie", f"ds_actor={case['cookie']}")])
    assert answer.status == 200, case["why"]
    assert answer.json()["actor"] == case.get("actor"), case["why"]


@pytest.mark.parametrize("number", range(42))
def test_each_recorded_cookie_header_neither_logs_out_nor_breaks(cookie_gateway, line, number):
    case = REFUSED[line]["cookie_header_lines"][number]
    answer = seen_with(cookie_gateway, [("Cookie", text) for text in case["cookie_lines"]])
    if case["why"] == "control byte before":
        assert answer.status == 400, "a control character has no place in any header"
        return
    assert answer.status == 200, case["why"]
    assert answer.json()["actor"] == OWN_READING.get(case["why"], case.get("actor")), case["why"]


@pytest.mark.parametrize("number", range(len(TOKENS["cases"])))
def test_each_recorded_token_is_judged_by_datasette(token_gateway, number):
    case = TOKENS["cases"][number]
    headers = [("Authorization", case["authorization"])]
    if case["ds_actor_cookie"]:
        headers.append(("Cookie", f"ds_actor={case['ds_actor_cookie']}"))
    answer = seen_with(token_gateway, headers)
    assert answer.status == case["status"], case["why"]
    assert answer.header("www-authenticate") == case["www_authenticate"]
    if answer.status == 200:
        own_authorization_decides = case["why"] in ("not ours", "lower-case scheme")
        wanted = None if own_authorization_decides else case["actor"]
        assert answer.json()["actor"] == wanted, case["why"]


@pytest.fixture(scope="session")
def csrf_gateway(shared_upstream):
    """Trusts the tests as a proxy, so that https cases can use X-Forwarded-Proto."""
    config = {
        "plugins": {
            "datasette-auth-passwords": data.ACCOUNTS,
            "datasette-gateway": {"trusted_proxies": ["127.0.0.1"]},
        }
    }
    site = start_gateway_before(
        shared_upstream.url, config, env={"DATASETTE_SECRET": CSRF["secret"]}
    )
    yield site
    site.stop()


@pytest.mark.parametrize("number", range(len(CSRF["cases"])))
def test_each_recorded_cross_site_case_gets_the_verdict_of_1_0(
    shared_upstream, csrf_gateway, number
):
    """One verdict for both lines; requests that pass get the pair that 0.65 requires."""
    from faulty_upstream import echo

    shared_upstream.answer = echo
    case = CSRF["cases"][number]
    body = case["body"].encode()
    path = f"/t/csrf/{number}"
    headers = [(name, value) for name, value in case["headers"] if name != "host"]
    host = dict(map(tuple, case["headers"]))["host"]
    answer = exchange(
        csrf_gateway.address,
        request_bytes(
            "POST",
            path,
            [*headers, ("X-Forwarded-Proto", case["scheme"]), ("Connection", "close")],
            body,
            host=host,
        ),
    )
    if case["verdict"] == "refused":
        assert answer.status == 403, case["why"]
        assert not shared_upstream.requests_for(path), "a refused request is not helped along"
        return
    assert answer.status == 200, case["why"]
    seen = shared_upstream.only_request_for(path)
    assert seen.read_body() == body
    token = seen.header("x-csrftoken")
    assert token and seen.cookies()["ds_csrftoken"] == token
    unsign(token, CSRF["secret"], "csrftoken")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_safe_methods_pass_from_anywhere_and_get_no_token(shared_upstream, csrf_gateway, method):
    from faulty_upstream import echo

    shared_upstream.answer = echo
    path = f"/t/safe/{method}"
    answer = exchange(
        csrf_gateway.address,
        request_bytes(
            method,
            path,
            [
                ("Sec-Fetch-Site", "cross-site"),
                ("Origin", "https://evil.example"),
                ("Connection", "close"),
            ],
        ),
        method,
    )
    assert answer.status == 200
    assert not shared_upstream.only_request_for(path).all("x-csrftoken")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_every_unsafe_method_is_refused_across_sites(shared_upstream, csrf_gateway, method):
    path = f"/t/unsafe/{method}"
    answer = exchange(
        csrf_gateway.address,
        request_bytes(method, path, [("Sec-Fetch-Site", "cross-site"), ("Connection", "close")]),
    )
    assert answer.status == 403
    assert not shared_upstream.requests_for(path)
