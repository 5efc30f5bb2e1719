#!/usr/bin/env python3
"""How long a first login takes, beside the hash alone; and a hundred of them at once.

Started by tests/bench/run. Each account logs in once; the hash alone is that of the same library,
computed in this program on the core of the gateway, by turns with the logins.
"""

import base64
import sys
import time

from bodies import answer_of
from libargon2 import verify
from measure import LOAD_CORE, PROXY_CORE, cpu_time, middle, stay_on, wait_until_idle
from report import arguments, at_most, conclude
from servers import PASSWORD, ROOT, Servers, metadata, strong_hash

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from support.raw_http import RawConnection, request_bytes  # noqa: E402

LATENCY_GOAL, HASHES_GOAL = 1.1, 1.5
AT_ONCE = 100


def request_of(name):
    """A request of that account's."""
    credentials = base64.b64encode(f"{name}:{PASSWORD}".encode()).decode()
    headers = [("Authorization", f"Basic {credentials}")]
    return request_bytes(target="/answer.json", headers=headers)


def configuration(names):
    """Accounts of those names, all with a strong hash."""
    config = metadata(strong_hash())
    config["plugins"]["datasette-gateway"] = {"access_log": "off"}
    for name in names:
        config["plugins"]["datasette-auth-passwords"][f"{name}_password_hash"] = strong_hash()
    return config


def hash_alone():
    """Seconds that it takes on the core of the gateway."""
    stay_on(PROXY_CORE)
    began = time.perf_counter()
    verify(strong_hash(), PASSWORD)
    used = time.perf_counter() - began
    stay_on(LOAD_CORE)
    return used


def log_in(connection, name):
    """Seconds until the answer."""
    began = time.perf_counter()
    connection.send(request_of(name))
    if connection.read_response().status != 200:
        raise RuntimeError(f"{name} cannot log in")
    return time.perf_counter() - began


def at_once(gateway, address, name):
    """Seconds of processor time that a hundred requests of one account take at once."""
    connections = [RawConnection(address) for _ in range(AT_ONCE)]
    wait_until_idle(gateway.pid)
    before = cpu_time(gateway.pid).total
    for connection in connections:
        connection.send(request_of(name))
    statuses = {connection.read_response().status for connection in connections}
    used = cpu_time(gateway.pid).total - before
    for connection in connections:
        connection.close()
    if statuses != {200}:
        raise RuntimeError(f"not all could log in: {statuses}")
    return used


def main():
    """The exit code."""
    options = arguments("first_login", __doc__).parse_args()
    count, crowds = (10, 2) if options.quick else (50, 10)
    one_by_one = [f"reader-{n}" for n in range(count)]
    together = [f"crowd-{n}" for n in range(crowds)]
    stay_on(LOAD_CORE)
    with Servers() as servers:
        upstream = servers.static(answer_of(1200))
        gateway, url = servers.configured_gateway(upstream, configuration(one_by_one + together))
        host, port = url.removeprefix("http://").split(":")
        address = (host, int(port))
        hash_alone()
        pairs = []
        with RawConnection(address) as connection:
            for name in one_by_one:
                pairs.append((hash_alone(), log_in(connection, name)))
        alone, whole = middle(a for a, _ in pairs), middle(b for _, b in pairs)
        ratio = middle(b / a for a, b in pairs)
        first = middle(at_once(gateway, address, name) for name in together)
        later = middle(at_once(gateway, address, name) for name in together)
    rows = [
        "| argon2id, as hash-password makes it | median | to the hash |",
        "| --- | ---: | ---: |",
        f"| the hash alone | {alone * 1e3:.2f} ms | 1.00 |",
        f"| a first login | {whole * 1e3:.2f} ms | {ratio:.2f} |",
        f"| {AT_ONCE} first logins of one account at once: CPU | {first * 1e3:.2f} ms | "
        f"{first / alone:.2f} |",
        f"| the same {AT_ONCE} requests later: CPU | {later * 1e3:.2f} ms | {later / alone:.2f} |",
    ]
    goals = [
        at_most("a first login, in hashes", ratio, LATENCY_GOAL),
        at_most(f"{AT_ONCE} at once, in hashes", (first - later) / alone, HASHES_GOAL),
    ]
    return conclude(options, "first login", "", [rows], goals)


if __name__ == "__main__":
    sys.exit(main())
