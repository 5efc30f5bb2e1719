"""The begin and end of sessions: seals, sites, generations, reloads, other plugins."""

import json
import re
import signal

import pytest

from support.data import ALICE, BOB
from support.forms import Visitor, set_cookies, start_with_accounts
from support.raw_http import RawConnection, request_bytes
from support.signing import base62_decode, pbkdf2_hash, sign, unsign
from support.sites import SECRET, WorkDirectory, start_gateway_site

FORM_TYPE = ("Content-Type", "application/x-www-form-urlencoded")
PRINTING = {
    "databases": {
        "_memory": {"queries": {"cookie": {"sql": "select :_cookie_ds_actor as printed"}}},
    }
}
SIGN_IN_PLUGIN = """
from datasette import hookimpl, Response

@hookimpl
def register_routes():
    async def sign_in(request, datasette):
        actor = {"id": request.args["id"]}
        response = Response.redirect("/")
        response.set_cookie("ds_actor", datasette.sign({"a": actor}, "actor"))
        return response
    return [(r"^/sign-in$", sign_in)]
"""


def reload(site, changed):
    path = site.work.path / "metadata.json"
    config = json.loads(path.read_text())
    changed(config["plugins"])
    path.write_text(json.dumps(config))
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("configuration was reloaded", since=mark)


def give_bob(password):
    def change(plugins):
        plugins["datasette-auth-passwords"]["bob_password_hash"] = pbkdf2_hash(password)

    return change


def remove_bob(plugins):
    del plugins["datasette-auth-passwords"]["bob_password_hash"]


def actor_with(site, cookie):
    answer = site.get("/-/actor.json", headers={"Cookie": f"ds_actor={cookie}"})
    return answer.json()["actor"] if answer.status_code == 200 else answer.status_code


@pytest.mark.parametrize("walled", [False, True])
def test_the_secret_of_datasette_makes_no_session(line, started, walled):
    own = {"auth": {"challenge": "form"}}
    site = start_with_accounts(started, line, own, {"http_basic_auth": walled})
    person = Visitor(site)
    person.log_in(*BOB)
    claims = unsign(person.session, SECRET)
    assert actor_with(site, person.session) == {"id": "bob"}
    nobody = 401 if walled else None
    for forged in (
        {"a": {"id": "x"}, "g": "z.bob"},
        {**claims, "g": claims["g"].replace(".bob", ".alice")},
        {**claims, "e": "zzzzzz"},
        {"a": {"id": "root"}, "g": 1},
    ):
        assert actor_with(site, sign(forged, SECRET)) == nobody, forged


def test_the_cookie_that_datasette_prints_opens_nothing(line, started):
    work = WorkDirectory()
    config = {"plugins": {"datasette-auth-passwords": {"bob_password_hash": pbkdf2_hash(BOB[1])}}}
    site = start_gateway_site(line, [], {**config, **PRINTING}, work=work, arguments=["--memory"])
    started.append(site)
    person = Visitor(site)
    person.log_in(*BOB)
    row = person.get("/_memory/cookie.json?_shape=array").json()[0]
    printed = row["printed"]
    claims = unsign(printed, SECRET)
    assert claims["a"] == {"id": "bob"}
    assert base62_decode(claims["e"]) <= base62_decode(unsign(person.session, SECRET)["e"])
    assert actor_with(site, printed) is None
    again = site.get("/_memory/cookie.json?_shape=array", headers={"Cookie": f"ds_actor={printed}"})
    assert again.status_code != 200, "there was no cookie to print"


@pytest.mark.parametrize("keep", [False, True])
def test_a_session_ends_with_the_password_that_opened_it(line, started, keep):
    own = {"session": {"keep_on_password_change": keep}}
    site = start_with_accounts(started, line, own)
    bob, alice = Visitor(site), Visitor(site)
    bob.log_in(*BOB)
    alice.log_in(*ALICE)
    reload(site, give_bob("another"))
    assert bob.actor() == ({"id": "bob"} if keep else None)
    assert alice.actor() == {"id": "alice"}


def test_another_account_of_the_same_name_has_sessions_of_its_own(line, started):
    site = start_with_accounts(started, line)
    first = Visitor(site)
    first.log_in(*BOB)
    reload(site, remove_bob)
    assert first.actor() is None
    reload(site, give_bob("the second bob"))
    assert first.actor() is None
    second = Visitor(site)
    second.log_in("bob", "the second bob")
    assert second.actor() == {"id": "bob"}


@pytest.mark.parametrize("change", [give_bob("another"), remove_bob])
def test_a_log_in_that_has_begun_is_decided_by_the_present_configuration(line, started, change):
    site = start_with_accounts(started, line)
    body = b"username=bob&password=builder"
    head = request_bytes("POST", "/-/login", [FORM_TYPE, ("Content-Length", str(len(body)))])
    with RawConnection(site.address) as connection:
        connection.send(head + body[:5])
        reload(site, change)
        connection.send(body[5:])
        answer = connection.read_response()
    assert answer.status == 200
    assert not any("ds_actor" in value for value in answer.all("set-cookie"))


def test_sessions_outlive_a_restart_without_a_secret_of_ones_own(line, started):
    work = WorkDirectory()
    first = start_with_accounts(started, line, work=work, secret=None)
    person, gone = Visitor(first), Visitor(first)
    person.log_in(*BOB)
    gone.log_in(*ALICE)
    out = gone.session
    gone.log_out()
    assert first.process.stop() == 0
    started.remove(first)
    again = start_with_accounts(started, line, work=work, secret=None)
    assert again.port != first.port
    assert actor_with(again, person.session) == {"id": "bob"}
    assert actor_with(again, out) is None
    assert (work.path / "state/datasette-gateway/session.key").stat().st_mode & 0o777 == 0o600


def test_sites_of_one_user_share_sessions_only_under_one_name(line, started):
    state = WorkDirectory()
    env = {"XDG_STATE_HOME": state.path}
    first = start_with_accounts(started, line, env=env)
    other = start_with_accounts(started, line, env=env)
    person = Visitor(first)
    person.log_in(*BOB)
    assert actor_with(other, person.session) is None
    named = [start_with_accounts(started, line, {"site": "x"}, env=env) for _ in range(2)]
    person = Visitor(named[0])
    person.log_in(*BOB)
    assert actor_with(named[1], person.session) == {"id": "bob"}
    state.remove()


def test_without_a_place_for_its_key_sessions_end_with_the_process(line, started):
    work = WorkDirectory()
    (work.path / "state").write_text("a file is in the way")
    site = start_with_accounts(started, line, work=work)
    assert "sessions end when the gateway stops" in site.process.text("err")
    person = Visitor(site)
    person.log_in(*BOB)
    assert person.actor() == {"id": "bob"}


@pytest.mark.parametrize("secret, code", [("1234567", 1), ("12345678", 0), ("x" * 32, 0)])
def test_a_weak_secret_is_refused_or_warned_of(line, started, secret, code):
    if code:
        with pytest.raises(AssertionError, match="at least 8"):
            start_with_accounts(started, line, secret=secret)
        return
    site = start_with_accounts(started, line, secret=secret)
    assert ("at least 32" in site.process.text("err")) == (len(secret) < 32)


class TestPluginSignIn:
    def start(self, line, started, own, walled):
        work = WorkDirectory()
        (work.path / "plugins").mkdir()
        (work.path / "plugins" / "sign_in.py").write_text(SIGN_IN_PLUGIN)
        return start_with_accounts(
            started,
            line,
            {"public": ["/sign-in"], "auth": {"challenge": "form", **own}},
            {"http_basic_auth": walled},
            arguments=["--plugins-dir", work.path / "plugins"],
        )

    def sign_in(self, site, name):
        answer = site.client().get(f"/sign-in?id={name}", auth=None)
        assert answer.status_code == 302, answer.text
        lines = set_cookies(answer, "ds_actor")
        return answer, (re.match("ds_actor=([^;]*)", lines[0]).group(1) if lines else None)

    def test_opens_a_session_of_the_gateways_own_that_log_out_ends(self, line, started):
        site = self.start(line, started, {}, False)
        answer, cookie = self.sign_in(site, "octo")
        assert "private" in answer.headers["cache-control"]
        claims = unsign(cookie, SECRET)
        assert claims["a"] == {"id": "octo"} and claims["g"]
        assert actor_with(site, cookie) == {"id": "octo"}
        person = Visitor(site)
        person.client.cookies.set("ds_actor", cookie, site.host, "/")
        person.log_out()
        assert actor_with(site, cookie) is None

    def test_opens_nothing_where_a_password_is_required(self, line, started):
        site = self.start(line, started, {}, True)
        answer, cookie = self.sign_in(site, "octo")
        assert cookie is None
        site.process.wait_for_line(r"auth\.plugin_sign_in_allow", stream="err")

    def test_opens_a_session_for_those_whom_the_allow_block_names(self, line, started):
        own = {"plugin_sign_in": True, "plugin_sign_in_allow": {"id": ["octo"]}}
        site = self.start(line, started, own, True)
        _, cookie = self.sign_in(site, "octo")
        assert actor_with(site, cookie) == {"id": "octo"}
        _, other = self.sign_in(site, "anybody")
        assert other is None
