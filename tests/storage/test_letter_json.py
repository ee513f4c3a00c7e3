"""A letter comes out of the outbox as it went in, whatever stands in it."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from desk.address import Address
from desk.letters import Audience, FileRef, Letter, Template
from desk.mail import Attachment, Language
from desk.ticket import Author, Circle, Message
from desk.topics import Topic
from storage.columns import clean_deep
from storage.letter_json import from_json, to_json

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
ADDRESSES = st.builds(Address, addr=TEXTS, name=TEXTS)
NUMBERS = st.integers(min_value=0, max_value=2**62)
ATTACHMENTS = st.builds(Attachment, name=TEXTS, type=TEXTS, size=NUMBERS, sha256=TEXTS, part=NUMBERS)
FILES = st.lists(st.builds(FileRef, NUMBERS, ATTACHMENTS), max_size=2).map(tuple)
MESSAGES = st.builds(
    Message,
    author=st.sampled_from(Author),
    circle=st.sampled_from(Circle),
    name=TEXTS,
    addr=TEXTS,
    text=TEXTS,
    at=st.datetimes(timezones=st.just(UTC)),
    attachments=st.lists(ATTACHMENTS, max_size=2).map(tuple),
    inbox_id=st.none() | NUMBERS,
    mark=TEXTS,
)
LETTERS = st.builds(
    Letter,
    template=st.sampled_from(Template),
    language=st.sampled_from(Language),
    to=st.lists(ADDRESSES, max_size=3).map(tuple),
    topic=st.none() | st.sampled_from(Topic),
    audience=st.none() | st.sampled_from(Audience),
    person=TEXTS,
    author=TEXTS,
    text=TEXTS,
    quote=st.none() | MESSAGES,
    whole=st.booleans(),
    reads=st.booleans(),
    files=FILES,
    listed=FILES,
    facts=st.dictionaries(TEXTS, TEXTS, max_size=3),
)


@given(LETTERS)
def test_every_letter_comes_back_equal(letter: Letter) -> None:
    """Through JSON text and back, nothing is lost and nothing changes."""
    assert from_json(json.loads(json.dumps(clean_deep(to_json(letter)), ensure_ascii=False))) == letter


def test_every_field_of_a_letter_is_stored() -> None:
    """A field that is added to letters is not forgotten here; the ticket stands in the row itself."""
    message = Message(
        author=Author.AGENT, circle=Circle.PUBLIC, name="", addr="", text="", at=datetime.now(UTC)
    )
    letter = Letter(template=Template.REPLY, language=Language.EN, to=(), quote=message)
    stored = to_json(letter)
    assert set(stored) == set(Letter.__slots__) - {"ticket_id"}
    assert set(stored["quote"]) == set(Message.__slots__)
