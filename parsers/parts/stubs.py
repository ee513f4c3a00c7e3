"""Plain texts that only stand for the page beside them: no words of its writer."""

import html
import re
import unicodedata

_LONGEST = 300
_LINK = re.compile(r"https?://\S{1,300}|\[[^\[\]\r\n]{0,200}\]")
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")
# A full stop or a dash stands where a program demands a text; a line of dashes was drawn by somebody.
_FEW_SIGNS = 3
# Words so short stand in any page.
_TELLING = 4
# By so many times more must a page say to be asked for what its text is not.
_MORE = 2

# As programs for newsletters and web forms write: one word that begins as one of the first, and no other but
# those that begin as one of the second or are one of the third.
_FORM = ("html", "mime", "multipart", "browser", "online", "браузер", "онлайн")
_ABOUT = """
    mail email messag nachricht письм писем сообщени почт
    client program reader viewer software клиент программ
    view read display show see open support contain compatib capable requir enabl unterstütz
    прочитать просм посмотр поддерживающ содерж совмест
    format version content text part copy link copies формат версия версию код ссылк текст
    use using please follow bitte воспольз использ пожалуйста
"""
_SMALL = """
    a an and as be can cannot do does e for go has have here if in is it its multi not of on only
    or our plain properly receive sent should t that the this to was we web with you your
    а в вам ваш ваша ваше ваши вашей вашего для если же за значит и или может можете не но он она оно
    вы видите отправлено создано по с свой то что чтобы это эта этого этот веб данное включите нажмите
    откройте пройдите перейдите поддерживает отображает отображать отображения
    diese dieser ihr im ist nicht
"""
_BEGINNINGS = tuple(_ABOUT.split())
_WORDS = frozenset(_SMALL.split())


def is_stub(text: str, page: str) -> bool:
    """Tell whether a plain text says nothing beside this page: no words, or some on its own form."""
    plain = html.unescape(text)
    if not any(unicodedata.category(one)[0] in "LNPS" for one in plain):
        return True
    if "?" in plain or len(text) > _LONGEST or _WORD.search(_TAG.sub(" ", page)) is None:
        return False
    said = _LINK.sub(" ", plain)
    words = _WORD.findall(re.sub("n['’]t\\b", " not", said.lower()))
    if not words:
        kinds = [unicodedata.category(one)[0] for one in said]
        return "S" not in kinds and kinds.count("P") <= _FEW_SIGNS
    rest = [word for word in words if not word.startswith(_FORM)]
    return len(rest) < len(words) and all(word in _WORDS or word.startswith(_BEGINNINGS) for word in rest)


def is_beside(text: str, page: str) -> bool:
    """Tell whether a plain text is another than that of the page, which says more."""
    if len(text) > _LONGEST:
        return False
    own = _WORD.findall(text.lower())
    telling = [word for word in own if len(word) >= _TELLING] or own
    shown = html.unescape(_TAG.sub("", page)).lower()
    if 2 * sum(word in shown for word in telling) >= len(telling):
        return False
    return len(_WORD.findall(html.unescape(_TAG.sub(" ", page)))) > _MORE * len(own)
