"""examples/fail2ban: the filter finds what the gateway really writes, and nothing else."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILTER = ROOT / "examples" / "fail2ban" / "filter.d" / "datasette-gateway.conf"
sys.path.insert(0, str(ROOT / "tests" / "e2e"))

from faulty_upstream import FaultyUpstream, plain  # noqa: E402
from support.signing import pbkdf2_hash  # noqa: E402
from support.sites import start_gateway_before  # noqa: E402


@pytest.fixture
def log(tmp_path):
    """The gateway's own log after three wrong passwords, one of them with a crafted name."""
    upstream = FaultyUpstream()
    upstream.answer = lambda r: (r.read_body(), r.send(plain(b"in")))
    accounts = {"http_basic_auth": True, "amy_password_hash": pbkdf2_hash("right", 1000)}
    own = {"trusted_proxies": ["127.0.0.1"], "throttle": {"enabled": False}}
    config = {"plugins": {"datasette-auth-passwords": accounts, "datasette-gateway": own}}
    site = start_gateway_before(upstream.url, config)
    try:
        crafted = 'x","client":"198.51.100.66'
        for user, password, address in (
            ("amy", "wrong", "192.0.2.1"),
            ("nobody", "wrong", "2001:db8::7"),
            (crafted, "wrong", "192.0.2.3"),
            ("amy", "right", "192.0.2.4"),
        ):
            site.get("/t/x", (user, password), headers={"X-Forwarded-For": address})
        written = tmp_path / "gateway.log"
        written.write_text(site.process.everything("err") + "\n")
    finally:
        site.stop()
        upstream.stop()
    return written


def test_the_filter_finds_the_guessers_and_nobody_else(log):
    # fail2ban-regex takes a path with a space for an expression.
    filter_file = shutil.copy(FILTER, log.parent)
    done = subprocess.run(
        ["fail2ban-regex", "--print-all-matched", log, filter_file],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Lines: \d+ lines, \d+ ignored, 3 matched", done.stdout), done.stdout
    command = ["fail2ban-regex", "--out", "ip", log, filter_file]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["192.0.2.1", "2001:db8::7", "192.0.2.3"]
