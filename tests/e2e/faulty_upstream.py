"""An upstream that a test controls exactly: it answers, dribbles, resets, hangs.

Each connection has a thread; for each request `answer(request)` is called, which sends what it
likes through the request's connection. Without one it echoes what it has seen as JSON.
"""

import json
import socket
import struct
import threading

from support.raw_http import ConnectionEnded, RawConnection
from support.signing import unb64
from support.waiting import limit, wait_until


PROBE_ACTOR = {"id": "datasette-gateway-probe"}


def plain(body=b"fine", status="200 OK", headers=()):
    """The bytes of a complete answer with a Content-Length."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body)}",
        *(f"{n}: {v}" for n, v in headers),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


class Request:
    def __init__(self, head, connection):
        self.head = head
        self.connection = connection
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, self.version = lines[0].split(" ", 2)
        self.headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:]]
        self.body = None

    @property
    def path(self):
        return self.target.split("?")[0]

    def all(self, name):
        return [v for n, v in self.headers if n.lower() == name.lower()]

    def header(self, name):
        values = self.all(name)
        assert len(values) <= 1, f"{name} occurs {len(values)} times upstream: {values}"
        return values[0] if values else None

    def is_probe(self):
        """Whether this is the gateway's probe, at a start or reload, for its signature."""
        if self.path != "/-/actor.json":
            return False
        payload = self.cookies().get("ds_actor", "").partition(".")[0]
        return PROBE_ACTOR["id"].encode() in unb64(payload)

    def cookies(self):
        """name -> value of the one strict Cookie line."""
        line = self.header("cookie")
        return dict(pair.split("=", 1) for pair in line.split("; ")) if line else {}

    def read_body(self):
        if self.body is None:
            length = self.header("content-length")
            if self.header("transfer-encoding"):
                parts = []
                while data := self.connection.read_chunk():
                    parts.append(data)
                self.trailers = self.connection.read_trailers()
                self.body = b"".join(parts)
            else:
                self.body = self.connection.read_exactly(int(length or 0))
        return self.body

    def send(self, data):
        self.connection.send(data)


class UpstreamConnection(RawConnection):
    """The accepted side: reads requests, and can be reset."""

    def __init__(self, sock):  # not connecting anywhere: the socket is there already
        self.sock = sock
        self.sock.settimeout(limit(60))
        if sock.family != socket.AF_UNIX:  # what was sent is on its way, however little it is
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.ended = threading.Event()  # set when the gateway closed this connection, or we did
        self.requests = 0

    def close(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.sock.close()
        self.ended.set()

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()
        self.ended.set()


def echo(request):
    request.read_body()
    seen = {
        "method": request.method,
        "target": request.target,
        "headers": request.headers,
        "body": request.body.decode("latin-1"),
    }
    body = b"" if request.method == "HEAD" else json.dumps(seen).encode()
    request.send(plain(body, headers=[("Content-Type", "application/json")]))


class FaultyUpstream:
    def __init__(self, unix_path=None, port=0):
        self.answer = echo
        self.seen = []  # every request whose head has arrived, in order
        self.finished = []  # those whose answer() has returned
        self.connections = []
        self.on_connect = None
        self.accepts_probes = True  # without the test seeing them
        if unix_path:
            self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.listener.bind(str(unix_path))
            self.url = f"unix:{unix_path}"
        else:
            self.listener = socket.create_server(("127.0.0.1", port))
            self.port = self.listener.getsockname()[1]
            self.url = f"http://127.0.0.1:{self.port}"
        self.listener.listen(2048)  # as uvicorn does
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            connection = UpstreamConnection(sock)
            self.connections.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            if self.on_connect and self.on_connect(connection) is False:
                return
            while not connection.ended.is_set():
                request = Request(connection.read_until(b"\r\n\r\n"), connection)
                connection.requests += 1
                if self.accepts_probes and request.is_probe():
                    connection.requests -= 1
                    request.send(plain(json.dumps({"actor": PROBE_ACTOR}).encode()))
                    continue
                request.turn = connection.requests  # 1 for the first one on its connection
                self.seen.append(request)
                self.answer(request)
                self.finished.append(request)
        except (ConnectionEnded, OSError, ValueError):
            pass
        finally:
            if not connection.ended.is_set():
                connection.close()

    def requests_for(self, path):
        """Those of a test: the gateway may ask on its own account too (is it alive?)."""
        return [request for request in list(self.seen) if request.path == path]

    def only_request_for(self, path, seconds=10):
        found = wait_until(
            lambda: self.requests_for(path), seconds, f"{path} to reach the upstream"
        )
        assert len(found) == 1, f"{path} reached the upstream {len(found)} times"
        return found[0]

    def stop_listening(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()

    def stop(self):
        self.stop_listening()
        for connection in self.connections:
            if not connection.ended.is_set():
                connection.close()
