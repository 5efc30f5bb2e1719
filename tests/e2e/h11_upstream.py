"""An upstream that reads requests with h11, as uvicorn does, and records all that it understood."""

import socket
import threading
from dataclasses import dataclass, field

import h11

from support.waiting import limit

HEAD_BYTES_MAX = 65536  # uvicorn's own default


@dataclass
class SeenRequest:
    method: str
    target: str
    headers: list  # (lower-case name, value)
    body: bytes = b""
    is_complete: bool = False

    def all(self, name):
        return [value for each, value in self.headers if each == name]


@dataclass
class Fault:
    """Input that h11 refused, and all bytes of that connection."""

    why: str
    data: bytes


@dataclass
class H11Upstream:
    seen: list = field(default_factory=list)
    faults: list = field(default_factory=list)

    def __post_init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        self.threads = []
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def _accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self, sock):
        sock.settimeout(limit(60))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with sock:
            H11Connection(self, sock).run()

    def wait_for_the_end(self):
        """Until every connection is closed: when the gateway has ended."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self._acceptor.join(limit(10))
        self.listener.close()
        for thread in self.threads:
            thread.join(limit(10))


class H11Connection:
    """One connection from its first byte to its last."""

    def __init__(self, upstream, sock):
        self.upstream = upstream
        self.sock = sock
        self.parser = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_BYTES_MAX)
        self.received = b""
        self.request = None

    def run(self):
        try:
            while self._take(self.parser.next_event()):
                pass
        except h11.RemoteProtocolError as fault:
            self._note_fault(str(fault))
        except OSError:
            pass  # the gateway has dropped it

    def _note_fault(self, why):
        self.upstream.faults.append(Fault(why, self.received))

    def _take(self, event):
        """False at the end of the connection."""
        if event is h11.NEED_DATA:
            data = self.sock.recv(65536)
            if not data:
                if self.parser.trailing_data[0] and self.parser.their_state is h11.IDLE:
                    self._note_fault("half a head")
                return False
            self.received += data
            self.parser.receive_data(data)
        elif isinstance(event, h11.Request):
            headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in event.headers]
            self.request = SeenRequest(event.method.decode(), event.target.decode(), headers)
            self.upstream.seen.append(self.request)
            if "early" in self.request.target:
                self._answer()
        elif isinstance(event, h11.Data):
            self.request.body += event.data
        elif isinstance(event, h11.EndOfMessage):
            self.request.is_complete = True
            if self.parser.our_state is not h11.DONE:
                self._answer()
            self.parser.start_next_cycle()
            self.received = b""
        return True

    def _answer(self):
        response = h11.Response(status_code=200, headers=[("Content-Length", "2")])
        data = self.parser.send(response)
        if self.request.method != "HEAD":
            data += self.parser.send(h11.Data(b"ok"))
        self.sock.sendall(data + self.parser.send(h11.EndOfMessage()))
