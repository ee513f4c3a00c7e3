"""What the visible text of an answer must hold, and that nothing is lost beside it."""

from collections import Counter

from desk.mail import Mail, MailKind
from tests.corpus.difference import Difference, unless
from tests.corpus.reading import Reading
from tests.corpus.texts import is_source, letters, page_text, squashed, unquoted


def reply(wanted: str, reading: Reading) -> Difference | None:
    """The visible text is this one, with the signature or without it.

    Peers disagree on both: which keep a signature, and whether quotes above an answer stay with it, and the
    line that names whom they are of.
    """
    answer = reading.answer
    signed = f"{answer.visible_text}\n{answer.signature}"
    missed = unsigned_reply(wanted, reading)
    if missed is None or _is_same(wanted, signed, reading):
        return None
    found = unquoted(answer.visible_text)
    return None if found and _is_same(unquoted(wanted) or wanted, found, reading) else missed


def unsigned_reply(wanted: str, reading: Reading) -> Difference | None:
    """The visible text is this one, but for white space and a rule below it."""
    found = reading.answer.visible_text
    return unless(_is_same(wanted, found, reading), wanted, found)


def agreed(wanted: str, reading: Reading) -> Difference | None:
    """The visible text is what most readers cut out, or all that the corpus itself calls the first piece.

    Where the others know no sign of the quote that follows, they agree to keep it.
    """
    first = reading.case.expect.get("reply_first_fragment")
    if isinstance(first, str) and squashed(first) == squashed(reading.answer.visible_text):
        return None
    return reply(wanted, reading)


def html_reply(wanted: str, reading: Reading) -> Difference | None:
    """The visible text has the words of this page."""
    return reply(page_text(wanted), reading)


def starts(wanted: str, reading: Reading) -> Difference | None:
    """The visible text begins so."""
    found = reading.answer.visible_text
    return unless(squashed(found).startswith(squashed(wanted)), wanted, found)


def contains(wanted: list[str] | str, reading: Reading) -> Difference | None:
    """Each of these stands in the visible text, or begins the signature: some peers keep "Regards"."""
    answer = reading.answer
    words = [_words(one, reading) for one in _many(wanted)]
    signed = squashed(answer.signature)
    return _lacking([one for one in words if not signed.startswith(squashed(one))], answer.visible_text)


def not_contains(wanted: list[str] | str, reading: Reading) -> Difference | None:
    """None of these stands in the visible text; line by line where the same words shall stand there."""
    text = reading.answer.visible_text
    contained = reading.case.expect.get("reply_contains")
    too = squashed("".join(contained) if isinstance(contained, list) else str(contained or ""))
    there = [one for one in _many(wanted) if squashed(one) in squashed(text)]
    there = [one for one in there if squashed(one) not in too or _lines(one) in _lines(text)]
    return unless(not there, "without " + "\n".join(there), text)


def folded(wanted: list[str] | str, reading: Reading) -> Difference | None:
    """Each of these is quoted or belongs to the signature."""
    return _lacking(wanted, f"{reading.answer.quoted_text}\n{reading.answer.signature}")


def signature(wanted: list[str] | str, reading: Reading) -> Difference | None:
    """Each of these stands in the signature."""
    return _lacking(wanted, reading.answer.signature)


def has_quote(wanted: bool, reading: Reading) -> Difference | None:
    """Something is quoted, or nothing."""
    found = reading.answer.quoted_text
    return unless(bool(found.strip()) == wanted, "a quote" if wanted else "no quote", found)


def nothing_lost(_: object, reading: Reading) -> Difference | None:
    """Each line that is not blank is in the visible text, the quoted one or the signature, as often."""
    if reading.mail.kind is MailKind.UNREADABLE:
        # It is kept raw, for a person to look at.
        return None
    read_as = reading.answer if reading.case.kind == "reply" else reading.mail
    lost = _lost(reading.lines, read_as)
    return unless(not lost, "\n".join(lost), "is in none of the three texts")


def _lost(lines: tuple[str, ...], mail: Mail) -> list[str]:
    texts = (mail.visible_text, mail.quoted_text, mail.signature)
    there = Counter(squashed(line) for text in texts for line in text.splitlines())
    asked = Counter(line for line in map(squashed, lines) if line)
    whole = [squashed(text) for text in texts]
    # A line may have been joined with another, or split: then it is looked for in the running text.
    return [line for line in asked - there if sum(text.count(line) for text in whole) < asked[line]]


def _lacking(wanted: list[str] | str, found: str) -> Difference | None:
    whole = squashed(found)
    lacking = [one for one in _many(wanted) if squashed(one) not in whole]
    return unless(not lacking, "\n".join(lacking), found)


def _is_same(wanted: str, found: str, reading: Reading) -> bool:
    """Tell whether two texts are the same.

    Where there is a page alone, peers write it as Markdown, each with other signs: then letters and digits
    are compared. Others expect its source: then the words of it.
    """
    if not reading.body.html or reading.body.text.strip():
        return _without_rule(squashed(found)) == _without_rule(squashed(wanted))
    return letters(found) == letters(wanted)


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines())


def _without_rule(text: str) -> str:
    return text.rstrip("-_=")


def _words(wanted: str, reading: Reading) -> str:
    """Return the words of what may be the source of a page, an element that is not closed among them."""
    if not reading.body.html or not is_source(wanted):
        return wanted
    return page_text(f"{wanted}>" if wanted.rfind("<") > wanted.rfind(">") else wanted)


def _many(wanted: list[str] | str) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted
