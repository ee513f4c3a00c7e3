"""Mails that a program sends of its own accord and marks by no header: codes to log in with."""

import re

from desk.address import Address, fold
from parsers.machines.marks import Machine, Mark

# One mark is a sender that nobody reads, the other a code with its name beside it.
_SENDER = re.compile(
    r"(?:(?:no|not|dont|do-?not|never)[-_.]?(?:reply|answer|respond)|notif\w*|alerts?|security|accounts?"
    r"|robot|auth|verif\w*|otp|login)(?:[-_.+].*)?|.*[-_.]noreply"
)
_CODE = r"(?:\d{4,8}|\d{3}[ -]\d{3}|[A-Z]-\d{4,8})"
_NAME = (
    r"(?:(?:verification|confirmation|security|log-?in|sign-?in|one-time|access|authentication|activation) "
    r"(?:code|pass(?:code|word)|pin)|otp|2fa code"
    r"|код (?:подтверждения|доступа|проверки|авторизации|безопасности|активации|для входа)"
    r"|(?:одноразовый|проверочный|разовый) (?:код|пароль)|код підтвердження"
    r"|(?:bestätigungs|sicherheits|verifizierungs)code|code de (?:vérification|sécurité|confirmation)"
    r"|código de (?:verificación|seguridad|confirmación)|codice di (?:verifica|sicurezza|conferma)"
    r"|kod (?:weryfikacyjny|dostępu)|(?:введите|используйте) (?:этот )?код|(?:enter|use) th(?:e|is) code)"
)
# The name may be what the code is for.
_PURPOSE = (
    r"(?:to|in order to) (?:sign|log) ?in|to (?:verify|confirm) your|is your (?:\w{1,20} ){0,2}code"
    r"|чтобы войти|— ваш код|ваш код для"
)
_NAMED_CODE = re.compile(
    rf"{_NAME}\b[^\d?]{{0,120}}(?<!\d){_CODE}(?!\d)|(?<!\d){_CODE}(?!\d)[^\d?]{{0,40}}\b{_NAME}"
    rf"|(?<!\d){_CODE}(?!\d) {{1,3}}(?:{_PURPOSE})",
    re.IGNORECASE,
)
# Who is sent a form by such a sender reads of people who wait for their code.
_MISSED = re.compile(
    r"\bне (?:при|получ|доход|работ|подход|мо[гж]|уда)|\bнет кода"
    r"|n[o'’]t (?:\w{1,12} )?(?:receiv|get|got|arriv|work|come)|\bnever (?:came|come|arriv|receiv|got)"
    r"|\bno code|\binvalid code",
    re.IGNORECASE,
)
_LOOKED_AT = 1500
# So far from the code such words are about it.
_NEAR = 40


def mark(sender: Address | None, subject: str, text: str) -> tuple[Mark, ...]:
    """Return the mark of a code that a program sends, or nothing; a web form's mail bears a Reply-To."""
    if sender is None or not _SENDER.fullmatch(fold(sender.addr).rpartition("@")[0]):
        return ()
    said = f"{subject}\n{text[:_LOOKED_AT]}"
    found = _NAMED_CODE.search(said)
    if found is None or _MISSED.search(said, max(0, found.start() - _NEAR), found.end() + _NEAR):
        return ()
    return (Mark("a code to log in with, from a sender that reads no answer", Machine.GENERATES),)
