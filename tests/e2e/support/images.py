"""Building images without a daemon: buildah upon a Debian made by debootstrap. For root."""

import json
import os
import shutil
import subprocess

import pytest

from support.processes import Process, clean_environment
from support.sites import LISTENING, Site

ROOT_IMAGE = "localhost/debian-with-python"
# As `docker run --read-only --tmpfs /tmp` has it: only /tmp can be written.
IN_CONTAINER = """\
set -e
root=$1
shift
mount --bind "$root" "$root"
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
[ ! -d "$root/data" ] || mount --bind "$PWD" "$root/data"
mount -o remount,bind,ro "$root"
cd "$root"
exec chroot --userspec="$IMAGE_USER" "$root" /bin/sh -c 'cd "$0" && exec "$@"' "$IMAGE_FOLDER" "$@"
"""


class Images:
    """A store of images of its own, with one to build upon."""

    def __init__(self, folder):
        self.folder = folder
        self._need()
        self._make_root_image()

    def buildah(self, *arguments, seconds=600):
        places = ("--root", self.folder / "store", "--runroot", self.folder / "run")
        command = ["buildah", "--storage-driver", "vfs", *places, *arguments]
        return subprocess.run(
            [str(word) for word in command], text=True, capture_output=True, timeout=seconds
        )

    def _need(self):
        if os.environ.get("DSGW_IMAGES") != "1":
            pytest.skip("DSGW_IMAGES=1 is not set: this fetches a Debian and takes minutes")
        for program in ("buildah", "debootstrap", "unshare"):
            if not shutil.which(program):
                pytest.skip(f"{program} is not installed")
        if os.geteuid() != 0:
            pytest.skip("building an image without a daemon needs root")
        mounts = subprocess.run(["unshare", "--mount", "true"], capture_output=True, text=True)
        if mounts.returncode != 0:
            pytest.skip(f"this kernel lets us have no mounts of our own: {mounts.stderr.strip()}")

    def _make_root_image(self):
        root = self.folder / "debian"
        packages = "--include=python3-venv,ca-certificates"
        made = subprocess.run(
            ["debootstrap", "--variant=minbase", packages, "bookworm", root],
            text=True,
            capture_output=True,
            timeout=600,
        )
        if made.returncode != 0:
            pytest.skip(f"no Debian can be made here: {made.stdout[-300:]}{made.stderr[-300:]}")
        archive = self.folder / "debian.tar"
        left_out = [f"--exclude=./{name}" for name in ("proc", "sys", "dev")]
        subprocess.run(["tar", "-C", root, *left_out, "-cf", archive, "."], check=True)
        shutil.rmtree(root)
        container = self.buildah("from", "scratch")
        if container.returncode != 0:
            pytest.skip(f"buildah makes no container here: {container.stderr.strip()}")
        name = container.stdout.strip()
        for step in (("add", name, archive, "/"), ("commit", name, ROOT_IMAGE)):
            done = self.buildah(*step)
            assert done.returncode == 0, done.stderr
        archive.unlink()

    def build(self, context, name, argument, dockerfile=None):
        """`argument` is the one that says what to build upon."""
        certificates = "/etc/ssl/certs"
        done = self.buildah(
            *("build", "--isolation", "chroot", "--format", "docker", "--layers=false"),
            *("--build-arg", f"{argument}={ROOT_IMAGE}"),
            *("--volume", f"{certificates}:{certificates}:ro"),
            *("--env", f"PIP_CERT={certificates}/ca-certificates.crt"),
            *("-f", dockerfile or context / "Dockerfile", "-t", name, context),
            seconds=1800,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        inspected = json.loads(self.buildah("inspect", "--type", "image", name).stdout)
        config = inspected["Docker"]["config"]
        container = self.buildah("from", name).stdout.strip()
        return BuiltImage(config, self.buildah("mount", container).stdout.strip())


class BuiltImage:
    """The image's configuration, as docker has it, and the place of its files."""

    def __init__(self, config, root):
        self.config = config
        self.root = root

    def start(self, work, variables):
        """As a container without rights, with a root that is read-only."""
        command = [*(self.config.get("Entrypoint") or []), *self.config["Cmd"]]
        own = dict(pair.split("=", 1) for pair in self.config["Env"])
        places = {"IMAGE_USER": self.config["User"], "IMAGE_FOLDER": self.config["WorkingDir"]}
        # Docker's own path comes behind the image's, where tools such as mount are found too.
        env = {**clean_environment(), **own, **variables, **places, "PORT": "0"}
        process = Process(
            ["unshare", "--mount", "/bin/sh", "-c", IN_CONTAINER, "sh", self.root, *command],
            env,
            work.path,
            "the built image",
        )
        port = int(process.wait_for_line(LISTENING, 60, "err").group(3))
        return Site("gateway", "0.65", process, "127.0.0.1", port, work)
