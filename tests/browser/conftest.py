"""The fixtures of the end-to-end tests, for a browser."""

import sys
import tempfile
from pathlib import Path

import playwright.sync_api as playwright_api
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))
pytest.register_assert_rewrite("support")

from support.fixtures import *  # noqa: E402,F401,F403
from support.waiting import limit  # noqa: E402

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def playwright():
    with playwright_api.sync_playwright() as started:
        yield started


@pytest.fixture
def open_page(playwright):
    """open_page(credentials): a page of a browser with a fresh profile."""
    contexts = []

    def open_one(credentials=None):
        profile = tempfile.TemporaryDirectory(prefix="dsgw-browser-")
        context = playwright.chromium.launch_persistent_context(
            profile.name,
            executable_path=CHROMIUM,
            args=ARGUMENTS,
            http_credentials=credentials,
            viewport={"width": 1200, "height": 800},
        )
        context.set_default_timeout(limit(20) * 1000)
        contexts.append((context, profile))
        return context.new_page()

    yield open_one
    for context, profile in contexts:
        context.close()
        profile.cleanup()
