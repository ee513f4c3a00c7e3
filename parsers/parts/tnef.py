"""What Outlook packs into winmail.dat (MS-OXTNEF): the text of a mail and its files."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers import caps
from parsers.characters.charset import codec, decode
from parsers.parts import rtf
from parsers.parts.packed import File, named

_SIGNATURE = b"\x78\x9f\x3e\x22"

# MS-OXTNEF, 2.1.3.2: the attributes that matter.
_NEW_FILE, _TITLE, _DATA, _FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_BODY, _PROPERTIES, _CODEPAGE = 0x800C, 0x9003, 0x9007

# MS-OXPROPS: the properties that matter.
_TEXT, _HTML, _RICH = 0x1000, 0x1013, 0x1009
_LONG_NAME, _SHORT_NAME, _MIME, _CONTENT = 0x3707, 0x3704, 0x370E, 0x3701

# MS-OXCDATA, 2.11.1: how many bytes a value takes, filled up to four; others tell their length.
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_SIZED = frozenset({0xD, 0x1E, 0x1F, 0x102})
_STRING, _UNICODE, _OBJECT, _MANY = 0x1E, 0x1F, 0xD, 0x1000
# An object begins with the id of its class.
_CLASS = 16


@dataclass(frozen=True, slots=True)
class Packed:
    """What was in it; ``page`` is the text as HTML."""

    text: str = ""
    page: bytes = b""
    files: tuple[File, ...] = ()


@dataclass(slots=True)
class _Entry:
    """One file while it is read."""

    title: str = ""
    data: bytes = b""
    properties: dict[int, tuple[int, bytes]] = field(default_factory=dict)


def opened(data: bytes) -> Packed:
    """Return what is in a winmail.dat. Never raises: what is broken ends the reading of it."""
    charset, text = "cp1252", b""
    message: dict[int, tuple[int, bytes]] = {}
    files: list[_Entry] = []
    for name, value in _attributes(data):
        if name == _CODEPAGE and len(value) >= 4:
            charset = codec(f"cp{int.from_bytes(value[:4], 'little')}") or charset
        elif name == _BODY:
            text = value
        elif name == _PROPERTIES:
            message = dict(_properties(value))
        elif name == _NEW_FILE and len(files) < caps.PARTS:
            files.append(_Entry())
        elif files:
            _fill(files[-1], name, value, charset)
    plain = _string(message.get(_TEXT, (_STRING, text)), charset)
    return Packed(
        text=plain or rtf.text(message.get(_RICH, (0, b""))[1]),
        page=message.get(_HTML, (0, b""))[1],
        files=tuple(_file(one, charset) for one in files),
    )


def _fill(entry: _Entry, name: int, value: bytes, charset: str) -> None:
    if name == _TITLE:
        entry.title = _string((_STRING, value), charset)
    elif name == _DATA:
        entry.data = value
    elif name == _FILE_PROPERTIES:
        entry.properties = dict(_properties(value))


def _file(entry: _Entry, charset: str) -> File:
    found = entry.properties
    names = (_string(found[one], charset) for one in (_LONG_NAME, _SHORT_NAME) if one in found)
    name = next(filter(None, names), entry.title)
    kind, content = found.get(_CONTENT, (0, b""))
    content = content[_CLASS:] if kind == _OBJECT else content
    # A mail in it is packed as this one is, and its own bytes are but a picture.
    file = named(name, content if content.startswith(_SIGNATURE) else entry.data or content)
    mime = _string(found[_MIME], charset) if _MIME in found else ""
    return File(file.name, mime.lower(), file.data) if "/" in mime else file


def _string(value: tuple[int, bytes], charset: str) -> str:
    kind, data = value
    text = data.decode("utf-16-le", "replace") if kind == _UNICODE else decode(data.rstrip(b"\0"), charset)[0]
    return text.partition("\0")[0]


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the attributes: a level, a name, a type, a length, the value and its checksum."""
    if not data.startswith(_SIGNATURE):
        return
    at = 6
    while at + 9 <= len(data):
        _, name, _, length = struct.unpack_from("<BHHI", data, at)
        yield name, data[at + 9 : at + 9 + length]
        at += 9 + length + 2


def _properties(data: bytes) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """Yield the first value of each property, by its id. What is cut off or unknown ends them."""
    at = 4
    while at + 4 <= len(data):
        kind, name = struct.unpack_from("<HH", data, at)
        at = _after_name(data, at + 4) if name >= 0x8000 else at + 4
        many, kind = kind & _MANY, kind & ~_MANY
        count = 1
        if many or kind in _SIZED:
            count, at = int.from_bytes(data[at : at + 4], "little"), at + 4
        if kind not in _SIZED and kind not in _FIXED:
            return
        for number in range(min(count, len(data))):
            size = _FIXED.get(kind, 0)
            if kind in _SIZED:
                size, at = int.from_bytes(data[at : at + 4], "little"), at + 4
            if at + size > len(data):
                return
            if number == 0:
                yield name, (kind, data[at : at + size])
            at += size + -size % 4


def _after_name(data: bytes, at: int) -> int:
    """Return where the value of a named property begins: after its set and its number or its name."""
    kind, length = data[at + 16 : at + 20], int.from_bytes(data[at + 20 : at + 24], "little")
    return at + 24 + (length + -length % 4 if kind == b"\1\0\0\0" else 0)
