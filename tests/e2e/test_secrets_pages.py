"""/-/secrets in the browser: permissions, contents, forms."""

import pytest

from support.data import ALICE
from support.forms import Visitor, form_fields, set_cookies, start_with_accounts
from support.plugin_secrets import KEY
from support.raw_http import exchange, request_bytes
from support.secrets_site import config, save, session_of, stored, stored_names, token_of
from support.signing import unsign
from support.sites import SECRET, start_gateway_before, start_gateway_site


def test_a_secret_is_added_updated_restored_and_deleted(alice):
    page = alice.get("/-/secrets").text
    assert "The following secret has not been set:" in page
    assert "The following secret is set using environment variables:" in page
    assert "Set by <code>DATASETTE_SECRETS_FROM_ENV</code>" in page

    answer = save(alice, "  sk-first\r\n", "the first")
    assert (answer.status_code, answer.headers["location"]) == (302, "/-/secrets")
    page = alice.get("/-/secrets").text
    assert page.count("Secret OPENAI_API_KEY updated") == 1
    assert "Secret OPENAI_API_KEY updated" not in alice.get("/-/secrets").text
    assert "the first" in page and "Alice A" in page
    assert stored(alice.site) == "sk-first"

    save(alice, "sk-second")
    page = alice.get("/-/secrets/OPENAI_API_KEY").text
    assert "Update secret: OPENAI_API_KEY" in page
    assert "9 characters, fingerprint" in page
    restore = form_fields(page, "/-/secrets/OPENAI_API_KEY/restore")
    assert restore["version"] == "1"
    answer = alice.post("/-/secrets/OPENAI_API_KEY/restore", restore)
    assert answer.headers["location"] == "/-/secrets/OPENAI_API_KEY"
    assert stored(alice.site) == "sk-first"

    confirm = alice.fields_of("/-/secrets/OPENAI_API_KEY/delete")
    answer = alice.post("/-/secrets/OPENAI_API_KEY/delete", confirm)
    assert answer.headers["location"] == "/-/secrets"
    page = alice.get("/-/secrets").text
    assert "Secret OPENAI_API_KEY deleted" in page
    assert "The following secret has not been set:" in page


def test_the_value_is_in_no_page_and_no_log(alice):
    for value in ("sk-never-shown", "sk-never-shown-2"):
        save(alice, value)
    mark = alice.site.process.mark()
    for path in ("", "/OPENAI_API_KEY", "/OPENAI_API_KEY/delete"):
        assert "never-shown" not in alice.get("/-/secrets" + path).text
    alice.site.process.wait_for_line("GET /-/secrets/OPENAI_API_KEY/delete", since=mark)
    assert "never-shown" not in alice.site.process.text()


def test_when_and_by_whom_it_was_used_is_shown(alice):
    save(alice, "sk-1")
    assert "Last used</dt>" not in alice.get("/-/secrets/OPENAI_API_KEY").text
    stored(alice.site)
    assert "Last used</dt>" in alice.get("/-/secrets/OPENAI_API_KEY").text


def test_descriptions_hold_a_little_html_and_links_go_to_the_web(alice):
    page = alice.get("/-/secrets").text
    assert "An <b>OpenAI</b> &lt;script&gt;key&lt;/script&gt;" in page
    assert '<a href="https://platform.openai.com/api-keys" rel="noopener noreferrer">' in page


def test_a_note_changes_in_place(alice):
    save(alice, "sk-1", "before")
    answer = save(alice, "", "after")
    assert answer.headers["location"] == "/-/secrets"
    page = alice.get("/-/secrets").text
    assert "Note updated: OPENAI_API_KEY" in page and "after" in page
    assert stored(alice.site) == "sk-1"


def test_a_pem_keeps_its_lines(alice):
    save(alice, "-----BEGIN X-----\r\nabc\r\n-----END X-----\r\n")
    assert stored(alice.site) == "-----BEGIN X-----\nabc\n-----END X-----\n"


@pytest.mark.parametrize(
    "value, note, said",
    [
        ("", "", "Secret is required"),
        (" \r\n\t", "", "Secret is required"),
        ("x", "n" * 101, "the note is longer than 100 characters"),
        ("x" * (1 << 20) + "y", "", "the secret is longer than 1 MiB"),
        ("a\0b", "", "the secret contains a NUL byte"),
    ],
)
def test_an_invalid_value_is_reported_and_the_note_is_kept(alice, value, note, said):
    answer = save(alice, value, note)
    assert answer.status_code == 400
    assert said in answer.text
    assert f'value="{note}"' in answer.text
    assert stored_names(alice) == []


def test_text_that_is_not_utf8_is_refused(alice):
    fields = alice.fields_of("/-/secrets/OPENAI_API_KEY")
    body = f"secret=%ff&csrftoken={fields['csrftoken']}"
    answer = alice.client.post(
        "/-/secrets/OPENAI_API_KEY",
        content=body,
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": alice.site.url,
            "Accept": "text/html",
        },
    )
    assert answer.status_code == 400 and "UTF-8" in answer.text


def test_a_form_that_is_too_large_is_refused_before_it_is_read(alice):
    answer = exchange(
        alice.site.address,
        request_bytes(
            "POST",
            "/-/secrets/OPENAI_API_KEY",
            headers=[
                *session_of({"id": "alice"}).items(),
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Content-Length", str(8 << 20)),
            ],
        ),
    )
    assert answer.status == 413


def test_the_greatest_secret_there_may_be(alice):
    assert save(alice, "\N{SNOWMAN}" * 349525 + "x").status_code == 302
    assert len(stored(alice.site).encode()) == 1 << 20


def test_a_concurrent_change_is_not_overwritten(alice, secrets_site):
    path = "/-/secrets/OPENAI_API_KEY"
    first, second = alice.fields_of(path), alice.fields_of(path)
    assert alice.post(path, {**first, "secret": "mine"}).status_code == 302
    answer = alice.post(path, {**second, "secret": "theirs", "note": "my note"})
    assert answer.status_code == 409
    assert "Another user has changed this secret" in answer.text
    assert 'value="my note"' in answer.text
    assert stored(secrets_site) == "mine"
    assert save(alice, "theirs").status_code == 302


def test_without_a_version_nothing_is_compared(alice, secrets_site):
    fields = alice.fields_of("/-/secrets/OPENAI_API_KEY")
    del fields["version"]
    for value in ("one", "two"):
        alice.post("/-/secrets/OPENAI_API_KEY", {**fields, "secret": value})
    assert stored(secrets_site) == "two"


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "99999999999999999999"])
def test_a_version_that_is_none_is_refused(alice, version):
    save(alice, "one")
    for path in ("/-/secrets/OPENAI_API_KEY", "/-/secrets/OPENAI_API_KEY/restore"):
        answer = alice.post(path, {**token_of(alice), "secret": "two", "version": version})
        assert answer.status_code == 400, answer.text


def test_a_version_that_was_never_there_is_unknown(alice):
    save(alice, "one")
    fields = {**token_of(alice), "version": "7"}
    answer = alice.post("/-/secrets/OPENAI_API_KEY/restore", fields)
    assert answer.status_code == 404 and "no such version" in answer.text


def test_a_secret_of_the_environment_is_shown_and_not_changed(alice):
    page = alice.get("/-/secrets/FROM_ENV").text
    assert "DATASETTE_SECRETS_FROM_ENV" in page and "<textarea" not in page
    answer = alice.post("/-/secrets/FROM_ENV", {**token_of(alice), "secret": "x"})
    assert answer.status_code == 400 and "takes precedence over stored values" in answer.text


@pytest.mark.parametrize(
    "path", ["/-/secrets/NOBODY", "/-/secrets/a%20b", "/-/secrets/NOBODY/delete"]
)
def test_an_unknown_name_is_404_and_the_others_are_named(alice, path):
    answer = alice.get(path)
    assert answer.status_code == 404
    assert "Existing secrets:" in answer.text and "OPENAI_API_KEY" in answer.text
    answer = alice.post(path, {**token_of(alice), "secret": "x"})
    assert answer.status_code == 404


def test_the_search_box_comes_with_many_secrets(line, started):
    many = [{"name": f"SECRET_{n:03}", "description": f"number {n}"} for n in range(30)]
    own = {"secrets": {"keys": {"main": KEY}, "register": many}}
    site = start_with_accounts(
        started, line, own, arguments=("-s", "permissions.manage-secrets.id", "alice")
    )
    alice = Visitor(site)
    alice.log_in(*ALICE)
    page = alice.get("/-/secrets").text
    assert 'name="q"' in page and page.count("SECRET_0") >= 30
    page = alice.get("/-/secrets?q=NUMBER+2").text
    assert "SECRET_002" in page and "SECRET_003" not in page and "Show all 30" in page


def test_while_datasette_is_down_the_pages_work_in_a_shell_of_our_own(started):
    site = start_gateway_before("http://127.0.0.1:9", config())
    started.append(site)
    answer = site.get("/-/secrets", headers=session_of({"id": "alice"}))
    assert answer.status_code == 200
    assert "Manage secrets" in answer.text and "OPENAI_API_KEY" in answer.text


def test_below_a_base_url(line, started):
    site = start_gateway_site(
        line, [], config(), arguments=["--setting", "base_url", "/sub/"], secret=SECRET
    )
    started.append(site)
    page = site.get("/sub/-/secrets", headers=session_of({"id": "alice"})).text
    assert 'href="/sub/-/secrets/OPENAI_API_KEY"' in page
    page = site.get("/sub/-/secrets/OPENAI_API_KEY", headers=session_of({"id": "alice"})).text
    assert 'action="/sub/-/secrets/OPENAI_API_KEY"' in page


def test_messages_are_datasettes_own(alice):
    answer = save(alice, "sk-1")
    [line] = set_cookies(answer, "ds_messages")
    value = line.split(";")[0].removeprefix("ds_messages=")
    assert unsign(value, SECRET, "messages") == [["Secret OPENAI_API_KEY updated", 1]]
    # Whatever page comes next shows it, also Datasette's.
    assert "Secret OPENAI_API_KEY updated" in alice.get("/").text
