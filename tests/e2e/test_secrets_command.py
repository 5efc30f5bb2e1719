"""`datasette-gateway secrets …`: the store without a browser."""

import json
import os
import sqlite3
import stat

import pytest

from support.plugin_secrets import KEY, OTHER_KEY
from support.secrets import Secrets
from support.terminal import typed

SHORT_KEY = "c2hvcnQ="


@pytest.fixture
def secrets(work):
    return Secrets(work)


@pytest.fixture
def database(work):
    """A database of Datasette's, with something of its own in it."""
    path = work.path / "data.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table of_the_site (x)")
    connection.close()
    return path


def in_database(work, database, key=KEY, **options):
    """The commands for secrets in a database of Datasette's, as datasette-secrets has them."""
    block = {"database": "data", "encryption-key": {"$env": "KEY"}}
    config = work.write("metadata.json", {"plugins": {"datasette-secrets": block}})
    return Secrets(work, "-m", config, "--database", database, env={"KEY": key}, **options)


def with_keys(work, **keys):
    config = work.write(
        "metadata.json", {"plugins": {"datasette-gateway": {"secrets": {"keys": keys}}}}
    )
    return Secrets(work, "-m", config)


def mode_of(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def test_works_with_no_setup_at_all(secrets):
    done = secrets.run("set", "API_KEY", "--note", "of the team", stdin="sk-123\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout == b"API_KEY is set: version 1\n"
    key = secrets.state / "secrets.key"
    assert str(key) in done.stderr.decode(), "the place of the key that was made is said"
    assert mode_of(key) == 0o600 and mode_of(secrets.state / "secrets.db") == 0o600
    assert secrets.output("get", "API_KEY") == "sk-123\n"
    assert secrets.get("API_KEY") == "sk-123"
    row = secrets.output("list").splitlines()[1]
    assert row.split()[:3] == ["API_KEY", "set", "1"] and row.endswith("of the team")


@pytest.mark.parametrize(
    "given, kept",
    [("one\n", "one"), ("one", "one"), (" x \n", " x "), ("a\nb\n\n", "a\nb\n"), ("☃", "☃")],
)
def test_one_final_newline_goes(secrets, given, kept):
    secrets.set("A", given)
    assert secrets.get("A") == kept
    secrets.set("A", given, "--raw")
    assert secrets.get("A") == given


@pytest.mark.parametrize(
    "name, value, why",
    [
        ("A", "", "the secret is empty"),
        ("A", "\n", "the secret is empty"),
        ("A", b"a\0b", "NUL byte"),
        ("A", b"\xff\xfe", "not UTF-8"),
        ("A", "x" * (1024 * 1024 + 2), "longer than 1 MiB"),
        ("a/b", "x", "A-Z a-z 0-9 _ . -"),
        ("", "x", "A-Z a-z 0-9 _ . -"),
        ("x" * 101, "x", "A-Z a-z 0-9 _ . -"),
    ],
)
def test_what_cannot_be_a_secret(secrets, name, value, why):
    assert why in secrets.refused("set", name, stdin=value)
    assert secrets.output("list").count("\n") == 1


def test_values_and_passphrases_are_asked_for_without_echo(work, secrets):
    secrets.set("A", "before")  # so that nothing but prompts ends with a colon
    code, shown = typed(["secrets", "set", "A"], "typed value", env=secrets.env)
    assert code == 0 and "typed value" not in shown, shown
    assert secrets.get("A") == "typed value"
    file = str(work.path / "out")
    code, shown = typed(["secrets", "export", file], "pass word", "pass wrod", env=secrets.env)
    assert code == 1 and "do not match" in shown and not os.path.exists(file)
    code, shown = typed(["secrets", "export", file], "pass word", "pass word", env=secrets.env)
    assert code == 0 and "pass word" not in shown, shown
    code, shown = typed(["secrets", "import", file], "pass word", env=secrets.env)
    assert code == 0 and "1 unchanged" in shown


def test_values_and_notes_have_their_limits(secrets):
    secrets.set("A", "x" * (1024 * 1024), "--note", "ü" * 100)
    assert len(secrets.get("A")) == 1024 * 1024
    assert "100 characters" in secrets.refused("set", "A", "--note", "n" * 101, stdin="v")


def test_history_restore_and_delete(secrets):
    for value in ("one", "two"):
        secrets.set("A", value)
    assert secrets.output("restore", "A", 1) == "A is set: version 3\n"
    assert secrets.get("A") == "one"
    versions = [line.split()[0] for line in secrets.output("history", "A").splitlines()]
    assert versions == ["VERSION", "3", "2", "1"]
    assert "no such version" in secrets.refused("restore", "A", 9)
    assert "is not a version number" in secrets.refused("restore", "A", "x", code=2)
    assert secrets.output("delete", "A", "--yes") == "A was deleted: 3 versions\n"
    assert secrets.refused("get", "A").endswith("there are none\n")


def test_delete_without_a_terminal_needs_yes(secrets):
    secrets.set("A", "one")
    assert "--yes" in secrets.refused("delete", "A", stdin="yes\n")
    assert secrets.get("A") == "one"


@pytest.mark.parametrize(
    "answer, is_deleted", [("yes", True), ("Y", True), ("", False), ("no", False), ("yess", False)]
)
def test_delete_on_a_terminal_asks(secrets, answer, is_deleted):
    secrets.set("A", "one")
    secrets.set("A", "two")
    code, shown = typed(["secrets", "delete", "A"], answer, env=secrets.env)
    assert "Delete A (2 versions)?" in shown
    assert code == (0 if is_deleted else 1)
    if is_deleted:
        assert "there is no such secret" in secrets.refused("get", "A")
    else:
        assert "A was not deleted" in shown and secrets.get("A") == "two"


@pytest.mark.parametrize("command", [["get"], ["history"], ["delete"], ["delete", "--yes"]])
def test_an_unknown_name_says_which_exist(secrets, command):
    secrets.set("ONE", "1")
    secrets.set("TWO", "2")
    said = secrets.refused(*command, "THREE")
    assert said.endswith("THREE: there is no such secret; there are: ONE, TWO\n"), said
    assert "there are: ONE, TWO" in secrets.refused("restore", "THREE", 1)


def test_registered_secrets_are_listed(work):
    block = {"secrets": {"register": [{"name": "OPENAI"}, {"name": "FROM_ENV"}]}}
    config = work.write("metadata.json", {"plugins": {"datasette-gateway": block}})
    secrets = Secrets(work, "-m", config, env={"DATASETTE_SECRETS_FROM_ENV": "e"})
    states = dict(line.split()[:2] for line in secrets.output("list").splitlines()[1:])
    assert states == {"OPENAI": "not", "FROM_ENV": "environment"}
    assert "it is registered, but not set" in secrets.refused("get", "OPENAI")
    assert b"register" not in secrets.run("set", "OPENAI", stdin="x").stderr
    assert b"does not register OTHER" in secrets.run("set", "OTHER", stdin="x").stderr


def test_the_environment_comes_first(secrets):
    secrets.set("A", "stored")
    done = secrets.run("get", "A", env={"DATASETTE_SECRETS_A": "from env"})
    assert done.stdout == b"from env\n" and b"DATASETTE_SECRETS_A" in done.stderr
    assert secrets.output("get", "A", env={"DATASETTE_SECRETS_A": ""}) == "stored\n"


def test_the_real_plugin_reads_what_is_set_here_and_back(work, line, database, plugin_on):
    secrets = in_database(work, database)
    plugin = plugin_on(line, database)
    secrets.set("API_KEY", "from here ☃")
    assert plugin.ask("get", name="API_KEY", actor="alice") == "from here ☃"
    assert "alice" in secrets.output("history", "API_KEY")
    plugin.ask("set", name="API_KEY", value="of the plugin", note="theirs")
    assert secrets.get("API_KEY") == "of the plugin"
    row = secrets.output("list").splitlines()[1]
    assert row.split()[:3] == ["API_KEY", "set", "2"] and row.endswith("theirs")
    with sqlite3.connect(database) as connection:
        used = connection.execute(
            "select last_used_at, last_used_by from datasette_secrets where version = 2"
        ).fetchone()
    assert used[0] and used[1] is None, "on the command line nobody is logged in"


def test_names_and_notes_of_the_plugin_reach_no_terminal(work, database, plugin_on):
    plugin = plugin_on("1.0", database)
    plugin.ask("set", name="a%20b", value="x", note="\x1b]0;title\x07")
    shown = in_database(work, database).output("list")
    assert "a%20b" in shown and "\x1b" not in shown and "\x07" not in shown
    deleted = in_database(work, database).output("delete", "a%20b", "--yes")
    assert deleted.startswith("a%20b was deleted")


def test_a_key_that_opens_nothing_is_refused(work, database):
    in_database(work, database).set("A", "one")
    wrong = in_database(work, database, key=OTHER_KEY)
    assert "decrypt none of the stored secrets" in wrong.refused("get", "A")
    assert "decrypt none of the stored secrets" in wrong.refused("set", "A", stdin="two")
    assert "no key decrypts it" in wrong.output("list")
    assert in_database(work, database).get("A") == "one"


def test_a_short_key_is_refused_and_not_shown(work, database):
    said = in_database(work, database, key=SHORT_KEY).refused("list")
    assert "datasette-secrets.encryption-key" in said and "32 bytes" in said
    assert SHORT_KEY not in said


def test_a_missing_key_is_refused_where_something_is_stored(work, database):
    in_database(work, database).set("A", "one")
    said = in_database(work, database, key=None).refused("get", "A")
    assert "no encryption key is configured" in said and "KEY named by $env is not set" in said
    assert not (work.path / "state" / "datasette-gateway" / "secrets.key").exists()


def test_an_unknown_database_says_which_there_are(work, database):
    block = {"database": "other", "encryption-key": KEY}
    config = work.write("metadata.json", {"plugins": {"datasette-secrets": block}})
    said = Secrets(work, "-m", config, "--database", database).refused("list")
    assert "there are: data" in said


def test_a_database_that_is_no_database(work, database):
    database.write_bytes(b"no database at all" * 100)
    assert "not an SQLite database" in in_database(work, database).refused("list")


def test_a_locked_database_changes_nothing(work, database):
    secrets = in_database(work, database)
    secrets.set("A", "one")
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("begin exclusive")
    assert "locked by another program" in secrets.refused("set", "A", stdin="two")
    connection.close()
    assert secrets.get("A") == "one"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_database_can_be_read(work, database):
    secrets = in_database(work, database)
    secrets.set("A", "one")
    database.chmod(0o400)
    assert secrets.get("A") == "one"
    assert "read-only" in secrets.refused("set", "A", stdin="two")


def test_a_table_of_another_schema_is_left_alone(work, database):
    with sqlite3.connect(database) as connection:
        connection.execute("create table datasette_secrets (id integer)")
    connection.close()
    assert "the schema of the table" in in_database(work, database).refused("list")


def test_rotation_leaves_every_value_readable(work):
    before = with_keys(work, old=KEY)
    for name in ("A", "B"):
        before.set(name, f"value of {name}")
    both = with_keys(work, old=KEY, new=OTHER_KEY)
    assert "2 versions would be encrypted" in both.output("rotate-key", "--to", "new", "--dry-run")
    assert "there are: old, new" in both.refused("rotate-key", "--to", "newer")
    assert "needs --to NAME" in both.refused("rotate-key", code=2)
    assert "2 versions newly encrypted" in both.output("rotate-key", "--to", "new")
    assert "0 versions newly encrypted with new, 2 were already" in both.output(
        "rotate-key", "--to", "new"
    )
    assert with_keys(work, new=OTHER_KEY).get("B") == "value of B"


def test_rows_that_no_key_decrypts_are_reported_and_kept(work):
    with_keys(work, lost=OTHER_KEY).set("A", "x")
    both = with_keys(work, old=KEY, lost=OTHER_KEY)
    both.set("B", "y")
    half = with_keys(work, old=KEY)
    assert "no key decrypts it" in half.output("list")
    assert "none of the configured encryption keys decrypts" in half.refused("set", "A", stdin="z")
    done = half.run("rotate-key", "--to", "old")
    assert done.returncode == 0 and b"not changed" in done.stderr
    assert with_keys(work, lost=OTHER_KEY, old=KEY).get("A") == "x"


def test_the_audit_table_lists_changes_and_authors(secrets):
    secrets.set("A", "one")
    secrets.set("A", "two")
    secrets.output("restore", "A", 1)
    secrets.output("delete", "A", "--yes")
    lines = secrets.output("audit").splitlines()
    assert [line.split()[4] for line in lines[1:]] == ["delete", "restore", "set", "set"]
    assert "command line" in lines[1]
    assert secrets.output("audit", "--verify").startswith("4 entries, none changed")
    database = secrets.state / "secrets.db"
    with sqlite3.connect(database) as connection:
        for (name,) in connection.execute(
            "select name from sqlite_schema where type = 'trigger'"
        ).fetchall():
            connection.execute(f"drop trigger {name}")
        connection.execute("update datasette_gateway_audit set actor = 'eve' where id = 2")
    connection.close()
    assert secrets.refused("audit", "--verify")


def test_export_and_import(work, secrets):
    (work.path / "pass").write_text("correct horse\nbattery\n")
    (work.path / "wrong").write_text("incorrect\n")
    secrets.set("A", "one ☃", "--note", "first")
    secrets.set("B", "two\nlines\n", "--raw")
    said = secrets.run("export", "out", "--passphrase-file", "pass")
    assert said.returncode == 0 and b"2 secrets exported" in said.stderr
    assert mode_of(work.path / "out") == 0o600
    assert b"one" not in (work.path / "out").read_bytes()
    assert "already exists" in secrets.refused("export", "out", "--passphrase-file", "pass")

    other = Secrets(work, env={"XDG_STATE_HOME": work.path / "other"})
    assert "passphrase is wrong" in other.refused("import", "out", "--passphrase-file", "wrong")
    assert other.output("import", "out", "--passphrase-file", "pass").startswith("2 added, 0 ")
    assert other.get("A") == "one ☃" and other.get("B") == "two\nlines\n"
    assert "0 added, 0 updated with a new version, 2 unchanged" in other.output(
        "import", "-", "--passphrase-file", "pass", stdin=(work.path / "out").read_bytes()
    )
    (work.path / "cut").write_bytes((work.path / "out").read_bytes()[:-5])
    assert "changed or truncated" in other.refused("import", "cut", "--passphrase-file", "pass")
    assert "not an export" in other.refused("import", "pass", "--passphrase-file", "pass")


def test_the_move_from_environment_variables(secrets):
    env = {"DATASETTE_SECRETS_A": "one", "DATASETTE_SECRETS_B": "two", "DATASETTE_SECRETS_C": ""}
    secrets.set("B", "before", "--note", "kept")
    done = secrets.run("import-env", env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout == b"1 added, 1 updated with a new version, 0 unchanged\n"
    assert b"DATASETTE_SECRETS_A" in done.stderr and b"DATASETTE_SECRETS_C" not in done.stderr
    assert (secrets.get("A"), secrets.get("B")) == ("one", "two")
    assert "kept" in secrets.output("list")
    assert "DATASETTE_SECRETS_C is not set" in secrets.refused("import-env", "A", "C", env=env)
    assert "no environment variable" in secrets.refused("import-env")


def test_a_new_key_is_one_of_the_plugins(work, secrets, database, plugin_on):
    key = secrets.output("generate-encryption-key").strip()
    assert len(key) == 44 and key != secrets.output("generate-encryption-key").strip()
    plugin = plugin_on("1.0", database, key=key)
    plugin.ask("set", name="API_KEY", value="x")
    assert in_database(work, database, key=key).get("API_KEY") == "x"


@pytest.mark.parametrize(
    "arguments, said",
    [
        ([], "Usage: datasette-gateway secrets COMMAND"),
        (["lst"], "did you mean list?"),
        (["get"], "secrets get [OPTIONS] NAME"),
        (["get", "A", "B"], "takes no further argument"),
        (["set", "A", "value"], "from standard input"),
        (["list", "--raw"], "not an option of this command"),
        (["audit", "--verfy"], "did you mean --verify?"),
    ],
)
def test_wrong_usage(secrets, arguments, said):
    assert said in secrets.refused(*arguments, code=2)


def test_every_command_has_an_example(secrets):
    overview = secrets.output("--help")
    for command in (
        "list get set history restore delete rotate-key audit generate-encryption-key "
        "export import import-env"
    ).split():
        assert f"  {command} " in overview
        assert (
            f"datasette-gateway secrets {command}"
            in secrets.output(command, "--help").split("Example", 1)[1]
        )


def test_errors_of_the_configuration_have_their_place(work):
    config = work.write(
        "metadata.json",
        json.dumps({"plugins": {"datasette-gateway": {"secrets": {"register": [{"name": 1}]}}}}),
    )
    said = Secrets(work, "-m", config).refused("list")
    assert "plugins.datasette-gateway.secrets.register[0].name: must be a string" in said
