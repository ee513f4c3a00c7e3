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
    r"|kod (?:weryfikacyjny|dostępu))"
)
_NAMED_CODE = re.compile(
    rf"{_NAME}\b[^\d?]{{0,120}}(?<!\d){_CODE}(?!\d)|(?<!\d){_CODE}(?!\d)[^\d?]{{0,40}}\b{_NAME}",
    re.IGNORECASE,
)
_LOOKED_AT = 1500


def mark(sender: Address | None, subject: str, text: str) -> tuple[Mark, ...]:
    """Return the mark of a code that a program sends, or nothing; a web form's mail bears a Reply-To."""
    if sender is None or not _SENDER.fullmatch(fold(sender.addr).rpartition("@")[0]):
        return ()
    if _NAMED_CODE.search(f"{subject}\n{text[:_LOOKED_AT]}") is None:
        return ()
    return (Mark("a code to log in with, from a sender that reads no answer", Machine.GENERATES),)
