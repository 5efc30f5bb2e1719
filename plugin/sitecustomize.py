"""Python loads this first in a Datasette that the gateway starts: the gateway sets PYTHONPATH.

Also loads the sitecustomize that Python would have found without this one.
"""

import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

import datasette_gateway_finder

_here = os.path.dirname(os.path.abspath(__file__))
_next = PathFinder.find_spec(
    "sitecustomize", [path for path in sys.path if os.path.abspath(path) != _here]
)
if _next is not None and _next.loader is not None:
    sys.modules["sitecustomize"] = module_from_spec(_next)
    _next.loader.exec_module(sys.modules["sitecustomize"])
