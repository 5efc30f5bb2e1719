"""A copy of a session's cookie, shown again after everything that ends the session."""

import signal

import pytest

from support.data import ALICE, BOB
from support.forms import Visitor, start_with_accounts
from support.signing import pbkdf2_hash
from support.sites import SECRET, WorkDirectory, start_gateway_site, without_throttle
from support.waiting import wait_until

HASHES = {"alice": pbkdf2_hash(ALICE[1]), "bob": pbkdf2_hash(BOB[1])}
OTHER = pbkdf2_hash("another")


class Place:
    """One site with its state, whose configuration changes by reload or by restart."""

    def __init__(self, started, line, walled, how):
        self.started, self.line, self.walled, self.how = started, line, walled, how
        self.work = WorkDirectory()
        self.site = start_with_accounts(
            started,
            line,
            {"auth": {"challenge": "form"}},
            {"http_basic_auth": walled},
            work=self.work,
        )

    def change(self, meanwhile=None, **hashes):
        """From now on there are these accounts. `meanwhile` runs during a reload."""
        config = {
            "plugins": {
                "datasette-auth-passwords": {
                    "http_basic_auth": self.walled,
                    **{f"{name}_password_hash": text for name, text in hashes.items()},
                },
                "datasette-gateway": {"auth": {"challenge": "form"}},
            }
        }
        process = self.site.process
        if self.how == "reload":
            self.work.write("metadata.json", without_throttle(config))
            mark = process.mark()
            process.signal(signal.SIGHUP)
            if meanwhile:
                meanwhile()
            process.wait_for_line("configuration was reloaded", 60, since=mark)
            return
        process.signal(signal.SIGKILL)
        process.wait()
        self.started.remove(self.site)
        self.site = start_gateway_site(self.line, [], config, secret=SECRET, work=self.work)
        self.started.append(self.site)

    def is_logged_in(self, session):
        spellings = [
            f"ds_actor={session}",
            f'ds_actor="{session}"',
            f"a=b; ds_actor=x; ds_actor={session}",
            f"ds_actor={session}; ds_actor={session}",
        ]
        seen = set()
        for cookie in spellings:
            headers = {"Cookie": cookie, "Accept": "application/json"}
            answer = self.site.get("/-/actor.json", headers=headers)
            is_open = answer.status_code == 200
            seen.add(is_open and answer.json()["actor"] is not None)
        [is_in] = seen
        return is_in


@pytest.fixture(params=[(True, "reload"), (False, "reload"), (True, "restart"), (False, "restart")])
def place(request, line, started):
    return Place(started, line, *request.param)


def session_of(place, who):
    person = Visitor(place.site)
    person.log_in(*who)
    assert place.is_logged_in(person.session)
    return person.session


@pytest.mark.parametrize("walled", [True, False])
def test_a_session_opened_in_the_second_of_the_reload_stays(started, line, walled):
    place, opened = Place(started, line, walled, "reload"), []

    def is_in_force():
        answer = place.site.get("/-/actor.json", ("bob", "another"))
        return answer.status_code == 200 and answer.json()["actor"]

    def log_in_with_the_new_password():
        wait_until(is_in_force, 20, "the new password")
        person = Visitor(place.site)
        person.log_in("bob", "another")
        opened.append(person.session)

    old = session_of(place, BOB)
    place.change(log_in_with_the_new_password, bob=OTHER)
    assert not place.is_logged_in(old)
    assert place.is_logged_in(opened[0])
    place.change(bob=OTHER)
    assert place.is_logged_in(opened[0])


def test_a_session_comes_back_with_nothing(place):
    alice, bob = session_of(place, ALICE), session_of(place, BOB)
    place.change(alice=HASHES["alice"])
    assert not place.is_logged_in(bob)
    place.change(**HASHES)  # the same account with the same hash
    assert not place.is_logged_in(bob)
    again = session_of(place, BOB)
    place.change(alice=HASHES["alice"], bob=OTHER)
    for session in (bob, again):
        assert not place.is_logged_in(session)
    place.change(**HASHES)
    for session in (bob, again):
        assert not place.is_logged_in(session)
    assert place.is_logged_in(alice)
