"""The help of the program's commands, as a person would read it."""

import re
import subprocess

OPTION = re.compile(r"^  (?:(-\w),)?(--[a-z_-]+)", re.MULTILINE)
COMMAND = re.compile(r"^  ([a-z-]+) {2,}\S", re.MULTILINE)


def help_of(binary, *words):
    done = subprocess.run([binary, *words, "--help"], check=True, capture_output=True, text=True)
    return done.stdout


def commands_of(binary):
    """Every command with its help, as a person would find them: ("secrets get", text)."""
    found = {}
    for word in COMMAND.findall(help_of(binary).split("Subcommands:")[1]):
        text = help_of(binary, word)
        found[word] = text
        if "Subcommands:" in text:
            for second in COMMAND.findall(text.split("Subcommands:")[1]):
                found[f"{word} {second}"] = help_of(binary, word, second)
    assert {"serve", "check", "secrets get", "hash-password"} <= set(found)
    return found


def handed_on(commands):
    """The options of Datasette, in one line."""
    line = re.search(r"Passed to Datasette unchanged:\s+(.*)", commands["serve"])[1]
    assert "--cors" in line
    return line
