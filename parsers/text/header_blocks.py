"""The headers that Outlook and its like put above an old mail, and the rules drawn above them."""

import re
from collections.abc import Sequence

from parsers.text.lines import bare, last_filled, next_filled, unquoted

_NAMES = {
    "from": "from, von, de, da, van, od, från, fra, от, от кого, отправитель, від, kimden, lähettäjä, "
    "feladó, de la, šalje, pošiljatelj, från, από, saatja, 发件人, 寄件者, 差出人, 보낸 사람",
    "date": "sent, date, gesendet, datum, envoyé, envoyé le, enviado, enviado el, enviada em, enviado em, "
    "fecha, data, message du, inviato, verzonden, wysłano, skickat, sendt, dato, отправлено, дата, когда, "
    "дата отправки, надіслано, lähetetty, odesláno, gönderme tarihi, tarih, "
    "gönderildi, küldve, dátum, trimis, data trimiterii, poslano, odoslané, στάλθηκε, изпратено, "
    "saadetud, 发送时间, 发送日期, 寄件日期, 日期, 送信日時, 日付, 보낸 날짜",
    "to": "to, an, à, a, para, till, do, aan, til, komu, кому, куда, получатель, kime, vastaanottaja, "
    "címzett, către, prima, προς, до, kellele, 收件人, 收件者, 宛先, 받는 사람",
    "subject": "subject, betreff, objet, sujet, asunto, assunto, oggetto, onderwerp, temat, ämne, emne, "
    "тема, konu, předmět, predmet, aihe, "
    "tárgy, subiect, θέμα, относно, teema, 主题, 主旨, 件名, 제목",
    "more": "cc, bcc, kopie, копия, копія, reply-to, importance, priority, attachments, важность, вложения",
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names.split(", ")}
_LONGEST_NAME = 24
# Lines of one block: headers, one wrapped line after each, a blank line between two.
SPAN = 10

# Lotus Notes: "Ann Lee/HQ/Acme", the date below it, then "To", "cc", "Subject" with their values below them.
_NOTES_DATE = re.compile(
    r"\d{1,4}[./\-]\d{1,2}[./\-]\d{2,4},? \d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]m)?(?: \w{2,5})?",
    re.IGNORECASE,
)
_NOTES_SPAN = 14
# A separator, a wrapped recipient and two headers are so many lines.
_HEAD = 5
_NOTES_TO = frozenset({"to", "an", "кому", "a", "para"})
_NOTES_SUBJECT = frozenset({"subject", "thema", "betreff", "тема", "objet", "asunto"})

# What programs write and who types or pastes headers seldom does, each alone no proof.
_SENT = re.compile(r"(?:sent|gesendet|envoyé|enviad[oa]|отправлено|надіслано)\b", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}:\d\d")
# A mail's source has its time so (RFC 5322, 3.3), and people paste that.
_ZONED = re.compile(r":\d\d [+-]\d{4}\b")
_NAMED = re.compile(r"[<\[(](?:mailto:)?[^\s<>@]{1,64}@")
_ENOUGH = 2

_END = re.compile(
    r"[-_=*–— ]{0,60}(?:(?:конец|завершение) (?:пересылаемого|пересланного|переадресованного|"
    r"перенаправленного) (?:сообщения|письма)|end (?:of )?forwarded message)[-_=*–—:. ]{0,60}",
    re.IGNORECASE,
)

_TWICE = re.compile(r"\"?([^\s<>\"@]{1,64}@[^\s<>\"@]{1,200})\"? <\1>")
# A rule and a separator begin with one of these.
DRAWN = "-_=*–—‐"
_RULE = re.compile(r"[-_=*–—‐]{4,120}")
_LONGEST_SEPARATOR = 200
_ORIGINAL = re.compile(
    r"[-_=*–—‐ ]{2,60}(?:original message|original appointment|исходное сообщение|оригинальное сообщение|"
    r"первоначальное сообщение|исходное письмо|originalnachricht|ursprüngliche nachricht|message d'origine|"
    r"message original|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|"
    r"wiadomość oryginalna|oryginalna wiadomość|ursprungligt meddelande|oprindelig meddelelse|"
    r"opprinnelig melding|alkuperäinen viesti|původní zpráva|orijinal mesaj|оригінальне повідомлення|"
    r"reply message|antwort|originele e-?mail|original-nachricht|original e-?mail|eredeti üzenet|"
    r"mesajul original|izvorna poruka|izvirno sporočilo|pôvodná správa|αρχικό μήνυμα|"
    r"原始邮件|元のメッセージ|원본 메시지)[-_=*–—‐: ]{2,60}",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"[-_=*–— ]{0,60}(?:forwarded message|(?<=- )forwarded message from .{1,140}|"
    r"forwarded by .{1,80}|begin forwarded message|"
    r"пересылаемое сообщение|пересылаемое письмо|перенаправленное сообщение|пересланное сообщение|"
    r"переадресованное сообщение|переадресовано пользователем .{1,80}|"
    r"начало переадресованного сообщения|начало пересылаемого сообщения|"
    r"weitergeleitete nachricht|message transféré|mensaje reenviado|doorgestuurd bericht|"
    r"messaggio inoltrato|mensagem encaminhada|przekazana wiadomość|wiadomość przekazana|přeposlaná zpráva|"
    r"vidarebefordrat meddelande|videresendt meddelelse|переслане повідомлення)[-_=*–—:,. ]{0,60}",
    re.IGNORECASE,
)


def starts_at(lines: Sequence[str], index: int) -> bool:
    """Tell whether an old mail's headers begin here: three kinds, among them From and a date or subject."""
    if _role(lines[index]) in ("", "more"):
        return False
    roles: list[str] = []
    for line in lines[index : index + SPAN]:
        roles.append(_role(line))
        if roles[-2:] == ["", ""]:
            break
    named = set(roles) - {""}
    if len(named) < 3 or "from" not in named or not named & {"date", "subject"}:
        return False
    return not _is_above(lines[index : index + len(roles) + 1], roles)


def _is_above(block: Sequence[str], roles: Sequence[str]) -> bool:
    """Tell whether the first of these lines stand above an old mail's headers, as a form that was filled in.

    A rule or a blank line sets them apart, where no blank line stands behind each header; or the headers
    have the same names.
    """
    sender = roles.index("from")
    if "from" in roles[sender + 1 :]:
        second = roles.index("from", sender + 1)
        # Between the senders of two old mails stand a date and a recipient.
        sender = sender if {"date", "to"} <= set(roles[sender:second]) else second
    above = block[:sender]
    if any(is_rule(bare(line)) for line in above):
        return True
    is_spaced = not "".join(map(bare, block[sender + 1 : sender + 2]))
    is_apart = any(not bare(line) for line in above) and not is_spaced
    return is_apart or bool(set(roles[:sender]) & set(roles[sender:]) - {"", "more"})


def is_typed(lines: Sequence[str], index: int) -> bool:
    """Tell whether a person may have typed or pasted the headers that begin here, with words below them.

    A program draws a rule above them or writes their names bold, or shows two of these: a blank line above,
    the word "sent", a time, an address behind a name. Whose words end with a colon led to them.
    """
    if rule_above(lines, index) < index or bare(lines[index]).startswith("*"):
        return False
    above = last_filled(lines, index)
    if above >= 0 and bare(lines[above]).endswith(":"):
        return True
    block = [bare(line)[:400] for line in lines[index : index + SPAN]]
    dates = [line for line in block if _role(line) == "date"]
    signs = (
        above < index - 1,
        any(_SENT.match(line) for line in dates),
        any(_TIME.search(line) and not _ZONED.search(line) for line in dates),
        any(_NAMED.search(line) for line in block if _role(line) == "from"),
    )
    return sum(signs) < _ENOUGH


def may_start_at(lines: Sequence[str], index: int) -> bool:
    """Tell whether an old mail's headers may begin here, in any language: a name first, or two near."""
    filled = [text for line in lines[index : index + SPAN] if (text := unquoted(line)[: _LONGEST_NAME + 1])]
    named = [":" in text or "：" in text for text in filled[:_HEAD]]
    return sum(named) >= 2 or named[:1] == [True]


def is_header(line: str) -> bool:
    """Tell whether a line is a header of an old mail."""
    return _role(line) != ""


def header(line: str) -> tuple[str, str]:
    """Return which header of an old mail this line is, or the empty string, and what it says, if anything."""
    name, colon, value = line.replace("：", ":").partition(":")
    if not colon or len(name) > _LONGEST_NAME:
        return "", ""
    return _ROLES.get(bare(name).strip("*_> \u00a0").lower(), ""), value


def notes_at(lines: Sequence[str], index: int) -> bool:
    """Tell whether Lotus Notes' head of an old mail begins here: a name, a date, and names without colons."""
    date = lines[index + 1].lstrip()[:60] if index + 1 < len(lines) else ""
    if not date[:1].isdigit() or not _NOTES_DATE.fullmatch(date.rstrip()):
        return False
    below = {bare(line).lower().rstrip(":") for line in lines[index + 2 : index + 2 + _NOTES_SPAN]}
    return bool(below & _NOTES_TO) and bool(below & _NOTES_SUBJECT)


def is_separator(line: str) -> bool:
    """Tell whether a line says that the original message follows."""
    text = bare(line)[: 2 * _LONGEST_SEPARATOR]
    if len(text) < 10 or text[0] not in DRAWN:
        return False
    found = _ORIGINAL.match(text)
    if found is None or found.end() == len(text):
        return found is not None and len(text) <= _LONGEST_SEPARATOR
    # Old Samsungs lose the line ends between the separator and the headers.
    return _role(text[found.end() :]) == "from"


def is_forward(line: str) -> bool:
    """Tell whether a line says that a forwarded message follows, which is the writer's own content."""
    text = unquoted(line)
    return 10 <= len(text) <= 200 and _FORWARD.fullmatch(text) is not None


def ends_forward(line: str) -> bool:
    """Tell whether a line says that a forwarded message ends here, as Yandex writes it."""
    text = unquoted(line)
    return 20 <= len(text) <= 200 and _END.fullmatch(text) is not None


def lone_sender(lines: Sequence[str]) -> int:
    """Return the line after a From that stands alone above all, with a blank line below it; 0 without one.

    A program that knows no name writes the address twice, "From: a@b.example <a@b.example>"; no person does.
    """
    first = next_filled(lines, 0)
    if first + 1 >= len(lines) or bare(lines[first + 1]) or _role(lines[first]) != "from":
        return 0
    value = bare(lines[first]).partition(":")[2].strip()
    return first + 1 if _TWICE.fullmatch(value) and next_filled(lines, first + 1) < len(lines) else 0


def rule_above(lines: Sequence[str], index: int) -> int:
    """Return the index of the rule or separator drawn right above the old mail, or the index itself."""
    above = last_filled(lines, index)
    if above < index - 2 or above < 0:
        return index
    return above if is_rule(bare(lines[above])) else index


def is_rule(text: str) -> bool:
    """Tell whether a line without blanks at its ends is drawn, or says that the original message follows."""
    return _RULE.fullmatch(text) is not None or is_separator(text)


def recipients_above(lines: Sequence[str], index: int) -> int:
    """Return where the rule stands below which an old mail's To and Subject lead to this line, or the line.

    Yandex draws it, and names the recipients between it and its attribution.
    """
    above = last_filled(lines, index)
    lowest = above
    while above >= max(0, index - SPAN) and is_header(lines[above]):
        above -= 1
    return above if 0 <= above < lowest and _RULE.fullmatch(bare(lines[above])[:200]) else index


def _role(line: str) -> str:
    """Return which header of an old mail this line is, or the empty string."""
    role, value = header(bare(line)[:400])
    return role if value.strip() or role == "more" else ""
