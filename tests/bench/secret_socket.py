#!/usr/bin/env python3
"""How many secrets a second the gateway's socket gives out, each access on record, and how many the
get_secret() of datasette-secrets. Started by tests/bench/run."""

import json
import os
import select
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import LOAD_CORE, PROXY_CORE, cpu_time, pinned
from report import arguments, conclude
from servers import GATEWAY, ROOT, Servers

CLIENTS = 64
RATE_GOAL, P99_GOAL = 20_000, 10
NAME, VALUE = "API_KEY", "sk-" + "x" * 48
KEY = "hp7Aod4LRyMKxkQovRU8GFGgd3za4NsI4SXXphHCVzs="
CONFIG = {"plugins": {"datasette-secrets": {"database": "data", "encryption-key": KEY}}}
OWN_CONFIG = {"plugins": {"datasette-gateway": {"secrets": {"keys": {"main": KEY}}}}}
# As many at once ask the plugin, in one process, as in a Datasette.
PLUGIN = """
import asyncio, sys, time
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
import datasette_secrets

class Registered:
    __name__ = "Registered"
    @hookimpl
    def register_secrets(self, datasette):
        return [datasette_secrets.Secret("{name}")]

async def main():
    pm.register(Registered(), name="registered")
    block = {{"database": "data", "encryption-key": "{key}"}}
    config = {{"plugins": {{"datasette-secrets": block}}}}
    site = Datasette(["{database}"], **{{"{option}": config}})
    await site.invoke_startup()
    times, end = [], time.perf_counter() + {seconds}
    async def client(number):
        while (begin := time.perf_counter()) < end:
            assert await datasette_secrets.get_secret(site, "{name}", str(number)) == "{value}"
            times.append(time.perf_counter() - begin)
    await asyncio.gather(*(client(number) for number in range({clients})))
    times.sort()
    print(len(times) / {seconds}, times[int(len(times) * 0.99)] * 1000)

asyncio.run(main())
"""


def secrets_command(work, *arguments, value=""):
    """`datasette-gateway secrets …` with the configuration of the benchmark."""
    done = subprocess.run(
        [GATEWAY, "secrets", *arguments],
        input=value,
        text=True,
        capture_output=True,
        env={**os.environ, "XDG_STATE_HOME": str(work)},
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


class Client:
    """One connection that asks again as soon as it is answered."""

    def __init__(self, path, number):
        self.question = (
            f"GET /v1/secrets/{NAME}?actor_id=actor{number} HTTP/1.1\r\nHost: gateway\r\n\r\n"
        ).encode()
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)

    def ask(self):
        self.begin = time.perf_counter()
        self.socket.send(self.question)

    def read(self):
        """Seconds until the answer came, which fits into one read."""
        answer = self.socket.recv(4096)
        if not answer.startswith(b"HTTP/1.1 200 ") or VALUE.encode() not in answer:
            raise RuntimeError(f"another answer than the secret: {answer!r}")
        return time.perf_counter() - self.begin


def ask_gateway(path, seconds):
    """The time of each answer, asked from the other core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {LOAD_CORE % os.cpu_count()})
    clients = {}
    waiting = select.epoll()
    for number in range(CLIENTS):
        one = Client(path, number)
        clients[one.socket.fileno()] = one
        waiting.register(one.socket, select.EPOLLIN)
        one.ask()
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        for file, _ in waiting.poll():
            times.append(clients[file].read())
            clients[file].ask()
    for one in clients.values():
        one.socket.close()
    os.sched_setaffinity(0, cores)
    return times


def prepare(servers, config):
    """(folder, database, options of the commands): a store with the secret in it."""
    work = Path(tempfile.mkdtemp(dir=servers.work))
    database, file = work / "data.db", work / "metadata.json"
    database.touch()
    file.write_text(json.dumps(config))
    options = ["-m", str(file), "--database", str(database)]
    secrets_command(work, "set", NAME, *options, value=VALUE)
    return work, database, options


def gateway_round(servers, config, seconds):
    """(answers a second, p99 in milliseconds, processor time for an answer in µs)"""
    work, database, options = prepare(servers, config)
    path = str(work / "secrets.sock")
    environment = {"XDG_STATE_HOME": str(work), "DATASETTE_GATEWAY_SOCKET": path}
    command = [GATEWAY, database, "-m", work / "metadata.json", "-p", "0", "--threads", "1"]
    command += ["--upstream", "http://127.0.0.1:9"]
    process = servers.start("gateway", PROXY_CORE, command, env=environment)
    servers.wait(process, lambda: "listening on" in process.log.read_text())
    ask_gateway(path, 0.5)
    before = cpu_time(process.pid)
    times = sorted(ask_gateway(path, seconds))
    used = cpu_time(process.pid) - before
    servers.end(process)
    if "actor" not in secrets_command(work, "history", NAME, *options):
        raise RuntimeError("no access is on record")
    return (
        len(times) / seconds,
        times[int(len(times) * 0.99)] * 1000,
        used.total / len(times) * 1e6,
    )


def plugin_round(servers, line, seconds):
    """(answers a second, p99 in milliseconds)"""
    database = prepare(servers, CONFIG)[1]
    program = PLUGIN.format(
        name=NAME,
        key=KEY,
        value=VALUE,
        database=database,
        option="config" if line == "1.0" else "metadata",
        seconds=seconds,
        clients=CLIENTS,
    )
    python = ROOT / ".venvs" / f"plugin-{line}" / "bin" / "python"
    done = subprocess.run(
        pinned(PROXY_CORE, [python, "-c", program]), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    rate, p99 = map(float, done.stdout.split())
    return rate, p99


def main():
    """The exit code."""
    parser = arguments("secret_socket", __doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5, help="of each round")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 2, 2
    sides = {
        "the gateway's socket": lambda s, t: gateway_round(s, OWN_CONFIG, t),
        "the same, in a database of Datasette's": lambda s, t: gateway_round(s, CONFIG, t),
        "get_secret() of the plugin, 0.65": lambda s, t: plugin_round(s, "0.65", t),
        "get_secret() of the plugin, 1.0": lambda s, t: plugin_round(s, "1.0", t),
    }
    found = {name: [] for name in sides}
    with Servers() as servers:
        for _ in range(options.rounds):
            for name, measure in sides.items():
                found[name].append(measure(servers, options.seconds))
    rows = [
        f"| {CLIENTS} clients | secrets/s | p99 | CPU per secret |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, rounds in found.items():
        rate, p99, *cpu = (statistics.median(values) for values in zip(*rounds))
        micros = f"{cpu[0]:.1f} µs " if cpu else ""
        rows.append(f"| {name} | {rate:,.0f} | {p99:.1f} ms | {micros}|")
    rate, p99, _ = (statistics.median(values) for values in zip(*found["the gateway's socket"]))
    goals = [
        (f"{rate:,.0f} secrets/s, at least {RATE_GOAL:,}", rate >= RATE_GOAL),
        (f"p99 {p99:.1f} ms, less than {P99_GOAL}", p99 < P99_GOAL),
    ]
    return conclude(options, "secrets", "", [rows], goals)


if __name__ == "__main__":
    sys.exit(main())
