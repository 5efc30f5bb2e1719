"""The programs that are compared: started on loopback, ended by their own process ids."""

import functools
import getpass
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from measure import LOAD_CORE, PROXY_CORE, pinned

ROOT = pathlib.Path(__file__).resolve().parents[2]
GATEWAY = ROOT / os.environ.get("DSGW_BINARY", "build/release/datasette-gateway")
USER, PASSWORD = "someusername", "helloworld"
AUTHORIZATION = "Authorization: Basic c29tZXVzZXJuYW1lOmhlbGxvd29ybGQ="
SECRET = "the secret of the benchmark"
ACTOR = {"id": USER, "name": "API user"}

NGINX = """
{user}
daemon off;
pid {work}/nginx.pid;
error_log {work}/error.log crit;
worker_processes 1;
events {{ worker_connections {connections}; }}
http {{
    access_log off;
    sendfile on;
    keepalive_requests 1000000000;
    client_body_temp_path {work}/t1;
    proxy_temp_path {work}/t2;
    fastcgi_temp_path {work}/t3;
    uwsgi_temp_path {work}/t4;
    scgi_temp_path {work}/t5;
    types {{ application/json json; text/html html; application/octet-stream bin; }}
{http}
}}
"""

# Pages go out as Datasette sends them: in chunks, without validators. Server-side includes, of
# which they have none, make nginx do so.
STATIC = """
    server {{
        listen 127.0.0.1:{port};
        root {work}/root;
        location /paths/ {{ try_files /answer.json =404; }}
        location /pages/ {{ ssi on; charset utf-8; }}
    }}
"""


def free_port():
    """A free port of the loopback address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unchecked_tls():
    """For clients of servers whose certificate is our own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def fetch(url, headers=()):
    """(status, body)."""
    request = urllib.request.Request(url, headers=dict(h.split(": ", 1) for h in headers))
    try:
        with urllib.request.urlopen(request, timeout=30, context=unchecked_tls()) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()


class Servers:
    """A working folder and the programs started in it. Leaving the block ends them all."""

    def __init__(self, load_core=LOAD_CORE):
        self.load_core = load_core

    def __enter__(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="dsgw-bench-"))
        self.processes = []
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            self.end(process)
        shutil.rmtree(self.work, ignore_errors=True)

    def end(self, process):
        """Ends one program that we started."""
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, name, core, command, url="", env=None):
        """Starts a program on a core. With a url, waits until something answers there."""
        log = self.work / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                pinned(core, command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={
                    **os.environ,
                    "DATASETTE_SECRET": SECRET,
                    "XDG_STATE_HOME": str(self.work / "state"),
                    **(env or {}),
                },
                cwd=self.work,
            )
        self.processes.append(process)
        process.log = log
        self.wait(process, lambda: url == "" or fetch(url)[0])
        return process

    def wait(self, process, ready):
        """What ready() returns once that is something; 60 s at most."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            try:
                found = ready()
                if found:
                    return found
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError("did not start:\n" + process.log.read_text(errors="replace")[-3000:])

    def wait_until_quiet(self, process):
        """Until the number of its open files has stayed the same for five seconds."""
        seen = []

        def has_settled():
            seen.append(len(os.listdir(f"/proc/{process.pid}/fd")))
            return len(seen) > 100 and len(set(seen[-100:])) == 1

        self.wait(process, has_settled)

    def write(self, name, text):
        """A file in the working folder."""
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def nginx(self, name, core, http, connections=1024):
        """(process, port) of an nginx with one worker."""
        port = free_port()
        work = self.work / name
        work.mkdir()
        user = f"user {getpass.getuser()};" if os.getuid() == 0 else ""
        http = http.format(port=port, work=self.work)
        text = NGINX.format(user=user, work=work, connections=connections, http=http)
        config = self.write(f"{name}/nginx.conf", text)
        scheme = "https" if " ssl" in http else "http"
        url = f"{scheme}://127.0.0.1:{port}/"
        return self.start(name, core, ["nginx", "-p", work, "-c", config], url), port

    def static(self, body):
        """The port of an nginx that serves `body` as /answer.json, beside the load generator.

        So does every path below /paths/; other files of the folder `root` are served as they are.
        """
        self.write("root/answer.json", body)
        return self.nginx("static", self.load_core, STATIC)[1]

    def gateway(self, upstream, settings=None, **how):
        """(process, url) of the gateway before a server, with a password, without an access log.

        `settings` are further ones of the gateway; for `how` see configured_gateway.
        """
        config = metadata(strong_hash())
        config["plugins"]["datasette-gateway"] = {"access_log": "off", **(settings or {})}
        return self.configured_gateway(upstream, config, **how)

    def configured_gateway(
        self, upstream, config, threads=1, core=PROXY_CORE, under=(), more_options=()
    ):
        """(process, url) of the gateway before a server.

        `under` is a program that starts it, and its arguments.
        """
        name = f"gateway-{len(self.processes)}"
        file = self.write(f"{name}.json", json.dumps(config))
        command = [*under, GATEWAY, "--upstream", f"http://127.0.0.1:{upstream}", "-m", file]
        command += ["--threads", threads, "-h", "127.0.0.1", "-p", "0", *more_options]
        process = self.start(name, core, command)
        said = self.wait(
            process, lambda: re.search(r"listening on (https?://\S+)", process.log.read_text())
        )
        return process, said.group(1)

    def datasette(self, environment, config):
        """(process, url) of a real Datasette on the core of the load."""
        port = free_port()
        name = f"{environment}-{port}"
        database = self.work / "bigmac.db"
        if not database.exists():
            builder = ROOT / "examples" / "bigmac" / "build_db.py"
            subprocess.run(["python3", builder, database], check=True, capture_output=True)
        file = self.write(f"{name}.json", json.dumps(config))
        command = [ROOT / ".venvs" / environment / "bin" / "datasette", database, "-m", file]
        url = f"http://127.0.0.1:{port}"
        process = self.start(
            name, self.load_core, [*command, "-h", "127.0.0.1", "-p", port], f"{url}/favicon.ico"
        )
        return process, url


@functools.cache
def strong_hash():
    """The gateway's hash of the password: argon2id at the recommended cost."""
    done = subprocess.run(
        [GATEWAY, "hash-password", "--no-confirm"],
        input=PASSWORD,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    stored = done.stdout.strip()
    if not stored.startswith("$argon2id$"):
        raise RuntimeError("hash-password did not make an argon2id hash")
    return stored


def metadata(stored_hash):
    """The configuration of the documents, with another hash."""
    passwords = {
        "http_basic_auth": True,
        f"{USER}_password_hash": stored_hash,
        "actors": {USER: ACTOR},
    }
    return {"plugins": {"datasette-auth-passwords": passwords}, **site()}


def site():
    """The configuration of a Datasette without the plugin."""
    return {"databases": {"bigmac": {"allow": {"id": "*"}}}}


def actor_cookie(environment):
    """The signed cookie of the actor, made by that environment's own itsdangerous."""
    program = (
        "import sys, json; from itsdangerous import URLSafeSerializer as S;"
        "print(S(sys.argv[1], 'actor').dumps({'a': json.loads(sys.argv[2])}))"
    )
    python = ROOT / ".venvs" / environment / "bin" / "python"
    done = subprocess.run(
        [python, "-c", program, SECRET, json.dumps(ACTOR)],
        capture_output=True,
        text=True,
        check=True,
    )
    return f"Cookie: ds_actor={done.stdout.strip()}"
