"""The rights that the process has given up, and the secrets that it has wiped."""

import base64
import os
import shutil
import subprocess
import time

import httpx
import pytest
from faulty_upstream import plain
from test_tls import make_certificate

from support.data import ALICE
from support.processes import children_of
from support.secrets_site import config
from support.secrets_socket import client_of
from support.signing import pbkdf2_hash
from support.sites import SECRET, WorkDirectory, binary, launch_gateway, start_gateway_site
from support.waiting import SLOW, wait_until

sandboxed = pytest.mark.skipif(
    "--no-sandbox" in os.environ.get("DSGW_ARGUMENTS", ""),
    reason="DSGW_ARGUMENTS turns the sandbox off: a sanitiser's reports need the program's file",
)
searches_memory = pytest.mark.skipif(
    SLOW > 1,
    reason="a sanitiser keeps copies of what passes through it, in terabytes of address space",
)
PASSWORD = "a very particular passphrase: 7f3a"


def status_of(pid, name, thread=None):
    """One line of /proc/PID/status, of the whole process or of one thread."""
    of = f"/proc/{pid}/task/{thread}/status" if thread else f"/proc/{pid}/status"
    with open(of) as lines:
        for line in lines:
            if line.startswith(name + ":"):
                return line.split(":", 1)[1].strip()
    raise AssertionError(f"no {name}")


@pytest.fixture
def walled(upstream, gateway_before):
    upstream.answer = lambda r: (r.read_body(), r.send(plain(b"in")))
    config = {
        "plugins": {
            "datasette-auth-passwords": {
                "http_basic_auth": True,
                "amy_password_hash": pbkdf2_hash(PASSWORD, 1000),
            }
        }
    }

    def start(*arguments, **options):
        return gateway_before(upstream, config, arguments=list(arguments), **options)

    return start


@sandboxed
def test_every_thread_is_filtered_and_none_can_gain_rights(walled):
    pid = walled().process.pid
    for thread in os.listdir(f"/proc/{pid}/task"):
        assert status_of(pid, "NoNewPrivs", thread) == "1"
        assert status_of(pid, "Seccomp", thread) == "2"
    filters = [int(status_of(pid, "Seccomp_filters", t)) for t in os.listdir(f"/proc/{pid}/task")]
    assert min(filters) == 1, "the main thread starts Datasette: it has the first filter only"
    assert max(filters) == 2


@sandboxed
def test_the_log_says_what_was_given_up(walled):
    process = walled().process
    assert process.wait_for_line("sandbox: unused system calls are blocked")
    assert process.wait_for_line("sandbox: I/O threads cannot open files")


def test_the_sandbox_can_be_turned_off(walled):
    process = walled("--no-sandbox").process
    assert process.wait_for_line("sandbox: off")
    assert status_of(process.pid, "Seccomp") == "0"


def test_no_core_file_is_written_and_what_is_made_is_the_owners(walled):
    pid = walled().process.pid
    assert status_of(pid, "Umask") == "0077"
    with open(f"/proc/{pid}/limits") as limits:
        core = next(line for line in limits if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start it as somebody else")
def test_others_of_the_same_user_cannot_look_into_it(upstream):
    """A process that may not be dumped has its /proc entries owned by root."""
    work = WorkDirectory()
    shutil.chown(work.path, "nobody")
    process = launch_gateway(
        ["--upstream", upstream.url, "-p", "0", "--user", "nobody", "--secret", SECRET], work
    )
    try:
        process.wait_for_line("listening on")
        assert status_of(process.pid, "Uid").split()[0] != "0"
        assert os.stat(f"/proc/{process.pid}/fd").st_uid == 0
    finally:
        process.stop()


def test_datasette_keeps_the_umask_that_the_gateway_was_started_with(line, started):
    before = os.umask(0o027)
    try:
        site = start_gateway_site(line, [], {})
    finally:
        os.umask(before)
    started.append(site)
    (child,) = children_of(site.process.pid)
    assert status_of(child, "Umask") == "0027"
    assert status_of(site.process.pid, "Umask") == "0077"


def memory_of(pid):
    """All writable memory, in which data may be left behind."""
    with open(f"/proc/{pid}/maps") as lines, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in lines:
            place, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            begin, end = (int(x, 16) for x in place.split("-"))
            try:
                memory.seek(begin)
                yield memory.read(end - begin)
            except OSError:
                continue


def traces(pid, *needles):
    found = []
    for piece in memory_of(pid):
        for needle in needles:
            at = piece.find(needle)
            if at >= 0:
                found.append(piece[max(0, at - 80) : at + 80])
    return found


@searches_memory
@pytest.mark.parametrize("over_tls", [False, True], ids=["http", "https"])
def test_a_password_is_nowhere_in_memory_after_use(walled, work, over_tls):
    options = []
    if over_tls:
        key, cert = make_certificate(work.path, "memory")
        options = ["--ssl-certfile", cert, "--ssl-keyfile", key]
    site = walled("--threads", "1", *options)
    needles = [PASSWORD.encode(), base64.b64encode(b"amy:" + PASSWORD.encode())[4:-4]]
    scheme = "https" if over_tls else "http"
    with httpx.Client(verify=False) as client:
        url = f"{scheme}://127.0.0.1:{site.port}"
        for number in range(20):
            assert client.get(f"{url}/t/{number}", auth=("amy", PASSWORD)).status_code == 200
        wrong = PASSWORD + "!"
        assert client.get(f"{url}/t/x", auth=("amy", wrong)).status_code == 401
        client.post(f"{url}/t/y", auth=("amy", PASSWORD), content=b"x" * 300_000)
        # While the connection is still open and idle, and after it.
        wait_until(lambda: not traces(site.process.pid, *needles), 5, "memory without the password")
    time.sleep(0.3)
    assert not traces(site.process.pid, *needles)
    printed = site.process.everything()
    assert not [needle for needle in needles if needle.decode() in printed]


def test_the_loader_leaves_no_registers_on_the_stack():
    """It would, at the first call of each function of a library, if they were not bound before."""
    listing = subprocess.run(
        ["readelf", "--dynamic", binary()], check=True, capture_output=True, text=True
    ).stdout
    assert "BIND_NOW" in listing


@searches_memory
def test_a_secret_is_nowhere_in_memory_after_use(upstream, gateway_before, work):
    """Set by a form, shown as a fingerprint, restored, and given to a program."""
    socket = work.path / "secrets.sock"
    site = gateway_before(
        upstream,
        config(http_basic_auth=True),
        arguments=["--threads", "1"],
        env={"DATASETTE_GATEWAY_SOCKET": socket},
    )
    page = f"{site.url}/-/secrets/OPENAI_API_KEY"
    value = "sk-a-very-particular-value-91c2"
    with httpx.Client(auth=ALICE, timeout=30) as client, client_of(socket) as program:
        for number in range(10):
            fields = {"secret": f"{value}-{number}"}
            assert client.post(page, data=fields).status_code == 302
            assert client.get(page).status_code == 200
            answer = program.get("/v1/secrets/OPENAI_API_KEY").json()
            assert answer["value"] == f"{value}-{number}"
        assert client.post(page + "/restore", data={"version": "1"}).status_code == 302
    wait_until(lambda: not traces(site.process.pid, value.encode()), 5, "memory without the secret")
    time.sleep(0.3)
    assert not traces(site.process.pid, value.encode())
    assert value not in site.process.everything()


@searches_memory
def test_the_search_through_memory_finds_what_is_there(walled):
    """The account's name has to be somewhere, or the test above could not fail."""
    site = walled()
    assert traces(site.process.pid, b"amy")
