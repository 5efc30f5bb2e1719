"""Queries of an anonymous client to a public path: the table itself, and nothing else."""

import sqlite3

import pytest

from support.raw_http import exchange, request_bytes
from support.signing import pbkdf2_hash
from support.sites import LINES, WorkDirectory, start_gateway_site

AMY = ("amy", "right")
MARK = "for members only"
OPEN = [
    "/t/facts.json",
    "/t/facts",
    "/t/facts.csv",
    "/t/facts/1.json",
    "/t.json",
    "/t/by_name.json",
    {"path": "/t/other.json", "query": "none"},
    {"path": "/t/salaries.json", "query": "any"},
    "/u/*",
    "/u/listed.json",
]
BY_NAME = "select * from facts where name = :name"
QUERIES = {
    "by_name": BY_NAME,
    "odd name.x": {"sql": BY_NAME},
    "sized": {"sql": "select * from facts where id = :_size"},
    "listed": {"sql": BY_NAME},
    "no_parameter": {"sql": "select * from facts", "params": ["name"]},
}
SAFE = [
    "/t/facts.json",
    "/t/facts.json?name=one",
    "/t/facts.json?name__contains=o&_size=1",
    "/t/facts.json?_sort_desc=name&_shape=array",
    "/t/facts.json?_facet=name&_facet_size=3",
    "/t/facts.json?_col=name&_nl=on&_shape=array",
    "/t/facts.json?_search=one",
    "/t/facts.json?name=%22%20or%201%3D1%20--",
    "/t/facts.json?_next=1",
    "/t/facts?_sort=name",
    "/t/facts?_filter_column=name&_filter_op=exact&_filter_value=one",
    "/t/facts.csv?_stream=1",
    "/t/facts/1.json?_shape=objects",
    "/t/by_name.json?name=one",
    "/t/salaries.json?_where=eur>1",
    "/u/facts.json?name=one",
    "/u/by_name.json",
    "/u/by_name.json?_shape=array",
    "/u/no_parameter.json",
    "/u/listed.json?name=one",
]
# Each runs a canned query with a value of the client's.
CANNED = [
    "/u/by_name.json?name=one",
    "/u/by_name?name=one",
    "/u/by_name.csv?name=one",
    "/u/by_name.json?_shape=array&name=one",
    "/u/by_name.json?n%61me=one",
    "/u/b~79_name.json?name=one",
    "/~75/by_name.json?name=one",
    "/u/odd~20name~2Ex.json?name=one",
    "/u/odd+name~2Ex.json?name=one",
    "/u/sized.json?_size=1",
    "/u/listed?name=one",
]
WHERE = "(select%20eur%20from%20salaries)%3E100000"
UNSAFE = [
    f"/t/facts.json?_where={WHERE}",
    f"/t/facts.json?%5Fwhere={WHERE}",
    f"/t/facts.json?_%77here={WHERE}",
    f"/t/facts.json?a=1;_where={WHERE}",
    f"/t/facts.json?_size=1&_where={WHERE}",
    f"/t/facts.json?_size=1&_size=2&_where={WHERE}",
    f"/t/facts?_where={WHERE}",
    f"/t/facts.csv?_where={WHERE}",
    "/t.json?sql=select+*+from+salaries",
    "/t.json?s%71l=select+*+from+salaries",
    "/t/facts.json?sql=select+*+from+salaries",
    '/t/facts.json?_through={"table":"salaries","column":"note","value":"x"}',
    "/t/facts.json?_search=members&_fts_table=salaries_fts&_fts_pk=id",
    "/t/facts.json?_searchmode=raw&_search=x",
    "/t/facts.json?_facet_m2m=salaries",
    "/t/facts.json?_labels=on",
    "/t/facts.json?_trace=1",
    "/t/facts.json?_extra=query",
    "/t/facts.json?_extra=columns,foreign_key_tables",
    "/t/facts/1.json?_extras=foreign_key_tables",
    "/t/facts.json?name%5D+or+1=1",
    "/t/facts.json?name%22%20or%20(select%20eur%20from%20salaries)%3E1%20or%20%22a=1",
    "/t/facts.json?_facet=name%5D,(select+note+from+salaries)+as+%5Bx",
    '/t/facts.json?_facet={"column":"name"}',
    "/t/facts.json?%ff=1",
    "/t/other.json?_size=1",
    "/t.json?_show_hidden=1",
]


@pytest.fixture(scope="module", params=LINES)
def site(request):
    work = WorkDirectory()
    path = work.path / "t.db"
    db = sqlite3.connect(path)
    db.executescript(
        f"""
        create table facts (id integer primary key, name text, tags text);
        insert into facts (name, tags) values ('one', '["a"]'), ('two', '["b"]');
        create virtual table facts_fts using fts5 (name, content='facts', content_rowid='id');
        insert into facts_fts (rowid, name) select id, name from facts;
        create table salaries (id integer primary key, fact integer references facts(id),
                               eur integer, note text);
        insert into salaries values (1, 1, 123456, '{MARK}');
        create virtual table salaries_fts using fts5 (note, content='salaries', content_rowid='id');
        insert into salaries_fts (rowid, note) select id, note from salaries;
        create table other (id integer primary key);
        """
    )
    db.close()
    other = sqlite3.connect(work.path / "u.db")
    other.executescript(
        "create table facts (id integer primary key, name text);"
        "insert into facts (name) values ('one'), ('two');"
    )
    other.close()
    config = {
        "databases": {
            "t": {"queries": {"by_name": {"sql": BY_NAME}}},
            "u": {"queries": QUERIES},
        },
        "plugins": {
            "datasette-auth-passwords": {
                "http_basic_auth": True,
                "amy_password_hash": pbkdf2_hash("right", 1000),
            },
            "datasette-gateway": {"public": OPEN},
        },
    }
    made = start_gateway_site(request.param, [path, work.path / "u.db"], config)
    yield made
    made.stop()
    work.remove()


def ask(site, target, auth=None, method="GET"):
    return exchange(
        site.address, request_bytes(method, target, [("Connection", "close")]), method
    )


@pytest.mark.parametrize("target", SAFE)
def test_the_table_itself_is_public(site, target):
    assert ask(site, target).status in (200, 302)


@pytest.mark.parametrize("target", UNSAFE)
def test_a_query_that_reads_more_needs_credentials(site, target):
    target = target.replace('"', "%22")
    answer = ask(site, target)
    assert answer.status == 401, answer.body[:300]
    assert MARK.encode() not in answer.body
    assert ask(site, target, method="HEAD").status == 401


@pytest.mark.parametrize("target", CANNED)
def test_a_directory_does_not_open_the_parameters_of_its_canned_queries(site, target):
    assert ask(site, target).status == 401
    answer = site.get(target, AMY)
    assert answer.status_code == 200 and "one" in answer.text and "two" not in answer.text


def test_with_credentials_every_query_is_forwarded(site):
    answer = site.get(f"/t/facts.json?_where={WHERE}", AMY)
    assert answer.status_code == 200 and len(answer.json()["rows"]) == 2


def test_the_start_warns_of_a_path_that_takes_any_query(site):
    assert '"/t/salaries.json" takes any query from anonymous clients' in site.process.text()
