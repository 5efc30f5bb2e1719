"""Bearer tokens with http_basic_auth on: Datasette names their actors; dclient uses them."""

import json
import os
import re
import signal
import subprocess
import threading
import time

import pytest
from faulty_upstream import plain

from support import data
from support.processes import clean_environment
from support.signing import pbkdf2_hash
from support.sites import (
    LINES,
    SECRET,
    VENVS,
    WorkDirectory,
    launch_gateway,
    start_gateway_before,
    wait_for_gateway,
)
from support.waiting import limit, wait_until

AMY = ("amy", "right")
BOT_TOKEN = "bot-token-0123456789"
CLOSED_BY = {"closed": {"id": "root"}, "open": None}


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def config_with(own=None, **more):
    return {
        "plugins": {
            "datasette-auth-passwords": {
                "http_basic_auth": True,
                "amy_password_hash": pbkdf2_hash(AMY[1]),
            },
            "datasette-auth-tokens": {
                "tokens": [{"token": {"$env": "BOT_TOKEN"}, "actor": {"id": "bot"}}],
            },
            "datasette-gateway": own or {},
        },
        "databases": {
            "data": {
                "allow": {"id": ["amy", "bot"]},
                "permissions": {"insert-row": {"id": ["amy", "bot"]}},
            },
            "vault": {"allow": {"id": "amy"}},
        },
        **more,
    }


def start_with_plugin(line, config, *arguments):
    """The gateway before a Datasette with the real datasette-auth-tokens."""
    work = WorkDirectory()
    files = data.make_databases(work.path)
    metadata = work.write("metadata.json", config)
    environment = {
        "DATASETTE_SECRET": SECRET,
        "BOT_TOKEN": BOT_TOKEN,
        "PATH": f"{VENVS / f'tokens-{line}' / 'bin'}:{os.environ['PATH']}",
    }
    process = launch_gateway(
        [*files, "-m", metadata, "-h", "127.0.0.1", "-p", "0", *arguments],
        work,
        environment,
        f"gateway before {line} with datasette-auth-tokens",
    )
    return wait_for_gateway(process, work, line)


def on_one_worker(line, how):
    """Each site is started once, and the sanitised builds choose one line by the test's name."""
    group = pytest.mark.xdist_group(f"tokens-{line}-{how}")
    return pytest.param((line, how), marks=group, id=f"{line}-{how}")


@pytest.fixture(
    scope="module", params=[on_one_worker(line, how) for line in LINES for how in CLOSED_BY]
)
def site(request):
    line, how = request.param
    more = {"allow": CLOSED_BY[how]} if CLOSED_BY[how] else {}
    made = start_with_plugin(line, config_with({"throttle": {"enabled": False}}, **more))
    yield made
    made.stop()


def test_a_token_of_datasettes_opens_what_its_actor_may_see(site):
    """Also where 0.65 does not show /-/actor.json to that actor, which may see one database."""
    answer = site.get("/data/facts.json?_shape=array", headers=bearer(BOT_TOKEN))
    assert answer.status_code == 200, answer.text
    assert answer.json()[0]["id"] is not None
    assert site.get("/vault.json", headers=bearer(BOT_TOKEN)).status_code == 403


def test_every_other_token_is_a_401(site):
    expected = {"ok": False, "error": "401 Authorization Required", "status": 401}
    for token in ("wrong", BOT_TOKEN[:-1], BOT_TOKEN + "x", "dstok_wrong", "dsgw_" + BOT_TOKEN):
        answer = site.get("/data/facts.json", headers=bearer(token))
        assert (answer.status_code, answer.json()) == (401, expected), token
    for value in (f"bearer {BOT_TOKEN}", f"Bearer  {BOT_TOKEN}", f"Token {BOT_TOKEN}"):
        answer = site.get("/data/facts.json", headers={"Authorization": value})
        assert answer.status_code == 401, value


def test_a_token_opens_no_own_page(site):
    for path in ("/-/secrets", "/-/password-tool", "/-/logout", "/-/gateway.json"):
        assert site.get(path, headers=bearer(BOT_TOKEN)).status_code == 403, path
        assert site.get(path, headers=bearer("wrong")).status_code == 401, path


def test_the_log_names_the_actor_and_never_the_token(site):
    site.get("/data.json", headers=bearer(BOT_TOKEN))
    site.get("/data.json", headers=bearer("guess-987654321"))
    text = site.process.text
    wait_until(lambda: '"event":"token_refused"' in text(), what="the refused token's line")
    assert '"event":"token_accepted"' in text()
    assert BOT_TOKEN not in text()
    assert "guess-987654321" not in text()


def dclient(*arguments):
    command = VENVS / "dclient" / "bin" / "dclient"
    assert command.exists(), "run tests/setup"
    home = WorkDirectory()
    try:
        return subprocess.run(
            [command, *arguments],
            env=clean_environment(HOME=str(home.path)),
            capture_output=True,
            text=True,
            timeout=limit(60),
        )
    finally:
        home.remove()


def test_dclient_queries_with_a_token(site):
    """It appends .json?sql= and follows no redirect, so 1.0 wants the path of its query page."""
    url = f"{site.url}/data" + ("/-/query" if site.line == "1.0" else "")
    sql = "select id from facts order by id limit 1"
    done = dclient("query", url, sql, "--token", BOT_TOKEN)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == 1
    refused = dclient("query", url, sql, "--token", "wrong")
    assert refused.returncode != 0
    assert "Response was not valid JSON" not in refused.stderr
    assert "401 Authorization Required" in refused.stderr


NEW_ROW = 1_000_000  # beyond those of data.make_databases()


def create_token(site):
    page = site.post("/-/create-token", AMY, data={"expire_type": ""})
    assert page.status_code == 200, page.text
    return re.search(r"dstok_[\w.-]+", page.text).group()


def test_the_token_of_create_token_works_with_dclient(site):
    if site.line == "0.65":
        pytest.skip("0.65 has no tokens of its own")
    token = create_token(site)
    who = dclient("actor", f"{site.url}/data", "--token", token)
    assert json.loads(who.stdout)["actor"]["id"] == "amy", who.stderr
    row = site.work.write("row.json", [{"id": NEW_ROW, "name": "by token"}])
    done = dclient("insert", f"{site.url}/data", "facts", str(row), "--json", "--token", token)
    assert done.returncode == 0, done.stderr
    other = {"Origin": "https://app.example", "Sec-Fetch-Site": "cross-site", **bearer(token)}
    body = {"row": {"name": "from another site"}}
    answer = site.post("/data/facts/-/insert", headers=other, json=body)
    assert answer.status_code == 201, answer.text
    with_cookie = {**other, "Cookie": "a=b"}
    answer = site.post("/data/facts/-/insert", headers=with_cookie, json=body)
    assert answer.status_code == 403


def test_a_reload_ends_a_token_that_is_gone_from_the_configuration(started):
    for line in LINES:
        site = start_with_plugin(line, config_with({"throttle": {"enabled": False}}))
        started.append(site)
        assert site.get("/data.json", headers=bearer(BOT_TOKEN)).status_code == 200
        config = config_with({"throttle": {"enabled": False}})
        config["plugins"]["datasette-auth-tokens"]["tokens"] = []
        site.work.write("metadata.json", config)
        mark = site.process.mark()
        site.process.signal(signal.SIGHUP)
        site.process.wait_for_line("configuration was reloaded", 60, since=mark)
        assert site.get("/data.json", headers=bearer(BOT_TOKEN)).status_code == 401


class TokenUpstream:
    """Names an actor for "Bearer good…" and counts who asks."""

    def __init__(self, upstream):
        self.upstream = upstream
        self.actor = {"id": "bot"}
        self.anybody = None
        self.before = lambda: None
        upstream.answer = self.answer

    def answer(self, request):
        request.read_body()
        if request.path != "/-/actor.json":
            request.send(plain(b"in"))
            return
        token = request.header("authorization")
        if token:
            self.before()
        named = self.actor if (token or "").startswith("Bearer good") else self.anybody
        body = json.dumps({"actor": named}).encode()
        request.send(plain(body, headers=[("Content-Type", "application/json")]))

    def checks(self):
        """How often Datasette was asked about a token."""
        asked = self.upstream.requests_for("/-/actor.json")
        return [r.header("authorization") for r in asked if r.header("authorization")]


def start_before(upstream, started, throttle=False, **own):
    config = config_with({"throttle": {"enabled": throttle}, **own})
    site = start_gateway_before(upstream.url, config)
    started.append(site)
    return site


def test_datasette_is_asked_once_a_minute_and_sees_nothing_but_the_token(upstream, started):
    asked = TokenUpstream(upstream)
    site = start_before(upstream, started)
    headers = {**bearer("good-1"), "Cookie": "ds_actor=x; a=b"}
    for _ in range(5):
        assert site.get("/page", headers=headers).text == "in"
    assert asked.checks() == ["Bearer good-1"]
    check = next(r for r in upstream.requests_for("/-/actor.json") if r.header("authorization"))
    assert check.header("cookie") is None
    for request in upstream.requests_for("/page"):
        assert request.header("authorization") == "Bearer good-1"
        assert request.cookies() == {"a": "b"}


def test_equal_tokens_at_the_same_time_are_one_question(upstream, started):
    asked = TokenUpstream(upstream)
    release = threading.Event()
    asked.before = lambda: release.wait(limit(30))
    site = start_before(upstream, started)
    statuses = []

    def ask():
        statuses.append(site.get("/page", headers=bearer("good-2")).status_code)

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for each in threads:
        each.start()
    wait_until(asked.checks, what="the question")
    release.set()
    for each in threads:
        each.join()
    assert statuses == [200] * 12
    assert asked.checks() == ["Bearer good-2"]


@pytest.mark.parametrize("status", ["500 Internal Server Error", "503 Busy", "429 Slow"])
def test_an_unverified_token_is_503_and_never_accepted(upstream, started, status):
    def answer(request):
        request.read_body()
        body = json.dumps({"actor": {"id": "bot"}}).encode()
        is_check = request.path == "/-/actor.json"
        request.send(plain(body, status if is_check else "200 OK"))

    upstream.answer = answer
    site = start_before(upstream, started)
    refused = site.get("/page.json", headers=bearer("good"))
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert refused.json()["ok"] is False
    assert not upstream.requests_for("/page.json")


def test_a_datasette_that_hangs_is_503_in_bounded_time(upstream, started):
    release = threading.Event()

    def answer(request):
        request.read_body()
        if request.path == "/-/actor.json":
            release.wait(limit(60))

    upstream.answer = answer
    site = start_before(upstream, started)
    began = time.monotonic()
    refused = site.get("/page", headers=bearer("good"))
    release.set()
    assert refused.status_code == 503
    assert time.monotonic() - began < limit(20)
    assert not upstream.requests_for("/page")


def test_a_datasette_that_names_an_actor_for_everybody_opens_nothing(upstream, started):
    asked = TokenUpstream(upstream)
    asked.anybody = {"id": "anybody"}
    site = start_before(upstream, started)
    assert site.get("/page", headers=bearer("good")).status_code == 401
    assert site.get("/page", headers=bearer("x")).status_code == 401
    assert not upstream.requests_for("/page")
    site.process.wait_for_line("names an actor .* for a request without a token")


def test_a_token_of_the_gateways_own_never_reaches_datasette(upstream, started):
    asked = TokenUpstream(upstream)
    closed = start_before(upstream, started)
    config = {"plugins": {"datasette-gateway": {"throttle": {"enabled": False}}}}
    open_site = start_gateway_before(upstream.url, config)
    started.append(open_site)
    for value in ("Bearer dsgw_x", "Bearer  dsgw_x", "bearer dsgw_x"):
        headers = {"Authorization": value}
        assert closed.get("/closed", headers=headers).status_code == 401
        assert open_site.get("/open", headers=headers).text == "in"
    assert not asked.checks()
    assert not upstream.requests_for("/closed")
    assert [r.header("authorization") for r in upstream.requests_for("/open")] == [None] * 3
    assert open_site.get("/other", headers=bearer("x")).text == "in"
    assert upstream.only_request_for("/other").header("authorization") == "Bearer x"


def test_wrong_tokens_are_throttled_like_passwords(upstream, started):
    asked = TokenUpstream(upstream)
    site = start_before(upstream, started, throttle=True)
    assert site.get("/page", headers=bearer("good")).status_code == 200
    statuses = [site.get("/x", headers=bearer(f"bad-{i}")).status_code for i in range(20)]
    assert 429 in statuses
    assert set(statuses) == {401, 429}
    assert len(asked.checks()) < 20
    # A token that is remembered is not slowed.
    assert site.get("/page", headers=bearer("good")).status_code == 200
    assert site.get("/page", AMY).status_code in (200, 429)


def test_a_token_that_is_too_long_is_refused_unasked(upstream, started):
    asked = TokenUpstream(upstream)
    site = start_before(upstream, started)
    assert site.get("/page", headers=bearer("good" + "x" * 8188)).status_code == 200
    assert site.get("/page", headers=bearer("good" + "x" * 8189)).status_code == 401
    assert len(asked.checks()) == 1
