"""The contents of a published image: the generated context, its command, its variables."""

import json
import os
import shlex
import subprocess
import sys

import pytest

from support.processes import Process, clean_environment
from support.publishing import Image, copy_example, env_file_variables, publish
from support.sites import LISTENING, ROOT, SECRET, Site, always, binary, datasette
from support.waiting import limit

CLOUD_RUN = ["publish", "cloudrun", "bigmac.db", "--service=my-bigmac"]
QUERY = "/bigmac/bigmac.json?_size=max"
RIGHT = ("someusername", "helloworld")


@pytest.fixture
def published(work):
    """(image, variables) of the documents' own line."""
    copy_example(work.path)
    done, stand_ins = publish(
        work.path / "ours",
        [*CLOUD_RUN, "--install=datasette-vega", "-m", "metadata.json", "--secret", SECRET],
        work.path,
    )
    assert done.returncode == 0, done.stderr
    return Image(stand_ins.context), stand_ins.calls[-1]["flags"]["--update-env-vars"]


def health(image, port):
    return subprocess.run(
        [sys.executable, image.context / "gateway" / "healthcheck.py"],
        env={"PORT": str(port)},
        capture_output=True,
        timeout=limit(20),
    ).returncode


def test_a_published_image_asks_for_the_password_and_takes_it(work, started, line, published):
    image, variables = published
    site = image.start(work, variables, line)
    started.append(site)
    assert site.get(QUERY).status_code == 401
    assert site.get(QUERY, ("someusername", "wrong")).status_code == 401
    answer = site.get(QUERY, RIGHT)
    assert answer.status_code == 200 and len(answer.json()["rows"]) > 100
    assert answer.headers["access-control-allow-origin"] == "*", "as Datasette publishes"
    assert site.get("/-/metadata.json", RIGHT).text.count("pbkdf2_sha256") == 0
    databases = site.get("/-/databases.json", RIGHT).json()
    databases = databases.get("databases", []) if isinstance(databases, dict) else databases
    assert [d["is_mutable"] for d in databases if d["name"] == "bigmac"] == [False]
    assert health(image, site.port) == 0, "401 is an answer"


def test_a_packaged_image_does_the_same_with_dockers_file(work, started):
    copy_example(work.path)
    done, stand_ins = publish(
        work.path / "ours", ["package", "bigmac.db", "-m", "metadata.json"], work.path
    )
    assert done.returncode == 0, done.stderr
    image = Image(stand_ins.context)
    site = image.start(work, env_file_variables(work.path / "datasette.env"))
    started.append(site)
    assert site.get(QUERY).status_code == 401
    assert site.get(QUERY, RIGHT).status_code == 200


def test_without_its_variables_the_image_says_which_is_missing(work, published):
    image, _ = published
    process = image.launch(work, {}, "0")
    assert process.wait() == 1
    assert "DATASETTE_AUTH_PASSWORDS_SOMEUSERNAME_PASSWORD_HASH" in process.text("err")


@pytest.mark.parametrize("port", ["", "http", "80a", "70000", "8080 --root"])
def test_a_port_that_is_no_number_is_refused(work, published, port):
    image, variables = published
    process = image.launch(work, variables, port)
    assert process.wait() == 2
    assert f'--port needs a whole number from 0 to 65535, not "{port}"' in process.text("err")


def test_a_signal_to_the_image_stops_it_in_order(work, started, published):
    image, variables = published
    site = image.start(work, variables)
    assert site.process.stop() == 0, "the shell has made way for the gateway"
    assert health(image, site.port) != 0, "nobody answers"


def test_the_container_example_serves_what_is_mounted(work, started):
    example = Image(ROOT / "examples" / "container")
    copy_example(work.path)
    path = f"{binary().parent}:{datasette('stock', '1.0').parent}:{os.environ['PATH']}"
    places = {"TMPDIR": work.path, "XDG_STATE_HOME": work.path / "state", "PORT": "0"}
    (entry,), (command,) = example.lines("ENTRYPOINT"), example.lines("CMD")[-1:]
    process = Process(
        [*json.loads(entry), *json.loads(command), *always()],
        clean_environment(PATH=path, **places),
        work.path,
        "the container example",
    )
    port = int(process.wait_for_line(LISTENING, 40, "err").group(3))
    site = Site("gateway", "1.0", process, "127.0.0.1", port, work)
    started.append(site)
    assert site.get(QUERY).status_code == 401
    assert site.get(QUERY, RIGHT).status_code == 200


def test_the_container_example_has_the_libraries_that_a_published_image_gets(published):
    image, _ = published
    example = Image(ROOT / "examples" / "container")
    (theirs,) = [line for line in example.lines("RUN") if "apt-get install" in line]
    wanted = [line for line in image.lines("RUN") if "apt-get install" in line]
    missing = set(shlex.split(" ".join(wanted))) - set(shlex.split(theirs))
    assert not missing
