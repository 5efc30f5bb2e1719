"""The fixtures live in support/fixtures.py, which the browser tests use too."""

import pytest

pytest.register_assert_rewrite("support")

from support.fixtures import *  # noqa: E402,F401,F403
