"""http_basic_auth, compared between plugin and gateway. Differences: docs/compatibility.md."""

import pytest

from support.data import ALICE, BOB, VERA
from support.raw_http import exchange, request_bytes
from support.signing import basic, sign
from support.sites import SECRET, vectors

CASES = vectors("basic-auth.json")["cases"]
FAULTY_ACCOUNTS = {
    "stored hash has no $",
    "stored hash: other algorithm",
    "stored hash: iterations not a number",
    "stored hash: iterations 0",
    "stored hash is a number",
    "stored hash is null",
    "hash from an unset $env",
}
REFUSAL_BODY = b"401 Authorization Required"
JSON_REFUSAL_BODY = b'{"ok": false, "error": "401 Authorization Required", "status": 401}'
REFUSAL_HEADERS = {
    "content-type": "text/plain; charset=utf-8",
    "www-authenticate": 'Basic realm="Datasette", charset="UTF-8"',
}


def expected(case, is_gateway):
    """Status and actor; the gateway differs where the case suggests it, and refuses two lines."""
    if not is_gateway:
        return case["plugin"]["status"], case["plugin"].get("actor")
    if len(case["authorization_lines"]) > 1:
        return 400, None
    status = case.get("suggested_gateway_status", case["plugin"]["status"])
    return status, case["plugin"].get("actor") if status == 200 else None


def refusal_body(site, path):
    """The plugin's text; the gateway answers a program in JSON."""
    is_json = site.is_gateway and path.split("?")[0].endswith(".json")
    return JSON_REFUSAL_BODY if is_json else REFUSAL_BODY


def case_id(case):
    return f"{CASES.index(case)}: {case['why']}"


@pytest.mark.parametrize("case", [c for c in CASES if c["why"] not in FAULTY_ACCOUNTS], ids=case_id)
def test_each_recorded_authorization_header_gets_its_status_and_actor(vector_site, case):
    lines = [("Authorization", line) for line in case["authorization_lines"]]
    answer = exchange(
        vector_site.address,
        request_bytes(target="/-/actor.json", headers=[*lines, ("Connection", "close")]),
    )
    status, actor = expected(case, vector_site.is_gateway)
    assert answer.status == status
    if actor:
        assert answer.json()["actor"] == actor
    if status == 401:
        assert answer.body == refusal_body(vector_site, "/-/actor.json")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/data",
        "/data/facts.json",
        "/-/static/app.css",
        "/favicon.ico",
        "/-/login",
        "/-/logout",
        "/no/such/page",
        "/-/actor.json",
        "/data.db",
        "/-/auth-token?token=x",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_everything_needs_credentials(basic_site, method, path):
    answer = basic_site.request(method, path)
    assert answer.status_code == 401
    assert answer.content == (b"" if method == "HEAD" else refusal_body(basic_site, path))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_refusal_has_the_exact_text_and_headers(basic_site, method):
    answer = exchange(basic_site.address, request_bytes(method, "/data/facts"), method)
    assert answer.status == 401
    assert answer.body == (b"" if method == "HEAD" else REFUSAL_BODY)
    for name, value in REFUSAL_HEADERS.items():
        assert answer.header(name) == value
    framing = {"date", "server", "transfer-encoding", "content-length", "connection", "keep-alive"}
    if basic_site.is_gateway:
        framing |= {"cache-control", "vary"}  # may keep a shared cache from storing the refusal
        framing.add("x-request-id")
    extra = {name.lower() for name, _ in answer.headers} - set(REFUSAL_HEADERS) - framing
    assert not extra


@pytest.mark.parametrize(
    "authorization",
    [
        basic(*ALICE)[:-4],
        "Basic",
        "Basic !!!!",
        "Digest x",
        "Bearer x",
        "Bearer dstok_x",
        "",
        basic("alice", "wrong"),
        basic("nobody", "wonder:land"),
    ],
)
def test_all_refusals_look_alike(basic_site, authorization):
    answer = basic_site.get("/", headers={"Authorization": authorization} if authorization else {})
    assert answer.status_code == 401
    assert answer.content == REFUSAL_BODY
    assert answer.headers["www-authenticate"] == REFUSAL_HEADERS["www-authenticate"]


@pytest.mark.parametrize(
    "path, kind",
    [
        ("/", "text/html; charset=utf-8"),
        ("/data/facts", "text/html; charset=utf-8"),
        ("/data/facts.json?_size=max", "application/json; charset=utf-8"),
        ("/-/static/app.css", "text/css"),
        ("/-/versions.json", "application/json; charset=utf-8"),
    ],
)
def test_the_right_password_opens_pages_json_and_static_files(basic_site, path, kind):
    answer = basic_site.get(path, ALICE)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind.split(";")[0])


def test_an_actor_is_the_configured_object_or_the_user_name(basic_site):
    assert basic_site.actor(ALICE) == {
        "id": "alice",
        "name": "Alice A",
        "roles": ["staff", 1, None, {"deep": True}],
    }
    assert basic_site.actor(BOB) == {"id": "bob"}
    assert basic_site.actor(VERA) == {"id": "vera"}


def test_head_answers_as_get_does_without_a_body(basic_site):
    for path in ("/data/facts.json", "/-/static/app.css", "/no-such"):
        got = basic_site.get(path, ALICE)
        head = exchange(
            basic_site.address,
            request_bytes(
                "HEAD", path, [("Authorization", basic(*ALICE)), ("Connection", "close")]
            ),
            "HEAD",
        )
        assert head.status == got.status_code
        assert head.header("content-type") == got.headers["content-type"]


def test_a_password_that_is_not_ascii_logs_in_at_the_gateway_and_crashes_the_plugin(basic_site):
    answer = basic_site.get(
        "/-/actor.json", headers={"Authorization": basic("tom", "tö\N{SNOWMAN}")}
    )
    if basic_site.is_gateway:
        assert answer.status_code == 200
        assert answer.json()["actor"] == {"id": "tom", "motto": "naïve \N{SNOWMAN}"}
    else:
        assert answer.status_code == 500


def test_the_scheme_is_read_in_any_case_by_the_gateway_only(basic_site):
    for scheme in ("basic", "BASIC", "bAsIc"):
        value = scheme + basic(*ALICE).removeprefix("Basic")
        status = basic_site.get("/-/actor.json", headers={"Authorization": value}).status_code
        assert status == (200 if basic_site.is_gateway else 401)


def test_credentials_win_over_a_cookie_at_the_gateway_and_lose_at_the_plugin(basic_site):
    cookie = {"Cookie": "ds_actor=" + sign({"a": {"id": "carla"}}, SECRET)}
    seen = basic_site.actor(BOB, headers=cookie)
    assert seen == ({"id": "bob"} if basic_site.is_gateway else {"id": "carla"})


def test_a_signed_cookie_alone_is_not_sufficient(basic_site):
    cookie = {"Cookie": "ds_actor=" + sign({"a": {"id": "alice"}}, SECRET)}
    assert basic_site.get("/-/actor.json", headers=cookie).status_code == 401


def test_two_authorization_lines_are_refused_by_the_gateway_and_the_last_counts_at_the_plugin(
    basic_site,
):
    answer = exchange(
        basic_site.address,
        request_bytes(
            target="/-/actor.json",
            headers=[
                ("Authorization", basic(*BOB)),
                ("Authorization", basic(*ALICE)),
                ("Connection", "close"),
            ],
        ),
    )
    if basic_site.is_gateway:
        assert answer.status == 400
    else:
        assert answer.json()["actor"]["id"] == "alice"


def test_requests_after_one_another_on_a_connection_are_each_judged_alone(basic_site):
    with basic_site.client() as client:
        for user, status in (
            (ALICE, 200),
            (None, 401),
            (BOB, 200),
            (("bob", "x"), 401),
            (ALICE, 200),
        ):
            answer = client.get("/-/actor.json", auth=user)
            assert answer.status_code == status
            if status == 200:
                assert answer.json()["actor"]["id"] == user[0]
