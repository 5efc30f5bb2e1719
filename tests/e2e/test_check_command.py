"""`check`: the accounts, the allow blocks, and the place of each error."""

import json
import sqlite3

import pytest

from support import data
from support.commands import run
from support.plugin_secrets import KEY, OTHER_KEY
from support.signing import pbkdf2_hash
from support.sites import start_gateway_site

CLOSE = ("Connection", "close")


FAULTS = {
    "unreadable hash": ({"bad_password_hash": "<PUT HASH HERE>"}, ["bad"], ["PUT HASH"]),
    "hash that is a number": ({"bad_password_hash": 12345}, ["bad"], ["12345"]),
    "hash that is null": ({"bad_password_hash": None}, ["bad"], []),
    "broken argon2": ({"bad_password_hash": "$argon2id$v=19$broken-xyz"}, ["bad"], ["broken-xyz"]),
    "no rounds": ({"bad_password_hash": "pbkdf2_sha256$0$salt$hash-xyz"}, ["bad"], ["hash-xyz"]),
    "hash of htpasswd": (
        {"bad_password_hash": "$apr1$T0CrnYzG$jKSdzfQHQcufkhjIIIzBm."},
        ["bad", "MD5, SHA-1 and DES"],
        ["T0CrnYzG"],
    ),
    "missing variable": ({"bad_password_hash": {"$env": "NO_SUCH"}}, ["bad", "NO_SUCH"], []),
    "missing file": (
        {"bad_password_hash": {"$file": "/no/such/file"}},
        ["bad", "/no/such/file"],
        [],
    ),
    "two keys for one account": (
        {"x_password_hash": pbkdf2_hash("a"), "x_password_hash_y_password_hash": pbkdf2_hash("b")},
        ["x"],
        ["pbkdf2_sha256$"],
    ),
    "actor that is no object": (
        {"bad_password_hash": pbkdf2_hash("a"), "actors": {"bad": "text"}},
        ["bad"],
        ["pbkdf2_sha256$"],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("command", ["serve", "check"])
def test_a_faulty_account_is_an_error_that_names_it_and_hides_its_hash(work, name, command):
    block, named, hidden = FAULTS[name]
    metadata = work.write("metadata.json", {"plugins": {"datasette-auth-passwords": block}})
    port = ["-p", "0"] if command == "serve" else []
    done = run(command, *data.make_databases(work.path)[:1], "-m", metadata, *port, cwd=work.path)
    assert done.returncode == 1
    for text in [*named, "metadata.json"]:
        assert text in done.stderr
    for text in hidden:
        assert text not in done.stdout + done.stderr


def check(work, config, *arguments, name="metadata.json", line="1.0"):
    path = work.write(name, config)
    if not (work.path / "data.db").exists():
        data.make_databases(work.path)
    return run("check", work.path / "data.db", "-m", path, *arguments, cwd=work.path, line=line)


@pytest.mark.parametrize("file", ["none.db", "bogus"])
def test_serving_a_file_that_is_missing_makes_nothing(work, file):
    state = work.path / "state"
    done = run(file, "-p", "0", cwd=work.path, env={"XDG_STATE_HOME": state})
    assert done.returncode == 1
    assert f"{file}: the database file does not exist" in done.stderr
    assert ("not a command either" in done.stderr) == (file == "bogus")
    assert not state.exists(), "neither the store of secrets nor its key"


def test_check_tells_who_can_log_in_by_which_hash_and_what_is_guarded(work):
    done = check(work, data.BASIC)
    assert done.returncode == 0, done.stderr
    for text in ("alice", "bob", "vera", "tom", "pbkdf2", "data", "vault"):
        assert text in done.stdout
    assert "pbkdf2_sha256$1000$" not in done.stdout + done.stderr, "the kind, not the hash"


def test_check_warns_about_odd_configuration_without_failing(work):
    done = check(
        work,
        {
            "plugins": {
                "datasette-auth-passwords": {
                    "user:x_password_hash": pbkdf2_hash("a"),
                    "alice_password": "resembles",
                    "actors": {"ghost": {"id": "ghost"}},
                }
            }
        },
    )
    assert done.returncode == 0
    for text in ("user:x", "ghost", "alice_password", "1000"):
        assert text in done.stdout + done.stderr


@pytest.mark.parametrize(
    "config, named",
    [
        ({"plugins": {"datasette-gateway": {"relam": "x"}}}, ["relam", "realm"]),
        (
            {"plugins": {"datasette-gateway": {"limits": {"head_bites": 1}}}},
            ["head_bites", "head_bytes"],
        ),
        ({"plugins": {"datasette-gateway": {"realm": 5}}}, ["realm"]),
        ({"plugins": {"datasette-gateway": {"trusted_proxies": ["300.0.0.1"]}}}, ["300.0.0.1"]),
        ({"plugins": {"datasette-gateway": {"limits": {"head_timeout": -1}}}}, ["head_timeout"]),
        ({"databases": {"data": {"allow": {"id": [["nested"]]}}}}, ["allow"]),
        ('{"title": "x",\n "plugins": {,}}', ["2"]),
        ("[]", []),
    ],
)
def test_check_finds_faults_and_says_where(work, config, named):
    done = check(work, config)
    assert done.returncode == 1
    for text in [*named, "metadata.json"]:
        assert text in done.stderr


def test_check_reads_yaml_and_names_the_line_of_an_error(work):
    assert (
        check(
            work,
            "title: fine\nplugins:\n  datasette-gateway:\n    realm: Mine\n",
            name="metadata.yaml",
        ).returncode
        == 0
    )
    done = check(work, "title: fine\nplugins:\n  datasette-gateway: [\n", name="bad.yaml")
    assert done.returncode == 1
    assert "bad.yaml" in done.stderr


@pytest.mark.parametrize("command", ["serve", "check"])
@pytest.mark.parametrize("name", ["no-such-datasette", "/no/such/datasette"])
def test_a_missing_datasette_is_reported_with_the_same_message(work, command, name):
    port = ["-p", "0"] if command == "serve" else []
    done = run(command, "--datasette", name, *port, cwd=work.path)
    assert done.returncode == 1
    why = "is not an executable file" if "/" in name else "is not on PATH"
    assert f"{name}: {why}" in done.stderr and "--datasette" in done.stderr


CANNOT_START = {
    "no such setting": (["--setting", "nosuch", "1"], "nosuch"),
    "setting of another type": (["--setting", "sql_time_limit_ms", "abc"], "sql_time_limit_ms"),
    "no such plugins": (["--plugins-dir", "nope"], "nope"),
    "no such templates": (["--template-dir", "nope"], "nope"),
    "no such static files": (["--static", "a:nope"], "nope"),
    "no such inspect data": (["--inspect-file", "nope.json"], "nope.json"),
    "no such extension": (["--load-extension", "nope.so"], "xtension"),
    "database that is a text": (["text.db"], "not a database"),
    "plugin that fails": (["--plugins-dir", "plugins"], "no use"),
    "Datasette that is none": (["--datasette", "/bin/true"], "/bin/true"),
    "Datasette without interpreter": (["--datasette", "./lost"], "/no/such/python"),
    "Datasette of another user": (["--datasette", "./barred"], "Permission denied"),
    "no such address": (["--host", "203.0.113.77"], "203.0.113.77"),
    "certificate of another key": (
        ["--ssl-keyfile", "text.db", "--ssl-certfile", "text.db"],
        "text.db",
    ),
}


@pytest.mark.parametrize("name", CANNOT_START)
def test_check_finds_what_would_keep_serve_from_starting(work, line, name):
    arguments, named = CANNOT_START[name]
    work.write("text.db", "this is a text")
    (work.path / "plugins").mkdir()
    work.write("plugins/mine.py", "raise RuntimeError('no use')")
    work.write("lost", "#!/no/such/python\n")
    work.write("barred", "#!/bin/sh\n")
    (work.path / "lost").chmod(0o755)
    (work.path / "barred").chmod(0o644)
    checked = run("check", *arguments, cwd=work.path, line=line)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert named in checked.stderr and "1 error," in checked.stdout, checked.stderr
    if line == "1.0" and name == "no such setting":
        return  # which that line ignores in silence
    served = run(*arguments, "-p", "0", cwd=work.path, line=line)
    assert served.returncode == 1 and named in served.stderr, "and so serve does not start"


def test_check_asks_the_installed_line_for_its_options(work, line):
    checked = run("check", "--default-deny", cwd=work.path, line=line)
    assert checked.returncode == (1 if line == "0.65" else 0), checked.stderr
    assert ("--default-deny" in checked.stderr) == (line == "0.65")
    assert run("check", "--default-deny", "--quick", cwd=work.path, line=line).returncode == 0


def test_check_leaves_nothing_behind(work, line):
    [path] = data.make_databases(work.path)[:1]
    before = sorted(work.path.rglob("*"))
    temporary = work.path.parent / (work.path.name + "-tmp")
    temporary.mkdir()
    env = {"TMPDIR": temporary, "XDG_RUNTIME_DIR": "", "XDG_STATE_HOME": work.path / "state"}
    more = ["--create", "new.db", "-s", "plugins.datasette-gateway.audit.path", "audit.db"]
    internal = ["--internal", "internal.db"] if line == "1.0" else []
    done = run("check", path, *more, *internal, cwd=work.path, line=line, env=env)
    assert done.returncode == 0, done.stderr
    assert sorted(work.path.rglob("*")) == before
    assert list(temporary.iterdir()) == []
    temporary.rmdir()


def test_an_address_in_use_is_a_warning_of_check_and_an_error_of_serve(work, started):
    admin = work.path / "admin.sock"
    own = {"admin": {"listen": str(admin)}}
    config = {"allow": True, "plugins": {"datasette-gateway": own}}
    site = start_gateway_site("1.0", data.make_databases(work.path)[:1], config)
    started.append(site)
    port = str(site.port)
    metadata = work.write("metadata.json", config)
    same = [work.path / "data.db", "-m", metadata, "-p", port]
    done = run("check", "--quick", *same, cwd=work.path)
    assert done.returncode == 0, done.stderr
    assert "2 warnings." in done.stdout, done.stderr
    assert f"--port {port}: port {port} of 127.0.0.1 is in use: a running gateway" in done.stderr
    assert f"admin.listen: {admin} is in use" in done.stderr
    assert site.get("/data.json").status_code == 200 and admin.is_socket()
    assert run("check", "--quick", "--strict", *same, cwd=work.path).returncode == 1
    served = run(*same, cwd=work.path)
    assert served.returncode == 1 and f"port {port} of 127.0.0.1 is already in use" in served.stderr


@pytest.mark.parametrize(
    "arguments, named",
    [
        (["--uds", "nope/s.sock"], "nope/s.sock"),
        (["--uds", "file"], "file exists and is not a socket"),
        (["-s", "plugins.datasette-gateway.admin.listen", "/nope/s.sock"], "/nope/s.sock"),
        (["-p", "0", "--host", "203.0.113.77"], "203.0.113.77"),
    ],
)
def test_check_finds_an_address_that_cannot_be_bound(work, arguments, named):
    work.write("file", "")
    done = run("check", "--quick", *arguments, cwd=work.path)
    assert done.returncode == 1 and named in done.stderr, done.stderr
    served = run(*arguments, *([] if "-p" in arguments else ["-p", "0"]), cwd=work.path)
    assert served.returncode == 1 and named in served.stderr, served.stderr


def test_check_tries_the_socket_for_programs(work):
    upstream = ["--upstream", "http://127.0.0.1:9", "--secret", "s" * 40, "-p", "0"]
    env = {"DATASETTE_GATEWAY_SOCKET": "/nope/s.sock"}
    checked = run("check", "--quick", *upstream, cwd=work.path, env=env)
    served = run(*upstream, cwd=work.path, env=env)
    for done in (checked, served):
        assert done.returncode == 1 and "/nope/s.sock" in done.stderr, done.stderr


def test_check_tries_the_keys_of_a_large_store_too(work):
    database = work.path / "large.db"
    block = ["-s", "plugins.datasette-secrets.database", "large", "-s"]
    keys = [*block, "plugins.datasette-secrets.encryption-key", KEY]
    with sqlite3.connect(database) as db:
        db.execute("create table other (content blob)")
    work.write("value", "x")
    stored = run(
        "secrets", "set", "A", "--database", database, *keys, cwd=work.path, stdin="value"
    )
    assert stored.returncode == 0, stored.stderr
    with sqlite3.connect(database) as db:
        db.execute("insert into other values (zeroblob(70000000))")
    assert database.stat().st_size > 64 * 1024 * 1024
    check = ["check", "--quick", "-p", "0", database]
    good = run(*check, *keys, cwd=work.path)
    assert good.returncode == 0, good.stderr
    wrong = run(*check, *keys[:-1], OTHER_KEY, cwd=work.path)
    assert wrong.returncode == 1 and str(database) in wrong.stderr, wrong.stderr


def test_check_opens_a_copy_of_the_secrets(work):
    env = {"XDG_STATE_HOME": work.path / "state"}
    keys = ["-s", "plugins.datasette-gateway.secrets.keys.one", KEY]
    work.write("value", "x")
    stored = run("secrets", "set", "A", *keys, cwd=work.path, env=env, stdin="value")
    assert stored.returncode == 0, stored.stderr
    store = work.path / "state/datasette-gateway/secrets.db"
    before = store.read_bytes()
    assert run("check", "--quick", *keys, cwd=work.path, env=env).returncode == 0
    wrong = run("check", "--quick", *keys[:-1], OTHER_KEY, cwd=work.path, env=env)
    assert wrong.returncode == 1 and "secrets" in wrong.stderr and str(store) in wrong.stderr
    assert store.read_bytes() == before


@pytest.mark.parametrize("is_configured", [True, False])
def test_check_finds_that_there_is_no_place_for_secrets(work, is_configured):
    work.write("file", "")
    env = {"HOME": work.path / "file" / "home", "XDG_STATE_HOME": ""}
    keys = ["-s", "plugins.datasette-gateway.secrets.keys.one", KEY]
    done = run("check", "--quick", *(keys if is_configured else []), cwd=work.path, env=env)
    assert done.returncode == (1 if is_configured else 0)
    kind = "error" if is_configured else "warning"
    assert f"{kind}: secrets: " in done.stderr and str(work.path / "file") in done.stderr


def test_check_counts_and_is_strict_on_demand(work):
    files = data.make_databases(work.path)
    public = work.write("public.json", {"allow": True})
    good = run("check", "--quick", "-p", "0", *files, "-m", public, cwd=work.path)
    assert good.stdout.endswith("No errors, no warnings.\n"), good.stdout + good.stderr
    odd = ["--upstream", "unix:/none", "--secret", "s" * 40, "--quick", files[0]]
    done = run("check", *odd, cwd=work.path)
    assert done.returncode == 0 and "has no effect" in done.stderr
    assert run("check", "--strict", *odd, cwd=work.path).returncode == 1
    answer = json.loads(run("check", "--json", "--strict", *odd, cwd=work.path).stdout)
    assert answer["ok"] is False and answer["errors"] == []
    assert any(str(files[0]) in each["where"] for each in answer["warnings"])


def test_check_misses_a_database_that_is_not_there(work):
    done = run("check", work.path / "none.db", cwd=work.path)
    assert done.returncode == 1 and "none.db" in done.stderr
    made = run("check", work.path / "none.db", "--create", cwd=work.path)
    assert made.returncode == 0, made.stderr
    assert not (work.path / "none.db").exists(), "check changes nothing"
