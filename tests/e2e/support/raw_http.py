"""A client that sends exactly the bytes it is given and tells how the answer was framed."""

import json
import socket
from dataclasses import dataclass, field

from support.waiting import limit


@dataclass
class Response:
    status: int
    version: str
    headers: list  # (name, value) as received
    body: bytes = b""
    framing: str = "none"  # "length", "chunked", "eof", "none"
    complete: bool = True
    trailers: list = field(default_factory=list)
    interim: list = field(default_factory=list)  # status codes of 1xx answers before it

    def all(self, name):
        return [v for n, v in self.headers if n.lower() == name.lower()]

    def header(self, name):
        values = self.all(name)
        assert len(values) <= 1, f"{name} occurs {len(values)} times: {values}"
        return values[0] if values else None

    def json(self):
        return json.loads(self.body)


class ConnectionEnded(Exception):
    """The other side closed or reset before anything (more) came."""


class RawConnection:
    def __init__(
        self,
        address,
        seconds=20,
        tls=None,
        server_name="localhost",
        receive_buffer=None,
        source=None,
    ):
        family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
        self.sock = socket.socket(family, socket.SOCK_STREAM)
        if receive_buffer:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.sock.settimeout(limit(seconds))
        if source:
            self.sock.bind((source, 0))
        self.sock.connect(address)
        if tls:
            self.sock = tls.wrap_socket(self.sock, server_hostname=server_name)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def close(self):
        self.sock.close()

    def send(self, data):
        self.sock.sendall(data)

    def half_close(self):
        self.sock.shutdown(socket.SHUT_WR)

    def _more(self):
        try:
            data = self.sock.recv(1 << 18)
        except (ConnectionResetError, BrokenPipeError) as e:
            raise ConnectionEnded(str(e)) from e
        if not data:
            raise ConnectionEnded("end of file")
        self.buffer += data

    def read_until(self, mark):
        while mark not in self.buffer:
            self._more()
        found, self.buffer = self.buffer.split(mark, 1)
        return found

    def read_exactly(self, count):
        while len(self.buffer) < count:
            self._more()
        found, self.buffer = self.buffer[:count], self.buffer[count:]
        return found

    def discard_exactly(self, count):
        """Reads and forgets: for bodies too big to keep."""
        left = count - len(self.buffer)
        self.buffer = self.buffer[count:]
        scratch = bytearray(1 << 20)
        while left > 0:
            got = self.sock.recv_into(scratch, min(left, len(scratch)))
            if not got:
                raise ConnectionEnded(f"{left} bytes missing")
            left -= got

    def read_head(self):
        """The next head, 1xx answers too, without its body."""
        lines = self.read_until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        version, status, *_ = lines[0].split(" ", 2)
        assert version in ("HTTP/1.1", "HTTP/1.0"), lines[0]
        headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            assert colon and name and name == name.strip(), f"bad header line {line!r}"
            headers.append((name, value.strip()))
        return Response(int(status), version, headers)

    def read_final_head(self):
        interim = []
        head = self.read_head()
        while 100 <= head.status < 200 and head.status != 101:
            interim.append(head.status)
            head = self.read_head()
        head.interim = interim
        return head

    def read_chunk(self):
        """One chunk of a chunked body; b"" for the last one (trailers are still to be read)."""
        size = int(self.read_until(b"\r\n").split(b";")[0], 16)
        if size == 0:
            return b""
        data = self.read_exactly(size)
        assert self.read_exactly(2) == b"\r\n", "chunk without its CRLF"
        return data

    def read_trailers(self):
        trailers = []
        while line := self.read_until(b"\r\n"):
            name, _, value = line.decode("latin-1").partition(":")
            trailers.append((name, value.strip()))
        return trailers

    def read_response(self, method="GET"):
        head = self.read_final_head()
        if method == "HEAD" or head.status in (101, 204, 304):
            return head
        encoding, length = head.header("transfer-encoding"), head.header("content-length")
        assert not (encoding and length), "Content-Length beside Transfer-Encoding"
        parts = []
        try:
            if encoding:
                assert encoding == "chunked"
                head.framing = "chunked"
                while data := self.read_chunk():
                    parts.append(data)
                head.trailers = self.read_trailers()
            elif length is not None:
                head.framing = "length"
                parts.append(self.read_exactly(int(length)))
            else:
                head.framing = "eof"
                while True:
                    self._more()
        except ConnectionEnded as end:
            head.complete = head.framing == "eof" and "end of file" in str(end)
            parts.append(self.buffer)
            self.buffer = b""
        head.body = b"".join(parts)
        return head

    def is_closed(self, seconds=10):
        """True when the other side closes without another byte within the limit."""
        self.sock.settimeout(limit(seconds))
        try:
            return self.buffer == b"" and self.sock.recv(1) == b""
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False


def request_bytes(
    method="GET", target="/", headers=(), body=b"", host="gateway.test", version="1.1"
):
    lines = [f"{method} {target} HTTP/{version}", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def exchange(address, data, method="GET", **options):
    """One request on a connection of its own."""
    with RawConnection(address, **options) as connection:
        connection.send(data)
        return connection.read_response(method)


def takes_connections(address):
    try:
        RawConnection(address, seconds=1).sock.close()
        return True
    except OSError:
        return False
