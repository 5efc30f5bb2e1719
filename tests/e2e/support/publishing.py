"""Stand-ins for gcloud and docker that record what they are asked, and what an image would run."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys

from support.processes import Process, clean_environment
from support.sites import LISTENING, ROOT, Site, always, binary, datasette
from support.waiting import limit

# A path after "#!" cannot contain a space: sh starts Python, which reads those lines as a string.
STAND_IN = """\
#!/bin/sh
'''exec' {python} "$0" "$@"
' '''
import json, os, pathlib, shutil, sys
home = pathlib.Path({home!r})
words = sys.argv[1:]
calls = sorted(home.glob("call-*.json"))
call = {{"program": {name!r}, "argv": words, "env": dict(os.environ), "cwd": os.getcwd()}}
for word in words:
    if word.startswith("--flags-file="):
        file = pathlib.Path(word.split("=", 1)[1])
        call["flags"] = json.loads(file.read_text())
        call["flags_mode"] = file.stat().st_mode & 0o777
if words[0] == "build" or words[:2] == ["builds", "submit"]:
    call["folder_mode"] = pathlib.Path("..").stat().st_mode & 0o777
    shutil.copytree(".", home / "context")
(home / f"call-{{len(calls):02}}.json").write_text(json.dumps(call))
answers = json.loads((home / "answers.json").read_text())
for start, (code, text) in answers.items():
    if " ".join(words).startswith(start):
        print("a note", file=sys.stderr)
        sys.stdout.write(text)
        sys.exit(code)
"""
DEFAULT_ANSWERS = {"config get-value project": (0, "my-project\n")}


class StandIns:
    """A folder for PATH with fake programs gcloud and docker."""

    def __init__(self, folder, answers=(), programs=("gcloud", "docker")):
        self.home = folder
        self.path = folder / "bin"
        self.path.mkdir(parents=True)
        (folder / "answers.json").write_text(json.dumps({**DEFAULT_ANSWERS, **dict(answers)}))
        python = shlex.quote(sys.executable)
        for name in programs:
            file = self.path / name
            file.write_text(STAND_IN.format(python=python, home=str(folder), name=name))
            file.chmod(0o755)

    @property
    def calls(self):
        return [json.loads(file.read_text()) for file in sorted(self.home.glob("call-*.json"))]

    @property
    def context(self):
        return self.home / "context"

    def run(self, argv, cwd, env=None):
        """PATH holds nothing else, so that no real gcloud is ever asked."""
        places = {"PATH": self.path, "TMPDIR": cwd}
        return subprocess.run(
            [str(word) for word in argv],
            text=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=clean_environment(**{**places, **(env or {})}),
            cwd=cwd,
            timeout=limit(60),
        )


def publish(folder, arguments, cwd, env=None, **options):
    """Runs the gateway: returns the finished process and the calls of the fake programs."""
    stand_ins = StandIns(folder, **options)
    return stand_ins.run([binary(), *arguments], cwd, env), stand_ins


def publish_with_datasette(folder, arguments, cwd):
    """The same words, said to the real Datasette."""
    stand_ins = StandIns(folder)
    done = stand_ins.run([datasette("stock", "1.0"), *arguments], cwd)
    assert done.returncode == 0, done.stderr
    return stand_ins


class Image:
    """The image that a build context describes."""

    def __init__(self, context):
        self.context = context
        self.dockerfile = (context / "Dockerfile").read_text()

    def lines(self, instruction):
        """The arguments of an instruction, each as one line."""
        whole = self.dockerfile.replace("\\\n", " ")
        return re.findall(rf"^{instruction} (.*)$", whole, re.MULTILINE)

    @property
    def command(self):
        """The words of CMD, without what both shells would do to them."""
        (line,) = self.lines("CMD")
        return shlex.split(line.removeprefix("exec "))

    @property
    def pip_packages(self):
        (line,) = [line for line in self.lines("RUN") if "pip install" in line and " -U " in line]
        return shlex.split(line.split("pip install", 1)[1].split(" -U ", 1)[1])

    @property
    def inspected(self):
        (line,) = [line for line in self.lines("RUN") if line.startswith("datasette inspect")]
        words = shlex.split(line)[2:]
        return [word for word in words if word not in ("--", "--inspect-file", "inspect-data.json")]

    @property
    def environment(self):
        found = {}
        for line in self.lines("ENV"):
            words = shlex.split(line)
            pairs = [words] if "=" not in words[0] else [word.split("=", 1) for word in words]
            found.update(dict(pairs))
        return found

    @property
    def metadata(self):
        for place in ("app", "."):
            file = self.context / place / "metadata.json"
            if file.exists():
                return json.loads(file.read_text())
        return {}

    def files_that_hold(self, secret):
        """Names of files that contain the text."""
        return [
            str(file.relative_to(self.context))
            for file in self.context.rglob("*")
            if file.is_file() and secret.encode() in file.read_bytes()
        ]

    def prepare(self, work, line="1.0"):
        """Where the image would have its programs, and what it runs when it is built."""
        path = f"{self.context / 'gateway'}:{datasette('stock', line).parent}:{os.environ['PATH']}"
        env = clean_environment(PATH=path, TMPDIR=work.path, XDG_STATE_HOME=work.path / "state")
        (inspect,) = [line for line in self.lines("RUN") if line.startswith("datasette inspect")]
        subprocess.run(
            ["/bin/sh", "-c", inspect],
            check=True,
            env=env,
            cwd=self.context / "app",
            timeout=limit(60),
        )
        return env

    def launch(self, work, variables, port, line="1.0"):
        """Its CMD, as a container would run it. Does not wait."""
        env = {**self.prepare(work, line), **variables, "PORT": port}
        (command,) = self.lines("CMD")
        return Process(
            ["/bin/sh", "-c", f"{command} {' '.join(always())}"],
            env,
            self.context / "app",
            f"the image with {line}",
        )

    def start(self, work, variables, line="1.0"):
        process = self.launch(work, variables, "0", line)
        port = int(process.wait_for_line(LISTENING, 40, "err").group(3))
        return Site("gateway", line, process, "127.0.0.1", port, work)


def env_file_variables(file):
    """As docker reads it."""
    lines = file.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def copy_example(folder):
    """bigmac.db and metadata.json, as the documents have them in the working directory."""
    example = ROOT / "examples" / "bigmac"
    subprocess.run(
        [sys.executable, example / "build_db.py", folder / "bigmac.db"],
        check=True,
        capture_output=True,
    )
    shutil.copy(example / "metadata.json", folder)
