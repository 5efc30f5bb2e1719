"""examples/prometheus and examples/grafana: promtool finds no fault, and each metric exists."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROMETHEUS = ROOT / "examples" / "prometheus"
DASHBOARD = ROOT / "examples" / "grafana" / "dashboard.json"
sys.path.insert(0, str(ROOT / "tests" / "e2e"))

from faulty_upstream import FaultyUpstream, plain  # noqa: E402
from support.admin import Admin  # noqa: E402
from support.sites import start_gateway_before  # noqa: E402

METRIC = re.compile(r"\bdatasette_gateway_\w+")


@pytest.fixture(scope="module")
def told():
    """The names of all samples, and the labels that they have."""
    upstream = FaultyUpstream()
    upstream.answer = lambda r: r.send(plain())
    site = start_gateway_before(upstream.url, {})
    try:
        site.get("/t/x")
        admin = Admin(site.process)
        admin.wait_for(1, "requests_total")
        names = {}
        for name, labels, _ in admin.samples():
            names.setdefault(name, {"instance", "job"}).update(labels)
        return names
    finally:
        site.stop()
        upstream.stop()


def promtool(*arguments):
    done = subprocess.run(
        ["promtool", *arguments],
        cwd=PROMETHEUS,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_configuration_and_its_rules_are_sound():
    assert "SUCCESS: 9 rules found" in promtool("check", "rules", "alerts.yml")
    assert "SUCCESS: prometheus.yml is valid" in promtool("check", "config", "prometheus.yml")


def test_the_alerts_fire_when_they_should():
    assert "SUCCESS" in promtool("test", "rules", "alerts_test.yml")


def expressions():
    board = json.loads(DASHBOARD.read_text())
    for panel in board["panels"]:
        for target in panel["targets"]:
            yield f"panel {panel['title']}", target["expr"]
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            yield f"variable {variable['name']}", variable["query"]
    for line in (PROMETHEUS / "alerts.yml").read_text().splitlines():
        if METRIC.search(line):
            yield "alert", line


def test_each_metric_that_is_asked_for_exists(told):
    asked = list(expressions())
    assert len(asked) > 20
    for where, expression in asked:
        names = METRIC.findall(expression)
        assert names, (where, expression)
        for name in names:
            assert name in told, (where, name)


def test_each_label_that_is_chosen_by_exists(told):
    for where, expression in expressions():
        for name, chosen in re.findall(r"(datasette_gateway_\w+)\{([^}]*)\}", expression):
            for label in re.findall(r"(\w+)\s*=", chosen):
                assert label in told[name], (where, name, label)


def test_every_metric_is_drawn_somewhere(told):
    drawn = {name for _, expression in expressions() for name in METRIC.findall(expression)}
    left_out = {name for name in told if name.startswith("datasette_gateway_")} - drawn
    assert not left_out


def test_panels_stand_side_by_side():
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken = set()
    for panel in panels:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        cells = {
            (at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
