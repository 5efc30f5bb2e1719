"""A real browser asks for the password and then browses."""

import pytest
import playwright.sync_api as playwright_api

from support.sites import ROOT

USER = {"username": "someusername", "password": "helloworld"}


@pytest.fixture
def example(shared_sites, line):
    return shared_sites.get("gateway", line, "example")


def test_without_a_password_the_browser_asks_for_one_and_shows_nothing(example, open_page):
    """Without user input, headless Chromium cancels its own password prompt."""
    page = open_page()
    with pytest.raises(playwright_api.Error) as refused:
        page.goto(example.url)
    assert "ERR_INVALID_AUTH_CREDENTIALS" in str(refused.value)
    assert page.url in ("about:blank", "chrome-error://chromewebdata/")


def test_with_a_wrong_password_the_browser_stays_outside(example, open_page):
    answer = open_page({**USER, "password": "wrong"}).goto(example.url)
    assert answer.status == 401


def test_with_the_password_the_browser_browses_the_table(example, open_page):
    page = open_page(USER)
    failed = []
    page.on("response", lambda r: failed.append((r.status, r.url)) if r.status >= 400 else None)
    assert page.goto(example.url).status == 200
    assert page.locator(".actor").inner_text().strip() == "API user"
    page.get_by_role("link", name="bigmac", exact=True).first.click()
    page.wait_for_url("**/bigmac")
    assert "economic indicator" in page.content()
    page.get_by_role("link", name="bigmac", exact=True).last.click()
    page.wait_for_url("**/bigmac/bigmac")
    assert page.locator("table.rows-and-columns tbody tr").count() >= 50
    assert (
        page.evaluate(
            "getComputedStyle(document.querySelector('table.rows-and-columns')).borderCollapse"
        )
        == "collapse"
    ), "the style sheet came through the wall too"
    if example.line == "0.65":
        picture = ROOT / "docs" / "images" / "bigmac.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=picture)
    unexpected = [f for f in failed if not f[1].endswith("/favicon.ico") and f[0] != 401]
    assert not unexpected


def test_a_page_script_gets_its_json_with_the_browsers_credentials(example, open_page):
    page = open_page(USER)
    page.goto(example.url)
    rows = page.evaluate(
        "fetch('/bigmac/bigmac.json?_size=max').then(r => r.json()).then(j => j.rows.length)"
    )
    assert rows == 1000


@pytest.mark.parametrize("away", [False, True], ids=["from our own page", "from another site"])
def test_a_form_is_accepted_from_our_own_page_only(example, open_page, away):
    """localhost and 127.0.0.1 are two sites to a browser; both get the cached password."""
    page = open_page(USER)
    assert page.goto(example.url).status == 200
    if away:
        other = f"http://localhost:{example.port}"
        page.route(
            f"{other}/**",
            lambda route: route.fulfill(
                status=200, content_type="text/html", body="<title>evil</title>"
            ),
        )
        page.goto(f"{other}/evil")
    with page.expect_navigation() as navigation:
        page.evaluate(
            """url => {
            const form = document.createElement('form');
            form.method = 'post'; form.action = url + '/-/no-such-page';
            document.body.append(form); form.submit();
        }""",
            example.url,
        )
    assert navigation.value.status == (403 if away else 404)
