"""hash-password and verify-password, and that plugin and gateway read each other's hashes."""

import ctypes
import re
import subprocess

import pytest

from support import data
from support.processes import clean_environment
from support.signing import pbkdf2_hash, unsign
from support.sites import LINES, SECRET, binary, datasette, start_plugin_site
from support.terminal import typed
from support.waiting import limit

ARGON2ID = re.compile(r"\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")
PBKDF2 = re.compile(r"pbkdf2_sha256\$480000\$[0-9a-f]{32}\$[A-Za-z0-9+/]{43}=")


def run(*arguments, stdin="", program=None):
    return subprocess.run(
        [program or binary(), *arguments],
        input=stdin,
        text=True,
        capture_output=True,
        env=clean_environment(),
        timeout=limit(30),
    )


def hash_of(password, *arguments, program=None):
    done = run("hash-password", "--no-confirm", *arguments, stdin=password, program=program)
    assert done.returncode == 0, done.stderr
    return done.stdout


def verify(stored, password):
    return run("verify-password", stored, stdin=password)


def test_the_default_hash_is_one_line_of_argon2id():
    assert ARGON2ID.fullmatch(hash_of("secret word").removesuffix("\n"))


def test_the_plugins_kind_of_hash_has_its_rounds_and_salt():
    assert PBKDF2.fullmatch(hash_of("secret word", "--scheme", "pbkdf2_sha256").removesuffix("\n"))


def test_equal_passwords_get_different_hashes():
    assert hash_of("same") != hash_of("same")


@pytest.mark.parametrize("scheme", ["argon2id", "pbkdf2_sha256"])
def test_white_space_at_both_ends_is_not_part_of_the_password(scheme):
    stored = hash_of("  padded word \n", "--scheme", scheme).strip()
    assert verify(stored, "padded word").returncode == 0
    assert verify(stored, "\tpadded word\n").returncode == 0
    assert verify(stored, "paddedword").returncode == 1


@pytest.mark.parametrize("password", ["x", "pässwörd \N{SNOWMAN}", "with:colon", "x" * 500])
@pytest.mark.parametrize("line", LINES)
def test_the_gateway_verifies_what_the_plugin_hashed(line, password):
    stored = hash_of(password, program=datasette("plugin", line)).strip()
    assert verify(stored, password).returncode == 0
    assert verify(stored, password + "x").returncode == 1


@pytest.mark.parametrize("line", LINES)
def test_a_hash_of_the_gateway_logs_in_at_the_plugin(line, work, started):
    stored = hash_of("from the gateway", "--scheme", "pbkdf2_sha256").strip()
    started.append(
        start_plugin_site(
            line,
            data.make_databases(work.path)[:1],
            {
                "plugins": {
                    "datasette-auth-passwords": {
                        "http_basic_auth": True,
                        "carol_password_hash": stored,
                    }
                }
            },
        )
    )
    assert started[0].actor(("carol", "from the gateway")) == {"id": "carol"}


# Hashes of htpasswd and /etc/shadow; the salt part of each, as crypt(3) takes it.
CRYPT_SALTS = {
    "bcrypt 2b": "$2b$05$abcdefghijklmnopqrstuu",
    "bcrypt 2y": "$2y$05$abcdefghijklmnopqrstuu",
    "sha256crypt": "$5$abcdefgh",
    "sha512crypt": "$6$abcdefgh",
    "yescrypt": "$y$j9T$abcdefgh1234567890abc.",
}


def crypt3(password, salt):
    """The system's own crypt(3)."""
    library = ctypes.CDLL("libcrypt.so.1")
    library.crypt.restype = ctypes.c_char_p
    return library.crypt(password.encode(), salt.encode()).decode()


@pytest.mark.parametrize("kind", ["argon2id", "pbkdf2", *CRYPT_SALTS])
def test_each_kind_of_hash_logs_in(kind, upstream, gateway_before):
    if kind == "argon2id":
        stored = hash_of("helloworld").strip()
    elif kind == "pbkdf2":
        stored = pbkdf2_hash("helloworld")
    else:
        stored = crypt3("helloworld", CRYPT_SALTS[kind])
        assert stored.startswith(CRYPT_SALTS[kind][:3]), "this crypt(3) knows the kind"
    site = gateway_before(
        upstream,
        {
            "plugins": {
                "datasette-auth-passwords": {
                    "http_basic_auth": True,
                    "kim_password_hash": f" {stored}\n",
                }
            }
        },
    )
    assert site.get("/t/in", ("kim", "helloworld")).status_code == 200
    assert unsign(upstream.only_request_for("/t/in").cookies()["ds_actor"], SECRET)["a"] == {
        "id": "kim"
    }
    assert site.get("/t/out", ("kim", "hello")).status_code == 401


def test_verify_password_says_why_it_refuses():
    good, bad = verify(pbkdf2_hash("x"), "x"), verify(pbkdf2_hash("x"), "y")
    assert (good.returncode, bad.returncode) == (0, 1)
    assert good.stdout.strip() and bad.stdout.strip() and good.stdout != bad.stdout


@pytest.mark.parametrize(
    "stored",
    [
        "<PUT HASH HERE>",
        "",
        "md5$1$a$b",
        "pbkdf2_sha256$0$salt$x=",
        "$argon2id$v=19$m=1$x",
        "$2b$99$x",
        "pbkdf2_sha256$1000$$x",
        "plain",
    ],
)
def test_verify_password_refuses_what_no_verifier_reads(stored):
    done = verify(stored, "x")
    assert done.returncode == 1
    assert (done.stdout + done.stderr).strip()


def test_prompted_on_a_terminal_it_asks_twice_and_shows_nothing():
    code, shown = typed(["hash-password"], "typed word", "typed word")
    assert code == 0
    assert "typed word" not in shown
    assert shown.count("(typed)") == 2
    stored = ARGON2ID.search(shown).group(0)
    assert verify(stored, "typed word").returncode == 0


def test_two_different_answers_give_no_hash():
    code, shown = typed(["hash-password"], "one", "two", "three", "four", "five", "six")
    assert code != 0 or shown.count("(typed)") > 2, "refused, or asked again"
    assert not ARGON2ID.search(shown)


def test_verify_password_prompts_on_a_terminal_without_echo():
    code, shown = typed(["verify-password", pbkdf2_hash("typed word")], "typed word")
    assert code == 0 and "typed word" not in shown


def test_an_unknown_scheme_is_a_usage_error_that_names_the_known_ones():
    done = run("hash-password", "--no-confirm", "--scheme", "md5", stdin="x")
    assert done.returncode == 2
    assert "argon2id" in done.stderr and "pbkdf2_sha256" in done.stderr


def test_an_empty_password_is_hashed_as_by_the_plugin_and_warned_of():
    done = run("hash-password", "--no-confirm", stdin="\n")
    assert done.returncode == 0 and "empty" in done.stderr
    assert verify(done.stdout.strip(), "").returncode == 0
