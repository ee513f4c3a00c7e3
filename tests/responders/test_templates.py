"""Templates of the operator's: one by one in place of ours, checked, and never trusted."""

import re
from collections.abc import Callable, Mapping
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from jinja2.exceptions import SecurityError

from desk.address import Address
from desk.letters import Draft, Template
from desk.mail import Language
from desk.topics import Topic
from responders import render as rendering
from responders.compose import compose
from responders.render import Texts, load
from responders.samples import samples
from responders.sources import BUILT_IN, Fault, built_in
from responders.variables import VARIABLES

Make = Callable[..., Draft]
DESK = "support@example.org"


def _folder(root: Path, files: Mapping[str, str | bytes]) -> Path:
    folder = root / "templates"
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    folder.mkdir(exist_ok=True)
    return folder


def _written(draft: Draft, texts: Texts) -> str:
    body = message_from_bytes(compose(draft, texts), policy=default).get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_an_own_template_takes_the_place_of_one(make: Make, tmp_path: Path) -> None:
    """Templates override file by file: all others stay as they are, and other desks are not touched."""
    folder = _folder(tmp_path, {"en/reply.txt": "Dear friend,\n\n{{ words }}\n"})
    texts = load({DESK: folder, "other@example.org": None})
    assert texts.faults == ()
    assert "Dear friend,\n\nIt is on again." in _written(make(Template.REPLY), texts)
    assert "Dear friend" not in _written(make(Template.REPLY, Language.RU), texts)
    assert "Dear friend" not in _written(make(Template.QUESTION), texts)
    other = make(Template.REPLY, of_desk={"address": "other@example.org"})
    assert "Dear friend" not in _written(other, texts)


def test_an_own_footer_stands_in_every_mail(make: Make, tmp_path: Path) -> None:
    """A part that others include can be replaced once for all."""
    texts = load({DESK: _folder(tmp_path, {"en/footer.txt": "~ Open from 9 to 5\n"})})
    assert texts.faults == ()
    for template in (Template.ACKNOWLEDGEMENT, Template.STATUS, Template.CLOSED, Template.REMINDER):
        assert "Open from 9 to 5" in _written(make(template), texts)


def test_the_desk_is_found_in_any_case(make: Make, tmp_path: Path) -> None:
    """Addresses are compared folded."""
    folder = _folder(tmp_path, {"en/reply.txt": "Dear friend,\n\n{{ words }}\n"})
    assert "Dear friend" in _written(make(Template.REPLY), load({"Support@Example.ORG": folder}))


@pytest.mark.parametrize(
    ("name", "content", "line", "part"),
    [
        ("ru/reply.txt", "{{ words }}\n\n{% if name %}\n", 3, "end of template"),
        ("ru/reply.txt", "{{ words }}\n{{ nmber }}\n", 2, "there is no variable 'nmber'"),
        ("ru/reply.txt", "{{ words }}\n\n{{ number|nope }}", 3, "nope"),
        ("ru/reply.txt", "{{ words }}\n{{ number.customer }}", 2, "UndefinedError"),
        ("ru/reply.txt", "{{ words }}\n{{ 1 / 0 }}", 2, "ZeroDivisionError"),
        ("ru/reply.txt", "{{ words }}\n{% if topic == 'note' %}\n{{ files[9] }}{% endif %}", 3, "Undefined"),
        ("ru/reply.txt", "{{ words }}\n{% include 'ru/secret.txt' %}", 2, "nothing but a built-in template"),
        ("ru/reply.txt", "{{ words }}\n{% include number %}", 2, "nothing but a built-in template"),
        ("ru/reply.txt", "{% extends 'ru/status.txt' %}{{ words }}", 1, "nothing but a built-in template"),
        ("ru/reply.txt", "{{ words }}{% from 'ru/status.txt' import x %}", 1, "nothing but a built-in"),
        ("ru/reply.txt", "{{ words }}{% include 'ru/reply.txt' %}", 1, "RecursionError"),
        ("ru/reply.txt", "Hello", 0, "{{ words }} is missing"),
        ("ru/reply.txt", b"{{ words }}\n\xcf\xf0\xe8\xe2\xe5\xf2", 2, "not UTF-8"),
        ("ru/replay.txt", "{{ words }}", 0, "did you mean ru/reply.txt?"),
        ("de/reply.txt", "{{ words }}", 0, "no template has this name"),
        ("reply.txt", "{{ words }}", 0, "no template has this name"),
        ("ru/reply.html", "{{ words }}", 0, "no template has this name"),
        ("ru/reply.html.j2", "{{ words }}", 0, "no template has this name"),
    ],
)
def test_a_fault_is_told_with_file_and_line(
    make: Make, tmp_path: Path, name: str, content: str | bytes, line: int, part: str
) -> None:
    """The operator reads where the fault is; the mail goes out with the built-in text."""
    folder = _folder(tmp_path, {name: content})
    texts = load({DESK: folder})
    (fault,) = texts.faults
    assert fault.file == str(folder / name)
    assert fault.line == line
    assert part in fault.text
    place = f"{folder / name}:{line}: " if line else f"{folder / name}: "
    assert str(fault).startswith(place)
    assert "Чтобы продолжить разговор" in _written(make(Template.REPLY, Language.RU), texts)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """One look at the list, one round of corrections."""
    files = {"en/reply.txt": "{{ a }}\n{{ b }}\n{{ a }}", "ru/status.txt": "{% if %}", "ru/x.txt": ""}
    texts = load({DESK: _folder(tmp_path, files)})
    assert [(Path(fault.file).name, fault.line) for fault in texts.faults] == [
        ("x.txt", 0), ("reply.txt", 1), ("reply.txt", 2), ("reply.txt", 0), ("status.txt", 1),
    ]  # fmt: skip


def test_two_desks_with_one_folder_are_told_of_a_fault_once(tmp_path: Path) -> None:
    """A folder is checked once, however many desks use it."""
    folder = _folder(tmp_path, {"en/status.txt": "{{ x }}"})
    assert len(load({DESK: folder, "other@example.org": folder}).faults) == 1


def test_a_missing_folder_is_a_fault(make: Make, tmp_path: Path) -> None:
    """A mistyped path is told and harms nothing."""
    texts = load({DESK: tmp_path / "none"})
    assert texts.faults == (Fault(str(tmp_path / "none"), 0, "there is no such folder"),)
    assert "It is on again." in _written(make(Template.REPLY), texts)


def test_hidden_files_and_editors_copies_are_passed_over(tmp_path: Path) -> None:
    """What editors and version control leave behind is no template."""
    files = {".git/config": "x", "en/.reply.txt.swp": "x", "en/reply.txt~": "x"}
    assert load({DESK: _folder(tmp_path, files)}).faults == ()


def test_a_faulty_file_does_not_take_others_with_it(make: Make, tmp_path: Path) -> None:
    """A sound template that includes a faulty one is kept, and includes the built-in one."""
    files = {"en/footer.txt": "{{ 1 / 0 }}", "en/status.txt": "Mine.\n\n{% include 'en/footer.txt' %}"}
    texts = load({DESK: _folder(tmp_path, files)})
    assert [Path(fault.file).name for fault in texts.faults] == ["footer.txt"]
    written = _written(make(Template.STATUS), texts)
    assert "Mine.\n\nSupport · request SUP-1042" in written


def test_a_template_that_fails_later_is_told_once(make: Make, tmp_path: Path) -> None:
    """What no trial finds comes out in a mail: it goes out all the same, and the operator hears once."""
    told: list[Fault] = []
    source = "{{ words }}\n\n{% if subject == 'Boom' %}\n{{ 1 / 0 }}\n{% endif %}\nMine."
    folder = _folder(tmp_path, {"en/reply.txt": source})
    texts = load({DESK: folder}, told.append)
    assert texts.faults == ()
    for _ in range(3):
        written = _written(make(Template.REPLY, of_ticket={"subject": "Boom"}), texts)
        assert "It is on again." in written
        assert "Mine." not in written
    assert "Mine." in _written(make(Template.REPLY), texts)
    assert told == [Fault(str(folder / "en/reply.txt"), 4, "ZeroDivisionError: division by zero")]


def test_a_fault_of_ours_is_not_hidden(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """The built-in text has nothing to fall back to: a fault in it is a fault of the program."""
    texts = load({DESK: None})
    monkeypatch.setattr(rendering, "OUTPUT_LIMIT", 10)
    with pytest.raises(SecurityError):
        compose(make(Template.REPLY), texts)


@pytest.mark.parametrize(
    "attack",
    [
        "{{ number.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ '{0.__class__}'.format(number) }}",
        "{{ number.upper() }}",
        "{{ 'x'.ljust(10**8) }}",
        "{{ 'x' * 100000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%0100000000d' % 1 }}",
        "{{ '%0100000000d'|format(1) }}",
        "{{ 'x'|center(100000000) }}",
        "{{ range(100000)|list }}",
        "{{ lipsum(1000) }}",
        "{{ cycler(1) }}",
        "{{ [1, 2, 3]|random }}",
        "{{ self.__init__.__globals__ }}",
        "{{ plural.__call__.__globals__ }}",
        "{{ plural._language }}",
        "{% for a in subject %}{% for b in subject %}" * 3
        + "{{ desk * 1 }}"
        + "{% endfor %}{% endfor %}" * 3,
        "{% for a in words %}{{ 'x' }}{% endfor %}{% set x = namespace() %}",
        "{{ words|map('upper') }}",
        "{{ words|attr('upper') }}",
    ],
)
@pytest.mark.timeout(20)
def test_a_template_cannot_reach_out_or_fill_the_memory(tmp_path: Path, attack: str) -> None:
    """An operator's template has texts, a few filters and `plural`; all else is a fault (T44)."""
    texts = load({DESK: _folder(tmp_path, {"en/reply.txt": f"{{{{ words }}}}\n{attack}"})})
    (fault,) = {fault.file: fault for fault in texts.faults}.values()
    assert Path(fault.file).name == "reply.txt"


@pytest.mark.timeout(20)
def test_what_a_template_writes_is_capped(make: Make, tmp_path: Path) -> None:
    """A loop that grows with the data ends at a megabyte, and the mail goes out with the built-in text."""
    loops = "".join(f"{{% for {name} in subject %}}" for name in "abcd")
    source = f"{{{{ words }}}}{loops}xxxxxxxx{'{% endfor %}' * 4}"
    told: list[Fault] = []
    texts = load({DESK: _folder(tmp_path, {"en/reply.txt": source})}, told.append)
    assert texts.faults == ()
    written = _written(make(Template.REPLY, of_ticket={"subject": "s" * 200}), texts)
    assert "It is on again." in written
    assert [fault.text for fault in told] == ["SecurityError: writes more than 1000000 characters"]


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "attack",
    ["{{ 7*7 }}", "{% for x in range(10**9) %}x{% endfor %}", "{{ words }}", "{# #}", "${7*7}", "#{7*7}"],
)
def test_what_customers_write_is_never_a_template(make: Make, texts: Texts, attack: str) -> None:
    """Template signs in words, subject and names come out as they went in (T44)."""
    draft = make(
        Template.NOTIFICATION,
        topic=Topic.NEW_TICKET,
        text=attack,
        author=attack,
        of_ticket={"subject": attack, "requester": Address("ivan@firma.example", attack)},
    )
    written = _written(draft, texts)
    assert written.count(attack) == 4
    assert "49" not in written


def test_a_variable_cannot_change_the_shape_of_a_mail(make: Make, texts: Texts) -> None:
    """A subject that looks like a list, a fact or a quote stays a subject."""
    for subject in ("- a", "| Number: SUP-1", "~ a", "> a", "## a ##", "\ue000", "\ue001", "\ue002- a"):
        draft = make(Template.ACKNOWLEDGEMENT, of_ticket={"subject": subject})
        shown = re.sub("[\ue000-\ue002]", "", subject)
        assert f"Subject: {shown or '(no subject)'}\n" in _written(draft, texts)


def test_a_variable_at_the_start_of_a_line_is_text(make: Make, tmp_path: Path) -> None:
    """Only the template's own characters say what a line is."""
    files = {"en/status.txt": "{{ subject }}\n\n{{ assignees }}\n"}
    texts = load({DESK: _folder(tmp_path, files)})
    changed = {"subject": "- Re: x", "assignees": ("| A: b",)}
    assert "\n\n- Re: x\n\n| A: b\n" in _written(make(Template.STATUS, of_ticket=changed), texts)


def test_no_template_can_show_customers_what_is_the_staffs(make: Make, tmp_path: Path) -> None:
    """Even a template that asks for every variable gets nothing internal in a customer's mail."""
    every = "\n".join(f"- {{{{ {name} }}}}" for name in VARIABLES if name != "plural")
    texts = load({DESK: _folder(tmp_path, {"en/status.txt": every})})
    assert texts.faults == ()
    internal = ("sender", "recipient", "fault", "inbox")
    written = _written(make(Template.STATUS, facts=dict.fromkeys(internal, "secret")), texts)
    assert "SUP-1042" in written
    for secret in ("secret", "n" * 26, "p" * 26, "olga@firma.example", "Firma Ltd"):
        assert secret not in written


def test_a_template_finds_nothing_but_its_variables() -> None:
    """No global function of Jinja's is at hand."""
    assert rendering._Sandbox({}).globals == {}


def test_html_is_escaped_where_a_template_is_not_our_light_text() -> None:
    """Whatever else than `.txt` should ever be rendered is escaped, `.html.j2` above all (T43)."""
    sandbox = rendering._Sandbox({})
    assert callable(sandbox.autoescape)
    for name in ("reply.html", "reply.html.j2", "reply.j2", "", None):
        assert sandbox.autoescape(name)
    assert not sandbox.autoescape("ru/reply.txt")
    assert "&lt;i&gt;" in sandbox.from_string("{{ x }}").render(x="<i>")


def test_there_is_a_template_for_every_mail_in_every_language() -> None:
    """No mail lacks its text, and no text lacks its mail."""
    parts = {"footer", "commands"}
    names = {template.value for template in Template} | parts
    assert set(built_in()) == {f"{language.value}/{name}.txt" for language in Language for name in names}


@pytest.mark.parametrize("name", sorted(built_in()))
def test_the_built_in_templates_pass_their_own_check(tmp_path: Path, name: str) -> None:
    """A copy of a built-in template, where every operator begins, is without fault."""
    texts = load({DESK: _folder(tmp_path, {name: built_in()[name].text})})
    assert texts.faults == ()


def test_samples_hold_every_variable() -> None:
    """A template is tried with all that it may use."""
    for variables in samples():
        assert set(variables) == set(VARIABLES)


def test_every_variable_filter_and_file_is_documented() -> None:
    """The operators' table is complete and says what the program says."""
    text = (BUILT_IN / "README.md").read_text(encoding="utf-8")
    for name, meaning in VARIABLES.items():
        assert f"| `{name}` | {meaning} |\n" in text
    for name in rendering._FILTERS:
        assert f"`{name}`" in text
    for name in {Path(path).name for path in built_in()}:
        assert f"`{name}`" in text
