"""Strangers' text on a terminal: it can neither move the cursor nor hide what it says."""

import os
import shutil
import sys
import unicodedata


def one_line(text: str) -> str:
    """Return the text on one line, without control characters and invisible signs."""
    return text if text.isprintable() else "".join(map(_shown, text))


def block(text: str, prefix: str) -> str:
    """Return every line of the text behind this prefix, empty ones too; ends of lines are of any kind."""
    return "\n".join(f"{prefix}{one_line(line.expandtabs(4))}" for line in text.splitlines())


def colours() -> bool | None:
    """Return what click takes for its choice: no colours where they are not wanted, else as it sees fit."""
    # https://no-color.org: whatever it says, as long as it says something.
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None


def width() -> int | None:
    """Return the columns of the terminal; None where the output is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _shown(sign: str) -> str:
    if sign.isprintable():
        return sign
    if sign.isspace():
        return " "
    # Signs that turn the direction of writing around are dropped: what is left reads as it was written.
    return "" if unicodedata.category(sign) == "Cf" else "\ufffd"
