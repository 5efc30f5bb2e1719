"""HTTPS by the options that Datasette has: --ssl-keyfile and --ssl-certfile."""

import signal
import ssl
import subprocess
import time

import pytest

from support.processes import open_files_of
from support.raw_http import RawConnection, exchange, request_bytes
from support.sites import SECRET, launch_gateway, wait_for_gateway
from support.waiting import wait_until

CLOSE = ("Connection", "close")


def make_certificate(directory, name, common_name="localhost"):
    key, certificate = directory / f"{name}.key", directory / f"{name}.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            f"/CN={common_name}",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout",
            key,
            "-out",
            certificate,
        ],
        check=True,
        capture_output=True,
    )
    return key, certificate


@pytest.fixture
def tls_site(work, upstream, started):
    def start(*more):
        key, certificate = make_certificate(work.path, "server", "first")
        process = launch_gateway(
            [
                "--upstream",
                upstream.url,
                "--secret",
                SECRET,
                "-p",
                "0",
                "--threads",
                "1",
                "--ssl-keyfile",
                key,
                "--ssl-certfile",
                certificate,
                *more,
            ],
            work,
        )
        site = wait_for_gateway(process, work)
        started.append(site)
        return site

    return start


def client_context(site, **versions):
    context = ssl.create_default_context(cafile=site.work.path / "server.pem")
    context.set_alpn_protocols(["http/1.1"])
    for name, value in versions.items():
        setattr(context, name, value)
    return context


def trusting_all():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def common_name_of(connection):
    import re

    text = ssl.DER_cert_to_PEM_cert(connection.sock.getpeercert(True))
    shown = subprocess.run(
        ["openssl", "x509", "-noout", "-subject"],
        input=text.encode(),
        capture_output=True,
        check=True,
    ).stdout.decode()
    return re.search(r"CN\s*=\s*(\w+)", shown).group(1)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_spoken_and_datasette_hears_of_https(tls_site, upstream, version):
    site = tls_site()
    assert site.scheme == "https"
    context = client_context(site, minimum_version=version, maximum_version=version)
    with RawConnection(site.address, tls=context) as connection:
        assert connection.sock.selected_alpn_protocol() == "http/1.1"
        connection.send(request_bytes(target="/t/tls"))
        assert connection.read_response().status == 200
    assert upstream.only_request_for("/t/tls").header("x-forwarded-proto") == "https"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_older_versions_are_refused(tls_site, version):
    context = trusting_all()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    with pytest.raises(ssl.SSLError) as refused:
        RawConnection(tls_site().address, tls=context)
    assert "PROTOCOL_VERSION" in str(refused.value).upper(), "the server's own word"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_session_is_resumed(tls_site, version):
    site = tls_site()
    context = client_context(site, minimum_version=version, maximum_version=version)
    with RawConnection(site.address, tls=context) as connection:
        connection.send(request_bytes(target="/t/first", headers=[CLOSE]))
        connection.read_response()
        session = connection.sock.session
        assert not connection.sock.session_reused
    import socket

    with context.wrap_socket(
        socket.create_connection(site.address), server_hostname="localhost", session=session
    ) as again:
        again.sendall(request_bytes(target="/t/second", headers=[CLOSE]))
        assert again.recv(12) == b"HTTP/1.1 200"
        assert again.session_reused


def test_sighup_takes_a_new_certificate_and_drops_no_connection(tls_site, work):
    site = tls_site()
    context = trusting_all()
    with RawConnection(site.address, tls=context) as old:
        old.send(request_bytes(target="/t/before"))
        assert old.read_response().status == 200
        make_certificate(work.path, "server", "second")
        site.process.signal(signal.SIGHUP)

        def name_shown():
            with RawConnection(site.address, tls=context) as new:
                return common_name_of(new)

        wait_until(lambda: name_shown() == "second", 15, "the new certificate")
        old.send(request_bytes(target="/t/after"))
        assert old.read_response().status == 200


def test_sighup_with_a_broken_certificate_keeps_the_old_one(tls_site, work):
    site = tls_site()
    (work.path / "server.pem").write_text("no certificate")
    mark = site.process.mark()
    site.process.signal(signal.SIGHUP)
    site.process.wait_for_line(r"server\.pem", 15, "err", mark)
    with RawConnection(site.address, tls=trusting_all()) as connection:
        assert common_name_of(connection) == "first"
        connection.send(request_bytes(target="/t/still"))
        assert connection.read_response().status == 200


def test_hsts_is_sent_on_every_kind_of_answer_where_asked_for(tls_site, upstream):
    site = tls_site("--hsts", "31536000")
    for path in ("/t/forwarded", "/-/logout/"):
        answer = exchange(
            site.address, request_bytes(target=path, headers=[CLOSE]), tls=trusting_all()
        )
        assert answer.header("strict-transport-security").startswith("max-age=31536000")
    upstream.stop()
    answer = exchange(
        site.address, request_bytes(target="/t/502", headers=[CLOSE]), tls=trusting_all()
    )
    assert answer.header("strict-transport-security").startswith("max-age=31536000")


def test_hsts_is_not_sent_unasked(tls_site):
    answer = exchange(tls_site().address, request_bytes(headers=[CLOSE]), tls=trusting_all())
    assert answer.header("strict-transport-security") is None


def test_plain_http_on_the_tls_port_is_not_answered_by_datasette(tls_site, upstream):
    site = tls_site()
    with RawConnection(site.address) as connection:
        connection.send(request_bytes(target="/t/plain"))
        assert connection.is_closed(seconds=15) or not upstream.requests_for("/t/plain")
    assert not upstream.requests_for("/t/plain")


@pytest.mark.parametrize("fault", ["key only", "certificate only", "missing file", "wrong key"])
def test_unusable_tls_files_are_an_error_at_start_that_names_them(work, fault):
    key, certificate = make_certificate(work.path, "server")
    other, _ = make_certificate(work.path, "other")
    arguments = {
        "key only": ["--ssl-keyfile", key],
        "certificate only": ["--ssl-certfile", certificate],
        "missing file": ["--ssl-keyfile", work.path / "none.key", "--ssl-certfile", certificate],
        "wrong key": ["--ssl-keyfile", other, "--ssl-certfile", certificate],
    }[fault]
    process = launch_gateway(
        ["--upstream", "http://127.0.0.1:1", "--secret", SECRET, "-p", "0", *arguments], work
    )
    assert process.wait(15) in (1, 2)
    wanted = {"missing file": "none.key", "wrong key": "key"}.get(fault, "ssl-")
    assert wanted in process.text("err")
    assert "listening on" not in process.text("err")


def plain_on(work, upstream, host, *arguments):
    process = launch_gateway(
        ["--upstream", upstream.url, "--secret", SECRET, "-h", host, "-p", "0", *arguments], work
    )
    wait_for_gateway(process, work)
    process.stop()
    return process.text("err")


def test_plain_http_on_a_public_address_is_warned_of(work, upstream):
    text = plain_on(work, upstream, "0.0.0.0").lower()
    assert "password" in text and ("tls" in text or "https" in text)


def test_plain_http_on_loopback_or_behind_a_trusted_proxy_is_not_warned_of(work, upstream):
    silent = plain_on(work, upstream, "127.0.0.1").lower()
    config = work.write(
        "m.json", {"plugins": {"datasette-gateway": {"trusted_proxies": ["127.0.0.1"]}}}
    )
    behind = plain_on(work, upstream, "0.0.0.0", "-m", config).lower()
    for text in (silent, behind):
        assert "readable" not in text and "https" not in text


def test_clients_that_vanish_in_the_middle_of_a_body_leave_nothing_behind(tls_site):
    site = tls_site()
    at_rest = open_files_of(site.process.pid)
    head = b"POST /t/unfinished HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\na"
    for _ in range(50):
        with RawConnection(site.address, tls=client_context(site)) as connection:
            connection.send(head)
    wait_until(
        lambda: open_files_of(site.process.pid) <= at_rest + 2,
        what="the connections of clients that are gone are closed",
    )


@pytest.mark.parametrize("begin", [b"", b"\x16\x03\x01\x02"], ids=["nothing", "half a record"])
def test_a_handshake_that_does_not_end_is_given_up_after_ten_seconds(tls_site, begin):
    site = tls_site()
    at_rest = open_files_of(site.process.pid)
    began = time.monotonic()
    with RawConnection(site.address, seconds=30) as connection:
        connection.send(begin)
        assert connection.is_closed(seconds=30)
        assert time.monotonic() - began > 9.5
    wait_until(lambda: open_files_of(site.process.pid) <= at_rest, what="its descriptor is closed")


def suites_of_tls_1_2():
    """Every one that OpenSSL knows, weak ones too."""
    listed = subprocess.run(
        ["openssl", "ciphers", "-v", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    return [line.split()[0] for line in listed if line.split()[1] != "TLSv1.3"]


def make_rsa_certificate(directory):
    key, certificate = directory / "server.key", directory / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        + ["-subj", "/CN=first", "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_tls_1_2_has_forward_secrecy_and_authenticated_encryption_only(tls_site, work, kind):
    site = tls_site()
    if kind == "rsa":
        make_rsa_certificate(work.path)
        mark = site.process.mark()
        site.process.signal(signal.SIGHUP)
        site.process.wait_for_line("configuration was reloaded", since=mark)
    spoken = set()
    for suite in suites_of_tls_1_2():
        tried = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{site.port}", "-tls1_2"]
            + ["-cipher", f"{suite}:@SECLEVEL=0"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if f"Cipher is {suite}" in tried.stdout:
            spoken.add(suite)
    name = kind.upper()
    assert spoken == {
        f"ECDHE-{name}-AES128-GCM-SHA256",
        f"ECDHE-{name}-AES256-GCM-SHA384",
        f"ECDHE-{name}-CHACHA20-POLY1305",
    }
