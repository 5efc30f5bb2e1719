"""auth.challenge "auto" over plain HTTP, where a browser sends no Sec-Fetch-* headers."""

import tempfile

import pytest
from conftest import ARGUMENTS, CHROMIUM

from support import data
from support.signing import pbkdf2_hash
from support.sites import start_gateway_site
from support.waiting import limit

NAME = "data.example"
LOAD = """async () => {
    const image = new Image();
    const failed = new Promise(done => { image.onerror = done; });
    image.src = "/picture.png";
    await failed;
    const answers = [];
    for (const path of ["/data.json", "/data/facts", "/favicon.ico"]) {
        answers.push(await fetch(path));
    }
    answers.push(await fetch("/data", {method: "POST", body: "x"}));
    return answers.map(answer => [answer.status, answer.headers.get("www-authenticate")]);
}"""


@pytest.fixture
def page(playwright):
    """A browser for which NAME is this machine: no trustworthy origin, unlike localhost."""
    with tempfile.TemporaryDirectory(prefix="dsgw-browser-") as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=[*ARGUMENTS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"],
        )
        context.set_default_timeout(limit(20) * 1000)
        yield context.new_page()
        context.close()


def test_a_pages_own_requests_bring_up_no_password_box(line, started, page, work):
    config = {
        "plugins": {
            "datasette-auth-passwords": {
                "http_basic_auth": True,
                "amy_password_hash": pbkdf2_hash("right"),
            },
            "datasette-gateway": {"auth": {"challenge": "auto"}},
        },
    }
    site = start_gateway_site(line, data.make_databases(work.path), config)
    started.append(site)
    seen = []
    page.on("response", lambda response: seen.append(response))
    page.goto(f"http://{NAME}:{site.port}/data")
    assert "/-/login" in page.url
    for status, challenge in page.evaluate(LOAD):
        assert status == 401
        assert challenge.startswith("Session ")
    refused = [response for response in seen if response.status == 401]
    assert refused
    for response in refused:
        headers = response.request.all_headers()
        assert not [name for name in headers if name.startswith("sec-fetch-")], headers
        assert response.header_value("www-authenticate").startswith("Session "), response.url
    assert site.get("/data.json").headers["www-authenticate"].startswith("Basic ")
