"""The addresses of mail that stand in a text."""

import re

from desk.address import fold, is_addr_spec

# So many tell who else is concerned; more are a list of customers, or an attack.
_MOST = 50
# Of so many signs one may belong to an address.
_MOST_SIGNS = 1000
# No address is longer on either side of its sign (RFC 5321, 4.5.3.1); nor is a URL before one.
_BEFORE = 65
_BEHIND = 256
_LONGEST_URL = 200

ADDRESS = re.compile(
    r"(?<![\w.+%\-@])[\w.+%\-][\w.+%'\-]{0,63}@"
    r"(?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.){1,6}[^\W\d_][\w\-]{1,23}(?![\w@])"
)
# Right before what looks like an address: its beginning, in signs that few have, or a place of the web.
_BEGUN = re.compile(r"\w[!#$&*=?^`{}~/]{1,9}\Z|(?:://|(?<!\w)cid:)[^\s<>()\",;]{0,200}\Z", re.IGNORECASE)
# Ends of pictures' names ("logo@2x.png").
_NO_HOSTS = frozenset({"png", "jpg", "jpeg", "gif", "bmp", "svg", "webp"})
# Hosts that nobody outside can reach (RFC 6761, RFC 6762): ids of mails have them.
_INNER_HOSTS = frozenset({"local", "localhost", "localdomain", "lan", "internal", "intranet", "invalid"})


def addresses(text: str) -> tuple[str, ...]:
    """Return the addresses of mail in a text, each once, folded, in their order, at most fifty."""
    found: dict[str, None] = {}
    last, at = -1, text.find("@")
    for _ in range(_MOST_SIGNS):
        if at < 0 or len(found) == _MOST:
            break
        match = ADDRESS.search(text, max(last + 1, at - _BEFORE), at + _BEHIND)
        if match and _is_one(text, match):
            found[fold(match[0])] = None
        last, at = at, text.find("@", at + 1)
    return tuple(found)


def _is_one(text: str, match: re.Match[str]) -> bool:
    """Tell whether what looks like an address is whole, and neither a part of a URL nor an id of a mail."""
    if _BEGUN.search(text[max(0, match.start() - _LONGEST_URL) : match.start()]):
        return False
    top = fold(match[0]).rpartition(".")[2]
    if top in _NO_HOSTS or not (top.isalpha() or top.startswith("xn--")):
        return False
    is_bracketed = (
        text[match.start() - 1 : match.start()] == "<" and text[match.end() : match.end() + 1] == ">"
    )
    return is_addr_spec(match[0]) and not (is_bracketed and top in _INNER_HOSTS)
