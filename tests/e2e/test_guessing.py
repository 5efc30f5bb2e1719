"""Guessed passwords are delayed, then refused, without locking out the owner."""

import itertools
import json
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from faulty_upstream import plain

from support.signing import pbkdf2_hash
from support.waiting import limit, wait_until

QUICK = 1000  # rounds


@pytest.fixture
def guarded(upstream, gateway_before):
    """guarded(throttle settings): a site with http_basic_auth and the accounts amy and bob."""
    upstream.answer = lambda r: (r.read_body(), r.send(plain(b"in")))

    def start(basic=True, **throttle):
        return gateway_before(
            upstream,
            {
                "plugins": {
                    "datasette-auth-passwords": {
                        "http_basic_auth": basic,
                        "amy_password_hash": pbkdf2_hash("right", QUICK),
                        "bob_password_hash": pbkdf2_hash("other", QUICK),
                    },
                    "datasette-gateway": {
                        "throttle": throttle,
                        "trusted_proxies": ["127.0.0.1"],
                        "auth": {"cache_wrong_seconds": 0},
                    },
                }
            },
        )

    return start


def from_(address):
    return {"X-Forwarded-For": address}


def guess(site, number, user="amy", address="192.0.2.1"):
    return site.get("/t/x", (user, f"wrong {number}"), headers=from_(address))


def audit_lines(site):
    return [
        json.loads(line.split(" audit ", 1)[1])
        for line in site.process.text("err").splitlines()
        if " audit " in line
    ]


def statuses_until_refused(site, **options):
    statuses = []
    for number in range(20):
        answer = guess(site, number, **options)
        statuses.append(answer.status_code)
        if answer.status_code == 429:
            return statuses, answer
    raise AssertionError(f"never refused: {statuses}")


def test_by_the_twentieth_wrong_password_it_is_429_with_retry_after(guarded):
    statuses, refused = statuses_until_refused(guarded())
    assert statuses[:10] == [401] * 10
    assert 1 <= int(refused.headers["retry-after"]) <= 30


def test_the_right_password_is_refused_too_while_it_is_not_remembered(guarded):
    site = guarded()
    statuses_until_refused(site)
    assert site.get("/t/x", ("amy", "right"), headers=from_("192.0.2.1")).status_code == 429


def test_another_network_cannot_lock_out_the_owner(guarded):
    """Cached credentials are never slowed down, and neither are other networks."""
    site = guarded()
    owner = {"auth": ("amy", "right"), "headers": from_("192.0.2.1")}
    assert site.get("/t/x", **owner).status_code == 200
    statuses_until_refused(site)
    before = time.monotonic()
    assert site.get("/t/x", **owner).status_code == 200
    elsewhere = from_("198.51.100.1")
    assert site.get("/t/x", ("amy", "right"), headers=elsewhere).status_code == 200
    assert time.monotonic() - before < limit(2)


def test_a_network_is_counted_whatever_accounts_it_tries(guarded):
    site = guarded()
    answers = [guess(site, n, user=f"user{n}").status_code for n in range(20)]
    assert answers[-1] == 429


def test_ipv6_is_counted_by_64(guarded):
    site = guarded()
    answers = [guess(site, n, address=f"2001:db8::{n:x}").status_code for n in range(20)]
    assert answers[-1] == 429
    assert guess(site, 0, address="2001:db8:0:1::1").status_code == 401


def test_what_was_counted_survives_a_reload(guarded):
    site = guarded()
    statuses_until_refused(site)
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("configuration was reloaded", since=mark)
    assert guess(site, 99).status_code == 429


def test_it_can_be_turned_off(guarded):
    site = guarded(enabled=False)
    assert {guess(site, n).status_code for n in range(25)} == {401}


def test_without_basic_auth_a_guesser_is_refused_too(guarded):
    site = guarded(basic=False)
    answers = [guess(site, n).status_code for n in range(20)]
    assert answers[0] == 200, "the plugin takes a wrong password for nobody"
    assert answers[-1] == 429


def test_each_attempt_is_one_log_line_without_the_password(guarded):
    site = guarded()
    assert site.get("/t/x", ("amy", "right"), headers=from_("192.0.2.9")).status_code == 200
    statuses_until_refused(site)
    site.process.wait_for_line('"event":"throttled"', stream="err")
    lines = audit_lines(site)
    assert lines[0] == {"event": "logged_in", "client": "192.0.2.9", "account": "amy"}
    assert lines[1] == {"event": "log_in_failed", "client": "192.0.2.1", "account": "amy"}
    assert "right" not in json.dumps(lines)
    # The log's own word for the refusal is not the password.
    assert "wrong" not in site.process.everything().replace(" reason=wrong", "")


def v6(household, part):
    return f"2001:db8:0:{household:02x}{part:02x}::1"


def test_ipv6_networks_are_counted_together_with_growing_allowances(guarded):
    """722 guesses from the 256 networks of one household went through once."""
    site = guarded()
    answers = [guess(site, n, address=v6(1, n)).status_code for n in range(20)]
    assert answers[:10] == [401] * 10
    assert answers[-1] == 429
    # Written as IPv4 in IPv6 it is IPv4.
    answers = [guess(site, n, "bob", "::ffff:192.0.2.7").status_code for n in range(10)]
    answers += [guess(site, n, "bob", "192.0.2.7").status_code for n in range(10, 20)]
    assert answers[-1] == 429


def test_an_attack_from_everywhere_delays_the_owner_and_refuses_no_right_password(guarded):
    site = guarded()
    stop = threading.Event()
    statuses = []

    def attack(number):
        for turn in itertools.count():
            if stop.is_set():
                return
            address = f"198.51.{turn % 200}.{number}"
            statuses.append(guess(site, f"{turn} {number}", address=address).status_code)

    with ThreadPoolExecutor(6) as pool:
        attackers = [pool.submit(attack, number) for number in range(6)]
        try:
            wait_until(lambda: len(statuses) >= 12, 20, "the attack to be felt")
            began = time.monotonic()
            before = len(statuses)
            answer = site.get("/t/x", ("amy", "right"), headers=from_("192.0.2.1"))
            took = time.monotonic() - began
            assert answer.status_code == 200
            # At worst each of the six before it and as many that arrive later have a turn first.
            assert took < limit(16)
            # One a second, and no more than that.
            assert len(statuses) - before <= took + 3
            # The network is known now: another password of the account is checked at once.
            began = time.monotonic()
            assert guess(site, 0, address="192.0.2.1").status_code == 401
            assert time.monotonic() - began < limit(1)
        finally:
            stop.set()
        for attacker in attackers:
            attacker.result()
    assert set(statuses) <= {401}
