"""Answers to the name datasette_secrets where nobody else does.

datasette_gateway.pth loads this at the start of Python, before Datasette loads its plugins in an
order of its own: whichever of them is first finds the module.
"""

import sys

NAME = "datasette_secrets"


class Finder:
    "The last one to be asked: a datasette_secrets that is installed comes first."

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name != NAME:
            return None
        from importlib.util import spec_from_loader

        return spec_from_loader(name, StandIn())


class StandIn:
    def create_module(self, spec):
        return None

    def exec_module(self, module):
        import datasette_gateway

        sys.modules[NAME] = datasette_gateway


if Finder not in sys.meta_path:
    sys.meta_path.append(Finder)
