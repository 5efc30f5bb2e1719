"""The fixtures live in support/fixtures.py, which the browser tests use too."""

import pytest

pytest.register_assert_rewrite("support")

from support.fixtures import *  # noqa: E402,F401,F403
from support.odd_requests import chosen_seed  # noqa: E402
from support.secrets_site import alice, secrets_site  # noqa: E402,F401


def pytest_configure():
    chosen_seed()


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"DSGW_SEED={chosen_seed()}")
