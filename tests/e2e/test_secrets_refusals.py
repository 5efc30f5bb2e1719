"""`datasette-gateway secrets …`: refusals, which create no file."""

import os
import stat

import pytest

from support.secrets import Secrets


@pytest.fixture
def secrets(work):
    return Secrets(work)


@pytest.mark.parametrize("command", [["list"], ["get", "A"], ["audit"], ["history", "A"]])
def test_looking_makes_no_internal_database(work, command):
    internal = work.path / "nosuch.db"
    said = Secrets(work, "--internal", internal).refused(*command)
    assert "nosuch.db" in said and "it does not exist" in said
    assert not internal.exists()


def test_storing_makes_the_internal_database_as_datasette_does(work):
    internal = work.path / "internal.db"
    secrets = Secrets(work, "--internal", internal)
    secrets.set("A", "one")
    assert secrets.get("A") == "one"
    assert stat.S_IMODE(os.stat(internal).st_mode) == 0o600


@pytest.mark.parametrize("name", ["a/b", "a b", "", "n" * 101, "tö"])
def test_a_bad_name_is_refused_before_anything_is_created(secrets, name):
    said = secrets.refused("set", name, stdin="value")
    assert f"{name}: " in said
    assert not secrets.state.exists()


def test_an_export_makes_no_folder(work, secrets):
    secrets.set("A", "one")
    work.write("pass", "a passphrase\n")
    for place in ("nodir/out", "no/dir/out", "pass/out"):
        said = secrets.refused("export", place, "--passphrase-file", "pass")
        assert f'there is no folder "{place.rpartition("/")[0]}" for the export' in said
    assert not (work.path / "nodir").exists() and not (work.path / "no").exists()


def test_an_unreadable_file_is_reported_with_the_reason(work, secrets):
    secrets.set("A", "one")
    work.write("in", "x")
    for command in (["export", "out"], ["import", "in"]):
        said = secrets.refused(*command, "--passphrase-file", "none")
        assert "cannot read none: No such file or directory" in said
    said = secrets.refused("import", "gone", "--passphrase-file", "pass")
    assert "cannot read gone: No such file or directory" in said


def test_without_a_terminal_the_passphrase_comes_from_a_file(work, secrets):
    work.write("in", "x")
    for command in (["export", "out"], ["import", "in"]):
        said = secrets.refused(*command)
        assert "there is no terminal to prompt on; use --passphrase-file" in said
