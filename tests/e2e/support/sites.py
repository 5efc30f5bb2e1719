"""Datasette with the real plugin and the gateway before stock Datasette, as one kind of thing."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from support.processes import Process, clean_environment
from support.waiting import limit

ROOT = Path(__file__).resolve().parents[3]
VENVS = ROOT / ".venvs"
VECTORS = ROOT / "tests" / "vectors"
SECRET = "the-secret-that-both-sides-know-of"
LINES = ("0.65", "1.0")
# What Datasette 1.0 reads only from the file given with -c.
CONFIG_KEYS = ("plugins", "databases", "allow", "allow_sql", "permissions", "settings")


def binary():
    path = Path(os.environ.get("DSGW_BINARY", ROOT / "build/release/datasette-gateway"))
    if not path.exists():
        if os.environ.get("DSGW_WITHOUT_GATEWAY"):
            pytest.skip("DSGW_WITHOUT_GATEWAY is set: only the real plugin is asked")
        pytest.fail(f"{path} is not built (set DSGW_BINARY, or DSGW_WITHOUT_GATEWAY=1)")
    return path.resolve()


def datasette(kind, line):
    """The datasette command of one environment: kind is "stock" or "plugin"."""
    path = VENVS / f"{kind}-{line}" / "bin" / "datasette"
    assert path.exists(), f"{path} is missing: run tests/setup"
    return path


def vectors(name):
    return json.loads((VECTORS / name).read_text())


class WorkDirectory:
    """A directory with a short name (socket paths are limited to 107 bytes)."""

    def __init__(self):
        self.path = Path(tempfile.mkdtemp(prefix="dsgw-", dir="/tmp"))
        atexit.register(self.remove)  # also where a test failed before it could

    def write(self, name, value):
        path = self.path / name
        path.write_text(value if isinstance(value, str) else json.dumps(value, indent=1))
        return path

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)


@dataclass
class Site:
    """A running server: process, address, and a client for it."""

    target: str
    line: str
    process: Process
    host: str
    port: int
    work: WorkDirectory
    scheme: str = "http"
    prefix: str = ""

    @property
    def url(self):
        return f"{self.scheme}://{self.host}:{self.port}{self.prefix}"

    @property
    def address(self):
        return (self.host, self.port)

    @property
    def is_gateway(self):
        return self.target == "gateway"

    def client(self, **options):
        options.setdefault("timeout", limit(30))
        return httpx.Client(base_url=self.url, trust_env=False, **options)

    def request(self, method, path, auth=None, **options):
        with self.client() as client:
            return client.request(method, path, auth=auth, **options)

    def get(self, path, auth=None, **options):
        return self.request("GET", path, auth, **options)

    def post(self, path, auth=None, **options):
        return self.request("POST", path, auth, **options)

    def actor(self, auth=None, **options):
        answer = self.get("/-/actor.json", auth, **options)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.json()["actor"]

    def stop(self):
        try:
            return self.process.stop()
        finally:
            self.work.remove()


def split_for_1_0(config):
    """Splits a configuration into -c and -m of Datasette 1.0."""
    return (
        {k: v for k, v in config.items() if k in CONFIG_KEYS},
        {k: v for k, v in config.items() if k not in CONFIG_KEYS},
    )


def start_plugin_site(line, files, config, arguments=(), env=None, split=True):
    """The real Datasette with the real plugin. Without `split`, all in one -m file on 1.0 too."""
    work = WorkDirectory()
    argv = [datasette("plugin", line), "serve", *files, "-p", "0", "-h", "127.0.0.1"]
    if line == "1.0" and split:
        settings, metadata = split_for_1_0(config)
        argv += ["-c", work.write("datasette.json", settings)]
        argv += ["-m", work.write("metadata.json", metadata)]
    else:
        argv += ["-m", work.write("metadata.json", config)]
    process = Process(
        [*argv, *arguments],
        clean_environment(DATASETTE_SECRET=SECRET, **(env or {})),
        work.path,
        f"datasette {line} with the plugin",
    )
    port = int(process.wait_for_line(r"Uvicorn running on http://127\.0\.0\.1:(\d+)").group(1))
    return Site("plugin", line, process, "127.0.0.1", port, work)


def always():
    """Arguments of every gateway that serves: a sanitised one runs without the sandbox."""
    return os.environ.get("DSGW_ARGUMENTS", "").split()


def launch_gateway(
    arguments, work, env=None, name="datasette-gateway", line=None, through=(), **options
):
    """Starts the binary and does not wait. With a line, stock Datasette of that line is on PATH.
    `through` is a command that becomes the binary."""
    places = {"TMPDIR": work.path, "XDG_STATE_HOME": work.path / "state"}
    environment = clean_environment(**{**places, **(env or {})})
    if line:
        environment["PATH"] = f"{datasette('stock', line).parent}:{environment['PATH']}"
    argv = [*through, binary(), *arguments, *always()]
    return Process(argv, environment, work.path, name, **options)


LISTENING = r"listening on (https?)://([^\s:/]+):(\d+)"


def wait_for_gateway(process, work, line=None, prefix="", seconds=40):
    scheme, host, port = process.wait_for_line(LISTENING, seconds, "err").groups()
    host = "127.0.0.1" if host == "0.0.0.0" else host
    return Site("gateway", line, process, host, int(port), work, scheme, prefix)


def start_gateway_site(line, files, config, arguments=(), env=None, secret=SECRET, work=None):
    """The gateway, which starts stock Datasette: everything in one metadata.json, on both lines."""
    work = work or WorkDirectory()
    metadata = work.write("metadata.json", without_throttle(config))
    process = launch_gateway(
        [*files, "-m", metadata, "-h", "127.0.0.1", "-p", "0", *arguments],
        work,
        {"DATASETTE_SECRET": secret, **(env or {})},
        f"gateway before {line}",
        line,
    )
    return wait_for_gateway(process, work, line)


def start_gateway_before(upstream_url, config, arguments=(), env=None, prefix=""):
    """The gateway before an upstream that already runs."""
    work = WorkDirectory()
    metadata = work.write("metadata.json", without_throttle(config))
    process = launch_gateway(
        ["--upstream", upstream_url, "-m", metadata, "-h", "127.0.0.1", "-p", "0", *arguments],
        work,
        {"DATASETTE_SECRET": SECRET, **(env or {})},
        "gateway before an upstream",
    )
    return wait_for_gateway(process, work, prefix=prefix)


def without_throttle(config):
    """Tests that replay dozens of wrong passwords are not about guessing."""
    plugins = dict(config.get("plugins", {}))
    own = dict(plugins.get("datasette-gateway", {}))
    own.setdefault("throttle", {"enabled": False})
    plugins["datasette-gateway"] = own
    return {**config, "plugins": plugins}


def start_example(target, line):
    """`datasette-gateway bigmac.db -m metadata.json`, or the same with datasette and the plugin."""
    example = ROOT / "examples" / "bigmac"
    work = WorkDirectory()
    subprocess.run(
        [sys.executable, example / "build_db.py", work.path / "bigmac.db"],
        check=True,
        capture_output=True,
    )
    if target == "plugin":
        config = json.loads((example / "metadata.json").read_text())
        site = start_plugin_site(line, [work.path / "bigmac.db"], config, split=False)
    else:
        process = launch_gateway(
            ["bigmac.db", "-m", example / "metadata.json", "-p", "0"],
            work,
            line=line,
            name=f"the example before {line}",
        )
        site = wait_for_gateway(process, work, line)
    site.home = work
    return site


def start_site(target, line, files, config, **options):
    start = start_plugin_site if target == "plugin" else start_gateway_site
    return start(line, files, config, **options)
