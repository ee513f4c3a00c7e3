"""Who runs the command line: root becomes the owner of the store; whoever else may not read it is told so."""

import os
import pwd
from pathlib import Path
from typing import ClassVar

from config.merging import merge
from config.sources import read_sources
from desk.errors import PostdeskError

# The user that the package makes. Root becomes no other: a store of another user's is somebody's experiment.
USER = "postdesk"

_SQLITE = "sqlite:///"


class NotAllowed(PostdeskError):
    """The store is closed to this user; the text says who may look into it."""

    # EX_NOPERM of sysexits.h.
    exit_code: ClassVar[int] = 77


def assume(configuration: Path) -> None:
    """Go on as the user that the store of this configuration belongs to. Raises NotAllowed.

    As root, where the store is the system user's: what it writes must not be root's, or the daemon could not
    write it any more. Looks at nothing but the place of the store: whatever else is wrong with the
    configuration is told by whoever reads it.
    """
    _require_readable(configuration)
    place = _store(configuration)
    if os.geteuid() == 0:
        _become(_owner(place, configuration)[0])
        # Root may read all; the daemon need not.
        _require_readable(configuration)
        return
    if place is None:
        return
    owner = place.stat().st_uid
    if owner != os.geteuid() and not os.access(place, os.R_OK | os.W_OK):
        name = _name(owner)
        other = f", or as {name} (sudo -u {name} postdesk …)" if owner else ""
        raise NotAllowed(f"{place} belongs to {name}: run this as root{other}, or set [store] database.")


def become_owner_of_folder(path: Path) -> None:
    """As root, go on as the system user where the folder of a file, or one above it, is that user's.

    What that user put there, such as a link to another file, is then followed with that user's rights.
    """
    if os.geteuid() == 0:
        owners = (each.lstat().st_uid for each in path.absolute().parents if os.path.lexists(each))
        _become(next((owner for owner in owners if _name(owner) == USER), 0))


def owner_of_store(configuration: Path) -> tuple[int, int] | None:
    """Return for root the user and the group of the store, where it is the system user's."""
    if os.geteuid() != 0:
        return None
    owner = _owner(_store(configuration), configuration)
    return owner if _name(owner[0]) == USER else None


def _owner(place: Path | None, configuration: Path) -> tuple[int, int]:
    """Return the user and the group of a store.

    A database on a server is the system user's, where the configuration is for that user to read.
    """
    try:
        status = (place or configuration).stat()
        user = pwd.getpwnam(USER)
    except (OSError, KeyError):
        return 0, 0
    if place is None and user.pw_gid == status.st_gid:
        return user.pw_uid, user.pw_gid
    return status.st_uid, status.st_gid


def _require_readable(configuration: Path) -> None:
    """Raise NotAllowed where this user may not read the configuration.

    Other faults of it are told by whoever reads it.
    """
    try:
        configuration.open("rb").close()
    except PermissionError as fault:
        me = _name(os.geteuid())
        advice = f"chgrp {me} it, and chmod g+r" if me == USER else "run this as root"
        raise NotAllowed(f"{configuration} is closed to the user {me}: {advice}.") from fault
    except OSError:
        return


def _store(configuration: Path) -> Path | None:
    """Return the store's file, or the folder that is nearest to where it will be."""
    sources, _ = read_sources(configuration)
    table = merge(sources, str(configuration)).data.get("store", {})
    url = table.get("database", f"{_SQLITE}var/postdesk.sqlite3") if isinstance(table, dict) else ""
    if not isinstance(url, str) or not url.startswith(_SQLITE):
        return None
    path = configuration.absolute().parent / url.removeprefix(_SQLITE)
    for each in (path, *path.parents):
        try:
            each.stat()
        except FileNotFoundError:
            continue
        except PermissionError as fault:
            user = _name(each.parent.stat().st_uid) if _is_visible(each.parent) else USER
            raise NotAllowed(f"{each} is closed to this user: run this as root, or as {user}.") from fault
        except OSError:
            return None
        return each
    return None


def _is_visible(path: Path) -> bool:
    try:
        path.stat()
    except OSError:
        return False
    return True


def _become(owner: int) -> None:
    if _name(owner) != USER:
        return
    user = pwd.getpwuid(owner)
    os.initgroups(user.pw_name, user.pw_gid)
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    os.umask(0o077)
    os.environ["HOME"] = user.pw_dir


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
