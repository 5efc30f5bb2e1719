"""The paths that are the gateway's own, and that no spelling of them reaches Datasette."""

import re
import threading

import pytest
from faulty_upstream import plain

from support.raw_http import exchange, request_bytes
from support.signing import sign
from support.sites import SECRET, start_gateway_site
from support.waiting import limit

CLOSE = ("Connection", "close")
SPELLINGS = [
    "/-/{}",
    "/-/{}/",
    "/-//{}",
    "//-/{}",
    "/-/./{}",
    "/x/../-/{}",
    "/%2d/{}",
    "/-%2f{}",
    "/-/%%{}",
    "/-/{}?x=1",
    "/./-/{}",
    "/-/x/../{}",
    "/-/{}/.",
    "/-/{}/x/..",
    "/%252d/{}",
    "/-/{}%2f",
    "/..//-/{}",
    "/%2e%2e/-/{}",
    "/-/%2e/{}",
]


def encode_first(name):
    return f"%{ord(name[0]):02x}{name[1:]}"


@pytest.mark.parametrize("page", ["logout", "auth-token"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_an_own_page_reaches_the_upstream(forwarding, page, spelling):
    upstream, site = forwarding
    name = page if "%%" not in spelling else encode_first(page)
    target = spelling.replace("%%", "").format(name)
    answer = exchange(site.address, request_bytes(target=target, headers=[CLOSE]))
    assert answer.status in (302, 400, 403, 404)
    assert not [r for r in upstream.seen if page in r.target or name in r.target]


def session(actor):
    return {"Cookie": "ds_actor=" + sign({"a": actor}, SECRET)}


def test_an_anonymous_logout_redirects_to_the_front_page(form_gateway):
    answer = form_gateway.get("/-/logout")
    assert answer.status_code == 302 and answer.headers["location"] == "/"


def test_the_log_out_page_ends_a_session(form_gateway):
    page = form_gateway.get("/-/logout", headers=session({"id": "carla"}))
    assert page.status_code == 200 and "<form" in page.text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
    cookies = "; ".join(
        [
            session({"id": "carla"})["Cookie"],
            *(f"{name}={value}" for name, value in page.cookies.items()),
        ]
    )
    answer = form_gateway.post(
        "/-/logout",
        data=fields,
        headers={"Cookie": cookies, "Origin": form_gateway.url, "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 302 and answer.headers["location"] == "/"
    dropped = [v for v in answer.headers.get_list("set-cookie") if v.startswith("ds_actor=")]
    assert len(dropped) == 1
    assert re.search(r'ds_actor=("")?;', dropped[0]) and "max-age=0" in dropped[0].lower()


def test_another_site_cannot_log_anybody_out(form_gateway):
    answer = form_gateway.post(
        "/-/logout", headers={**session({"id": "carla"}), "Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_datasettes_own_log_out_button_works(form_gateway):
    """Every page shows it, since every page is asked for with a ds_actor cookie."""
    with form_gateway.client() as client:
        client.cookies.set("ds_actor", sign({"a": {"id": "carla"}}, SECRET), form_gateway.host, "/")
        assert client.get("/-/actor.json").json()["actor"] == {"id": "carla"}
        page = client.get("/open")
        form = re.search(r'<form[^>]*action="/-/logout".*?</form>', page.text, re.S).group(0)
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        answer = client.post(
            "/-/logout",
            data=fields,
            headers={"Origin": form_gateway.url, "Sec-Fetch-Site": "same-origin"},
        )
        assert answer.status_code == 302
        assert client.get("/-/actor.json").json()["actor"] is None


def test_a_rotated_secret_logs_nobody_out(line, started):
    """session.previous_secrets verify; what Datasette gets is signed with the present one."""
    own = {"session": {"previous_secrets": ["the-old-secret"]}}
    config = {"plugins": {"datasette-gateway": own}}
    site = start_gateway_site(line, [], config, secret="the-new-secret")
    started.append(site)
    for secret, seen in (
        ("the-old-secret", {"id": "carla"}),
        ("the-new-secret", {"id": "carla"}),
        ("another-secret", None),
    ):
        cookie = {"Cookie": "ds_actor=" + sign({"a": {"id": "carla"}}, secret)}
        assert site.actor(headers=cookie) == seen, secret


def test_a_page_is_not_delayed_by_the_fetch_of_its_frame_for_another(upstream, gateway_before):
    """The first request fetches a page as the frame; concurrent ones use the built-in frame."""
    released, answers = threading.Event(), []
    upstream.answer = lambda r: (released.wait(limit(30)), r.send(plain()))
    site = gateway_before(upstream, {}, arguments=["--threads", "1"])
    first = threading.Thread(target=lambda: answers.append(site.get("/-/login")), daemon=True)
    first.start()
    try:
        upstream.only_request_for("/-/allow-debug")
        meanwhile = site.get("/-/login")
        assert meanwhile.status_code == 200 and not answers
        assert len(upstream.requests_for("/-/allow-debug")) == 1
    finally:
        released.set()
        first.join(limit(30))
    assert answers[0].status_code == 200
