"""The words of automatic answers, in the languages whose robots write to help desks. All is in lower case."""

import re


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases))


def _from_a_word(*phrases: str) -> re.Pattern[str]:
    """Return a pattern of phrases that begin where a word does: most places of a text fail at once."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})", re.MULTILINE)


_NOW = (
    r"(?:(?:currently|presently|now|сейчас|временно|в настоящее время"
    r"|[вн]а? данный момент|зараз|наразі|derzeit|zurzeit|zur zeit"
    r"|momentan|aktuell|leider|actuellement|en ce moment|actualmente|attualmente"
    r"|al momento|obecnie|aktualnie)"
    r" ){0,2}"
)

# An answer that says of itself that it is automatic, and says no more in that breath. Alone it decides.
SAYS_SO = re.compile(
    r"(?:"
    + "|".join(
        (
            r"(?:this is an? )?(?:auto|automatic|automated|auto-generated|automatically generated) ?-?"
            r"(?:e-?mail )?(?:reply|response|acknowledge?ment)",
            r"(?:это |перед вами |вы получили )?(?:автоматический ответ"
            r"|автоматическое подтверждение|автоответ)",
            r"вам отвечает автоответчик",
            r"(?:это|данное|настоящее) (?:письмо|сообщение) (?:является|-|—"
            r"|–) ?автоматическ\w{1,20} ответ\w{0,20}",
            r"(?:это|данное) (?:письмо|сообщение) \w{1,20} автоответчиком",
            r"(?:це )?(?:автоматична відповідь|автовідповідь)",
            r"(?:dies ist |dieses ist )?eine (?:automatische|automatisch \w{1,20}) "
            r"(?:antwort|abwesenheits\w{1,20}|eingangsbestätigung)",
            r"automatische (?:antwort|eingangsbestätigung)",
            r"(?:ceci est )?(?:une )?r[ée]ponse automatique",
            r"(?:[ée]st[ae] es )?(?:una )?respuesta autom[áa]tica",
            r"(?:questa [èe]' ?)?(?:questa è )?(?:una )?risposta automatica",
            r"(?:to jest )?(?:automatyczna odpowied[źz]|odpowied[źz] automatyczna)",
        )
    )
    + r")(?=[ \t*]*(?:$|[.,!:;()\]–—-]|на ваш|to your|from|auf ihre|à votre|a su"
    r"|alla (?:sua|tua)|na (?:pa|twoj)))",
    re.MULTILINE,
)

# "From 1 to 14 July", before the rest of the sentence.
_PERIOD = (
    r"(?:(?:from|until|с|до|по|на|в период с|з|від|vom|bis|ab|du|jusqu'au|del|hasta|dal|fino|od|do) "
    r".{1,40}? )?"
)

# Who writes is away; at the beginning of a sentence.
AWAY = _any(
    r"(?:our )?offices? (?:is|are|will be) closed",
    r"(?:наш )?офис (?:не работает|закрыт)",
    r"(?:please note that )?(?:i|\w{1,20} \w{1,20}) (?:is no longer with|no longer works? (?:at|for|here))",
    r"(?:я|данный сотрудник) (?:больше|уже) не работа(?:ю|ет) в",
    rf"{_NOW}en (?:cong[ée]s?|vacances|d[ée]placement)",
    rf"(?:i am|i'm|i will be|i'll be|i shall be) {_NOW}(?:out of (?:the |my )?office|away\b"
    r"|on (?:\w{1,20} )?(?:leave|vacation|holidays?)|on a business trip|travell?ing)",
    rf"{_NOW}out of (?:the )?office",
    rf"{_PERIOD}{_NOW}(?:я |меня )?{_NOW}(?:нахожусь|буду находиться|буду|ушел|ушла)? ?{_NOW}"
    r"(?:в|на) (?:\w{1,20} )?(?:отпуск\w{0,20}|командировк\w{0,20}|отгул\w{0,20}"
    r"|больничном|декрет\w{0,20}|отъезде)",
    rf"{_PERIOD}{_NOW}(?:я |меня )?{_PERIOD}{_NOW}(?:меня )?(?:не будет|нет) (?:меня )?"
    r"(?:в офисе|на (?:рабочем )?месте|на работе)",
    rf"{_PERIOD}{_NOW}(?:я )?{_PERIOD}{_NOW}(?:отсутствую|буду отсутствовать)",
    r"(?:сотрудник|\w{1,20} \w{1,20}) (?:больше|уже) не работает в (?:нашей )?(?:компании|организации)",
    rf"{_PERIOD}{_NOW}(?:я )?{_NOW}(?:перебуваю|знаходжу\w{{1,20}}|буду)? ?{_NOW}"
    r"(?:у|в|на) (?:відпустці|відрядженні|лікарняному)",
    rf"{_PERIOD}{_NOW}(?:мене )?{_NOW}(?:не буде|немає) (?:в офісі|на (?:робочому )?місці|на роботі)",
    rf"{_PERIOD}{_NOW}(?:я )?{_NOW}(?:буду )?(?:відсутн\w{{1,20}})",
    rf"ich (?:bin|befinde mich|werde) {_NOW}(?:(?:vom|ab|bis)\b.{{1,40}})?"
    r"(?:nicht im (?:büro|haus|hause)|abwesend|im urlaub|außer haus|nicht erreichbar"
    r"|erst wieder|wieder im büro|in elternzeit"
    r"|auf (?:dienst)?reise|nicht am arbeitsplatz)",
    rf"je (?:suis|serai) {_NOW}(?:absente?|en cong[ée]s?|en vacances|en d[ée]placement|hors du bureau)",
    rf"(?:yo )?{_NOW}(?:estoy|estar[ée]|me encuentro|me encontrar[ée]) {_NOW}"
    r"(?:fuera de (?:la |mi )?oficina|de vacaciones|ausente|de viaje|de baja)",
    rf"{_NOW}(?:sono|sar[òo]'?) {_NOW}(?:fuori (?:sede|ufficio)|in ferie|assente|in vacanza|in trasferta)",
    rf"{_NOW}(?:jestem|b[ęe]d[ęe]|przebywam) {_NOW}"
    r"(?:na (?:\w{1,20} )?urlopie|poza biurem|nieobecn\w|na zwolnieniu|w delegacji)",
)

# What a robot adds; each line is one mark.
ADDED = (
    _from_a_word(
        r"(?:limited|no|intermittent|irregular) access to (?:my )?e-?mail",
        r"(?:не (?:имею|будет)|ограничен\w{0,20}) (?:\w{1,20} )?доступ\w{0,20} к (?:\w{1,20} )?почт",
        r"доступ к (?:\w{1,20} )?почте (?:\w{1,20} )?ограничен",
        r"(?:ihre )?(?:e-?mail|mail|nachricht)s? (?:wird|werden) nicht (?:weitergeleitet|gelesen)",
        r"keinen zugriff auf (?:meine )?e-?mails?",
        r"will not be (?:read|forwarded|checked)",
        r"(?:acc[èe]s limit[ée]|acceso limitado|accesso limitato|ograniczony dostęp)",
    ),
    _from_a_word(
        r"(?:respond|reply|answer|get back|return)\b.{0,60}\b(?:when i|when we|upon|on my"
        r"|after my|once i|as soon as i)",
        r"(?:отвечу|свяжусь|прочту|обработаю)\b.{0,60}(?:возвращен|вернусь|выхода|выйду|прибыти)",
        r"по возвращении|после возвращения",
        r"(?:відповім|зв'яжусь).{0,60}(?:повернен|повернусь)",
        r"nach meiner (?:rückkehr|r)|sobald ich (?:wieder|zurück)|wieder erreichbar|ab dem .{1,30} wieder",
        r"(?:d[èe]s|[àa]) mon retour",
        r"(?:a mi (?:regreso|vuelta)|cuando regrese)",
        r"(?:al mio (?:rientro|ritorno))",
        r"(?:po (?:moim )?powrocie)",
    ),
    _from_a_word(
        r"(?:in|for) (?:any |an |case of )?(?:urgent|emergenc|immediate)",
        r"for (?:anything urgent|emergencies)|замещает меня|меня (?:будет )?замеща"
        r"|(?:please|kindly) (?:contact|direct|write to|e-?mail)"
        r"|(?:просьба|просим|прошу) (?:обращаться|направлять|писать)|обращайтесь|звертайтес",
        r"in my absence|if (?:it|this|your \w{1,20}) is urgent|(?:urgent"
        r"|immediate) (?:matters|assistance|issues)",
        r"(?:по (?:всем |любым )?(?:срочн\w{1,20}|неотложн\w{1,20}|рабоч\w{1,20}|вопрос\w{0,20}))",
        r"в (?:случае (?:срочн|необходим)|экстренн|срочн)\w{0,20}|на время моего отсутствия|меня замещает",
        r"(?:у термінових|з термінових|на час моєї)",
        r"in dringenden|vertretung|wenden sie sich (?:bitte )?an|bei dringenden",
        r"en cas d'urgence|en mon absence|pour toute (?:urgence|demande)",
        r"(?:en caso de urgencia|para (?:asuntos|temas) urgentes|en mi ausencia)",
        r"(?:per (?:urgenze|questioni urgenti)|in caso di urgenz|in mia assenza)",
        r"(?:w (?:pilnych|nagłych|sprawach pilnych)|podczas mojej nieobecności)",
    ),
    _from_a_word(
        r"thank(?:s| you) for (?:contacting|your (?:e-?mail|message|mail)|writing"
        r"|getting in touch|reaching out)",
        r"(?:спасибо|благодарю|благодарим) (?:вас )?за (?:ваше? )?(?:письмо|сообщение|обращение)",
        r"дяку(?:ю|ємо) за (?:ваш(?:е|ого)? )?(?:лист|повідомлення|звернення)",
        r"(?:vielen )?danke? für ihre (?:e-?mail|nachricht|anfrage|mail)",
        r"merci (?:de|pour) votre (?:message|e-?mail|courriel|mail)",
        r"gracias por (?:su|tu) (?:mensaje|correo|e-?mail)|gracias por contactar",
        r"grazie per (?:la (?:sua|tua|vostra) )?(?:e-?mail|mail|messaggio|aver(?:ci|mi) )",
        r"dzi[ęe]kuj[ęe](?:my)? za (?:\w{1,20} )?(?:wiadomo[śs][ćc]|e-?mail|kontakt)",
    ),
)

# The receipt that a desk or a shop sends: it got the mail, and answers later.
GOT_IT = _from_a_word(
    r"(?:this|the) (?:mailbox|inbox|e-?mail address) is (?:not|no longer|un)\s?(?:being )?monitored",
    r"(?:этот|данный) (?:почтовый )?(?:ящик|адрес) не (?:просматривается|обслуживается|читается)",
    r"(?:we have|we've) (?:now )?(?:successfully )?received your (?:e-?mail|message"
    r"|request|inquiry|enquiry|mail)",
    r"your (?:e-?mail|message|request|inquiry|enquiry|ticket|case) (?:\S{1,20} )?(?:has been|was|is) "
    r"(?:successfully )?(?:received|registered|created|logged|opened)",
    r"ваш[еау]? (?:обращение|письмо|сообщение|заявка|запрос) (?:\S{1,20} )?(?:было |была |успешно )?"
    r"(?:получен|принят|зарегистрирован|создан)",
    r"мы получили ваш[еу] (?:обращение|письмо|сообщение|заявку|запрос)",
    r"ваш[еау]? (?:звернення|лист|повідомлення"
    r"|запит) (?:\S{1,20} )?(?:було )?(?:отриман|зареєстрован|прийнят)",
    r"(?:wir haben )?ihre (?:anfrage|e-?mail|nachricht) (?:ist bei uns eingegangen|wurde \w{1,20}|erhalten)",
    r"nous avons bien re[çc]u votre|hemos recibido su|abbiamo ricevuto la (?:sua|tua|vostra)",
    r"(?:otrzymali[śs]my|zarejestrowali[śs]my) (?:pa[ńn]stwa|twoj[ąae])",
)
GOT_IT_ADDED = (
    ADDED[3],
    _from_a_word(
        r"(?:get back|respond|reply|be in touch|contact you|answer)\b.{0,60}"
        r"(?:within|soon|shortly|possible|hours)",
        r"(?:ответим|свяж\w{1,20}|рассмотр\w{1,20}|ответит)\b.{0,80}(?:ближайше|течени|скоро|возможно|час)",
        r"(?:is being|will be) (?:reviewed|processed)|будет рассмотрен|принято в работу",
        r"в (?:самое )?ближайшее время|найближчим часом|протягом",
        r"(?:so schnell wie möglich|schnellstmöglich|in kürze|innerhalb von)",
        r"dans les (?:plus brefs|meilleurs) d[ée]lais|lo antes posible|a la mayor brevedad",
        r"(?:il prima possibile|al pi[ùu]' presto|jak najszybciej|wkr[óo]tce)",
    ),
    _from_a_word(
        r"(?:ticket|case|request|reference) (?:number|id|no\b|#)",
        r"(?:номер\w{0,20}|№) (?:вашего )?(?:обращени|заявк|запрос|тикет)|присвоен номер"
        r"|под номером|номер звернення",
        r"(?:ticket|vorgangs)-?nummer|num[ée]ro de (?:ticket|dossier|caso)|numer zg[łl]oszenia",
    ),
    _from_a_word(
        r"(?:please )?do not (?:reply|respond) to this",
        r"отвечать на него не (?:нужно|надо)|не требует ответа",
        r"не (?:нужно )?отвеча(?:йте|ть) на (?:это|данное|настоящее)",
        r"не відповідайте на це",
        r"(?:bitte )?antworten sie nicht|ne (?:pas|r[ée]pondez pas)|no responda a este|non rispondere",
    ),
    _from_a_word(
        r"(?:this is an |an )?automat(?:ed|ic(?:ally)?) (?:e-?mail|message|notification|generated)",
        r"автоматическ\w{1,20} (?:письмо|уведомлени|сообщени)",
        r"(?:создано|отправлено|сформировано) автоматически",
        r"automatisch (?:erstellt|generiert|versendet)|autom[áa]ticamente|automatycznie|automatiquement",
    ),
)

# Who promises to answer "your mail" has read none: people know what they were asked.
ANSWERS_LATER = _from_a_word(
    r"(?:respond|reply|get back|answer)\b(?: to)? your (?:e-?mail|message|mail)",
    r"отвечу на ваш[еи]? (?:письм|сообщени|обращени)",
    r"(?:beantworte|bearbeite)\w{0,3} ihre (?:e-?mail|mail|nachricht)",
    r"will not return until",
)

# How long, or that it is for now: who thanks and then says so is a robot, who only says so may be a person.
WHILE = _any(
    r"\b(?:until|till|from (?:the )?\d|currently|returning|до|по|сейчас|данный момент|настоящее время|зараз"
    r"|bis|vom|ab|derzeit|zurzeit|momentan|aktuell|actuellement|du \d|hasta|actualmente|fino|dal|al momento"
    r"|do (?:\d|poniedzia|wtor|śro|czwart|piąt|ko[nń]ca)|obecnie|aktualnie)\b",
    r"\bjusqu|\b(?:do \d|du \d|from (?:the )?\d)",
)

# A subject that speaks of absence or of an automatic answer.
SUBJECT = _any(
    r"отпуск|отсутств|командировк|автоответ|автоматическ|відпустк|відсутн|автовідпов",
    r"out of (?:the )?office|vacation|holiday|annual leave|auto(?:mat(?:ic|ed))?[- ]?(?:reply|response)",
    r"urlaub|abwesen|automatisch|absence|absent|cong[ée]s|automati",
    r"vacaciones|fuera de|ausen|autom[áa]tic|\bferie\b|fuori|urlop|nieobecn|automatycz",
)

# Words of people who need something: then no robot is presumed. Nor where anything is asked.
WANTS = _from_a_word(
    r"^(?:how|why|как|почему|зачем|wie|warum|comment|cómo|come|jak) ",
    r"(?:does|do|did|is|are)(?: not|n't) work|can(?:not|'t| not) (?:log|open|print|connect|access|send)",
    r"\berror\b|\bbroken\b|\bcrash|please (?:fix|help|check|reset|restore|close|add|create|send|call)",
    r"не (?:работа(?!ю в|ет в (?:\w{1,20} )?(?:компан|организ))|открыва|запуска"
    r"|приход|печата)|не могу|не получается|ошибк|помогите|сломал|проблем",
    r"прошу (?!обра|связ|писать|направ|адрес|всех)|закройте|проверьте|сделайте"
    r"|настройте|поставьте|уберите|включит[еь]\b|отключит[еь]\b|заблокир|исправьте",
    r"просьба (?!обра|связ|писать|направ)|please (?:set|forward|block|disable|look"
    r"|note down)|не працює|допоможіть",
    r"funktioniert nicht|\w{0,12}fehler|ne (?:fonctionne|marche)|no funciona|non funziona|nie działa",
)
