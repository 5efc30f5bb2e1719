"""`package` and `publish cloudrun` do what Datasette's do, and no secret gets into an image."""

import json
import shlex
import stat
import subprocess

import pytest

from support.data import ALICE
from support.publishing import (
    Image,
    copy_example,
    env_file_variables,
    publish,
    publish_with_datasette,
)
from support.signing import pbkdf2_hash
from support.sites import binary

CLOUD_RUN = ["publish", "cloudrun", "bigmac.db", "--service=my-bigmac"]
DOCUMENTED = [*CLOUD_RUN, "--install=datasette-vega", "-m", "metadata.json"]
PACKAGE = ["package", "bigmac.db", "-m", "metadata.json"]
HASH_VARIABLE = "DATASETTE_AUTH_PASSWORDS_SOMEUSERNAME_PASSWORD_HASH"
FOLDERS = ["--template-dir", "t", "--plugins-dir", "p", "--static", "css:c", "--static", "js:c"]
TITLES = [
    word
    for name in ("title", "license", "license_url", "source", "source_url", "about", "about_url")
    for word in (f"--{name}", f"the {name}")
]
SAME_WORDS = {
    "the documents'": DOCUMENTED,
    "folders": [*CLOUD_RUN, "other file.db", *FOLDERS],
    "extra options": [*CLOUD_RUN, "--extra-options", "--setting sql_time_limit_ms 500 --crossdb"],
    "https said already": [*CLOUD_RUN, "--extra-options", "--setting force_https_urls off"],
    "titles": [*CLOUD_RUN, "-m", "metadata.yaml", *TITLES],
    "versions": [*CLOUD_RUN, "--branch", "main", "--version-note", "it's mine", "--install=a>=1"],
    "sizes": [
        *(*CLOUD_RUN, "--memory", "1Gi", "--cpu", "2", "--timeout", "600"),
        *("--max-instances", "0", "--min-instances", "1", "-n", "an-app"),
    ],
    "another repository": [
        *(*CLOUD_RUN, "--artifact-repository", "r", "--artifact-region", "europe-west1"),
        *("--artifact-project", "p"),
    ],
    "a plugin's secret": [*CLOUD_RUN, "--plugin-secret", "datasette-x", "api-key", "a,b=c $d"],
    "a given secret": [*CLOUD_RUN, "--secret", "of-mine"],
    "package": PACKAGE,
    "package with all": [*PACKAGE, "-t", "x:1", "-p", "9000", *FOLDERS, *TITLES, "--secret", "s"],
}


@pytest.fixture
def folder(work):
    """A working directory with all that the words name."""
    copy_example(work.path)
    (work.path / "other file.db").write_bytes((work.path / "bigmac.db").read_bytes())
    work.write("metadata.yaml", "title: of yaml\nlicense: kept\n")
    for name in ("t/index.html", "p/one.py", "c/site.css"):
        (work.path / name).parent.mkdir()
        (work.path / name).write_text("# empty\n")
    return work.path


def without_ours(argv):
    """The arguments less the two that only the gateway gives."""
    ours = ("--flags-file=", "--execution-environment=gen2")
    return [word for word in argv if not word.startswith(ours)]


@pytest.mark.parametrize("name", SAME_WORDS)
def test_programs_are_asked_what_datasette_asks_them(folder, name):
    theirs = publish_with_datasette(folder / "theirs", SAME_WORDS[name], folder)
    done, ours = publish(folder / "ours", SAME_WORDS[name], folder)
    assert done.returncode == 0, done.stderr
    assert [without_ours(call["argv"]) for call in ours.calls] == [
        call["argv"] for call in theirs.calls
    ]
    assert [call["cwd"].split("/")[-1] for call in ours.calls if "submit" in call["argv"]] == [
        call["cwd"].split("/")[-1] for call in theirs.calls if "submit" in call["argv"]
    ]


@pytest.mark.parametrize("name", SAME_WORDS)
def test_the_image_serves_what_datasettes_would(folder, name):
    theirs = Image(publish_with_datasette(folder / "theirs", SAME_WORDS[name], folder).context)
    done, stand_ins = publish(folder / "ours", SAME_WORDS[name], folder)
    assert done.returncode == 0, done.stderr
    ours = Image(stand_ins.context)
    expected = theirs.command
    if "--metadata" not in expected and SAME_WORDS[name][0] == "publish":
        at = expected.index("inspect-data.json") + 1
        expected[at:at] = ["--metadata", "metadata.json"]  # it holds trusted_proxies
    assert ours.command == ["datasette-gateway", *expected[1:]]
    # Datasette quotes no name of a file there.
    assert " ".join(ours.inspected) == " ".join(theirs.inspected)
    assert ours.pip_packages == theirs.pip_packages
    assert ours.environment["PORT"] == theirs.dockerfile.split("ENV PORT ")[1].split()[0]
    files = {str(f.relative_to(theirs.context)) for f in theirs.context.rglob("*") if f.is_file()}
    app = ours.context / "app"
    assert {str(f.relative_to(app)) for f in app.rglob("*") if f.is_file()} == (
        files - {"Dockerfile"} | ({"metadata.json"} if "--metadata" in expected else set())
    )


def test_metadata_is_datasettes_except_the_moved_values(folder):
    arguments = [*DOCUMENTED, *TITLES, "--plugin-secret", "datasette-x", "api-key", "k3y"]
    theirs = Image(publish_with_datasette(folder / "theirs", arguments, folder).context)
    _, stand_ins = publish(folder / "ours", arguments, folder)
    ours = Image(stand_ins.context).metadata
    assert ours["plugins"].pop("datasette-gateway") == {"trusted_proxies": ["169.254.0.0/16"]}
    passwords = ours["plugins"]["datasette-auth-passwords"]
    assert passwords["someusername_password_hash"] == {"$env": HASH_VARIABLE}
    example = json.loads((folder / "metadata.json").read_text())
    passwords["someusername_password_hash"] = example["plugins"]["datasette-auth-passwords"][
        "someusername_password_hash"
    ]
    assert ours == theirs.metadata


def test_variables_are_those_that_datasette_writes_into_the_image(folder):
    arguments = [*CLOUD_RUN, "--secret", "of-mine"]
    arguments += ["--plugin-secret", "datasette-x", "api-key", "a,b=c $d ☃"]
    theirs = Image(publish_with_datasette(folder / "theirs", arguments, folder).context)
    _, stand_ins = publish(folder / "ours", arguments, folder)
    (deploy,) = [call for call in stand_ins.calls if call["argv"][:2] == ["run", "deploy"]]
    expected = {k: v for k, v in theirs.environment.items() if k != "PORT"}
    assert expected == {"DATASETTE_SECRET": "of-mine", "DATASETTE_X_API_KEY": "a,b=c $d ☃"}
    assert deploy["flags"] == {"--update-env-vars": expected}
    assert deploy["flags_mode"] == 0o600
    assert deploy["env"]["CLOUDSDK_CORE_DISABLE_FILE_LOGGING"] == "1", "gcloud logs all values"


SECRETS = {
    "hash": pbkdf2_hash(ALICE[1]),
    "in a file": pbkdf2_hash("filed"),
    "fernet": "c2VjcmV0LWtleS1vZi10aGlydHktdHdvLWJ5dGVzISE=",
    "earlier": "earlier-datasette-secret",
    "client": "client-s3cret",
    "given": "given-on-the-command-line",
    "cookies": "secret-of-cookies",
    "passphrase": "open the door please",
    "header": "Bearer of-good-news",
}


def secretive(folder):
    """metadata.json with everything that must not be published, and words that add more."""
    (folder / "hash.txt").write_text(SECRETS["in a file"] + "\n")
    config = {
        "title": "kept",
        "plugins": {
            "datasette-auth-passwords": {
                "alice_password_hash": SECRETS["hash"],
                "bob_password_hash": {"$file": str(folder / "hash.txt")},
                "eve_password_hash": {"$env": "EVE_HASH"},
            },
            "datasette-gateway": {
                "secrets": {"keys": {"k1": SECRETS["fernet"]}},
                "session": {"previous_secrets": [SECRETS["earlier"]]},
            },
            "datasette-y": {
                "passphrase": SECRETS["passphrase"],
                "headers": [{"Authorization": SECRETS["header"]}],
                "rows": 3,
            },
            "datasette-auth-github": {"client_id": "public", "client_secret": SECRETS["client"]},
        },
        "databases": {"bigmac": {"description": SECRETS["hash"]}},
    }
    (folder / "metadata.json").write_text(json.dumps(config))
    return [
        *("-m", "metadata.json", "--secret", SECRETS["cookies"]),
        *("--plugin-secret", "datasette-x", "api-key", SECRETS["given"]),
    ]


def recorded(stand_ins, folder):
    """The variables that were handed over."""
    flags = [call["flags"] for call in stand_ins.calls if "flags" in call]
    return flags[0]["--update-env-vars"] if flags else env_file_variables(folder / "datasette.env")


@pytest.mark.parametrize("command", [CLOUD_RUN, ["package", "bigmac.db"]], ids=["cloud", "docker"])
def test_no_hash_and_no_key_is_in_the_context_or_on_a_command_line(folder, command):
    done, stand_ins = publish(folder / "ours", [*command, *secretive(folder)], folder)
    assert done.returncode == 0, done.stderr
    image = Image(stand_ins.context)
    handed = recorded(stand_ins, folder)
    assert sorted(handed.values()) == sorted(SECRETS.values())
    for name, secret in SECRETS.items():
        assert image.files_that_hold(secret) == [], name
        assert secret not in done.stdout + done.stderr, name
        for call in stand_ins.calls:
            assert not any(secret in word for word in call["argv"]), name
            assert secret not in "".join(call["env"].values()), name
    assert image.metadata["plugins"]["datasette-auth-github"]["client_id"] == "public"
    for call in stand_ins.calls:
        assert call.get("folder_mode", 0o700) == 0o700, "nobody else sees it meanwhile"


def test_moved_values_are_reported_by_account_and_place(folder):
    done, _ = publish(folder / "ours", [*CLOUD_RUN, *secretive(folder)], folder)
    for text in (
        '"alice" is passed in the environment as DATASETTE_AUTH_PASSWORDS_ALICE_PASSWORD_HASH',
        '"bob" is passed in the environment as DATASETTE_AUTH_PASSWORDS_BOB_PASSWORD_HASH',
        "plugins.datasette-gateway.secrets.keys.k1: is passed in the environment",
        "plugins.datasette-auth-github.client_secret: is passed in the environment",
        "--plugin-secret datasette-x api-key: is passed in the environment as DATASETTE_X_API_KEY",
        "databases.bigmac.description: is a password hash that nothing reads here",
        "eve_password_hash reads the variable EVE_HASH",
        "gcloud run services update my-bigmac --update-secrets EVE_HASH=",
    ):
        assert text in done.stderr, text


def test_nothing_is_left_behind_but_what_docker_needs(folder):
    before = set(folder.iterdir())
    done, _ = publish(folder / "ours", DOCUMENTED, folder)
    assert done.returncode == 0
    assert set(folder.iterdir()) == before | {folder / "ours"}
    done, _ = publish(folder / "docker", [*PACKAGE, "-t", "bigmac"], folder)
    assert done.returncode == 0
    made = folder / "datasette.env"
    assert set(folder.iterdir()) == before | {folder / "ours", folder / "docker", made}
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert f"docker run -p 8001:8001 --read-only --tmpfs /tmp --env-file {made} bigmac" in (
        done.stderr
    )
    first = env_file_variables(made)["DATASETTE_SECRET"]
    done, _ = publish(folder / "again", PACKAGE, folder)
    assert done.returncode == 0, "its own file is written anew"
    assert env_file_variables(made)["DATASETTE_SECRET"] != first, "random, as Datasette's"


@pytest.mark.parametrize("command", [DOCUMENTED, PACKAGE], ids=["cloud", "docker"])
def test_generate_dir_writes_the_context_and_runs_no_program(folder, command):
    done, stand_ins = publish(folder / "ours", [*command, "--generate-dir", "made/"], folder)
    assert done.returncode == 0, done.stderr
    assert stand_ins.calls == []
    image = Image(folder / "made")
    assert image.metadata["title"] == "personal dataset instance"
    assert (folder / "made/app/bigmac.db").stat().st_nlink == 1, "a copy"
    assert "Nothing was built or deployed" in done.stderr
    variables = folder / ("made.variables.json" if command is DOCUMENTED else "made.env")
    assert stat.S_IMODE(variables.stat().st_mode) == 0o600
    assert HASH_VARIABLE in variables.read_text()
    again, _ = publish(folder / "again", [*command, "--generate-dir", "made"], folder)
    assert again.returncode == 1 and "made exists already" in again.stderr


def test_a_wheel_is_installed_in_the_image_instead_of_this_program(folder):
    wheel = "datasette_gateway-0.1.0-py3-none-any.whl"
    (folder / wheel).write_bytes(b"a wheel")
    done, stand_ins = publish(folder / "ours", [*PACKAGE, "--gateway-wheel", wheel], folder)
    assert done.returncode == 0, done.stderr
    gateway = stand_ins.context / "gateway"
    assert {file.name for file in gateway.iterdir()} == {wheel, "healthcheck.py"}
    install = f"/opt/datasette/bin/pip install --no-cache-dir /opt/datasette-gateway/{wheel}"
    assert install in Image(stand_ins.context).lines("RUN")


def test_every_library_of_this_program_comes_with_a_package(folder):
    _, stand_ins = publish(folder / "ours", PACKAGE, folder)
    (apt,) = [r for r in Image(stand_ins.context).lines("RUN") if "apt-get install" in r] or [""]
    listed = subprocess.run(["ldd", binary()], capture_output=True, text=True).stdout
    paths = [line.split(" => ")[1].split()[0] for line in listed.splitlines() if " => " in line]
    c_library = ("libc.so", "libm.so", "libdl.so", "librt.so", "libpthread", "libresolv")
    for path in paths:
        name = path.split("/")[-1]
        if name.startswith(c_library) or "san.so" in name:
            continue
        found = subprocess.run(["dpkg", "-S", f"*/{name}"], capture_output=True, text=True)
        assert found.stdout.split(":")[0] in shlex.split(apt), name


def test_show_files_prints_them_as_datasette_does(folder):
    theirs = publish_with_datasette(folder / "theirs", [*DOCUMENTED, "--show-files"], folder)
    done, stand_ins = publish(folder / "ours", [*DOCUMENTED, "--show-files"], folder)
    assert theirs.calls and done.stdout.startswith("=== metadata.json ===\n\n{\n")
    assert "\n==== Dockerfile ====\n" in done.stdout
    assert (stand_ins.context / "Dockerfile").read_text() in done.stdout
    metadata = Image(stand_ins.context).metadata
    assert json.dumps(metadata, indent=2, ensure_ascii=False) in done.stdout


def test_a_repository_that_is_missing_is_made(folder):
    missing = {"artifacts repositories describe": (1, "")}
    done, stand_ins = publish(folder / "ours", DOCUMENTED, folder, answers=missing)
    assert done.returncode == 0, done.stderr
    made = [call["argv"] for call in stand_ins.calls if "create" in call["argv"]]
    assert made and made[0][:4] == ["artifacts", "repositories", "create", "datasette"]
    assert "Created the Artifact Registry repository datasette" in done.stderr
