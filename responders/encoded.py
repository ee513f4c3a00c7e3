"""Names and lines of a header in ASCII (RFC 2047 encoded words, RFC 2231 file names)."""

import re
from base64 import b64encode
from urllib.parse import quote

from desk.address import Address, is_addr_spec
from responders.clean import one_line

# RFC 2047, 2: an encoded word has at most 75 characters, a line that holds one at most 76.
_LINE = 76
_FRAME = len("=?utf-8?b??=")

# So much of a line a field's name may take before its first address, such as "Reply-To: ".
_TAKEN = 10

# A display name's length at most; a parameter's, so that its line stays under 998 (RFC 5322, 2.1.1).
_NAME = 100
_PARAMETER = 900

# What may stand unencoded: printable ASCII that no reader takes for an encoded word.
_PLAIN = re.compile(r"[ -~]*")
_QUOTED = re.compile(r"([\"\\])")
_ESCAPED = r"\\\1"
_UNSAFE = re.compile(r"[^ !#$&()+,.0-9;=@A-Z\[\]^_a-z{}~-]+")


def unstructured(text: str, used: int = 0) -> str:
    """Return one line of text as a folded header value; ``used`` characters of the first line are taken.

    Words in ASCII at the beginning stay readable, ``Re: [SUP-1042]`` above all.
    """
    words = text.split(" ")
    plain = 0
    while plain < len(words) and _is_plain(words[plain]):
        plain += 1
    head = _folded(words[:plain], used)
    if plain == len(words):
        return head
    tail = " ".join(words[plain:])
    if not head:
        return _encoded_words(tail, used)
    if "\r\n" in head or used + len(head) > _LINE // 2:
        return f"{head}\r\n {_encoded_words(tail, 1)}"
    return f"{head} {_encoded_words(tail, used + len(head) + 1)}"


def mailbox(person: Address) -> str:
    """Return a mailbox as header text (RFC 5322, 3.4).

    An address that cannot be written in ASCII becomes an empty group that shows it (RFC 6857, 3.1.8).
    """
    addr = _ascii(person.addr)
    name = one_line(person.name, _NAME)
    if not addr:
        return f"{_encoded_words(one_line(person.addr), _TAKEN)} :;"
    if not name:
        return addr
    phrase = f'"{_QUOTED.sub(_ESCAPED, name)}"' if _is_plain(name) else _encoded_words(name, _TAKEN)
    return f"{phrase}\r\n <{addr}>" if len(phrase) + len(addr) > _LINE // 2 else f"{phrase} <{addr}>"


def file_parameters(name: str) -> tuple[str, str]:
    """Return the parameters that name an attachment: of Content-Type, and of Content-Disposition.

    The true name is in RFC 2231 form; programs that do not know it take the ASCII form of the first. Both
    in one field would make some readers, Python's among them, prefer the wrong one.
    """
    safe = re.sub(r'[/\\"]', "_", name)
    plain = _UNSAFE.sub("_", safe).strip("_ ") or "file"
    plain = f"file{plain}" if plain.startswith(".") else plain
    if plain == safe:
        return f'name="{safe}"', f'filename="{safe}"'
    return f'name="{plain}"', f"filename*=utf-8''{_percent(safe)}"


def _percent(name: str) -> str:
    """Return a name percent-encoded, cut before its extension where a line could not hold it."""
    stem, dot, extension = name.rpartition(".") if "." in name[-12:] else (name, "", "")
    while len(encoded := quote(f"{stem}{dot}{extension}", safe="")) > _PARAMETER:
        stem = stem[:-1]
    return encoded


def _ascii(addr: str) -> str:
    """Return an addr-spec in ASCII, its domain in IDNA form, or the empty string."""
    if addr.isascii() or not is_addr_spec(addr):
        return addr if is_addr_spec(addr) else ""
    local, _, host = addr.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{host.encode('idna').decode()}"
    except UnicodeError:
        return ""


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and "=?" not in text


def _folded(words: list[str], used: int) -> str:
    rows, row = [], ""
    for word in words:
        if row and used + len(row) + 1 + len(word) > _LINE:
            rows.append(row)
            row, used = "", 1
        row = f"{row} {word}" if row else word
    return "\r\n ".join((*rows, row))


def _encoded_words(text: str, used: int) -> str:
    """Return encoded words, folded; each holds whole characters (RFC 2047, 5).

    They part between words where they can: some readers show the fold between two of them as a space.
    """
    pieces: list[bytes] = [b""]
    full = (_LINE - _FRAME - 1) // 4 * 3
    room = (_LINE - _FRAME - used) // 4 * 3
    for word in re.split(r"(?<= )", text):
        whole = len(word.encode()) <= full
        for piece in (word,) if whole else word:
            octets = piece.encode()
            if len(pieces[-1]) + len(octets) > room:
                pieces.append(b"")
                room = full
            pieces[-1] += octets
    return "\r\n ".join(f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in pieces if piece)
