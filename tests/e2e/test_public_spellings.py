"""Spellings that could lead from a public path to another one, compared with Datasette."""

import itertools
import sqlite3

import pytest

from support.processes import Process, clean_environment
from support.raw_http import ConnectionEnded, exchange, request_bytes
from support.signing import pbkdf2_hash
from support.sites import LINES, Site, WorkDirectory, datasette, start_gateway_site, vectors

HOST = "data.example.org"
SPELLINGS = vectors("path-spellings.json")
MARK = b"for members only"
REFUSED = (400, 401, 404)
ROBOTS = """
from datasette import hookimpl
from datasette.utils.asgi import Response


async def robots():
    return Response.text("User-agent: *")


@hookimpl
def register_routes():
    return [(r"^/robots[.]txt$", robots)]
"""


def targets():
    pieces = itertools.product(
        SPELLINGS["public"], SPELLINGS["separators"], SPELLINGS["up"], SPELLINGS["goals"]
    )
    for start, separator, up, goal in pieces:
        yield separator.join([start, up, goal])
    yield from SPELLINGS["others"]


def make_databases(work):
    paths = [work.path / "public.db", work.path / "bigmac.db"]
    for path, table, text in zip(paths, ("facts", "prices"), ("for all", MARK.decode())):
        db = sqlite3.connect(path)
        for name in (table, "dots.and/slashes"):
            db.execute(f"create table [{name}] (id integer primary key, text text)")
            db.execute(f"insert into [{name}] (text) values (?)", (text,))
        db.commit()
        db.close()
    return paths


def start_stock(line, files, plugins, work):
    process = Process(
        [datasette("stock", line), "serve", *files, "-h", "127.0.0.1", "-p", "0", *plugins],
        clean_environment(),
        work.path,
        f"datasette {line} alone",
    )
    port = int(process.wait_for_line(r"Uvicorn running on http://127\.0\.0\.1:(\d+)").group(1))
    return Site("stock", line, process, "127.0.0.1", port, work)


class Sites:
    """Datasette alone, and twice with http_basic_auth on: at the root, and below a base_url with
    the name of a public path."""

    def __init__(self, line):
        self.line = line
        self.work = WorkDirectory()
        files = make_databases(self.work)
        (self.work.path / "plugins").mkdir()
        self.work.write("plugins/robots.py", ROBOTS)
        plugins = ["--plugins-dir", self.work.path / "plugins"]
        self.stock = start_stock(line, files, plugins, WorkDirectory())
        self.walled = self.start_walled(files, plugins)
        self.below = self.start_walled(files, [*plugins, "--setting", "base_url", "/public/"])

    def start_walled(self, files, arguments):
        config = {
            "plugins": {
                "datasette-auth-passwords": {
                    "http_basic_auth": True,
                    "amy_password_hash": pbkdf2_hash("right"),
                },
                "datasette-gateway": {"public": ["/robots.txt", "/public/*"]},
            }
        }
        return start_gateway_site(self.line, files, config, arguments=arguments)

    def stop(self):
        for site in (self.below, self.walled, self.stock):
            site.stop()
        self.work.remove()


@pytest.fixture(scope="module", params=LINES)
def sites(request):
    made = Sites(request.param)
    yield made
    made.stop()


def ask(site, target):
    data = request_bytes(target=target, headers=[("Connection", "close")], host=HOST)
    try:
        return exchange(site.address, data)
    except ConnectionEnded:
        return None  # no answer is no content


@pytest.mark.timeout(300)
def test_no_spelling_gives_anonymous_clients_private_data(sites):
    let_through = 0
    for target in targets():
        answer = ask(sites.walled, target)
        assert answer is not None, target
        assert MARK not in answer.body, target
        let_through += answer.status not in REFUSED
    assert let_through > 0, "some of them are public paths that lead nowhere"


@pytest.mark.timeout(300)
def test_nor_below_a_base_url_of_the_same_name(sites):
    for target in SPELLINGS["others"]:
        for prefix in ("", "/public"):
            answer = ask(sites.below, prefix + target)
            assert MARK not in answer.body, prefix + target


@pytest.mark.timeout(300)
def test_other_spellings_of_datasettes_pages_need_credentials(sites):
    shown = []
    for target in SPELLINGS["others"]:
        answer = ask(sites.stock, target)
        if answer is not None and MARK in answer.body:
            shown.append(target)
            assert ask(sites.walled, target).status in REFUSED, target
    assert {"/bigmac/prices", "/bigmac/prices.csv", "/bigmac/prices/1"} <= set(shown)


@pytest.mark.parametrize("target", SPELLINGS["served"])
def test_public_paths_are_served_like_by_datasette(sites, target):
    alone, walled = ask(sites.stock, target), ask(sites.walled, target)
    assert alone.status == walled.status == 200
    assert b"for all" in walled.body or b"User-agent" in walled.body or target == "/public"
    assert alone.header("content-type") == walled.header("content-type")


@pytest.mark.parametrize("target", SPELLINGS["served"])
def test_below_a_base_url_unambiguous_paths_are_public(sites, target):
    """Datasette takes /public/ off once more: then /public/facts is another path to it."""
    expected = 401 if target.startswith("/public/") else 200
    assert ask(sites.below, f"/public{target}").status == expected
