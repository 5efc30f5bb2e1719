"""Waiting for an event with a limit. DSGW_SLOW multiplies every limit (sanitised binaries).

A limit ends a test that would hang; a test that passes never waits for it. So it is at least three
times what an idle machine would need, for those that are busy.
"""

import os
import time

SLOW = float(os.environ.get("DSGW_SLOW", "1"))


PATIENCE = max(3.0, SLOW)


def limit(seconds):
    return seconds * PATIENCE


def wait_until(condition, seconds=10, what="the condition"):
    """Polls until condition() is truthy and returns that value; fails after the limit."""
    deadline = time.monotonic() + limit(seconds)
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {limit(seconds):.0f} s in vain for {what}")
        time.sleep(0.02)


def settled_value(read, quiet_seconds=0.6, seconds=20):
    """The value of read() once it has stayed the same for quiet_seconds, on any binary."""
    quiet = quiet_seconds
    deadline = time.monotonic() + limit(seconds)
    value, since = read(), time.monotonic()
    while time.monotonic() - since < quiet:
        if time.monotonic() > deadline:
            raise AssertionError(f"still changing after {limit(seconds):.0f} s: {value}")
        time.sleep(0.02)
        now = read()
        if now != value:
            value, since = now, time.monotonic()
    return value
