"""The real datasette-secrets on a database, in a process of its own."""

import json
import subprocess

from support.processes import clean_environment
from support.sites import ROOT, VENVS
from support.waiting import limit

KEY = "hp7Aod4LRyMKxkQovRU8GFGgd3za4NsI4SXXphHCVzs="
OTHER_KEY = "+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s="
NAMES = "API_KEY,OTHER,GATEWAY0,GATEWAY1,PLUGIN0,PLUGIN1,SHARED0,SHARED1"


class Plugin:
    """A Datasette with the real plugin on the same database."""

    def __init__(self, line, database, key=KEY):
        script = ROOT / "tests" / "e2e" / "plugin_secrets.py"
        self.popen = subprocess.Popen(
            [VENVS / f"plugin-{line}" / "bin" / "python", script, str(database), key, NAMES],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=clean_environment(),
        )

    def begin(self, what, **asked):
        self.popen.stdin.write(json.dumps({"do": what, **asked}) + "\n")
        self.popen.stdin.flush()

    def answer(self):
        answered = json.loads(self.popen.stdout.readline())
        assert "error" not in answered, answered["error"]
        return answered["answer"]

    def ask(self, what, **asked):
        self.begin(what, **asked)
        return self.answer()

    def stop(self):
        self.popen.stdin.close()
        self.popen.wait(limit(30))
