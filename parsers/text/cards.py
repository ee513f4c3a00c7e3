"""Mails of our own in an answer whose program took the marker line off: told by the words they consist of."""

import re
from collections.abc import Sequence

from parsers.text.lines import bare, is_quoted, last_filled

# Nothing of ours that is looked for is longer, a desk's name before it included.
_MOST = 160
_NUMBER = r"\[?[A-Z][A-Z0-9]{0,9}-\d{1,12}\]?"

# How our mails begin below their greeting, or go on below an agent's words. "#" stands for the ticket's
# number; a text part is broken at 76 characters, so of longer lines the first words do.
OPENINGS = (
    "Спасибо за письмо. Мы зарегистрировали ваше обращение под номером #",
    "Мы зарегистрировали обращение на ваше имя под номером #",
    "Мы получили письмо с вашего адреса и зарегистрировали обращение",
    "Работа по вашему обращению # завершена.",
    "Пожалуйста, проверьте, всё ли теперь в порядке:",
    "Чтобы продолжить, нам нужен ваш ответ: просто ответьте на это письмо.",
    "Мы предложили решение по вашему обращению #",
    "Мы задали вам вопрос по обращению # и ждём ответа",
    "Жаль, что решение не помогло. Мы снова занимаемся обращением #",
    "Мы получили ваше письмо и снова занимаемся обращением #",
    "Мы снова открыли обращение # и занимаемся им.",
    "Вот как обстоят дела с вашим обращением.",
    "Спасибо за подтверждение! Обращение # закрыто.",
    "Мы закрыли обращение # по вашей просьбе.",
    "Мы не дождались вашего ответа и закрыли обращение #",
    "Thank you for writing. We have registered your request as #",
    "We have registered a request in your name as #",
    "We have received a mail from your address and registered it as",
    "Our work on your request # is done.",
    "Please check whether everything is in order now:",
    "To carry on we need your answer: just answer this mail.",
    "We offered you a solution for request #",
    "We asked you a question about request # and need your answer",
    "We are sorry that the solution did not help. We are working on",
    "We have your mail and are working on request # again.",
    "We have opened request # again and are working on it.",
    "Here is how things stand with your request.",
    "Thank you for confirming! Request # is closed.",
    "We have closed request #, as you asked.",
    "We have not heard from you, so we have closed request #",
)
# What stands at their foot.
FEET = (
    "Обращение #. Чтобы продолжить разговор, просто ответьте на это письмо.",
    " · обращение #",
    "Пожалуйста, сохраняйте # в теме письма: так мы найдём",
    "Request #. To go on with the conversation, just answer this mail.",
    " · request #",
    "Please keep # in the subject: that is how we find",
)
# What is left of the foot's last sentence where its line was broken.
_ENDS = ("обращение.", "на это письмо.", "request.", "this mail.")
_HINTS = ("просто ответьте на это письмо", " · ", "в теме письма", "just answer this mail", "in the subject")
_GREETING = re.compile(r"(?:Здравствуйте|Hello)(?:, [^\n]{1,80})?!")


def _any(sentences: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of lines that begin with one of these; before a blank a desk's name may stand."""
    written = (re.escape(sentence).replace(r"\#", _NUMBER) for sentence in sentences)
    return re.compile("|".join(f".{{1,80}}{one}" if one[:1] == "\\" else one for one in written))


_OPENING = _any(OPENINGS)
_FOOT = _any(FEET)


def start(lines: Sequence[str], text: str) -> int | None:
    """Return where a mail of ours begins that reaches to the end of these lines, or None.

    It is told by its foot; it begins at the first line that is known to be ours, for an agent's words cannot
    be told from the writer's. Where anything follows its foot, or nothing stands above it, the answer may
    stand there or within: then nothing is cut. ``text`` is the lines joined.
    """
    if not any(hint in text for hint in _HINTS):
        return None
    ours = [i for i, line in enumerate(lines) if len(line) <= _MOST and not is_quoted(line)]
    feet = [i for i in ours if _FOOT.match(bare(lines[i]))]
    if not feet or not _is_last(lines, feet[-1]):
        return None
    first = next((i for i in ours if i < feet[-1] and _OPENING.match(bare(lines[i]))), feet[0])
    above = last_filled(lines, first)
    if above >= 0 and _GREETING.fullmatch(bare(lines[above])):
        first, above = above, last_filled(lines, above)
    return first if above >= 0 else None


def _is_last(lines: Sequence[str], foot: int) -> bool:
    """Tell whether nothing follows a foot but the rest of its sentence."""
    rest = [text for line in lines[foot + 1 :] if (text := bare(line))]
    return not rest or (rest == [bare(lines[foot + 1])] and rest[0].endswith(_ENDS))
