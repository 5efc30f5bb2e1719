"""A Datasette plugin for tests: GET /-/gate?dir=D waits until the file D/open exists.

It creates D/entered when the request has arrived, so a test knows that it is in flight.
"""

import asyncio
import pathlib

from datasette import hookimpl
from datasette.utils.asgi import Response


async def gate(request):
    directory = pathlib.Path(request.args["dir"])
    (directory / "entered").touch()
    for _ in range(6000):
        if (directory / "open").exists():
            return Response.text("through the gate")
        await asyncio.sleep(0.01)
    return Response.text("the gate stayed shut", status=500)


@hookimpl
def register_routes():
    return [(r"^/-/gate$", gate)]
