"""The wheel in use: installed beside Datasette, with nothing of the build in reach."""

import importlib.util
import json
import subprocess
import sys

import pytest

from support.plugin_secrets import KEY
from support.processes import clean_environment
from support.secrets_socket import socket_of
from support.sites import ROOT, VENVS

EXAMPLE = ROOT / "examples" / "bigmac"
USER = ("someusername", "helloworld")

pytestmark = [
    pytest.mark.timeout(240),  # the first of a line makes its environment
    pytest.mark.xdist_group("installed"),  # which the others use as well
]


@pytest.fixture(scope="session")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("bigmac") / "bigmac.db"
    subprocess.run([sys.executable, EXAMPLE / "build_db.py", path], check=True)
    return path


@pytest.fixture
def start(environment, started):
    def start_one(*arguments, **extra):
        site = environment.start_gateway(*arguments, **extra)
        started.append(site)
        return site

    return start_one


def test_the_example_runs_with_nothing_else_on_the_path(start, database):
    site = start(database, "-m", EXAMPLE / "metadata.json")
    assert site.get("/").status_code == 401
    assert site.get("/", auth=(USER[0], "wrong")).status_code == 401
    answer = site.get("/bigmac/bigmac.json?_size=max", auth=USER)
    assert answer.status_code == 200
    assert len(answer.json()["rows"]) == 1000


def test_it_finds_the_datasette_beside_it(start, database):
    """As a service does: by its full path, with an environment that is not activated."""
    site = start(database, "-m", EXAMPLE / "metadata.json", PATH="/nowhere")
    assert site.get("/bigmac", auth=USER, follow_redirects=True).status_code == 200


def test_a_tls_certificate_and_a_yaml_configuration_are_read(start, work, database):
    key, certificate = work.path / "key.pem", work.path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
        + ["-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    config = work.write("metadata.yaml", "plugins:\n  datasette-gateway:\n    realm: Of YAML\n")
    files = ["--ssl-keyfile", key, "--ssl-certfile", certificate]
    site = start(database, "-m", config, *files)
    with site.client(verify=False) as client:
        assert client.get("/bigmac.json", follow_redirects=True).status_code == 200


def test_the_version_is_the_same_for_python_and_for_the_command(environment):
    script = "from importlib.metadata import version; print(version('datasette-gateway'))"
    of_python = environment.output("python", "-c", script).strip()
    assert of_python in environment.output("datasette-gateway", "--version")
    listed = json.loads(environment.output("datasette", "plugins"))
    assert [(p["name"], p["version"]) for p in listed] == [("datasette-gateway", of_python)]


def test_a_program_gets_a_secret_of_the_running_gateway(environment, start, work):
    """By the installed package, under both of its names; Datasette has it once, not twice."""
    config = {"plugins": {"datasette-gateway": {"secrets": {"keys": {"main": KEY}}}}}
    site = start("--memory", "-m", work.write("metadata.json", config))
    state = {"XDG_STATE_HOME": site.work.path / "state"}
    subprocess.run(
        [environment.bin / "datasette-gateway", "secrets", "set", "API_KEY"]
        + ["-m", work.path / "metadata.json"],
        input=b"sk-of-the-wheel",
        check=True,
        env=environment.variables(**state),
    )
    answer = environment.output("python", "-c", ASK, DATASETTE_GATEWAY_SOCKET=socket_of(site))
    value, unset, file = json.loads(answer)
    assert (value, unset) == ("sk-of-the-wheel", None)
    assert file.startswith(f"{environment.path}/")
    listed = site.get("/-/plugins.json").json()
    assert [plugin["name"] for plugin in listed] == ["datasette-gateway"]


ASK = """
import asyncio, json
from datasette_gateway import get_secret
import datasette_secrets

async def ask():
    value = await get_secret(None, "API_KEY", actor_id="alice")
    unset = await datasette_secrets.get_secret(None, "NEVER_SET")
    print(json.dumps([value, unset, datasette_secrets.__file__]))

asyncio.run(ask())
"""


def test_it_is_there_before_any_plugin_that_wants_datasette_secrets(wheel, work):
    """A plugin from PyPI imports that at once, in an environment without it."""
    python = VENVS / "enrichments-0.65" / "bin" / "python"
    into = work.path / "site-packages"
    options = ["--quiet", "--no-deps", "--no-index", "--target", into]
    subprocess.run([python, "-m", "pip", "install", *options, wheel], check=True)
    # Behind the others on the path, as whatever is installed later may be.
    shown = subprocess.run(
        [python, "-c", LIST_PLUGINS, into], check=True, capture_output=True, env=clean_environment()
    )
    names = [plugin["name"] for plugin in json.loads(shown.stdout)]
    assert {"datasette-gateway", "datasette-enrichments-gpt"} <= set(names)


LIST_PLUGINS = """
import site, sys
site.addsitedir(sys.argv.pop())
from datasette.cli import cli
cli(["plugins"])
"""


def test_where_there_is_no_datasette_python_starts_all_the_same(tmp_path, wheel):
    """Only what fronts a Datasette elsewhere: the .pth file is read at every start of Python."""
    into = tmp_path / "site-packages"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, "--target", into, wheel], check=True)
    assert importlib.util.find_spec("datasette") is None, "the tests themselves have none"
    script = f"import site; site.addsitedir({str(into)!r}); print('fine')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("fine\n", "")
