"""`datasette-gateway --get PATH`: as `datasette --get`, with an account."""

import json
import subprocess

import pytest
from faulty_upstream import plain

from support.data import ACCOUNTS, make_databases
from support.sites import SECRET, always, binary, datasette, launch_gateway, start_gateway_site
from support.waiting import limit, wait_until

ALICE = {"http_basic_auth": True, "alice_password_hash": ACCOUNTS["alice_password_hash"]}
WALLED = {
    "plugins": {"datasette-auth-passwords": ALICE},
    "databases": {"vault": {"allow": {"id": "alice"}}},
}


@pytest.fixture
def get(work, line):
    """get(path, …): (exit code, standard output, standard error) before a Datasette of its own."""
    files = make_databases(work.path)

    def run(path, *arguments, config=None, env=None):
        metadata = work.write("metadata.json", WALLED if config is None else config)
        process = launch_gateway(
            [*files, "-m", metadata, "--get", path, *arguments], work, env, line=line
        )
        code = process.wait(60)
        return code, process.text("out"), process.text("err")

    return run


def test_prints_what_the_account_may_see(get):
    code, out, err = get("/-/actor.json", "--user", "alice")
    assert (code, json.loads(out)["actor"]) == (0, {"id": "alice"})
    assert "error" not in err and "in flight" not in err and "datasette: " not in err
    code, out, _ = get("/vault/facts.json?_shape=array&_size=2", "--user", "alice")
    assert code == 0 and [row["id"] for row in json.loads(out)] == [1, 2]


def test_without_an_account_basic_auth_refuses(get):
    code, out, _ = get("/vault.json")
    assert code == 1
    assert json.loads(out) == {"ok": False, "error": "401 Authorization Required", "status": 401}


def test_without_an_account_public_data_is_visible(get):
    code, out, _ = get("/data.json", config={})
    assert code == 0 and json.loads(out)["database"] == "data"


def test_a_missing_page_is_printed_and_a_failure(get):
    code, out, _ = get("/nowhere.json", "--user", "alice")
    assert code == 1 and json.loads(out)["status"] == 404


def test_own_pages_answer_too(get):
    config = {**WALLED, "permissions": {"gateway-status": {"id": "alice"}}}
    code, out, _ = get("/-/gateway.json", "--user", "alice", config=config)
    assert code == 0 and json.loads(out)["accounts"] == ["alice"]


def test_an_account_that_does_not_exist(get):
    code, out, err = get("/", "--user", "alise")
    assert code == 1 and out == ""
    assert '--user: there is no account "alise"; did you mean alice?' in err


def test_it_prints_what_datasette_prints(get, work, line):
    path = "/data/facts.json?_shape=array&_size=5"
    code, out, _ = get(path, config={})
    theirs = subprocess.run(
        [datasette("stock", line), work.path / "data.db", "--get", path],
        capture_output=True,
        text=True,
        timeout=limit(60),
        check=False,
    )
    assert (code, out + "\n") == (theirs.returncode, theirs.stdout)


def before(upstream, work, *arguments, path="/t/x", config=None):
    """`--get` before an upstream that is there: the whole result, bytes."""
    metadata = work.write("metadata.json", config or {})
    return subprocess.run(
        [
            *(binary(), "--upstream", upstream.url, "-m", metadata, "--get", path),
            *always(),
            *arguments,
        ],
        env={"DATASETTE_SECRET": SECRET, "TMPDIR": str(work.path), "HOME": str(work.path)},
        capture_output=True,
        timeout=limit(60),
        check=False,
    )


@pytest.mark.parametrize(
    "status", ["200 OK", "204 No Content", "302 Found", "404 Not Found", "500 Oh"]
)
def test_only_200_is_a_success(upstream, work, status):
    """As Datasette's."""
    body = b"" if status.startswith("204") else b"\x00\xffbytes\n"
    head = b"HTTP/1.1 " + status.encode() + b"\r\n\r\n"
    upstream.answer = lambda r: r.send(head if not body else plain(body, status))
    done = before(upstream, work)
    assert done.returncode == (0 if status == "200 OK" else 1)
    assert done.stdout == body + b"\n"


def test_a_long_answer_is_printed_whole(upstream, work):
    body = b"0123456789abcdef" * 500_000
    upstream.answer = lambda r: r.send(plain(body))
    assert before(upstream, work).stdout == body + b"\n"


def test_a_truncated_response_is_a_failure(upstream, work):
    upstream.answer = lambda r: (
        r.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n012"),
        r.connection.close(),
    )
    done = before(upstream, work)
    assert done.returncode == 1 and b"is incomplete" in done.stderr


def test_a_missing_upstream_is_reported_like_by_the_gateway(upstream, work):
    upstream.stop()
    done = before(upstream, work, path="/t/x.json")
    assert done.returncode == 1 and json.loads(done.stdout)["status"] == 502


def test_nothing_is_left_behind(upstream, work):
    upstream.answer = lambda r: r.send(plain())
    before(upstream, work)
    assert not list(work.path.glob("datasette-gateway-*"))


def test_a_gateway_that_runs_beside_is_not_disturbed(line, work, started):
    files = make_databases(work.path)
    config = {**WALLED, "plugins": {**WALLED["plugins"]}}
    socket = work.path / "admin.sock"
    config["plugins"]["datasette-gateway"] = {
        "admin": {"listen": str(socket)},
        "audit": {"path": str(work.path / "audit.db")},
    }
    started.append(start_gateway_site(line, files, config))
    site = started[-1]
    mark = site.process.mark()
    process = launch_gateway(
        [*files, "-m", site.work.path / "metadata.json", "--get", "/-/actor.json"],
        site.work,
        {"DATASETTE_SECRET": SECRET},
        line=line,
    )
    assert process.wait(60) == 1
    assert json.loads(process.text("out"))["error"] == "401 Authorization Required"
    assert socket.exists() and site.get("/", ("alice", "wonder:land")).status_code == 200
    wait_until(lambda: "GET" in site.process.text("out", mark), what="its own line")
    site.process.stop()
    assert "/-/actor.json" not in site.process.text(since=mark)
