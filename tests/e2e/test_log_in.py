"""The login form, at the real plugin and at the gateway; logout; the password tool."""

import re

import pytest

from support.data import ALICE, BOB
from support.forms import Visitor, set_cookies, start_with_accounts
from support.raw_http import RawConnection, request_bytes
from support.signing import base62_decode, pbkdf2_hash, sign, unsign
from support.sites import SECRET, start_gateway_site

NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
NOT_ASCII = ("jürgen", "paß:wört")


@pytest.fixture
def visitor(form_site):
    return Visitor(form_site)


@pytest.fixture
def person(form_gateway):
    return Visitor(form_gateway)


def test_the_right_password_opens_a_session(visitor):
    answer = visitor.log_in(*BOB)
    assert answer.status_code == 302
    assert answer.headers["location"] == "/"
    assert visitor.actor() == {"id": "bob"}
    assert unsign(visitor.session, SECRET)["a"] == {"id": "bob"}


def test_a_name_with_a_colon_in_the_password_and_an_actor_of_its_own(visitor):
    visitor.log_in(*ALICE)
    assert visitor.actor()["name"] == "Alice A"


@pytest.mark.parametrize("user, password", [("bob", "wrong"), ("nobody", "wrong"), ("bob", "")])
def test_a_wrong_password_shows_the_form_again(visitor, user, password):
    answer = visitor.log_in(user, password)
    assert answer.status_code == 200
    assert "Invalid username or password" in answer.text
    assert 'name="password"' in answer.text
    assert visitor.session is None


def test_the_gateways_cookie_is_hidden_from_scripts_and_expires(person):
    answer = person.log_in(*BOB)
    [line] = set_cookies(answer, "ds_actor")
    assert line.endswith("; Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax")
    claims = unsign(person.session, SECRET)
    assert base62_decode(claims["e"]) > 1_700_000_000
    assert claims["g"].endswith(".bob")
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    "wanted, reached",
    [
        ("/data/facts?a=1", "/data/facts?a=1"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/%2f/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_next_never_leaves_the_site(person, wanted, reached):
    fields = {**person.fields_of("/-/login"), "username": BOB[0], "password": BOB[1]}
    answer = person.post("/-/login", {**fields, "next": wanted})
    assert answer.status_code == 302
    assert answer.headers["location"] == reached


def test_a_program_logs_in_without_a_token(form_gateway):
    answer = form_gateway.post("/-/login", data={"username": BOB[0], "password": BOB[1]})
    assert answer.status_code == 302
    assert set_cookies(answer, "ds_actor")


@pytest.mark.parametrize("token", ["", "no", "A" * 43])
def test_a_browsers_form_without_our_token_is_shown_again(person, token):
    fields = {**person.fields_of("/-/login"), "username": BOB[0], "password": BOB[1]}
    answer = person.post("/-/login", {**fields, "csrftoken": token})
    assert answer.status_code == 403
    assert "Please try again" in answer.text and 'name="password"' in answer.text
    assert person.session is None


def test_a_token_of_another_visitor_is_none(form_gateway):
    mine, theirs = Visitor(form_gateway), Visitor(form_gateway)
    mine.fields_of("/-/login")
    fields = {**theirs.fields_of("/-/login"), "username": BOB[0], "password": BOB[1]}
    assert mine.post("/-/login", fields).status_code == 403


def test_another_site_cannot_log_anybody_in(person):
    fields = {**person.fields_of("/-/login"), "username": BOB[0], "password": BOB[1]}
    answer = person.post(
        "/-/login", fields, Origin="https://evil.example", **{"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert not set_cookies(answer, "ds_actor")


@pytest.mark.parametrize(
    "kind, body, status",
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("text/plain", b"username=bob&password=builder", 415),
        ("application/x-www-form-urlencoded", b"username=%zz", 400),
        ("application/x-www-form-urlencoded", b"username=%ff%fe", 400),
        ("application/x-www-form-urlencoded", b"username=\xff", 400),
        ("application/x-www-form-urlencoded", b"username=bob&username=eve", 400),
        ("application/x-www-form-urlencoded", b"username=" + b"a" * 2000, 400),
        ("application/x-www-form-urlencoded", b"password=" + b"a" * 5000, 400),
        ("application/x-www-form-urlencoded", b"password=" + b"a" * 70000, 413),
        ("application/x-www-form-urlencoded", b"a&" * 60, 400),
    ],
)
def test_a_bad_form_has_a_clear_answer(form_gateway, kind, body, status):
    answer = form_gateway.post("/-/login", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert not set_cookies(answer, "ds_actor")


def test_a_form_may_come_in_pieces_and_chunks_and_be_waited_for(form_gateway):
    body = b"username=bob&password=builder"
    head = request_bytes(
        "POST",
        "/-/login",
        [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Transfer-Encoding", "chunked"),
            ("Expect", "100-continue"),
        ],
    )
    with RawConnection(form_gateway.address) as connection:
        connection.send(head)
        assert connection.read_head().status == 100
        chunks = b"".join(b"%x\r\n%s\r\n" % (1, bytes([byte])) for byte in body) + b"0\r\n\r\n"
        connection.send(chunks)
        assert connection.read_response().status == 302
        connection.send(request_bytes(target="/-/login"))
        assert connection.read_response().status == 200


def test_a_form_that_breaks_off_is_no_log_in(form_gateway):
    kind = [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", "29")]
    with RawConnection(form_gateway.address) as connection:
        connection.send(request_bytes("POST", "/-/login", kind) + b"username=bob&password=build")
        connection.half_close()
        assert connection.is_closed()
    assert form_gateway.get("/-/login").status_code == 200


def test_a_password_guesser_at_the_form_is_soon_refused(line, started):
    own = {"throttle": {"enabled": True}, "trusted_proxies": ["127.0.0.1"]}
    site = start_with_accounts(started, line, own)
    guesser = Visitor(site, address="192.0.2.1")
    fields = guesser.fields_of("/-/login")
    statuses = []
    for number in range(20):
        answer = guesser.post("/-/login", {**fields, "username": "bob", "password": f"no {number}"})
        statuses.append(answer.status_code)
        if answer.status_code == 429:
            break
    assert statuses[:10] == [200] * 10 and statuses[-1] == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 30
    assert "Please wait" in answer.text
    basic = site.get("/", BOB, headers={"X-Forwarded-For": "192.0.2.1"})
    assert basic.status_code == 429, "both ways are counted together"
    owner = Visitor(site, address="198.51.100.1")
    assert owner.log_in(*BOB).status_code == 302


def test_the_form_reports_that_there_are_no_accounts(line, started):
    site = start_gateway_site(line, [], {})
    started.append(site)
    answer = site.post("/-/login", data={"username": "a", "password": "b"})
    assert answer.status_code == 200
    assert "does not have any configured accounts" in answer.text
    assert "/-/login" not in site.get("/").text


def test_each_log_in_and_log_out_is_a_line_without_the_password(line, started):
    site = start_with_accounts(started, line)
    person = Visitor(site)
    person.log_in("bob", "mistyped")
    person.log_in(*BOB)
    person.log_out()
    text = site.process.everything()
    events = re.findall(r'audit \{"event":"(\w+)","client":"127.0.0.1","account":"bob"\}', text)
    assert events == ["log_in_failed", "logged_in", "logged_out"]
    assert "mistyped" not in text and "builder" not in text and "ds_actor" not in text


class TestWall:
    """http_basic_auth with a form: people use the form, programs use Basic."""

    @pytest.fixture(params=["form", "auto"])
    def challenge(self, request):
        return request.param

    @pytest.fixture
    def walled(self, line, started, challenge):
        own = {"auth": {"challenge": challenge}}
        return start_with_accounts(started, line, own, {"http_basic_auth": True})

    def test_users_log_in_by_the_form_and_log_out_again(self, walled, challenge):
        person = Visitor(walled)
        led = person.get("/-/versions?a=1", **NAVIGATION)
        assert led.status_code == 302
        assert led.headers["location"] == "/-/login?next=/-/versions%3Fa%3D1"
        page = person.get(led.headers["location"])
        assert page.status_code == 200 and 'value="/-/versions?a=1"' in page.text
        assert "<link" not in page.text, "nobody may fetch a style sheet yet"
        answer = person.log_in(*BOB, next_path="/-/versions?a=1")
        assert answer.headers["location"] == "/-/versions?a=1"
        assert person.get("/-/versions?a=1").status_code == 200
        stolen = person.session
        assert person.log_out().status_code == 302
        again = walled.get("/", headers={"Cookie": f"ds_actor={stolen}"})
        assert again.status_code == 401

    def test_programs_are_refused_and_log_in_by_basic(self, walled, challenge):
        refused = walled.get("/-/versions.json")
        assert refused.status_code == 401
        assert refused.json()["error"] == "401 Authorization Required"
        scheme = refused.headers["www-authenticate"].split()[0]
        assert scheme == ("Basic" if challenge == "auto" else "Session")
        assert walled.get("/-/versions.json", BOB).status_code == 200
        assert walled.get("/-/versions.json", ("bob", "wrong")).status_code == 401

    def test_an_anonymous_logout_redirects_to_the_front_page(self, walled):
        answer = Visitor(walled).get("/-/logout", **NAVIGATION)
        assert answer.status_code == 302 and answer.headers["location"] == "/"

    def test_a_cookie_that_the_gateway_did_not_make_does_not_pass(self, walled):
        cookie = "ds_actor=" + sign({"a": {"id": "bob"}}, SECRET)
        assert walled.get("/", headers={"Cookie": cookie}).status_code == 401

    def test_the_style_sheet_of_the_pages_is_open(self, walled):
        assert walled.get("/-/gateway.css").status_code == 200
        assert walled.get("/-/static/app.css").status_code == 401


def test_without_a_form_the_browser_shows_its_dialog(gateway):
    for path in ("/-/login", "/-/logout", "/-/password-tool"):
        assert gateway.get(path).status_code == 401
    answer = gateway.get("/-/login", BOB)
    assert answer.status_code == 302 and answer.headers["location"] == "/"


def test_logging_out_of_basic_makes_the_browser_forget(gateway):
    asked = gateway.get("/-/logout", BOB, headers={"Accept": "text/html"})
    assert asked.status_code == 200 and "Your browser remembers" in asked.text
    answer = gateway.post("/-/logout", BOB, headers={"Origin": gateway.url, "Accept": "text/html"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Basic realm="Datasette", charset="UTF-8"'
    assert "You are logged out" in answer.text
    assert "<link" not in answer.text, "nothing could be fetched"
    program = gateway.post("/-/logout", BOB, headers={"Accept": "application/json"})
    assert program.status_code == 401
    assert program.json()["error"] == "401 Authorization Required"


def test_accepts_names_and_passwords_that_are_not_ascii(line, started):
    auth = {f"{NOT_ASCII[0]}_password_hash": pbkdf2_hash(NOT_ASCII[1])}
    person = Visitor(start_with_accounts(started, line, auth=auth))
    assert person.log_in(*NOT_ASCII).status_code == 302
    assert person.actor() == {"id": NOT_ASCII[0]}


def test_below_a_base_url(line, started):
    site = start_with_accounts(started, line, arguments=["--setting", "base_url", "/sub/"])
    answer = site.post("/sub/-/login", data={"username": BOB[0], "password": BOB[1]})
    assert answer.status_code == 302 and answer.headers["location"] == "/sub/"
    page = site.get("/sub/-/login?next=/sub/x")
    assert 'action="/sub/-/login"' in page.text and 'value="/sub/x"' in page.text
    assert "/sub/-/gateway.css" in page.text
    assert site.get("/sub/-/gateway.css").status_code == 200


def test_secure_where_the_client_uses_https(line, started):
    site = start_with_accounts(started, line, {"trusted_proxies": ["127.0.0.1"]})
    answer = site.post(
        "/-/login",
        data={"username": BOB[0], "password": BOB[1]},
        headers={"X-Forwarded-Proto": "https"},
    )
    assert all("; Secure" in each for each in set_cookies(answer, "ds_actor"))


def test_the_tool_hashes_for_logged_in_users(form_gateway):
    assert form_gateway.get("/-/password-tool").status_code == 302
    person = Visitor(form_gateway)
    person.log_in(*BOB)
    fields = {**person.fields_of("/-/password-tool"), "password": "a new one"}
    page = person.post("/-/password-tool", fields)
    assert page.status_code == 200
    assert re.search(r">\$argon2id\$v=19\$m=19456,t=2,p=1\$[^<]+</textarea>", page.text)
    assert "a new one" not in page.text
    assert page.headers["cache-control"] == "private, no-store"
