"""The words of automatic answers, in the languages whose robots write to help desks. All is in lower case."""

import re


def _from_a_word(*phrases: str) -> re.Pattern[str]:
    """Return a pattern of phrases that begin where a word does: most places of a text fail at once."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})", re.MULTILINE)


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
