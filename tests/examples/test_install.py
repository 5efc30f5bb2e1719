"""tests/support/install.sh, which the example and the tests install with."""

import shlex
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALL = shlex.quote(str(ROOT / "tests" / "support" / "install.sh"))


def test_two_who_install_in_one_folder_wait_for_each_other(tmp_path):
    """Two examples started at once would otherwise fill one virtual environment together."""
    script = f"""
        set -euo pipefail
        source {INSTALL}
        prepare() {{ echo begins >>log; sleep 0.3; echo ends >>log; }}
        one_at_a_time {shlex.quote(str(tmp_path))} prepare
    """
    both = [subprocess.Popen(["bash", "-c", script], cwd=tmp_path) for _ in range(2)]
    assert [process.wait(30) for process in both] == [0, 0]
    assert (tmp_path / "log").read_text().split() == ["begins", "ends"] * 2


def test_what_fails_to_install_stops_the_script(tmp_path):
    script = f"""
        set -euo pipefail
        source {INSTALL}
        prepare() {{ false; echo went on; }}
        one_at_a_time {shlex.quote(str(tmp_path))} prepare
        echo after
    """
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
