"""The program as a command that ends by itself."""

import subprocess

from support.processes import clean_environment
from support.sites import binary, datasette
from support.waiting import limit


def run(*arguments, cwd=None, env=None, line="1.0", stdin=None):
    environment = clean_environment(**(env or {}))
    environment["PATH"] = f"{datasette('stock', line).parent}:{environment['PATH']}"
    return subprocess.run(
        [binary(), *map(str, arguments)],
        input=stdin,
        text=True,
        capture_output=True,
        env=environment,
        cwd=cwd,
        timeout=limit(60),
    )
