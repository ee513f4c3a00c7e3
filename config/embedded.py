"""The embedded default: a whole configuration that needs no other server, for a first look."""

from pathlib import Path

from config.faults import ConfigError, Fault

_TEXT = Path(__file__).with_name("embedded.toml")


def embedded(folder: Path) -> Path:
    """Return ``postdesk.toml`` in this folder, written from the embedded default if it is not there.

    A file that is there is never changed. Raises ConfigError where it cannot be written.
    """
    path = folder / "postdesk.toml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_TEXT.read_text(encoding="utf-8"))
    except FileExistsError:
        pass
    except OSError as fault:
        text = f"cannot be written: {fault.strerror}"
        raise ConfigError([Fault(file=str(path), line=None, key="", text=text)]) from fault
    return path
