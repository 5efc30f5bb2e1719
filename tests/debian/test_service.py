"""The installed service, under a real systemd, with all of its restrictions."""

import base64
import json
import pathlib
import re
import resource
import sqlite3
import subprocess
import time

import pytest
from debian_root import copy_of
from machine import Machine, cgroup_mount, install_datasette
from test_package import newer_package

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = ROOT / "packaging" / "debian"
SERVICE = "datasette-gateway.service"
SOCKET = "datasette-gateway.socket"
METADATA = "/etc/datasette-gateway/metadata.yaml"
DATABASES = "/var/lib/datasette-gateway/databases"
PASSWORD = "helloworld"

FETCH = """
import sys, urllib.error, urllib.request
request = urllib.request.Request(sys.argv[1])
if sys.argv[2]: request.add_header("Authorization", "Basic " + sys.argv[2])
try:
    answer = urllib.request.urlopen(request, timeout=30)
except urllib.error.HTTPError as refused:
    answer = refused
print(answer.status, answer.read().decode())
"""


# A new connection for each request, until standard input ends.
ASK_ALL_THE_TIME = """
import json, select, sys, urllib.request
request = urllib.request.Request("http://127.0.0.1:80{path}")
request.add_header("Authorization", "Basic {credentials}")
answers, failures = 0, []
while not select.select([sys.stdin], [], [], 0)[0]:
    try:
        urllib.request.urlopen(request, timeout=60).read()
        answers += 1
    except OSError as problem:
        failures.append(str(problem))
print(json.dumps(dict(answers=answers, failures=failures)))
"""


def basic(user):
    return base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()


def fetch(machine, path, user=None, port=8001):
    """Status and body."""
    credentials = basic(user) if user else ""
    url = f"http://127.0.0.1:{port}{path}"
    said = machine.run("python3", "-c", FETCH, url, credentials).stdout
    status, body = said.split(" ", 1)
    return int(status), body.removesuffix("\n")


def systemd_analyze(*words):
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True)


def test_what_the_service_may_do_is_rated_below_2():
    service = UNITS / SERVICE
    done = systemd_analyze("security", "--offline=true", "--threshold=19", service)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_laxer_service_would_be_rated_higher(tmp_path):
    """The test above can fail."""
    lax = tmp_path / SERVICE
    lax.write_text(
        re.sub(r"^SystemCall.*\n", "", (UNITS / SERVICE).read_text(), flags=re.MULTILINE)
    )
    done = systemd_analyze("security", "--offline=true", "--threshold=19", lax)
    assert done.returncode != 0


@pytest.fixture(scope="module")
def machine(base_system, package, tmp_path_factory):
    """Booted, with package and Datasette installed and a database to serve, not started yet."""
    if cgroup_mount() is None:
        pytest.skip("no cgroup2 is mounted here: systemd cannot run in a container")
    with copy_of(base_system) as root:
        root.install(package)
        (packages,) = (ROOT / ".venvs" / "stock-1.0" / "lib").glob("python3*/site-packages")
        install_datasette(root, packages)
        with sqlite3.connect(root.at(f"{DATABASES}/bigmac.db")) as database:
            database.execute("create table prices (country text, price real)")
            database.execute("insert into prices values ('Norway', 5.67)")
        database.close()
        root.run("chown", "-R", "datasette-gateway:", DATABASES)
        add_drop_in(root, "limits", allowed_limits())
        with open(tmp_path_factory.mktemp("machine") / "console", "w") as log:
            running = Machine(root, log)
            try:
                obstacle = running.why_not_up()
                if obstacle:
                    pytest.skip(f"systemd does not boot in a container here: {obstacle}")
                add_account(running, "alice")
                yield running
            finally:
                running.stop()


def allowed_limits():
    """Where even root may not have so many open files, the service gets what there is."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return f"LimitNOFILE={min(hard, 65536)}"


def add_drop_in(root, name, *lines, unit=SERVICE):
    file = root.at(f"/etc/systemd/system/{unit}.d/{name}.conf")
    file.parent.mkdir(parents=True, exist_ok=True)
    section = "Socket" if unit.endswith(".socket") else "Service"
    file.write_text("\n".join([f"[{section}]", *lines, ""]))


def hash_of(machine):
    return machine.run(
        "datasette-gateway", "hash-password", "--no-confirm", stdin=PASSWORD
    ).stdout.strip()


def add_account(machine, name, value=None):
    file = machine.root.at(METADATA)
    text = json.dumps(value or hash_of(machine))
    place = "    http_basic_auth: true\n"
    added = f"{place}    {name}_password_hash: {text}\n"
    file.write_text(file.read_text().replace(place, added, 1))


def wait_until(what, seconds=30):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.1)


def is_served(machine, user="alice"):
    return fetch(machine, "/bigmac/prices.json?_shape=array", user) == (
        200,
        '[{"rowid": 1, "country": "Norway", "price": 5.67}]',
    )


def is_back(machine, before):
    """Another process than `before` serves."""
    wait_until(lambda: machine.value_of("MainPID") not in (before, "0"))
    wait_until(lambda: machine.value_of("ActiveState") == "active")
    return is_served(machine)


class TestLife:
    """One machine: started, asked, reloaded, killed, upgraded, removed."""

    def test_started(self, machine):
        machine.run("systemctl", "start", SERVICE)
        assert machine.value_of("ActiveState") == "active"
        assert "listening on http://127.0.0.1:8001" in machine.journal()

    def test_it_asks_for_a_password_and_serves(self, machine):
        assert fetch(machine, "/bigmac/prices")[0] == 401
        assert is_served(machine)

    def test_nothing_of_the_gateways_own_sandbox_is_missing(self, machine):
        journal = machine.journal()
        assert "sandbox: unused system calls are blocked" in journal
        assert "sandbox: I/O threads cannot open files" in journal
        assert "does not let us have it" not in journal

    def test_it_runs_as_its_user_with_nothing_more(self, machine):
        pid = machine.value_of("MainPID")
        status = machine.run("cat", f"/proc/{pid}/status").stdout
        uid = machine.run("id", "-u", "datasette-gateway").stdout.strip()
        assert re.search(r"^Uid:\s+(.*)$", status, re.MULTILINE)[1].split() == [uid] * 4
        assert re.search(r"^Cap(Prm|Eff|Bnd|Amb):\s+0*[1-9a-f]", status, re.MULTILINE) is None
        assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)

    def test_what_signs_cookies_outlives_it(self, machine):
        secret = machine.root.at("/etc/credstore/datasette-gateway.datasette-secret").read_text()
        (datasette,) = machine.run(
            "pgrep", "-u", "datasette-gateway", "-x", "datasette"
        ).stdout.split()
        environment = machine.run("cat", f"/proc/{datasette}/environ").stdout.split("\0")
        assert f"DATASETTE_SECRET={secret}" in environment

    def test_it_can_write_to_its_databases(self, machine):
        """The rule that files are read-only has the one exception that is meant."""
        pid = machine.value_of("MainPID")
        own = "setpriv --reuid=datasette-gateway --regid=datasette-gateway --clear-groups"
        for place, result in ((DATABASES, 0), ("/var/lib", 1), ("/etc/datasette-gateway", 1)):
            touch = f"nsenter -t {pid} -m {own} touch {place}/written"
            assert machine.run("sh", "-c", touch, check=False).returncode == result, place
        assert machine.run("test", "-e", f"{DATABASES}/written").returncode == 0

    def test_reloaded(self, machine):
        add_account(machine, "bob")
        assert fetch(machine, "/", "bob")[0] == 401
        before = machine.value_of("MainPID")
        machine.run("systemctl", "reload", SERVICE)
        wait_until(lambda: fetch(machine, "/", "bob")[0] == 200)
        assert machine.value_of("MainPID") == before

    def test_killed_it_is_started_again(self, machine):
        before = machine.value_of("MainPID")
        machine.kill("KILL")
        assert is_back(machine, before)

    def test_stopped_dead_it_is_started_again(self, machine):
        """It is alive to the kernel, but no longer tells systemd that it is."""
        add_drop_in(machine.root, "watchdog", "WatchdogSec=2")
        machine.run("systemctl", "daemon-reload")
        machine.run("systemctl", "restart", SERVICE)
        before = machine.value_of("MainPID")
        machine.kill("STOP")
        assert is_back(machine, before)

    def test_a_hash_that_systemd_hands_over(self, machine):
        secret = machine.root.at("/root/carol-hash")
        secret.write_text(hash_of(machine))
        secret.chmod(0o600)
        add_drop_in(machine.root, "credentials", "LoadCredential=carol-hash:/root/carol-hash")
        add_account(machine, "carol", {"$file": f"/run/credentials/{SERVICE}/carol-hash"})
        machine.run("systemctl", "daemon-reload")
        machine.run("systemctl", "restart", SERVICE)
        assert is_served(machine, "carol")

    def test_a_hash_that_systemd_decrypts(self, machine):
        machine.run("install", "-d", "-m", "700", "/etc/credstore.encrypted")
        file = "/etc/credstore.encrypted/datasette-gateway.dora-hash"
        encrypt = ["systemd-creds", "encrypt", "--name=dora-hash", "-", file]
        value = hash_of(machine)
        machine.run(*encrypt, stdin=value)
        assert value not in machine.root.at(file).read_text()
        add_drop_in(machine.root, "encrypted", f"LoadCredentialEncrypted=dora-hash:{file}")
        add_account(machine, "dora", {"$file": f"/run/credentials/{SERVICE}/dora-hash"})
        machine.run("systemctl", "daemon-reload")
        machine.run("systemctl", "restart", SERVICE)
        assert is_served(machine, "dora")

    def test_secrets_are_kept_with_its_state(self, machine):
        file = machine.root.at(METADATA)
        register = "\n    secrets:\n      register:\n        - name: API_KEY\n"
        before = "  datasette-gateway:\n"
        file.write_text(file.read_text().replace(before, before.rstrip() + register, 1))
        machine.run("systemctl", "restart", SERVICE)
        assert is_served(machine)
        kept = machine.run("ls", "-l", "/var/lib/datasette-gateway").stdout
        assert re.search(
            r"^-rw------- \d+ datasette-gateway .* secrets\.db$", kept, re.MULTILINE
        ), kept

    def test_upgraded_while_it_runs(self, machine, unpacked, tmp_path):
        before = machine.value_of("MainPID")
        newer = newer_package(unpacked, tmp_path)
        machine.root.at("/root/newer.deb").write_bytes(newer.read_bytes())
        machine.run("dpkg", "--force-confold", "-i", "/root/newer.deb")
        wait_until(lambda: machine.value_of("ActiveState") == "active")
        assert machine.value_of("MainPID") not in (before, "0")
        assert is_served(machine)

    def test_a_faulty_configuration_is_told_and_not_tried_for_ever(self, machine):
        file = machine.root.at(METADATA)
        good = file.read_text()
        file.write_text(good.replace("http_basic_auth: true", "http_basic_auth: perhaps", 1))
        done = machine.run("systemctl", "restart", SERVICE, check=False)
        assert done.returncode != 0
        wait_until(lambda: machine.value_of("ActiveState") == "failed")
        assert "http_basic_auth" in machine.journal()
        file.write_text(good)
        machine.run("systemctl", "reset-failed", SERVICE)
        machine.run("systemctl", "start", SERVICE)
        assert is_served(machine)

    def test_a_socket_of_systemds(self, machine):
        machine.run("systemctl", "stop", SERVICE)
        listen = ["ListenStream=", "ListenStream=127.0.0.1:80"]
        add_drop_in(machine.root, "port", *listen, unit=SOCKET)
        machine.run("systemctl", "daemon-reload")
        machine.run("systemctl", "start", SOCKET)
        assert machine.value_of("ActiveState") == "inactive"
        assert fetch(machine, "/", "alice", port=80)[0] == 200, "whoever connects starts it"
        assert machine.value_of("ActiveState") == "active"

    def test_no_client_is_refused_during_a_restart(self, machine):
        asking = ASK_ALL_THE_TIME.format(path="/-/versions.json", credentials=basic("alice"))
        client = machine.begin("python3", "-c", asking)
        for _ in range(2):
            machine.run("systemctl", "restart", SERVICE)
        client.stdin.close()
        assert client.wait(60) == 0
        said = json.loads(client.stdout.read())
        assert said["answers"] >= 2
        assert said["failures"] == []

    def test_purged_while_it_runs(self, machine):
        pid = machine.value_of("MainPID")
        machine.run("dpkg", "-P", "datasette-gateway")
        assert machine.value_of("ActiveState", SOCKET) == "inactive"
        assert machine.run("test", "-e", f"/proc/{pid}", check=False).returncode == 1
        assert machine.run("pgrep", "-u", "datasette-gateway", check=False).stdout == ""
