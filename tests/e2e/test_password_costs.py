"""Hashing: once per credential, off the I/O threads, shared, bounded, equal for unknown users."""

import os
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import pytest
from faulty_upstream import plain

from support.signing import pbkdf2_hash

ROUNDS = 600_000
TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(site):
    with open(f"/proc/{site.process.pid}/stat", "rb") as stat:
        fields = stat.read().rsplit(b")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


@pytest.fixture
def slow_hashes(upstream, gateway_before):
    """slow_hashes(settings of `auth`): a site with one account with a real hash."""
    upstream.answer = lambda r: (r.read_body(), r.send(plain(b"in")))

    def start(**auth):
        return gateway_before(
            upstream,
            {
                "plugins": {
                    "datasette-auth-passwords": {
                        "http_basic_auth": True,
                        "amy_password_hash": pbkdf2_hash("right", ROUNDS),
                    },
                    "datasette-gateway": {"auth": auth},
                }
            },
            arguments=["--threads", "1"],
        )

    return start


def statuses(site, passwords, user="amy"):
    """All at once, each on a connection of its own."""
    with ThreadPoolExecutor(len(passwords)) as pool:
        return list(pool.map(lambda p: site.get("/t/x", (user, p)), passwords))


def cost_of(site, ask):
    before = cpu_seconds(site)
    ask()
    return cpu_seconds(site) - before


def test_a_right_password_is_hashed_once_for_many_requests(slow_hashes):
    site = slow_hashes()

    def ask(times):
        with site.client(auth=("amy", "right")) as client:
            assert {client.get("/t/x").status_code for _ in range(times)} == {200}

    first = cost_of(site, lambda: ask(1))
    assert cost_of(site, lambda: ask(50)) < first


def test_a_wrong_password_sent_again_at_once_is_not_hashed_again(slow_hashes):
    site = slow_hashes(cache_wrong_seconds=60)
    first = cost_of(site, lambda: statuses(site, ["wrong"]))
    assert cost_of(site, lambda: [statuses(site, ["wrong"]) for _ in range(20)]) < 5 * first


def test_an_unknown_user_costs_what_a_wrong_password_costs(slow_hashes):
    site = slow_hashes()
    known = cost_of(site, lambda: [statuses(site, [f"wrong {n}"]) for n in range(4)])
    unknown = cost_of(
        site, lambda: [statuses(site, [f"wrong {n}"], f"nobody{n}") for n in range(4)]
    )
    assert 0.5 < unknown / known < 2


def test_equal_credentials_in_flight_share_one_computation(slow_hashes):
    """With room for one waiting job, twenty separate ones would be rejected."""
    site = slow_hashes(kdf_threads=1, kdf_queue=1)
    assert {a.status_code for a in statuses(site, ["right"] * 20)} == {200}


def test_a_full_queue_is_503_with_retry_after_and_the_rest_is_answered(slow_hashes):
    site = slow_hashes(kdf_threads=1, kdf_queue=2)
    answers = statuses(site, [f"wrong {n}" for n in range(20)])
    refused = [a for a in answers if a.status_code == 503]
    assert {a.status_code for a in answers} == {401, 503}
    assert refused and all(int(a.headers["retry-after"]) >= 1 for a in refused)
    assert site.get("/t/x", ("amy", "right")).status_code == 200


def test_no_client_waits_for_the_hash_of_another(slow_hashes):
    """On the one I/O thread a known visitor is served while twenty hashes are computed."""
    site = slow_hashes(kdf_threads=1)
    assert site.get("/t/x", ("amy", "right")).status_code == 200
    with ThreadPoolExecutor(20) as pool:
        slow = [pool.submit(site.get, "/t/x", ("amy", f"wrong {n}")) for n in range(20)]
        wait(slow, return_when=FIRST_COMPLETED)
        for _ in range(5):
            assert site.get("/t/x", ("amy", "right")).status_code == 200
        assert not all(f.done() for f in slow), "the known visitor had to wait for all of them"
        assert {f.result().status_code for f in slow} == {401}
