"""The sessions of the login form: how long they last, and how they end for good."""

import re
import signal

import pytest

from support.data import ALICE, BOB
from support.forms import Visitor, set_cookies, start_with_accounts
from support.signing import base62_decode, sign, unsign
from support.sites import SECRET, WorkDirectory


@pytest.fixture
def person(form_gateway):
    return Visitor(form_gateway)


def test_log_out_ends_the_session_for_good(person):
    person.log_in(*BOB)
    stolen = person.session
    assert person.actor() == {"id": "bob"}
    answer = person.log_out()
    assert answer.status_code == 302 and answer.headers["location"] == "/"
    assert person.actor() is None
    for _ in range(3):  # each of its threads has the cookie in its memory
        assert person.site.actor(headers={"Cookie": f"ds_actor={stolen}"}) is None


def test_one_session_of_two_is_logged_out(form_gateway):
    first, second = Visitor(form_gateway), Visitor(form_gateway)
    first.log_in(*BOB)
    second.log_in(*BOB)
    first.log_out()
    assert first.actor() is None
    assert second.actor() == {"id": "bob"}


def test_a_log_out_outlives_the_process(line, started):
    work = WorkDirectory()
    state = {"XDG_STATE_HOME": work.path / "state"}
    site = start_with_accounts(started, line, env=state, work=work)
    person = Visitor(site)
    person.log_in(*BOB)
    kept = Visitor(site)
    kept.log_in(*BOB)
    stolen = person.session
    person.log_out()
    site.process.signal(signal.SIGKILL)
    site.process.wait()
    started.remove(site)
    again = start_with_accounts(started, line, env=state, work=work)
    assert again.actor(headers={"Cookie": f"ds_actor={stolen}"}) is None
    assert again.actor(headers={"Cookie": f"ds_actor={kept.session}"}) == {"id": "bob"}
    assert (work.path / "state/datasette-gateway/log-outs").stat().st_mode & 0o777 == 0o600


def test_warns_if_there_is_no_place_for_logouts(line, started):
    work = WorkDirectory()
    file = work.write("in-the-way", "")
    site = start_with_accounts(started, line, {"session": {"path": f"{file}/log-outs"}}, work=work)
    site.process.wait_for_line("logouts are lost when the gateway stops", stream="err")
    person = Visitor(site)
    person.log_in(*BOB)
    stolen = person.session
    person.log_out()
    assert site.actor(headers={"Cookie": f"ds_actor={stolen}"}) is None


def test_a_session_ends_with_its_account(line, started):
    work = WorkDirectory()
    site = start_with_accounts(started, line, work=work)
    person, other = Visitor(site), Visitor(site)
    person.log_in(*BOB)
    other.log_in(*ALICE)
    metadata = work.path / "metadata.json"
    metadata.write_text(metadata.read_text().replace("bob_password_hash", "rob_password_hash"))
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("configuration was reloaded", since=mark)
    assert person.actor() is None
    assert other.actor() == {"id": "alice"}


def test_a_session_slides(line, started):
    site = start_with_accounts(started, line, {"session": {"max_age": 800}})
    person = Visitor(site)
    assert not set_cookies(person.log_in(*BOB), "x")
    assert not set_cookies(person.get("/"), "ds_actor")
    aged = person.session
    # So it looks like one of 1000 s of which 200 have gone.
    metadata = site.work.path / "metadata.json"
    metadata.write_text(metadata.read_text().replace('"max_age": 800', '"max_age": 1000'))
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("configuration was reloaded", since=mark)
    answer = person.get("/")
    [line_] = set_cookies(answer, "ds_actor")
    old = unsign(aged, SECRET)
    fresh = unsign(re.match("ds_actor=([^;]*)", line_).group(1), SECRET)
    assert fresh["g"].split(".")[0] == old["g"].split(".")[0]
    assert base62_decode(fresh["e"]) > base62_decode(old["e"]) + 100
    static = site.get("/-/static/app.css", headers={"Cookie": "ds_actor=" + aged})
    assert static.status_code == 200 and not set_cookies(static, "ds_actor")


def test_an_expiry_outside_the_alphabet_is_anonymous(form_gateway):
    cookie = "ds_actor=" + sign({"a": {"id": "bob"}, "e": "!!"}, SECRET)
    assert form_gateway.actor(headers={"Cookie": cookie}) is None


def test_cookies_by_the_hundred_do_not_hide_the_session(person):
    person.log_in(*BOB)
    many = "; ".join(f"c{n}=v" for n in range(500))
    headers = {"Cookie": f"{many}; ds_actor={person.session}"}
    assert person.site.actor(headers=headers) == {"id": "bob"}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_logging_out_with_basic_ends_the_session_beside_it(line, started, accept):
    own, walled = {"auth": {"challenge": "auto"}}, {"http_basic_auth": True}
    site = start_with_accounts(started, line, own, auth=walled)
    person = Visitor(site)
    person.log_in(*BOB)
    copy = {"Cookie": f"ds_actor={person.session}", "Accept": "application/json"}
    assert site.get("/-/actor.json", headers=copy).json()["actor"] == {"id": "bob"}
    fields = person.fields_of("/-/logout")
    answer = site.client().post(
        "/-/logout",
        data=fields,
        auth=BOB,
        headers={**copy, "Accept": accept, "Origin": site.url, "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 401
    assert set_cookies(answer, "ds_actor")
    assert site.get("/-/actor.json", headers=copy).status_code == 401
