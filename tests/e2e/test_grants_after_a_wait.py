"""A request that has begun holds no grant: what changed while its body came decides."""

import signal
import time

import pytest
from faulty_upstream import plain

from support import data
from support.data import ALICE, notes_in
from support.forms import Visitor, form_fields
from support.raw_http import RawConnection, request_bytes
from support.secrets_site import config as secrets_config
from support.secrets_site import stored
from support.signing import basic, pbkdf2_hash, sign
from support.sites import LINES, SECRET, WorkDirectory, start_gateway_site, without_throttle
from support.waiting import wait_until

FORM = ("Content-Type", "application/x-www-form-urlencoded")


def reload(site, config):
    mark = site.process.mark()
    site.work.write("metadata.json", without_throttle(config))
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("configuration was reloaded", 60, since=mark)


class SlowRequest:
    """Its head and the first half of its body have gone."""

    def __init__(self, site, target, body, headers=(FORM,)):
        whole = request_bytes("POST", target, headers=headers, body=body)
        half = len(whole) - len(body) // 2
        self.rest = whole[half:]
        self.mark = site.process.mark()
        self.connection = RawConnection(site.address)
        self.connection.send(whole[:half])

    def finish(self):
        with self.connection as connection:
            connection.send(self.rest)
            return connection.read_response("POST").status


def config_of(walled, password=None, **more):
    block = {"http_basic_auth": walled}
    if password:
        block["alice_password_hash"] = pbkdf2_hash(password)
    write = {"sql": "insert into notes (body) values (:body)", "write": True}
    return {
        "plugins": {"datasette-auth-passwords": {**block, **more}},
        "databases": {"data": {"allow": {"id": "alice"}, "queries": {"add_note": write}}},
    }


@pytest.fixture(params=[(line, walled) for line in LINES for walled in (True, False)], ids=str)
def site(request, started):
    line, walled = request.param
    work = WorkDirectory()
    files = data.make_databases(work.path)
    made = start_gateway_site(line, files, config_of(walled, ALICE[1]), work=work)
    started.append(made)
    made.data_db, made.walled = files[0], walled
    return made


def slow_note(site, text, *headers):
    return SlowRequest(site, "/data/add_note", f"body={text}".encode(), [FORM, *headers])


WITH_PASSWORD = ("Authorization", basic(*ALICE))


def test_a_slow_body_with_a_password_that_is_still_right_arrives(site):
    slow = slow_note(site, "still-right", WITH_PASSWORD)
    assert site.get("/-/versions.json", ALICE).status_code == 200
    reload(site, config_of(site.walled, ALICE[1], bob_password_hash=pbkdf2_hash("b")))
    assert slow.finish() in (200, 302)
    assert "still-right" in notes_in(site.data_db)


@pytest.mark.parametrize("password", [None, "another"], ids=["removed", "changed"])
def test_a_slow_body_with_a_password_that_is_no_more_is_refused(site, password):
    slow = slow_note(site, "no-more", WITH_PASSWORD)
    # By now the request's own password has been checked: the same is remembered.
    assert site.get("/-/versions.json", ALICE).status_code == 200
    reload(site, config_of(site.walled, password))
    assert slow.finish() == 401
    assert "no-more" not in notes_in(site.data_db)


def session_cookie_of(site):
    config = config_of(site.walled, ALICE[1])
    config["plugins"]["datasette-gateway"] = {"auth": {"challenge": "form"}}
    reload(site, config)
    person = Visitor(site)
    person.log_in(*ALICE)
    return person


def test_a_slow_body_of_a_session_that_is_logged_out_is_refused(site):
    person = session_cookie_of(site)
    slow = slow_note(site, "logged-out", ("Cookie", f"ds_actor={person.session}"))
    person.log_out()
    assert slow.finish() == 401
    assert "logged-out" not in notes_in(site.data_db)


def test_a_slow_body_acts_as_the_actor_of_now(site):
    """Datasette sees the actor that the account has when the request continues."""
    slow = slow_note(site, "other-actor", WITH_PASSWORD)
    assert site.get("/-/versions.json", ALICE).status_code == 200
    reload(site, config_of(site.walled, ALICE[1], actors={"alice": {"id": "demoted"}}))
    assert slow.finish() == 403
    assert "other-actor" not in notes_in(site.data_db)


@pytest.mark.parametrize("keeps_account", [True, False])
def test_a_slow_body_with_a_token_has_to_come_again_after_a_reload(started, keeps_account):
    for walled in (True, False):
        work = WorkDirectory()
        files = data.make_databases(work.path)
        config = config_of(walled, ALICE[1])
        site = start_gateway_site("1.0", files, config, work=work)
        started.append(site)
        claims = {"a": "alice", "t": int(time.time())}
        token = "dstok_" + sign(claims, SECRET, "token")
        headers = ("Authorization", f"Bearer {token}")
        assert site.get("/data.json", headers=dict([headers])).status_code == 200
        slow = slow_note(site, "by-token", headers)
        reload(site, config_of(walled, ALICE[1] if keeps_account else None))
        assert slow.finish() in (401, 503)
        assert "by-token" not in notes_in(files[0])
        again = slow_note(site, "again", headers)
        assert (again.finish() in (200, 302)) is keeps_account
        assert ("again" in notes_in(files[0])) is keeps_account


def test_the_rest_of_a_long_body_does_not_follow(upstream, gateway_before):
    """Its first 64 KiB were forwarded while the password was right."""
    received = []

    def answer(request):
        if request.method == "POST":
            received.append(request.read_body())
        request.send(plain(b"in"))

    upstream.answer = answer
    site = gateway_before(upstream, config_of(True, ALICE[1]))
    assert site.get("/in", ALICE).text == "in"
    slow = SlowRequest(site, "/x", b"x" * 200_000, [WITH_PASSWORD])
    posted = upstream.only_request_for("/x")
    reload(site, config_of(True, "another"))
    try:
        assert slow.finish() == 401
    except OSError:
        pass  # cut off while it was still sending
    wait_until(posted.connection.ended.is_set, what="the end of its connection")
    assert not received


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("walled", [True, False])
def test_a_secret_of_a_user_whose_permission_is_gone_is_not_stored(started, line, walled):
    config = secrets_config(walled)
    own = config["plugins"]["datasette-gateway"]
    # The body waits until a reload has ended, however long that takes.
    own.update({"auth": {"challenge": "form"}, "limits": {"body_min_rate": 0}})
    site = start_gateway_site(line, [], config)
    started.append(site)
    person = Visitor(site)
    person.log_in(*ALICE)
    path = "/-/secrets/OPENAI_API_KEY"
    token = form_fields(person.get(path).text, path)["csrftoken"]
    cookies = "; ".join(f"{c.name}={c.value}" for c in person.client.cookies.jar)
    body = f"csrftoken={token}&note=&secret=too-late".encode()
    origin = [("Cookie", cookies), ("Origin", site.url), ("Sec-Fetch-Site", "same-origin")]
    first = SlowRequest(site, path, body.replace(b"too-late", b"in-time"), [FORM, *origin])
    reload(site, {**config, "title": "another"})
    assert first.finish() == 302
    assert stored(site) == "in-time"
    slow = SlowRequest(site, path, body, [FORM, *origin])
    reload(site, {**config, "permissions": {"manage-secrets": {"id": "bob"}}})
    assert slow.finish() == 403
    assert stored(site) == "in-time"
