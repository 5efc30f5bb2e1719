"""The store in a running gateway, and the private socket where programs get secrets."""

import json
import os
import re
import signal
import socket
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from support.plugin_secrets import KEY, OTHER_KEY
from support.secrets import Secrets
from support.secrets_socket import client_of, datasette_environment, socket_of
from support.served_secrets import Served, site_config
from support.sites import (
    SECRET,
    WorkDirectory,
    launch_gateway,
    start_gateway_before,
    start_gateway_site,
)


@pytest.fixture
def serve(started):
    def start(config=None, **options):
        started.append(Served(config or site_config(), **options))
        return started[-1]

    return start


def refused_start(config, arguments=(), env=None):
    """The output of a gateway that does not start."""
    work = WorkDirectory()
    try:
        process = launch_gateway(
            [
                "--upstream",
                "http://127.0.0.1:9",
                "-m",
                work.write("metadata.json", config),
                "-p",
                "0",
                *arguments,
            ],
            work,
            {"DATASETTE_SECRET": SECRET, **(env or {})},
        )
        assert process.wait() == 1, process.text()
        return process.text("err")
    finally:
        work.remove()


def test_gives_out_what_is_stored(serve):
    served = serve()
    served.commands.set("API_KEY", 'sk-☃ "\\\n\x07')
    answer = served.get("API_KEY", params={"actor_id": "al ice&☃"})
    assert answer.status_code == 200
    assert answer.json() == {
        "name": "API_KEY",
        "value": 'sk-☃ "\\\n\x07',
        "source": "store",
        "version": 1,
    }
    assert answer.headers["cache-control"] == "no-store"
    assert "al ice&☃" in served.commands.output("history", "API_KEY")


def test_a_missing_secret_is_404(serve):
    served = serve(site_config(register=[{"name": "REGISTERED"}]))
    for name in ("REGISTERED", "UNKNOWN", "a%2Fb", "..", "%F0%9F%94%91"):
        answer = served.get(name)
        assert answer.status_code == 404 and "error" in answer.json(), name


def test_the_environment_comes_first_for_names_in_the_catalogue(serve):
    served = serve(
        site_config(register=[{"name": "A"}]),
        env={"DATASETTE_SECRETS_A": "of the env", "DATASETTE_SECRETS_OTHER": "x"},
    )
    assert served.get("A").json() == {
        "name": "A",
        "value": "of the env",
        "source": "env",
        "version": None,
    }
    assert served.get("OTHER").status_code == 404, "nothing registers it"


def test_plugins_register_more(serve):
    served = serve(env={"DATASETTE_SECRETS_OF_PLUGIN": "x"})
    assert served.get("OF_PLUGIN").status_code == 404
    with served.client() as client:
        answer = client.post(
            "/v1/registrations",
            json={"secrets": [{"name": "OF_PLUGIN", "description": None}, {"name": "a/b"}]},
        )
        assert (answer.status_code, answer.json()) == (200, {"refused": ["a/b"]})
        assert client.get("/v1/secrets/OF_PLUGIN").json()["value"] == "x"
        assert client.post("/v1/registrations", json={"secrets": []}).status_code == 200
        assert client.get("/v1/secrets/OF_PLUGIN").status_code == 404


@pytest.mark.parametrize(
    "body, why",
    [
        ("", "not JSON"),
        ("[]", "a list"),
        ('{"secrets": {}}', "a list"),
        ('{"secrets": [1]}', "secrets[0]"),
        ('{"secrets": [{"name": "A"}, {}]}', "secrets[1]: name is missing"),
        ('{"secrets": [{"name": 5}]}', "must be a string"),
        ("[" * 100, "not JSON"),
    ],
)
def test_registrations_are_read_strictly(serve_one, body, why):
    with serve_one.client() as client:
        answer = client.post("/v1/registrations", content=body)
        assert answer.status_code == 400 and why in answer.json()["error"]


@pytest.fixture(scope="module")
def serve_one():
    served = Served(site_config())
    yield served
    served.stop()


@pytest.mark.parametrize(
    "request_text, status",
    [
        (b"GET /v1/secrets/A HTTP/1.1\r\n\r\n", 400),  # no Host
        (b"GET /v1/secrets/A\r\n\r\n", 400),
        (b"GET /v1/secrets/A HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n", 400),
        (b"GET /v1/secrets/A HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", 400),
        (b"GET /v1/secrets/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
        (b"GET /v1/secrets/%ff HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
        (b"GET /v1/secrets/a/b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
        (b"GET /v1/secrets/A?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
        (b"GET /v1/secrets/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 404),
        (b"PUT /v1/secrets/A HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 405),
        (b"GET /v1/registrations HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 405),
        (b"POST /v1/registrations HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
        (b"POST /v1/registrations HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (b"POST /v1/registrations HTTP/1.1\r\nHost: a\r\nContent-Length: 999999\r\n\r\n", 413),
        (b"GET /v1/secrets/A HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", 400),
    ],
)
def test_malformed_requests_are_refused(serve_one, request_text, status):
    answered = serve_one.raw(request_text)
    assert answered.startswith(f"HTTP/1.1 {status} ".encode()), answered
    assert b'{"error":' in answered


def test_a_head_without_end_is_cut_off(serve_one):
    assert serve_one.raw(b"GET /" + b"a" * 40_000) == b""
    assert serve_one.get("A").status_code == 404


def test_the_socket_is_ours_alone(serve_one):
    assert stat.S_IMODE(os.stat(serve_one.socket).st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_programs_of_other_users_are_rejected(serve_one):
    serve_one.socket.chmod(0o666)
    serve_one.folder.path.chmod(0o755)
    child = os.fork()
    if child == 0:
        os.setuid(65534)
        try:
            answered = serve_one.raw(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        except OSError:
            answered = b""
        os._exit(0 if answered == b"" else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert serve_one.get("A").status_code == 404


def test_many_at_once_are_committed_in_groups(serve):
    served = serve()
    served.commands.set("A", "value")
    failures = []

    def ask(number):
        with served.client() as client:
            for _ in range(50):
                got = client.get("/v1/secrets/A", params={"actor_id": f"actor{number}"})
                if got.status_code != 200 or got.json()["value"] != "value":
                    failures.append(got.text)

    threads = [threading.Thread(target=ask, args=[n]) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert "actor" in served.commands.output("history", "A")


def test_commands_work_beside_a_running_gateway(serve):
    served = serve()
    for number in range(5):
        served.commands.set("A", f"value {number}")
        assert served.get("A").json()["value"] == f"value {number}"
    served.commands.output("delete", "A", "--yes")
    assert served.get("A").status_code == 404


def test_a_reload_takes_new_keys_and_registrations(serve):
    served = serve(site_config({"old": KEY}), env={"DATASETTE_SECRETS_NEW": "n"})
    served.commands.set("A", "value")
    assert served.get("NEW").status_code == 404
    both = site_config({"new": OTHER_KEY, "old": KEY}, [{"name": "NEW"}])
    assert served.reload(both) == "was reloaded"
    assert served.get("NEW").status_code == 200
    served.commands.output("rotate-key", "--to", "new")
    assert served.get("A").json()["value"] == "value"
    assert served.reload(site_config({"new": OTHER_KEY})) == "was reloaded"
    assert served.get("A").json()["value"] == "value"


@pytest.mark.parametrize(
    "faulty", [site_config({"other": OTHER_KEY}), site_config({"short": "c2hvcnQ="})]
)
def test_a_reload_with_useless_keys_changes_nothing(serve, faulty):
    served = serve()
    served.commands.set("A", "value")
    assert served.reload(faulty) == "stays in force"
    assert served.get("A").json()["value"] == "value"


def test_a_generated_key_is_reported_clearly(started):
    served = Served({})
    started.append(served)
    key = served.state / "datasette-gateway" / "secrets.key"
    served.process.wait_for_line(re.escape(str(key)), stream="err")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    served.commands.set("A", "x")
    assert served.get("A").json()["value"] == "x"


def test_keys_that_open_nothing_are_refused_at_the_start(work):
    commands = Secrets(work, "-m", work.write("m.json", site_config()))
    commands.set("A", "x")
    env = {"XDG_STATE_HOME": work.path / "state"}
    said = refused_start(site_config({"other": OTHER_KEY}), env=env)
    assert "decrypt none of the stored secrets" in said
    said = refused_start({}, env=env)
    assert "no encryption key is configured" in said


def test_without_a_place_only_configured_secrets_prevent_the_start(work, started):
    nowhere = {"XDG_STATE_HOME": "/proc/none", "HOME": "/proc/none"}
    said = refused_start(site_config(), env=nowhere)
    assert "/proc/none" in said
    site = start_gateway_before("http://127.0.0.1:9", {}, env=nowhere)
    started.append(site)
    site.process.wait_for_line("there is no store of secrets", stream="err")
    site.get("/")  # it serves


def test_without_a_store_a_variable_still_counts(serve):
    nowhere = {"XDG_STATE_HOME": "/proc/none", "HOME": "/proc/none"}
    nothing = {"plugins": {}}
    served = serve(nothing, env={**nowhere, "DATASETTE_SECRETS_A": "as it is"})
    with served.client() as client:
        assert client.get("/v1/secrets/A").status_code == 503, "nothing has registered it"
        list_of = {"secrets": [{"name": name} for name in ("A", "B")]}
        assert client.post("/v1/registrations", json=list_of).status_code == 200
        found = client.get("/v1/secrets/A").json()
        assert (found["value"], found["source"]) == ("as it is", "env")
        assert client.get("/v1/secrets/B").status_code == 503


def test_an_unknown_database_is_refused_at_the_start():
    block = {"database": "none", "encryption-key": KEY}
    said = refused_start({"plugins": {"datasette-secrets": block}})
    assert "names none of the served databases" in said


def test_errors_of_the_database_are_reported(serve, work):
    database = work.path / "own.db"
    config = site_config()
    config["plugins"]["datasette-gateway"]["secrets"]["path"] = str(database)
    served = serve(config)
    served.commands.set("A", "x")
    with sqlite3.connect(database) as connection:
        connection.execute("update datasette_secrets set encrypted = x'00'")
    connection.close()
    answer = served.get("A")
    assert answer.status_code == 500 and "decrypts the stored value" in answer.json()["error"]


def test_a_value_is_given_out_where_the_access_cannot_be_recorded(serve):
    served = serve()
    served.commands.set("A", "x")
    connection = sqlite3.connect(
        served.state / "datasette-gateway" / "secrets.db", isolation_level=None
    )
    connection.execute("begin immediate")
    assert served.get("A").json()["value"] == "x"
    served.process.wait_for_line("cannot record accesses: .*locked")
    connection.close()


def test_idle_connections_do_not_keep_the_gateway(serve):
    served = serve()
    with socket.socket(socket.AF_UNIX) as idle, served.client() as used:
        idle.connect(os.fspath(served.socket))
        assert used.get("/v1/secrets/A").status_code == 404
        served.process.signal(signal.SIGTERM)
        assert served.process.wait(5) == 0


def test_the_store_is_in_a_database_of_datasettes(line, work, started, plugin_on):
    database = work.path / "data.db"
    sqlite3.connect(database).execute("create table t (x)").connection.close()
    block = {"database": "data", "encryption-key": {"$env": "THE_KEY"}}
    site = start_gateway_site(
        line, [database], {"plugins": {"datasette-secrets": block}}, env={"THE_KEY": KEY}
    )
    started.append(site)
    plugin_on(line, database).ask("set", name="API_KEY", value="of the plugin")
    with client_of(socket_of(site)) as client:
        assert client.get("/v1/secrets/API_KEY").json()["value"] == "of the plugin"
    assert "THE_KEY" not in datasette_environment(site), "the key never enters Python"


def test_the_socket_is_in_a_private_folder_and_removed_at_the_end(line, work):
    site = start_gateway_site(line, [], {}, work=work)
    path = Path(socket_of(site))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    site.process.stop()
    assert not path.parent.exists()


def test_a_socket_that_a_killed_gateway_left_is_replaced(started):
    served = Served(site_config())
    served.process.signal(signal.SIGKILL)
    served.process.wait()
    assert served.socket.exists()
    again = start_gateway_before("http://127.0.0.1:9", site_config(), env=served.env)
    started.append(again)
    assert served.get("A").status_code == 404
