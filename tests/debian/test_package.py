"""The contents of the package, its installation, its upgrade and its removal."""

import os
import pathlib
import re
import shlex
import shutil
import stat
import subprocess

from debian_root import field_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONFFILES = ["/etc/datasette-gateway/metadata.yaml", "/etc/datasette-gateway/options"]
COOKIE_SECRET = "/etc/credstore/datasette-gateway.datasette-secret"
USER = "datasette-gateway"
CHECK = (
    ". /etc/datasette-gateway/options; "
    "HOME=/root datasette-gateway check --quick $DATASETTE_GATEWAY_OPTIONS"
)


def version_of_project():
    text = (ROOT / "CMakeLists.txt").read_text()
    return re.search(r"project\(datasette-gateway VERSION ([0-9.]+)", text)[1]


def test_lintian_finds_nothing(package):
    command = ["lintian", "--fail-on=error,warning", "--allow-root", package]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_its_version_is_the_projects(package):
    assert field_of(package, "Version") == f"{version_of_project()}-1"


def test_it_depends_on_the_libraries_that_the_program_uses(package, binary):
    listed = subprocess.run(["ldd", binary], check=True, capture_output=True, text=True).stdout
    depends = field_of(package, "Depends")
    for library, name in (
        ("libssl.so.3", "libssl3"),
        ("libsodium.so.23", "libsodium23"),
        ("libsqlite3.so.0", "libsqlite3-0"),
        ("libseccomp.so.2", "libseccomp2"),
        ("libc.so.6", "libc6"),
    ):
        assert library in listed
        assert re.search(rf"\b{name}\b", depends)


def test_what_is_in_etc_is_a_conffile(unpacked):
    files = [f"/{file.relative_to(unpacked)}" for file in (unpacked / "etc").rglob("*.*")]
    files += [f"/{file.relative_to(unpacked)}" for file in (unpacked / "etc").rglob("options")]
    assert sorted(files) == CONFFILES
    assert (unpacked / "DEBIAN" / "conffiles").read_text().split() == CONFFILES


def newer_package(unpacked, folder):
    """The same with a higher revision, and with other files in /etc."""
    tree = folder / "newer"
    shutil.copytree(unpacked, tree, symlinks=True)
    control = tree / "DEBIAN" / "control"
    text = re.sub(r"^(Version: .*)-1$", r"\1-2", control.read_text(), flags=re.MULTILINE)
    assert text != control.read_text()
    control.write_text(text)
    for conffile in CONFFILES:
        with (tree / conffile.lstrip("/")).open("a") as opened:
            opened.write("# of the newer package\n")
    made = folder / "newer.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-b", tree, made], check=True)
    return made


def owner_and_mode(debian, place):
    return debian.run("stat", "-c", "%U:%G %a", place).stdout.strip()


class TestLife:
    """One system: installed, changed by an administrator, upgraded, removed, purged."""

    def test_installed(self, debian, package):
        said = debian.install(package).stdout
        assert "rror" not in said, said
        entry = debian.run("getent", "passwd", USER).stdout.strip().split(":")
        assert entry[5:] == ["/var/lib/datasette-gateway", "/usr/sbin/nologin"]
        assert int(entry[2]) < 1000, "a system user"
        assert owner_and_mode(debian, "/etc/datasette-gateway") == f"root:{USER} 750"
        state = "/var/lib/datasette-gateway"
        for folder in (state, f"{state}/databases"):
            assert owner_and_mode(debian, folder) == f"{USER}:{USER} 750"

    def test_the_user_may_read_the_configuration_and_others_may_not(self, debian):
        for user, result in ((USER, 0), ("nobody", 1)):
            command = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
            if user == "nobody":
                command[2] = "--regid=nogroup"
            for conffile in CONFFILES:
                done = debian.run(*command, "cat", conffile, check=False)
                assert done.returncode == result, done.stdout

    def test_what_signs_cookies_is_made_for_root_alone(self, debian):
        assert owner_and_mode(debian, COOKIE_SECRET) == "root:root 600"
        assert owner_and_mode(debian, "/etc/credstore") == "root:root 700"
        assert re.fullmatch("[0-9a-f]{64}", debian.at(COOKIE_SECRET).read_text())

    def test_the_program_starts(self, debian, package):
        said = debian.run("datasette-gateway", "--version").stdout
        assert said == f"datasette-gateway, version {version_of_project()}\n"
        missing = debian.run("ldd", "/usr/bin/datasette-gateway").stdout
        assert "not found" not in missing

    def test_the_configuration_that_comes_with_it_has_no_fault(self, debian):
        datasette = debian.at("/opt/datasette/bin/datasette")
        datasette.parent.mkdir(parents=True)
        datasette.write_text("#!/bin/sh\n")
        datasette.chmod(0o755)
        said = debian.run("sh", "-c", CHECK).stdout
        assert "No errors, 1 warning." in said, said
        assert said.count("warning:") == said.count("there is no account: no user can log in") == 1

    def test_the_example_account_works_once_it_is_written_out(self, debian):
        made = debian.run(
            "datasette-gateway", "hash-password", "--no-confirm", stdin="helloworld\n"
        ).stdout.strip()
        file = debian.at(CONFFILES[0])
        text = file.read_text()
        changed = re.sub(r"#(alice_password_hash): \".*\"", rf'\1: "{made}"', text)
        assert changed != text
        file.write_text(changed)
        assert "  alice: argon2id" in debian.run("sh", "-c", CHECK).stdout

    def test_it_is_enabled_only_by_an_administrator(self, debian):
        link = debian.at("/etc/systemd/system/multi-user.target.wants/datasette-gateway.service")
        assert not link.is_symlink()
        debian.run("systemctl", "enable", "datasette-gateway.service", "datasette-gateway.socket")
        assert link.is_symlink()

    def test_upgraded(self, debian, unpacked, tmp_path):
        before = debian.at(CONFFILES[0]).read_text()
        secret = debian.at(COOKIE_SECRET).read_text()
        debian.run("chmod", "0755", "/etc/datasette-gateway")
        debian.at("/var/lib/datasette-gateway/databases/mine.db").touch()
        debian.install(newer_package(unpacked, tmp_path), "--force-confold")
        installed = debian.run("dpkg-query", "-W", "-f", "${Status} ${Version}", USER).stdout
        assert installed == f"install ok installed {version_of_project()}-2"
        assert debian.at(CONFFILES[0]).read_text() == before, "an administrator changed it"
        assert debian.at(COOKIE_SECRET).read_text() == secret
        assert debian.at(CONFFILES[1]).read_text().endswith("# of the newer package\n")
        assert owner_and_mode(debian, "/etc/datasette-gateway") == f"root:{USER} 755"
        assert debian.run("systemctl", "is-enabled", USER).stdout.strip() == "enabled"

    def test_removed(self, debian):
        debian.run("dpkg", "-r", USER)
        assert not debian.at("/usr/bin/datasette-gateway").exists()
        assert not debian.at("/lib/systemd/system/datasette-gateway.service").exists()
        for conffile in CONFFILES:
            assert debian.at(conffile).exists()

    def test_what_signs_cookies_is_made_again_where_it_is_gone(self, debian, package):
        debian.at(COOKIE_SECRET).unlink()
        debian.install(package, "--force-confold")
        assert re.fullmatch("[0-9a-f]{64}", debian.at(COOKIE_SECRET).read_text())

    def test_purged(self, debian):
        said = debian.run("dpkg", "-P", USER).stdout
        assert not debian.at("/etc/datasette-gateway").exists()
        assert not debian.at(COOKIE_SECRET).exists()
        assert "/var/lib/datasette-gateway is kept" in said
        assert debian.at("/var/lib/datasette-gateway/databases/mine.db").exists()
        assert owner_and_mode(debian, "/var/lib/datasette-gateway") == f"{USER}:{USER} 750"
        for folder in ("/etc/systemd/system", "/var/lib/systemd/deb-systemd-helper-enabled"):
            left = [str(f) for f in debian.at(folder).rglob("datasette-gateway*")]
            assert left == []

    def test_a_link_that_the_service_has_left_leads_root_nowhere(self, debian, package):
        """An attacker in the service gets no folder of root by the next installation."""
        databases = debian.at("/var/lib/datasette-gateway/databases")
        (databases / "mine.db").rename(databases.parent / "mine.db")
        databases.rmdir()
        databases.symlink_to("/etc/ssl")
        before = owner_and_mode(debian, "/etc/ssl")
        assert before.startswith("root:root ")
        debian.install(package)
        assert owner_and_mode(debian, "/etc/ssl") == before
        debian.run("dpkg", "-P", USER)
        assert owner_and_mode(debian, "/etc/ssl") == before
        databases.unlink()
        databases.mkdir()
        (databases.parent / "mine.db").rename(databases / "mine.db")

    def test_installed_again_and_purged_with_nothing_in_it(self, debian, package):
        debian.at("/var/lib/datasette-gateway/databases/mine.db").unlink()
        debian.install(package)
        assert owner_and_mode(debian, "/etc/datasette-gateway") == f"root:{USER} 750"
        debian.run("dpkg", "-P", USER)
        assert not debian.at("/var/lib/datasette-gateway").exists()


def test_what_an_administrator_decided_before_the_installation_counts(debian, package):
    """dpkg-statoverride, as policy 10.9.1 has it."""
    command = ["dpkg-statoverride", "--add", "root", "adm", "0710", "/etc/datasette-gateway"]
    debian.run(*command)
    debian.install(package)
    assert owner_and_mode(debian, "/etc/datasette-gateway") == "root:adm 710"


def test_everything_is_roots_and_no_others_to_write(package):
    listed = subprocess.run(
        ["dpkg-deb", "-c", package], check=True, capture_output=True, text=True
    ).stdout
    for line in listed.splitlines():
        mode, owner = line.split()[:2]
        assert owner == "root/root", line
        assert mode[5] == mode[8] == "-", line


def test_maintainer_scripts_are_executable_and_stop_at_a_fault(unpacked):
    for name in ("postinst", "prerm", "postrm"):
        script = unpacked / "DEBIAN" / name
        assert stat.S_IMODE(os.stat(script).st_mode) == 0o755
        assert "\nset -e\n" in script.read_text()
        assert subprocess.run(["dash", "-n", script]).returncode == 0, shlex.quote(str(script))
