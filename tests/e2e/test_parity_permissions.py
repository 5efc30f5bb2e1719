"""Permissions: allow blocks, canned queries and JSON, at plugin and gateway alike."""

import csv
import io

import pytest

from support.data import ALICE, BOB, VERA


@pytest.mark.parametrize(
    "path, user, status",
    [
        ("/data", ALICE, 200),
        ("/data", VERA, 200),
        ("/vault", VERA, 200),
        ("/vault", ALICE, 403),
        ("/vault/facts.json", BOB, 403),
        ("/vault/facts.json", VERA, 200),
        ("/data/closed", VERA, 200),
        ("/data/closed", ALICE, 403),
        ("/data/closed.json", ALICE, 403),
        ("/data/for_vera.json", VERA, 200),
        ("/data/for_vera.json", ALICE, 403),
        ("/data/sum.json", ALICE, 200),
    ],
)
def test_allow_blocks_decide_by_the_actor_of_the_password(basic_site, path, user, status):
    assert basic_site.get(path, user).status_code == status


@pytest.mark.parametrize(
    "path, status",
    [
        ("/", 200),
        ("/open/facts.json", 200),
        ("/data", 403),
        ("/data/facts.json", 403),
        ("/vault.json", 403),
        ("/-/static/app.css", 200),
    ],
)
def test_without_basic_auth_anonymous_requests_see_public_data(form_site, path, status):
    assert form_site.get(path).status_code == status


def test_without_basic_auth_the_password_shows_the_actors_data(form_site):
    assert form_site.get("/data/facts.json", ALICE).status_code == 200
    assert form_site.get("/vault.json", ALICE).status_code == 403
    assert form_site.get("/vault.json", VERA).status_code == 200


def test_pages_name_who_is_logged_in(basic_site):
    assert "<strong>Alice A</strong>" in basic_site.get("/data", ALICE).text
    assert "<strong>bob</strong>" in basic_site.get("/data", BOB).text


def test_size_max_gives_all_rows_that_datasette_allows(basic_site):
    answer = basic_site.get("/data/facts.json?_size=max&_shape=array", ALICE)
    assert answer.status_code == 200
    assert len(answer.json()) == 1000
    assert answer.json()[0] == {"id": 1, "name": "fact 0", "amount": 0}


def test_a_canned_query_answers(basic_site):
    assert basic_site.get("/data/sum.json?_shape=array", ALICE).json() == [{"four": 4}]


def test_pages_of_a_table_can_be_walked_by_the_link_header(basic_site):
    path, seen = "/data/facts.json?_size=1000&_shape=array", []
    while path:
        answer = basic_site.get(path, ALICE)
        seen += [row["id"] for row in answer.json()]
        path = answer.links.get("next", {}).get("url", "").removeprefix(basic_site.url)
        assert not path or path.startswith("/data/"), "links carry the address that the client used"
    assert seen == list(range(1, 2501))


def test_streamed_csv_is_complete(basic_site):
    answer = basic_site.get("/data/facts.csv?_stream=on", ALICE)
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0] == ["id", "name", "amount"]
    assert len(rows) == 2501
    assert rows[-1] == ["2500", "fact 2499", str(2499 * 7 % 1000)]


def test_a_redirect_of_datasette_keeps_the_clients_address(basic_site):
    answer = basic_site.get("/data/facts/", ALICE)
    assert answer.status_code == 302
    assert answer.headers["location"] == "/data/facts"


def test_a_missing_page_is_datasettes_own_404(basic_site):
    answer = basic_site.get("/data/nothing-here.json", ALICE)
    assert answer.status_code == 404
    assert answer.json()["ok"] is False


@pytest.mark.parametrize(
    "target",
    [
        "/data/facts?name=fact+1%2F2&x=%zz",
        "/data/facts?_filter=%20",
        "/data/a~2Fb",
        "/data/%61",
    ],
)
def test_odd_targets_get_datasettes_own_answer(basic_site, shared_sites, line, target):
    """The target is forwarded byte for byte: the status is that of Datasette itself."""
    reference = shared_sites.get("plugin", line, "basic")
    asked, wanted = basic_site.get(target, ALICE), reference.get(target, ALICE)
    assert asked.status_code == wanted.status_code
    assert asked.headers.get("location") == wanted.headers.get("location")
