"""The store of secrets beside the real datasette-secrets, and under SIGKILL."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from support.plugin_secrets import KEY, OTHER_KEY, Plugin
from support.processes import clean_environment
from support.sites import ROOT
from support.waiting import limit

VALUES = ["sk-123", "☃ café 🔑", "two\nlines", "x" * 100_000, "=?&<>\"'%20+"]


def tool_path():
    gateway = Path(os.environ.get("DSGW_BINARY", ROOT / "build/release/datasette-gateway"))
    path = gateway.resolve().parent / "tests" / "dsgw_secrets_tool"
    assert path.exists(), f"{path} is not built"
    return path


class Tool:
    """Our store on one database."""

    def __init__(self, database, keys=f"default={KEY}", owner="datasette"):
        self.start = [tool_path(), database, owner, keys]

    def run(self, *arguments, stdin=""):
        return subprocess.run(
            [*self.start, *map(str, arguments)],
            input=stdin.encode(),
            capture_output=True,
            env=clean_environment(),
            timeout=limit(60),
        )

    def output(self, *arguments, stdin=""):
        done = self.run(*arguments, stdin=stdin)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def set(self, name, value):
        return int(self.output("set", name, stdin=value))

    def get(self, name, actor="alice"):
        return self.output("get", name, actor)

    def dump(self):
        return [json.loads(line) for line in self.output("dump").splitlines()]

    def begin(self, *arguments):
        return subprocess.Popen(
            [*self.start, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_environment(),
        )


@pytest.fixture
def database(work):
    """A database of Datasette's with something of its own in it."""
    path = work.path / "data.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table of_the_site (x)")
    connection.close()
    return path


def rows_of(database, sql):
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(sql)]
    finally:
        connection.close()


def schema_of(database):
    return rows_of(database, "select sql from sqlite_schema where name = 'datasette_secrets'")


def test_what_the_plugin_writes_is_read_here(line, database, plugin_on):
    plugin = plugin_on(line, database)
    for value in VALUES:
        plugin.ask("set", name="API_KEY", value=value, note="of the plugin")
        assert Tool(database).get("API_KEY") == value
    (used,) = rows_of(database, "select * from datasette_secrets order by version desc limit 1")
    assert used["version"] == len(VALUES)
    assert used["last_used_by"] == "alice"
    assert used["last_used_at"]


def test_what_is_written_here_the_plugin_reads(line, database, plugin_on):
    tool = Tool(database)
    versions = [tool.set("API_KEY", value) for value in VALUES]
    assert versions == [1, 2, 3, 4, 5]
    plugin = plugin_on(line, database)
    assert plugin.ask("get", name="API_KEY", actor="bob") == VALUES[-1]
    for number, value in enumerate(VALUES, 6):
        assert tool.set("API_KEY", value) == number
        assert plugin.ask("get", name="API_KEY", actor="bob") == value
    (used,) = rows_of(database, "select * from datasette_secrets order by version desc limit 1")
    assert used["last_used_by"] == "bob"
    plugin.ask("set", name="API_KEY", value="of the plugin")
    assert tool.set("API_KEY", "of ours") == 12


def test_the_table_is_the_same_whoever_makes_it(line, work, database, plugin_on):
    plugin_on(line, database).ask("get", name="API_KEY")
    own = work.path / "own.db"
    Tool(own).set("API_KEY", "value")
    assert schema_of(own) == schema_of(database)


def test_internal_databases_are_shared_too(work, plugin_on):
    internal = work.path / "internal.db"
    plugin = plugin_on("1.0", f"internal:{internal}")
    plugin.ask("set", name="API_KEY", value="one")
    tool = Tool(internal)
    assert tool.get("API_KEY") == "one"
    assert tool.set("API_KEY", "two") == 2
    assert plugin.ask("get", name="API_KEY") == "two"


def test_keys_can_be_rotated_away_from_the_plugin_and_back(line, database, plugin_on):
    plugin = plugin_on(line, database)
    plugin.ask("set", name="API_KEY", value="one")
    plugin.ask("set", name="API_KEY", value="two")
    tool = Tool(database, f"new={OTHER_KEY},default={KEY}")
    assert tool.output("rotate", "new") == "2\n"
    assert {row["key"] for row in tool.dump()} == {"new"}
    with pytest.raises(AssertionError, match="InvalidToken"):
        plugin.ask("get", name="API_KEY")
    assert plugin_on(line, database, key=OTHER_KEY).ask("get", name="API_KEY") == "two"
    assert tool.output("rotate", "default") == "2\n"
    assert plugin.ask("get", name="API_KEY") == "two"
    assert tool.output("verify") == "2\n"


def test_a_start_with_a_key_that_opens_nothing_is_refused(line, database, plugin_on):
    plugin_on(line, database).ask("set", name="API_KEY", value="one")
    refused = Tool(database, f"default={OTHER_KEY}").run("get", "API_KEY", "alice")
    assert refused.returncode == 1
    assert b"decrypt none of the stored secrets" in refused.stderr
    assert Tool(database).get("API_KEY") == "one"


@pytest.mark.parametrize("journal", ["delete", "wal"])
@pytest.mark.timeout(limit(240))
def test_both_at_once_under_load_lose_nothing(line, database, plugin_on, journal):
    rows_of(database, f"pragma journal_mode = {journal}")
    plugin = plugin_on(line, database)
    plugin.ask("get", name="API_KEY")
    tool = Tool(database)
    count, names = 150, 2
    storms = [tool.begin("storm", prefix, count, names) for prefix in ("GATEWAY", "SHARED")]
    plugin.ask("storm", prefix="PLUGIN", count=count, names=names)
    plugin.ask("storm", prefix="SHARED", count=10, names=names)
    for storm in storms:
        said, complaints = storm.communicate(timeout=limit(120))
        assert storm.returncode == 0, complaints.decode()
        assert len(said.splitlines()) == count

    versions = {}
    for row in tool.dump():
        assert row["value"], row
        versions.setdefault(row["name"], []).append(row["version"])
    for name, numbers in versions.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), name
    assert sum(map(len, versions.values())) == 3 * count + 10
    assert tool.output("verify") == f"{2 * count}\n"
    assert rows_of(database, "pragma integrity_check") == [{"integrity_check": "ok"}]


def acknowledged(tool, moments):
    """The writes that a killed storm had reported as stored: some, or none."""
    storm = tool.begin("storm", "KEY", 10_000, 7)
    said = b"".join(storm.stdout.readline() for _ in range(moments.randrange(25)))
    time.sleep(moments.uniform(0, 0.01))
    storm.send_signal(signal.SIGKILL)
    said += storm.stdout.read()
    complaints = storm.stderr.read().decode()
    assert storm.wait(limit(30)) == -signal.SIGKILL, complaints
    whole_lines = said.decode().rpartition("\n")[0].splitlines()
    return [line.split(" ") for line in whole_lines]


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("owner", ["own", "datasette"])
@pytest.mark.timeout(limit(240))
def test_nothing_that_was_acknowledged_is_lost_by_kill_9(work, owner, part):
    """25 times in each of the eight parts, at moments that a seed chooses."""
    moments = random.Random(f"{owner} {part}")
    tool = Tool(work.path / "secrets.db", owner=owner)
    kept = {}
    for _ in range(25):
        for name, version, value in acknowledged(tool, moments):
            assert (name, int(version)) not in kept
            kept[name, int(version)] = value
        found = {(row["name"], row["version"]): row["value"] for row in tool.dump()}
        assert all(found.get(place) == value for place, value in kept.items())
        tool.output("verify")
    assert len(kept) > 150
    assert rows_of(work.path / "secrets.db", "pragma integrity_check")[0]["integrity_check"] == "ok"
