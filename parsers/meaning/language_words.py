"""The small words by which languages are told apart, lowered and with ``ё`` as ``е``; none may be a name."""

_ENGLISH = """
    the is are was were be been not and or but of to in for with from this that these it its it's i i'm
    we you your my our me us he she they have has had do does did don't doesn't didn't can can't cannot
    could would should will won't please thanks thank hello hi hey dear regards yes no what when
    where why how who which any all still again now there here if after before works work working worked
    help need error issue problem ticket closed close status update user password printer screen cannot
    unable new add feature request on at by as an a so just fixed solved resolved confirmed cancel
    everyone broken failed fails access connection page missing slow urgent asap kindly account report
    invoice cancelled down got get see tried trying anyone someone since every today yesterday morning thx
    thanx keeps several constantly nope pls plz cheers never mind forget must may might our good great fine
    crash wrong address sorry nothing
"""
_GERMAN = """
    der die das und ist nicht ein eine einen einem einer ich wir sie mit auf von zu den dem des im es für
    bitte danke hallo kann können geht wird wurde noch funktioniert kein keine keinen drucker alle guten tag
    morgen gruß grüße freundlichen sehr geehrte geehrter damen herren habe haben ihr ihre ihnen uns mein
    meine mir mich auch aber oder wenn seit nach bei beim zum zur leider fehler anmelden passwort hilfe
    vielen dank sind war wie wo warum wieder immer heute gestern jetzt schon nur über unter ja nein rechner
    benutzer fehlermeldung läuft startet funktionieren druckt kaputt dringend besteht weiterhin
    anmeldung bekomme erhalte möchte
"""
_OTHER_LATIN = """
    la les un une du et est ne pas je nous vous pour avec sur bonjour merci que qui el los las en y por
    para con una gracias hola funciona il lo gli di che non è per sono grazie ciao de het een niet van
    dat met voor niet werkt ik w z na nie jest się do dziękuję proszę det och är inte att på ikke og jeg
    er til os uma não obrigado com kiitos ei ja se le dzień dobry działa mam problem mogę bonsoir
    imprimante fonctionne marche impresora correo buenos días buongiorno stampante salve goedemorgen
    bedankt hej tack fungerar skrivaren yazıcı çalışmıyor merhaba teşekkürler lütfen bir ve için dobrý den
    prosím děkuji nefunguje tiskárna nem működik nyomtató köszönöm radi štampač hvala molim
"""
# Russian in Latin letters, as people write it who have no other keyboard.
_TRANSLITERATED = """
    ne net privet zdravstvuite zdravstvuyte zdravstvujte zdrastvuite zdravstvuj dobryi dobryj dobriy dobry
    den den' utro rabotaet rabotayet rabotajet rabotaut rabotayut spasibo spasib pozhaluista pozhaluysta
    pozhalujsta pozhalusta pojaluista pojalusta pozaluista chto shto eto kak kogda pochemu gde uzhe uje
    esche eshche esho escho tozhe tolko segodnya segodnja segodnia vchera mne menya menja nas nam vas vam
    vsem vse vsyo vsjo nichego nichego mozhno mojno mogu mozhet mozhete nuzhno nujno nado pomogite pomogi
    oshibka oshibku pishet vydaet vydayet otkryvaetsya otkryvaetsja zahodit zaxodit zavisaet pechataet
    posmotrite sdelaite sdelayte proverte prover'te podskazhite podskajite problema pochta parol parol'
    kompyuter komputer kompjuter ochen bolshe snova opyat zarabotalo zarabotal vopros zayavka zakryt
    zakroite zakroyte horosho xorosho ponyal bolshoe bol'shoe esli ili uvazheniem dostup voiti zaiti
    prishlite pozvonite kto tam zdes est' byl byla bylo budet zakryvat zakryvaite zakryvayte
    zakryvajte snyat snyata snimaem ustranena reshena reshen reshili proverili proveril proverila printera
    smenit nastroit zapuske vyletaet
    otchet otcheta kassa kassy da zaranee propal propala zavtra poka dobroe vecher otvet pechatat
    rabotali rabotala dokument dokumenty klienty zakazy ssylka ustanovit
"""
# Of these, words no other language has: one is enough.
_SURELY_TRANSLITERATED = """
    zdravstvuite zdravstvuyte zdravstvujte spasibo pozhaluista pozhaluysta pozhalujsta pojaluista rabotaet
    rabotayet pomogite podskazhite privet otkryvaetsya zarabotalo vsyo zavisaet pechataet dobryi
"""
# Words that Russian has not; it shares most others with its neighbours.
_UKRAINIAN = """
    дякую добрий ласка немає працює працюе працюють вітаю ще але добридень привіт допоможіть якщо чому коли
    дуже треба потрібно можна зробити зробіть помилка помилку мене цей ця це що як або також сьогодні вчора
    знову вже тільки можу щодо вирішено запит
"""
_OTHER_CYRILLIC = """
    здравейте моля няма това съм благодаря дзякуй калі молба зошто работи благодарам молим штампач баярлалаа
    хвала хвала мога сәлем рақмет рахмат дзень прынтар працуе
"""
# And words that its neighbours have not.
_RUSSIAN = """
    что это нет есть здравствуйте пожалуйста спасибо работает меня когда если или сейчас нужно можно почему
    уже только ошибка еще чтобы при день подскажите помогите добрый
"""

ENGLISH = frozenset(_ENGLISH.split())
GERMAN = frozenset(_GERMAN.split())
OTHER_LATIN = frozenset(_OTHER_LATIN.split())
TRANSLITERATED = frozenset(_TRANSLITERATED.split())
SURELY_TRANSLITERATED = frozenset(_SURELY_TRANSLITERATED.split())
UKRAINIAN = frozenset(_UKRAINIAN.split())
OTHER_CYRILLIC = frozenset(_OTHER_CYRILLIC.split())
RUSSIAN = frozenset(_RUSSIAN.split())
