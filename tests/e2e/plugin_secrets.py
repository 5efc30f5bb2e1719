"""The real datasette-secrets, driven line by line: run by the Python of its own environment.

    plugin_secrets.py DATABASE KEY NAME[,NAME…]      DATABASE is a path, or "internal:PATH" (1.0)

Reads a JSON object from each line of standard input and answers with one:
    {"do": "set", "name", "value", "note", "actor"}  as the form at /-/secrets/NAME does
    {"do": "get", "name", "actor"}                   datasette_secrets.get_secret()
    {"do": "storm", "prefix", "count", "names"}      writes, and reads between them
"""

import asyncio
import json
import sys

import datasette
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

import datasette_secrets  # after Datasette, which loads it as a plugin

IS_1_0 = datasette.__version__.startswith("1.")


class Surroundings:
    """The site's contribution: secrets to register, an actor, and the permission to manage them."""

    __name__ = "Surroundings"

    def __init__(self, names):
        self.names = names

    @hookimpl
    def register_secrets(self, datasette):
        return [datasette_secrets.Secret(name) for name in self.names]

    @hookimpl
    def actor_from_request(self, datasette, request):
        actor = request.headers.get("x-actor")
        return {"id": actor} if actor else None

    if not IS_1_0:

        @hookimpl
        def permission_allowed(self, datasette, actor, action):
            return True if action == "manage-secrets" and actor else None


def make_site(database, key):
    """Datasette with the plugin's table in that database."""
    block = {"encryption-key": key}
    files, options = [], {}
    if database.startswith("internal:"):
        options["internal"] = database.removeprefix("internal:")
    else:
        files = [database]
        block["database"] = database.rsplit("/", 1)[-1].removesuffix(".db")
    config = {
        "plugins": {"datasette-secrets": block},
        "permissions": {"manage-secrets": {"id": "*"}},
    }
    return Datasette(files, **{"config" if IS_1_0 else "metadata": config}, **options)


async def save(site, name, value, note="", actor="root"):
    """POST of the plugin's form, without any cookie."""
    answer = await site.client.post(
        f"/-/secrets/{name}", data={"secret": value, "note": note}, headers={"x-actor": actor}
    )
    assert answer.status_code == 302, answer.text[:500]


async def storm(site, prefix, count, names):
    """How many writes and reads had to be tried again because the database was locked."""
    again = 0
    for number in range(count):
        name = f"{prefix}{number % names}"
        value = f"plugin-{number}"
        while True:
            try:
                await save(site, name, value)
                assert await datasette_secrets.get_secret(site, name, "storm") == value
                break
            except Exception as locked:
                if "locked" not in str(locked):
                    raise
                again += 1
    return again


async def answer(site, asked):
    what = asked.pop("do")
    if what == "set":
        return await save(site, **asked)
    if what == "get":
        return await datasette_secrets.get_secret(site, asked["name"], asked.get("actor"))
    return await storm(site, **asked)


async def main(database, key, names):
    pm.register(Surroundings(names.split(",")), name="surroundings")
    site = make_site(database, key)
    await site.invoke_startup()
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        try:
            answered = {"answer": await answer(site, json.loads(line))}
        except Exception as failed:
            answered = {"error": f"{type(failed).__name__}: {failed}"}
        print(json.dumps(answered), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
