"""Shared caches: they may store no response that is for one user."""

import signal

import pytest
from faulty_upstream import plain

from support import data
from support.data import BOB
from support.forms import Visitor, set_cookies
from support.signing import pbkdf2_hash
from support.sites import LINES, start_gateway_site


@pytest.fixture(scope="module", params=LINES)
def walled(request, tmp_path_factory):
    """A site with http_basic_auth and a form, before a Datasette without allow blocks."""
    files = data.make_databases(tmp_path_factory.mktemp("caching"))
    config = {
        "plugins": {
            "datasette-auth-passwords": {
                "http_basic_auth": True,
                "bob_password_hash": pbkdf2_hash(BOB[1]),
            },
            "datasette-gateway": {"auth": {"challenge": "auto"}, "public": ["/open/*"]},
        }
    }
    site = start_gateway_site(request.param, files, config)
    yield site
    site.stop()


def directives(answer):
    return {part.strip() for part in answer.headers.get("cache-control", "").split(",")} - {""}


@pytest.fixture
def bob(form_gateway):
    person = Visitor(form_gateway)
    person.log_in(*BOB)
    return person


@pytest.mark.parametrize("path", ["/", "/open", "/open/facts", "/no-such-page"])
def test_a_page_with_a_name_is_private(form_gateway, bob, path):
    answer = bob.get(path)
    assert "bob</strong>" in answer.text
    assert "private" in directives(answer)
    assert not {"public"} & directives(answer)
    head = bob.client.head(path, headers=bob.always)
    assert directives(head) == directives(answer)


@pytest.mark.parametrize("path", ["/", "/open/facts", "/open/facts.json", "/-/static/app.css"])
def test_anonymous_responses_keep_datasettes_caching(form_gateway, path):
    assert "private" not in directives(form_gateway.get(path))


def test_a_static_file_keeps_datasettes_caching(form_gateway, bob):
    path = "/-/static/app.css"
    assert directives(bob.get(path)) == directives(form_gateway.get(path))


@pytest.mark.parametrize(
    "path", ["/data/facts.json", "/data/facts.csv", "/data", "/-/versions.json"]
)
def test_with_basic_auth_on_responses_to_a_session_are_private(walled, path):
    """Datasette sees no allow block there."""
    person = Visitor(walled)
    person.log_in(*BOB)
    answer = person.get(path)
    assert answer.status_code == 200
    assert "private" in directives(answer)


@pytest.mark.parametrize("path", ["/data/facts.json", "/-/static/app.css", "/favicon.ico"])
def test_with_basic_auth_on_responses_to_a_password_are_private(walled, path):
    """A cache should know by itself (RFC 9111 section 3.5); nginx's does not, and Datasette allows
    it to keep what is public without a wall."""
    answer = walled.get(path, BOB)
    assert answer.status_code == 200
    assert "private" in directives(answer)
    assert not {"public"} & directives(answer)


@pytest.mark.parametrize("path", ["/open/facts.json", "/open/facts", "/open"])
def test_public_responses_may_be_cached(walled, path):
    assert "private" not in directives(walled.get(path))


def test_a_renewed_cookie_is_sent_only_with_private_responses(upstream, gateway_before):
    site = gateway_before(
        upstream,
        {
            "plugins": {
                "datasette-auth-passwords": {"bob_password_hash": pbkdf2_hash(BOB[1])},
                "datasette-gateway": {"session": {"max_age": 800}},
            }
        },
    )
    kinds = {"/page": "text/html; charset=utf-8"}
    allowed = ("Cache-Control", "public, s-maxage=60, max-age=5")

    def answer(request):
        request.read_body()
        kind = ("Content-Type", kinds.get(request.path, "application/json"))
        request.send(plain(b"<p>text</p>", headers=[allowed, kind]))

    upstream.answer = answer
    person = Visitor(site)
    person.log_in(*BOB)
    # The session then looks like one of 1000 s of which 200 have passed: due to be renewed.
    metadata = site.work.path / "metadata.json"
    metadata.write_text(metadata.read_text().replace('"max_age": 800', '"max_age": 1000'))
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line("configuration was reloaded", since=mark)
    cookie = {"Cookie": f"ds_actor={person.session}"}
    page, other = site.get("/page", headers=cookie), site.get("/data.json", headers=cookie)
    assert set_cookies(page, "ds_actor")
    assert directives(page) == {"private", "max-age=5"}
    assert not set_cookies(other, "ds_actor")
    assert directives(other) == {"public", "s-maxage=60", "max-age=5"}
