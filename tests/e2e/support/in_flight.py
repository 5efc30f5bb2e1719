"""A request that stays in flight, at the real Datasette, until the test lets it go."""

import shutil
import threading
from pathlib import Path

import httpx

from support.waiting import limit, wait_until


def plugins_dir(work):
    """A --plugins-dir with the gate in it."""
    directory = work.path / "plugins"
    directory.mkdir(exist_ok=True)
    shutil.copy(Path(__file__).with_name("gate_plugin.py"), directory / "gate_plugin.py")
    return directory


class InFlight:
    """Sends GET /-/gate in a thread; `answer` is there after finish()."""

    def __init__(self, site, auth=None):
        self.site = site
        self.directory = site.work.path / f"gate-{id(self)}"
        self.directory.mkdir()
        self.answer = None
        self.error = None
        self._thread = threading.Thread(target=self._ask, args=(auth,), daemon=True)
        self._thread.start()
        wait_until((self.directory / "entered").exists, 20, "the request to reach Datasette")

    def _ask(self, auth):
        try:
            with httpx.Client(trust_env=False, timeout=limit(60)) as client:
                self.answer = client.get(
                    f"{self.site.url}/-/gate", params={"dir": str(self.directory)}, auth=auth
                )
        except httpx.HTTPError as e:
            self.error = e

    def finish(self):
        (self.directory / "open").touch()
        self._thread.join(limit(30))
        assert self.error is None, self.error
        return self.answer
