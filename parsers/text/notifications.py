"""Our mails to staff within an agent's own text: they tell colleagues what no customer may read."""

import re
from collections.abc import Sequence
from enum import IntEnum

from desk.commands import NAMES
from parsers.text import attributions, markers
from parsers.text.lines import bare, is_quoted, join, last_filled, next_filled, split, unquoted

# What only we write: whoever quotes a mail to staff quotes one of these. "#" stands for a ticket's number.
SENTENCES = (
    *markers.MARKERS,
    "To answer the customer, just answer this mail.",
    "An answer to this mail becomes a note: the customer does not see it.",
    "For a note that only colleagues see, write to",
    "Commands are the first lines of your answer, each on a line of its own",
    "Commands, as first lines of the answer:",
    "Nothing was done and nothing was sent to anyone. Please correct",
    "There is no address to write to: call the customer back.",
    "To send it as it is, answer with the single word",
    "When it is told, answer with the single word",
    "To have it carried out as it is, answer with the single word",
    "To record it in the ticket, answer with the single word",
    "With these attachments this mail would be too large; #files sends them",
    "Take care: this address takes no part in the ticket.",
    "Take care: nothing proves that this mail is from the customer.",
    "Take care: a mail with the same id and other contents came before.",
    "Take care: the web form names no address",
    "There is no such mailbox, says its mail system.",
    "Чтобы ответить клиенту, просто ответьте на это письмо.",
    "Ответ на это письмо станет заметкой: клиент её не увидит.",
    "Заметка для коллег, которую клиент не увидит:",
    "Команды пишутся первыми строками ответа, каждая на своей строке",
    "Команды, первыми строками ответа:",
    "Мы ничего не сделали и никому ничего не отправили.",
    "Писать некуда: клиенту нужно перезвонить.",
    "Чтобы отправить его как есть, ответьте одним словом",
    "Когда сообщите, ответьте одним словом",
    "Чтобы выполнить его как есть, ответьте одним словом",
    "Чтобы записать его в обращение, ответьте одним словом",
    "С этими вложениями письмо вышло бы слишком большим; их пришлёт",
    "Осторожно: этот адрес в обращении не участвует.",
    "Осторожно: письмо могло прийти и не от клиента",
    "Осторожно: письмо с тем же идентификатором",
    "Осторожно: веб-форма не назвала адреса",
    "Такого почтового ящика нет: так отвечает его почтовая система.",
    *(f"#{name} —" for name in NAMES),
)
_NUMBER = r"[A-Z][A-Z0-9]{0,9}-\d{1,12}"
_NUMBERED = re.compile(
    rf"(?:New ticket|It may continue|A stranger writes to|Новое обращение|Возможно, продолжение"
    rf"|По обращению {_NUMBER} пишет посторонний|answers in|отвечает по обращению"
    rf"|leaves a note in|оставляет заметку к обращению) ?(?:{_NUMBER}|:)"
)
# Any of these may stand in a person's mail; a number, or two of these facts, more likely in ours; many of
# them surely.
_OF_TICKET = re.compile(rf"(?:Number|Номер): ?{_NUMBER}")
_FACT = re.compile(
    r"(Kind|State|Priority|Requester|Organisation|Assigned to|Registered|Registered by|Due|Taking part"
    r"|Watched by|Тип|Состояние|Приоритет|Заявитель|Организация|Исполнители|Зарегистрировано|Срок|Участники"
    r"|Наблюдают)(?::|\t|$)"
)
_LIKELY, _SURELY = 2, 4
_MOST = 200


class Shown(IntEnum):
    """Whether a text holds what our mails to staff say: hardly, as people seldom do, or as they never do."""

    HARDLY = 0
    LIKELY = 1
    SURELY = 2


def shown(text: str) -> Shown:
    """Return whether a text holds what our mails to staff say, quoted or not, however it is broken."""
    lines = [unquoted(line).lstrip("*_ ") for line in split(text)]
    said = " ".join(" ".join(lines).replace("\u00a0", " ").split())
    facts = len({match[1] for line in lines if (match := _FACT.match(line[:_MOST]))})
    if facts >= _SURELY or _NUMBERED.search(said) or any(sentence in said for sentence in SENTENCES):
        return Shown.SURELY
    return Shown.LIKELY if facts >= _LIKELY or _OF_TICKET.search(said) else Shown.HARDLY


def taken_off(text: str, rest: str = "") -> str:
    """Return a text without the mail of ours that it quotes at its top, as ``quote_end`` tells."""
    lines = split(text)
    after = quote_end(lines, rest)
    return join(lines[after:]) if after else text


def quote_end(lines: Sequence[str], rest: str = "") -> int:
    """Return where a text begins below the mail of ours that it quotes, if that is all it quotes; else 0.

    So do answers look that are written below the quote. Whoever writes within it, so that it goes on in the
    ``rest`` of the mail, means parts of it, and which of them are the writer's words is not sure: that
    stays as it is.
    """
    quoted = [] if is_quoted(rest) else [index for index, line in enumerate(lines) if is_quoted(line)]
    if not quoted:
        return 0
    first, after = quoted[0], quoted[-1] + 1
    if any(bare(line) and not is_quoted(line) for line in lines[first:after]):
        return 0
    top = _attribution(lines, first)
    if last_filled(lines, top) >= 0 or next_filled(lines, after) == len(lines):
        return 0
    return after if shown("\n".join(lines[first:after])) else 0


def _attribution(lines: Sequence[str], first: int) -> int:
    """Return where the attribution above a quote begins, or the quote."""
    above = last_filled(lines, first)
    if above < 0:
        return first
    start = attributions.start(lines, above)
    if start is not None:
        return start
    return above if attributions.is_loose(lines[above]) else first
