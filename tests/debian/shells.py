"""Completions of real shells."""

import os
import pty
import re
import select
import subprocess
import time

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}

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


def bash_completes(manual, lines, cwd=None):
    """For each line, what bash would offer behind it."""
    script = ["bash", "--norc", "-c", BASH, "bash", manual / "datasette-gateway.bash", *lines]
    done = subprocess.run(
        script, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    return _answers(done.stdout)


def fish_completes(manual, lines, cwd=None):
    """For each line, what fish would offer behind it."""
    script = "source $argv[1]; for line in $argv[2..]; complete -C $line; echo ---; end"
    command = ["fish", "--no-config", "-c", script, manual / "datasette-gateway.fish", *lines]
    done = subprocess.run(
        command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    return _answers(done.stdout)


class Keyboard:
    """A program on a terminal of its own."""

    def __init__(self, command, cwd):
        self.ours, theirs = pty.openpty()
        environment = {**ENVIRONMENT, "TERM": "dumb", "COLUMNS": "200", "LINES": "100"}
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd, env=environment
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
PS1= PS2= RPS1=
fpath=(FOLDER $fpath)
autoload -Uz compinit && compinit -u -D
echo all-is''-ready
"""


def zsh_completes(manual, lines, cwd=None):
    """For each line, what zsh shows when Tab is pressed behind it."""
    keyboard = Keyboard(["zsh", "-f", "-i"], cwd)
    waits_for_keys = r"\x1b\[\?2004h"
    try:
        keyboard.wait_for(waits_for_keys)
        keyboard.type(ZSH.replace("FOLDER", str(manual)))
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
