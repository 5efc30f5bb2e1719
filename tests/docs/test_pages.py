"""Every block of the pages that tell what to type is typed, in its turn, or says why not."""

import json
import pathlib
import tomllib

import pytest
from blocks import blocks_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PREPARED = pathlib.Path(__file__).parent / "prepare"
PAGES = ["start.md", "install.md", *(f"deploy/{page.name}" for page in DOCS.glob("deploy/*.md"))]
PAGES += [f"migrate/{page.name}" for page in DOCS.glob("migrate/*.md")]
NOT_FOLLOWED = ("not run", "tested by")
READERS = {".json": json.loads, ".toml": tomllib.loads}


def prepared(name):
    """The script that makes what the page takes for granted."""
    return PREPARED / f"{name.removesuffix('.md').replace('/', '-')}.sh"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_does_what_it_says(name, reader):
    blocks = [block for block in blocks_of(DOCS / name) if block.mark not in NOT_FOLLOWED]
    if not blocks:
        return
    reader.prepare(prepared(name))
    for block in blocks:
        with reader.at(f"docs/{name}:{block.line}"):
            reader.follow(block)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_what_is_not_typed_has_its_reason_or_its_test(name):
    for block in blocks_of(DOCS / name):
        place = f"docs/{name}:{block.line}"
        if block.mark == "tested by":
            for test in block.argument.split(", "):
                assert (ROOT / test).is_file(), f"{place}: no test {test}"
        if block.mark == "not run":
            assert len(block.argument.split()) >= 3, f"{place}: why is it not run?"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_file_is_what_its_name_says(name):
    for block in blocks_of(DOCS / name):
        read = READERS.get(pathlib.PurePath(block.argument).suffix)
        if block.mark == "file" and read:
            try:
                read(block.text)
            except ValueError as fault:
                pytest.fail(f"docs/{name}:{block.line}: {block.argument}: {fault}", pytrace=False)


def test_each_preparation_is_of_a_page():
    pages = {prepared(name) for name in PAGES}
    assert set(PREPARED.glob("*.sh")) <= pages
