"""What a mail's writer says now, apart from quotes and signature."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.html.plain import text
from parsers.text.visible import cut

TEXTS = sorted((Path(__file__).parent / "texts").iterdir())
# As much text as is read of a mail.
MUCH = 256 * 1024


def _sample(path: Path) -> tuple[str, str, str]:
    """Return a sample's mail, and what must be visible and the signature in it."""
    mail, _, wanted = path.read_text(encoding="utf-8").partition("\n%% visible\n")
    visible, _, signature = wanted.partition("%% signature\n")
    return mail, visible.strip("\n"), signature.strip("\n")


def _squeezed(text: str) -> list[str]:
    """Return a text's lines that are not blank, without blanks at their ends."""
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    return sorted(line.rstrip() for line in normal.split("\n") if line.strip())


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_an_answer_is_cut_as_its_sample_says(path: Path) -> None:
    """Each mail program's answer yields just the words and the signature of its writer."""
    mail, visible, signature = _sample(path)
    parts = cut("", mail, first_mail=False) if path.suffix == ".html" else cut(mail, None, first_mail=False)
    assert _squeezed(parts.visible) == _squeezed(visible)
    assert _squeezed(parts.signature) == _squeezed(signature)


@pytest.mark.parametrize(
    "path", [path for path in TEXTS if path.suffix == ".txt"], ids=lambda path: path.name
)
def test_a_cut_loses_no_line(path: Path) -> None:
    """The three parts hold every line that is not blank."""
    mail, *_ = _sample(path)
    parts = cut(mail, None, first_mail=False)
    assert _squeezed(f"{parts.visible}\n{parts.quoted}\n{parts.signature}") == _squeezed(mail)


@pytest.mark.parametrize(
    "path", [path for path in TEXTS if path.suffix == ".html"], ids=lambda path: path.name
)
def test_a_cut_page_loses_no_line(path: Path) -> None:
    """The three parts of a page hold every line that its reader sees."""
    mail, *_ = _sample(path)
    parts = cut("", mail, first_mail=False)
    assert _squeezed(f"{parts.visible}\n{parts.quoted}\n{parts.signature}") == _squeezed(text(mail))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_a_first_mail_quotes_nothing(path: Path) -> None:
    """What a first mail or a forward carries along is its content."""
    mail, *_ = _sample(path)
    html = path.suffix == ".html"
    assert cut("" if html else mail, mail if html else None, first_mail=True).quoted == ""


@pytest.mark.parametrize(
    "line", ["## Пишите ответ выше этой строки ##", "## Please write your answer above this line ##"]
)
@pytest.mark.parametrize("mark", ["", "> ", ">> ", ">", "\u00a0"])
def test_our_marker_cuts_all_below(line: str, mark: str) -> None:
    """Below our own line stands our own mail, however a program has wrapped it."""
    mail = f"Works\n\n{mark}{line}\n{mark}We restarted\n{mark}the server\n\n{mark}Support"
    parts = cut(mail, None, first_mail=False)
    assert parts.visible == "Works"
    assert "the server" in parts.quoted


def test_an_answer_below_a_quoted_marker_is_kept() -> None:
    """Who writes below our line all the same is heard, and our mail above it is what they quote."""
    ours = "> ## Please write your answer above this line ##\n> Does it work?"
    below = cut(f"{ours}\n\nNo, it does not.", None, first_mail=False)
    assert (below.visible, below.quoted) == ("No, it does not.", ours)
    within = f"{ours}\nNo.\n> Shall we come?\nYes."
    assert cut(within, None, first_mail=False).visible == within


@pytest.mark.parametrize(
    "line",
    [
        "## Пишите ответ выше этой строки ##",
        "## Please write your answer above this line ##",
        "-- Please reply above this line --",
    ],
)
@pytest.mark.parametrize("above", ["", "Support <support@desk.example> wrote on 20.11.2026:\n\n"])
@pytest.mark.parametrize(
    ("below", "quoted"),
    [
        ("> Check the printer\n> and the scanner.\n\nThe scanner is dead.", ""),
        ("> Which version?\n5.2\n> Which system?\nnone", ""),
        ("> Which version?\n\n5.2\n\n> Yours,\n> Support", "> Yours,\n> Support"),
    ],
)
def test_answers_among_the_lines_of_a_quoted_marker_are_kept(
    line: str, above: str, below: str, quoted: str
) -> None:
    """Whoever greets on top may answer below or within: a marker that is quoted cuts no words off."""
    mail = f"Hello, it works.\n\n{above}> {line}\n{below}"
    parts = cut(mail, None, first_mail=False)
    assert parts.visible == mail.removesuffix(quoted).rstrip()
    assert parts.quoted == quoted


@pytest.mark.parametrize("line", ["## Пишите ответ выше этой строки ##", "Please reply above this line"])
@pytest.mark.parametrize(
    "lead", ["What does the line", "Не понимаю, что значит", "У вас написано:\n", "I see the line\n"]
)
def test_who_speaks_of_a_marker_loses_nothing(line: str, lead: str) -> None:
    """Within a person's words it is no marker: a program sets the old mail apart, or names it."""
    mail = f"It does not print.\n\n{lead}\n{line}\n\nin your mails. Nothing of it is on the page."
    assert cut(mail, None, first_mail=False).visible == mail


@pytest.mark.parametrize(
    "looks",
    [
        'style="margin-top:0;margin-bottom:0"',
        'style="margin-left:40px"',
        'dir="ltr" style="margin-right:0px"',
        'class="wp-block-quote"',
        'align="justify" lang="ru"',
    ],
)
def test_an_indented_paragraph_is_said(looks: str) -> None:
    """Editors move a paragraph to the right as a quote; nobody is named above it, and nothing beside it."""
    page = f"<div>It works, thanks</div><blockquote {looks}><div>All but the scanner.</div></blockquote>"
    assert cut("", page, first_mail=False).visible == "It works, thanks\n\nAll but the scanner."


@pytest.mark.parametrize(
    "looks",
    ['type="cite"', 'class="gmail_quote"', 'style="border-left:1px solid #ccc"', 'cite="mid:1@x.example"'],
)
def test_what_a_program_quotes_is_no_indented_paragraph(looks: str) -> None:
    """A bar, a name or the mail it comes from tells a program's quote, also where nobody is named."""
    page = f"<div>It works, thanks</div><blockquote {looks}><div>Does it print?</div></blockquote>"
    assert cut("", page, first_mail=False).visible == "It works, thanks"


@pytest.mark.parametrize("looks", ["", 'style="margin:0"', 'class="x"', 'class="gmail_quote"'])
def test_answers_below_an_indented_quote_are_kept(looks: str) -> None:
    """Somebody is named above: it is a quote, whatever it looks like."""
    named = "<div>20.11.2026 10:15, Support &lt;s@desk.example&gt; wrote:</div>"
    page = f"<p>Hello</p>{named}<blockquote {looks}>Does it print?</blockquote><p>No</p>"
    assert cut("", page, first_mail=False).visible.endswith("> Does it print?\n\nNo")


@pytest.mark.parametrize(
    "first",
    [
        "## Please write your answer above this line ##",
        "From: Support &lt;s@desk.example&gt;<br>Sent: Monday 10:15<br>To: Ann<br>Subject: Printer",
    ],
)
def test_an_indented_old_mail_is_quoted(first: str) -> None:
    """Its marker or its headers tell it."""
    page = f'<p>Works</p><blockquote style="margin:0"><p>{first}</p><p>Does it print?</p></blockquote>'
    assert cut("", page, first_mail=False).visible == "Works"


def test_html_is_read_only_where_text_is_missing() -> None:
    """The text that a mail brings along is preferred to its page."""
    assert cut("text", "<p>page</p>", first_mail=False).visible == "text"
    assert cut(" \n", "<p>page</p>", first_mail=False).visible == "page"
    assert cut("", None, first_mail=False).visible == ""


def test_headers_at_the_top_are_never_cut() -> None:
    """With nothing above them, quoted headers are the content."""
    mail = "From: Bob <bob@example.com>\nSent: Monday\nTo: Ann\nSubject: Printer\n\nIt is broken."
    assert cut(mail, None, first_mail=False).visible == mail


OLD = "From: Support\nSent: Friday, November 20, 2026 10:15 AM\nTo: Ivan\nSubject: Printer\n\nWhich model?"


@pytest.mark.parametrize("name", ["Ivan Petrov", "Ivan", "IVAN PETROV", "Petrov"])
def test_answers_under_the_writers_name_within_an_old_mail_are_kept(name: str) -> None:
    """Outlook can put the writer's name before each answer that stands within the old mail."""
    mail = f"Hello,\n\n{OLD}\n[{name}] HP 1020\nWhich floor?\n[{name}] third"
    assert cut(mail, None, first_mail=False, writer="Ivan Petrov").visible == mail


@pytest.mark.parametrize("writer", ["Ann Lee", "", "I P", "Petrovna"])
def test_another_name_within_an_old_mail_is_no_answers(writer: str) -> None:
    """What others wrote into a mail was there before."""
    mail = f"Hello,\n\n{OLD}\n[Ivan Petrov] HP 1020\n[] x\n[I] y"
    assert cut(mail, None, first_mail=False, writer=writer).visible == "Hello,"


@pytest.mark.parametrize(
    "between", ["\n\n", "\n", "\n________________\n", "\n\n-----Original Message-----\n"]
)
@pytest.mark.parametrize(
    "form",
    [
        "Subject: the October report",
        "Subject: the October report\nDate: Nov 15",
        "To: the chief\nSubject: x",
        "From: and To: fields are swapped in the form.",
    ],
)
def test_a_form_above_the_headers_of_an_old_mail_is_said(form: str, between: str) -> None:
    """An old mail begins at its sender, or at the rule above it: what looks like headers there is not its."""
    mail = f"It prints blank pages.\n\n{form}{between}{OLD}"
    assert cut(mail, None, first_mail=False).visible == f"It prints blank pages.\n\n{form}"


def test_a_log_that_words_lead_to_is_said() -> None:
    """Whose words end with a colon goes on with what they lead to, whoever wrote in a log."""
    mail = (
        "It still fails. The log says:\n\nOn 2026-11-20 10:15:03 worker ann@customer.example wrote:\n"
        "cannot open file\nPlease help, we can not work."
    )
    assert cut(mail, None, first_mail=False).visible == mail


def test_headers_that_a_person_pasted_are_said() -> None:
    """As they stand in a mail's source: nobody is named, and no program says when it was sent."""
    mail = (
        "It does not leave, its head\n\nFrom: ann@customer.example\nTo: bob@x.example\nSubject: test\n"
        "Date: Sat, 21 Nov 2026 10:00:00 +0300\n\nWhy? I wait for an answer."
    )
    assert cut(mail, None, first_mail=False).visible == mail


HOSTILE = {
    "newlines": "\n" * 20_000 + "x",
    "attribution starts": "On x " * 20_000,
    "one attribution": "On " + "x" * 100_000,
    "attribution lines": "On x\n" * 20_000,
    "quote marks in a line": "> " * 100_000,
    "quote mark lines": ">\n" * 100_000,
    "one line": "x" * MUCH,
    "blanks": " " * MUCH + "x",
    "headers": "From: a@b\nDate: 1\n" * 10_000,
    "attributions": "On 1.1.2026 10:00 a@b.example wrote:\n> x\ny\n" * 5_000,
    "colons": "x:\n" * 80_000,
    "rules": "____________\n" * 20_000,
    "delimiters": "-- \n" * 60_000,
    "closings": "Regards,\n" * 25_000,
    "addresses": "a@" * 100_000 + ":",
    "markers": "## \n" * 60_000,
    "mobile": "Sent from my " * 20_000,
    "disclaimers": "This message is confidential and intended only for you.\n" * 10_000,
    "one disclaimer": "This message is " + "confidential " * 10_000,
    "scanned": "virus-free avast " * 10_000,
    "foreign markers": "-- reply above this line --\n" * 10_000,
    "one foreign marker": "reply " * 20_000 + "above this line",
    "doubled": "> x\n\n>\n\n" * 40_000,
    "notes": "x\n20.11.2026 10:15\nTo\n" * 20_000,
    "cards": "Hello, x!\n\nA desk · request SUP-7\n" * 10_000,
    "run on": "  On 1.1.2026 10:00 a@b.example " * 8_000,
    "one card": "x" * 60_000 + " · request SUP-" + "7" * 60_000,
    "a sender twice": "From: " + "a@" * 60_000 + " <a@b.example>",
    "original messages": "-----Original Message-----\n\nFrom: a@b\nDate: 1\nTo: c\n\n" * 5_000,
    "megabytes": "x:\n" * 2_000_000,
}


def test_an_attribution_over_three_lines_goes_as_a_whole() -> None:
    """Its second line may look like the beginning of one."""
    text = "It prints again.\n\nOn Nov 21, 2014,\nat 10:18,\nAnn Lee <ann@corp.example> wrote:\n\n> Does it?"
    assert cut(text, None, first_mail=False).visible == "It prints again."


@pytest.mark.cpu(20)
@pytest.mark.parametrize("mail", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_holds_the_cutter_up(mail: str) -> None:
    """Texts that made other cutters hang are cut in time that grows with their length, and kept whole."""
    parts = cut(mail, None, first_mail=False)
    assert _squeezed(f"{parts.visible}\n{parts.quoted}\n{parts.signature}") == _squeezed(mail)


# One line of each kind that the cutter knows.
_LINES = st.sampled_from(
    [
        "",
        " ",
        "Hello",
        "> x",
        ">",
        "> > y",
        "On 1.1.2026 10:00, Ann <a@b.example> wrote:",
        "wrote:",
        "-- ",
        "--",
        "From: a@b.example",
        "Sent: Monday",
        "To: b",
        "Subject: c",
        "-----Original Message-----",
        "______________",
        "Regards,",
        "Ann",
        "Sent from my iPhone",
        "## Пишите ответ выше этой строки ##",
        "С уважением, Иван",
        "---------- Forwarded message ---------",
        "P.S. x",
        "\u00a0",
        "\ufeff",
        "a:",
        "This message is confidential and intended only for the addressee.",
        "This email has been checked for viruses by Avast.",
        "https://www.avast.com",
        "---",
        "-- REPLY ABOVE THIS LINE --",
        "---- On Fri, 20 Nov 2026 10:15:00 +0300 a@b.example wrote ----",
        "Answers below in red",
        "From: a@b.example <a@b.example>",
        "Please keep [SUP-7] in the subject: that is how we find your request.",
        "Here is how things stand with your request.",
        "20.11.2026 10:15",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(_LINES, st.text(max_size=30)), max_size=30), st.booleans())
def test_nothing_is_ever_lost(lines: list[str], first_mail: bool) -> None:
    """Whatever a text is made of, every line of it that is not blank is in one of the three parts."""
    mail = "\n".join(lines)
    parts = cut(mail, None, first_mail=first_mail)
    assert _squeezed(f"{parts.visible}\n{parts.quoted}\n{parts.signature}") == _squeezed(mail)


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_no_page_raises(html: str) -> None:
    """Whatever stands in for a page is cut without a fault."""
    assert isinstance(cut("", html, first_mail=False).visible, str)
