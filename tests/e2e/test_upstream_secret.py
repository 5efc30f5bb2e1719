"""`--upstream`: the gateway's signature must be accepted there, or every user is anonymous."""

import signal

import pytest
from faulty_upstream import FaultyUpstream, plain

from support import data
from support.commands import run
from support.data import ALICE
from support.processes import Process, clean_environment
from support.sites import SECRET, WorkDirectory, datasette, launch_gateway, start_gateway_before
from support.waiting import limit

OTHER = "another secret that is long enough to be one"
REMEDY = "start both with the same DATASETTE_SECRET"

SITES = {
    "open": {},
    "closed to all but accounts": {"allow": {"id": ["alice"]}},
    "closed to everybody": {"allow": False},
    "open to whoever is logged in": {"allow": {"id": "*"}},
}


class Stock:
    """A stock Datasette, or one with the plugin, that runs by itself."""

    def __init__(self, line, config, secret=SECRET, kind="stock", arguments=()):
        self.work = WorkDirectory()
        files = data.make_databases(self.work.path)
        metadata = self.work.write("metadata.json", config)
        self.process = Process(
            [datasette(kind, line), "serve", *files, "-p", "0", "-m", metadata, *arguments],
            clean_environment(DATASETTE_SECRET=secret),
            self.work.path,
            f"datasette {line}",
        )
        running = r"Uvicorn running on (http://127\.0\.0\.1:\d+)"
        self.url = self.process.wait_for_line(running).group(1)

    def stop(self):
        self.process.signal(signal.SIGTERM)
        self.process.wait(limit(10))
        self.work.remove()


@pytest.fixture
def stock():
    """Starts one; it ends with the test."""
    made = []

    def start(*arguments, **options):
        made.append(Stock(*arguments, **options))
        return made[-1]

    yield start
    for each in made:
        each.stop()


def check(work, url, secret=SECRET):
    return run("check", "--upstream", url, cwd=work.path, env={"DATASETTE_SECRET": secret})


@pytest.mark.parametrize("name", SITES)
def test_another_secret_is_refused_with_the_remedy(work, stock, line, name):
    upstream = stock(line, SITES[name], secret=OTHER)
    checked = check(work, upstream.url)
    assert checked.returncode == 1 and REMEDY in checked.stderr, checked.stderr
    process = launch_gateway(
        ["--upstream", upstream.url, "-p", "0"], work, {"DATASETTE_SECRET": SECRET}
    )
    assert process.wait(limit(20)) == 1
    assert REMEDY in process.text("err") and "listening on" not in process.text()
    assert SECRET not in process.text() and OTHER not in process.text()


@pytest.mark.parametrize("name", SITES)
def test_the_same_secret_is_accepted_silently(work, stock, line, name):
    upstream = stock(line, SITES[name])
    checked = check(work, upstream.url)
    assert checked.returncode == 0 and "--upstream" not in checked.stderr, checked.stderr


def test_base_url_makes_no_difference(work, stock, line):
    upstream = stock(line, {}, arguments=["--setting", "base_url", "/sub/"])
    assert "--upstream" not in check(work, upstream.url).stderr
    assert check(work, upstream.url, OTHER).returncode == 1


def test_an_upstream_with_its_own_password_is_a_warning(work, stock, line):
    # The whole of data.BASIC in -m is more than 1.0 takes: a query with an allow block.
    upstream = stock(line, {"plugins": data.BASIC["plugins"]}, kind="plugin")
    checked = check(work, upstream.url)
    assert checked.returncode == 0 and "requires a password itself" in checked.stderr


ANSWERS = {
    "text": (plain(b"hello"), "no Datasette"),
    "nothing there": (plain(b"", status="404 Not Found"), "actor.json is 404"),
    "fails": (plain(b"", status="500 Internal Server Error"), "actor.json is 500"),
    "json of another kind": (plain(b'["actor"]'), "no Datasette"),
    "all is forbidden": (plain(b"", status="403 Forbidden"), "403"),
    "leads away": (plain(b"", status="302 Found", headers=[("Location", "/in")]), "json is 302"),
    "another actor": (plain(b'{"actor": {"id": "eve"}}'), "names a different actor"),
    "too large": (plain(b'{"actor": null}' + b" " * 1_000_000), "does not respond"),
    "garbage": (b"\x00\x01\x02\r\n\r\n", "does not respond"),
    "closes": (b"", "does not respond"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_upstream_that_is_no_datasette_is_a_warning(work, name):
    answer, named = ANSWERS[name]
    named = named.replace("no Datasette", "it is not a working Datasette")
    upstream = FaultyUpstream()
    upstream.accepts_probes = False

    def say(request):
        if answer:
            request.send(answer)
        else:
            request.connection.close()

    upstream.answer = say
    try:
        checked = check(work, upstream.url)
    finally:
        upstream.stop()
    assert checked.returncode == 0, checked.stderr
    assert "warning: --upstream: " in checked.stderr and named in checked.stderr


@pytest.mark.parametrize("way", ["refused", "mute"])
def test_an_upstream_that_does_not_answer_is_a_warning(work, started, way):
    upstream = FaultyUpstream()
    upstream.accepts_probes = False
    upstream.answer = lambda request: request.connection.ended.wait(limit(60))
    if way == "refused":
        upstream.stop()
    site = start_gateway_before(upstream.url, {})
    started.append(site)
    site.process.wait_for_line("--upstream: it does not respond")
    upstream.stop()


def test_a_reload_asks_again(started):
    upstream = FaultyUpstream()
    upstream.accepts_probes = False
    known = b'{"actor": {"id": "datasette-gateway-probe"}}'
    upstream.answer = lambda request: request.send(plain(known))
    site = start_gateway_before(upstream.url, data.BASIC)
    started.append(site)
    [probe] = upstream.requests_for("/-/actor.json")
    assert list(probe.cookies()) == ["ds_actor"] and probe.header("authorization") is None
    upstream.answer = lambda request: request.send(plain(b'{"actor": null}'))
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("the old configuration stays in force", since=mark)
    assert REMEDY in site.process.text("err", since=mark)
    upstream.answer = lambda request: request.send(plain(known))
    assert site.get("/x", ALICE).status_code == 200
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("the configuration was reloaded", since=mark)
    upstream.stop()
