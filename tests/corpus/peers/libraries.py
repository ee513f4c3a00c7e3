"""The libraries that a user would take instead: none of them is among Postdesk's own.

``make corpus-peers`` installs them, locked by hashes, into a folder of the environment that nothing else
looks into.
"""

import importlib
import sys
from pathlib import Path
from typing import Any

PLACE = Path(sys.prefix) / "peers"


class NotInstalled(Exception):
    """A library is not there."""


def library(name: str) -> Any:
    """Return a module of a peer. Raises NotInstalled."""
    if str(PLACE) not in sys.path:
        # Behind all others: what Postdesk uses itself stays as it is locked.
        sys.path.append(str(PLACE))
    try:
        return importlib.import_module(name)
    except ImportError as fault:
        raise NotInstalled(f"{name} is not installed; make corpus-peers does it") from fault
