"""`datasette-gateway secrets …` with a state folder of a test's own."""

import subprocess

from support.processes import clean_environment
from support.sites import binary
from support.waiting import limit


class Secrets:
    """The commands, always with the same configuration and environment."""

    def __init__(self, work, *always, env=None):
        self.work = work
        self.always = always
        self.env = {"XDG_STATE_HOME": work.path / "state", **(env or {})}

    @property
    def state(self):
        return self.work.path / "state" / "datasette-gateway"

    def run(self, *arguments, stdin="", env=None):
        return subprocess.run(
            [binary(), "secrets", *map(str, arguments), *map(str, self.always)],
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            cwd=self.work.path,
            env=clean_environment(**{**self.env, **(env or {})}),
            timeout=limit(60),
            start_new_session=True,  # no terminal to ask on, wherever the tests run
        )

    def output(self, *arguments, **options):
        done = self.run(*arguments, **options)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def refused(self, *arguments, code=1, **options):
        done = self.run(*arguments, **options)
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done.stderr.decode()

    def set(self, name, value, *arguments):
        return self.output("set", name, *arguments, stdin=value)

    def get(self, name):
        return self.output("get", name, "--raw")
