"""Writing with a password, by programs and by browsers, on both lines."""

import json
import time

import pytest

from support.data import ALICE, BOB, notes_in
from support.signing import sign
from support.sites import SECRET

CROSS_SITE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
]


def body_of(request):
    return f"note of {request.node.name}"


def test_a_form_post_with_a_password_writes(basic_site, request):
    answer = basic_site.post("/data/add_note", ALICE, data={"body": body_of(request)})
    assert answer.status_code == 302
    assert body_of(request) in notes_in(basic_site.data_db)


def test_a_json_post_with_a_password_writes(basic_site, request):
    answer = basic_site.post(
        "/data/add_note",
        ALICE,
        json={"body": body_of(request)},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["ok"] is True
    assert body_of(request) in notes_in(basic_site.data_db)


def test_a_post_without_a_password_writes_nothing(basic_site, request):
    assert basic_site.post("/data/add_note", data={"body": body_of(request)}).status_code == 401
    assert body_of(request) not in notes_in(basic_site.data_db)


def test_a_post_with_a_password_works_after_datasette_has_closed_the_idle_connection(
    gateway, request
):
    """Uvicorn's limit is five seconds of real time; nothing announces it, so they have to pass."""
    with gateway.client(auth=ALICE) as client:
        assert (
            client.post("/data/add_note", data={"body": body_of(request) + " 1"}).status_code == 302
        )
        time.sleep(5.2)
        assert (
            client.post("/data/add_note", data={"body": body_of(request) + " 2"}).status_code == 302
        )
    written = [note for note in notes_in(gateway.data_db) if note.startswith(body_of(request))]
    assert written == [body_of(request) + " 1", body_of(request) + " 2"]


@pytest.mark.parametrize("headers", CROSS_SITE, ids=json.dumps)
def test_a_cross_site_post_with_cached_credentials_is_refused(basic_site, request, headers):
    """A browser sends the password that it has cached along with a form of another site."""
    answer = basic_site.post(
        "/data/add_note", ALICE, data={"body": body_of(request)}, headers=headers
    )
    hole = basic_site.target == "plugin" and basic_site.line == "0.65"
    assert answer.status_code == (302 if hole else 403)
    assert (body_of(request) in notes_in(basic_site.data_db)) == hole


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "ours"},
        {"Origin": "ours", "Sec-Fetch-Site": "same-origin"},
    ],
    ids=json.dumps,
)
def test_a_post_from_our_own_pages_is_accepted(basic_site, request, headers):
    headers = {
        name: basic_site.url if value == "ours" else value for name, value in headers.items()
    }
    answer = basic_site.post(
        "/data/add_note", ALICE, data={"body": body_of(request)}, headers=headers
    )
    assert answer.status_code == 302
    assert body_of(request) in notes_in(basic_site.data_db)


def test_other_cookies_do_not_make_a_programs_post_fail_at_the_gateway(basic_site, request):
    """0.65 behind the plugin asks for its token as soon as there is any cookie."""
    answer = basic_site.post(
        "/data/add_note", ALICE, data={"body": body_of(request)}, headers={"Cookie": "theme=dark"}
    )
    refused = basic_site.target == "plugin" and basic_site.line == "0.65"
    assert answer.status_code == (403 if refused else 302)


def test_a_program_with_a_session_cookie_writes_through_the_gateway(form_gateway, request):
    headers = {"Cookie": "ds_actor=" + sign({"a": {"id": "carla"}}, SECRET)}
    answer = form_gateway.post("/data/add_note", data={"body": body_of(request)}, headers=headers)
    assert answer.status_code == 302
    assert body_of(request) in notes_in(form_gateway.data_db)


def test_the_form_on_datasettes_own_page_can_be_submitted(gateway, request):
    """As a browser does it: with the cookies and hidden fields that the page sets."""
    import re

    with gateway.client(auth=ALICE) as client:
        page = client.get("/data/add_note")
        assert page.status_code == 200
        fields = {"body": body_of(request)}
        token = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
        if token:
            fields["csrftoken"] = token.group(1)
        answer = client.post(
            "/data/add_note",
            data=fields,
            headers={"Origin": gateway.url, "Sec-Fetch-Site": "same-origin"},
        )
        assert answer.status_code == 302
    assert body_of(request) in notes_in(gateway.data_db)


@pytest.fixture
def api_site(shared_sites, target):
    """The JSON write API is there in 1.0 only."""
    return shared_sites.get(target, "1.0", "basic")


def test_the_json_write_api_inserts_rows(api_site, request):
    answer = api_site.post("/data/notes/-/insert", ALICE, json={"row": {"body": body_of(request)}})
    assert answer.status_code == 201, answer.text
    assert body_of(request) in notes_in(api_site.data_db)


def test_the_json_write_api_respects_permissions(api_site, request):
    answer = api_site.post("/data/notes/-/insert", BOB, json={"row": {"body": body_of(request)}})
    assert answer.status_code == 403
    assert body_of(request) not in notes_in(api_site.data_db)


def test_the_json_write_api_refuses_another_site(api_site, request):
    answer = api_site.post(
        "/data/notes/-/insert",
        ALICE,
        json={"row": {"body": body_of(request)}},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status_code == 403
    assert body_of(request) not in notes_in(api_site.data_db)


def test_a_table_can_be_created_by_whom_the_configuration_allows(api_site):
    table = {"table": f"made_{api_site.target}", "row": {"id": 1}, "pk": "id"}
    assert api_site.post("/data/-/create", BOB, json=table).status_code == 403
    assert api_site.post("/data/-/create", ALICE, json=table).status_code == 201


def test_a_body_over_datasettes_own_limit_gets_datasettes_413(api_site):
    rows = {"rows": [{"body": "x" * 1000}] * 3000}
    answer = api_site.post("/data/notes/-/insert", ALICE, json=rows)
    assert answer.status_code == 413
