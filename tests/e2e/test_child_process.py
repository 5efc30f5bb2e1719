"""The Datasette that the gateway starts: its private folder, its end, and the gateway's end."""

import os
import signal
import stat

import pytest

from support import data
from support.data import ALICE, BOB
from support.in_flight import InFlight, plugins_dir
from support.processes import children_of, command_line_of, is_alive
from support.raw_http import takes_connections
from support.signing import pbkdf2_hash
from support.sites import (
    SECRET,
    WorkDirectory,
    launch_gateway,
    start_gateway_site,
    without_throttle,
)
from support.waiting import wait_until


@pytest.fixture
def site(line, started, request):
    """A gateway of this test's own, with the gate plugin in its Datasette."""
    work = WorkDirectory()
    files = data.make_databases(work.path)
    site = start_gateway_site(
        line,
        files,
        data.BASIC,
        work=work,
        arguments=["--plugins-dir", plugins_dir(work), "--drain-seconds", "20"],
    )
    started.append(site)
    return site


def child_of(site):
    found = [
        pid
        for pid in children_of(site.process.pid)
        if "datasette" in " ".join(command_line_of(pid))
    ]
    assert len(found) == 1, found
    return found[0]


def socket_of(child):
    arguments = command_line_of(child)
    return arguments[arguments.index("--uds") + 1]


def private_directory(site):
    return os.path.dirname(socket_of(child_of(site)))


def test_the_private_directory_and_its_files_are_for_the_owner_only(site):
    directory = private_directory(site)
    assert stat.S_IMODE(os.stat(directory).st_mode) == 0o700
    for root, folders, names in os.walk(directory):
        if "__pycache__" in folders:
            folders.remove("__pycache__")  # Python makes it, with the umask of the user
        assert stat.S_IMODE(os.stat(root).st_mode) & 0o077 == 0
        for name in names:
            mode = os.stat(os.path.join(root, name)).st_mode
            if stat.S_ISREG(mode):
                assert stat.S_IMODE(mode) == 0o600, name


def test_datasette_listens_on_no_port(site):
    with open(f"/proc/{child_of(site)}/net/tcp") as table:
        listening = {line.split()[9] for line in table if line.split()[3] == "0A"}
    descriptors = f"/proc/{child_of(site)}/fd"
    sockets = {os.readlink(f"{descriptors}/{fd}") for fd in os.listdir(descriptors)}
    assert not {f"socket:[{inode}]" for inode in listening} & sockets


def test_no_hash_and_no_secret_in_the_command_line_or_the_private_files(site):
    told = " ".join(command_line_of(child_of(site)))
    for root, _, names in os.walk(private_directory(site)):
        for name in names:
            path = os.path.join(root, name)
            if stat.S_ISREG(os.stat(path).st_mode):
                with open(path, "rb") as f:
                    told += f.read().decode("utf-8", "replace")
    assert "A walled site" in told, "the configuration itself is there"
    for forbidden in ("pbkdf2_sha256", "password_hash", SECRET):
        assert forbidden not in told


def test_no_hash_is_published_by_any_page(site):
    for path in (
        "/-/metadata.json",
        "/-/config.json",
        "/-/plugins.json",
        "/-/settings.json",
        "/-/metadata",
        "/-/config",
        "/-/databases.json",
    ):
        text = site.get(path, ALICE, follow_redirects=True).text
        assert "pbkdf2_sha256" not in text and "password_hash" not in text, path


def test_datasettes_output_is_passed_through_with_a_prefix(site):
    match = site.process.wait_for_line(r"^(.*?)\bUvicorn running on unix socket", 10)
    assert "datasette" in match.group(1).lower()


def test_a_killed_datasette_is_started_again_and_clients_hear_503_meanwhile(site):
    first = child_of(site)
    os.kill(first, signal.SIGKILL)
    answers = []

    def back_again():
        answer = site.get("/-/actor.json", ALICE)
        answers.append(answer)
        return answer.status_code == 200

    wait_until(lambda: not is_alive(first), 10, "the end of the first Datasette")
    wait_until(back_again, 30, "a new Datasette to answer")
    assert child_of(site) != first
    refused = [a for a in answers if a.status_code != 200]
    assert refused, "starting Datasette takes longer than asking"
    for answer in refused:
        assert answer.status_code in (502, 503)
    assert any(a.status_code == 503 and int(a.headers["retry-after"]) >= 1 for a in refused)


def test_a_password_is_still_asked_for_while_datasette_is_away(site):
    os.kill(child_of(site), signal.SIGKILL)
    assert site.get("/-/actor.json").status_code == 401


def test_it_is_started_again_each_time_it_dies(site):
    for _ in range(2):
        pid = wait_until(lambda: [p for p in children_of(site.process.pid)], 20, "a child")[0]
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: pid not in children_of(site.process.pid), 10, "its end")
        wait_until(lambda: site.get("/-/actor.json", ALICE).status_code == 200, 40, "the next one")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_drains_what_is_in_flight_and_leaves_nothing_behind(site, number):
    directory, child = private_directory(site), child_of(site)
    request = InFlight(site, ALICE)
    site.process.signal(number)
    wait_until(lambda: not takes_connections(site.address), 10, "the gateway to stop accepting")
    assert is_alive(child), "Datasette is needed for what is in flight"
    assert request.finish().text == "through the gate"
    assert site.process.wait(20) == 0
    assert not is_alive(child)
    assert not os.path.exists(directory)


def test_draining_ends_after_its_time(line, started):
    work = WorkDirectory()
    site = start_gateway_site(
        line,
        data.make_databases(work.path),
        data.BASIC,
        work=work,
        arguments=["--plugins-dir", plugins_dir(work), "--drain-seconds", "1"],
    )
    started.append(site)
    directory, child = private_directory(site), child_of(site)
    request = InFlight(site, ALICE)
    site.process.signal(signal.SIGTERM)
    site.process.wait(20)
    assert not is_alive(child) and not os.path.exists(directory)
    assert request.answer is None or request.answer.status_code >= 500


def test_an_idle_connection_does_not_hold_up_the_end(site):
    with site.client(auth=ALICE) as client:
        assert client.get("/-/actor.json").status_code == 200
        site.process.signal(signal.SIGTERM)
        assert site.process.wait(10) == 0


def test_kill_9_of_the_gateway_takes_datasette_along(site):
    child = child_of(site)
    site.process.signal(signal.SIGKILL)
    site.process.wait(10)
    wait_until(lambda: not is_alive(child), 10, "Datasette to end too")


def test_the_next_start_removes_what_kill_9_left_behind(work, line, started):
    temporary = work.path / "tmp"
    temporary.mkdir()
    env = {"TMPDIR": temporary, "XDG_RUNTIME_DIR": ""}
    files = data.make_databases(work.path)
    killed = start_gateway_site(line, files, data.BASIC, work=work, env=env)
    started.append(killed)
    beside = start_gateway_site(line, files, data.BASIC, work=work, env=env)
    started.append(beside)
    left = os.path.dirname(socket_of(child_of(killed)))
    kept = os.path.dirname(socket_of(child_of(beside)))
    killed.process.signal(signal.SIGKILL)
    killed.process.wait(10)
    assert os.path.exists(left + "/metadata.json")
    next_one = start_gateway_site(line, files, data.BASIC, work=work, env=env)
    started.append(next_one)
    assert not os.path.exists(left), "the copy of the configuration too"
    assert beside.get("/-/actor.json", ALICE).status_code == 200 and os.path.exists(kept)
    next_one.process.wait_for_line(r"removed \d private folders that killed gateways left behind")


def reconfigure(site, config):
    site.work.write("metadata.json", without_throttle(config))
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    return mark


def with_accounts(**accounts):
    block = {"http_basic_auth": True, **{f"{n}_password_hash": h for n, h in accounts.items()}}
    return {**data.BASIC, "plugins": {"datasette-auth-passwords": block}}


def test_sighup_takes_over_new_passwords_and_forgets_the_old(site):
    assert site.get("/-/actor.json", ALICE).status_code == 200
    mark = reconfigure(site, with_accounts(alice=pbkdf2_hash("new"), nina=pbkdf2_hash("n")))
    wait_until(
        lambda: site.get("/-/actor.json", ("nina", "n")).status_code == 200, 20, "the new account"
    )
    assert site.get("/-/actor.json", ALICE).status_code == 401, "also from the cache"
    assert site.get("/-/actor.json", ("alice", "new")).status_code == 200
    assert site.get("/-/actor.json", BOB).status_code == 401
    site.process.wait_for_line(r"(?i)reload", 10, "err", mark)


@pytest.mark.parametrize(
    "fault",
    [
        with_accounts(nina="<PUT HASH HERE>"),
        with_accounts(nina={"$env": "NO_SUCH_VARIABLE"}),
        {**data.BASIC, "plugins": {**data.BASIC["plugins"], "datasette-gateway": {"relm": "x"}}},
    ],
    ids=["unreadable hash", "missing variable", "unknown setting"],
)
def test_sighup_with_a_faulty_config_keeps_all_of_the_old_one(site, fault):
    mark = reconfigure(site, fault)
    match = site.process.wait_for_line(r"(?i).*(nina|relm).*", 20, "err", mark)
    assert "PUT HASH" not in match.group(0)
    assert site.get("/-/actor.json", ALICE).status_code == 200
    assert site.get("/-/actor.json", ("nina", "n")).status_code == 401


def test_sighup_with_a_broken_file_says_where_and_keeps_the_old_config(site):
    (site.work.path / "metadata.json").write_text('{"plugins": {\n  "x": }\n')
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    match = site.process.wait_for_line(r".*metadata\.json.*", 20, "err", mark)
    assert "2" in match.group(0), "the line of the fault"
    assert site.get("/-/actor.json", ALICE).status_code == 200


def test_a_request_in_flight_is_not_disturbed_by_a_reload(site):
    request = InFlight(site, ALICE)
    reconfigure(site, with_accounts(nina=pbkdf2_hash("n")))
    wait_until(
        lambda: site.get("/-/actor.json", ("nina", "n")).status_code == 200, 20, "the reload"
    )
    assert request.finish().status_code == 200


def test_datasettes_own_request_lines_are_not_repeated(gateway):
    before = gateway.process.mark()
    gateway.get("/-/versions.json?password=hunter2", ALICE)
    gateway.process.wait_for_line(r"versions\.json\?password=\*\*\*", since=before)
    # Datasette's own line would have come before the answer to this one.
    gateway.get("/-/versions.json?last", ALICE)
    gateway.process.wait_for_line(r"versions\.json\?last", since=before)
    assert "hunter2" not in gateway.process.text(since=before)


MUTE_DATASETTE = """#!/bin/sh
[ "$1" = --version ] && { echo "datasette, version 1.0a41"; exit; }
while [ "$1" != --uds ]; do shift; done
exec python3 -c '
import socket, sys
listening = socket.socket(socket.AF_UNIX)
listening.bind(sys.argv[1])
listening.listen()
taken = [listening.accept() for _ in iter(int, 1)]
' "$2"
"""


NOT_EVEN_ITS_VERSION = "#!/bin/sh\nexec sleep 600\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("datasette", [NOT_EVEN_ITS_VERSION, MUTE_DATASETTE], ids=["all", "http"])
def test_a_mute_datasette_does_not_prevent_a_stop(work, started, datasette, number):
    mute = work.path / "datasette"
    mute.write_text(datasette)
    mute.chmod(0o755)
    process = launch_gateway(["-p", "0", "--datasette", mute], work)
    started.append(process)
    wait_until(lambda: children_of(process.pid), what="the mute Datasette is started")
    process.signal(number)
    assert process.wait(15) == 0
    assert "listening on" not in process.text()


ENDS_THE_ANSWER_WITH_A_MARK = MUTE_DATASETTE.replace("; exit;", "; : >\"$0.asked\"; exit;")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_between_two_steps_of_the_start_is_not_lost(work, started, number):
    """The signal arrives when the first program has ended and the second is about to start."""
    for attempt in range(10):
        mute = work.path / f"datasette{attempt}"
        mute.write_text(ENDS_THE_ANSWER_WITH_A_MARK)
        mute.chmod(0o755)
        process = launch_gateway(["-p", "0", "--datasette", mute], work)
        started.append(process)
        mark = work.path / f"datasette{attempt}.asked"
        while not mark.exists():  # without a pause: the gap is short
            assert process.running, process.text()
        process.signal(number)
        assert process.wait(15) == 0


def test_a_stop_during_a_reload_to_a_mute_datasette_is_not_lost(line, started, work):
    """The new Datasette never answers; the stop ends the wait for it."""
    site = start_gateway_site(line, data.make_databases(work.path), data.BASIC)
    started.append(site)
    first = set(children_of(site.process.pid))
    reconfigure(site, {**data.BASIC, "title": "another"})
    second = wait_until(lambda: set(children_of(site.process.pid)) - first, 20, "the second")
    for pid in second:
        os.kill(pid, signal.SIGSTOP)
    site.process.signal(signal.SIGTERM)
    assert site.process.wait(20) == 0


def test_a_slow_request_does_not_hold_up_the_next_reload(site):
    """The replaced Datasette finishes its requests beside the reload, not inside it."""
    request = InFlight(site, ALICE)
    first = child_of(site)
    accounts = {"alice": data.ACCOUNTS["alice_password_hash"], "nina": pbkdf2_hash("n")}
    both = {**with_accounts(**accounts), "title": "another site"}
    mark = reconfigure(site, both)
    site.process.wait_for_line("the configuration was reloaded", 20, "err", mark)
    assert is_alive(first), "it still has a request"
    assert site.get("/-/actor.json", ("nina", "n")).status_code == 200
    mark = reconfigure(site, {**with_accounts(alice=accounts["alice"]), "title": "another site"})
    site.process.wait_for_line("the configuration was reloaded", 10, "err", mark)
    assert site.get("/-/actor.json", ("nina", "n")).status_code == 401
    assert request.finish().text == "through the gate"
    wait_until(lambda: not is_alive(first), 20, "the end of the replaced Datasette")


def test_a_stop_ends_a_replaced_datasette_too(site):
    request = InFlight(site, ALICE)
    first = child_of(site)
    mark = reconfigure(site, {**data.BASIC, "title": "another site"})
    site.process.wait_for_line("the configuration was reloaded", 20, "err", mark)
    site.process.signal(signal.SIGTERM)
    wait_until(lambda: not takes_connections(site.address), 10, "the gateway to stop accepting")
    assert is_alive(first), "Datasette is needed for what is in flight"
    assert request.finish().text == "through the gate"
    assert site.process.wait(20) == 0
    assert not is_alive(first)
