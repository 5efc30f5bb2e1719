"""/metrics reports counts in Prometheus' text format."""

import signal
import subprocess

import pytest
from faulty_upstream import plain

from support.admin import Admin
from support.data import ACCOUNTS, ALICE
from support.plugin_secrets import KEY
from support.raw_http import RawConnection, exchange, request_bytes
from support.served_secrets import Served, site_config
from support.signing import sign
from support.sites import SECRET

WALLED = {
    "plugins": {
        "datasette-auth-passwords": {
            "http_basic_auth": True,
            "alice_password_hash": ACCOUNTS["alice_password_hash"],
        }
    }
}
OPEN = {
    "plugins": {
        "datasette-auth-passwords": {"alice_password_hash": ACCOUNTS["alice_password_hash"]}
    }
}


@pytest.fixture
def counted(upstream, gateway_before):
    """start(config): a site of one I/O thread and its admin listener."""

    def start(config, threads=1):
        upstream.answer = lambda r: (r.read_body(), r.send(plain(b"x" * 1000)))
        site = gateway_before(upstream, config, arguments=["--threads", str(threads)])
        return site, Admin(site.process)

    return start


def test_requests_by_actor_and_status(counted):
    site, admin = counted(WALLED)
    assert site.get("/t/1").status_code == 401
    assert site.get("/t/2", ALICE).status_code == 200
    assert site.get("/t/3", ALICE).status_code == 200
    assert site.get("/-/logout/", ALICE).status_code == 404
    admin.wait_for(1, "requests_total", actor="anonymous", code="401")
    admin.wait_for(2, "requests_total", actor="basic", code="200")
    admin.wait_for(1, "requests_total", actor="basic", code="404")
    assert admin.value("requests_total") == 4
    # Only those that Datasette was asked.
    assert admin.value("upstream_duration_seconds_count") == 2
    assert 0 < admin.value("upstream_duration_seconds_sum") < 60


def test_a_cookie_is_another_actor(counted):
    site, admin = counted(OPEN)
    cookie = {"Cookie": f"ds_actor={sign({'a': {'id': 'carla'}}, SECRET)}"}
    for _ in range(3):
        assert site.get("/t/1", headers=cookie).status_code == 200
    admin.wait_for(3, "requests_total", actor="cookie", code="200")
    assert admin.value("credential_cache_lookups_total", kind="cookie", result="miss") == 1
    assert admin.value("credential_cache_lookups_total", kind="cookie", result="hit") == 2


def test_the_threads_are_summed_up(counted):
    site, admin = counted(OPEN, threads=4)
    for _ in range(40):
        assert site.get("/t/1").status_code == 200
    admin.wait_for(40, "requests_total")


def test_log_ins_hashes_and_the_cache(counted):
    site, admin = counted(WALLED)
    for password in ("wrong", "wrong", ALICE[1], ALICE[1], "other"):
        site.get("/t/1", ("alice", password))
    assert admin.value("logins_total") == 1
    assert admin.value("login_failures_total", reason="wrong") == 2
    assert admin.value("credential_cache_lookups_total", kind="password", result="miss") == 3
    assert admin.value("credential_cache_lookups_total", kind="password", result="hit") == 2
    assert admin.value("kdf_hashes_total") == 3
    assert admin.value("kdf_queue_length") == 0


def test_throttled_attempts_are_counted(counted):
    config = {"plugins": dict(WALLED["plugins"])}
    config["plugins"]["datasette-gateway"] = {"throttle": {"enabled": True}}
    site, admin = counted(config)
    answers = [site.get("/t/1", ("alice", f"wrong{n}")).status_code for n in range(20)]
    assert answers[-1] == 429
    assert admin.value("login_failures_total", reason="throttled") == answers.count(429)
    assert admin.value("login_failures_total", reason="wrong") == answers.count(401)


def test_connections_and_bytes(counted):
    site, admin = counted(OPEN)
    request = request_bytes("GET", "/t/1")
    with RawConnection(site.address) as connection:
        for _ in range(2):
            connection.send(request)
            assert connection.read_response().status == 200
        admin.wait_for(2, "requests_total")
        assert admin.value("connections") == 1
        assert admin.value("received_bytes_total") == 2 * len(request)
        assert 2000 < admin.value("sent_bytes_total") < 3000
    admin.wait_for(0, "connections")
    assert admin.value("connections_total") == 1


def test_a_connection_for_which_there_is_no_room(counted):
    config = {"plugins": {"datasette-gateway": {"limits": {"connections": 1}}}}
    site, admin = counted(config)
    with RawConnection(site.address) as first:
        first.send(request_bytes("GET", "/t/1"))
        assert first.read_response().status == 200
        assert exchange(site.address, request_bytes("GET", "/t/2")).status == 503
        admin.wait_for(1, "connections_refused_total")
        assert admin.value("connections_total") == 1


def test_an_upstream_that_is_gone(counted, upstream):
    site, admin = counted(OPEN)
    upstream.stop()
    assert site.get("/t/1").status_code == 502
    admin.wait_for(1, "requests_total", code="502")


def test_a_client_that_leaves_before_the_answer(counted, upstream):
    site, admin = counted(OPEN)
    upstream.answer = lambda r: (
        r.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n012"),
        r.connection.close(),
    )
    assert not exchange(site.address, request_bytes("GET", "/t/cut")).complete
    admin.wait_for(1, "requests_total", code="200")


def test_reloads(counted):
    site, admin = counted(OPEN)
    for content, said in ((b"{", "stays in force"), (b"{}", "was reloaded")):
        (site.work.path / "metadata.json").write_bytes(content)
        mark = site.process.mark()
        site.process.signal(signal.SIGHUP)
        site.process.wait_for_line(said, 20, "err", mark)
    admin.wait_for(1, "reloads_total", result="done")
    admin.wait_for(1, "reloads_total", result="failed")
    # The threads have a new configuration and continue to count.
    assert site.get("/t/1").status_code == 200
    admin.wait_for(1, "requests_total")


def test_secrets_that_programs_ask_for(started):
    served = Served(site_config({"main": KEY}))
    started.append(served)
    admin = Admin(served.process)
    served.commands.set("API_KEY", "value")
    assert served.get("API_KEY").status_code == 200
    assert served.get("OTHER").status_code == 404
    admin.wait_for(1, "secret_accesses_total", result="given")
    admin.wait_for(1, "secret_accesses_total", result="missing")
    assert admin.value("secret_accesses_total", result="failed") == 0


def test_promtool_finds_no_fault(counted):
    site, admin = counted(WALLED)
    site.get("/t/1")
    site.get("/t/2", ALICE)
    done = subprocess.run(
        ["promtool", "check", "metrics"],
        input=admin.text(),
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_version_and_start_time_are_reported(counted):
    _, admin = counted(OPEN)
    told = {name: labels for name, labels, _ in admin.samples()}
    assert told["datasette_gateway_build_info"]["version"]
    assert 1.6e9 < admin.value("start_time_seconds") < 1e11


def test_it_contains_no_names_of_users(counted):
    site, admin = counted(WALLED)
    site.get("/t/private-path", ALICE)
    site.get("/t/private-path", ("mallory", "x"))
    text = admin.text()
    for word in ("alice", "mallory", "private", "127.0.0.1"):
        assert word not in text
