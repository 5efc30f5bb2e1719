#!/usr/bin/env python3
"""How soon the gateway listens, and how big its program is. Started by tests/bench/run."""

import json
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from measure import LOAD_CORE, PROXY_CORE, middle, pinned, stay_on
from report import arguments, at_most, conclude
from servers import GATEWAY, SECRET, Servers, metadata, strong_hash

START_GOAL, SIZE_GOAL = 30, 8.0


class Upstream(BaseHTTPRequestHandler):
    """Answers the question for the secret as a Datasette with the same one would, but at once."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b'{"actor": {"id": "datasette-gateway-probe"}}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def one_start(upstream, file, environment):
    """Milliseconds from the start of the program until it says that it listens."""
    address = f"http://127.0.0.1:{upstream.server_port}"
    command = [GATEWAY, "--upstream", address, "-m", file, "-p", "0"]
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
    count = 5 if options.quick else 30
    stay_on(LOAD_CORE)
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    with Servers() as servers:
        file = servers.write("metadata.json", json.dumps(metadata(strong_hash())))
        environment = {
            "PATH": "/usr/bin:/bin",
            "DATASETTE_SECRET": SECRET,
            "XDG_STATE_HOME": str(servers.work / "state"),
        }
        one_start(upstream, file, environment)
        times = sorted(one_start(upstream, file, environment) for _ in range(count))
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
