#!/usr/bin/env python3
"""How soon the gateway listens, and how big its program is. Started by tests/bench/run."""

import json
import subprocess
import sys
import time

from measure import LOAD_CORE, PROXY_CORE, middle, pinned, stay_on
from report import arguments, at_most, conclude
from servers import GATEWAY, SECRET, Servers, free_port, metadata, strong_hash

START_GOAL, SIZE_GOAL = 30, 8.0


def one_start(file, environment):
    """Milliseconds from the start of the program until it says that it listens."""
    command = [GATEWAY, "--upstream", f"http://127.0.0.1:{free_port()}", "-m", file, "-p", "0"]
    began = time.perf_counter()
    with subprocess.Popen(
        pinned(PROXY_CORE, command),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        text=True,
    ) as process:
        for line in process.stdout:
            if "listening on http" in line:
                taken = time.perf_counter() - began
                process.terminate()
                return taken * 1e3
    raise RuntimeError("it did not start")


def main():
    """The exit code."""
    options = arguments("start", __doc__).parse_args()
    count = 5 if options.quick else 20
    stay_on(LOAD_CORE)
    with Servers() as servers:
        file = servers.write("metadata.json", json.dumps(metadata(strong_hash())))
        environment = {
            "PATH": "/usr/bin:/bin",
            "DATASETTE_SECRET": SECRET,
            "XDG_STATE_HOME": str(servers.work / "state"),
        }
        one_start(file, environment)
        times = sorted(one_start(file, environment) for _ in range(count))
        stripped = servers.work / "stripped"
        subprocess.run(["strip", "-o", stripped, GATEWAY], check=True)
        size = stripped.stat().st_size / 1e6
    rows = [
        f"| {count} starts: median | slowest | the program, stripped |",
        "| ---: | ---: | ---: |",
        f"| {middle(times):.1f} ms | {times[-1]:.1f} ms | {size:.2f} MB |",
    ]
    goals = [
        at_most("start", middle(times), START_GOAL, "{:.1f} ms"),
        at_most("program", size, SIZE_GOAL, "{:.2f} MB"),
    ]
    return conclude(options, "start", "", [rows], goals)


if __name__ == "__main__":
    sys.exit(main())
