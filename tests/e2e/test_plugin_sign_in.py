"""Sign-in by a real plugin, datasette-auth-github, at a GitHub of the test's own."""

import http.server
import json
import re
import ssl
import subprocess
import threading

import pytest

from support.forms import Visitor, set_cookies, start_with_accounts
from support.signing import unsign
from support.sites import SECRET, VENVS, WorkDirectory

# There is no name server for api.localhost.
RESOLVER = """
import socket
real = socket.getaddrinfo

def resolve(host, *rest, **more):
    local = host in ("api.localhost", b"api.localhost")
    return real("127.0.0.1" if local else host, *rest, **more)

socket.getaddrinfo = resolve
"""


class FakeGitHub(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer("application/x-www-form-urlencoded", "access_token=a-token")

    def do_GET(self):
        profile = {"id": 1, "login": self.server.login, "name": "Octo", "email": "o@example.org"}
        self.answer("application/json", json.dumps(profile))

    def answer(self, kind, body):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        pass


@pytest.fixture
def github():
    work = WorkDirectory()
    files = {"key": work.path / "key.pem", "cert": work.path / "cert.pem"}
    names = "subjectAltName=DNS:localhost,DNS:api.localhost"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", names]
    command += ["-keyout", files["key"], "-out", files["cert"]]
    subprocess.run(command, check=True, capture_output=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), FakeGitHub)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files["cert"], files["key"])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.login = "octocat"
    server.certificate = files["cert"]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
    work.remove()


def start(line, started, github, own=None, walled=False):
    work = WorkDirectory()
    (work.path / "plugins").mkdir()
    (work.path / "plugins" / "resolver.py").write_text(RESOLVER)
    [packages] = (VENVS / "sign-in" / "lib").glob("python3*/site-packages")
    host = f"localhost:{github.server_address[1]}"
    settings = ["-s", "plugins.datasette-auth-github.host", host]
    settings += ["-s", "plugins.datasette-auth-github.client_id", "an id"]
    settings += ["-s", "plugins.datasette-auth-github.client_secret", "a secret"]
    public = ["/-/github-auth-start", "/-/github-auth-callback"]
    return start_with_accounts(
        started,
        line,
        {"public": public, "auth": {"challenge": "form", **(own or {})}},
        {"http_basic_auth": walled},
        arguments=[*settings, "--plugins-dir", work.path / "plugins"],
        env={"PYTHONPATH": packages, "SSL_CERT_FILE": github.certificate},
        work=work,
    )


def sign_in(site):
    answer = site.get("/-/github-auth-callback?code=x")
    assert answer.status_code == 302, answer.text
    lines = set_cookies(answer, "ds_actor")
    return re.match("ds_actor=([^;]*)", lines[0]).group(1) if lines else None


def test_github_opens_a_session_that_log_out_ends(line, started, github):
    site = start(line, started, github)
    cookie = sign_in(site)
    claims = unsign(cookie, SECRET)
    assert claims["a"]["gh_login"] == "octocat" and claims["g"]
    person = Visitor(site)
    person.client.cookies.set("ds_actor", cookie, site.host, "/")
    assert person.actor()["id"] == "github:1"
    person.log_out()
    stolen = site.get("/-/actor.json", headers={"Cookie": f"ds_actor={cookie}"})
    assert stolen.json()["actor"] is None


@pytest.mark.parametrize("allowed", [None, ["octocat"], ["another"]])
def test_where_a_password_is_required_the_allow_block_decides(line, started, github, allowed):
    own = {}
    if allowed:
        own = {"plugin_sign_in": True, "plugin_sign_in_allow": {"gh_login": allowed}}
    site = start(line, started, github, own, walled=True)
    cookie = sign_in(site)
    if allowed == ["octocat"]:
        headers = {"Cookie": f"ds_actor={cookie}"}
        assert site.get("/-/actor.json", headers=headers).json()["actor"]["id"] == "github:1"
    else:
        assert cookie is None
        site.process.wait_for_line(r"auth\.plugin_sign_in_allow", stream="err")
