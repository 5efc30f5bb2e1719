"""Completions of real shells."""

import os
import pathlib
import pty
import re
import select
import subprocess
import time

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "gateway" / "command" / "completion"


def environment(binary):
    """The program must be on PATH: the scripts ask it."""
    path = f"{binary.parent}:/usr/bin:/bin"
    return {"PATH": path, "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}


# Calls the function as Readline would, and prints its answer.
BASH = r"""
source "$1"
shift
for line in "$@"; do
    read -ra COMP_WORDS <<<"$line"
    [[ $line == *' ' ]] && COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    compopt() { :; }
    _datasette_gateway
    printf '%s\n' "${COMPREPLY[@]}"
    echo ---
done
"""


def _answers(text):
    blocks = text.split("---\n")[:-1]
    return [[line.split("\t")[0] for line in block.splitlines() if line] for block in blocks]


def _run(binary, command, cwd):
    done = subprocess.run(
        command, cwd=cwd, env=environment(binary), capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    return _answers(done.stdout)


def bash_completes(binary, lines, cwd=None):
    """For each line, what bash would offer behind it."""
    script = SCRIPTS / "datasette-gateway.bash"
    return _run(binary, ["bash", "--norc", "-c", BASH, "bash", script, *lines], cwd)


def fish_completes(binary, lines, cwd=None):
    """For each line, what fish would offer behind it."""
    script = "source $argv[1]; for line in $argv[2..]; complete -C $line; echo ---; end"
    file = SCRIPTS / "datasette-gateway.fish"
    return _run(binary, ["fish", "--no-config", "-c", script, file, *lines], cwd)


class Keyboard:
    """A program on a terminal of its own."""

    def __init__(self, command, cwd, variables):
        self.ours, theirs = pty.openpty()
        variables = {**variables, "TERM": "dumb", "COLUMNS": "300", "LINES": "500"}
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd, env=variables
        )
        os.close(theirs)
        self.seen = ""

    def type(self, keys):
        os.write(self.ours, keys.encode())

    def wait_for(self, pattern, seconds=20):
        """Everything up to the end of the match; it is not searched again."""
        until = time.monotonic() + seconds
        while not (found := re.search(pattern, self.seen)):
            left = until - time.monotonic()
            assert left > 0, f"{pattern!r} was not shown:\n{self.seen}"
            if select.select([self.ours], [], [], left)[0]:
                self.seen += os.read(self.ours, 65536).decode("utf-8", "replace")
        text, self.seen = self.seen[: found.end()], self.seen[found.end() :]
        return text

    def close(self):
        self.process.kill()
        self.process.wait(10)
        os.close(self.ours)


ZSH = """
PS1= PS2= RPS1= LISTMAX=500
autoload -Uz compinit && compinit -u -D
source SCRIPT
echo all-is''-ready
"""

ZSH_FOLDER = """
PS1= PS2= RPS1= LISTMAX=500
fpath=(SCRIPT $fpath)
autoload -Uz compinit && compinit -u -D
echo all-is''-ready
"""


def zsh_completes(binary, lines, cwd=None, folder=None):
    """For each line, what zsh shows when Tab is pressed behind it.

    The script is read at once; or with a folder, which has it as _datasette-gateway, when needed.
    """
    keyboard = Keyboard(["zsh", "-f", "-i"], cwd, environment(binary))
    waits_for_keys = r"\x1b\[\?2004h"
    script = folder or SCRIPTS / "datasette-gateway.zsh"
    try:
        keyboard.wait_for(waits_for_keys)
        keyboard.type((ZSH_FOLDER if folder else ZSH).replace("SCRIPT", str(script)))
        keyboard.wait_for("all-is-ready")
        answers = []
        for line in lines:
            keyboard.wait_for(waits_for_keys)
            keyboard.type(f"{line}\t\x15echo all-is''-done\n")
            shown = keyboard.wait_for("all-is-done")
            words = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x07", "", shown).split()
            answers.append([word.removesuffix("=") for word in words])
        return answers
    finally:
        keyboard.close()
