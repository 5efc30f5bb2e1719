"""The source archive, for a system without a wheel: pip builds it with the shared libraries."""

import subprocess
import sys

import pytest

from support.sites import ROOT


@pytest.fixture(scope="module")
def archive():
    (found,) = (ROOT / "build" / "dist").glob("datasette_gateway-*.tar.gz")
    return found


@pytest.mark.timeout(1500)
def test_pip_builds_it_with_the_systems_libraries(archive, tmp_path):
    place = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    # Datasette is a dependency, which other tests install.
    shared = ["--no-deps", "-C", "cmake.define.DSGW_STATIC=OFF"]
    pip = [place / "bin" / "python", "-m", "pip", "install", "--quiet", *shared, archive]
    done = subprocess.run(pip, capture_output=True, text=True, cwd=tmp_path, timeout=1400)
    assert done.returncode == 0, done.stdout + done.stderr
    program = place / "bin" / "datasette-gateway"
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("datasette-gateway, version")
    linked = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    for library in ("libsodium", "libssl", "libyaml", "libstdc++"):
        assert library in linked
