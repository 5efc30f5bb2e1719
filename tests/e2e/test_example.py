"""The documents' example works with one word changed."""

import pytest

from support.raw_http import exchange, request_bytes

HEADER = {"Authorization": "Basic c29tZXVzZXJuYW1lOmhlbGxvd29ybGQ="}
ACTOR = {"id": "someusername", "name": "API user"}


@pytest.fixture
def example(shared_sites, target, line):
    return shared_sites.get(target, line, "example")


def test_without_the_header_there_is_a_401_that_makes_browsers_ask(example):
    for path in ("/", "/bigmac", "/bigmac/bigmac.json?_size=max", "/-/actor.json"):
        answer = example.get(path)
        assert answer.status_code == 401
        if example.target == "gateway" and ".json" in path:
            assert answer.json()["error"] == "401 Authorization Required"
        else:
            assert answer.text == "401 Authorization Required"
        assert answer.headers["www-authenticate"] == 'Basic realm="Datasette", charset="UTF-8"'


def test_requests_with_the_documents_header_gets_its_json(example):
    answer = example.get("/bigmac/bigmac.json?_size=max", headers=HEADER)
    assert answer.status_code == 200
    assert len(answer.json()["rows"]) == 1000


def test_the_table_has_a_few_thousand_rows(example):
    query = "sql=select+count(*)+as+n+from+bigmac&_shape=array"
    path = "/bigmac.json" if example.line == "0.65" else "/bigmac/-/query.json"
    answer = example.get(f"{path}?{query}", headers=HEADER)
    assert answer.json()[0]["n"] >= 1000


def test_the_actor_is_the_configured_one_although_no_plugin_is_installed(example):
    assert example.get("/-/actor.json", headers=HEADER).json()["actor"] == ACTOR
    plugins = [p["name"] for p in as_list(example.get("/-/plugins.json", headers=HEADER).json())]
    assert ("datasette-auth-passwords" in plugins) == (example.target == "plugin")


def as_list(value):
    return value if isinstance(value, list) else value["plugins"]


def test_pages_show_what_the_metadata_says(example):
    home = example.get("/", headers=HEADER).text
    assert "personal dataset instance" in home
    assert "<strong>API user</strong>" in home
    page = example.get("/bigmac", headers=HEADER).text
    assert "economic indicator" in page
    assert "https://github.com/TheEconomist/big-mac-data" in page


def test_wrong_passwords_are_refused(example):
    for pair in (("someusername", "hello"), ("other", "helloworld"), ("someusername", "")):
        assert example.get("/", pair).status_code == 401


def test_the_hash_is_shown_nowhere(example):
    if example.target == "plugin":
        assert (
            "pbkdf2_sha256" in example.get("/-/metadata.json", headers=HEADER).text
            or example.line == "1.0"
        )
        return
    for path in (
        "/-/metadata.json",
        "/-/config.json",
        "/-/settings.json",
        "/-/plugins.json?all=1",
        "/",
    ):
        text = example.get(path, headers=HEADER).text
        assert "pbkdf2_sha256" not in text and "password_hash" not in text


def test_a_secret_is_made_where_none_is_set(example):
    """Nothing was said about DATASETTE_SECRET: identity reaches Datasette all the same."""
    answer = exchange(
        example.address,
        request_bytes(target="/bigmac.json", headers=[*HEADER.items(), ("Connection", "close")]),
    )
    assert answer.status == 200
