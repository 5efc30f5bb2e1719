"""The Python package that the gateway brings along: plugins of Datasette's get secrets."""

import html
import json
import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from support import data
from support.data import ALICE
from support.plugin_secrets import KEY, OTHER_KEY
from support.secrets import Secrets
from support.secrets_socket import client_of, datasette_environment, socket_of
from support.signing import pbkdf2_hash
from support.sites import VENVS, start_gateway_site
from support.waiting import wait_until

ASKING = """
import datasette_secrets
import os
from datasette import hookimpl
from datasette.utils.asgi import Response
from datasette_secrets import Secret, get_secret


@hookimpl
def register_secrets(datasette):
    async def inner():
        return [Secret("OF_THE_PLUGIN", "A <b>key</b>", "https://example.org/", "Get it")]

    return inner


async def ask(datasette, request):
    try:
        value = await get_secret(datasette, request.args["name"], request.args.get("actor"))
    except Exception as failed:
        return Response.json({"failed": str(failed)})
    return Response.json({"value": value, "file": datasette_secrets.__file__})


@hookimpl
def register_routes():
    return [(r"^/-/ask$", ask)]
"""
CONFIG = {"plugins": {"datasette-gateway": {"secrets": {"keys": {"main": KEY}}}}}


@pytest.fixture
def asking(work):
    """A folder for --plugins-dir with a plugin that is written for datasette-secrets."""
    (work.path / "plugins").mkdir()
    work.write("plugins/asking.py", ASKING)
    return work.path / "plugins"


def start(started, line, config, *arguments, files=(), env=None):
    site = start_gateway_site(line, list(files), config, arguments=arguments, env=env)
    started.append(site)
    site.commands = Secrets(site.work, "-m", site.work.path / "metadata.json", env=env)
    return site


def ask(site, name, **more):
    return site.get("/-/ask", params={"name": name, **more}).json()


def managed_by_alice():
    accounts = {"alice_password_hash": pbkdf2_hash(ALICE[1], 1000)}
    plugins = {"datasette-auth-passwords": accounts, **CONFIG["plugins"]}
    return {"plugins": plugins, "permissions": {"manage-secrets": {"id": "alice"}}}


def shown_to_alice(site):
    answer = site.get("/-/secrets", auth=ALICE)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def plugins_of(site):
    shown = site.get("/-/plugins.json").json()
    return sorted(plugin["name"] for plugin in shown)


def test_a_plugin_written_for_datasette_secrets_runs_unchanged(line, started, asking):
    site = start(started, line, CONFIG, "--plugins-dir", asking)
    assert ask(site, "OF_THE_PLUGIN")["value"] is None, "registered, and not set"
    site.commands.set("OF_THE_PLUGIN", "sk-☃\n", "--raw")
    answer = ask(site, "OF_THE_PLUGIN", actor="al ice")
    assert answer["value"] == "sk-☃\n"
    assert "/datasette_gateway/" in answer["file"]
    assert "al ice" in site.commands.output("history", "OF_THE_PLUGIN")
    assert ask(site, "NEVER_HEARD_OF")["value"] is None
    assert "datasette-gateway" in plugins_of(site)
    assert KEY not in json.dumps(datasette_environment(site))


def test_what_plugins_register_reaches_the_gateway(line, started, asking):
    env = {"DATASETTE_SECRETS_OF_THE_PLUGIN": "of the environment"}
    site = start(started, line, CONFIG, "--plugins-dir", asking, env=env)
    with client_of(socket_of(site)) as client:
        answer = client.get("/v1/secrets/OF_THE_PLUGIN")
        assert (answer.status_code, answer.json()["source"]) == (200, "env")
    assert ask(site, "OF_THE_PLUGIN")["value"] == "of the environment"


def test_a_fault_of_the_store_reaches_the_plugin_as_an_exception(line, started, asking):
    other = {"plugins": {"datasette-gateway": {"secrets": {"keys": {"a": KEY}}}}}
    site = start(started, line, other, "--plugins-dir", asking)
    site.commands.set("OF_THE_PLUGIN", "x")
    site.commands.set("OTHER", "y")
    database = site.work.path / "state" / "datasette-gateway" / "secrets.db"
    with sqlite3.connect(database) as connection:
        connection.execute("update datasette_secrets set encrypted = x'00' where name = 'OTHER'")
    connection.close()
    assert "decrypts the stored value" in ask(site, "OTHER")["failed"]
    assert ask(site, "OF_THE_PLUGIN")["value"] == "x"


@pytest.mark.parametrize("chosen", ["", "datasette-template-sql, no-such-plugin"])
def test_a_choice_of_plugins_does_not_leave_it_out(line, started, asking, chosen):
    """Datasette loads no plugin but those of DATASETTE_LOAD_PLUGINS, where that is set."""
    env = {"DATASETTE_LOAD_PLUGINS": chosen}
    site = start(started, line, CONFIG, "--plugins-dir", asking, env=env)
    site.commands.set("OF_THE_PLUGIN", "chosen")
    assert ask(site, "OF_THE_PLUGIN")["value"] == "chosen"
    assert "datasette-gateway" in plugins_of(site)
    wanted = f"datasette-gateway,{chosen}"
    assert datasette_environment(site)["DATASETTE_LOAD_PLUGINS"] == wanted


def test_where_nothing_is_configured_nothing_is_loaded(line, started):
    site = start(started, line, {})
    assert plugins_of(site) == []


def test_the_users_python_path_stays(line, started, asking):
    site = start(started, line, CONFIG, "--plugins-dir", asking, env={"PYTHONPATH": "/of/the/user"})
    assert datasette_environment(site)["PYTHONPATH"].endswith("/python:/of/the/user")
    assert "datasette-gateway" in plugins_of(site)


KEYS = {
    "none": None,
    "literal": KEY,
    "env": {"$env": "THE_KEY"},
    "unset": {"$env": "NOT_SET_ANYWHERE"},
}
OWN = {"nothing": None, "keys": {"keys": {"main": OTHER_KEY}}, "path": {"path": "PLACE"}}
# The installed package, datasette-secrets' own database and key, the gateway's own settings.
CONFIGURATIONS = [
    ("stock", None, "none", "nothing"),
    ("stock", "data", "env", "nothing"),
    ("stock", "_internal", "none", "keys"),
    *(("plugin", database, key, "nothing") for database in (None, "data") for key in KEYS),
    ("plugin", "_internal", "literal", "nothing"),
    ("plugin", "_internal", "none", "nothing"),
    ("plugin", None, "none", "keys"),
    ("plugin", None, "none", "path"),
    ("plugin", "data", "env", "keys"),
    ("plugin", None, "literal", "path"),
]


@pytest.mark.parametrize(("installed", "database", "key", "own"), CONFIGURATIONS)
def test_there_is_one_store_whatever_is_installed(
    line, started, asking, work, installed, database, key, own
):
    """Of the page of the gateway, of its command, and of get_secret() in Datasette's process."""
    [file, *_] = data.make_databases(work.path)
    config = {"permissions": {"manage-secrets": {"id": "alice"}}, "plugins": {}}
    config["plugins"]["datasette-auth-passwords"] = {"alice_password_hash": pbkdf2_hash(ALICE[1])}
    block = {"database": database, "encryption-key": KEYS[key]}
    block = {name: value for name, value in block.items() if value is not None}
    if block:
        config["plugins"]["datasette-secrets"] = block
    if OWN[own]:
        place = json.loads(json.dumps(OWN[own]).replace("PLACE", str(work.path / "own.db")))
        config["plugins"]["datasette-gateway"] = {"secrets": place}
    real = VENVS / f"{installed}-{line}" / "bin" / "datasette"
    arguments = ["--plugins-dir", asking, "--datasette", real]
    # 0.65 has no such option; its internal database is in memory, and the store is the gateway's.
    has_internal = database == "_internal" and line == "1.0"
    internal = ["--internal", work.path / "internal.db"] if has_internal else []
    env = {"THE_KEY": KEY}
    site = start(started, line, config, *arguments, *internal, files=[file], env=env)
    assert ask(site, "OF_THE_PLUGIN")["value"] is None, "registered, and not set"
    page = site.post("/-/secrets/OF_THE_PLUGIN", ALICE, data={"secret": "by the page"})
    assert page.status_code == 302, page.text
    assert ask(site, "OF_THE_PLUGIN")["value"] == "by the page"
    metadata = site.work.path / "metadata.json"
    commands = Secrets(site.work, "-m", metadata, *internal, "--database", file, env=env)
    commands.set("OF_THE_PLUGIN", "by the command")
    answer = ask(site, "OF_THE_PLUGIN", actor="alice")
    assert answer["value"] == "by the command"
    assert ("/datasette_secrets/" in answer["file"]) == (installed == "plugin")
    assert commands.output("get", "OF_THE_PLUGIN") == "by the command\n"
    assert "has not loaded" not in site.process.text("err")


def test_a_python_that_ignores_the_package_is_named_at_the_start(line, started, work):
    program = work.path / "datasette"
    python = VENVS / f"stock-{line}" / "bin" / "python"
    program.write_text(f'#!/bin/sh\nexec "{python}" -E -m datasette "$@"\n')
    program.chmod(0o755)
    site = start(started, line, managed_by_alice(), "--datasette", program)
    wanted = "Datasette has not loaded the gateway's Python package"
    site.process.wait_for_line(wanted)
    assert wanted in shown_to_alice(site), "and on the page"


def test_the_page_says_nothing_where_plugins_get_the_secrets(line, started):
    site = start(started, line, managed_by_alice())
    assert "Not for plugins" not in shown_to_alice(site)


def test_an_upstream_without_the_socket_is_reported_at_start_and_by_check(started):
    from support.commands import run
    from support.sites import SECRET, start_gateway_before

    site = start_gateway_before("http://127.0.0.1:9", managed_by_alice())
    started.append(site)
    wanted = "plugins of the Datasette at --upstream do not get these secrets"
    site.process.wait_for_line(wanted)
    assert wanted in shown_to_alice(site), "and on the page"
    arguments = ["--upstream", "http://127.0.0.1:9", "-m", site.work.path / "metadata.json"]
    assert wanted in run("check", *arguments, "--secret", SECRET).stderr
    agreed = {"DATASETTE_GATEWAY_SOCKET": str(site.work.path / "s.sock")}
    assert wanted not in run("check", *arguments, "--secret", SECRET, env=agreed).stderr


def test_the_real_datasette_secrets_is_left_alone(line, started, asking, work):
    database = data.make_databases(work.path)[0]
    block = {"database": "data", "encryption-key": {"$env": "THE_KEY"}}
    real = VENVS / f"plugin-{line}" / "bin" / "datasette"
    site = start(
        started,
        line,
        {"plugins": {"datasette-secrets": block}},
        "--plugins-dir",
        asking,
        "--datasette",
        real,
        files=[database],
        env={"THE_KEY": KEY},
    )
    commands = Secrets(
        site.work,
        "-m",
        site.work.path / "metadata.json",
        "--database",
        database,
        env={"THE_KEY": KEY},
    )
    commands.set("OF_THE_PLUGIN", "from the command")
    answer = ask(site, "OF_THE_PLUGIN")
    assert answer["value"] == "from the command"
    assert "/datasette_secrets/" in answer["file"]
    assert "datasette-secrets" in plugins_of(site)


class FakeOpenAI(BaseHTTPRequestHandler):
    keys = []

    def do_POST(self):
        self.keys.append(self.headers["Authorization"])
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = json.dumps({"choices": [{"message": {"content": "a fine fact"}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def fake_openai():
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeOpenAI)
    FakeOpenAI.keys.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


REDIRECT = """
import httpx

real_post = httpx.AsyncClient.post


async def post(self, url, **options):
    return await real_post(self, url.replace("https://api.openai.com", "{fake}"), **options)


httpx.AsyncClient.post = post
"""


def test_datasette_enrichments_gpt_runs_with_a_secret_of_the_gateway(started, work, fake_openai):
    """A plugin from PyPI, of Datasette 0.65, in an environment without datasette-secrets."""
    database = data.make_databases(work.path)[0]
    fake = f"http://127.0.0.1:{fake_openai.server_port}"
    (work.path / "plugins").mkdir()
    work.write("plugins/redirect.py", REDIRECT.replace("{fake}", fake))
    config = {
        "plugins": {
            "datasette-auth-passwords": {
                "http_basic_auth": True,
                "root_password_hash": pbkdf2_hash("let me in"),
            },
            **CONFIG["plugins"],
        }
    }
    site = start(
        started,
        "0.65",
        config,
        "--plugins-dir",
        work.path / "plugins",
        "--datasette",
        VENVS / "enrichments-0.65" / "bin" / "datasette",
        files=[database],
    )
    site.commands.set("OPENAI_API_KEY", "sk-of-the-gateway")
    answer = site.post(
        "/-/enrich/data/facts/gpt?id=1",
        auth=("root", "let me in"),
        data={"model": "gpt-3.5-turbo", "prompt": "{{ name }}", "output_column": "said"},
    )
    assert answer.status_code == 302, answer.text

    def said():
        found = site.get("/data/facts.json?id=1&_shape=array", auth=("root", "let me in")).json()
        return found and found[0].get("said")

    assert wait_until(said, 30, "the enrichment") == "a fine fact"
    assert FakeOpenAI.keys == ["Bearer sk-of-the-gateway"]
    assert " OPENAI_API_KEY " in f" {site.commands.output('list')} ".replace("\n", " ")
