"""What the lines of a signature say: names, posts, firms, places, numbers, links."""

import re
from collections.abc import Sequence

_MOST = 120

_CONTACT = re.compile(
    r"[<(\[]?(?:https?://|www\.)[^\s<>()]{1,200}|[<(]?[^\s<>()@]{0,64}@[^\s<>()]{1,200}|\[cid:[^\]]{1,90}\]|"
    r"(?:skype|telegram|whatsapp|viber|icq|twitter|instagram|vk|тг|телеграм|скайп)\s?: ?\S{1,60}|"
    r"(?<![\w.])[\w-]{1,40}(?:\.[\w-]{2,40}){0,3}\.(?:com|org|net|ru|рф|su|by|kz|io|de|eu|example)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{1,40}(?:[-'’][^\W\d_]{1,40}){0,3}")

# How addresses, numbers and names are led to; written small in any signature.
_SMALL_WORDS = """
    тел телефон моб мобильный раб рабочий сот факс доб вн внутр внутренний эл почта адрес сайт ул улица д
    дом оф офис кв корп корпус стр строение г гор город пр просп проспект пл площадь наб пер ш шоссе обл
    область р н район каб кабинет комн комната эт этаж пом пос с и по в на при для от до из к о об зам пн вт
    ср чт пт сб вс инн кпп огрн тц бц добавочный время режим часы работы категории звонок бесплатный
    бесплатно россии мск круглосуточно оглы кызы он она его её их tel telephone phone mob mobile cell fax
    ext direct office email e mail web website site skype telegram whatsapp viber icq st str street ave
    avenue rd road floor suite room box hours am pm of and for at the in to by an a de la du des del di da
    do dos van von der den zu bin ibn el al y e und et og och m t f p w d c o s he him his she her they them
"""
_SMALL = frozenset(_SMALL_WORDS.split())

# One of these makes a post, a department or a firm of the small words beside it.
_HEADS = re.compile(
    r"(?:(?:зам)?(?:директор|начальник|руководител|заместител|заведующ|управляющ|председател)\w{0,3}|"
    r"(?:главбух|бухгалтер|экономист|юрист|инженер|менеджер|специалист|администратор|программист|разработчик|"
    r"аналитик|секретар|ассистент|помощник|консультант|оператор|диспетчер|кладовщик|логист|технолог|врач|"
    r"учител|преподавател|методист|библиотекар|механик|энергетик|мастер|кассир|архитектор|дизайнер|маркетолог|"
    r"продавец|товаровед|делопроизводител|координатор|куратор|эксперт|тестировщик|сотрудник|работник|"
    r"предпринимател|адвокат|нотариус|редактор|доцент|профессор|ректор|декан|лаборант|провизор|фармацевт|"
    r"медсестра|стажер|стажёр|президент|партнер|партнёр|владелец)(?:[ьаяы]|ом|ем)?|"
    r"(?:отдел|департамент|управлени|служб|бухгалтери|канцеляри|секретариат|приемн|приёмн|сектор|филиал|"
    r"компани|завод|магазин|склад|коллектив|команд|кафедр|лаборатори|школ|гимнази|лице|университет|институт|больниц|поликлиник|клиник|аптек|агентств|"
    r"администраци|фабрик|предприяти|учреждени|общество|фирм|торговый|группа|бюро|центр)\w{0,3}|"
    r"manager|engineer|developer|director|specialist|assistant|officer|accountant|analyst|administrator|admin|"
    r"architect|consultant|coordinator|designer|executive|head|lead|president|programmer|secretary|supervisor|"
    r"technician|associate|representative|advisor|agent|buyer|clerk|controller|editor|founder|co-founder|owner|"
    r"partner|professor|lecturer|teacher|doctor|nurse|lawyer|scientist|researcher|student|intern|trainee|"
    r"receptionist|operator|planner|auditor|librarian|department|team|division|support|sales|marketing|services?|accounting|purchasing|logistics|ltd|inc|llc|gmbh|ceo|cto|cfo)",
    re.IGNORECASE,
)
# What posts and departments are made of in English; in Russian any word that is no verb may stand there.
_POST_WORDS = """
    senior junior chief deputy vice general regional national international global principal staff sales
    support service services marketing purchasing procurement finance financial accounting accounts account
    human resources technical software hardware network networks systems system data database product
    products project projects program quality assurance research development operations customer client
    business public relations group unit desk information technology security legal office warehouse
    logistics production training communications content web mobile frontend backend full-stack devops
    machine learning medical freelance independent administrative personal commercial key area company
    branch shift test cloud solutions integration
"""
_POSTS = frozenset(_POST_WORDS.split())
_VERB = re.compile(
    r"\w{1,20}(?:[аяуюеиё]ет|[аяуюеи]ют|[еиё]т|[уюая]т|[ао]л[аои]?|[еиы]л[аои]?|[шч]л[аои]|т[ьи]|шь|[её]м|им|"
    r"[йь]те|ите|ся|сь)",
    re.IGNORECASE,
)
# These only end like verbs.
_NO_VERBS_WORDS = """
    отдела персонала филиала капитала портала канала зала материалов безопасность отчетность отчётность
    деятельность собственность недвижимость область сеть часть факультет комитет совет кабинет бюджет интернет
    кредит аудит транспорт контакт объект проект клиент студент президент ассистент консультант агент
"""
_NO_VERBS = frozenset(_NO_VERBS_WORDS.split())
# An order, and what a subject does to itself: no name is such a word, however it is written.
_ORDER = re.compile(
    r"[а-яё]{1,20}(?:йте|ите|ьте|[аиы]лся|[аиоы]л[аои]сь|[еиёую]тся|[аяу]ет|[аяу]ют)(?:сь)?", re.IGNORECASE
)
# Of a line that is all written large, few words are surely verbs: "МОЛЧИТ", "ЖДЁТ".
_SHOUTED = re.compile(r"[А-ЯЁ]{2,20}(?:ИТ|[ЕЁ]Т)")
_TELLING_WORDS = """
    не нет ни без кроме кстати но зато однако опять снова ещё еще пока теперь тоже также только уже если
    когда чтобы потому почему надо нужно нужен нужна нужны прошу просим жду ждем ждём срочно пожалуйста
    помогите сломан сломана сломано сломаны сломался забыл забыла можно нельзя это мне нам мы вы я у так вот
    да хотя not no never nothing except but however though although still again yet only also now please pls
    plz oops sorry urgent urgently asap help need needs want wants is are was were isn't aren't wasn't don't
    doesn't didn't can't cannot won't broken dead down failed fails failing wrong waiting wait i we you it
    if when why what this that keep call check close open
"""
_TELLING = frozenset(_TELLING_WORDS.split())
# What lists and programs put there; they speak of the mail itself.
_LISTED = re.compile(
    r".{0,80}\bmailing list\b.{0,80}|.{0,110}\bunsubscribe\b.{0,100}|for additional commands\b.{0,80}|"
    r"(?:this|diese) (?:e-?mail|message|nachricht)\b.{0,20} (?:sent|generated|gesendet)\b.{0,80}|"
    r"you(?:'re| are) (?:receiving|subscribed|getting) .{0,100}|powered by\b.{0,80}|archives?:.{0,80}|"
    r"(?:follow|find|visit|join) us\b.{0,80}|.{0,40}\b(?:отписаться|рассылк[аиу]|подписан[ыа]?)\b.{0,80}|"
    r"liste de diffusion\b.{0,80}|.{0,30}\bsignature\b.{0,30}",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:(?:many |with )?thanks|thank you|thx|best|all the best|take care|заранее спасибо|спасибо|спс)"
    r"(?: in advance| so much| a lot| for your help| again| заранее)?[,.! ]{0,3}",
    re.IGNORECASE,
)
# Words that no signature has, even below the delimiter: orders to the desk, and what goes wrong.
_TO_THE_DESK = re.compile(
    r"(?<!\w)(?:не (?:закр|работа|печата|откры|могу|можем|включа|груз|загруж|отправля|приход|помог|пуска|"
    r"запуска|видит)\w{0,6}|сломал\w{1,3}|"
    r"(?:закр(?:ой|ывай)|оставь|перезвони|проверь|почини|исправь|помоги|посмотри|верни|восстанови|настрой|"
    r"подожди|добавь|удали|пришли|подскажи|уточни|дай)те|"
    r"(?:do not|don't|does not|doesn't|did not|didn't|cannot|can't|not|still|please|pls) "
    r"(?:close|closed|work|working|print|printing|open|opening|log|help|keep|leave|call me|check|fix|wait|"
    r"send|see|broken|dead|down|fails?)|(?:is|are) (?:now )?(?:broken|dead|down)|"
    r"(?:keep|leave) (?:\w{1,12} ){1,3}open)(?!\w)",
    re.IGNORECASE,
)


def speaks_to_the_desk(text: str) -> bool:
    """Tell whether a line plainly speaks to those who get the mail."""
    return _TO_THE_DESK.search(text[: 10 * _MOST]) is not None


def are_a_card(lines: Sequence[str]) -> bool:
    """Tell whether these lines, none of them blank, name who writes, his firm, and how to find them.

    What a list or a program says of the mail may stand there too. What nobody knows for one of these is not.
    """
    return all(_is_of_a_card(line) for line in lines) or (len(lines) == 1 and _is_a_small_name(lines[0]))


def _is_of_a_card(text: str) -> bool:
    if len(text) > _MOST:
        return False
    if _LISTED.fullmatch(text) or _THANKS.fullmatch(text):
        return True
    words = _WORD.findall(_CONTACT.sub(" ", text))
    if text.endswith("?") or (text.isupper() and any(_SHOUTED.fullmatch(word) for word in words)):
        return False
    if any((word.lower() in _TELLING and word != "IT") or _ORDER.fullmatch(word) for word in words):
        return False
    small = [word for word in words if word[0].islower() and not _SMALL.issuperset(word.split("-"))]
    if not small:
        return True
    if not any(_is_head(word) for word in words):
        return False
    return all(_is_of_a_post(word) for word in small)


def _is_of_a_post(word: str) -> bool:
    if word in _POSTS or _is_head(word):
        return True
    return "а" <= word[0] <= "ё" and (word in _NO_VERBS or not _VERB.fullmatch(word))


def _is_head(word: str) -> bool:
    return any(_HEADS.fullmatch(part) for part in word.split("-"))


def _is_a_small_name(text: str) -> bool:
    """Tell whether a line is one word that may be a name written small."""
    word = text.strip(" .,-!")
    return _WORD.fullmatch(word) is not None and word.lower() not in _TELLING and not _VERB.fullmatch(word)
