"""Images that are really built, and run on a read-only root: where DSGW_IMAGES=1 asks for it."""

import shutil
import subprocess

import pytest

from support.images import Images
from support.publishing import copy_example, env_file_variables, publish
from support.sites import ROOT, WorkDirectory

QUERY = "/bigmac/bigmac.json?_size=max"
RIGHT = ("someusername", "helloworld")
pytestmark = [pytest.mark.timeout(2400), pytest.mark.xdist_group("images")]


@pytest.fixture(scope="module")
def images():
    place = WorkDirectory()
    yield Images(place.path)
    place.remove()


def check(site):
    """The answers of the documents, by a process that is not root and may write nothing."""
    assert site.get(QUERY).status_code == 401
    answer = site.get(QUERY, RIGHT)
    assert answer.status_code == 200 and len(answer.json()["rows"]) > 100
    site.process.wait_for_line("Read-only file system", stream="err")  # only /tmp can be written
    with open(f"/proc/{site.process.pid}/status") as status:
        ids = [line.split()[1:] for line in status if line.startswith(("Uid:", "Gid:"))]
    assert ids == [["10001"] * 4] * 2


def test_a_packaged_image_builds_and_serves(work, started, images):
    copy_example(work.path)
    arguments = ["package", "bigmac.db", "-m", "metadata.json", "--generate-dir", "context"]
    done, _ = publish(work.path / "ours", arguments, work.path)
    assert done.returncode == 0, done.stderr
    image = images.build(work.path / "context", "packaged", "BASE_IMAGE")
    assert image.config["User"] == "10001:10001"
    assert image.config["Healthcheck"]["Test"][-1].endswith("healthcheck.py")
    assert not any("pbkdf2" in pair or "SECRET" in pair for pair in image.config["Env"])
    site = image.start(work, env_file_variables(work.path / "context.env"))
    started.append(site)
    check(site)


def test_the_container_example_builds_and_serves(work, started, images):
    """From the sources, as a clone has them: its first stage compiles the gateway."""
    context = work.path / "context"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        (context / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, context / name)
    dockerfile = context / "examples/container/Dockerfile"
    image = images.build(context, "example", "DEBIAN_IMAGE", dockerfile)
    copy_example(work.path)
    work.path.chmod(0o755)  # what is mounted must be readable for the image's user
    site = image.start(work, {})
    started.append(site)
    check(site)
