"""`check`: who can log in, what is guarded, and every fault at its place."""

import pytest

from support import data
from support.commands import run
from support.signing import pbkdf2_hash

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
    assert ("no command is called so" in done.stderr) == (file == "bogus")
    assert not state.exists(), "neither the store of secrets nor its key"


def test_check_tells_who_can_log_in_by_which_hash_and_what_is_guarded(work):
    done = check(work, data.BASIC)
    assert done.returncode == 0, done.stderr
    for text in ("alice", "bob", "vera", "tom", "pbkdf2", "data", "vault"):
        assert text in done.stdout
    assert "pbkdf2_sha256$1000$" not in done.stdout + done.stderr, "the kind, not the hash"


def test_check_warns_of_what_is_odd_without_failing(work):
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


def test_check_reads_yaml_and_tells_the_line_of_a_fault(work):
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
def test_a_datasette_that_is_missing_is_told_in_the_same_words(work, command, name):
    port = ["-p", "0"] if command == "serve" else []
    done = run(command, "--datasette", name, *port, cwd=work.path)
    assert done.returncode == 1
    why = "is no executable file" if "/" in name else "is not on PATH"
    assert f"{name}: {why}" in done.stderr and "--datasette" in done.stderr


def test_check_misses_a_database_that_is_not_there(work):
    done = run("check", work.path / "none.db", cwd=work.path)
    assert done.returncode == 1 and "none.db" in done.stderr
    assert run("check", work.path / "none.db", "--create", cwd=work.path).returncode == 0
    assert not (work.path / "none.db").exists(), "check changes nothing"
