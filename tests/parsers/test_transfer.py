"""Transfer encodings, also where programs misname them, break them or write around them."""

import base64
import quopri

import pytest

from parsers.mail import read
from tests.fuzz.invariants import check

WORDS = "Не работает вход в систему, помогите пожалуйста. Ошибка 0x5.\n"
FOOTER = "-- \nlist footer http://lists.example/info\n"
RULE = "_______________________________________________\nList\nhttps://lists.example/a/b?c=d&e=f\n"
BANNER = "CAUTION: this mail came from outside.\n\n"


def _mail(encoding: str, body: bytes, kind: str = "text/plain") -> bytes:
    head = f"From: ann@corp.example\r\nContent-Type: {kind}; charset=utf-8\r\n"
    head += f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + body


def _said(encoding: str, body: bytes) -> str:
    mail = read(_mail(encoding, body))
    return f"{mail.visible_text}\n{mail.signature}".strip()


@pytest.mark.parametrize("times", [1, 2, 200])
@pytest.mark.parametrize("charset", ["utf-8", "koi8-r"])
@pytest.mark.parametrize(("above", "below"), [("", FOOTER), ("", RULE), (BANNER, ""), (BANNER, FOOTER)])
def test_plain_lines_around_base64_are_kept_as_they_stand(
    above: str, below: str, charset: str, times: int
) -> None:
    """Lists, gateways and antivirus programs write their lines into a part without reading its encoding."""
    coded = base64.encodebytes((WORDS * times).encode(charset)).decode()
    said = _said("base64", f"{above}{coded}\n{below}".replace("\n", "\r\n").encode())
    assert "".join(said.split()) == "".join(f"{above}{WORDS * times}{below}".split())


@pytest.mark.parametrize("words", ["Да", "Да, ок", "Thanks"])
def test_few_words_above_a_footer_are_found(words: str) -> None:
    """A short line of base64 is one where it makes letters of utf-8."""
    coded = base64.encodebytes(words.encode()).decode()
    assert _said("base64", f"{coded}{RULE}".encode()) == f"{words}\n{RULE.strip()}"


@pytest.mark.parametrize(
    "text",
    [
        "It does not print.\n\nRegards\nAnnLee",
        "Look at the host\nDESKTOP1\nplease, it hangs.",
        "The key is not taken:\nd41d8cd98f00b204e9800998ecf8427e\nWhat now?",
    ],
)
def test_words_that_are_no_base64_stay_words(text: str) -> None:
    """A gateway that took the encoding off left its name: one word alone on its line is no base64."""
    assert _said("base64", text.encode()).replace("\n", "") == text.replace("\n", "")


@pytest.mark.parametrize(
    "encoding", ["base64", '"base64"', "x-base64", "base-64", "Base 64", "base64;", "BASE64 (all)"]
)
def test_base64_is_known_by_any_name(encoding: str) -> None:
    """Programs quote the name, or write a hyphen or a blank into it."""
    assert _said(encoding, base64.encodebytes(WORDS.encode())) == WORDS.strip()


@pytest.mark.parametrize(
    "encoding",
    ["quoted-printable", '"quoted-printable"', "quoted printable", "quotedprintable", "x-quoted-printable"],
)
def test_quoted_printable_is_known_by_any_name(encoding: str) -> None:
    """Programs quote the name, or write a blank into it."""
    assert _said(encoding, quopri.encodestring(WORDS.encode())) == WORDS.strip()


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "binary", "x-token", ""])
def test_what_is_not_encoded_stays_as_it_is(encoding: str) -> None:
    """Of an encoding that nobody knows the bytes are taken as they stand."""
    assert _said(encoding, b"a=3Db") == "a=3Db"


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_a_multipart_that_is_encoded_as_a_whole_is_opened(encoding: str) -> None:
    """RFC 2045, 6.4 forbids it, and some programs write it."""
    parts = f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}\r\n--b\r\n"
    parts += "Content-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n--b--\r\n"
    encode = base64.encodebytes if encoding == "base64" else quopri.encodestring
    body = encode(parts.encode()).replace(b"--b", b"=2D=2Db")
    mail = read(_mail(encoding, body, "multipart/mixed; boundary=b"))
    assert (mail.visible_text, [one.name for one in mail.attachments]) == (WORDS.strip(), ["a.pdf"])


@pytest.mark.parametrize("line", [b"A\n", b"AAAA BBBB.\n", b"\n", b"= =\n", b"A" * 76 + b"\n"])
def test_a_megabyte_around_base64_is_read_like_any_mail(line: bytes) -> None:
    """However the lines look, nothing goes over the caps, and no work grows faster than their number."""
    check(_mail("base64", line * (1_000_000 // len(line)) + b"a plain line."))
