"""Datasette's force_https_urls: clients use https, whatever the gateway's own port speaks."""

import pytest

from support import data
from support.forms import set_cookies
from support.signing import pbkdf2_hash
from support.sites import LINES, start_gateway_site

AMY = ("amy", "right")


CONFIG = {
    "databases": data.DATABASES,
    "plugins": {"datasette-auth-passwords": {"amy_password_hash": pbkdf2_hash(AMY[1])}},
}


@pytest.fixture(scope="module", params=LINES)
def sites(request, tmp_path_factory):
    """By the value of force_https_urls."""
    files = data.make_databases(tmp_path_factory.mktemp("https"))
    made = {
        value: start_gateway_site(
            request.param, files, CONFIG, arguments=["--setting", "force_https_urls", value]
        )
        for value in ("on", "off")
    }
    yield made
    for site in made.values():
        site.stop()


@pytest.mark.parametrize(
    "value, scheme, status",
    [("on", "https", 302), ("on", "http", 403), ("off", "http", 302), ("off", "https", 403)],
)
def test_the_origin_is_compared_with_the_scheme_that_clients_use(sites, value, scheme, status):
    site = sites[value]
    host = site.url.partition("://")[2]
    answer = site.post(
        "/data/add_note", AMY, data={"body": "x"}, headers={"Origin": f"{scheme}://{host}"}
    )
    assert answer.status_code == status


@pytest.mark.parametrize("value", ["on", "off"])
def test_session_cookies_are_secure_where_clients_use_https(sites, value):
    fields = {"username": AMY[0], "password": AMY[1]}
    (cookie,) = set_cookies(sites[value].post("/-/login", data=fields), "ds_actor")
    assert ("; Secure" in cookie) == (value == "on")
