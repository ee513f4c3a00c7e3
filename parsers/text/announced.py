"""Whether a writer says that the answers stand within the old mail, where no mark may tell them apart."""

import re
from collections.abc import Sequence

from parsers.text.lines import bare

# Who answers within the old mail says so in a line or two.
_MOST = 600

_WITHIN = (
    r"(?:in-?line|interleaved|within the (?:text|e-?mail|mail|message)|below|"
    r"in (?:red|blue|green|bold|colou?r)|"
    r"(?:marked|highlighted) (?:in )?(?:red|blue|green|bold|yellow))"
)
_WITHIN_RU = (
    r"(?:ниже|внутри|в тексте|по тексту|в теле письма|между строк|под вопросами|"
    r"(?:выделен\w{0,2} |выделил\w? )?(?:красным|синим|зел[её]ным|жирным|цветом|курсивом))"
)
# Each way to say it has one of these; most texts have none.
_HINT_WORDS = (
    "answer comment repl respon remark inline in-line look antwort "
    "отве коммент поясн написал замечани выделил"
)
_HINTS = _HINT_WORDS.split()
_ANNOUNCED = re.compile(
    rf"(?<!\w)(?:(?:answers?|answered|comments?|commented|repl(?:y|ies|ied)|responses?|responded|remarks?) "
    rf"(?:\w{{2,10}} ){{0,3}}{_WITHIN}|(?:see|look) in-?line|in-?line (?:answers|comments|replies|below)|"
    rf"(?:ответы|ответил\w?|отвечаю|комментари[ий]|пояснени[яе]|написал\w?|замечания|прокомментировал\w?) "
    rf"(?:\w{{1,12}} ){{0,3}}{_WITHIN_RU}|"
    rf"(?:красным|синим|жирным|цветом) (?:выделил|ответил|написал|мои ответы)|"
    rf"antworten? (?:\w{{2,10}} ){{0,3}}(?:unten|im text|in rot|in blau|inline))(?!\w)",
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
    text = " ".join(" ".join(said).split())
    lowered = text.lower()
    return any(hint in lowered for hint in _HINTS) and _ANNOUNCED.search(text) is not None
