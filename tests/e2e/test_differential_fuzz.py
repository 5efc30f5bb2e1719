"""For any bytes of a client, Datasette's parser and the gateway see the same requests.

DSGW_SEED chooses other bytes than the usual ones ("random": new ones), DSGW_FUZZ_SECONDS a longer
run. A failure names the seed and the number of the stream, which make the same bytes again.
"""

import collections
import http.cookies
import itertools
import json
import os
import re
import socket
import threading
import time

import pytest
from h11_upstream import H11Upstream

from support import data
from support.odd_requests import MARKER, STOLEN, chosen_seed, make_stream
from support.signing import unsign
from support.sites import SECRET, start_gateway_before
from support.waiting import SLOW, limit

SECONDS = float(os.environ.get("DSGW_FUZZ_SECONDS", "20" if SLOW == 1 else "8"))
ROUND_SECONDS = 20  # then with the next seed, and with a gateway of its own
SENDERS = 4
LONGEST_LOGGED_PATH = 1000
CLAIMS = ("forwarded", "x-forwarded")
CONFIG = {
    "plugins": {
        "datasette-auth-passwords": {
            "http_basic_auth": True,
            "alice_password_hash": data.ACCOUNTS["alice_password_hash"],
            "bob_password_hash": data.ACCOUNTS["bob_password_hash"],
        },
        "datasette-gateway": {"access_log": "json"},
    }
}

pytestmark = pytest.mark.timeout(limit(90) + 4 * SECONDS)


class Senders:
    """Some threads that send one stream after the other until the time is up."""

    def __init__(self, address, seed, seconds):
        self.address = address
        self.seed = seed
        self.until = time.monotonic() + seconds
        self.numbers = itertools.count()
        self.streams = {}  # by marker
        self.hung = []
        self.threads = [threading.Thread(target=self._run) for _ in range(SENDERS)]
        for thread in self.threads:
            thread.start()

    def _run(self):
        while time.monotonic() < self.until:
            stream = make_stream(self.seed, next(self.numbers))
            self.streams[stream.marker] = stream
            try:
                self._send(stream)
            except TimeoutError:
                self.hung.append(stream)
            except OSError:
                pass  # refused while we were still sending

    def _send(self, stream):
        with socket.create_connection(self.address, limit(20)) as sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in stream.pieces:
                sock.sendall(piece)
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(65536):
                pass

    def wait(self):
        for thread in self.threads:
            thread.join()


def logged_as_forwarded(site):
    """(method, path) of each line of the access log with a time upstream."""
    lines = [json.loads(text) for stream, text in site.process.lines if stream == "out"]
    forwarded = [line for line in lines if line["upstream_ms"] > 0]
    assert len(lines) > len(forwarded) > 0, "some are forwarded, some are refused"
    return collections.Counter(name_of(line["method"], line["path"]) for line in forwarded)


def name_of(method, target):
    return method, target.split("?")[0][:LONGEST_LOGGED_PATH]


def streams_of(target, streams):
    """The requests whose marker is in the target."""
    return [streams[m] for m in set(re.findall(MARKER, target)) if m in streams]


def bytes_for(target, streams):
    return [(stream.number, stream.data) for stream in streams_of(target, streams)]


def wrong_identity(request, streams):
    """The error in the identity that this request claims; empty if there is none."""
    claims = [(n, v) for n, v in request.headers if n.replace("_", "-").startswith(CLAIMS)]
    if [v for n, v in claims if n == "x-forwarded-for"] != ["127.0.0.1"] or "6.6.6.6" in str(
        claims
    ):
        return "a made-up address went through"
    if request.all("authorization"):
        return "a password went through"
    cookies = request.all("cookie")
    names = [pair.partition("=")[0] for line in cookies for pair in line.split("; ")]
    if len(cookies) != 1 or names[0] != "ds_actor" or names.count("ds_actor") != 1:
        return "not one identity"
    cookie = http.cookies.SimpleCookie(cookies[0])["ds_actor"].value
    if cookie == STOLEN:
        return "a stolen identity went through"
    actor = unsign(cookie, SECRET)["a"]["id"]
    users = {s.user for s in streams_of(request.target, streams)}
    if users and users != {actor}:
        return f"{actor} instead of {users}"
    return ""


def ask_both(seed, seconds):
    """(what differs, number of streams, number of requests that h11 saw)."""
    upstream = H11Upstream()
    site = start_gateway_before(upstream.url, CONFIG)
    senders = Senders(site.address, seed, seconds)
    senders.wait()
    assert site.process.running, "the gateway did not survive"
    site.stop()
    upstream.wait_for_the_end()

    forwarded = logged_as_forwarded(site)
    # The gateway asks on its own account too: is my signature accepted, whose is this token?
    requests = [r for r in upstream.seen if r.target != "/-/actor.json"]
    seen = collections.Counter(name_of(r.method, r.target) for r in requests)
    faults = [f"h11 refused {fault.data!r}: {fault.why}" for fault in upstream.faults]
    faults += [f"no end of stream {s.number}: {s.data!r}" for s in senders.hung]
    for name, difference in (("h11 alone saw", seen - forwarded), ("only told", forwarded - seen)):
        faults += [
            f"{name} {what} {count} times: {bytes_for(what[1], senders.streams)}"
            for what, count in difference.items()
        ]
    for request in requests:
        why = wrong_identity(request, senders.streams)
        if why:
            faults.append(f"{why}: {request} of {bytes_for(request.target, senders.streams)}")
    site.process.lines.clear()
    return faults, len(senders.streams), len(upstream.seen)


def test_h11_sees_the_requests_that_the_gateway_forwards_and_no_others():
    until = time.monotonic() + SECONDS
    for seed in itertools.count(chosen_seed()):
        seconds = min(ROUND_SECONDS, until - time.monotonic())
        if seconds < 1:
            break
        faults, streams, requests = ask_both(seed, seconds)
        print(f"DSGW_SEED={seed}: {streams} streams, {requests} requests forwarded")
        assert not faults, f"DSGW_SEED={seed}: {len(faults)} faults\n" + "\n".join(faults[:10])
        assert requests > streams / 20, "many streams reach the upstream"
