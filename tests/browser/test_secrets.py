"""An administrator manages secrets in a real browser; axe-core checks each page."""

import pytest
from pages import assert_accessible, log_in, picture

from support.secrets_site import config, stored
from support.sites import SECRET, start_gateway_site


@pytest.fixture
def managed(line, started):
    configured = config()
    registered = configured["plugins"]["datasette-gateway"]["secrets"]["register"]
    registered[0]["description"] = "A key for the <b>OpenAI</b> API"
    site = start_gateway_site(
        line, [], configured, env={"DATASETTE_SECRETS_FROM_ENV": "outside"}, secret=SECRET
    )
    started.append(site)
    return site


@pytest.fixture
def administrator(managed, open_page):
    page = open_page()
    page.goto(f"{managed.url}/-/login")
    log_in(page)
    page.wait_for_url(managed.url + "/")
    return page


def save(page, value, note=""):
    page.get_by_label("Secret").fill(value)
    page.get_by_label("Note (optional)").fill(note)
    page.locator("main, .content").get_by_role("button", name="secret").click()


def test_from_the_menu_to_a_secret_and_its_end(managed, administrator):
    page = administrator
    problems = []
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.locator("details.nav-menu summary").click()
    page.get_by_role("link", name="Manage secrets").click()
    page.wait_for_url("**/-/secrets")
    assert_accessible(page)
    page.get_by_role("link", name="OPENAI_API_KEY").click()
    assert_accessible(page)

    save(page, "sk-first", "for the tests")
    page.wait_for_url("**/-/secrets")
    assert page.get_by_text("Secret OPENAI_API_KEY updated").is_visible()
    picture(page, "secrets", managed.line)
    page.get_by_role("link", name="OPENAI_API_KEY").click()
    save(page, "sk-second")
    page.wait_for_url("**/-/secrets")
    page.get_by_role("link", name="OPENAI_API_KEY").click()
    assert page.get_by_role("heading", name="History").is_visible()
    assert page.get_by_role("heading", name="Changes").is_visible()
    assert "sk-first" not in page.content()
    assert_accessible(page)
    picture(page, "secret", managed.line)

    page.get_by_role("button", name="Restore version 1").click()
    page.wait_for_url("**/-/secrets/OPENAI_API_KEY")
    assert stored(managed) == "sk-first"
    page.get_by_role("link", name="Delete this secret").click()
    assert_accessible(page)
    page.locator("main, .content").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/-/secrets")
    assert page.get_by_text("Secret OPENAI_API_KEY deleted").is_visible()
    assert not problems, problems


def test_on_a_narrow_screen_nothing_is_cut_off(managed, administrator):
    page = administrator
    page.goto(f"{managed.url}/-/secrets/OPENAI_API_KEY")
    save(page, "sk-1", "a note that is not short")
    page.set_viewport_size({"width": 360, "height": 720})
    for path in ("", "/OPENAI_API_KEY", "/OPENAI_API_KEY/delete"):
        page.goto(f"{managed.url}/-/secrets{path}")
        assert_accessible(page)
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, f"{path} is {wider} px too wide"


def test_a_value_that_cannot_be_taken_is_said_beside_the_field(administrator, managed):
    page = administrator
    page.goto(f"{managed.url}/-/secrets/OPENAI_API_KEY")
    page.evaluate("document.querySelector('#note').removeAttribute('maxlength')")
    save(page, "sk-1", "n" * 101)
    said = page.get_by_role("alert")
    assert "longer than 100 characters" in said.inner_text()
    assert page.get_by_label("Note (optional)").input_value() == "n" * 101
    assert_accessible(page)
