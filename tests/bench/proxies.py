#!/usr/bin/env python3
"""Processor time for a request: the gateway with its passwords, and other proxies.

Started by tests/bench/run. All sides by turns, and the ratios of neighbouring rounds.
"""

import base64
import sys

import rivals
from bodies import answer_of
from libargon2 import hash_of
from measure import by_turns, load, middle, ratio, wait_until_idle
from report import arguments, at_most, conclude, cpu_table
from servers import AUTHORIZATION, PASSWORD, Servers, fetch, metadata, strong_hash

CONNECTIONS, FEW_CONNECTIONS = 32, 4
NGINX_GOAL, HAPROXY_GOAL, HASHING_GOAL = 0.95, 1.05, 0.002
ACCOUNTS, PATHS = 1_000, 100_000
GATEWAY, NGINX, HAPROXY = "datasette-gateway, Basic auth", "nginx, plain", "HAProxy, plain"
RELAY, CADDY, APACHE = "HAProxy, a relay of bytes", "Caddy, plain", "Apache, plain"
PLAIN = (NGINX, HAPROXY, RELAY, CADDY, APACHE)
REFERENCES = {"nginx": NGINX, "HAProxy": HAPROXY}

# All requests are made before the clock runs; each contains the name of an account.
MANY_PATHS = """
local headers, requests, at = {}, {}, 0
for line in io.lines("HEADERS") do headers[#headers + 1] = line end
function init()
    for n = 1, PATHS do
        local authorization = headers[n % #headers + 1]
        requests[n] = wrk.format("GET", "/paths/" .. n .. ".json", {
            ["Host"] = "127.0.0.1", ["Authorization"] = authorization
        })
    end
end
function request()
    at = at % #requests + 1
    return requests[at]
end
"""


def check(sides, body):
    """Every side must give the upstream's answer; those that check passwords only with one."""
    for name, (_, url) in sides.items():
        status, got = fetch(f"{url}/answer.json", [AUTHORIZATION])
        if (status, got.decode()) != (200, body):
            raise RuntimeError(f"{name}: another answer than the upstream's: {status}")
        asks = fetch(f"{url}/answer.json")[0] == 401
        if asks == (name in PLAIN):
            raise RuntimeError(f"{name}: a request without a password is answered otherwise")


def ask(side, seconds, connections=CONNECTIONS):
    """A round of requests with the password."""
    process, url = side
    result = load(f"{url}/answer.json", process.pid, seconds, connections, headers=[AUTHORIZATION])
    wait_until_idle(process.pid)  # some hash on for clients that have left
    return result


def plain(rounds, seconds):
    """The gateway with one account between proxies that ask for no password."""
    body = answer_of(1200)
    with Servers() as servers:
        upstream = servers.static(body)
        sides = {
            RELAY: rivals.relay(servers, upstream),
            NGINX: rivals.nginx_proxy(servers, upstream),
            GATEWAY: servers.gateway(upstream),
            HAPROXY: rivals.haproxy(servers, upstream),
            CADDY: rivals.caddy(servers, upstream),
            APACHE: rivals.apache(servers, upstream),
        }
        check(sides, body)
        return by_turns(sides, rounds, seconds, ask)


def many(rounds, seconds):
    """The same with many accounts, all of them in use, and many paths."""
    with Servers() as servers:
        upstream = servers.static(answer_of(1200))
        config = metadata(strong_hash())
        config["plugins"]["datasette-gateway"] = {"access_log": "off"}
        # All are to be logged in before the clock runs, so this hash is a cheap one.
        stored = hash_of(PASSWORD, 64, 1)
        names = [f"user-{n:04}" for n in range(ACCOUNTS)]
        for name in names:
            config["plugins"]["datasette-auth-passwords"][f"{name}_password_hash"] = stored
        headers = [
            "Basic " + base64.b64encode(f"{name}:{PASSWORD}".encode()).decode() for name in names
        ]
        listed = servers.write("headers", "\n".join(headers) + "\n")
        script = servers.write(
            "paths.lua", MANY_PATHS.replace("HEADERS", str(listed)).replace("PATHS", str(PATHS))
        )
        sides = {
            NGINX: rivals.nginx_proxy(servers, upstream),
            GATEWAY: servers.configured_gateway(upstream, config),
            HAPROXY: rivals.haproxy(servers, upstream),
        }
        for header in headers:
            if fetch(f"{sides[GATEWAY][1]}/paths/1.json", [f"Authorization: {header}"])[0] != 200:
                raise RuntimeError("an account cannot log in")

        def measure(side, time):
            return load(side[1], side[0].pid, time, CONNECTIONS, script=script)

        return by_turns(sides, rounds, seconds, measure)


def hashing(rounds, seconds):
    """Those that ask for a password too."""
    body = answer_of(1200)
    with Servers() as servers:
        upstream = servers.static(body)
        sides = {
            GATEWAY: servers.gateway(upstream),
            "nginx, bcrypt": rivals.nginx_with_password(servers, upstream),
            "HAProxy, bcrypt": rivals.haproxy_with_password(servers, upstream),
            "Apache, bcrypt": rivals.apache_with_password(servers, upstream),
            "Caddy, bcrypt, remembered": rivals.caddy_with_password(servers, upstream),
        }
        check(sides, body)
        # nginx hashes for all that have asked before it answers the first.
        return by_turns(sides, rounds, seconds, lambda side, time: ask(side, time, FEW_CONNECTIONS))


def hashing_table(found):
    """The gateway's time as a share of the others': (rows, ratios by name)."""
    rows = ["| with a password | CPU per request | requests/s | the gateway to it |"]
    rows.append("| --- | ---: | ---: | ---: |")
    ratios = {name: ratio(found[GATEWAY], results, "micros") for name, results in found.items()}
    for name, results in found.items():
        micros, rate = middle(r.micros for r in results), middle(r.per_second for r in results)
        rows.append(f"| {name} | {micros:,.1f} µs | {rate:,.0f} | {ratios[name]:.4f} |")
    return rows, ratios


def plain_goals(found, where):
    """Against nginx and HAProxy."""
    to_nginx = ratio(found[GATEWAY], found[NGINX], "micros")
    to_haproxy = ratio(found[GATEWAY], found[HAPROXY], "micros")
    return [
        at_most(f"{where}: CPU per request to nginx", to_nginx, NGINX_GOAL),
        at_most(f"{where}: CPU per request to HAProxy", to_haproxy, HAPROXY_GOAL),
    ]


def main():
    """The exit code."""
    options = arguments("proxies", __doc__).parse_args()
    rounds, seconds = (2, 1) if options.quick else (5, 3)
    one = plain(rounds, seconds)
    paths = many(rounds, seconds)
    others, ratios = hashing_table(hashing(2, seconds))
    goals = plain_goals(one, "one account")
    goals += plain_goals(paths, f"{ACCOUNTS:,} accounts")
    for name in ("nginx, bcrypt", "HAProxy, bcrypt"):
        goals.append(at_most(f"CPU per request to {name}:", ratios[name], HASHING_GOAL, "{:.4f}"))
    parts = [
        cpu_table(one, REFERENCES, "one account, one path"),
        cpu_table(paths, REFERENCES, f"{ACCOUNTS:,} accounts, {PATHS:,} paths"),
        others,
    ]
    versions = rivals.versions("nginx", "HAProxy", "Caddy", "Apache")
    return conclude(options, "proxies", versions, parts, goals)


if __name__ == "__main__":
    sys.exit(main())
