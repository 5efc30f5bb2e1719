"""A reload may close a site, but it does not open one by accident; neither does a start."""

import json
import signal

import pytest
from faulty_upstream import plain

from support import data
from support.data import ALICE, BOB
from support.signing import pbkdf2_hash
from support.sites import launch_gateway, without_throttle

OTHER_SIGNALS = [
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGALRM,
    signal.SIGIO,
    signal.SIGPIPE,
    signal.SIGPROF,
    signal.SIGPWR,
    signal.SIGTTIN,
    signal.SIGTTOU,
    signal.SIGVTALRM,
    signal.SIGXFSZ,
    signal.SIGRTMIN,
    signal.SIGRTMAX,
]


@pytest.fixture
def site(upstream, gateway_before):
    upstream.answer = lambda r: r.send(plain())
    return gateway_before(upstream, data.BASIC)


def reload(site, text):
    """Returns what the log says of it."""
    if not isinstance(text, str):
        text = json.dumps(without_throttle(text))
    (site.work.path / "metadata.json").write_text(text)
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("was reloaded|stays in force", 20, "err", mark)
    return site.process.text(since=mark)


def accounts(on=True, **more):
    return {"plugins": {"datasette-auth-passwords": {"http_basic_auth": on, **more}}}


def is_closed(site):
    return site.get("/t/x").status_code == 401 and site.get("/t/x", ALICE).status_code == 200


@pytest.mark.parametrize(
    "text",
    ["", "\n", "# nothing\n", "null", "title: half a file\nplugins:\n", "{}", "title: x\n"],
    ids=["empty", "blank", "comment", "null", "cut off", "braces", "title"],
)
def test_a_reload_does_not_turn_basic_auth_off(site, text):
    said = reload(site, text)
    assert "is empty" in said or "restart the gateway to do that" in said, said
    assert is_closed(site)


@pytest.mark.parametrize("on", [False, None])
def test_a_reload_with_basic_auth_off_is_refused_as_a_whole(site, on):
    said = reload(site, accounts(on, nina_password_hash=pbkdf2_hash("n")))
    assert said.count("restart the gateway to do that") == 1
    assert is_closed(site)
    assert site.get("/t/x", ("nina", "n")).status_code == 401
    assert site.get("/t/x", BOB).status_code == 200


def test_the_last_account_can_be_removed(site):
    assert "was reloaded" in reload(site, accounts())
    assert site.get("/t/x", ALICE).status_code == 401
    assert site.get("/t/x").status_code == 401


def test_a_changed_hash_holds(site):
    assert "was reloaded" in reload(site, accounts(alice_password_hash=pbkdf2_hash("new")))
    assert site.get("/t/x", ALICE).status_code == 401
    assert site.get("/t/x", ("alice", "new")).status_code == 200


def test_a_reload_names_everything_that_becomes_more_open(site):
    block = data.BASIC["plugins"]["datasette-auth-passwords"]
    wider = {
        "plugins": {
            "datasette-auth-passwords": {**block, "nina_password_hash": pbkdf2_hash("n")},
            "datasette-gateway": {"public": ["/t/open"]},
        },
        "databases": {**data.DATABASES, "vault": {}},
    }
    said = reload(site, wider)
    for what in ("databases.vault.allow: the block was removed", "/t/open", 'account, "nina"'):
        plain = said.replace("\\", "").splitlines()
        lines = [line for line in plain if what in line]
        assert any("warning" in line for line in lines), said
        assert any('"event":"opened"' in line for line in lines), said
    assert "this reload grants more access" not in reload(site, wider)


@pytest.mark.parametrize("text", ["", "# nothing\n"], ids=["empty", "comment"])
def test_an_empty_file_is_no_configuration_at_the_start_either(work, started, text):
    metadata = work.path / "metadata.json"
    metadata.write_text(text)
    upstream = ["--upstream", "http://127.0.0.1:9", "--secret", "of-lawful-length"]
    process = launch_gateway(["-p", "0", "-m", metadata, *upstream], work)
    started.append(process)
    assert process.wait(20) == 1
    assert "is empty" in process.text()


def test_an_open_site_says_so_at_the_start(work, started):
    upstream = ["--upstream", "http://127.0.0.1:9", "--secret", "of-lawful-length"]
    process = launch_gateway(["-p", "0", *upstream], work)
    started.append(process)
    process.wait_for_line("This site is open to everyone", 20, "err")


@pytest.mark.parametrize("number", OTHER_SIGNALS, ids=lambda n: signal.Signals(n).name)
def test_other_signals_end_nothing(site, number):
    site.process.signal(number)
    assert is_closed(site)
    assert "was reloaded" in reload(site, data.BASIC), "signals are still taken"
    assert site.process.running


def test_sigquit_is_a_request_to_stop(site):
    site.process.signal(signal.SIGQUIT)
    assert site.process.wait(20) == 0
