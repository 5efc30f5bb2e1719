"""Under a service manager: the inherited socket, and the notifications."""

import signal
import socket

import pytest
from faulty_upstream import plain

from support import data
from support.data import ALICE
from support.forms import Visitor
from support.processes import children_of, open_files_of
from support.raw_http import RawConnection, exchange, request_bytes
from support.init_system import InitSystem, listening_socket
from support.signing import basic
from support.sites import LISTENING, SECRET, Site, without_throttle
from support.steady_load import SteadyLoad
from support.waiting import SLOW, limit, wait_until

UPGRADES = 20


@pytest.fixture
def before_upstream(upstream, work):
    """The arguments of a gateway before an upstream."""
    upstream.answer = lambda r: r.send(plain())
    metadata = work.write("metadata.json", {})
    return ["--upstream", upstream.url, "--secret", SECRET, "-m", metadata]


def test_serves_on_the_socket_that_was_handed_over(before_upstream, work):
    with InitSystem(work) as init:
        process = init.start([*before_upstream, "-p", "1"])
        port = int(process.wait_for_line(LISTENING, 40, "err").group(3))
        assert port == init.address[1]
        assert exchange(init.address, request_bytes(target="/t/x")).status == 200
        process.wait_for_line("--port and --uds are ignored", stream="err")


def test_serves_on_a_unix_socket_that_was_handed_over(before_upstream, work):
    path = work.path / "listen.sock"
    with InitSystem(work, [listening_socket(path=path)]) as init:
        process = init.start([*before_upstream, "--threads", "3"])
        process.wait_for_line(f"listening on unix:{path}", 40, "err")
        assert exchange(str(path), request_bytes(target="/t/x")).status == 200
        assert process.stop() == 0
        assert path.exists(), "the file belongs to the service manager"


@pytest.mark.parametrize("count", [0, 2])
def test_one_socket_is_served(before_upstream, work, count):
    with InitSystem(work, [listening_socket() for _ in range(count)]) as init:
        process = init.start([*before_upstream, "-p", "0"])
        if count == 0:
            process.wait_for_line(LISTENING, 40, "err")
        else:
            assert process.wait() == 1
            assert "2 sockets were inherited, but only one is supported" in process.text("err")


def test_a_socket_that_does_not_listen_is_refused(before_upstream, work):
    with InitSystem(work, [listening_socket(socket.SOCK_DGRAM)]) as init:
        process = init.start(before_upstream)
        assert process.wait() == 1
        said = process.text("err")
    assert "is not a listening stream socket: the unit needs ListenStream=" in said


@pytest.mark.parametrize(
    ("become", "message"),
    [
        ('export LISTEN_FDS=many LISTEN_PID=$$; shift; exec "$@"', '$LISTEN_FDS is "many"'),
        ('export LISTEN_FDS=9 LISTEN_PID=$$; shift; exec "$@"', "descriptor"),
        ('export WATCHDOG_USEC=-1; shift; exec "$@"', '$WATCHDOG_USEC is "-1"'),
    ],
)
def test_invalid_variables_are_named(before_upstream, work, become, message):
    with InitSystem(work, []) as init:
        process = init.start(before_upstream, become=become)
        assert process.wait() == 1
        assert message in process.text("err")


def test_sockets_for_another_process_are_left_alone(before_upstream, work):
    with InitSystem(work) as init:
        become = 'export LISTEN_FDS=1 LISTEN_PID=1; shift; exec "$@"'
        process = init.start([*before_upstream, "-p", "0"], become=become)
        port = int(process.wait_for_line(LISTENING, 40, "err").group(3))
        assert port != init.address[1]


def test_notifies_when_it_is_ready_reloads_and_stops(before_upstream, work):
    with InitSystem(work) as init:
        process = init.start(before_upstream)
        assert init.wait_for("READY") == {"READY": "1", "STATUS": "Serving"}
        process.wait_for_line("listening on", stream="err")
        process.signal(signal.SIGHUP)
        assert int(init.wait_for("RELOADING")["MONOTONIC_USEC"]) > 0
        init.wait_for("READY", 2)
        # Also when the new configuration is refused.
        work.write("metadata.json", "{")
        process.signal(signal.SIGHUP)
        init.wait_for("READY", 3)
        assert process.stop() == 0
        init.wait_for("STOPPING")
        assert [next(iter(message)) for message in init.messages] == [
            "READY", "RELOADING", "READY", "RELOADING", "READY", "STOPPING",
        ]  # fmt: skip


def test_notifies_the_watchdog(before_upstream, work):
    with InitSystem(work) as init:
        init.start([*before_upstream, "--threads", "2"], env={"WATCHDOG_USEC": 300_000})
        init.wait_for("WATCHDOG", 5)


def test_datasette_does_not_inherit_the_variables(line, work):
    files = data.make_databases(work.path)
    metadata = work.write("metadata.json", without_throttle(data.BASIC))
    with InitSystem(work) as init:
        process = init.start(
            [*files, "-m", metadata], line, {"DATASETTE_SECRET": SECRET, "WATCHDOG_USEC": 10**8}
        )
        init.wait_for("READY")
        (child,) = children_of(process.pid)
        with open(f"/proc/{child}/environ") as environment:
            names = {entry.split("=")[0] for entry in environment.read().split("\0")}
        assert "DATASETTE_SECRET" in names
        told = {name for name in names if name.startswith(("LISTEN_", "NOTIFY_", "WATCHDOG_"))}
        assert not told


def test_the_secret_may_be_a_credential(upstream, work):
    credentials = work.path / "credentials"
    credentials.mkdir()
    upstream.answer = lambda r: r.send(plain())
    arguments = ["--upstream", upstream.url, "-m", work.write("metadata.json", {})]
    environment = {"CREDENTIALS_DIRECTORY": credentials}
    with InitSystem(work) as init:
        assert init.start(arguments, env=environment).wait() == 1
        secret = credentials / "datasette-secret"
        secret.write_text("one\ntwo\n")
        refused = init.start(arguments, env=environment)
        assert refused.wait() == 1
        assert f"{secret}: has more than one line" in refused.text("err")
        secret.write_text(SECRET + "\n")
        init.start(arguments, env=environment)
        init.wait_for("READY")


def test_an_idle_client_is_answered_once_more(before_upstream, work):
    with InitSystem(work) as init:
        process = init.start(before_upstream)
        init.wait_for("READY")
        with RawConnection(init.address) as busy, RawConnection(init.address) as idle:
            for each in (busy, idle):
                each.send(request_bytes(target="/t/x"))
                assert each.read_response().header("connection") != "close"
            opened = open_files_of(process.pid)
            with RawConnection(init.address) as fresh:
                # Until it is accepted, it belongs to whoever listens next.
                wait_until(lambda: open_files_of(process.pid) > opened, what="the connection")
                process.signal(signal.SIGTERM)
                init.wait_for("STOPPING")
                for each in (busy, fresh):
                    each.send(request_bytes(target="/t/x"))
                    answer = each.read_response()
                    assert (answer.status, answer.header("connection")) == (200, "close")
            assert idle.is_closed(3)
        assert process.wait() == 0


def test_a_client_between_two_gateways_waits(before_upstream, work):
    """Stopped and started again, as `systemctl restart` does."""
    with InitSystem(work) as init:
        current = init.start(before_upstream)
        init.wait_for("READY")
        with SteadyLoad(init.address) as load:
            for number in range(2, 2 + 5):
                load.wait_for_more()
                assert current.stop() == 0
                current = init.start(before_upstream)
                init.wait_for("READY", number)
            load.wait_for_more()
        assert not load.failures, load.failures[:5]


@pytest.mark.timeout(limit(240))
def test_twenty_upgrades_under_load_fail_no_request(work):
    """The new one begins beside the old, on the same socket; the old one finishes what it has."""
    files = data.make_databases(work.path)
    metadata = work.write("metadata.json", without_throttle(data.BASIC))
    arguments = [*files, "-m", metadata]
    environment = {"DATASETTE_SECRET": SECRET}
    upgrades = UPGRADES if SLOW == 1 else 3
    with InitSystem(work) as init:
        current = init.start(arguments, "1.0", environment)
        init.wait_for("READY")
        headers = [("Authorization", basic(*ALICE))]
        with SteadyLoad(init.address, 4, headers, "/data/facts.json?_size=1") as load:
            for number in range(upgrades):
                replacement = init.start(arguments, "1.0", environment)
                init.wait_for("READY", number + 2)
                current.signal(signal.SIGTERM)
                load.wait_for_more(4)
                assert current.wait(40) == 0
                current = replacement
            load.wait_for_more()
        assert not load.failures, load.failures[:5]
        print(f"{upgrades} upgrades, {load.count} requests")


def test_a_log_out_at_the_old_gateway_counts_at_the_new(line, work):
    files = data.make_databases(work.path)
    metadata = work.write("metadata.json", without_throttle(data.FORM))
    arguments = [*files, "-m", metadata]
    environment = {"DATASETTE_SECRET": SECRET}
    with InitSystem(work) as init:
        old = init.start(arguments, line, environment)
        init.wait_for("READY")
        site = Site("gateway", line, old, *init.address, work)
        person = Visitor(site)
        person.log_in(*ALICE)
        stolen = {"Cookie": f"ds_actor={person.session}"}
        form = person.fields_of("/-/logout")
        init.start(arguments, line, environment)
        init.wait_for("READY", 2)
        # The connection is still the old one's.
        assert person.post("/-/logout", form).status_code == 302
        old.signal(signal.SIGTERM)
        assert old.wait(40) == 0
        wait_until(lambda: site.actor(headers=stolen) is None, 3, "the logout to be known")
