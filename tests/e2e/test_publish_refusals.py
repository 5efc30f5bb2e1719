"""`package` and `publish`: errors are reported, and generated files are kept if they help."""

import json
import re
from pathlib import Path

import pytest

from support.publishing import Image, copy_example, publish
from support.signing import pbkdf2_hash

CLOUD_RUN = ["publish", "cloudrun", "bigmac.db", "--service=my-bigmac", "-m", "metadata.json"]
PACKAGE = ["package", "bigmac.db", "-m", "metadata.json"]


@pytest.fixture
def folder(work):
    copy_example(work.path)
    return work.path


def kept_context(done, folder):
    """The context that the message names; it must be whole."""
    config = json.loads((folder / "metadata.json").read_text())
    example_hash = config["plugins"]["datasette-auth-passwords"]["someusername_password_hash"]
    match = re.search(r"The build context is kept: (\S+)\nIts variables are in (\S+):", done.stderr)
    assert match, done.stderr
    variables = Path(match.group(2))
    assert variables.stat().st_mode & 0o777 == 0o600
    assert example_hash in variables.read_text()
    image = Image(Path(match.group(1)))
    assert (image.context / "app" / "bigmac.db").exists()
    assert image.files_that_hold(example_hash) == []
    return image


@pytest.mark.parametrize(
    "command, named",
    [
        (CLOUD_RUN, ["gcloud is not on PATH", "https://cloud.google.com/sdk/", "gcloud init"]),
        (PACKAGE, ["docker is not on PATH", "https://docs.docker.com/engine/install/"]),
    ],
    ids=["gcloud", "docker"],
)
def test_a_missing_program_is_named_and_the_context_kept(folder, command, named):
    done, _ = publish(folder / "ours", command, folder, programs=())
    assert done.returncode == 1
    for text in named:
        assert text in done.stderr
    assert kept_context(done, folder).command[0] == "datasette-gateway"


FAILING = {
    "services enable": "artifactregistry.googleapis.com cannot be enabled",
    "artifacts repositories": "--artifact-repository",
    "builds submit": "builds failed with exit code 3",
    "run deploy": "run failed with exit code 3",
}


@pytest.mark.parametrize("step", FAILING)
def test_each_step_of_gcloud_that_fails_is_told(folder, step):
    done, stand_ins = publish(folder / "ours", CLOUD_RUN, folder, answers={step: (3, "")})
    assert done.returncode == 1
    assert FAILING[step] in done.stderr
    assert " ".join(stand_ins.calls[-1]["argv"]).startswith(step), "nothing after it"
    kept_context(done, folder)


def test_a_failed_build_of_docker_is_told(folder):
    done, _ = publish(folder / "ours", PACKAGE, folder, answers={"build": (1, "")})
    assert done.returncode == 1
    assert "docker build failed with exit code 1" in done.stderr
    assert "docker run" not in done.stderr
    kept_context(done, folder)


@pytest.mark.parametrize("answer", [(0, "\n"), (1, "")])
def test_gcloud_without_a_project_says_how_to_choose_one(folder, answer):
    no_project = {"config get-value project": answer}
    done, stand_ins = publish(folder / "ours", CLOUD_RUN, folder, answers=no_project)
    assert done.returncode == 1 and "gcloud config set project" in done.stderr
    assert len(stand_ins.calls) == 1
    chosen = [*CLOUD_RUN, "--artifact-project", "p"]
    done, _ = publish(folder / "chosen", chosen, folder, answers=no_project)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "arguments, code, named",
    [
        (["package"], 2, "FILES"),
        (["publish"], 2, "cloudrun"),
        (["publish", "heroku", "bigmac.db"], 2, "the only one is cloudrun"),
        (["publish", "cloudrun", "bigmac.db"], 2, "--service=NAME"),
        ([*CLOUD_RUN, "--no-such-option"], 2, "--no-such-option"),
        ([*CLOUD_RUN, "--memory", "lots"], 2, "--memory needs a number"),
        ([*PACKAGE, "-p", "many"], 2, '-p needs a whole number from 1 to 65535, not "many"'),
        (["package", "none.db"], 1, "none.db: the database file does not exist"),
        (["package", "."], 1, "name the database files themselves"),
        ([*PACKAGE, "-m", "none.json"], 1, "none.json: cannot be read"),
        ([*PACKAGE, "--template-dir", "none"], 1, "--template-dir: none is not a folder"),
        ([*PACKAGE, "--extra-options", "--secret x"], 1, "--extra-options"),
        ([*PACKAGE, "--gateway-wheel", "bigmac.db"], 1, "--gateway-wheel"),
        ([*PACKAGE, "--env-file", "metadata.json"], 1, "metadata.json: it exists already"),
        ([*PACKAGE, "--env-file", "none/x"], 1, "none/x: No such file"),
    ],
)
def test_bad_input_is_refused_before_any_program_runs(folder, arguments, code, named):
    before = (folder / "metadata.json").read_text()
    done, stand_ins = publish(folder / "ours", arguments, folder)
    assert done.returncode == code
    assert named in done.stderr
    assert stand_ins.calls == [] and done.stdout == ""
    assert (folder / "metadata.json").read_text() == before


@pytest.mark.parametrize(
    "block, named, hidden",
    [
        ({"eve_password_hash": "<PUT THE HASH HERE>"}, 'account "eve"', "PUT THE HASH"),
        ({"eve_password_hash": "$argon2id$broken-xyz"}, 'account "eve"', "broken-xyz"),
        ({"eve_password_hash": {"$file": "none.txt"}}, "none.txt", "$5"),
    ],
)
def test_an_account_that_could_not_log_in_is_not_published(folder, block, named, hidden):
    accounts = {**block, "a_password_hash": pbkdf2_hash("a")}
    config = {"plugins": {"datasette-auth-passwords": accounts}}
    (folder / "metadata.json").write_text(json.dumps(config))
    done, stand_ins = publish(folder / "ours", CLOUD_RUN, folder)
    assert done.returncode == 1 and stand_ins.calls == []
    assert "metadata.json: plugins.datasette-auth-passwords.eve_password_hash" in done.stderr
    assert named in done.stderr and hidden not in done.stderr


def test_a_value_of_several_lines_is_refused_for_docker_alone(folder):
    secret = ["--plugin-secret", "datasette-x", "key", "two\nlines"]
    done, _ = publish(folder / "docker", [*PACKAGE, *secret], folder)
    assert done.returncode == 1
    assert "--plugin-secret datasette-x key: has several lines" in done.stderr
    done, stand_ins = publish(folder / "cloud", [*CLOUD_RUN, *secret], folder)
    assert done.returncode == 0, done.stderr
    assert stand_ins.calls[-1]["flags"]["--update-env-vars"]["DATASETTE_X_KEY"] == "two\nlines"


def test_a_secret_of_several_lines_is_refused_for_docker_alone(folder):
    """Its first line would be all that signs cookies, its second a variable of its own."""
    variables = {"DATASETTE_PUBLISH_SECRET": "a\nPYTHONPATH=/x"}
    done, _ = publish(folder / "docker", PACKAGE, folder, env=variables)
    assert done.returncode == 1 and "--secret: has several lines" in done.stderr
    assert not (folder / "datasette.env").exists()
    done, stand_ins = publish(folder / "cloud", CLOUD_RUN, folder, env=variables)
    assert done.returncode == 0, done.stderr
    assert stand_ins.calls[-1]["flags"]["--update-env-vars"]["DATASETTE_SECRET"].startswith("a\n")


def test_files_of_the_last_run_are_not_copied(folder):
    """Everybody could read /files/my.env."""
    (folder / "site").mkdir()
    command = [*PACKAGE, "--static", "files:site", "--env-file", "site/my.env"]
    done, _ = publish(folder / "first", command, folder)
    assert done.returncode == 0, done.stderr
    done, _ = publish(folder / "second", command, folder)
    assert done.returncode == 1
    assert "--static: site/my.env contains hashes and keys" in done.stderr


def test_warns_that_the_write_ahead_log_is_missing(folder):
    (folder / "bigmac.db-wal").write_bytes(b"frames")
    done, _ = publish(folder / "ours", PACKAGE, folder)
    assert done.returncode == 0 and "-wal file" in done.stderr
