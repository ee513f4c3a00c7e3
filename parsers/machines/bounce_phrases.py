"""The phrases of bounces in plain words: what tells one, a delay, its recipients, and where it ends."""

import re


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


# Where the returned mail begins beneath the report. What leads up to the words is taken once and never
# given back: a line of dashes has as many beginnings as dashes.
RETURNED = re.compile(
    r"^[ \t>|-]*+(?:"
    r"(?:(?<=-)|(?<=- ))(?:this is a copy of|below this line|original message|unsent message"
    r"|returned (?:message|mail)|the (?:header|body)|message header|forwarded message"
    r"|undelivered message|копия)"
    r"|below (?:this line is a copy|is a copy)|the following is a copy|\*+ ?original message"
    r"|received: from |return-path: |original (?:mail|message) (?:(?:as )?follows|headers?)"
    r"|message headers? follow)",
    re.IGNORECASE | re.MULTILINE,
)

SUBJECT = _any(
    r"undeliver",
    r"non[- ]?deliver",
    r"not delivered",
    r"delivery (?:status|failure|failed|delayed|problem|report|notification|has failed|error|incomplete)",
    r"delivery (?:to|of) .{0,80} failed",
    r"e?-?mail (?:delivery|system error|failure|could not|not delivered)",
    r"message (?:delivery|status)",
    r"returned (?:mail|e-?mail|to sender|message)",
    r"failure notice",
    r"could not (?:be delivered|send)",
    r"can(?:not|'t) be delivered",
    r"unable to deliver",
    r"failed (?:delivery|mail)",
    r"bounce",
    r"rejected mail",
    r"mail rejected",
    r"postmaster notify",
    r"warning: (?:could|message)",
    r"warning - delayed",
    r"loop alert",
    r"delayed",
    r"недоставлен",
    r"не доставлен",
    r"не уда(?:лось|[её]тся) доставить",
    r"ошибка (?:при )?доставк",
    r"доставка (?:отложена|задерживается|не завершена)",
    r"возврат\w{0,6} (?:письм|почт|сообщени|отправител)",
    r"unzustellbar",
    r"zustellung",
    r"zustellfehler",
    r"non (?:remis|distribu|d[ée]livr)|[ée]chec de (?:la )?(?:remise|distribution)",
    r"no (?:se (?:puede|pudo) entregar|entregado)",
    r"mancat[ao] (?:recapito|consegna)|non recapitabile|impossibile recapitare",
    r"niedostarczaln|nie można dostarczyć",
    r"не вдалося доставити",
)
# What some add behind the subject of the mail that failed.
SUBJECT_END = re.compile(
    r"[(\[](?:delivery (?:failed|failure)|undeliver(?:ed|able)|not delivered|не ?доставлено)[)\]]\s*\Z",
    re.IGNORECASE,
)
FAILURE = _any(
    r"(?:could not|couldn['’]t|cannot|can['’]t|was not|has not been|not) be(?:en)? delivered",
    r"(?:was not|wasn['’]t|has(?: not|n['’]t) been) delivered",
    r"delivery (?:is|has been) delayed",
    r"delivery to .{0,80} failed",
    r"unable to deliver",
    r"undeliverable",
    r"delivery (?:has )?(?:failed|failure|error)",
    r"permanent (?:fatal )?(?:error|failure)",
    r"user unknown",
    r"unknown user",
    r"no such (?:user|mailbox|recipient|address)",
    r"mailbox (?:is )?(?:full|unavailable|not found|disabled)",
    r"over quota",
    r"quota exceeded",
    r"does(?:n't| not) exist",
    r"did(?:n't| not) reach",
    r"failed to (?:deliver|reach)",
    r"could not deliver",
    r"recipients? (?:unknown|rejected|not found)",
    r"address rejected",
    r"(?:mail|message)(?: \S{1,80}){0,3} (?:was|has been) rejected",
    r"(?:письмо|сообщение)(?: \S{1,80}){0,3} отклонено",
    r"invalid (?:recipient|mailbox|address|user)",
    r"not listed in",
    r"account (?:is )?(?:disabled|inactive|closed)",
    r"has been delayed",
    r"temporarily deferred",
    r"still trying",
    r"duplicated message-id",
    r"too many hops",
    r"will (?:keep trying|continue to try|be retried|retry)",
    r"has (?:failed|been postponed) due to",
    r"не уда(?:лось|[её]тся) (?:выполнить )?доставить?",
    r"не может быть (?:доставлено|отправлено)",
    r"не (?:было )?доставлено",
    r"fehler bei der nachrichtenzustellung|nicht zugestellt",
    r"[ée]chec de la remise|n['’]a pas (?:pu [êe]tre|[ée]t[ée]) (?:remis|distribu|d[ée]livr)",
    r"no se (?:ha podido|pudo|puede) entregar|non [èe] stato (?:recapitato|consegnato)",
    r"nie (?:została|zostało|można) dostarczy?|не вдалося доставити",
    r"не существует",
    r"ящик (?:\S{1,64} )?переполнен",
)
DELAY = _any(
    r"warning:? (?:could not send|message).{0,60}(?:still|delayed)",
    r"delayed",
    r"postponed",
    r"attempts will continue",
    r"delivery status notification \(delay\)",
    r"not yet been delivered",
    r"still (?:being )?(?:trying|retr|undelivered)",
    r"will (?:keep trying|continue to try|be retried)",
    r"this is a warning (?:message )?only",
    r"do(?:n't| not) need to resend",
    r"delivery is delayed",
    r"отложен",
    r"задерж",
    r"повторять попытки",
    r"zustellung (?:wird|ist) verzögert|remise retardée|en cours de remise",
)
# After such words stand the recipients.
CUE = _any(
    r"following (?:e-?mail )?(?:recipient|address|destination|user)",
    r"failed (?:recipient|address)",
    r"rcpt to:",
    r"message was addressed",
    r"undeliverable address",
    r"(?:deliver|delivering|delivery|message|mail)(?: \w+){0,3} to:?\s",
    r"следующ(?:им|ие|его|ему) (?:получател|адрес)",
)
# The first sentence of gateways that bear no mail system's name.
SENTENCE = re.compile(
    r"(?:non-?delivery report[\s*-]{1,10}"
    r"|message from .{1,60}[\s*-]{1,10})?"
    r"(?:(?:your|the following|the|this) (?:e-?)?(?:mail|message)"
    r"(?: (?:below|with subject:?.{0,150}|to (?:the following )?\S{1,80}))?\s{1,3}"
    r"(?:could not|cannot|can't|can not|was not|has not been) (?:be )?delivered"
    r"|delivery of e?-?mail to this address"
    r"|votre (?:message|courriel|e-?mail) n.a (?:pas )?pu (?:pas )?[eê]tre (?:d[eé]livr|remis|distribu)"
    r"|ihre (?:nachricht|e-?mail)(?: an \S{1,80})? konnte nicht zugestellt werden"
    r"|ваше (?:письмо|сообщение)(?: для \S{1,80}| на адрес \S{1,80})?\s{1,3}"
    r"(?:не (?:может быть|было|удалось) )(?:доставлено|доставить))",
    re.IGNORECASE,
)
# Words of people, who may paste such a sentence and say what they think of it.
BY_HAND = re.compile(
    r"\?|\b(?:i|we|my|our|me|us(?!-)|help|fix|why|thanks|regards|hello|hi|dear"
    r"|я|мы|мне|меня|нам|нас|мо[йяеи]|наш\w{0,3}|помогите|почему|спасибо|здравствуйте|добрый)\b",
    re.IGNORECASE,
)
# A postmaster is a person now and then.
ASKS = _any(
    r"(?:can|could|would) you (?:please |kindly )?(?:look|check|help|tell|see|find|explain)",
    r"(?<!\w)(?:подскажите|помогите|посмотрите|проверьте,? пожалуйста|почему)",
)
# Such a word, or an address, tells that it is mail which failed.
OF_MAIL = _any(
    r"\be?-?mail(?:box)?\b", r"\bmessages?\b", r"письм", r"сообщени", r"nachricht", r"courriel", r"[\w.+-]@\w"
)
