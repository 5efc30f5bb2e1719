"""kill -9 at any moment: the next start is quick, needs no repair, and finds all data intact."""

import os
import random
import signal
import sqlite3
import statistics
import threading
import time

import pytest
from faulty_upstream import plain

from support import data
from support.data import ALICE
from support.processes import processes_named
from support.raw_http import ConnectionEnded, RawConnection, request_bytes
from support.signing import basic
from support.sites import SECRET, launch_gateway, start_gateway_site
from support.steady_load import SteadyLoad
from support.waiting import SLOW, limit, wait_until

KILLS = int(os.environ.get("DSGW_KILLS", "20" if SLOW == 1 else "8"))
OWN_KILLS = int(os.environ.get("DSGW_OWN_KILLS", "2"))
START_LIMIT = limit(1)
never = threading.Event()  # to let some time pass

pytestmark = pytest.mark.timeout(limit(90) + 2 * KILLS + 10 * OWN_KILLS)


class Restarted:
    """A gateway before an upstream, always at the same place: a port or a unix socket."""

    def __init__(self, upstream, work, is_unix):
        self.work = work
        self.fixed = [
            *("--upstream", upstream.url, "--secret", SECRET),
            *("-m", work.write("metadata.json", {})),
        ]
        self.place = ["--uds", work.path / "gw.sock"] if is_unix else ["-p", "0"]
        self.address = str(work.path / "gw.sock") if is_unix else None
        self.start_times = []

    def start(self):
        began = time.monotonic()
        self.process = launch_gateway([*self.fixed, *self.place], self.work)
        place = self.process.wait_for_line(r"listening on (\S+)", 30, "err").group(1)
        self.start_times.append(time.monotonic() - began)
        if self.address is None:
            port = place.rpartition(":")[2]
            self.place, self.address = ["-p", port], ("127.0.0.1", int(port))

    def kill(self):
        self.process.signal(signal.SIGKILL)
        self.process.wait()


@pytest.mark.parametrize("is_unix", [False, True], ids=["port", "unix socket"])
def test_a_killed_gateway_is_back_within_a_second(upstream, work, is_unix):
    upstream.answer = lambda r: r.send(plain())
    gateway = Restarted(upstream, work, is_unix)
    gateway.start()
    chance = random.Random(8)
    with SteadyLoad(gateway.address) as load:
        for _ in range(KILLS // 2):
            load.wait_for_more(5)
            never.wait(chance.random() * 0.1)
            gateway.kill()
            gateway.start()
        load.wait_for_more(5)
    print(f"starts: {statistics.median(gateway.start_times):.3f} s, {max(gateway.start_times):.3f}")
    assert statistics.median(gateway.start_times) < START_LIMIT
    assert max(gateway.start_times) < 10 * START_LIMIT
    assert gateway.process.stop() == 0


class Writer(threading.Thread):
    """Writes notes from the first moment on; `written` holds those that were acknowledged."""

    def __init__(self, process, name):
        super().__init__()
        self.process = process
        self.name = name
        self.written = []
        self.start()

    def run(self):
        try:
            place = self.process.wait_for_line(r"listening on http://([\d.]+):(\d+)", 60, "err")
            with RawConnection((place.group(1), int(place.group(2)))) as connection:
                while True:
                    self._write(connection, f"{self.name} {len(self.written)}")
        except (AssertionError, OSError, ConnectionEnded):
            pass  # killed

    def _write(self, connection, note):
        headers = [
            ("Authorization", basic(*ALICE)),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ]
        body = f"body={note.replace(' ', '+')}".encode()
        connection.send(request_bytes("POST", "/data/add_note", headers, body))
        assert connection.read_response().status == 302
        self.written.append(note)


@pytest.mark.skipif(SLOW != 1, reason="is about the processes, not about what a sanitiser sees")
def test_a_killed_gateway_leaves_no_datasette_and_no_broken_database(work, started, line):
    files = data.make_databases(work.path)
    arguments = [*files, "-m", work.write("metadata.json", data.BASIC), "-p", "0"]
    chance = random.Random(9)
    acknowledged = []
    for number in range(OWN_KILLS):
        process = launch_gateway(arguments, work, name=f"gateway to be killed {number}", line=line)
        writer = Writer(process, f"note {number}")
        # One at some moment of the start, the next one while it serves, and so on.
        if number % 2:
            wait_until(lambda: len(writer.written) > 3, 40, "some notes to be written")
        never.wait(chance.random() * 0.8 * SLOW)
        process.signal(signal.SIGKILL)
        process.wait()
        writer.join()
        acknowledged += writer.written
        wait_until(lambda: not processes_named(str(files[0])), 10, "Datasette to end too")
        with sqlite3.connect(files[0]) as db:
            assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        db.close()
    assert set(acknowledged) <= set(data.notes_in(files[0])), "what was acknowledged is there"
    site = start_gateway_site(line, files, data.BASIC)
    started.append(site)
    assert site.get("/data/facts.json", ALICE).status_code == 200
    print(f"{OWN_KILLS} kills, {len(acknowledged)} notes")
