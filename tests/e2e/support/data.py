"""The databases and configurations that several test files share."""

import sqlite3

from support.signing import pbkdf2_hash
from support.sites import vectors

ALICE = ("alice", "wonder:land")
BOB = ("bob", "builder")
VERA = ("vera", "vault")

DATABASES = {
    "data": {
        "allow": {"id": "*"},
        "tables": {"closed": {"allow": {"id": "vera"}}},
        "queries": {
            "add_note": {"sql": "insert into notes (body) values (:body)", "write": True},
            "for_vera": {"sql": "select 1 as one", "allow": {"id": "vera"}},
            "sum": {"sql": "select 2 + 2 as four"},
        },
    },
    "vault": {"allow": {"id": "vera"}},
}
ACCOUNTS = {
    "alice_password_hash": pbkdf2_hash(ALICE[1]),
    "bob_password_hash": pbkdf2_hash(BOB[1]),
    "vera_password_hash": pbkdf2_hash(VERA[1]),
    "tom_password_hash": pbkdf2_hash("tö\N{SNOWMAN}"),
    "actors": {
        "alice": {"id": "alice", "name": "Alice A", "roles": ["staff", 1, None, {"deep": True}]},
        "tom": {"id": "tom", "motto": "naïve \N{SNOWMAN}"},
    },
}
BASIC = {
    "title": "A walled site",
    "plugins": {"datasette-auth-passwords": {"http_basic_auth": True, **ACCOUNTS}},
    "databases": DATABASES,
}
FORM = {
    "title": "An open site",
    "plugins": {"datasette-auth-passwords": dict(ACCOUNTS)},
    "databases": {**DATABASES, "open": {"description": "for all"}},
}
PERMISSIONS_1_0 = {
    "insert-row": {"id": "alice"},
    "create-table": {"id": "alice"},
}


def vector_config():
    """The configuration of basic-auth.json, less the accounts that no verifier can read."""
    config = dict(vectors("basic-auth.json")["plugin_config"])
    for name in ("bad1", "bad2", "bad3", "bad4", "num", "null", "noenv"):
        del config[f"{name}_password_hash"]
    return {"plugins": {"datasette-auth-passwords": config}}


def make_databases(directory):
    """data.db, vault.db and open.db; their paths."""
    made = []
    for name in ("data", "vault", "open"):
        path = directory / f"{name}.db"
        with sqlite3.connect(path) as db:
            db.execute("create table facts (id integer primary key, name text, amount integer)")
            db.executemany(
                "insert into facts (name, amount) values (?, ?)",
                ((f"fact {n}", n * 7 % 1000) for n in range(2500)),
            )
            db.execute("create table notes (id integer primary key, body text)")
            db.execute("create table closed (id integer primary key)")
        db.close()
        made.append(path)
    return made


def notes_in(path):
    db = sqlite3.connect(path)
    try:
        return [row[0] for row in db.execute("select body from notes order by id")]
    finally:
        db.close()
