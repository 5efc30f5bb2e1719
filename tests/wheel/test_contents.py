"""The contents of the wheel, and the system libraries that its program needs."""

import json
import re
import subprocess
import tarfile
import zipfile

import pytest

from support.sites import ROOT

TOOLS = ROOT / ".venvs" / "wheel" / "bin"
BYTES_MAX = 12_000_000
NAME = re.compile(r"datasette_gateway-([\d.]+)-py3-none-(manylinux_2_(\d+)_\w+)\.whl")
LINKED = (
    "libargon2-dev libboost1.81-dev libcrypt-dev libfmt-dev libkainjow-mustache-dev "
    "libseccomp-dev libsodium-dev libspdlog-dev libsqlite3-dev libssl-dev libstdc++-12-dev "
    "libyaml-dev prometheus-cpp-dev zlib1g-dev"
).split()


@pytest.fixture(scope="module")
def files(wheel):
    """The files of the wheel, by name; `VERSION` replaces the version in folders."""
    version = NAME.fullmatch(wheel.name).group(1)
    with zipfile.ZipFile(wheel) as opened:
        return {
            name.replace(f"-{version}.", "-VERSION."): opened.read(name)
            for name in opened.namelist()
            if not name.endswith("/")
        }


@pytest.fixture(scope="module")
def program(files, tmp_path_factory):
    path = tmp_path_factory.mktemp("wheel") / "datasette-gateway"
    path.write_bytes(files["datasette_gateway-VERSION.data/scripts/datasette-gateway"])
    path.chmod(0o755)
    return path


def output(*command):
    return subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=60, env={"PATH": "/usr/bin"}
    ).stdout


def shown(wheel):
    """What auditwheel finds."""
    return json.loads(output(TOOLS / "auditwheel", "show", "--json", wheel))


def test_it_holds_the_program_the_package_and_the_licences_and_no_more(files):
    about = "datasette_gateway-VERSION.dist-info"
    assert set(files) == {
        "datasette_gateway-VERSION.data/scripts/datasette-gateway",
        "datasette_gateway.pth",
        "datasette_gateway/__init__.py",
        "datasette_gateway/hookspecs.py",
        "datasette_gateway_finder.py",
        f"{about}/METADATA",
        f"{about}/RECORD",
        f"{about}/WHEEL",
        f"{about}/entry_points.txt",
        f"{about}/licenses/LICENSE",
        f"{about}/licenses/linked/LGPL-2.1",
        *(f"{about}/licenses/linked/{name}.txt" for name in LINKED),
    }
    for name in ("__init__.py", "hookspecs.py"):
        source = ROOT / "plugin" / "datasette_gateway" / name
        assert files[f"datasette_gateway/{name}"] == source.read_bytes()


def test_the_command_is_the_program_itself_stripped(files, program):
    command = files["datasette_gateway-VERSION.data/scripts/datasette-gateway"]
    assert command.startswith(b"\x7fELF")
    sections = output("readelf", "--section-headers", "--wide", program)
    assert ".dynsym" in sections and ".symtab" not in sections and ".debug" not in sections


def test_it_is_smaller_than_twelve_megabytes(wheel):
    assert wheel.stat().st_size < BYTES_MAX


def test_its_name_says_what_auditwheel_grants(wheel, files):
    _, platform, glibc = NAME.fullmatch(wheel.name).groups()
    assert shown(wheel)["overall_tag"] == platform
    assert int(glibc) <= 35, "Ubuntu 22.04 could not run it"
    metadata = files["datasette_gateway-VERSION.dist-info/WHEEL"].decode()
    assert re.findall(r"^Tag: (.*)$", metadata, re.M) == [f"py3-none-{platform}"]


def test_it_takes_of_the_system_what_auditwheel_allows_and_no_more(wheel, program):
    platform = NAME.fullmatch(wheel.name).group(2)
    allowed = json.loads(output(TOOLS / "python", "-c", ALLOWED, platform))
    used = re.findall(r"^\s*(\S+) (?:=>|\()", output("ldd", program), re.M)
    names = {name.rsplit("/", 1)[-1] for name in used}
    names -= {"linux-vdso.so.1", "ld-linux-x86-64.so.2"}  # the kernel's, and the loader itself
    assert names <= set(allowed), names
    assert names == {"libc.so.6", "libm.so.6"}, "all else is linked in"


ALLOWED = """
import json, sys
from auditwheel.architecture import Architecture
from auditwheel.libc import Libc
from auditwheel.policy import WheelPolicies

policies = WheelPolicies(libc=Libc.GLIBC, arch=Architecture.detect())
print(json.dumps(sorted(policies.get_policy_by_name(sys.argv[1]).whitelist)))
"""


def test_there_is_one_version(wheel, program, files):
    text = (ROOT / "CMakeLists.txt").read_text()
    version = re.search(r"project\(datasette-gateway VERSION ([\d.]+)", text).group(1)
    assert NAME.fullmatch(wheel.name).group(1) == version
    metadata = files["datasette_gateway-VERSION.dist-info/METADATA"].decode()
    assert f"\nVersion: {version}\n" in metadata
    assert version in output(program, "--version")


def test_the_source_archive_holds_what_the_wheel_was_built_from(wheel):
    version = NAME.fullmatch(wheel.name).group(1)
    with tarfile.open(wheel.parent / f"datasette_gateway-{version}.tar.gz") as opened:
        names = {name.split("/", 1)[1] for name in opened.getnames()}
    assert {"pyproject.toml", "CMakeLists.txt", "LICENSE", "gateway/main.cpp"} <= names
    folders = {name.split("/")[0] for name in names if "/" in name}
    sources = {"auth", "base", "gateway", "secrets", "store"}
    assert folders == sources | {"docs", "examples", "packaging", "plugin"}
