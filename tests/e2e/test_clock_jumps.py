"""The wall clock jumps by weeks, forwards and back: clear responses, and no user is locked out."""

import os
from glob import glob

import pytest

from support.data import ALICE, BOB
from support.forms import Visitor, start_with_accounts
from support.sites import WorkDirectory, binary
from support.waiting import wait_until

LIBRARY = glob("/usr/lib/*/faketime/libfaketimeMT.so.1")


@pytest.fixture(scope="module", autouse=True)
def faketime():
    assert LIBRARY, "the package faketime is missing: tests/run installs it"
    content = binary().read_bytes()
    if b"libasan.so" in content or b"libtsan.so" in content:
        pytest.skip("a sanitizer wants to be loaded before the library that moves the clock")


class Clock:
    """The clock of the gateway and its Datasette: the real time plus an offset."""

    def __init__(self, work):
        self.file = work.path / "clock"
        self.jump("+0")

    def jump(self, offset):
        """ "+30d", "-30d", "+0" """
        new = self.file.with_suffix(".new")
        new.write_text(offset + "\n")
        os.replace(new, self.file)

    @property
    def environment(self):
        return {
            "LD_PRELOAD": LIBRARY[0],
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }


@pytest.fixture
def moved(started):
    """moved(own settings): a site and its clock. The threads must be able to read the file. Of
    Datasette one line is enough: all that looks at a clock here is the gateway's."""

    def start(own=None, **options):
        work = WorkDirectory()
        clock = Clock(work)
        site = start_with_accounts(
            started,
            "1.0",
            own,
            arguments=["--no-sandbox"],
            env=clock.environment,
            work=work,
            **options,
        )
        return site, clock

    return start


def opened(site, who=BOB):
    person = Visitor(site)
    assert person.log_in(*who).status_code == 302
    return person


def actor_of(site, session):
    return site.actor(headers={"Cookie": f"ds_actor={session}"})


def date_of(site):
    return site.get("/-/versions.json").headers["date"]


def test_the_clock_of_these_tests_does_move(moved):
    site, clock = moved()
    year = int(date_of(site).split()[3])
    clock.jump("+800d")
    wait_until(lambda: int(date_of(site).split()[3]) >= year + 2, what="the clock")


@pytest.mark.parametrize("offset", ["+1d", "-1d", "-400d", "+13d"])
def test_a_session_that_has_not_expired_continues(moved, offset):
    site, clock = moved()
    person = opened(site)
    session = person.session
    for jump in (offset, "+0", offset):
        clock.jump(jump)
        assert actor_of(site, session) == {"id": "bob"}
        assert person.get("/").status_code == 200


def test_far_ahead_sessions_have_expired_and_the_form_opens_new_ones(moved):
    site, clock = moved()
    before = opened(site).session
    clock.jump("+60d")
    assert actor_of(site, before) is None
    assert site.get("/", headers={"Cookie": f"ds_actor={before}"}).status_code == 200
    during = opened(site).session
    assert actor_of(site, during) == {"id": "bob"}
    clock.jump("+0")
    for session in (before, during, opened(site).session):
        assert actor_of(site, session) == {"id": "bob"}


def test_a_logout_stays_in_force(moved):
    site, clock = moved()
    before, during = opened(site), None
    stolen = [before.session]
    before.log_out()
    clock.jump("+400d")
    during = opened(site, ALICE)
    stolen.append(during.session)
    during.log_out()
    for offset in ("+400d", "+0", "-400d", "+1d"):
        clock.jump(offset)
        for session in stolen:
            assert actor_of(site, session) is None, offset


@pytest.mark.parametrize("offset", ["+400d", "-400d"])
def test_credentials_count_whatever_the_clock_says(moved, offset):
    site, clock = moved(auth={"http_basic_auth": True})
    assert site.actor(BOB)["id"] == "bob"
    for jump in (offset, "+0", offset):
        clock.jump(jump)
        assert site.actor(BOB)["id"] == "bob", "remembered"
        assert site.get("/", (BOB[0], "wrong")).status_code == 401
    assert site.actor(ALICE)["id"] == "alice", "not remembered"


@pytest.mark.parametrize("offset", ["+400d", "-400d"])
def test_guessers_are_neither_freed_nor_locked_out_by_a_jump(moved, offset):
    site, clock = moved({"throttle": {"free_tries": 2, "window": 60, "max_delay": 30}})
    statuses = []
    while 429 not in statuses:
        assert len(statuses) < 30, statuses
        statuses.append(site.get("/", ("bob", f"wrong {len(statuses)}")).status_code)
    for jump in (offset, "+0", offset):
        clock.jump(jump)
        refused = site.get("/", ("bob", f"wrong after {jump}"))
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 30


def test_a_form_from_before_the_jump_is_shown_again(moved):
    site, clock = moved()
    person = Visitor(site)
    fields = {**person.fields_of("/-/login"), "username": BOB[0], "password": BOB[1]}
    clock.jump("+2d")
    again = person.post("/-/login", fields)
    assert again.status_code == 403
    assert "Please try again" in again.text
    assert person.log_in(*BOB).status_code == 302
    clock.jump("-2d")
    assert person.log_out().status_code == 302
