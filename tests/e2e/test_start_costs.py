"""A start of the gateway loads Datasette once: only its Python is asked for the version."""

import signal

import pytest
from support import data
from support.plugin_secrets import KEY
from support.sites import SECRET, VENVS, launch_gateway, start_gateway_site
from support.waiting import wait_until

# Loaded by each Python that the gateway starts, before anything else.
NOTE_COMMAND = """
import os, sys
with open(os.environ["NOTES"], "a") as notes:
    notes.write(" ".join(sys.orig_argv[1:])[:30].replace("\\n", " ") + "\\n")
if sys.orig_argv[1] == "-c":
    {quick}
"""
SECRETS = {
    "plugins": {"datasette-secrets": {"database": "data", "encryption-key": {"$env": "THE_KEY"}}}
}


@pytest.fixture
def noting(work):
    """noting(quick): the environment; `quick` is what the Python that is asked does first."""

    def make(quick="pass"):
        (work.path / "first").mkdir()
        work.write("first/sitecustomize.py", NOTE_COMMAND.replace("{quick}", quick))
        return {
            "PYTHONPATH": work.path / "first",
            "NOTES": work.path / "notes",
            "THE_KEY": KEY,
            "DATASETTE_SECRET": SECRET,
        }

    return make


def start(started, work, line, config, kind, env):
    program = VENVS / f"{kind}-{line}" / "bin" / "datasette"
    files = data.make_databases(work.path)[:1]
    site = start_gateway_site(line, files, config, ["--datasette", program], env)
    started.append(site)
    return site


@pytest.mark.parametrize(
    ("config", "kind"), [({}, "stock"), (SECRETS, "stock"), (SECRETS, "plugin")]
)
def test_datasette_is_loaded_once(line, started, work, noting, config, kind):
    site = start(started, work, line, config, kind, noting())
    notes = (work.path / "notes").read_text().splitlines()
    assert len(notes) == 2, notes
    assert notes[0].startswith("-c ")
    assert site.get("/-/versions.json").json()["datasette"]["version"].startswith(line[:2])
    assert ("datasette-secrets" in site.get("/-/plugins.json").text) == (kind == "plugin")


@pytest.mark.parametrize("failure", ["sys.exit(3)", "os._exit(0)"])
def test_datasette_answers_itself_where_its_python_cannot(line, started, work, noting, failure):
    site = start(started, work, line, {}, "stock", noting(failure))
    notes = (work.path / "notes").read_text().splitlines()
    assert len(notes) == 3, notes
    assert site.get("/-/versions.json").json()["datasette"]["version"].startswith(line[:2])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_while_python_is_asked_asks_nothing_else(started, work, noting, number):
    env = noting("import signal; signal.pause()")
    program = VENVS / "stock-1.0" / "bin" / "datasette"
    process = launch_gateway(["-p", "0", "--datasette", program], work, env)
    started.append(process)
    wait_until((work.path / "notes").exists, what="Python is asked")
    process.signal(number)
    assert process.wait(15) == 0
    assert len((work.path / "notes").read_text().splitlines()) == 1
