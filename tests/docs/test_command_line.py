"""The page of the command line has exactly the program's options."""

import os
import pathlib
import re

import pytest
from help_texts import OPTION, commands_of, handed_on

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "command-line.md"


@pytest.fixture(scope="module")
def commands():
    return commands_of(os.environ.get("DSGW_BINARY", ROOT / "build/release/datasette-gateway"))


@pytest.fixture(scope="module")
def documented():
    """Every option that the page names, with or without what it takes."""
    return set(re.findall(r"(?<![\w-])(--[a-z][a-z_-]*)", PAGE.read_text()))


def test_every_option_of_every_command_stands_on_the_page(commands, documented):
    for name, text in commands.items():
        missing = {long for _, long in OPTION.findall(text)} - documented
        assert not missing, name


def test_every_command_has_its_heading_or_its_row(commands):
    page = PAGE.read_text()
    for name in commands:
        assert re.search(rf"^(#+ .*{name}|\| `{name}\b)", page, re.MULTILINE), name


def test_the_page_names_no_option_that_is_not_there(commands, documented):
    known = {long for text in commands.values() for _, long in OPTION.findall(text)}
    known |= set(re.findall(r"--[a-z-]+", handed_on(commands)))
    refused = re.search(r"^Refused.*?^$", PAGE.read_text(), re.MULTILINE | re.DOTALL)[0]
    known |= set(re.findall(r"--[a-z-]+", refused))
    assert documented <= known
