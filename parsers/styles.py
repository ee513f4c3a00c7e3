"""What stands out in a mail's own page."""

from desk.letters import Styled
from parsers.html import styles
from parsers.opening import open_mail
from parsers.parts import body


def styled(raw: bytes) -> tuple[Styled, ...]:
    """Return what stands out in a mail's HTML, in order; nothing where it has none. Raises TooBig."""
    html = body.read(open_mail(raw).tree()).html
    return styles.styled(html) if html else ()
