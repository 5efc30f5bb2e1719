"""The fixtures of the end-to-end tests, for a browser."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))
pytest.register_assert_rewrite("support")

from support.fixtures import *  # noqa: E402,F401,F403
