"""A page of docs/ with figures between markers."""

import datetime
import os
import pathlib
import platform
import re
import subprocess

from servers import GATEWAY


def write(path, name, text):
    """Puts the text between the markers of that name."""
    page = pathlib.Path(path).read_text()
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, found, rest = page.partition(begin)
    _, also_found, after = rest.partition(end)
    if not found or not also_found:
        raise RuntimeError(f"{path} has no {begin} … {end}")
    pathlib.Path(path).write_text(f"{before}{begin}\n{text}\n{end}{after}")


def output_of(*command):
    """The version text of a program, from either output."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def machine():
    """Where and when this was measured, and what."""
    model = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return (
        f"{datetime.date.today()}, {model.group(1) if model else platform.machine()}, "
        f"{os.cpu_count()} cores, Linux {platform.release().split('-')[0]}; "
        f"{output_of(str(GATEWAY), '--version')}"
    )
