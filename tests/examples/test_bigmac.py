"""examples/bigmac/run as a newcomer starts it: from another folder, on a port of its own."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "bigmac"
AUTHORIZATION = "Authorization: Basic c29tZXVzZXJuYW1lOmhlbGxvd29ybGQ="

# One example is started for all of them.
pytestmark = pytest.mark.xdist_group("bigmac")


class Example:
    """The running script, what it has printed, and where it listens."""

    def __init__(self):
        self.lines = []
        self.elsewhere = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [EXAMPLE / "run", "-p", "0"],
            cwd=self.elsewhere.name,
            env={**os.environ, "XDG_STATE_HOME": f"{self.elsewhere.name}/state"},
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self.listening = threading.Event()
        self.address = ""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        if not self.listening.wait(600) or not self.address:
            self.stop()
            pytest.fail("did not start:\n" + "".join(self.lines))

    def read(self):
        for line in self.process.stderr:
            self.lines.append(line)
            match = re.search(r"listening on (http://\S+:\d+)", line)
            if match:
                self.address = match.group(1)
                self.listening.set()
        self.listening.set()

    def stop(self):
        """The exit code after SIGTERM to the script itself."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(45)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def curl(self, path, *options):
        done = subprocess.run(
            ["curl", "-sS", "--max-time", "30", *options, self.address + path],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@pytest.fixture(scope="module")
def example():
    running = Example()
    yield running
    if running.process.poll() is None:
        running.stop()
    running.elsewhere.cleanup()


def test_prints_the_address_the_user_the_password_and_a_curl_line(example):
    text = "".join(example.lines)
    for part in ("address ", "someusername", "helloworld", "curl -u someusername:helloworld"):
        assert part in text


def test_refuses_without_the_password(example):
    assert example.curl("/", "-w", " %{http_code}") == "401 Authorization Required 401"
    assert example.curl("/-/static/app.css", "-o", os.devnull, "-w", "%{http_code}") == "401"


def test_answers_with_the_header_of_the_documents(example):
    answer = json.loads(example.curl("/bigmac/bigmac.json?_size=max", "-H", AUTHORIZATION))
    assert len(answer["rows"]) == 1000
    lines = example.curl("/bigmac/bigmac.csv?_size=max", "-H", AUTHORIZATION).splitlines()
    assert len(lines) == 1001 and "iso_a3,currency_code,name,local_price" in lines[0]


def test_tells_datasette_who_is_asking(example):
    answer = json.loads(example.curl("/-/actor.json", "-u", "someusername:helloworld"))
    assert answer["actor"] == {"id": "someusername", "name": "API user"}
    plugins = json.loads(example.curl("/-/plugins.json", "-u", "someusername:helloworld"))
    assert plugins == []


def test_the_program_of_the_documents_gets_its_rows(example):
    python = ROOT / ".venvs" / "example" / "bin" / "python"
    done = subprocess.run(
        [python, EXAMPLE / "query.py", example.address], capture_output=True, text=True, check=True
    )
    assert "without a password: 401" in done.stdout
    assert "1000 rows" in done.stdout


def test_the_database_is_the_same_wherever_it_is_made(tmp_path):
    builds = []
    for name in ("one.db", "two.db"):
        subprocess.run([sys.executable, EXAMPLE / "build_db.py", tmp_path / name], check=True)
        with sqlite3.connect(tmp_path / name) as database:
            builds.append("\n".join(database.iterdump()))
    assert builds[0] == builds[1]
    assert builds[0].count("INSERT INTO") == 2646


def test_sigterm_to_the_script_stops_everything(example):
    assert example.stop() == 0
