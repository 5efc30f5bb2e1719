"""Ambiguous request streams, made from a seed.

Each stream is well-formed requests, spoilt in a few places. All carry the credentials of one
account and a marker in their targets, so that whoever sees one knows whose it must be.
"""

import os
import random
import secrets
from dataclasses import dataclass

from support.data import ALICE, BOB
from support.signing import basic, sign

USUAL_SEED = 20240701
MARKER = r"/s/([0-9a-f]{12})"
STOLEN = sign({"a": {"id": "root"}}, "another secret")

HOSTILE_LINES = (
    "Content-Length: 0",
    "Content-Length: 5",
    "Content-Length: 5, 5",
    "Content-Length: +5",
    "Content-Length: 0x5",
    "Content-Length:5 ",
    "Content-Length : 5",
    "Content_Length: 5",
    "Content-Length: 00000000000000005",
    "Content-Length: 99999999999999999999",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: Chunked",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: chunked, chunked",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding:\tchunked",
    "Transfer-Encoding:\x0bchunked",
    "Transfer_Encoding: chunked",
    "X: y\r\n Transfer-Encoding: chunked",
    "X: y\rTransfer-Encoding: chunked",
    "X: y\nTransfer-Encoding: chunked",
    "TE: trailers",
    "Trailer: Content-Length",
    "Host: other",
    "Host: gateway.test",
    "Connection: close",
    "Connection: keep-alive, Content-Length, Transfer-Encoding, Cookie, Host",
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk",
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Expect: 100-continue",
    "Expect: 200-ok",
    f"Cookie: ds_actor={STOLEN}",
    f'Cookie: a="; ds_actor={STOLEN}"',
    f"Cookie: a=1, ds_actor={STOLEN}; b=2",
    f"X: y\r\n\tCookie: ds_actor={STOLEN}",
    "X-Forwarded-For: 6.6.6.6",
    "X_Forwarded_For: 6.6.6.6",
    "Forwarded: for=6.6.6.6",
    "Authorization: Bearer dstok_x",
    "X-Empty:",
    ": no name",
    "no colon",
    "X\x80: 8 bits",
    "X: \x80\xff",
    "X: \x7f",
    "X: \x00",
    "X: " + "y" * 5000,
)
TARGETS = (
    "/{marker}",
    "/{marker}?sql=select+1&_size=max",
    "/{marker}/early",
    "//{marker}/../x",
    "/{marker}/%2e%2e/%00",
    "/{marker}/a%0d%0aX:y",
    "http://gateway.test/{marker}",
    "http://other/{marker}",
    "http://gateway.test:80/{marker}",
    "/{marker}#x",
    "/{marker} x",
    "/{marker}\x80",
    '/{marker}/\\|^`<>"{{}}',
    "{marker}",
    "*",
    "gateway.test:443",
)
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get")
VERSIONS = ("HTTP/1.0", "HTTP/1.1", "HTTP/1.1 ", "HTTP/1.2", "HTTP/2.0", "http/1.1", "HTTP/0.9", "")
LINE_ENDS = ("\n", "\r", "\r\r\n", "\r\n ", "\r\n\t", "\r\n\r\n", " \r\n", "\x0b\r\n", "\n\r")
CHUNK_HEADS = (
    "5",
    "05",
    "5;x=y",
    '5;x="a\\"b"',
    "5 ",
    " 5",
    "+5",
    "-5",
    "0x5",
    "5;x\n",
    "5\n",
    "4",
    "6",
    "0",
    "FFFFFFFFFFFFFFFF",
    "10000000000000005",
    "000000000000005",
    "5;" + "x" * 300,
    "",
)
ODD_BYTES = (b"\r", b"\n", b"\r\n", b"\0", b" ", b"\t", b":", b";", b",", b"\x80", b"\xff", b"0")


@dataclass
class Stream:
    """The bytes of one connection, in pieces, and its client."""

    number: int
    marker: str
    user: str
    pieces: list

    @property
    def data(self):
        return b"".join(self.pieces)


def chosen_seed():
    """DSGW_SEED, once and for all processes of this test run."""
    if os.environ.get("DSGW_SEED") == "random":
        os.environ["DSGW_SEED"] = str(secrets.randbelow(1 << 32))
    return int(os.environ.get("DSGW_SEED", USUAL_SEED))


def make_stream(seed, number):
    """The same bytes whenever it is asked."""
    rng = random.Random(f"{seed}/{number}")
    marker = f"s/{rng.getrandbits(48):012x}"
    user, password = rng.choice((ALICE, BOB))
    maker = RequestMaker(rng, marker, basic(user, password))
    requests = [maker.make() for _ in range(rng.choice((1, 1, 2, 3, 5)))]
    data = b"".join(requests)
    if rng.random() < 0.3:
        data = spoil_bytes(rng, data)
    return Stream(number, marker[2:], user, cut(rng, data))


class RequestMaker:
    """Requests of one stream."""

    def __init__(self, rng, marker, authorization):
        self.rng = rng
        self.marker = marker
        self.authorization = authorization

    def make(self):
        """One request; every second one is spoilt somewhere."""
        rng = self.rng
        spoilt = rng.random() < 0.5
        method = rng.choice(METHODS if spoilt and rng.random() < 0.3 else METHODS[:6])
        target = rng.choice(TARGETS if spoilt and rng.random() < 0.5 else TARGETS[:3])
        version = rng.choice(VERSIONS) if spoilt and rng.random() < 0.1 else "HTTP/1.1"
        lines = [
            f"{method} {target.format(marker=self.marker)} {version}",
            "Host: gateway.test",
            f"Authorization: {self.authorization}",
            "User-Agent: odd/1.0",
        ]
        body = self._body(method, spoilt, lines)
        if spoilt:
            self._spoil_lines(lines)
        return self._join(lines, spoilt) + body

    def _body(self, method, spoilt, lines):
        """Adds the framing to the lines."""
        rng = self.rng
        if method in ("GET", "HEAD", "OPTIONS") and rng.random() < 0.8:
            return b""
        inner = f"GET /{self.marker}/inner HTTP/1.1\r\nHost: x\r\nAuthorization: "
        content = rng.choice((b"", b"hello", (inner + self.authorization + "\r\n\r\n").encode()))
        if rng.random() < 0.5:
            lines.append(f"Content-Length: {len(content)}")
            return content
        lines.append("Transfer-Encoding: chunked")
        return self._chunks(content, spoilt)

    def _chunks(self, content, spoilt):
        rng = self.rng
        made = b""
        while content:
            size = rng.randint(1, len(content))
            made += b"%x\r\n%s\r\n" % (size, content[:size])
            content = content[size:]
        if spoilt and rng.random() < 0.5:
            end = rng.choice(("\r\n", "\r\n", "\n", "", "\r"))
            made += (rng.choice(CHUNK_HEADS) + "\r\nhello" + end).encode("latin-1")
        trailers = rng.choice(("", "", "X-Sum: 1\r\n", "Content-Length: 5\r\n", "Host: other\r\n"))
        return made + f"0\r\n{trailers}\r\n".encode()

    def _spoil_lines(self, lines):
        rng = self.rng
        for _ in range(rng.choice((0, 1, 1, 2))):
            what = rng.random()
            if what < 0.6:
                lines.insert(rng.randint(1, len(lines)), rng.choice(HOSTILE_LINES))
            elif what < 0.75:
                lines.append(rng.choice(lines))
            elif what < 0.85:
                lines.pop(rng.randrange(len(lines)))
            else:
                lines[1:] = rng.sample(lines[1:], len(lines) - 1)

    def _join(self, lines, spoilt):
        rng = self.rng
        ends = ["\r\n"] * len(lines)
        if spoilt and rng.random() < 0.25:
            ends[rng.randrange(len(ends))] = rng.choice(LINE_ENDS)
        head = "".join(line + end for line, end in zip(lines, ends)) + "\r\n"
        before = rng.choice(("\r\n", "\n", " ", "\r\n\r\n")) if rng.random() < 0.05 else ""
        return (before + head).encode("latin-1")


def spoil_bytes(rng, data):
    """A few bytes changed, added, taken away or repeated, anywhere."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(len(data) + 1)
        size = rng.choice((1, 1, 2, 10))
        what = rng.randrange(5)
        if what == 0:
            data = data[:at] + bytes((rng.randrange(256),)) + data[at + 1 :]
        elif what == 1:
            data = data[:at] + rng.choice(ODD_BYTES) + data[at:]
        elif what == 2:
            data = data[:at] + data[at + size :]
        elif what == 3:
            data = data[: at + size] + data[at:]
        else:
            data = data[:at]
    return data


def cut(rng, data):
    """The pieces in which it is sent."""
    marks = sorted(rng.randint(0, len(data)) for _ in range(rng.choice((0, 0, 1, 3))))
    return [data[a:b] for a, b in zip([0, *marks], [*marks, len(data)]) if b > a]
