"""What all connections share: the settings, the store behind us, the limits, and who is connected."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from daemon.receiving.acceptance import Acceptance, ListenerSettings
from daemon.receiving.admission import Admission, Memory
from daemon.receiving.logins import Logins

if TYPE_CHECKING:
    from daemon.receiving.connection import Connection


@dataclass(slots=True, kw_only=True)
class Reception:
    """One for all listening sockets; ``connections`` holds those that have not ended.

    A reload changes settings and limits; a connection goes on with the settings that it began with.
    """

    settings: ListenerSettings
    accept: Acceptance
    is_ours: Callable[[str], bool]
    has_room: Callable[[int], bool]
    admission: Admission
    memory: Memory
    logins: Logins | None = None
    connections: "set[Connection]" = field(default_factory=set)
