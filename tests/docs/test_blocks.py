"""The marks of blocks, and those that are refused because their block would never run."""

import textwrap

import pytest
from blocks import Unclear, blocks_of


def read(tmp_path, text):
    page = tmp_path / "page.md"
    page.write_text(textwrap.dedent(text))
    return [(block.mark, block.argument, block.text) for block in blocks_of(page)]


def test_commands_are_run_and_prose_is_not(tmp_path):
    text = """\
        Do:

        ```sh
        ls
        pwd
        ```

        ```text
        a drawing
        ```
        """
    assert read(tmp_path, text) == [("run", "", "ls\npwd\n")]


@pytest.mark.parametrize(
    ("comment", "mark", "argument"),
    [
        ("file: /etc/a b", "file", "/etc/a b"),
        ("types: one, two", "types", "one, two"),
        ("serves", "serves", ""),
        ("prints", "prints", ""),
        ("not run: it needs an account", "not run", "it needs an account"),
        ("tested by: tests/a.py", "tested by", "tests/a.py"),
    ],
)
def test_a_comment_says_what_becomes_of_a_block(tmp_path, comment, mark, argument):
    text = f"<!-- {comment} -->\n```sh\nls\n```\n"
    assert read(tmp_path, text) == [(mark, argument, "ls\n")]


def test_a_block_in_a_list_loses_its_indentation(tmp_path):
    text = "1. Do:\n\n   ```sh\n   if a\n     b\n   ```\n"
    assert read(tmp_path, text) == [("run", "", "if a\n  b\n")]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- runs: now -->\n```sh\nls\n```\n",  # no such mark
        "```json\n{}\n```\n",  # it has no known purpose
        "```\nls\n```\n",
        "Do:\n\n    ls\n",  # not fenced
    ],
)
def test_what_is_unclear_is_refused(tmp_path, text):
    with pytest.raises(Unclear, match="page.md:"):
        read(tmp_path, text)
