"""/-/gateway.json: for actors with the permission, on both lines, and never with a hash."""

import pytest

from support.data import ACCOUNTS, ALICE, BOB, make_databases
from support.sites import start_gateway_site

PATH = "/-/gateway.json"


def config_for(permissions, walled=True):
    accounts = {name: ACCOUNTS[name] for name in ("alice_password_hash", "bob_password_hash")}
    plugins = {"datasette-auth-passwords": {"http_basic_auth": walled, **accounts}}
    return {"plugins": plugins, **({"permissions": permissions} if permissions else {})}


@pytest.fixture
def site_of(line, work, started):
    def start(permissions, walled=True, arguments=()):
        files = make_databases(work.path)
        config = config_for(permissions, walled)
        started.append(start_gateway_site(line, files, config, arguments=arguments))
        return started[-1]

    return start


def test_it_answers_actors_with_the_permission(site_of):
    site = site_of({"gateway-status": {"id": "alice"}})
    answer = site.get(PATH, ALICE)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    told = answer.json()
    assert told["ok"] is True and told["version"] and 0 <= told["uptime_seconds"] < 600
    assert told["accounts"] == ["alice", "bob"]
    assert all({"where", "what"} == set(each) for each in told["warnings"])
    assert "pbkdf2" not in answer.text and "$" not in answer.text
    assert "ignores permissions" not in site.process.text("err")
    refused = site.get(PATH, BOB)
    assert refused.status_code == 403
    assert refused.json()["request_id"] == refused.headers["x-request-id"]
    assert site.get(PATH).status_code == 401
    # No spelling of it reaches Datasette, nor does the block make a difference there.
    assert site.get("/-/gateway%2ejson", BOB).status_code == 403
    assert site.get("/%2d/gateway.json", BOB).status_code == 403
    assert site.get("/-/gateway.json/", ALICE).status_code == 404
    assert site.get("/data/facts.json", ALICE).status_code == 200


def test_without_a_block_no_actor_is_allowed(site_of):
    site = site_of(None)
    assert site.get(PATH, ALICE).status_code == 403


def test_without_basic_auth_anonymous_clients_are_refused(site_of):
    site = site_of({"gateway-status": True}, walled=False)
    assert site.get(PATH).status_code == 403
    assert site.get(PATH, ALICE).status_code == 200


def test_the_permission_can_be_set_on_the_command_line(site_of):
    site = site_of(None, arguments=["-s", "permissions.gateway-status.id", "bob"])
    assert site.get(PATH, ALICE).status_code == 403
    assert site.get(PATH, BOB).status_code == 200


def test_root_is_allowed_with_its_link(site_of):
    site = site_of(None, arguments=["--root"])
    link = site.process.wait_for_line(r"one-use link to log in as root: (\S+)", 20, "err").group(1)
    with site.client(follow_redirects=False) as client:
        assert client.get(link).status_code == 302
        assert client.get(PATH).status_code == 200
