"""Secrets for Datasette's plugins, stored by the gateway in front of Datasette.

get_secret() and Secret have the interface of datasette-secrets. Values come over the unix socket
DATASETTE_GATEWAY_SOCKET; the encryption key never enters this process.
"""

import asyncio
import dataclasses
import json
import os
import sys
from typing import Optional
from urllib.parse import quote

from datasette import hookimpl
from datasette.plugins import pm
from datasette.utils import await_me_maybe
from datasette_gateway_finder import SOCKET_VARIABLE, real_spec

from . import hookspecs

__all__ = ["GatewayError", "Secret", "get_secret", "get_secrets"]

ANSWER_SECONDS = 15


class GatewayError(Exception):
    """The gateway cannot be reached, or reports an error."""


@dataclasses.dataclass
class Secret:
    name: str
    description: Optional[str] = None
    obtain_url: Optional[str] = None
    obtain_label: Optional[str] = None


async def get_secret(datasette, secret_name, actor_id=None):
    "Returns the value of a secret, or None. The gateway records the access of that actor."
    if not os.environ.get(SOCKET_VARIABLE):
        return os.environ.get("DATASETTE_SECRETS_{}".format(secret_name)) or None
    target = "/v1/secrets/" + quote(secret_name, safe="")
    if actor_id:
        target += "?actor_id=" + quote(str(actor_id), safe="")
    status, answer = await _ask("GET", target)
    if status == 404:
        return None
    if status != 200:
        raise GatewayError("{}: {}".format(secret_name, answer.get("error")))
    return answer["value"]


async def get_secrets(datasette):
    "Whatever the plugins register with register_secrets(); of equal names the first."
    hook = getattr(pm.hook, "register_secrets", None)
    by_name = {}
    for result in hook(datasette=datasette) if hook else []:
        for secret in await await_me_maybe(result) or []:
            by_name.setdefault(secret.name, secret)
    return list(by_name.values())


@hookimpl(tryfirst=True)
def startup(datasette):
    "Registers the plugins' secrets with the gateway, so that /-/secrets can list them."

    async def register():
        if not os.environ.get(SOCKET_VARIABLE):
            return
        fields = [field.name for field in dataclasses.fields(Secret)]
        secrets = [
            {field: getattr(secret, field, None) for field in fields}
            for secret in await get_secrets(datasette)
        ]
        try:
            status, answer = await _ask("POST", "/v1/registrations", {"secrets": secrets})
            problem = answer.get("error") if status != 200 else None
        except GatewayError as failed:
            problem = failed
        if problem:
            print("datasette-gateway: cannot register secrets:", problem, file=sys.stderr)

    return register


async def _ask(method, target, body=None):
    "Returns status and JSON. Uses a new connection, since event loops and threads may differ."
    try:
        return await asyncio.wait_for(_exchange(method, target, body), ANSWER_SECONDS)
    except asyncio.TimeoutError:
        raise GatewayError("the gateway did not respond within {} s".format(ANSWER_SECONDS))
    except (OSError, ValueError) as failed:
        raise GatewayError("cannot ask the gateway: {}".format(failed))


async def _exchange(method, target, body):
    content = b"" if body is None else json.dumps(body).encode("utf-8")
    head = "{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n".format(method, target)
    if body is not None:
        head += "Content-Type: application/json\r\nContent-Length: {}\r\n".format(len(content))
    reader, writer = await asyncio.open_unix_connection(os.environ[SOCKET_VARIABLE])
    try:
        writer.write(head.encode("ascii") + b"\r\n" + content)
        await writer.drain()
        answered = await reader.read()
    finally:
        writer.close()
    head, _, content = answered.partition(b"\r\n\r\n")
    status = head.split(b" ", 2)
    if len(status) < 2 or not status[1].isdigit():
        raise ValueError("it closed the connection")
    return int(status[1]), json.loads(content.decode("utf-8"))


async def _forwarded(datasette, secret_name, actor_id=None):
    # The name exists in the module whose function gets this code.
    return await _datasette_gateway_get_secret(datasette, secret_name, actor_id)  # noqa: F821


def answer_for(real):
    """Makes get_secret() of the real datasette_secrets ask the gateway.

    Replaces the code of the function, since plugins may have imported the function already.
    """
    real._datasette_gateway_get_secret = get_secret
    real.get_secret.__code__ = _forwarded.__code__


# Plugins that import datasette_secrets find this module. If the real one is installed, they find
# that: its pages stay, and with a gateway its get_secret() is ours, so that there is one store.
if real_spec() is None:
    pm.add_hookspecs(hookspecs)
    sys.modules["datasette_secrets"] = sys.modules[__name__]
    sys.modules["datasette_secrets.hookspecs"] = hookspecs
elif os.environ.get(SOCKET_VARIABLE):
    import datasette_secrets

    answer_for(datasette_secrets)
