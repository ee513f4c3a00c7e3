"""Text of the form that Thunderbird and others send, its soft line breaks taken out (RFC 3676)."""

_SIGNATURE = "-- "


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Return the text with each paragraph on one line; quote marks stay at the head of their lines."""
    out: list[list[str]] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        # RFC 3676, 4.3: the line above a signature ends in a blank, and flows nowhere.
        flows = content.endswith(" ") and content != _SIGNATURE
        kept = content[:-1] if flows and delete_space else content
        if open_depth == depth and content != _SIGNATURE:
            out[-1].append(kept)
        else:
            out.append([">" * depth, " " if depth else "", kept])
        open_depth = depth if flows else None
    return "\n".join(map("".join, out))
