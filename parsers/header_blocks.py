"""The headers that Outlook and its like put above an old mail, and the rules drawn above them."""

import re
from collections.abc import Sequence

from parsers.lines import bare, last_filled, unquoted

_NAMES = {
    "from": "from, von, de, da, van, od, från, fra, от, от кого, отправитель, від, kimden, lähettäjä",
    "date": "sent, date, gesendet, datum, envoyé, envoyé le, enviado, enviado el, enviada em, enviado em, "
    "fecha, data, message du, inviato, verzonden, wysłano, skickat, sendt, dato, отправлено, дата, когда, "
    "дата отправки, надіслано, lähetetty, odesláno, gönderme tarihi, tarih",
    "to": "to, an, à, a, para, till, do, aan, til, komu, кому, куда, получатель, kime, vastaanottaja",
    "subject": "subject, betreff, objet, sujet, asunto, assunto, oggetto, onderwerp, temat, ämne, emne, "
    "тема, konu, předmět, predmet, aihe",
    "more": "cc, bcc, kopie, копия, копія, reply-to, importance, priority, attachments, важность, вложения",
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names.split(", ")}
_LONGEST_NAME = 24
# Lines of one block: headers, one wrapped line after each, a blank line between two.
_SPAN = 10

_RULE = re.compile(r"[-_=*–—]{4,120}")
_ORIGINAL = re.compile(
    r"[-_=*–— ]{2,60}(?:original message|original appointment|исходное сообщение|оригинальное сообщение|"
    r"первоначальное сообщение|исходное письмо|originalnachricht|ursprüngliche nachricht|message d'origine|"
    r"message original|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|"
    r"wiadomość oryginalna|oryginalna wiadomość|ursprungligt meddelande|oprindelig meddelelse|"
    r"opprinnelig melding|alkuperäinen viesti|původní zpráva|orijinal mesaj|оригінальне повідомлення|"
    r"reply message|antwort)[-_=*–—: ]{2,60}",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"[-_=*–— ]{0,60}(?:forwarded message|forwarded by .{1,80}|begin forwarded message|"
    r"пересылаемое сообщение|пересылаемое письмо|перенаправленное сообщение|пересланное сообщение|"
    r"переадресованное сообщение|переадресовано пользователем .{1,80}|"
    r"начало переадресованного сообщения|начало пересылаемого сообщения|"
    r"weitergeleitete nachricht|message transféré|mensaje reenviado)[-_=*–—:,. ]{0,60}",
    re.IGNORECASE,
)


def starts_at(lines: Sequence[str], index: int) -> bool:
    """Tell whether an old mail's headers begin here: three kinds, among them From and a date or subject."""
    if _role(lines[index]) in ("", "more"):
        return False
    roles: set[str] = set()
    strangers = 0
    for line in lines[index : index + _SPAN]:
        role = _role(line)
        strangers = 0 if role else strangers + 1
        if strangers > 1:
            break
        roles.add(role)
    roles.discard("")
    return len(roles) >= 3 and "from" in roles and bool(roles & {"date", "subject"})


def is_separator(line: str) -> bool:
    """Tell whether a line says that the original message follows."""
    text = bare(line)
    return 10 <= len(text) <= 200 and text[0] in "-_=*–—" and _ORIGINAL.fullmatch(text) is not None


def is_forward(line: str) -> bool:
    """Tell whether a line says that a forwarded message follows, which is the writer's own content."""
    text = unquoted(line)
    return 10 <= len(text) <= 200 and _FORWARD.fullmatch(text) is not None


def rule_above(lines: Sequence[str], index: int) -> int:
    """Return the index of the rule or separator drawn right above the old mail, or the index itself."""
    above = last_filled(lines, index)
    if above < index - 2 or above < 0:
        return index
    text = bare(lines[above])
    return above if _RULE.fullmatch(text) or is_separator(text) else index


def _role(line: str) -> str:
    """Return which header of an old mail this line is, or the empty string."""
    name, colon, value = bare(line)[:400].replace("：", ":").partition(":")
    if not colon or len(name) > _LONGEST_NAME:
        return ""
    role = _ROLES.get(name.strip("*_> \u00a0").lower(), "")
    return role if value.strip() or role == "more" else ""
