"""Templates rendered without trusting them: the built-in ones and each desk's own.

An operator's template is a small program by someone who may err. It gets texts and nothing that can be
called but ``plural``, in a sandbox; what it writes is capped; where it fails, the built-in one takes its
place and the fault is told.
"""

import traceback
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.loaders import FunctionLoader
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from desk.address import fold
from desk.letters import Template
from desk.mail import Language
from responders.blocks import shield
from responders.clean import one_line
from responders.quantities import plural
from responders.samples import samples
from responders.sources import Fault, Source, built_in, own
from responders.variables import VARIABLES, Value

# So many characters one template may write; persons' words are not among them (blocks.py).
OUTPUT_LIMIT = 1_000_000

# Beyond these, arithmetic in a template is a mistake or an attack.
_NUMBER_LIMIT = 1_000_000
_POWER_LIMIT = 10

# A template of these that leaves out the words would swallow what a person wrote.
_CARRIERS = frozenset({Template.REPLY, Template.QUESTION, Template.SOLUTION, Template.NOTIFICATION})

# Filters whose output is the same every time and not much longer than what goes in.
_FILTERS = frozenset({
    "capitalize", "default", "first", "int", "join", "last", "length", "list", "lower", "replace", "reverse",
    "sort", "string", "title", "trim", "truncate", "unique", "upper",
})  # fmt: skip


class _Plural:
    """The one thing a template may call: the form of a word that goes with a number."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, count: object, *forms: str) -> str:
        number = str(count).strip()
        return plural(int(number[:9]) if number.isdecimal() else 0, forms, self._language)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2 without calls, without globals, with bounded arithmetic, with every value shielded."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, sources: Mapping[str, Source]) -> None:
        super().__init__(
            loader=FunctionLoader(lambda name: _found(sources, name)),
            # What is not our light text, which is escaped later and as a whole, is escaped here.
            autoescape=lambda name: not (name or "").endswith(".txt"),
            undefined=StrictUndefined,
            finalize=lambda value: shield(f"{value}"),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS}

    def is_safe_callable(self, obj: object) -> bool:
        """Tell whether a template may call this."""
        return isinstance(obj, _Plural)

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """Return the result for small numbers: repeated or formatted text could fill the memory."""
        limit = _POWER_LIMIT if operator == "**" else _NUMBER_LIMIT
        if not all(isinstance(side, int | float) and abs(side) <= limit for side in (left, right)):
            raise SecurityError(f"{operator} works on small numbers only")
        return super().call_binop(context, operator, left, right)


def _found(sources: Mapping[str, Source], name: str) -> tuple[str, str, None] | None:
    source = sources.get(name)
    return (source.text, source.file, None) if source else None


class Texts:
    """The templates of every desk, ready to be rendered; ``faults`` are those found at loading.

    ``own`` holds the operator's, by desk and name.

    ``report`` is called once for each file that fails later, while a mail is rendered; the mail then goes
    out with the built-in text.
    """

    def __init__(
        self,
        own: Mapping[str, Mapping[str, Source]],
        faults: tuple[Fault, ...],
        report: Callable[[Fault], None],
    ) -> None:
        self.faults = faults
        self._report = report
        self._reported: set[str] = set()
        self._built_in = _Sandbox(built_in())
        self._own = {desk: _Sandbox({**built_in(), **sources}) for desk, sources in own.items() if sources}
        self.own = own
        self._files = {source.file for sources in own.values() for source in sources.values()}

    def render(
        self, desk: str, template: Template, language: Language, variables: Mapping[str, Value]
    ) -> str:
        """Return the light text (blocks.py) of a mail of this desk."""
        name = f"{language.value}/{template.value}.txt"
        sandbox = self._own.get(fold(desk), self._built_in)
        try:
            return _rendered(sandbox, name, variables)
        # The template is someone else's program: whatever it raises, the mail must still go out.
        except Exception as error:
            if sandbox is self._built_in:
                raise
            self._tell(_fault_of(error, self._files, name))
            return _rendered(self._built_in, name, variables)

    def _tell(self, fault: Fault) -> None:
        if fault.file not in self._reported:
            self._reported.add(fault.file)
            self._report(fault)


def load(folders: Mapping[str, Path | None], report: Callable[[Fault], None] = lambda fault: None) -> Texts:
    """Return the texts of these desks: each desk's address and the folder of the operator's templates.

    A template with a fault is left out, so that the built-in one is used. Nothing is raised for an
    operator's mistake: `Texts.faults` tells them all, as ``templates/ru/reply.txt:3: …``.
    """
    checked = {folder: _checked(folder) for folder in folders.values() if folder is not None}
    sources = {fold(desk): checked[folder][0] for desk, folder in folders.items() if folder is not None}
    return Texts(sources, tuple(fault for _, faults in checked.values() for fault in faults), report)


def _checked(folder: Path) -> tuple[dict[str, Source], list[Fault]]:
    """Return the sound templates of a folder, and the faults of the others."""
    sources, faults = own(folder, built_in())
    for name, source in list(sources.items()):
        # Each is tried among the built-in ones, so that no other file's fault is put down to it.
        found = list(_faults(_Sandbox({**built_in(), name: source}), name, source))
        if found:
            faults += found
            del sources[name]
    return sources, faults


def _faults(sandbox: _Sandbox, name: str, source: Source) -> Iterator[Fault]:
    """Yield what can be found wrong with a template without a mail to be written."""
    try:
        tree = sandbox.parse(source.text, name, source.file)
        sandbox.compile(tree, name, source.file)
    except TemplateSyntaxError as error:
        yield Fault(source.file, error.lineno, one_line(error.message or "syntax error"))
        return
    found = [*_misnamed(tree, source), *_misplaced(tree, source)]
    if Path(name).stem in _CARRIERS and "words" not in meta.find_undeclared_variables(tree):
        found.append(Fault(source.file, 0, "{{ words }} is missing: what a person wrote would be lost"))
    yield from found or _tried(sandbox, name, source)


def _misnamed(tree: nodes.Template, source: Source) -> Iterator[Fault]:
    unknown = meta.find_undeclared_variables(tree) - set(VARIABLES)
    for node in tree.find_all(nodes.Name):
        if node.name in unknown:
            unknown.remove(node.name)
            yield Fault(source.file, node.lineno, f"there is no variable {node.name!r}")


def _misplaced(tree: nodes.Template, source: Source) -> Iterator[Fault]:
    allowed = [
        node
        for node in tree.find_all(nodes.Include)
        if isinstance(node.template, nodes.Const) and node.template.value in built_in()
    ]
    for node in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
        if node not in allowed:
            yield Fault(source.file, node.lineno, "nothing but a built-in template can be included")


def _tried(sandbox: _Sandbox, name: str, source: Source) -> Iterator[Fault]:
    for variables in samples():
        try:
            _rendered(sandbox, name, variables)
        # As in Texts.render: there is no telling what an operator's template raises.
        except Exception as error:
            yield _fault_of(error, {source.file}, name)
            return


def _rendered(sandbox: _Sandbox, name: str, variables: Mapping[str, Value]) -> str:
    """Return the output of a template.

    Raises SecurityError where it grows over `OUTPUT_LIMIT`, and whatever else the template runs into.
    """
    pieces, length = [], 0
    language = Language(name.partition("/")[0])
    for piece in sandbox.get_template(name).generate({**variables, "plural": _Plural(language)}):
        length += len(piece)
        if length > OUTPUT_LIMIT:
            raise SecurityError(f"writes more than {OUTPUT_LIMIT} characters")
        pieces.append(piece)
    return "".join(pieces)


def _fault_of(error: Exception, files: AbstractSet[str], name: str) -> Fault:
    """Return where in the operator's files an exception arose; Jinja2 leaves that in the traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    text = one_line(f"{type(error).__name__}: {error}")
    for frame in reversed(frames):
        if frame.filename in files:
            return Fault(frame.filename, frame.lineno or 0, text)
    return Fault(name, 0, text)
