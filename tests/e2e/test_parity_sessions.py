"""The ds_actor cookie, and http_basic_auth off, at the real plugin and at the gateway."""

import time

import pytest

from support.data import ALICE, BOB
from support.raw_http import exchange, request_bytes
from support.signing import basic, sign
from support.sites import SECRET
from support.waiting import limit


def cookie_for(actor, secret=SECRET, **more):
    return {"Cookie": "ds_actor=" + sign({"a": actor, **more}, secret)}


def test_a_signed_cookie_logs_in_without_basic_auth(form_site):
    assert form_site.actor(headers=cookie_for({"id": "carla", "x": ["é", 1]})) == {
        "id": "carla",
        "x": ["é", 1],
    }


def test_a_cookie_of_another_secret_is_anonymous(form_site):
    assert form_site.actor(headers=cookie_for({"id": "carla"}, "other")) is None


def test_an_expired_cookie_is_anonymous(form_site):
    assert form_site.actor(headers=cookie_for({"id": "carla"}, e="BFftgQ")) is None


def test_a_request_without_credentials_is_anonymous(form_site):
    assert form_site.actor() is None


def test_right_credentials_log_in_and_wrong_ones_are_anonymous(form_site):
    assert form_site.actor(BOB) == {"id": "bob"}
    assert form_site.actor(("bob", "wrong")) is None
    assert form_site.actor(("nobody", "wrong")) is None


@pytest.mark.parametrize("value", ["Basic YWxpY2U", "Basic Y2Fm6Tp4", "Basic YWxpY2U6d29uZGVy foo"])
def test_unreadable_credentials_are_anonymous_at_the_gateway_and_crash_the_plugin(form_site, value):
    answer = form_site.get("/-/actor.json", headers={"Authorization": value})
    if form_site.is_gateway:
        assert answer.status_code == 200
        assert answer.json()["actor"] is None
    else:
        assert answer.status_code == 500


def test_credentials_win_over_a_cookie_at_the_gateway_and_lose_at_the_plugin(form_site):
    seen = form_site.actor(BOB, headers=cookie_for({"id": "carla"}))
    assert seen == ({"id": "bob"} if form_site.is_gateway else {"id": "carla"})


def test_a_refused_credential_beside_a_cookie_is_anonymous_at_the_gateway(form_site):
    seen = form_site.actor(("bob", "wrong"), headers=cookie_for({"id": "carla"}))
    assert seen == (None if form_site.is_gateway else {"id": "carla"})


def test_the_cookie_opens_what_its_actor_may_see(form_site):
    assert form_site.get("/vault.json", headers=cookie_for({"id": "vera"})).status_code == 200
    assert form_site.get("/vault.json", headers=cookie_for({"id": "alice"})).status_code == 403


def test_with_credentials_pages_are_private(form_site):
    answer = form_site.get("/open/facts.json", ALICE)
    assert "private" in answer.headers["cache-control"]


def test_a_client_with_a_cookie_jar_keeps_its_session(form_site):
    with form_site.client(cookies={"ds_actor": sign({"a": {"id": "carla"}}, SECRET)}) as client:
        for _ in range(3):
            assert client.get("/-/actor.json").json()["actor"] == {"id": "carla"}
            client.get("/open/facts")


def test_the_answer_to_a_wrong_password_does_not_take_much_longer_than_to_a_right_one(form_site):
    """A coarse check: no request waits for another request's hash."""
    began = time.monotonic()
    for _ in range(5):
        form_site.actor(("bob", "wrong"))
    assert time.monotonic() - began < limit(10)


def test_a_plain_request_of_http_1_0_is_answered(form_site):
    answer = exchange(
        form_site.address,
        request_bytes(
            target="/-/actor.json", headers=[("Authorization", basic(*BOB))], version="1.0"
        ),
    )
    assert answer.json()["actor"] == {"id": "bob"}
    assert answer.framing in ("eof", "length")
    assert answer.complete
