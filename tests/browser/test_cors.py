"""A script on another site, in a real browser, reads protected data with its own password."""

import pytest
from faulty_upstream import plain

from support import data
from support.signing import pbkdf2_hash
from support.sites import start_gateway_site

READ = """([url, password]) =>
    fetch(url, {headers: {Authorization: 'Basic ' + btoa('amy:' + password)}})
        .then(r => r.text()).catch(e => 'failed: ' + e.message)
"""


@pytest.fixture
def read_from_elsewhere(work, started, line, upstream, open_page):
    """read(own settings, password): what a script of another site gets of facts.json."""

    def read(own, password):
        config = {
            "plugins": {
                "datasette-auth-passwords": {
                    "http_basic_auth": True,
                    "amy_password_hash": pbkdf2_hash("right"),
                },
                "datasette-gateway": own,
            }
        }
        files = data.make_databases(work.path)
        site = start_gateway_site(line, files, config, arguments=["--cors"])
        started.append(site)
        page = open_page()
        page.goto(upstream.url)
        return page.evaluate(READ, [f"{site.url}/data/facts.json?_size=1", password])

    upstream.answer = lambda r: (
        r.read_body(),
        r.send(plain(b"<title>elsewhere</title>", headers=[("Content-Type", "text/html")])),
    )
    return read


def test_a_script_elsewhere_reads_with_a_password_where_that_is_configured(read_from_elsewhere):
    assert "fact 0" in read_from_elsewhere({"cors_preflight": True}, "right")


def test_not_with_a_wrong_one(read_from_elsewhere):
    assert "fact 0" not in read_from_elsewhere({"cors_preflight": True}, "wrong")


def test_not_at_all_by_default(read_from_elsewhere):
    assert read_from_elsewhere({}, "right").startswith("failed:")
