"""A user with a browser: cookies are kept, forms are sent as a browser sends them."""

import html
import re

from support.data import ALICE, BOB
from support.signing import pbkdf2_hash
from support.sites import SECRET, start_gateway_site
from support.waiting import limit


class Visitor:
    """One client with a cookie jar. `address` is what a trusted proxy says of it."""

    def __init__(self, site, address=None):
        self.site = site
        self.client = site.client(timeout=limit(30))
        self.always = {"Accept": "text/html,*/*;q=0.8"}
        if address:
            self.always["X-Forwarded-For"] = address

    def get(self, path, **headers):
        return self.client.get(path, headers={**self.always, **headers})

    def post(self, path, fields, **headers):
        own = {"Origin": self.site.url, "Sec-Fetch-Site": "same-origin"}
        return self.client.post(path, data=fields, headers={**self.always, **own, **headers})

    def fields_of(self, path):
        """The hidden and filled-in fields of the form on that page that posts to it."""
        page = self.get(path)
        assert page.status_code == 200, (page.status_code, page.text[:300])
        return form_fields(page.text, path.split("?")[0])

    def log_in(self, user, password, next_path=None):
        path = "/-/login" + (f"?next={next_path}" if next_path else "")
        fields = {**self.fields_of(path), "username": user, "password": password}
        return self.post("/-/login", fields)

    def log_out(self):
        return self.post("/-/logout", self.fields_of("/-/logout"))

    def actor(self):
        return self.get("/-/actor.json").json()["actor"]

    @property
    def session(self):
        return self.client.cookies.get("ds_actor")


def form_fields(page, action):
    """The last form of the page with that action: the others are in the menu."""
    forms = re.findall(r"<form\b[^>]*>.*?</form>", page, re.DOTALL)
    ours = [form for form in forms if f'action="{action}"' in form]
    assert ours, f"no form posts to {action}:\n{page}"
    inputs = re.findall(r"<input\b[^>]*>", ours[-1])
    fields = {}
    for tag in inputs:
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name:
            fields[name.group(1)] = html.unescape(value.group(1)) if value else ""
    return fields


def set_cookies(answer, name):
    return [v for v in answer.headers.get_list("set-cookie") if v.startswith(f"{name}=")]


def start_with_accounts(
    started, line, own=None, auth=None, arguments=(), env=None, work=None, secret=SECRET
):
    """A gateway of a test's own, with alice and bob."""
    config = {
        "plugins": {
            "datasette-auth-passwords": {
                "alice_password_hash": pbkdf2_hash(ALICE[1]),
                "bob_password_hash": pbkdf2_hash(BOB[1]),
                **(auth or {}),
            },
            "datasette-gateway": own or {},
        }
    }
    site = start_gateway_site(
        line, [], config, arguments=arguments, env=env, secret=secret, work=work
    )
    started.append(site)
    return site
