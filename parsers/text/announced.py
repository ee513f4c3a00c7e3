"""Whether a writer says or shows that the answers stand within the old mail, where no quote mark tells."""

import re
from collections.abc import Sequence

from parsers.text.lines import bare

# Who answers within the old mail says so in a line or two.
_MOST = 600
# Of names in brackets: an initial may stand for anything, and no name is longer.
_SHORTEST_NAME = 3
_LONGEST_LABEL = 80

_WITHIN = (
    r"(?:in-?line|interleaved|within (?:the|your|this) (?:text|e-?mail|mail|message)|below|"
    r"(?:after|under) (?:each|every|your) questions?|"
    r"in (?:red|blue|green|bold|colou?r|capitals|caps|capital letters)|"
    r"(?:marked|highlighted) (?:in )?(?:red|blue|green|bold|yellow))"
)
_WITHIN_RU = (
    r"(?:ниже|внутри|в тексте|по тексту|в теле (?:вашего |исходного )?письма|в ваше письмо|в вашем письме|"
    r"между строк|"
    r"под вопросами|после вопросов|(?:под|после) кажд\w{2,3} вопрос\w{1,2}|"
    r"(?:выделен\w{0,2} |выделил\w? )?(?:красным|синим|зел[её]ным|жирным|цветом|курсивом))"
)
_COLOURED = r"(?:красным|синим|зел[её]ным|жирным|цветом|курсивом)(?: (?:цветом|шрифтом))?"
# Each way to say it has one of these; most texts have none.
_HINT_WORDS = (
    "answer comment repl respon remark inline in-line look antwort "
    "отве коммент поясн написал пишу замечани выделил вписал добавил дописал"
)
_HINTS = _HINT_WORDS.split()
_ANNOUNCED = re.compile(
    rf"(?<!\w)(?:(?:answers?|answered|comments?|commented|repl(?:y|ies|ied)|responses?|responded|remarks?) "
    rf"(?:\w{{2,10}} ){{0,3}}{_WITHIN}|(?:see|look) in-?line|in-?line (?:answers|comments|replies|below)|"
    rf"(?:ответы|ответ\(ы\)|(?:ответил|написал|прокомментировал)(?:\w|\(а\))?|отвечаю|пишу|комментари[ий]|"
    rf"пояснени[яе]|замечания) (?:[\w—–-]{{1,12}} ){{0,3}}{_WITHIN_RU}|"
    rf"(?:красным|синим|зел[её]ным|жирным|цветом) (?:(?:шрифтом|цветом) )?"
    rf"(?:(?:выделил|ответил|написал|вписал|добавил|дописал)(?:\w|\(а\))?|мои (?:ответы|комментарии))|"
    rf"antworten? (?:\w{{2,10}} ){{0,3}}(?:unten|im text|in rot|in blau|inline))(?!\w)",
    re.IGNORECASE,
)
# Who says this in a line of its own says nothing of a screenshot below.
_LONE = re.compile(
    r"(?:(?:добрый день|здравствуйте|привет|коллеги|hi|hello|dear)[^.!,:]{0,40}[.!,:] )?"
    r"(?:(?:(?:please|pls) )?(?:see |look |read )?(?:below|in-?line)(?:,? in \w{3,8})?|"
    r"(?:(?:please|pls) )?(?:see |look |read )(?:below )?in (?:red|blue|green|bold)(?: below)?|"
    r"(?:(?:см\.?|смотри(?:те)?|читай(?:те)?)(?:,? пожалуйста,?)? )?"
    rf"(?:ниже(?: по тексту)?(?:,? {_COLOURED})?|{_COLOURED} (?:ниже|в тексте|по тексту|в письме))|"
    rf"(?:см\.?|смотри(?:те)?)(?:,? пожалуйста,?)? {_COLOURED})",
    re.IGNORECASE,
)


def is_announced(lines: Sequence[str]) -> bool:
    """Tell whether these lines say so; what is quoted in them says nothing."""
    said: list[str] = []
    length = 0
    for line in lines[:60]:
        own = bare(line)
        if own[:1] != ">":
            said.append(own)
            length += len(own)
        if length > _MOST:
            return False
    if any(_LONE.fullmatch(line[:60].strip(" .:!")) for line in said):
        return True
    text = " ".join(" ".join(said).split())
    lowered = text.lower()
    return any(hint in lowered for hint in _HINTS) and _ANNOUNCED.search(text) is not None


def is_named(lines: Sequence[str], writer: str) -> bool:
    """Tell whether lines begin with the writer's name in brackets, as Outlook writes within an old mail."""
    name = " ".join(writer.lower().split())
    if len(name) < _SHORTEST_NAME:
        return False
    names = {name, *(word for word in name.split() if len(word) >= _SHORTEST_NAME)}
    labels = (text[1:_LONGEST_LABEL].partition("]") for line in lines if (text := bare(line))[:1] == "[")
    return any(closed and " ".join(label.lower().split()) in names for label, closed, _ in labels)
