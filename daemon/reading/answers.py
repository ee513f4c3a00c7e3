"""What the reading process answers: a mail as it was read, in JSON. Nothing in it can be called.

A mail that takes over the reading process may answer what it likes: the worst that comes of it is a mail.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from types import MappingProxyType, NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from desk.mail import Mail

# A value of some type, from what JSON made of it. Raises ValueError, TypeError: it is none.
_Reader = Callable[[Any], Any]


def written(mail: Mail) -> bytes:
    """Return a mail as bytes for the daemon: each value is the list of its fields."""
    return json.dumps(mail, default=_plain).encode("ascii")


def mail_of(answer: bytes) -> Mail:
    """Return the mail of an answer. Raises ValueError: it is none."""
    try:
        mail: Mail = _READ_MAIL(json.loads(answer))
    except (ValueError, TypeError, RecursionError) as fault:
        raise ValueError("the reading process answered what is no mail") from fault
    return mail


def _plain(value: object) -> object:
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"an answer cannot hold a {type(value).__name__}")


def _reader(kind: Any) -> _Reader:  # noqa: ANN401 - whatever may stand beside a field
    """Return how a value of this type is read."""
    arguments = get_args(kind)
    if get_origin(kind) is tuple:
        return _tuple(arguments)
    if get_origin(kind) is Mapping:
        return _mapping
    if isinstance(kind, UnionType):
        (some,) = (_reader(each) for each in arguments if each is not NoneType)
        return lambda value: None if value is None else some(value)
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _FROM_PLAIN.get(kind) or _exactly(kind)


def _exactly(kind: type) -> _Reader:
    def read(value: object) -> object:
        if type(value) is not kind:
            raise TypeError(f"a {type(value).__name__} where a {kind.__name__} should be")
        return value

    return read


def _tuple(arguments: tuple[Any, ...]) -> _Reader:
    if arguments[1:] == (...,):
        one = _reader(arguments[0])
        return lambda values: tuple(map(one, _LIST(values)))
    several = [_reader(each) for each in arguments]
    return lambda values: tuple(read(value) for read, value in zip(several, _LIST(values), strict=True))


def _mapping(value: Any) -> Mapping[str, str]:  # noqa: ANN401 - whatever JSON holds
    return MappingProxyType({_TEXT(name): _TEXT(each) for name, each in _DICT(value).items()})


def _record(kind: type) -> _Reader:
    hints = get_type_hints(kind)
    readers = [(field.name, _reader(hints[field.name])) for field in fields(kind)]

    def read(values: object) -> object:
        pairs = zip(readers, _LIST(values), strict=True)
        return kind(**{name: each(value) for (name, each), value in pairs})

    return read


# What JSON has no word for, or writes as something else.
_FROM_PLAIN: Mapping[type, _Reader] = {datetime: datetime.fromisoformat, float: float}

_TEXT, _LIST, _DICT = _exactly(str), _exactly(list), _exactly(dict)
_READ_MAIL = _reader(Mail)
