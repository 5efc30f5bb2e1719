"""A fake systemd: binds a socket before the service starts, and receives its notifications."""

import os
import socket

from support.sites import launch_gateway
from support.waiting import wait_until

# The process number has to be its own, which is known once it runs.
BECOME = 'fds=$1; shift; export LISTEN_PID=$$ LISTEN_FDS=$fds WATCHDOG_PID=$$; exec "$@"'


class InitSystem:
    """As a context. `sockets` are handed over to each process that it starts."""

    def __init__(self, work, sockets=None):
        self.work = work
        self.sockets = [listening_socket()] if sockets is None else sockets
        self.messages = []
        self._ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._ear.bind(str(work.path / "notify"))
        self._ear.setblocking(False)
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        for process in self.processes:
            if process.running:
                process.stop()
        for each in [*self.sockets, self._ear]:
            each.close()

    @property
    def address(self):
        return self.sockets[0].getsockname()

    def start(self, arguments, line=None, env=None, become=BECOME):
        """Does not wait."""
        descriptors = [each.fileno() for each in self.sockets]
        # The first of those that are handed over has to be number 3.
        moved = " ".join(f"{3 + i}<&{fd}" for i, fd in enumerate(descriptors))
        process = launch_gateway(
            arguments,
            self.work,
            {"NOTIFY_SOCKET": self.work.path / "notify", **(env or {})},
            line=line,
            through=["bash", "-c", f"{become} {moved}", "bash", str(len(descriptors))],
            pass_fds=descriptors,
        )
        self.processes.append(process)
        return process

    def heard(self):
        """All messages so far, each a dictionary."""
        while True:
            try:
                text = self._ear.recv(4096).decode()
            except BlockingIOError:
                return self.messages
            self.messages.append(dict(line.split("=", 1) for line in text.split("\n")))

    def wait_for(self, name, count=1, seconds=40):
        """Until that many messages have the name; the last of them."""

        def those():
            return [message for message in self.heard() if name in message]

        wait_until(lambda: len(those()) >= count, seconds, f"{count} times {name}")
        return those()[-1]


def listening_socket(kind=socket.SOCK_STREAM, path=None):
    made = socket.socket(socket.AF_UNIX if path else socket.AF_INET, kind)
    made.bind(str(path) if path else ("127.0.0.1", 0))
    if kind == socket.SOCK_STREAM:
        made.listen(4096)
    os.set_inheritable(made.fileno(), True)
    return made
