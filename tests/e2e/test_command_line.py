"""Options, errors, and the options that are passed to Datasette."""

import re
import socket

import pytest

from support import data
from support.commands import run
from support.data import ALICE, BOB
from support.processes import children_of, clean_environment, command_line_of
from support.raw_http import exchange, request_bytes
from support.signing import pbkdf2_hash
from support.sites import (
    SECRET,
    datasette,
    launch_gateway,
    start_gateway_site,
    wait_for_gateway,
)

CLOSE = ("Connection", "close")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["serve", "--help"],
        ["check", "--help"],
        ["hash-password", "--help"],
        ["verify-password", "--help"],
    ],
)
def test_help_has_an_example_and_costs_nothing(arguments):
    done = run(*arguments)
    assert done.returncode == 0
    assert "datasette-gateway" in done.stdout
    assert re.search(r"(?i)example", done.stdout)


def test_version_prints_one_line_with_a_number():
    done = run("--version")
    assert done.returncode == 0
    assert re.fullmatch(r"datasette-gateway.*\d+\.\d+.*\n", done.stdout)


@pytest.mark.parametrize(
    "arguments, named",
    [
        (["--no-such-option"], "--no-such-option"),
        (["serve", "--no-such-option", "x"], "--no-such-option"),
        (["-p", "70000"], "-p"),
        (["-p", "many"], "-p"),
        (["verify-password"], "HASH"),
        (["--upstream", "ftp://x", "--secret", SECRET], "--upstream"),
        (["-s", "only-a-name"], "-s"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_names_what_is_wrong(work, arguments, named):
    done = run(*arguments, cwd=work.path)
    assert done.returncode == 2, done.stderr
    assert named.lower() in done.stderr.lower()
    assert done.stdout == ""


def test_a_port_in_use_fails_at_once_and_says_so(work):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(*data.make_databases(work.path), "-p", port, cwd=work.path)
    assert done.returncode == 1
    assert str(port) in done.stderr and "in use" in done.stderr.lower()


def test_an_upstream_without_its_secret_is_an_error_that_says_what_to_do(work):
    done = run("--upstream", "http://127.0.0.1:1", "-p", "0", cwd=work.path)
    assert done.returncode == 1
    assert "DATASETTE_SECRET" in done.stderr and "--secret" in done.stderr


@pytest.mark.parametrize("command", ["serve", "check"])
def test_a_missing_datasette_is_an_error_that_names_it(work, command):
    port = ["-p", "0"] if command == "serve" else []
    done = run(
        command,
        *data.make_databases(work.path)[:1],
        *port,
        "--datasette",
        "/nowhere/datasette",
        cwd=work.path,
    )
    assert done.returncode == 1
    assert "/nowhere/datasette" in done.stderr


def test_hashes_come_from_variables_and_files_too(work, started, line):
    hash_file = work.write("hash.txt", pbkdf2_hash("filed") + "\n")
    started.append(
        start_gateway_site(
            line,
            data.make_databases(work.path)[:1],
            {
                "plugins": {
                    "datasette-auth-passwords": {
                        "http_basic_auth": True,
                        "eve_password_hash": {"$env": "EVE_HASH"},
                        "fay_password_hash": {"$file": str(hash_file)},
                    }
                }
            },
            env={"EVE_HASH": pbkdf2_hash("from env")},
        )
    )
    assert started[0].actor(("eve", "from env")) == {"id": "eve"}
    assert started[0].actor(("fay", "filed")) == {"id": "fay"}


def test_dotted_settings_on_the_command_line_win(work, started, line):
    started.append(
        start_gateway_site(
            line,
            data.make_databases(work.path)[:1],
            data.BASIC,
            arguments=[
                "-s",
                "plugins.datasette-auth-passwords.zoe_password_hash",
                pbkdf2_hash("z"),
                "-s",
                "plugins.datasette-gateway.realm",
                "Elsewhere",
            ],
        )
    )
    assert started[0].actor(("zoe", "z")) == {"id": "zoe"}
    assert 'realm="Elsewhere"' in started[0].get("/").headers["www-authenticate"]


def test_a_unix_socket_can_be_listened_on(work, upstream):
    path = work.path / "gw.sock"
    process = launch_gateway(["--upstream", upstream.url, "--secret", SECRET, "--uds", path], work)
    try:
        process.wait_for_line(r"listening on .*gw\.sock", 20, "err")
        answer = exchange(str(path), request_bytes(target="/t/uds", headers=[CLOSE]))
        assert answer.json()["target"] == "/t/uds"
    finally:
        process.stop()


def test_a_running_datasette_is_proxied_with_its_secret(work, started, line):
    from support.processes import Process

    files = data.make_databases(work.path)
    uds = work.path / "ds.sock"
    upstream = Process(
        [datasette("stock", line), "serve", *files, "--uds", uds],
        clean_environment(DATASETTE_SECRET=SECRET),
        work.path,
        "running datasette",
    )
    try:
        upstream.wait_for_line("Uvicorn running")
        process = launch_gateway(
            [
                "--upstream",
                f"unix:{uds}",
                "-m",
                work.write("m.json", data.BASIC),
                "-p",
                "0",
                "--secret",
                SECRET,
            ],
            work,
        )
        site = wait_for_gateway(process, work, line)
        assert site.actor(ALICE)["name"] == "Alice A"
        assert site.get("/").status_code == 401
        assert children_of(process.pid) == []
        process.stop()
    finally:
        upstream.stop()


def test_the_root_link_works_once_even_with_basic_auth(work, started, line):
    started.append(
        start_gateway_site(line, data.make_databases(work.path), data.BASIC, arguments=["--root"])
    )
    site = started[0]
    link = site.process.wait_for_line(r"(http://\S+/-/auth-token\?token=([\w-]{20,}))", 20)
    with site.client() as client:
        answer = client.get(link.group(1))
        assert answer.status_code == 302 and answer.headers["location"] == "/"
        assert "httponly" in answer.headers["set-cookie"].lower()
        assert client.get("/-/actor.json").json()["actor"]["id"] == "root"
        assert client.get("/data").status_code == 200
        if line == "1.0":
            assert client.get("/-/rules.json?action=view-instance").status_code == 200
    assert site.get(link.group(1)).status_code == 403
    assert site.get("/-/auth-token?token=" + "0" * 64).status_code == 403
    assert site.get("/").status_code == 401
    links = re.findall(r"/-/auth-token\?token=[\w-]+", site.process.everything())
    assert set(links) == {f"/-/auth-token?token={link.group(2)}"}, (
        "Datasette's own link is not shown"
    )


def test_without_root_there_is_no_link(gateway):
    assert "auth-token" not in gateway.process.text().replace("/-/auth-token?token=***", "")


def test_datasettes_own_options_are_handed_over(work, started, line):
    (work.path / "templates").mkdir()
    (work.path / "templates" / "index.html").write_text("my own home page")
    (work.path / "assets").mkdir()
    (work.path / "assets" / "a.txt").write_text("an asset")
    (work.path / "plugins").mkdir()
    (work.path / "plugins" / "p.py").write_text(
        "from datasette import hookimpl\nfrom datasette.utils.asgi import Response\n"
        "@hookimpl\ndef register_routes():\n"
        "    return [(r'^/-/mine$', lambda: Response.text('my own route'))]\n"
    )
    started.append(
        start_gateway_site(
            line,
            data.make_databases(work.path)[:2],
            data.BASIC,
            arguments=[
                "--setting",
                "sql_time_limit_ms",
                "1234",
                "--cors",
                "--crossdb",
                "--template-dir",
                str(work.path / "templates"),
                "--static",
                f"assets:{work.path / 'assets'}",
                "--plugins-dir",
                str(work.path / "plugins"),
                "-i",
                str(work.path / "open.db"),
            ],
        )
    )
    site = started[0]
    settings = site.get("/-/settings.json", ALICE).json()
    assert settings.get("settings", settings)["sql_time_limit_ms"] == 1234
    assert site.get("/", ALICE).text == "my own home page"
    assert site.get("/assets/a.txt", ALICE).text == "an asset"
    assert site.get("/-/mine", ALICE).text == "my own route"
    assert site.get("/data/facts.json", ALICE).headers["access-control-allow-origin"] == "*"
    databases = site.get("/-/databases.json", ALICE).json()
    databases = databases if isinstance(databases, list) else databases["databases"]
    assert {d["name"]: d["is_mutable"] for d in databases if d["name"] in ("data", "open")} == {
        "data": True,
        "open": False,
    }
    child = children_of(site.process.pid)[0]
    assert SECRET not in " ".join(command_line_of(child))


def test_base_url_is_respected_with_the_real_datasette(work, started, line):
    started.append(
        start_gateway_site(
            line,
            data.make_databases(work.path),
            data.BASIC,
            arguments=["--setting", "base_url", "/sub/"],
        )
    )
    site = started[0]
    page = site.get("/sub/data/facts?_size=10", ALICE)
    assert page.status_code == 200
    assert 'href="/sub/data' in page.text and "/sub/sub/" not in page.text
    link = site.get("/sub/data/facts.json?_size=10", ALICE).links["next"]["url"]
    assert link.startswith(f"{site.url}/sub/data/facts.json")
    assert site.get("/sub", ALICE).headers["location"].startswith("/sub/")


@pytest.mark.parametrize("where", ["-m", "-c"])
def test_on_1_0_allow_sql_permissions_and_queries_hold_wherever_they_stand(work, started, where):
    """Written in metadata.json, stock 1.0 silently leaves SQL open."""
    config = {
        **data.BASIC,
        "allow_sql": {"id": "bob"},
        "databases": {
            "data": {
                "allow": {"id": "*"},
                "permissions": {"create-table": {"id": "bob"}, "insert-row": {"id": "bob"}},
                "queries": {"guarded": {"sql": "select 7 as n", "allow": {"id": "bob"}}},
            }
        },
    }
    arguments = ["-c", work.write("datasette.json", config)] if where == "-c" else []
    started.append(
        start_gateway_site(
            "1.0",
            data.make_databases(work.path)[:1],
            {} if where == "-c" else config,
            arguments=arguments,
        )
    )
    site = started[0]
    statuses = {}
    for name, user in (("alice", ALICE), ("bob", BOB)):
        table = {"table": f"made_by_{name}", "row": {"id": 1}}
        statuses[name] = [
            site.get("/data/-/query.json?sql=select+1", user).status_code,
            site.get("/data/guarded.json", user).status_code,
            site.post("/data/-/create", user, json=table).status_code,
        ]
    assert statuses == {"alice": [403, 403, 403], "bob": [200, 200, 201]}


def test_on_0_65_allow_sql_in_the_metadata_holds(work, started):
    config = {
        **data.BASIC,
        "databases": {"data": {"allow": {"id": "*"}, "allow_sql": {"id": "bob"}}},
    }
    started.append(start_gateway_site("0.65", data.make_databases(work.path)[:1], config))
    assert started[0].get("/data.json?sql=select+1", ALICE).status_code == 403
    assert started[0].get("/data.json?sql=select+1", BOB).status_code == 200


def test_a_secret_with_the_plugin_installed_is_not_checked_twice(work, started, line):
    """The installed plugin sees no block of its own, so it neither refuses nor hashes."""
    files = data.make_databases(work.path)[:1]
    started.append(
        start_gateway_site(
            line, files, data.BASIC, arguments=["--datasette", str(datasette("plugin", line))]
        )
    )
    site = started[0]
    assert site.actor(ALICE)["name"] == "Alice A"
    assert "password_hash" not in site.get("/-/metadata.json", ALICE).text
    assert site.get("/").status_code == 401


def test_a_directory_and_yaml_are_read_as_datasette_reads_them(work, started, line):
    site_directory = work.path / "site"
    (site_directory / "templates").mkdir(parents=True)
    data.make_databases(site_directory)
    (site_directory / "templates" / "index.html").write_text("home of the directory")
    (site_directory / "metadata.yaml").write_text(
        "title: From YAML\nplugins:\n  datasette-auth-passwords:\n    http_basic_auth: true\n"
        f"    yan_password_hash: {pbkdf2_hash('y')}\n    actors:\n      yan: {{id: yan, n: 1.50}}\n"
        "databases:\n  vault:\n    allow: {id: nobody}\n"
    )
    process = launch_gateway([site_directory, "-p", "0"], work, line=line)
    started.append(wait_for_gateway(process, work, line))
    site = started[0]
    assert site.actor(("yan", "y")) == {"id": "yan", "n": 1.5}
    assert site.get("/", ("yan", "y")).text == "home of the directory"
    assert site.get("/data.json", ("yan", "y")).status_code == 200
    assert site.get("/vault.json", ("yan", "y")).status_code == 403
    assert site.get("/").status_code == 401
