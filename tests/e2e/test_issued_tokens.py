"""Tokens that Datasette issued (1.0: /-/create-token) end with the account they were issued to."""

import json
import re
import signal
import time

import pytest

from support import data
from support.signing import pbkdf2_hash, sign
from support.sites import SECRET, WorkDirectory, start_gateway_site, without_throttle

AMY = ("amy", "right")
BOB = ("bob", "builder")


def config_of(walled, **accounts):
    block = {"http_basic_auth": walled}
    for name, password in accounts.items():
        block[f"{name}_password_hash"] = pbkdf2_hash(password)
    return {"plugins": {"datasette-auth-passwords": block}}


@pytest.fixture(params=[True, False], ids=["walled", "open"])
def walled(request):
    return request.param


@pytest.fixture
def start(started, walled):
    """start(amy="right", …): the gateway before 1.0, again with the same state."""
    work = WorkDirectory()
    files = data.make_databases(work.path)

    def begin(**accounts):
        made = start_gateway_site("1.0", files, config_of(walled, **accounts), work=work)
        started.append(made)
        return made

    return begin


def reload(site, config):
    mark = site.process.mark()
    site.work.write("metadata.json", without_throttle(config))
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("configuration was reloaded", 60, since=mark)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def create_token(site, auth=AMY):
    page = site.post("/-/create-token", auth, data={"expire_type": ""})
    assert page.status_code == 200, page.text
    return re.search(r"dstok_[\w.-]+", page.text).group()


def actor_with(site, token):
    """Null for a refusal, too."""
    answer = site.get("/-/actor.json", headers=bearer(token))
    if answer.status_code == 401:
        return None
    assert answer.status_code == 200, answer.text
    return answer.json()["actor"]["id"]


def kill(site, started):
    site.process.signal(signal.SIGKILL)
    site.process.wait()
    started.remove(site)


def test_a_reload_without_the_account_ends_its_tokens(start, walled):
    site = start(amy=AMY[1], bob=BOB[1])
    token, other = create_token(site), create_token(site, BOB)
    assert actor_with(site, token) == "amy"
    reload(site, config_of(walled, bob=BOB[1]))
    assert actor_with(site, token) is None
    assert site.get("/-/actor.json", headers=bearer(token)).status_code == 401
    assert actor_with(site, other) == "bob"


def test_an_account_of_the_same_name_has_tokens_of_its_own(start, walled, started):
    site = start(amy=AMY[1])
    first = create_token(site)
    reload(site, config_of(walled))
    reload(site, config_of(walled, amy="another"))
    assert actor_with(site, first) is None
    second = create_token(site, ("amy", "another"))
    assert actor_with(site, second) == "amy"
    kill(site, started)
    site = start(amy="another")
    assert actor_with(site, first) is None
    assert actor_with(site, second) == "amy"


def test_a_new_password_ends_tokens_as_it_ends_sessions(start, walled):
    site = start(amy=AMY[1])
    tokens = [create_token(site)]
    for password in ("second", "third"):
        # Made as late as can be: in the second of the reload.
        reload(site, config_of(walled, amy=password))
        assert [actor_with(site, each) for each in tokens] == [None] * len(tokens)
        tokens.append(create_token(site, ("amy", password)))
        assert actor_with(site, tokens[-1]) == "amy"


def test_a_restart_without_the_account_ends_its_tokens(start, started):
    site = start(amy=AMY[1], bob=BOB[1])
    token, other = create_token(site), create_token(site, BOB)
    kill(site, started)
    site = start(bob=BOB[1])
    assert actor_with(site, token) is None
    assert actor_with(site, other) == "bob"
    kill(site, started)
    site = start(amy="another", bob=BOB[1])
    assert actor_with(site, token) is None
    assert actor_with(site, create_token(site, ("amy", "another"))) == "amy"


def test_a_token_of_an_actor_without_an_account_is_datasettes_business(start, walled):
    site = start(amy=AMY[1])
    for claims in (
        {"a": "github:1", "t": int(time.time())},
        {"a": 7, "t": 1, "_r": {"a": ["vi"]}},
    ):
        token = "dstok_" + sign(claims, SECRET, "token")
        assert actor_with(site, token) == claims["a"]
    reload(site, config_of(walled))
    assert actor_with(site, token) == claims["a"]


def test_no_spelling_of_an_ended_token_passes(start, walled):
    """Python's base64 leaves out characters of no alphabet."""
    site = start(amy=AMY[1])
    token = create_token(site)
    reload(site, config_of(walled))
    for spelled in (token[:-4] + "!" + token[-4:], token + "=", token.replace(".", "!.")):
        assert actor_with(site, spelled) is None, spelled
    for value in (f"bearer {token}", f"Bearer  {token}", f"Bearer\t{token}", f"Token {token}"):
        answer = site.get("/-/actor.json", headers={"Authorization": value})
        assert answer.status_code == 401 or answer.json()["actor"] is None, value


def test_a_token_made_for_one_task_keeps_its_limits(start, walled):
    site = start(amy=AMY[1])
    claims = {"a": "amy", "t": int(time.time()), "_r": {"d": {"data": ["vd"]}}}
    token = "dstok_" + sign(claims, SECRET, "token")
    seen = site.get("/-/actor.json", headers=bearer(token))
    assert seen.json()["actor"]["_r"] == claims["_r"]


def test_without_a_record_only_accounts_have_tokens(started, walled):
    work = WorkDirectory()
    in_the_way = work.write("in-the-way", "")
    site = start_gateway_site(
        "1.0",
        [],
        config_of(walled, amy=AMY[1]),
        work=work,
        env={"XDG_STATE_HOME": f"{in_the_way}/state"},
    )
    started.append(site)
    site.process.wait_for_line("accounts cannot be recorded", stream="err")
    assert actor_with(site, create_token(site)) == "amy"
    stranger = {"a": "github:1", "t": int(time.time())}
    assert actor_with(site, "dstok_" + sign(stranger, SECRET, "token")) is None


def test_the_record_names_no_account(start):
    site = start(amy=AMY[1])
    [record] = (site.work.path / "state/datasette-gateway").glob("accounts-*")
    assert record.stat().st_mode & 0o777 == 0o600
    text = record.read_text()
    assert "amy" not in text and json.dumps(pbkdf2_hash(AMY[1])) not in text
