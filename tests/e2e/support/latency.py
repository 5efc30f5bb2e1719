"""How long a good client waits: one kept connection, some requests a second."""

import statistics
import time

from support.raw_http import RawConnection, request_bytes

REQUESTS_A_SECOND = 500


def measure(address, seconds, path="/good", headers=(), source=None, patience=20):
    """The times of the answers, in seconds, sorted; `patience` is for one of them."""
    data = request_bytes(target=path, headers=headers)
    times = []
    with RawConnection(address, patience, source=source) as connection:
        began = time.monotonic()
        while (now := time.monotonic()) < began + seconds:
            connection.send(data)
            answer = connection.read_response()
            assert answer.status == 200 and answer.complete, answer
            times.append(time.monotonic() - now)
            time.sleep(max(0.0, now + 1 / REQUESTS_A_SECOND - time.monotonic()))
    return sorted(times)


def percentile(times, part):
    """That part of the (sorted) times is not above it."""
    return times[min(len(times) - 1, int(len(times) * part))]


def p99(times):
    return percentile(times, 0.99)


def middle(values):
    return statistics.median(values)
