"""A client of the gateway's socket for secrets."""

import os

import httpx

from support.processes import children_of
from support.waiting import limit, wait_until


def environment_of(pid):
    with open(f"/proc/{pid}/environ", "rb") as file:
        pairs = (one.split(b"=", 1) for one in file.read().split(b"\0") if b"=" in one)
        return {name.decode(): value.decode("utf-8", "replace") for name, value in pairs}


def datasette_environment(site):
    """Of the Datasette that the gateway has started."""

    def running():
        for pid in children_of(site.process.pid):
            environment = environment_of(pid)
            if "DATASETTE_SECRET" in environment:
                return environment
        return None

    return wait_until(running, what="the Datasette behind the gateway")


def socket_of(site):
    return datasette_environment(site)["DATASETTE_GATEWAY_SOCKET"]


def client_of(path):
    return httpx.Client(
        transport=httpx.HTTPTransport(uds=os.fspath(path)),
        base_url="http://secrets",
        timeout=limit(10),
    )
