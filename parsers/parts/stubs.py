"""Plain texts that only say that the mail is in HTML: no words of its writer."""

import re

# As programs for newsletters and web forms write them; a text that says anything more is read.
_STUB = re.compile(
    r"this is a multi-?part message in mime format"
    r"|(?:this (?:e-?mail|message) is in html format|your e?-?mail (?:client|program|reader|software) "
    r"(?:does ?n[o'’]t|cannot|can't) (?:support|display|read|show) html(?: (?:e-?mails?|messages?|content))?)"
    r"|(?:to view (?:the|this) (?:e-?mail|message),? )?please use an? html[ -]compatible (?:e-?mail )?"
    r"(?:viewer|client|reader)"
    r"|(?:это )?(?:письмо|сообщение) (?:отправлено |создано )?в формате html"
    r"|ваш(?:а)? (?:почтовый клиент|почтовая программа) не поддерживает (?:формат )?html(?:-письма)?"
    r"|\[cid:[^\]\s]{1,200}\]",
    re.IGNORECASE,
)
_LONGEST = 300
_BLANKS = re.compile(r"\s+")


def is_stub(text: str) -> bool:
    """Tell whether a plain text stands for the page beside it, and says nothing itself."""
    if len(text) > _LONGEST:
        return False
    return _STUB.fullmatch(_BLANKS.sub(" ", text).strip(" .!\u00a0")) is not None
