"""SIGHUP again and again while clients ask: no request fails and nothing is left behind."""

import os
import signal

import pytest
from faulty_upstream import plain

from support import data
from support.data import ALICE, BOB
from support.processes import memory_of, open_files_of
from support.signing import basic, pbkdf2_hash
from support.sites import start_gateway_site, without_throttle
from support.steady_load import SteadyLoad
from support.waiting import SLOW, limit, settled_value

RELOADS = int(os.environ.get("DSGW_RELOADS", "100" if SLOW == 1 else "30"))
WARM_UP = 10
GROWTH_LIMIT = 4 << 20

pytestmark = pytest.mark.timeout(limit(60) + RELOADS)


def config_number(number):
    """Each has another account beside Alice's, and other settings."""
    accounts = {
        "http_basic_auth": True,
        "alice_password_hash": data.ACCOUNTS["alice_password_hash"],
        f"guest{number}_password_hash": pbkdf2_hash("g", rounds=1),
    }
    own = {"access_log": "off", "realm": f"number {number}"}
    return {"plugins": {"datasette-auth-passwords": accounts, "datasette-gateway": own}}


def reload(site, config):
    mark = site.process.mark()
    site.work.write("metadata.json", without_throttle(config))
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("the configuration was reloaded", 60, "err", mark)


def test_no_request_fails_and_nothing_leaks(upstream, gateway_before):
    upstream.answer = lambda r: r.send(plain())
    site = gateway_before(upstream, config_number(0))
    pid = site.process.pid
    with SteadyLoad(site.address, headers=[("Authorization", basic(*ALICE))]) as load:
        for number in range(RELOADS):
            if number == WARM_UP:
                files, memory = open_files_of(pid), memory_of(pid)
            reload(site, config_number(number))
            if number % 25 == 0:
                load.wait_for_more()
                assert site.get("/t/x", (f"guest{number}", "g")).status_code == 200
                assert site.get("/t/x", (f"guest{number - 1}", "g")).status_code == 401
        load.wait_for_more()
        grown = memory_of(pid) - memory
    assert not load.failures, load.failures[:5]
    print(f"{RELOADS} reloads, {load.count} requests, {grown >> 10} KiB, {files} open files")
    if SLOW == 1:
        assert grown < GROWTH_LIMIT
    assert settled_value(lambda: open_files_of(pid)) <= files


def test_a_reload_that_exchanges_datasette_fails_no_request(line, started, work):
    site = start_gateway_site(line, data.make_databases(work.path), data.BASIC)
    started.append(site)
    load = SteadyLoad(
        site.address, 2, [("Authorization", basic(*ALICE))], target="/data/facts.json?_size=1"
    )
    with load:
        for number in range(2):
            accounts = {**data.BASIC["plugins"]["datasette-auth-passwords"]}
            accounts[f"new{number}_password_hash"] = pbkdf2_hash("n")
            reload(site, {**data.BASIC, "plugins": {"datasette-auth-passwords": accounts}})
            load.wait_for_more()
            assert site.actor((f"new{number}", "n")) == {"id": f"new{number}"}
    assert not load.failures, load.failures[:5]
    assert site.actor(BOB) == {"id": "bob"}
