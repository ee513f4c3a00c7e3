"""The way of a configuration: found, read, merged, checked as a whole, or refused with every fault."""

from pathlib import Path

from config.clashes import clashes
from config.drafting import draft
from config.faults import ConfigError, Fault
from config.merging import merge
from config.settings import Settings
from config.sources import read_sources

# Where a configuration is looked for when none is named: the first that exists.
USUAL_PLACES = (Path("postdesk.toml"), Path("/etc/postdesk/postdesk.toml"))


def load(path: Path) -> Settings:
    """Return the settings of a file and of the ``conf.d/*.toml`` beside it, with secrets read.

    Raises ConfigError with all faults at once. Where a file cannot be read, what it might have said is not
    guessed: then only the faults of single settings are told beside it.
    """
    sources, unreadable = read_sources(path)
    merged = merge(sources, str(path))
    drawn = draft(merged.data, path.absolute().parent)
    problems = [*drawn.problems, *([] if unreadable else clashes(drawn))]
    found = [merged.fault(each.path, each.text, each.suggestion) for each in problems]
    if faults := [*unreadable, *merged.faults, *found]:
        raise ConfigError(
            sorted(faults, key=lambda fault: (fault.file != str(path), fault.file, fault.line or 0))
        )
    return drawn.whole()


def glance(path: Path, table: str, key: str) -> Settings:
    """Return settings of which this one value can be relied on, for a command that needs no other.

    What is wrong elsewhere, such as a secret that the daemon alone may read, does not keep it from working.
    Raises ConfigError as `load` does where the value itself is in doubt.
    """
    sources, unreadable = read_sources(path)
    merged = merge(sources, str(path))
    if unreadable or merged.faults:
        return load(path)
    seen = draft(merged.data, path.absolute().parent).view([(table, key)], frozenset())
    return load(path) if seen is None else seen


def find(explicit: Path | None) -> Path:
    """Return the configuration file that was named, else the first that exists in the usual places.

    Raises ConfigError where there is none.
    """
    found = explicit or next((place for place in USUAL_PLACES if _exists(place)), None)
    if found is None:
        looked = " nor ".join(str(place) for place in USUAL_PLACES)
        advice = "name the file with --config, or create one from the example file"
        text = f"there is no configuration file: neither {looked}"
        raise ConfigError([Fault(file="postdesk", line=None, key="", text=text, suggestion=advice)])
    return found


def _exists(place: Path) -> bool:
    try:
        place.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        # It may be there; reading it tells best why it cannot be read.
        return True
    return True
