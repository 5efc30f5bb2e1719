"""The tested package: the target `deb` has made it beside the gateway's binary."""

import os
import pathlib
import subprocess

import debian_root
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def build():
    """The folder of the build."""
    binary = os.environ.get("DSGW_BINARY", ROOT / "build" / "release" / "datasette-gateway")
    return pathlib.Path(binary).resolve().parent


@pytest.fixture(scope="session")
def binary(build):
    return build / "datasette-gateway"


@pytest.fixture(scope="session")
def manual(build):
    """The folder of the man pages."""
    return build / "gateway" / "command" / "manual"


@pytest.fixture(scope="session")
def package(build):
    """The newest one."""
    made = sorted(build.glob("datasette-gateway_*.deb"), key=lambda file: file.stat().st_mtime)
    assert made, "there is no package: cmake --build --preset release --target deb"
    return made[-1]


@pytest.fixture(scope="session")
def unpacked(package, tmp_path_factory):
    """The contents of the package, with DEBIAN/ for its control files."""
    folder = tmp_path_factory.mktemp("package") / "tree"
    subprocess.run(["dpkg-deb", "-R", package, folder], check=True)
    return folder


@pytest.fixture(scope="session")
def base_system(package, build):
    """A Debian with all that the package depends on; skipped where none can be made."""
    return debian_root.base_system(build.parent / "debian-root", package)


@pytest.fixture(scope="module")
def debian(base_system):
    """A fresh copy of it, which the tests of a module change one after the other."""
    with debian_root.copy_of(base_system) as root:
        yield root
