"""/-/secrets: permissions, and attempts to bypass them."""

import html
import re
import sqlite3
from urllib.parse import unquote

import pytest

from support.data import ALICE, BOB
from support.forms import Visitor, start_with_accounts
from support.plugin_secrets import KEY
from support.processes import memory_of
from support.raw_http import RawConnection, exchange, request_bytes
from support.secrets_site import OWN, config, session_of, stored, stored_names, token_of
from support.sites import SECRET, datasette, start_gateway_site
from support.waiting import settled_value

MANAGE = 'href="/-/secrets"'
ROOT_LINK = r"one-use link to log in as root: \S+(/-/auth-token\?\S+)"


@pytest.mark.parametrize(
    "path",
    [
        "//-/secrets",
        "/-/%73ecrets",
        "/./-/secrets",
        "/-/secrets/",
        "/-/secrets/KEY/other",
        "/-/secrets%2FOPENAI_API_KEY",
        "/%2d/secrets",
        "/-/secrets/.",
        "/x/..%2f-/secrets",
        "/-/secrets/%252e",
        "/-/%2573ecrets",
    ],
)
def test_no_spelling_reaches_datasette(alice, path):
    mark = alice.site.process.mark()
    cookie = session_of({"id": "alice"}).items()
    answer = exchange(alice.site.address, request_bytes("GET", path, headers=cookie))
    assert answer.status in (200, 404)
    logged = alice.site.process.wait_for_line(rf'"GET {re.escape(path)}" .*', since=mark)
    assert "upstream=0.000ms" in logged.group(0)


def test_actors_without_the_permission_are_refused(secrets_site):
    bob = Visitor(secrets_site)
    bob.log_in(*BOB)
    for path in ("", "/OPENAI_API_KEY", "/OPENAI_API_KEY/delete"):
        assert bob.get("/-/secrets" + path).status_code == 403
    answer = bob.post("/-/secrets/OPENAI_API_KEY", {"secret": "x"})
    assert answer.status_code == 403 and "Permission denied" in answer.text
    assert MANAGE not in bob.get("/").text


def test_anonymous_clients_get_the_login_form_or_a_refusal(secrets_site):
    nobody = Visitor(secrets_site)
    answer = nobody.get("/-/secrets/KEY", **{"Sec-Fetch-Mode": "navigate"})
    assert answer.status_code == 302
    assert answer.headers["location"] == "/-/login?next=/-/secrets/KEY"
    answer = secrets_site.get("/-/secrets", headers={"Accept": "application/json"})
    assert answer.status_code == 403
    told = answer.json()
    assert told.pop("request_id") == answer.headers["X-Request-Id"]
    assert told == {"ok": False, "error": "Permission denied", "status": 403}


def test_the_menu_entry_is_shown_once_to_actors_with_the_permission(alice):
    for path in ("/", "/-/plugins", "/-/secrets", "/-/logout"):
        assert alice.get(path).text.count(MANAGE) == 1, path


def test_a_form_of_another_user_does_nothing(alice, secrets_site):
    path = "/-/secrets/OPENAI_API_KEY"
    assert alice.post(path, {"secret": "x", "csrftoken": "wrong"}).status_code == 403
    assert alice.post(path, {"secret": "x"}).status_code == 403
    bob = Visitor(secrets_site)
    bob.log_in(*BOB)
    theirs = bob.fields_of("/-/logout")["csrftoken"]
    assert alice.post(path, {"secret": "x", "csrftoken": theirs}).status_code == 403
    fields = {**token_of(alice), "secret": "x"}
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert alice.post(path, fields, **foreign).status_code == 403
    for step in ("/delete", "/restore"):
        assert alice.post(path + step, {"version": "1"}).status_code in (403, 404)
    assert stored_names(alice) == []


def test_the_pages_are_guarded_by_their_headers(alice):
    for path in ("/-/secrets", "/-/secrets/OPENAI_API_KEY"):
        headers = alice.get(path).headers
        assert headers["cache-control"] == "private, no-store"
        assert "script-src 'self'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "method, path",
    [("PUT", "/-/secrets"), ("POST", "/-/secrets"), ("GET", "/-/secrets/KEY/restore")],
)
def test_methods_that_a_page_does_not_take(alice, method, path):
    answer = alice.client.request(
        method, path, headers={"Origin": alice.site.url, "Accept": "text/html"}
    )
    assert answer.status_code == 405 and answer.headers["allow"]


def test_basic_mode_asks_for_the_password_and_programs_need_no_token(line, started):
    site = start_gateway_site(line, [], config(http_basic_auth=True), secret=SECRET)
    started.append(site)
    assert site.get("/-/secrets").status_code == 401
    assert site.get("/-/secrets", BOB).status_code == 403
    assert site.get("/-/secrets", ALICE).status_code == 200
    answer = site.client().post(
        "/-/secrets/OPENAI_API_KEY", data={"secret": "by a program"}, auth=ALICE
    )
    assert answer.status_code == 302
    assert stored(site) == "by a program"
    crossing = site.client().post(
        "/-/secrets/OPENAI_API_KEY",
        data={"secret": "by another site"},
        auth=ALICE,
        headers={"Origin": "https://evil.example"},
    )
    assert crossing.status_code == 403
    assert stored(site) == "by a program"


def test_without_the_permission_only_root_is_allowed(line, started):
    own = OWN
    site = start_with_accounts(started, line, own, arguments=("--root",))
    link = site.process.wait_for_line(ROOT_LINK).group(1)
    root = Visitor(site)
    root.get(link)
    assert root.get("/-/secrets").status_code == 200
    alice = Visitor(site)
    alice.log_in(*ALICE)
    assert alice.get("/-/secrets").status_code == 403


def test_the_plugins_own_menu_entry_is_not_doubled(started):
    """datasette-secrets beside Datasette 1.0 brings its own; on 0.65 none can be configured."""
    configured = config()
    configured["plugins"]["datasette-secrets"] = {"encryption-key": KEY}
    site = start_gateway_site(
        "1.0", [], configured, arguments=["--datasette", datasette("plugin", "1.0")], secret=SECRET
    )
    started.append(site)
    cookie = session_of({"id": "alice"})
    plugins = [each["name"] for each in site.get("/-/plugins.json", headers=cookie).json()]
    assert "datasette-secrets" in plugins
    assert site.get("/", headers=cookie).text.count(MANAGE) == 1


def test_refused_clients_cannot_fill_our_memory_with_forms(secrets_site):
    """A large form without permission is refused by its head; else memory grows with the bytes."""
    head = [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", "3000000")]
    stranger = request_bytes("POST", "/-/secrets/OPENAI_API_KEY", headers=head)
    assert exchange(secrets_site.address, stranger).status == 413
    may = [*head, *session_of({"id": "alice"}).items()]
    before = memory_of(secrets_site.process.pid)
    waiting = [RawConnection(secrets_site.address) for _ in range(50)]
    for one in waiting:
        one.send(request_bytes("POST", "/-/secrets/OPENAI_API_KEY", headers=may))
    grown = settled_value(lambda: memory_of(secrets_site.process.pid)) - before
    for one in waiting:
        one.close()
    assert grown < 50 * 200_000, grown


@pytest.mark.parametrize("name", ["a b", "a//b", "x/../OPENAI_API_KEY", "100%", "ä<b>"])
def test_a_name_that_the_plugin_made_can_be_deleted(alice, name):
    fields = {**alice.fields_of("/-/secrets/OPENAI_API_KEY"), "secret": "kept"}
    alice.post("/-/secrets/OPENAI_API_KEY", fields)
    [store] = (alice.site.work.path / "state").rglob("secrets.db")
    with sqlite3.connect(store) as rows:
        rows.execute(
            "insert into datasette_secrets (name, version, encrypted, encryption_key_name) "
            "values (?, 1, 'x', 'other')",
            [name],
        )
    rows.close()
    page = alice.get("/-/secrets").text
    [href] = [h for h in re.findall(r'href="(/-/secrets/[^"]+/delete)"', page)]
    assert html.escape(name) in page and unquote(href) == f"/-/secrets/{name}/delete"
    answer = alice.post(href, alice.fields_of(href))
    assert answer.headers["location"] == "/-/secrets"
    assert html.escape(name) + "</a>" not in alice.get("/-/secrets").text
    assert stored(alice.site) == "kept"


def test_another_spelling_of_an_odd_name_deletes_nothing(alice):
    fields = {**alice.fields_of("/-/secrets/OPENAI_API_KEY"), "secret": "kept"}
    alice.post("/-/secrets/OPENAI_API_KEY", fields)
    for name in ("x%2F..%2FOPENAI_API_KEY", "%2FOPENAI_API_KEY", "OPENAI%5FAPI_KEY"):
        path = f"/-/secrets/{name}/delete"
        assert alice.get(path).status_code == 404
        assert alice.post(path, token_of(alice)).status_code == 404
    assert stored(alice.site) == "kept"


def test_a_session_of_the_root_link_ends_with_root(line, started):
    configured = config(http_basic_auth=True)
    with_root = start_gateway_site(line, [], configured, arguments=["--root"], secret=SECRET)
    started.append(with_root)
    link = with_root.process.wait_for_line(ROOT_LINK).group(1)
    root = Visitor(with_root)
    root.get(link)
    assert root.get("/").status_code == 200
    without = start_gateway_site(line, [], configured, secret=SECRET)
    started.append(without)
    cookie = {"Cookie": f"ds_actor={root.session}"}
    assert with_root.get("/", headers=cookie).status_code == 200
    assert without.get("/", headers=cookie).status_code == 401
