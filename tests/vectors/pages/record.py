#!/usr/bin/env python3
"""Saves pages of the Datasette that this Python has, as the tests of gateway/html want them.

    .venvs/stock-0.65/bin/python tests/vectors/pages/record.py
    .venvs/stock-1.0/bin/python tests/vectors/pages/record.py

They go to tests/vectors/pages/VERSION: a few whole, as NAME.html; the others as NAME.changes, since most
differ in few lines. Its first line names the page that it is made from. Then "=FIRST COUNT" copies lines
of that page, and "+TEXT" is a line.
"""

import asyncio
import difflib
import pathlib
import sqlite3
import tempfile

import datasette
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

FOLDER = pathlib.Path(__file__).resolve().parent / datasette.__version__
WHOLE = ["allow_debug", "database", "index", "table"]
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


def changes(base, page):
    """The lines that make a page from another, without the name of the other."""
    made = []
    matcher = difflib.SequenceMatcher(None, base, page, autojunk=False)
    for tag, first, end, new_first, new_end in matcher.get_opcodes():
        if tag == "equal":
            made.append(f"={first + 1} {end - first}")
        else:
            made += [f"+{line}" for line in page[new_first:new_end]]
    return made


def write(pages):
    """All pages, by name."""
    lines = {name: text.split("\n") for name, text in pages.items()}
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages.items():
        if name in WHOLE:
            (FOLDER / f"{name}.html").write_bytes(text.encode())
            continue
        made = min(([base, *changes(lines[base], lines[name])] for base in WHOLE), key=len)
        (FOLDER / f"{name}.changes").write_bytes("\n".join([*made, ""]).encode())


async def read(site, path, actor=None):
    """One page, as that actor sees it."""
    cookies = {"ds_actor": site.sign({"a": actor}, "actor")} if actor else {}
    return (await site.client.get(path, cookies=cookies)).text


async def read_site(database, prefix, settings, names):
    """Some pages of a site, by name, anonymous and for an actor."""
    config = {"title": "Big Mac prices", "license": "CC0"}
    site = Datasette([database], metadata=config, settings=settings, secret="fixed")
    await site.invoke_startup()
    paths = {
        "index": "/",
        "database": "/bigmac",
        "table": "/bigmac/price",
        "query": "/bigmac?sql=select+1" if site_is_old() else "/bigmac/-/query?sql=select+1",
        "not_found": "/-/no-such-page",
    }
    pages = {}
    for name in names:
        pages[f"{prefix}{name}"] = await read(site, paths[name])
        pages[f"{prefix}{name}-actor"] = await read(site, paths[name], ACTOR)
    pages[f"{prefix}allow_debug"] = await read(site, "/-/allow-debug")
    pages[f"{prefix}logout-actor"] = await read(site, "/-/logout", ACTOR)
    if not prefix:
        pages["index-root"] = await read(site, "/", {"id": "root"})
        pages["forbidden"] = await read(site, "/-/permissions", ACTOR)
    return pages


def site_is_old():
    """The 0.65 line."""
    return datasette.__version__.startswith("0.")


async def main():
    """All of them."""
    with tempfile.TemporaryDirectory() as folder:
        database = make_database(folder)
        names = ["index", "database", "table", "query", "not_found"]
        pages = await read_site(database, "", {}, names)
        pages |= await read_site(database, "sub-", {"base_url": "/sub/"}, ["index"])
        pm.register(MenuPlugin(), name="menu_plugin")
        pages |= await read_site(database, "plugin-", {}, ["index"])
    write(pages)


asyncio.run(main())
