"""The line that a program puts below a mail: "Sent from my iPhone" and its like."""

import re

_MOST = 140
_WORD = r"[\w’'\-.®™&+]{1,20}"
_DEVICE = rf"{_WORD}(?: {_WORD}){{0,5}}"
_APP = rf"{_WORD}(?: {_WORD}){{0,5}}"

# What is spoken of in such lines; a word of them must be there, save behind "my".
_APPS = (
    "mail|outlook|yahoo|samsung|galaxy|proton|protonmail|gmail|yandex|яндекс|mail\\.ru|aol|mailspring|spark|"
    "bluemail|typeapp|airmail|superhuman|newton|edison|mailbird|em client|k-9|fairemail|thunderbird|canary|"
    "boxer|nine|polymail|vk|workmail|shortwave|missive|hcl|ibm|notes|verse|mymail|my\\.mail|почты|почта|почту|front|"
    "zoho|hey|tutanota|tuta|android|iphone|ipad|blackberry|huawei|xiaomi|nokia|verizon|t-mobile|at&t"
)
_THINGS = "phone|mobile|smartphone|handset|tablet|handheld|wireless|cell"
_DEVICES = (
    "iphone|ipad|айфона|айпада|андроида|android|android-\\w{1,14}|samsung|galaxy|xiaomi|redmi|poco|huawei|honor|realme|"
    "blackberry|nokia|телефона|смартфона|планшета|устройства|мобильного|мобилы|мобильника|apple"
)
# "…, please excuse brevity", behind the line itself or alone.
_EXCUSE = (
    r"(?:please |пожалуйста,? )?(?:excuse|forgive|pardon|sorry for|извините|простите|прошу прощения)\b"
    r"[^?]{0,70}"
    r"(?:brevity|typos|errors|short|mistakes|кратк\w{1,6}|опечатк\w{1,3}|ошибк\w{1,3}|лаконичн\w{1,6})"
    r"[^?]{0,40}"
)
_EXCUSED = re.compile(_EXCUSE, re.IGNORECASE)
_LINE = re.compile(
    rf"(?:sent from my {_DEVICE}|"
    rf"sent from (?:an? |the (?:all new |new )?)?(?:{_APPS}|{_THINGS})(?: {_APP})?|"
    rf"sent (?:via|with|using|by)(?: the| my)? (?:{_APPS})(?: {_APP})?|"
    rf"sent (?:via|with|from) {_APP} (?:mobile|app)|"
    rf"sent (?:via|from|with) (?:an? )?(?:{_THINGS})(?: device| phone)?|"
    rf"sent (?:via|from)(?: my| the)? {_DEVICE}, an? {_APP}|sent from my (?:{_APPS})(?: {_APP})?, {_APP}|"
    r"sent with proton ?mail secure email|get (?:outlook|bluemail|spark) for (?:ios|android|mac)|"
    rf"отправлено (?:с|со) (?:моего |моей |мобильного |устройства )?(?:{_DEVICES})(?: {_APP})?|"
    rf"отправлено (?:из|через|с помощью|с) (?:мобильн\w{{1,4}} |приложени\w{{1,3}} |нов\w{{1,4}} |"
    rf"(?:защищ[её]нн|безопасн)\w{{1,4}} ){{0,2}}(?:{_APPS})(?:[. ]{_APP})?|"
    r"отправлено (?:из|через) (?:мобильного )?приложения|"
    rf"(?:это )?(?:сообщение|письмо) отправлено (?:с|из|через) {_APP}|"
    r"(?:скачайте|загрузить|получить|установите|скачать) outlook для (?:ios|android|mac)|"
    rf"von meinem {_DEVICE} gesendet|gesendet von (?:meinem )?{_DEVICE}|gesendet mit der {_APP}|"
    rf"diese nachricht wurde von meinem {_APP} gesendet|"
    rf"envoyé (?:de|depuis) mon {_DEVICE}|envoyé à partir d.{_APP}|"
    rf"enviado desde mi {_DEVICE}|enviado do meu {_DEVICE}|inviato da(?:l mio)? {_DEVICE}|"
    rf"verstuurd vanaf mijn {_DEVICE}|verzonden (?:vanaf|met) (?:mijn )?{_DEVICE}|"
    rf"skickat från min {_DEVICE}|sendt fra min {_DEVICE}|wysłane z (?:mojego )?{_DEVICE}|"
    rf"надіслано з (?:мого )?{_DEVICE})"
    rf"(?:[.,;!–—\- ]{{1,3}}{_EXCUSE})?|(?P<alone>{_EXCUSE})",
    re.IGNORECASE,
)
# Any program may call itself so if it links to itself.
_ANY_APP = re.compile(
    rf"(?:sent (?:from|via|with|using)|отправлено (?:из|через|с помощью)) {_APP}", re.IGNORECASE
)
_CLOSED = re.compile(r"(?:с уважением|regards|best)[,.]? (?=отправлено|sent )", re.IGNORECASE)


# What programs write small; a person goes on with other words, of himself or of what happened.
_SMALL_WORDS = f"""
    sent from my an a the all new old work personal business company via with using by on for of and in at
    get app device phone smartphone mobile wireless network version mini pro plus max note one secure email
    client cell cellphone tablet handheld handset desktop computer laptop powered отправлено со с из через
    помощью моего моей мобильного мобильной мобильным мобильное мобильных устройства устройство приложения
    приложение приложении нового новой защищенной защищённой безопасной смартфон телефон планшет смартфона
    телефона планшета для это сообщение письмо на и скачайте скачать загрузить получить установите версии
    компьютера ноутбука рабочего von meinem gesendet mit der diese nachricht wurde envoyé de depuis mon à
    partir enviado desde mi do meu inviato da dal mio verstuurd vanaf mijn verzonden met skickat från min
    sendt fra wysłane z mojego надіслано мого {_APPS} {_THINGS} {_DEVICES}
"""
_SMALL = frozenset(re.split(r"[\s|]+", _SMALL_WORDS.replace("\\", "")))
_ASKED = re.compile(r"brevity|кратк|sent|created|отправлено|создано|k-9", re.IGNORECASE)


def is_line(text: str, *, linked: bool) -> bool:
    """Tell whether a mail's last line, less its links, is its program's. ``linked`` says it had links."""
    if len(text) > _MOST:
        return False
    text = _CLOSED.sub("", text)
    match = _LINE.fullmatch(text)
    if match is None:
        return linked and _ANY_APP.fullmatch(text) is not None
    if match["alone"]:
        return _ASKED.search(text) is not None
    return _is_a_programs(_EXCUSED.sub("", text))


def _is_a_programs(text: str) -> bool:
    """Tell whether what is written small in a line is of the words that programs write."""
    words = (word.strip(".,;:!?®™()") for word in text.replace(":", " ").split())
    return not any(word.islower() and word not in _SMALL for word in words)
