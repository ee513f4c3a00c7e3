"""The plays: two conversations from the request to the confirmed end, as data."""

from dataclasses import dataclass

CUSTOMER = "customer"
AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail that must arrive: whose mailbox, what its subject holds, and words its text holds."""

    to: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Someone writes, and exactly these mails must arrive. Without ``subject`` it answers the last mail."""

    title: str
    by: str
    text: str
    arrivals: tuple[Arrival, ...]
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Play:
    """One conversation and its people."""

    title: str
    customer: str
    customer_name: str
    scenes: tuple[Scene, ...]


RUSSIAN = Play(
    title="Русский разговор",
    customer="ivan@romashka.example",
    customer_name="Иван Петров",
    scenes=(
        Scene(
            "Заявка",
            CUSTOMER,
            "Здравствуйте!\n\nПринтер на третьем этаже не печатает с самого утра.\n\n-- \nИван Петров",
            (
                Arrival(CUSTOMER, ("зарегистрировали", "Инцидент", "статус")),
                Arrival(AGENT, ("не печатает", "Иван Петров")),
            ),
            subject="Не печатает принтер",
        ),
        Scene(
            "Ответ сотрудника",
            AGENT,
            "Иван, здравствуйте! Уже смотрю.",
            (Arrival(CUSTOMER, ("Уже смотрю", "Ann Lee")),),
        ),
        Scene(
            "Запрос сведений",
            AGENT,
            "#спросить\nКакой номер стоит на наклейке принтера?",
            (Arrival(CUSTOMER, ("номер стоит на наклейке",)), Arrival(AGENT, ("SUP-",))),
        ),
        Scene(
            "Ответ клиента",
            CUSTOMER,
            "На наклейке написано HP-0317.",
            (Arrival(AGENT, ("HP-0317",)),),
        ),
        Scene(
            "Решение",
            AGENT,
            "#решено\nПерезапустили очередь печати, попробуйте снова.",
            (Arrival(CUSTOMER, ("очередь печати", "подтверждаю")), Arrival(AGENT, ("SUP-",))),
        ),
        Scene(
            "Несогласие",
            CUSTOMER,
            "К сожалению, не помогло: принтер всё ещё не печатает.",
            (Arrival(CUSTOMER, ("снова занимаемся",)), Arrival(AGENT, ("не помогло",))),
        ),
        Scene(
            "Второе решение",
            AGENT,
            "#решено\nЗаменили кабель, тестовая страница вышла.",
            (Arrival(CUSTOMER, ("Заменили кабель",)), Arrival(AGENT, ("SUP-",))),
        ),
        Scene(
            "Подтверждение",
            CUSTOMER,
            "Подтверждаю, всё работает. Можно закрывать.",
            (Arrival(CUSTOMER, ("закрыто",)), Arrival(AGENT, ("Подтверждаю",))),
        ),
    ),
)

ENGLISH = Play(
    title="English conversation",
    customer="mary@acme.example",
    customer_name="Mary Baker",
    scenes=(
        Scene(
            "Request",
            CUSTOMER,
            "Hello,\n\nthe VPN does not connect since this morning: error 619.\n\n-- \nMary Baker",
            (
                Arrival(CUSTOMER, ("registered", "Incident", "status")),
                Arrival(AGENT, ("error 619", "Mary Baker")),
            ),
            subject="VPN does not connect",
        ),
        Scene(
            "Staff answer",
            AGENT,
            "Hello Mary, I am looking into it.",
            (Arrival(CUSTOMER, ("looking into it", "Ann Lee")),),
        ),
        Scene(
            "Request for information",
            AGENT,
            "#ask\nWhich version of the client do you use?",
            (Arrival(CUSTOMER, ("version of the client",)), Arrival(AGENT, ("SUP-",))),
        ),
        Scene(
            "Customer's answer",
            CUSTOMER,
            "It is version 4.2.1 on Windows.",
            (Arrival(AGENT, ("4.2.1",)),),
        ),
        Scene(
            "Solution",
            AGENT,
            "#resolve\nWe renewed the server's certificate, please try again.",
            (Arrival(CUSTOMER, ("certificate",)), Arrival(AGENT, ("SUP-",))),
        ),
        Scene(
            "Disagreement",
            CUSTOMER,
            "Unfortunately it is still not working, the same error appears.",
            (Arrival(CUSTOMER, ("again",)), Arrival(AGENT, ("still not working",))),
        ),
        Scene(
            "Second solution",
            AGENT,
            "#resolve\nYour account was locked; it is unlocked now.",
            (Arrival(CUSTOMER, ("unlocked now",)), Arrival(AGENT, ("SUP-",))),
        ),
        Scene(
            "Confirmation",
            CUSTOMER,
            "Yes, it works now. You can close the ticket.",
            (Arrival(CUSTOMER, ("closed",)), Arrival(AGENT, ("it works now",))),
        ),
    ),
)

PLAYS = (RUSSIAN, ENGLISH)
