"""The admin listener: its address, its access control, and its report about Datasette."""

import os
import signal
import socket
import stat
import threading

import pytest
from faulty_upstream import plain

from support.admin import Admin
from support.data import make_databases
from support.processes import children_of
from support.sites import SECRET, launch_gateway, start_gateway_site
from support.waiting import limit, wait_until

SETTING = "plugins.datasette-gateway.admin.listen"


def listening_at(place, **more):
    return {"plugins": {"datasette-gateway": {"admin": {"listen": str(place)}, **more}}}


@pytest.fixture
def admin_of(upstream, gateway_before):
    """start(config): the site and its admin listener, before an upstream that is fine."""

    def start(config=None):
        upstream.answer = lambda r: (r.read_body(), r.send(plain()))
        site = gateway_before(upstream, config)
        return site, Admin(site.process)

    return start


def refused_start(work, config):
    """The output of a gateway that does not start."""
    process = launch_gateway(
        ["--upstream", "http://127.0.0.1:9", "-m", work.write("m.json", config), "-p", "0"],
        work,
        {"DATASETTE_SECRET": SECRET},
    )
    assert process.wait() == 1, process.text()
    return process.text("err")


def test_by_default_it_is_a_socket_in_a_private_folder(admin_of):
    site, admin = admin_of()
    mode = os.stat(admin.path)
    assert stat.S_ISSOCK(mode.st_mode) and stat.S_IMODE(mode.st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(admin.path)).st_mode) == 0o700
    assert admin.get("/health").json() == {"ok": True}
    site.process.stop()
    assert not os.path.exists(os.path.dirname(admin.path))


@pytest.mark.parametrize("place", ["127.0.0.1:0", "[::1]:0", "localhost:0", "unix"])
def test_it_listens_at_the_configured_place(admin_of, work, place):
    wanted = work.path / "a.sock" if place == "unix" else place
    site, admin = admin_of(listening_at(wanted))
    host = place.replace("localhost", "127.0.0.1").removesuffix(":0")
    assert admin.url.startswith(f"unix:{wanted}" if place == "unix" else f"http://{host}:")
    for path in ("/health", "/ready", "/metrics"):
        assert admin.status(path) == 200, path
    site.process.stop()
    assert not os.path.exists(admin.path)


def test_it_can_be_off(upstream, gateway_before):
    site = gateway_before(upstream, listening_at("off"))
    assert "admin" not in site.process.everything("err")


@pytest.mark.parametrize("place", ["0.0.0.0:9100", "[::]:9100", "192.0.2.1:9100", "data.org:9100"])
def test_addresses_that_others_can_reach_are_refused(work, place):
    said = refused_start(work, listening_at(place))
    assert f'{SETTING}: "{place}" could be reached from other machines' in said
    assert "127.0.0.1:PORT" in said and "/run/datasette-gateway/admin.sock" in said


@pytest.mark.parametrize("kind", ["unix", "port"])
def test_two_gateways_at_one_place(admin_of, work, kind):
    _, admin = admin_of(listening_at(work.path / "a.sock" if kind == "unix" else "127.0.0.1:0"))
    place = admin.path if kind == "unix" else admin.url.removeprefix("http://")
    said = refused_start(work, listening_at(place))
    assert SETTING in said
    if kind == "unix":
        assert f"{place}: another gateway is listening on it: stop that one" in said
    else:
        assert f"port {place.rsplit(':')[-1]} of 127.0.0.1 is already in use" in said
    assert admin.status("/health") == 200


def test_another_file_at_its_place_is_not_removed(work):
    other = work.write("notes.txt", "mine")
    said = refused_start(work, listening_at(other))
    assert f"{SETTING}: {other}: a file that is not a socket has this path" in said
    assert other.read_text() == "mine"


def test_a_socket_that_was_left_behind_is_replaced(admin_of, work):
    path = work.path / "a.sock"
    with socket.socket(socket.AF_UNIX) as gone:
        gone.bind(str(path))
    _, admin = admin_of(listening_at(path))
    assert admin.status("/health") == 200


def test_a_web_page_that_points_its_own_name_here_reads_nothing(admin_of, work):
    """DNS rebinding: a browser of this machine asks by the page's own name."""
    _, admin = admin_of(listening_at("127.0.0.1:0"))
    for path in ("/metrics", "/health", "/ready"):
        with admin.client() as client:
            answer = client.get(path, headers={"Host": "page.example:9100"})
        assert answer.status_code == 403 and "datasette" not in answer.text, path
        with admin.client() as client:
            assert client.get(path, headers={"Host": "localhost:9100"}).status_code == 200


def test_other_paths_are_not_found(admin_of):
    _, admin = admin_of()
    for path in ("/", "/metricsx", "/-/gateway.json", "//metrics", "/metrics/"):
        assert admin.status(path) == 404, path
    with admin.client() as client:
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            answer = client.request(method, "/metrics", content=b"x")
            assert answer.status_code == 405 and answer.headers["allow"] == "GET, HEAD"
        head = client.head("/metrics")
        assert head.status_code == 200 and head.content == b""
        assert head.headers["content-type"].startswith("text/plain; version=0.0.4")


def test_the_public_port_knows_nothing_of_it(admin_of, upstream):
    site, _ = admin_of()
    for path in ("/metrics", "/health", "/ready"):
        assert site.get(path).text == "fine"  # Datasette's own business
    assert [request.path for request in upstream.seen] == ["/metrics", "/health", "/ready"]


def test_it_is_ready_while_datasette_answers(admin_of, upstream):
    _, admin = admin_of()
    assert admin.get("/ready").json() == {"ok": True, "datasette": 200}
    upstream.answer = lambda r: r.send(plain(status="403 Forbidden"))
    assert admin.status("/ready") == 200
    upstream.answer = lambda r: r.send(plain(status="500 Internal Server Error"))
    assert admin.status("/ready") == 503
    upstream.answer = lambda r: r.send(b"nonsense\r\n\r\n")
    assert admin.status("/ready") == 503
    upstream.answer = lambda r: r.connection.ended.wait(limit(30))
    with admin.client() as waiting, admin.client() as other:
        request = waiting.build_request("GET", "/ready")
        # A hanging request there delays no other one.
        assert other.get("/health").status_code == 200
        assert waiting.send(request).status_code == 503
    upstream.stop()
    assert admin.get("/ready").json() == {"ok": False, "datasette": "does not respond"}
    assert admin.status("/health") == 200


def test_concurrent_checks_share_one_request_to_datasette(admin_of, upstream):
    """Otherwise any local user could keep Datasette busy without credentials and limits."""
    _, admin = admin_of()
    may_answer = threading.Event()
    upstream.answer = lambda r: (may_answer.wait(limit(20)), r.send(plain()))
    with Connections(admin.path, 20) as sockets:
        for each in sockets:
            each.sendall(b"GET /ready HTTP/1.1\r\nHost: a\r\n\r\n")
        wait_until(lambda: upstream.seen, what="the question")
        for _ in range(3):
            assert admin.status("/health") == 200
        may_answer.set()
        for each in sockets:
            each.settimeout(limit(20))
            assert each.recv(20).startswith(b"HTTP/1.1 200")
    assert len(upstream.seen) == 1
    assert admin.status("/ready") == 200
    assert len(upstream.seen) == 2


def test_a_datasette_of_its_own_that_dies_and_comes_again(line, work, started):
    site = start_gateway_site(line, make_databases(work.path), {})
    started.append(site)
    admin = Admin(site.process)
    assert admin.status("/ready") == 200
    (datasette,) = children_of(site.process.pid)
    os.kill(datasette, signal.SIGSTOP)
    try:
        assert admin.status("/ready") == 503
    finally:
        os.kill(datasette, signal.SIGKILL)
    wait_until(lambda: admin.status("/ready") == 200, 40, "another Datasette")
    assert admin.status("/health") == 200


def test_it_says_early_that_it_is_not_ready(work):
    """While Datasette is being started, and when it never comes."""
    slow = work.write(
        "datasette",
        '#!/bin/sh\n[ "$1" = --version ] && echo "datasette, version 1.0a41" && exit\n'
        "exec sleep 60\n",
    )
    slow.chmod(0o755)
    process = launch_gateway(
        ["-m", work.write("m.json", {}), "-p", "0", "--datasette", slow], work
    )
    try:
        admin = Admin(process)
        assert admin.get("/ready").json() == {"ok": False, "datasette": "not running"}
        assert admin.status("/health") == 200
    finally:
        process.signal(signal.SIGTERM)
        process.wait()


def test_a_reload_warns_that_its_place_needs_a_restart(admin_of):
    site, admin = admin_of()
    site.work.write("metadata.json", listening_at("127.0.0.1:0"))
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("admin.listen: the change takes effect", 20, "err", mark)
    site.process.wait_for_line("the configuration was reloaded", 20, "err", mark)
    assert admin.status("/health") == 200


def test_many_connections_and_long_heads_are_bounded(admin_of):
    site, admin = admin_of()
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(admin.path)
        one.sendall(b"GET /" + b"x" * 40_000)
        wait_until(lambda: is_closed(one), what="the end of a connection with an endless head")
    with Connections(admin.path, 300) as sockets:
        assert sum(is_closed(each) for each in sockets) >= 300 - 256
        for _ in range(50):
            with Connections(admin.path, 1):
                pass
    wait_until(lambda: admin.status("/health") == 200, what="room again")
    said = site.process.everything("err").count("the admin listener: too many connections")
    assert 1 <= said <= 3, "who comes again and again does not fill the log"


class Connections:
    """So many connections to one place."""

    def __init__(self, path, count):
        self.sockets = [socket.socket(socket.AF_UNIX) for _ in range(count)]
        for each in self.sockets:
            each.connect(path)  # waits while too many wait to be accepted

    def __enter__(self):
        return self.sockets

    def __exit__(self, *exc):
        for each in self.sockets:
            each.close()


def is_closed(connection):
    connection.settimeout(0.02)
    try:
        return connection.recv(1) == b""
    except (TimeoutError, BlockingIOError):
        return False
    except ConnectionResetError:
        return True
