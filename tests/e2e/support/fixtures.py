"""Fixtures for both test folders. Sites are started once per run (and worker) and shared."""

import copy

import pytest

from support import data
from support.plugin_secrets import Plugin
from support.processes import Process
from support.sites import (
    LINES,
    WorkDirectory,
    start_example,
    start_gateway_before,
    start_site,
    vectors,
)
from support.waiting import limit


def pytest_collection_modifyitems(items):
    for item in items:
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(limit(90)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    item.log_marks = {process: process.mark() for process in Process.started}
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        for process in Process.started:
            new = process.text(since=item.log_marks.get(process, 0))
            if new:
                report.sections.append((f"{process.name} (pid {process.pid}) printed", new[-6000:]))
    return report


def pytest_sessionfinish():
    """Ends the processes that a failed start has left, by pid."""
    for process in Process.started:
        if process.running:
            process.popen.kill()
            process.wait()


class SharedSites:
    """Sites by name: (target, line, profile)."""

    def __init__(self):
        self.sites = {}

    def get(self, target, line, profile):
        key = (target, line, profile)
        if key not in self.sites:
            self.sites[key] = self._start(target, line, profile)
        site = self.sites[key]
        assert site.process.running, (
            f"{site.process.name} has ended:\n{site.process.text()[-4000:]}"
        )
        return site

    def _start(self, target, line, profile):
        if profile == "example":
            return start_example(target, line)
        home = WorkDirectory()
        files = data.make_databases(home.path)
        env, arguments = {}, []
        if profile == "vectors":
            config, files, env = data.vector_config(), files[:1], vectors("basic-auth.json")["env"]
        else:
            config = copy.deepcopy({"basic": data.BASIC, "form": data.FORM}[profile])
            if line == "1.0":
                config["databases"]["data"]["permissions"] = data.PERMISSIONS_1_0
        site = start_site(target, line, files, config, env=env, arguments=arguments)
        site.home = home
        site.data_db = files[0]
        return site

    def stop(self):
        problems = []
        for site in self.sites.values():
            try:
                site.stop()
            except AssertionError as e:
                problems.append(str(e))
            site.home.remove()
        assert not problems, "\n".join(problems)


@pytest.fixture(scope="session")
def shared_sites():
    shared = SharedSites()
    yield shared
    shared.stop()


@pytest.fixture(scope="session", params=LINES)
def line(request):
    return request.param


@pytest.fixture(scope="session", params=("plugin", "gateway"))
def target(request):
    return request.param


@pytest.fixture
def basic_site(shared_sites, target, line):
    return shared_sites.get(target, line, "basic")


@pytest.fixture
def form_site(shared_sites, target, line):
    return shared_sites.get(target, line, "form")


@pytest.fixture
def vector_site(shared_sites, target, line):
    return shared_sites.get(target, line, "vectors")


@pytest.fixture
def gateway(shared_sites, line):
    """The gateway before stock Datasette, Basic wall."""
    return shared_sites.get("gateway", line, "basic")


@pytest.fixture
def form_gateway(shared_sites, line):
    return shared_sites.get("gateway", line, "form")


@pytest.fixture
def work():
    directory = WorkDirectory()
    yield directory
    directory.remove()


@pytest.fixture
def started():
    """For tests that start their own sites: the appended processes are stopped at the end."""
    sites = []
    yield sites
    for site in reversed(sites):
        site.stop()


@pytest.fixture
def plugin_on():
    """start(line, database, …): the real datasette-secrets on a database."""
    plugins = []

    def start(*arguments, **options):
        plugins.append(Plugin(*arguments, **options))
        return plugins[-1]

    yield start
    for plugin in plugins:
        plugin.stop()


@pytest.fixture
def gateway_before(started):
    """start(upstream, config, …): a gateway of this test's own before an upstream."""

    def start(upstream, config=None, **options):
        site = start_gateway_before(upstream.url, config or {}, **options)
        started.append(site)
        return site

    return start


@pytest.fixture
def upstream(work):
    """A controllable upstream on loopback."""
    from faulty_upstream import FaultyUpstream

    made = FaultyUpstream()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def shared_upstream():
    """One upstream with one gateway before it; each test sets `answer` and uses its own paths."""
    from faulty_upstream import FaultyUpstream

    made = FaultyUpstream()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def shared_front(shared_upstream):
    site = start_gateway_before(shared_upstream.url, FORWARDING)
    yield site
    site.stop()


FORWARDING = {
    "plugins": {
        "datasette-auth-passwords": {"alice_password_hash": data.ACCOUNTS["alice_password_hash"]},
        "datasette-gateway": {
            "access_log": "json",
            "limits": {
                "head_timeout": 2,
                "idle_timeout": 5,
                "head_bytes": 16384,
                "target_bytes": 8000,
                "headers": 60,
            },
            "upstream": {"first_byte_timeout": 2, "idle_timeout": 2, "connect_timeout": 2},
        },
    },
}


@pytest.fixture
def forwarding(shared_upstream, shared_front):
    """(upstream, site): the upstream with its gateway; it echoes unless told otherwise."""
    from faulty_upstream import echo

    shared_upstream.answer = echo
    shared_upstream.seen.clear()
    assert shared_front.process.running, shared_front.process.text()[-4000:]
    yield shared_upstream, shared_front
    assert shared_front.process.running, "the gateway did not survive this test"
