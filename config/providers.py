"""Public mail providers: two people with an address there have nothing in common."""

import re

# Brands that keep a domain in most countries: yahoo.co.uk, yandex.com.tr, hotmail.fr.
_BRANDS = re.compile(r"(?:gmx|hotmail|outlook|yahoo|yandex)\.(?:com?\.)?[a-z]{2,3}")

# By country and kind, a line each.
_TABLE = (
    "gmail.com googlemail.com icloud.com me.com mac.com privaterelay.appleid.com",
    "live.com live.co.uk live.de live.fr live.ru msn.com windowslive.com passport.com",
    "aol.com aim.com ymail.com rocketmail.com",
    "mail.ru inbox.ru list.ru bk.ru internet.ru xmail.ru ya.ru narod.ru pochta.ru qip.ru nm.ru hotbox.ru",
    "rambler.ru lenta.ru autorambler.ru myrambler.ru ro.ru rambler.ua sibmail.com",
    "tut.by mail.by mail.kz ukr.net i.ua meta.ua bigmir.net",
    "proton.me protonmail.com protonmail.ch pm.me tuta.com tuta.io tutamail.com tutanota.com tutanota.de",
    "fastmail.com fastmail.fm hey.com hushmail.com duck.com disroot.org riseup.net mailbox.org posteo.de",
    "mail.com email.com usa.com zoho.com zohomail.com zohomail.eu",
    "web.de t-online.de freenet.de arcor.de orange.fr wanadoo.fr free.fr laposte.net sfr.fr",
    "libero.it virgilio.it tiscali.it alice.it bluewin.ch ziggo.nl kpnmail.nl telenet.be skynet.be",
    "seznam.cz email.cz centrum.cz azet.sk wp.pl o2.pl onet.pl interia.pl op.pl",
    "comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net",
    "btinternet.com sky.com ntlworld.com virginmedia.com rogers.com shaw.ca bigpond.com",
    "terra.com.br uol.com.br bol.com.br rediffmail.com naver.com daum.net hanmail.net",
    "qq.com foxmail.com 163.com 126.com yeah.net sina.com sohu.com aliyun.com",
)
PUBLIC_PROVIDERS = frozenset(domain for line in _TABLE for domain in line.split())


def is_public_provider(domain: str) -> bool:
    """Tell whether anyone can have an address in this folded domain."""
    return domain in PUBLIC_PROVIDERS or _BRANDS.fullmatch(domain) is not None
