"""Hundreds of slow clients cost little memory, and a good client hardly notices.

tests/bench measures the same with 2,000 of them.
"""

import sys
from pathlib import Path

import pytest

from support import slow_clients
from support.latency import measure, p99
from support.processes import Process, clean_environment, peak_memory_of, reset_peak_memory_of
from support.raw_http import RawConnection, request_bytes
from support.sites import start_gateway_before
from support.slow_upstream import start_slow_upstream
from support.waiting import SLOW, limit, settled_value

COUNT = 300 if SLOW == 1 else 100
# Half of what 2,000 may cost: the windows of those who get to the upstream are most of it, and
# their number has a limit.
GROWTH_LIMIT = 32 << 20
# A busy machine delays a good client too: this is about orders of magnitude.
EXTRA_WAIT = limit(0.1)

pytestmark = pytest.mark.timeout(limit(90))


def kernel_holds_for(connection):
    """Bytes in the send queue of the other end of a connection to an IPv4 address."""
    local, peer = connection.sock.getsockname()[1], connection.sock.getpeername()[1]
    with open("/proc/net/tcp") as table:
        rows = [line.split() for line in list(table)[1:]]
    for row in rows:
        if int(row[1].split(":")[1], 16) == peer and int(row[2].split(":")[1], 16) == local:
            return int(row[4].split(":")[0], 16)
    raise AssertionError("no such connection")


def test_the_kernel_holds_little_for_a_client_that_does_not_read(besieged):
    with RawConnection(besieged.address, receive_buffer=4096) as connection:
        connection.send(request_bytes(target="/slow/read"))
        assert connection.read_final_head().status == 200
        held = settled_value(lambda: kernel_holds_for(connection))
        assert 0 < held < 256 << 10


@pytest.fixture(scope="module")
def besieged():
    upstream = start_slow_upstream()
    site = start_gateway_before(
        upstream.url, {"plugins": {"datasette-gateway": {"access_log": "off"}}}
    )
    yield site
    upstream.stop()
    site.stop()


@pytest.mark.parametrize("kind", slow_clients.KINDS)
def test_slow_clients_cost_little_and_a_good_one_does_not_wait_for_them(besieged, kind):
    alone = p99(measure(besieged.address, 2))
    reset_peak_memory_of(besieged.process.pid)
    before = peak_memory_of(besieged.process.pid)
    host, port = besieged.address
    attack = Process(
        [sys.executable, Path(slow_clients.__file__), host, port, kind, COUNT],
        clean_environment(),
        besieged.work.path,
        f"slow clients ({kind})",
    )
    try:
        attack.wait_for_line("^ready", 20, "out")
        together = p99(measure(besieged.address, 4))
        assert attack.running
    finally:
        attack.popen.terminate()
        attack.wait()
    grown = peak_memory_of(besieged.process.pid) - before
    print(f"p99 {alone * 1e3:.2f} ms, {together * 1e3:.2f} ms; {grown >> 10} KiB")
    assert together < 2 * alone + EXTRA_WAIT
    if SLOW == 1:
        assert grown < GROWTH_LIMIT
