"""Users log in by the form, browse, and log out, in a real browser; axe-core checks each page."""

import pytest
from pages import assert_accessible, log_in, picture

from support.data import ALICE
from support.signing import pbkdf2_hash
from support.sites import start_gateway_site


@pytest.fixture(params=["form", "auto"])
def walled(line, started, request):
    config = {
        "title": "Prices",
        "plugins": {
            "datasette-auth-passwords": {
                "http_basic_auth": True,
                "alice_password_hash": pbkdf2_hash(ALICE[1]),
            },
            "datasette-gateway": {"auth": {"challenge": request.param}},
        },
    }
    site = start_gateway_site(line, [], config)
    started.append(site)
    return site


@pytest.fixture
def open_site(line, started):
    accounts = {"alice_password_hash": pbkdf2_hash(ALICE[1]), "actors": {"alice": {"id": "alice"}}}
    config = {"title": "Prices", "plugins": {"datasette-auth-passwords": accounts}}
    site = start_gateway_site(line, [], config)
    started.append(site)
    return site


def test_with_basic_auth_the_form_logs_in_and_logout_returns_to_it(walled, open_page):
    page = open_page()
    problems = []
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.goto(f"{walled.url}/-/versions")
    assert page.url == f"{walled.url}/-/login?next=/-/versions"
    assert_accessible(page)
    log_in(page, "wrong")
    assert page.get_by_role("alert").inner_text() == "Invalid username or password"
    assert page.get_by_label("Username").input_value() == ALICE[0]
    assert_accessible(page)
    log_in(page)
    page.wait_for_url(f"{walled.url}/-/versions")
    assert page.evaluate("document.cookie").find("ds_actor") == -1
    page.goto(f"{walled.url}/-/logout")
    assert_accessible(page)
    page.locator("main").get_by_role("button", name="Log out").click()
    page.wait_for_url(f"{walled.url}/-/login")
    assert page.goto(f"{walled.url}/").url == f"{walled.url}/-/login"
    unexpected = [p for p in problems if "favicon" not in p and "401" not in p]
    assert not unexpected, unexpected


def test_on_an_open_site_the_menu_leads_to_the_form_and_out_again(open_site, open_page):
    page = open_page()
    page.goto(open_site.url)
    page.locator("details.nav-menu summary").click()
    page.get_by_role("link", name="Log in").click()
    page.wait_for_url("**/-/login")
    assert_accessible(page)
    picture(page, "log-in", open_site.line)
    log_in(page, "wrong")
    page.get_by_role("alert").wait_for()
    picture(page, "log-in-wrong", open_site.line)
    log_in(page)
    page.wait_for_url(open_site.url + "/")
    assert page.locator(".actor").inner_text().strip() == "alice"
    page.goto(f"{open_site.url}/-/logout")
    picture(page, "log-out", open_site.line)
    page.goto(open_site.url)
    page.locator("details.nav-menu summary").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(open_site.url + "/")
    assert page.get_by_text("You are now logged out").is_visible()
    assert page.locator(".actor").count() == 0


def test_the_password_tool_shows_a_hash(open_site, open_page):
    page = open_page()
    page.goto(f"{open_site.url}/-/password-tool")
    log_in(page)
    page.wait_for_url("**/-/password-tool")
    assert_accessible(page)
    page.get_by_label("Password").fill("a new password")
    page.get_by_role("button", name="Create password hash").click()
    assert page.get_by_label("Password hash").input_value().startswith("$argon2id$")
    assert_accessible(page)
    picture(page, "password-tool", open_site.line)


def test_without_javascript_all_of_it_works(open_site, playwright):
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{open_site.url}/-/login")
    log_in(page)
    page.goto(f"{open_site.url}/-/logout")
    page.locator("main").get_by_role("button", name="Log out").click()
    page.wait_for_url(open_site.url + "/")
    assert page.locator(".actor").count() == 0
    browser.close()


def test_logging_out_of_basic_is_explained(shared_sites, line, open_page):
    site = shared_sites.get("gateway", line, "example")
    page = open_page({"username": "someusername", "password": "helloworld"})
    page.goto(f"{site.url}/-/logout")
    assert_accessible(page)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Log out").click()
    assert page.get_by_role("heading", name="You are logged out").is_visible()
    assert_accessible(page)
    picture(page, "logged-out", line)
