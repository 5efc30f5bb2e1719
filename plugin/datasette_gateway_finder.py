"""Answers to the name datasette_secrets: in place of the real one, or in front of it.

Loaded at the start of Python, by datasette_gateway.pth or as a Datasette that the gateway starts
does it, before Datasette loads its plugins in an order of its own. Whichever of them is first finds
a module whose get_secret() asks the gateway.
"""

import os
import sys

NAME = "datasette_secrets"
OWN_NAME = "datasette_gateway"
SOCKET_VARIABLE = "DATASETTE_GATEWAY_SOCKET"


def real_spec():
    "Where the real datasette_secrets is, or None if it is not installed."
    for finder in sys.meta_path:
        find = getattr(finder, "find_spec", None)
        if find is None or finder is Finder:
            continue
        spec = find(NAME, None)
        if spec is not None and spec.loader is not None:
            return spec
    return None


class Finder:
    "The first one to be asked. Without a gateway a real datasette_secrets stays as it is."

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name != NAME:
            return None
        real = real_spec()
        if real is None:
            from importlib.util import spec_from_loader

            return spec_from_loader(name, StandIn())
        if not os.environ.get(SOCKET_VARIABLE):
            return None
        real.loader = InFront(real.loader)
        return real


class StandIn:
    def create_module(self, spec):
        return None

    def exec_module(self, module):
        sys.modules[NAME] = load_own()


class InFront:
    "The loader of the real one, which changes get_secret() when all else is there."

    def __init__(self, loader):
        self._loader = loader

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        self._loader.exec_module(module)
        load_own().answer_for(module)


def load_own():
    "The gateway's module. Where Datasette does not load it as a plugin it becomes one."
    is_being_loaded = OWN_NAME in sys.modules
    import datasette_gateway

    if not is_being_loaded:
        from datasette.plugins import pm

        # By the name of its entry point: where that is installed too, it is not loaded twice.
        if pm.get_name(datasette_gateway) is None:
            pm.register(datasette_gateway, name="gateway")
    return datasette_gateway


if Finder not in sys.meta_path:
    sys.meta_path.insert(0, Finder)
