"""Preflights with http_basic_auth on: 401, or a response that reveals nothing about the site."""

import pytest
from faulty_upstream import plain

from support import data
from support.signing import pbkdf2_hash
from support.sites import LINES, start_gateway_site

AMY = ("amy", "right")
ORIGIN = "https://app.example.org"
PREFLIGHT = {
    "Origin": ORIGIN,
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "authorization",
}


def walled(own):
    return {
        "plugins": {
            "datasette-auth-passwords": {
                "http_basic_auth": True,
                "amy_password_hash": pbkdf2_hash(AMY[1]),
            },
            "datasette-gateway": own,
        },
    }


@pytest.fixture(scope="module", params=LINES)
def sites(request, tmp_path_factory):
    """By setting: None, or the value of cors_preflight; before Datasette with --cors."""
    files = data.make_databases(tmp_path_factory.mktemp("cors"))
    made = {
        value: start_gateway_site(
            request.param,
            files,
            walled({} if value is None else {"cors_preflight": value}),
            arguments=["--cors"],
        )
        for value in (None, True)
    }
    yield made
    for site in made.values():
        site.stop()


def test_without_the_setting_a_preflight_is_refused(sites):
    answer = sites[None].request("OPTIONS", "/data/facts.json", headers=PREFLIGHT)
    assert answer.status_code == 401


CREDENTIALS = {"none": None, "wrong": ("amy", "wrong"), "unknown": ("nobody", "wrong")}


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_refusal_carries_datasettes_cors_headers_so_that_a_script_reads_the_status(sites, name):
    from_there = {"Origin": ORIGIN}
    site = sites[None]
    right = site.get("/data/facts.json?_size=1", AMY, headers=from_there)
    refused = site.get("/data/facts.json?_size=1", CREDENTIALS[name], headers=from_there)
    assert (right.status_code, refused.status_code) == (200, 401)

    def cors(answer):
        return {n: v for n, v in answer.headers.items() if n.startswith("access-control-")}

    assert cors(refused) == cors(right)
    assert cors(refused)["access-control-allow-origin"] == "*"


def test_a_refusal_by_an_own_page_carries_none(sites):
    for path in ("/-/secrets", "/-/gateway.json"):
        answer = sites[None].get(path, headers={"Origin": ORIGIN})
        assert answer.status_code == 401
        assert "access-control-allow-origin" not in answer.headers


def test_without_cors_a_refusal_carries_none(upstream, gateway_before):
    answer = gateway_before(upstream, walled({})).get("/data", headers={"Origin": ORIGIN})
    assert answer.status_code == 401
    assert "access-control-allow-origin" not in answer.headers


def test_a_program_reads_the_refusal_as_json(sites):
    expected = {"ok": False, "error": "401 Authorization Required", "status": 401}
    site = sites[None]
    bodies = set()
    for credentials in (None, "Basic YW15Ondyb25n", "Basic bm9ib2R5Ong=", "Basic !", "Bearer x y"):
        headers = {} if credentials is None else {"Authorization": credentials}
        for path, accept in (("/data/facts.json", "*/*"), ("/data", "application/json")):
            answer = site.get(path, headers={**headers, "Accept": accept})
            assert answer.status_code == 401
            assert answer.headers["content-type"] == "application/json; charset=utf-8"
            assert answer.headers["www-authenticate"].startswith("Basic realm=")
            assert answer.json() == expected
            bodies.add(answer.content)
        page = site.get("/data", headers=headers)
        assert page.headers["content-type"] == "text/plain; charset=utf-8"
        assert page.text == "401 Authorization Required"
    assert len(bodies) == 1


@pytest.mark.parametrize("path", ["/", "/data", "/data/facts.json", "/data/facts", "/none/such"])
def test_with_the_setting_preflights_are_answered_without_site_data(sites, path):
    answer = sites[True].request("OPTIONS", path, headers=PREFLIGHT)
    assert answer.status_code == 200
    assert answer.text == "ok"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in answer.headers


def test_then_the_script_can_read_only_with_a_password(sites):
    from_there = {"Origin": ORIGIN}
    answer = sites[True].get("/data/facts.json?_size=1", AMY, headers=from_there)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    for nobody in (None, ("amy", "wrong")):
        assert sites[True].get("/data/facts.json", nobody, headers=from_there).status_code == 401


LESS = {
    "no method": {"Origin": ORIGIN},
    "no origin": {"Access-Control-Request-Method": "GET"},
    "nothing": {},
    "a wrong password": {**PREFLIGHT, "Authorization": "Basic YW15Ondyb25n"},
    "a body": {**PREFLIGHT, "Content-Length": "1"},
}


@pytest.mark.parametrize("name", LESS)
def test_other_options_requests_need_credentials(sites, name):
    content = b"x" if name == "a body" else None
    answer = sites[True].request(
        "OPTIONS", "/data/facts.json", headers=LESS[name], content=content
    )
    assert answer.status_code == 401
    assert "fact 1" not in answer.text


@pytest.mark.parametrize("path", ["/-/secrets", "/-/logout", "/-/password-tool"])
def test_own_pages_answer_no_preflight(sites, path):
    answer = sites[True].request("OPTIONS", path, headers=PREFLIGHT)
    assert answer.status_code == 401
    assert "access-control-allow-origin" not in answer.headers


def test_datasette_answers_options_with_rows(sites):
    """1.0 answers OPTIONS with the rows: only authenticated clients may see them."""
    site = sites[True]
    answer = site.request("OPTIONS", "/data/facts.json?_size=1", AMY, headers=PREFLIGHT)
    assert answer.status_code == 200
    assert ("fact 0" in answer.text) == (site.line == "1.0")


def test_a_change_from_another_site_is_refused_all_the_same(sites):
    headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}
    answer = sites[True].post("/data/-/query", AMY, headers=headers, json={"sql": "select 1"})
    assert answer.status_code == 403


def test_nothing_is_forwarded(upstream, gateway_before):
    upstream.answer = lambda r: (r.read_body(), r.send(plain(b"in")))
    site = gateway_before(upstream, walled({"cors_preflight": True}))
    assert site.request("OPTIONS", "/data/facts.json", headers=PREFLIGHT).text == "ok"
    assert not upstream.seen


def test_without_basic_auth_preflights_are_forwarded(upstream, gateway_before):
    upstream.answer = lambda r: (r.read_body(), r.send(plain(b"in")))
    site = gateway_before(upstream, {"plugins": {"datasette-gateway": {"cors_preflight": True}}})
    assert site.request("OPTIONS", "/data/facts.json", headers=PREFLIGHT).text == "in"
    assert upstream.requests_for("/data/facts.json")
