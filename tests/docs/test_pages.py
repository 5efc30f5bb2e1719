"""Every command block of the pages is executed in order, or has a mark with the reason why not."""

import json
import pathlib
import tomllib

import pytest
from blocks import blocks_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PREPARED = pathlib.Path(__file__).parent / "prepare"
FOLLOWED = ("start.md", "install.md", "deploy/*.md", "migrate/*.md")
PAGES = sorted(str(page.relative_to(DOCS)) for name in FOLLOWED for page in DOCS.glob(name))
NOT_TYPED = ("not run", "tested by")
READERS = {".json": json.loads, ".toml": tomllib.loads}


def prepared(name):
    """The script that prepares the page's requirements."""
    return PREPARED / f"{name.removesuffix('.md').replace('/', '-')}.sh"


def typed(name):
    """The blocks of the page that its reader follows."""
    return [block for block in blocks_of(DOCS / name) if block.mark not in NOT_TYPED]


@pytest.mark.parametrize("name", [name for name in PAGES if prepared(name).exists()])
def test_the_page_does_what_it_says(name, reader):
    reader.prepare(prepared(name))
    for block in typed(name):
        with reader.at(f"docs/{name}:{block.line}"):
            reader.follow(block)


@pytest.mark.parametrize("name", PAGES)
def test_what_is_not_typed_has_its_reason_or_its_test(name):
    for block in blocks_of(DOCS / name):
        place = f"docs/{name}:{block.line}"
        if block.mark == "tested by":
            for test in block.argument.split(", "):
                assert (ROOT / test).is_file(), f"{place}: no test {test}"
        if block.mark == "not run":
            assert len(block.argument.split()) >= 3, f"{place}: why is it not run?"


@pytest.mark.parametrize("name", PAGES)
def test_a_file_is_what_its_name_says(name):
    for block in blocks_of(DOCS / name):
        read = READERS.get(pathlib.PurePath(block.argument).suffix)
        if block.mark == "file" and read:
            try:
                read(block.text)
            except ValueError as fault:
                pytest.fail(f"docs/{name}:{block.line}: {block.argument}: {fault}", pytrace=False)


def test_the_pages_with_something_to_type_are_those_that_are_prepared():
    assert set(PREPARED.glob("*.sh")) == {prepared(name) for name in PAGES if typed(name)}
