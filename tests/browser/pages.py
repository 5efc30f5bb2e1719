"""Actions of the browser tests on any page."""

from pathlib import Path

import axe_playwright_python

from support.data import ALICE
from support.sites import ROOT

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
IMAGES = ROOT / "docs" / "images"


def assert_accessible(page):
    """axe-core finds nothing. 1.0's own search element has a property that breaks axe."""
    page.wait_for_load_state("load")  # colours come with the style sheet
    page.evaluate("document.querySelectorAll('navigation-search').forEach(e => delete e.matches)")
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then(r => r.violations)")
    told = [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]
    assert not told, told


def picture(page, name, line):
    """For docs/, of the older line."""
    if line == "0.65":
        IMAGES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=IMAGES / f"{name}.png")


def log_in(page, password=ALICE[1]):
    """Fills in the form that the page shows."""
    page.get_by_label("Username").fill(ALICE[0])
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
