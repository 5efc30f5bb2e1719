"""A site with secrets to manage: alice may, bob may not."""

import copy
import re

import pytest

from support.data import ALICE, BOB
from support.forms import Visitor, form_fields
from support.plugin_secrets import KEY
from support.secrets import Secrets
from support.signing import pbkdf2_hash, sign
from support.sites import SECRET, start_gateway_site

REGISTERED = [
    {
        "name": "OPENAI_API_KEY",
        "description": "An <b>OpenAI</b> <script>key</script>",
        "obtain_url": "https://platform.openai.com/api-keys",
        "obtain_label": "Get a key",
    },
    {"name": "FROM_ENV", "description": "set outside"},
]
OWN = {"secrets": {"keys": {"main": KEY}, "register": REGISTERED}}
PERMISSIONS = {"manage-secrets": {"id": "alice"}}


def config(http_basic_auth=False, permissions=PERMISSIONS):
    accounts = {
        "http_basic_auth": http_basic_auth,
        "alice_password_hash": pbkdf2_hash(ALICE[1], 1000),
        "bob_password_hash": pbkdf2_hash(BOB[1], 1000),
        "actors": {"alice": {"id": "alice", "name": "Alice A"}},
    }
    plugins = {"datasette-auth-passwords": accounts, "datasette-gateway": copy.deepcopy(OWN)}
    return {"plugins": plugins, "permissions": permissions}


def session_of(actor):
    return {"Cookie": "ds_actor=" + sign({"a": actor}, SECRET)}


@pytest.fixture(scope="module")
def secrets_site(line):
    started = start_gateway_site(
        line, [], config(), env={"DATASETTE_SECRETS_FROM_ENV": "outside"}, secret=SECRET
    )
    yield started
    started.stop()


@pytest.fixture
def alice(secrets_site):
    visitor = Visitor(secrets_site)
    visitor.log_in(*ALICE)
    yield visitor
    for name in re.findall(r'href="/-/secrets/([\w.-]+)"', visitor.get("/-/secrets").text):
        visitor.post(f"/-/secrets/{name}/delete", token_of(visitor))


def token_of(visitor):
    page = visitor.get("/-/secrets/OPENAI_API_KEY").text
    return {"csrftoken": form_fields(page, "/-/secrets/OPENAI_API_KEY")["csrftoken"]}


def save(visitor, value, note="", name="OPENAI_API_KEY", **fields):
    path = f"/-/secrets/{name}"
    filled = {**visitor.fields_of(path), "secret": value, "note": note, **fields}
    return visitor.post(path, filled)


def stored(site, name="OPENAI_API_KEY"):
    return Secrets(site.work, "-m", site.work.path / "metadata.json").get(name)


def stored_names(visitor):
    page = visitor.get("/-/secrets").text
    return re.findall(r'<strong><a href="/-/secrets/([^"]+)">[^<]+</a></strong></?\w', page)
