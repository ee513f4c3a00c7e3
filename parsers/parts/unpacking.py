"""Parts that hold others without saying so are opened: uuencoded lines, winmail.dat, opaque signatures."""

from parsers.characters import charset
from parsers.head import headers
from parsers.parts import body, opaque, packed, sealed, tnef
from parsers.parts.tree import Part, grow, leaves

_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_TEXT = frozenset({"text/plain", "text/html"})


def unpack(root: Part) -> Part:
    """Return the tree with what its leaves hold hung below them. Raises TooBig.

    The numbers of all other parts stay as they were, so that bytes are found again.
    """
    found = tuple(leaves(root))
    number = len(found)
    is_silent = not any(leaf.type in _TEXT for leaf in found)
    for leaf in found:
        inside = _inside(leaf, is_silent=is_silent)
        leaf.hold(inside)
        for part in (leaf for top in inside for leaf in leaves(top)):
            part.index, number = number, number + 1
    return root


def _inside(leaf: Part, *, is_silent: bool) -> list[Part]:
    """Return the parts that a leaf becomes; none where it stays what it is."""
    if leaf.type == "text/plain" and leaf.says(b"begin "):
        return _of_text(leaf)
    if leaf.type in _TNEF or body.filename(leaf).lower() == "winmail.dat":
        return _of_tnef(leaf, is_silent=is_silent)
    return _of_signature(leaf) if leaf.type in sealed.ENVELOPES else []


def _of_text(leaf: Part) -> list[Part]:
    text, files = packed.uuencoded(leaf.data())
    if not files:
        return []
    parameters = leaf.valued("content-type").parameters
    kept = {name: value for name, value in parameters.items() if name != "name"}
    named = (packed.named(charset.decode(name, kept.get("charset"))[0], data) for name, data in files)
    return [leaf.made("text/plain", kept, text), *(_file(leaf, one) for one in named)]


def _of_tnef(leaf: Part, *, is_silent: bool) -> list[Part]:
    """Return the files, and the text where the mail has no other (Outlook writes it twice else)."""
    found = tnef.opened(leaf.data())
    text = []
    if is_silent and found.page:
        text = [leaf.made("text/html", {}, found.page)]
    elif is_silent and found.text:
        text = [leaf.made("text/plain", {"charset": "utf-8"}, found.text.encode("utf-8", "replace"))]
    return [*text, *(_file(leaf, one) for one in found.files)]


def _of_signature(leaf: Part) -> list[Part]:
    """Return the mail that an opaque signature holds, and the signature itself: only it can be verified."""
    data = leaf.data()
    inside = opaque.content(data)
    head, start = headers.split(inside or b"")
    if inside is None or head.oversize or not head.has("content-type"):
        # A file may be signed so, too.
        return []
    name = body.filename(leaf) or "smime.p7m"
    whole = leaf.made(leaf.type, {"name": name}, data, disposition="attachment")
    return [grow(head, inside, start, below=leaf), whole]


def _file(leaf: Part, one: packed.File) -> Part:
    return leaf.made(one.type, {"name": one.name}, one.data, disposition="attachment")
