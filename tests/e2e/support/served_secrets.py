"""A gateway with a store of secrets and its socket, before an upstream that is not there."""

import contextlib
import json
import os
import signal
import socket

from support.plugin_secrets import KEY
from support.secrets import Secrets
from support.secrets_socket import client_of
from support.sites import WorkDirectory, start_gateway_before
from support.waiting import limit


def site_config(keys=None, register=(), **more):
    secrets = {"keys": keys or {"main": KEY}, "register": list(register)}
    return {"plugins": {"datasette-gateway": {"secrets": secrets}, **more}}


class Served:
    """A gateway before an upstream that is not there, with its socket and its commands."""

    def __init__(self, config, env=None, arguments=()):
        self.folder = WorkDirectory()
        self.state = self.folder.path / "state"
        self.socket = self.folder.path / "s.sock"
        self.env = {
            "XDG_STATE_HOME": self.state,
            "DATASETTE_GATEWAY_SOCKET": self.socket,
            **(env or {}),
        }
        self.site = start_gateway_before(
            "http://127.0.0.1:9", config, arguments=arguments, env=self.env
        )
        self.metadata = self.site.work.path / "metadata.json"
        self.commands = Secrets(self.folder, "-m", self.metadata, env=env)

    @property
    def process(self):
        return self.site.process

    def client(self):
        return client_of(self.socket)

    def get(self, name, **options):
        with self.client() as client:
            return client.get(f"/v1/secrets/{name}", **options)

    def raw(self, data):
        """Everything that comes back for these bytes."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(limit(15))
            connection.connect(os.fspath(self.socket))
            connection.sendall(data)
            answered = b""
            with contextlib.suppress(ConnectionResetError):
                while piece := connection.recv(65536):
                    answered += piece
            return answered

    def reload(self, config):
        mark = self.process.mark()
        self.metadata.write_text(json.dumps(config))
        self.process.signal(signal.SIGHUP)
        return self.process.wait_for_line("was reloaded|stays in force", since=mark).group(0)

    def stop(self):
        try:
            assert self.site.stop() == 0
            assert not self.socket.exists()
        finally:
            self.folder.remove()
