"""The man pages and completions say what the program itself says."""

import gzip
import os
import pathlib
import re
import subprocess

import pytest
from help_texts import OPTION, commands_of, handed_on
from shells import SCRIPTS, bash_completes, fish_completes, zsh_completes

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def commands(binary):
    return commands_of(binary)


def rendered(page):
    """As man shows it, and what groff warns of."""
    done = subprocess.run(
        ["man", "--warnings", "--nh", "--nj", "-E", "UTF-8", "-l", "-Tutf8", page],
        capture_output=True,
        text=True,
        env={**os.environ, "MANROFFSEQ": "", "LC_ALL": "C.UTF-8"},
    )
    plain = subprocess.run(["col", "-bx"], input=done.stdout, capture_output=True, text=True)
    return re.sub(r"\x1b\[[0-9;]*m", "", plain.stdout), done.stderr


def in_one_line(text):
    return " ".join(text.split())


@pytest.mark.parametrize("section", ["1", "5"])
def test_a_page_is_set_without_a_warning(manual, section):
    text, warnings = rendered(manual / f"datasette-gateway.{section}")
    assert warnings == ""
    assert text.startswith(f"DATASETTE-GATEWAY({section})")


def test_the_page_has_every_command_and_option(manual, commands):
    text, _ = rendered(manual / "datasette-gateway.1")
    for name, help_text in commands.items():
        usage = re.search(r"^Usage: (.*)$", help_text, re.MULTILINE)[1]
        assert in_one_line(usage) in in_one_line(text), name
        for short, long in OPTION.findall(help_text):
            wanted = f"{short}, {long}" if short else long
            if long != "--help":
                assert re.search(rf"^ +{wanted}( |$)", text, re.MULTILINE), f"{name} {wanted}"


def test_the_page_has_what_is_handed_on(manual, commands):
    text, _ = rendered(manual / "datasette-gateway.1")
    assert handed_on(commands) in in_one_line(text)


def test_the_second_page_has_every_setting_of_the_documentation(manual):
    text, _ = rendered(manual / "datasette-gateway.5")
    documented = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_.]+)` \|.*\| ([^|]+) \|$", documented, re.MULTILINE)
    assert len(rows) > 30
    for key, meaning in rows:
        assert re.search(rf"^ +{re.escape(key)}( |$)", text, re.MULTILINE), key
        assert meaning.strip() in in_one_line(text), key


SHELLS = [bash_completes, fish_completes, zsh_completes]


@pytest.mark.parametrize("shell", SHELLS)
def test_every_option_of_every_command_is_completed(binary, commands, shell):
    lines = [f"datasette-gateway {name} --" for name in commands]
    for (name, help_text), answer in zip(commands.items(), shell(binary, lines), strict=True):
        wanted = {long for _, long in OPTION.findall(help_text)}
        if wanted == {"--help"} and shell is zsh_completes:
            continue  # the only candidate is typed at once, not listed
        assert wanted <= set(answer), name


@pytest.mark.parametrize(
    ("line", "wanted", "unwanted"),
    [
        ("", {"serve", "secrets", "completion", "bigmac.db"}, {"complete", "get", "--metadata"}),
        ("hash-p", {"hash-password"}, {"serve"}),
        ("secrets ro", {"rotate-key"}, {"restore", "get"}),
        ("secrets rotate-key --dr", {"--dry-run"}, {"--database"}),
        ("hash-password --sch", {"--scheme"}, {"--host"}),
        ("--metad", {"--metadata"}, set()),
        ("big", {"bigmac.db"}, set()),
        ("serve --metadata big", {"bigmac.db"}, set()),
        ("check --cor", {"--cors"}, set()),
        ("secrets export big", {"bigmac.db"}, set()),
        ("package --template-dir big", {"bigmac.db"}, set()),
        ("-s a b --dra", {"--drain-seconds"}, set()),
    ],
)
@pytest.mark.parametrize("shell", SHELLS)
def test_what_a_shell_offers(binary, tmp_path, shell, line, wanted, unwanted):
    (tmp_path / "bigmac.db").touch()
    (tmp_path / "bigger.db").touch()
    if "bigmac.db" in wanted:
        wanted = wanted | {"bigger.db"}
    (answer,) = shell(binary, [f"datasette-gateway {line}"], cwd=tmp_path)
    assert wanted <= set(answer)
    assert not unwanted & set(answer)


@pytest.mark.parametrize("line", ["--port ", "hash-password --scheme ", "secrets get ", "-s a "])
@pytest.mark.parametrize("shell", SHELLS)
def test_no_file_is_offered_where_none_belongs(binary, tmp_path, shell, line):
    (tmp_path / "bigmac.db").touch()
    (answer,) = shell(binary, [f"datasette-gateway {line}"], cwd=tmp_path)
    assert "bigmac.db" not in " ".join(answer)


@pytest.mark.parametrize("option", ["--metadata=", "-m", "-m="])
@pytest.mark.parametrize("shell", SHELLS)
def test_a_file_joined_to_its_option_is_completed(binary, tmp_path, shell, option):
    (tmp_path / "only.json").touch()
    (answer,) = shell(binary, [f"datasette-gateway serve {option}on"], cwd=tmp_path)
    assert any(word.endswith("only.json") for word in answer)


def test_zsh_finds_the_script_in_its_folder(binary, tmp_path):
    (tmp_path / "_datasette-gateway").symlink_to(SCRIPTS / "datasette-gateway.zsh")
    (answer,) = zsh_completes(binary, ["datasette-gateway secrets re"], folder=tmp_path)
    assert "restore" in answer


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_program_prints_the_scripts(binary, shell):
    done = subprocess.run([binary, "completion", shell], check=True, capture_output=True)
    assert done.stdout == (SCRIPTS / f"datasette-gateway.{shell}").read_bytes()


def test_what_is_packed_is_what_was_made(manual, unpacked):
    for section in "15":
        name = f"datasette-gateway.{section}"
        packed = unpacked / "usr" / "share" / "man" / f"man{section}" / f"{name}.gz"
        assert gzip.decompress(packed.read_bytes()) == (manual / name).read_bytes()
    for packed, shell in (
        ("bash-completion/completions/datasette-gateway", "bash"),
        ("zsh/vendor-completions/_datasette-gateway", "zsh"),
        ("fish/vendor_completions.d/datasette-gateway.fish", "fish"),
    ):
        script = SCRIPTS / f"datasette-gateway.{shell}"
        assert (unpacked / "usr" / "share" / packed).read_bytes() == script.read_bytes()
