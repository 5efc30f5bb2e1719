#!/usr/bin/env python3
"""Saves pages of the Datasette that this Python has, as the tests of gateway/html want them.

    .venvs/stock-0.65/bin/python tests/vectors/pages/record.py
    .venvs/stock-1.0/bin/python tests/vectors/pages/record.py

They go to tests/vectors/pages/VERSION/NAME.html.
"""

import asyncio
import pathlib
import sqlite3
import tempfile

import datasette
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

FOLDER = pathlib.Path(__file__).resolve().parent / datasette.__version__
ACTOR = {"id": "alice", "name": "Alice <Admin>"}


class MenuPlugin:
    """Adds links of its own, among them ones that the gateway would add."""

    __name__ = "menu_plugin"

    @hookimpl
    def menu_links(self, datasette, actor):
        """One link that is the gateway's too, and one that is not."""
        ours = {"href": datasette.urls.path("/-/login"), "label": "Sign in"}
        if actor:
            ours = {"href": datasette.urls.path("/-/secrets"), "label": "Secrets"}
        return [ours, {"href": datasette.urls.path("/-/about"), "label": 'About "us" & them'}]


def make_database(folder):
    """A table with a foreign key and some markup in its cells."""
    path = pathlib.Path(folder) / "bigmac.db"
    connection = sqlite3.connect(path)
    connection.executescript(
        """
        create table country (id integer primary key, name text);
        create table price (id integer primary key, country_id integer references country(id),
                            note text, dollars real);
        insert into country values (1, 'Norway'), (2, 'Japan');
        insert into price values
            (1, 1, '</ul></nav></header><script>alert(1)</script>', 7.85), (2, 2, 'a & b', 3.04);
        """
    )
    connection.close()
    return str(path)


async def save(site, name, path, actor=None):
    """One page, as that actor sees it."""
    cookies = {"ds_actor": site.sign({"a": actor}, "actor")} if actor else {}
    response = await site.client.get(path, cookies=cookies)
    (FOLDER / f"{name}.html").write_bytes(response.content)


async def save_site(database, prefix, settings, names):
    """Some pages of a site, for nobody and for an actor."""
    config = {"title": "Big Mac prices", "license": "CC0"}
    site = Datasette([database], metadata=config, settings=settings, secret="fixed")
    await site.invoke_startup()
    pages = {
        "index": "/",
        "database": "/bigmac",
        "table": "/bigmac/price",
        "query": "/bigmac?sql=select+1" if site_is_old() else "/bigmac/-/query?sql=select+1",
        "not_found": "/-/no-such-page",
    }
    for name in names:
        await save(site, f"{prefix}{name}", pages[name])
        await save(site, f"{prefix}{name}-actor", pages[name], ACTOR)
    await save(site, f"{prefix}allow_debug", "/-/allow-debug")
    await save(site, f"{prefix}logout-actor", "/-/logout", ACTOR)
    if not prefix:
        await save(site, "index-root", "/", {"id": "root"})
        await save(site, "forbidden", "/-/permissions", ACTOR)


def site_is_old():
    """The 0.65 line."""
    return datasette.__version__.startswith("0.")


async def main():
    """All of them."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        database = make_database(folder)
        names = ["index", "database", "table", "query", "not_found"]
        await save_site(database, "", {}, names)
        await save_site(database, "sub-", {"base_url": "/sub/"}, ["index"])
        pm.register(MenuPlugin(), name="menu_plugin")
        await save_site(database, "plugin-", {}, ["index"])


asyncio.run(main())
