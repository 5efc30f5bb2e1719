"""Provides the module datasette_secrets: replaces the real one, or wraps it.

Loaded at the start of Python, by datasette_gateway.pth or by sitecustomize.py, before Datasette
loads its plugins in its own order. So the first plugin already finds a module whose get_secret()
asks the gateway.
"""

import os
import sys

NAME = "datasette_secrets"
OWN_NAME = "datasette_gateway"
SOCKET_VARIABLE = "DATASETTE_GATEWAY_SOCKET"


def real_spec():
    "Returns the spec of the real datasette_secrets, or None if it is not installed."
    for finder in sys.meta_path:
        find = getattr(finder, "find_spec", None)
        if find is None or finder is Finder:
            continue
        spec = find(NAME, None)
        if spec is not None and spec.loader is not None:
            return spec
    return None


class Finder:
    "Comes before other finders. Without a gateway it leaves a real datasette_secrets unchanged."

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
    "The loader of the real module, which then replaces the code of get_secret()."

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
    "Returns the gateway's module. Registers it as a plugin if Datasette does not load it as one."
    is_being_loaded = OWN_NAME in sys.modules
    import datasette_gateway

    if not is_being_loaded:
        from datasette.plugins import pm

        # With the name of its entry point, so that an installed one is not loaded twice.
        if pm.get_name(datasette_gateway) is None:
            pm.register(datasette_gateway, name="gateway")
            list_version(pm, datasette_gateway)
    return datasette_gateway


def list_version(pm, plugin):
    "If the package is installed, /-/plugins shows its name and version, as for an entry point."
    from importlib import metadata
    from types import SimpleNamespace

    try:
        found = metadata.distribution("datasette-gateway")
    except metadata.PackageNotFoundError:
        return
    name = found.metadata["Name"]
    # Versions of pluggy read different attributes.
    shown = SimpleNamespace(
        name=name, project_name=name, version=found.version, metadata=found.metadata
    )
    # As Datasette itself does for DATASETTE_LOAD_PLUGINS.
    pm._plugin_distinfo.append((plugin, shown))


if Finder not in sys.meta_path:
    sys.meta_path.insert(0, Finder)
