"""The audit file: a row for each login and its kind, shown by Datasette to the permitted actor."""

import json
import re
import signal
import sqlite3
from pathlib import Path

import pytest

from support import data
from support.data import ALICE, BOB
from support.forms import Visitor
from support.signing import pbkdf2_hash
from support.sites import ROOT, launch_gateway, start_gateway_site
from support.waiting import wait_until

KEPT = 20_000


@pytest.fixture
def audited(work, started, line):
    """audited(…): a site whose audit file is one of its databases, for alice alone."""
    path = work.path / "audit.db"

    def start(throttle=None, arguments=(), auth=None):
        [facts, *_] = data.make_databases(work.path)
        own = {"audit": {"path": str(path)}, "auth": {"cache_wrong_seconds": 0}}
        if throttle:
            own["throttle"] = throttle
        config = {
            "plugins": {
                "datasette-auth-passwords": {
                    "alice_password_hash": pbkdf2_hash(ALICE[1]),
                    "bob_password_hash": pbkdf2_hash(BOB[1]),
                    **(auth or {}),
                },
                "datasette-gateway": own,
            },
            "databases": {
                "audit": {"allow": {"id": "alice"}, "tables": {"events": {"sort_desc": "id"}}}
            },
        }
        site = start_gateway_site(line, [facts, path], config, arguments=arguments)
        started.append(site)
        return site

    start.path = path
    return start


def rows(path, columns="event, client, account, times"):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return db.execute(f"select {columns} from events order by id").fetchall()
    finally:
        db.close()


def wait_for_rows(path, count):
    wait_until(lambda: len(rows(path)) >= count, what=f"{count} rows")
    return rows(path)


def everything_in(path):
    files = [path, Path(f"{path}-wal")]
    return b"".join(file.read_bytes() for file in files if file.exists())


def make_events(site, path):
    """One of each kind; the passwords that were typed, and the cookies that were given out."""
    person = Visitor(site)
    person.log_in("bob", "a wrong password")
    person.log_in(*BOB)
    session = person.session
    person.log_out()
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("configuration was reloaded", since=mark)
    wait_for_rows(path, 4)
    return ["a wrong password", BOB[1], session]


def test_each_event_is_a_row_that_holds_no_secret(audited):
    site = audited()
    secrets = make_events(site, audited.path)
    here = "127.0.0.1"
    assert rows(audited.path) == [
        ("log_in_failed", here, "bob", 1),
        ("logged_in", here, "bob", 1),
        ("logged_out", here, "bob", 1),
        ("reloaded", None, None, 1),
    ]
    stored = everything_in(audited.path)
    assert b"log_in_failed" in stored
    for secret in secrets:
        assert secret.encode() not in stored
    mode = audited.path.stat().st_mode & 0o777
    assert mode == 0o600


def test_datasette_shows_the_rows_to_the_admin_alone(audited):
    site = audited()
    make_events(site, audited.path)
    shown = site.get("/audit/events.json?_shape=array", ALICE)
    assert shown.status_code == 200, shown.text
    # Her own login came with that very request.
    events = [row["event"] for row in shown.json()]
    expected = ["reloaded", "logged_out", "logged_in", "log_in_failed"]
    assert [e for e in events if e in expected][-4:] == expected
    assert {"id", "at", "event", "client", "account", "times"} == set(shown.json()[0])
    assert shown.json()[0]["at"].endswith("Z")
    assert "log_in_failed" in site.get("/audit/events", ALICE).text
    for nobody in (None, BOB):
        for path in ("/audit/events.json", "/audit/events", "/audit", "/audit.json", "/audit.db"):
            answer = site.get(path, nobody, follow_redirects=True)
            assert answer.status_code in (403, 404), path
            assert "log_in_failed" not in answer.text
        assert '"audit"' not in site.get("/.json", nobody).text


def test_account_names_cannot_break_the_page(audited):
    site = audited()
    typed = ["<script>alert(1)</script>", "', '');--", "x" * 900, "tö\N{SNOWMAN}", "a\0b"]
    for name in typed:
        Visitor(site).log_in(name, "wrong")
    found = [account for (account,) in rows_after(audited.path, len(typed))]
    assert found == [typed[0], typed[1], "x" * 100, typed[3], "a\\x00b"]
    page = site.get("/audit/events", ALICE)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "tö\N{SNOWMAN}" in page.text


def rows_after(path, count):
    wait_for_rows(path, count)
    return rows(path, "account")


def test_throttled_tries_are_rows_too(audited):
    site = audited(throttle={"free_tries": 2, "max_delay": 1})
    for _ in range(30):
        if site.get("/data/facts.json", ("bob", "wrong")).status_code == 429:
            break
    wait_until(lambda: rows(audited.path)[-1][0] == "throttled", what="the last row")
    kinds = [row[0] for row in rows(audited.path)]
    assert kinds[:2] == ["log_in_failed"] * 2


def fill(path, event, count):
    db = sqlite3.connect(path)
    with db:
        db.executemany(
            "insert into events (at, event, account) values ('2026-01-01T00:00:00.000Z', ?, ?)",
            ((event, f"old {n}") for n in range(count)),
        )
    db.close()


def test_the_oldest_of_a_kind_make_room_for_the_newest(audited):
    site = audited()
    make_events(site, audited.path)
    fill(audited.path, "log_in_failed", KEPT + 500)
    Visitor(site).log_in("bob", "wrong again")
    total = KEPT + 3  # logged_in, logged_out, reloaded
    wait_until(lambda: len(rows(audited.path)) == total, what="the oldest to go")
    kept = rows(audited.path)
    assert [row[0] for row in kept[:3]] == ["logged_in", "logged_out", "reloaded"]
    assert kept[-1][2] == "bob"
    assert kept[3][2] == "old 501"


def test_a_flood_of_wrong_passwords_is_recorded_whole_or_counted(audited):
    site = audited()
    with site.client() as client:
        for n in range(300):
            client.get("/-/versions.json", auth=("bob", f"wrong {n}"))
    assert site.process.stop() == 0
    assert not Path(f"{audited.path}-wal").exists(), "the file is whole when the gateway has ended"
    assert sum(row[3] for row in rows(audited.path)) == 300


def test_a_locked_file_delays_no_request_and_gets_its_rows_later(audited):
    site = audited()
    other = sqlite3.connect(audited.path, isolation_level=None)
    other.execute("begin immediate")
    person = Visitor(site)
    assert person.log_in(*BOB).status_code == 302
    assert person.actor() == {"id": "bob"}
    assert rows(audited.path) == []
    other.execute("rollback")
    other.close()
    assert wait_for_rows(audited.path, 1) == [("logged_in", "127.0.0.1", "bob", 1)]


def test_a_removed_file_is_created_again(audited):
    site = audited()
    Visitor(site).log_in(*BOB)
    wait_for_rows(audited.path, 1)
    for suffix in ("", "-wal", "-shm"):
        Path(f"{audited.path}{suffix}").unlink(missing_ok=True)
    Visitor(site).log_in("bob", "wrong")
    wait_until(audited.path.exists, what="a new file")
    wait_until(lambda: "events" in tables(audited.path), what="its table")
    assert wait_for_rows(audited.path, 1)[0][0] == "log_in_failed"


def tables(path):
    db = sqlite3.connect(path)
    try:
        return [name for (name,) in db.execute("select name from sqlite_schema")]
    finally:
        db.close()


def test_another_path_counts_from_the_next_start(audited):
    site = audited()
    metadata = site.work.path / "metadata.json"
    config = json.loads(metadata.read_text())
    elsewhere = site.work.path / "other.db"
    config["plugins"]["datasette-gateway"]["audit"]["path"] = str(elsewhere)
    metadata.write_text(json.dumps(config))
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("audit.path: the change takes effect at the next start", since=mark)
    site.process.wait_for_line("configuration was reloaded", since=mark)
    assert wait_for_rows(audited.path, 1)[0][0] == "reloaded"
    assert not elsewhere.exists()


FAULTS = {
    "no SQLite file": ("audit.db", b"a letter, and no database at all " * 50, "not an SQLite"),
    "a folder that is a file": ("letter/audit.db", None, "letter"),
    "a folder": (".", None, "the audit file"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_cannot_be_used_is_an_error_at_the_start(work, name):
    place, content, words = FAULTS[name]
    work.write("letter", "Dear grandmother")
    if content:
        (work.path / place).write_bytes(content)
    own = {"plugins": {"datasette-gateway": {"audit": {"path": str(work.path / place)}}}}
    process = launch_gateway(
        ["-m", work.write("metadata.json", own), "-p", "0"], work, line="1.0", name="the gateway"
    )
    assert process.wait() == 1
    lines = process.text("err").splitlines()
    told = [each for each in lines if "cannot open the audit file:" in each]
    assert len(told) == 1, process.text("err")
    assert str(work.path) in told[0] and words in told[0]
    assert "plugins.datasette-gateway.audit.path" in told[0]
    if content:
        assert (work.path / place).read_bytes() == content


def test_a_database_of_datasette_is_refused(work):
    [facts, *_] = data.make_databases(work.path)
    own = {"plugins": {"datasette-gateway": {"audit": {"path": str(facts)}}}}
    metadata = work.write("metadata.json", own)
    process = launch_gateway([facts, "-m", metadata, "-p", "0"], work, line="1.0", name="gateway")
    assert process.wait() == 1
    assert "has other contents" in process.text("err")
    assert "events" not in tables(facts)


def test_the_example_of_the_documentation_works(work, started, line):
    page = (ROOT / "docs" / "audit.md").read_text()
    config = json.loads(re.search(r"```json\n(.*?)```", page, re.DOTALL)[1])
    own = config["plugins"]["datasette-gateway"]
    own["audit"]["path"] = str(work.path / own["audit"]["path"])
    [facts, *_] = data.make_databases(work.path)
    site = start_gateway_site(
        line,
        [facts, work.path / "audit.db"],
        config,
        env={"AMY_HASH": pbkdf2_hash("amy's"), "BOB_HASH": pbkdf2_hash("bob's")},
    )
    started.append(site)
    assert site.get("/audit/events.json", ("bob", "bob's")).status_code in (403, 404)
    wait_for_rows(work.path / "audit.db", 1)
    shown = site.get("/audit/events", ("amy", "amy's"))
    assert shown.status_code == 200
    assert "logged_in" in shown.text and "facet" in shown.text
