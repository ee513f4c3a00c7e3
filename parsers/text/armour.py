"""What PGP writes around a text that it signs in place (RFC 9580, 7): no words of its writer."""

_BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_END = "-----END PGP SIGNATURE-----"

# Lines that a text might be taken for an armour by begin so; they are written with this before them.
_ESCAPE = "- "


def taken_off(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text without its armour, and the lines of that; what is no whole armour stays as it is."""
    if _BEGIN not in text or _END not in text:
        return text, ()
    lines = text.split("\n")
    bare = [line.rstrip() for line in lines]
    try:
        begin = bare.index(_BEGIN)
        blank = bare.index("", begin)
        signature = bare.index(_SIGNATURE, blank)
        end = bare.index(_END, signature)
    except ValueError:
        return text, ()
    signed = lines[blank + 1 : signature]
    escaped = [line for line in signed if line.startswith(_ESCAPE)]
    said = (*lines[:begin], *(line.removeprefix(_ESCAPE) for line in signed), *lines[end + 1 :])
    armour = (*lines[begin : blank + 1], *escaped, *lines[signature : end + 1])
    return "\n".join(said), tuple(line for line in armour if line.strip())
