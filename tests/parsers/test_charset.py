"""Bytes to text: by what the mail declares where that is true, by the letters where it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.characters.charset import codec, decode

SENTENCE = "Здравствуйте, принтер не печатает: горит красная лампа."
SHORT = "Нет связи"
SHOUTED = "СРОЧНО! НЕ РАБОТАЕТ КАССА"


@pytest.mark.parametrize(
    ("name", "python"),
    [
        ("UTF-8", "utf-8"),
        ('"utf8"', "utf-8"),
        ("us-ascii", "ascii"),
        ("ISO-8859-1", "cp1252"),
        ("iso-8859-5", "iso8859-5"),
        ("iso-8859-8-i", "iso8859-8"),
        ("windows-1251", "cp1251"),
        ("cp-1251", "cp1251"),
        ("win-1251", "cp1251"),
        ("Windows1251", "cp1251"),
        ("koi8r", "koi8-r"),
        ("KOI8-U", "koi8-u"),
        ("gb2312", "gb18030"),
        ("shift_jis", "cp932"),
        ("ks_c_5601-1987", "cp949"),
        ("iso-2022-jp", "iso2022_jp"),
        ("us-ascii (Plain text)", "ascii"),
        ("utf-7", None),
        ("punycode", None),
        ("idna", None),
        ("undefined", None),
        ("unicode_escape", None),
        ("base64", None),
        ("unknown-8bit", None),
        ("x\0y", None),
        ("", None),
    ],
)
def test_only_listed_charsets_are_asked(name: str, python: str | None) -> None:
    """Aliases that mails write are known; codecs that hang, raise or smuggle are not."""
    assert codec(name) == python


@pytest.mark.parametrize("name", ["utf-8", "koi8-r", "windows-1251", "cp866"])
@pytest.mark.parametrize("declared", [None, "us-ascii", "unknown-8bit", "x-martian", "utf-8", "iso-8859-1"])
@pytest.mark.parametrize("text", [SENTENCE, SHORT, SHOUTED])
def test_russian_is_read_under_a_wrong_name(name: str, declared: str | None, text: str) -> None:
    """Which letters stand there tells koi8-r from windows-1251, whatever the header says."""
    assert decode(text.encode(name), declared)[0] == text


RARE_LATIN = ("windows-1254", "windows-1257", "windows-1258", "iso-8859-9", "iso-8859-13", "ibm437", "cp850")
EASTERN = ("gb2312", "gbk", "big5", "euc-kr", "shift_jis", "euc-jp")
ALPHABETS = ("windows-1253", "windows-1255", "windows-1256", "windows-874", "iso-8859-7", "iso-8859-8")
SEVEN_BITS = ("iso-2022-jp", "iso-2022-kr", "hz-gb-2312")


@pytest.mark.parametrize(
    "declared", [*RARE_LATIN, *EASTERN, *ALPHABETS, *SEVEN_BITS, "koi8-u", "utf-16", "ucs-2"]
)
@pytest.mark.parametrize(
    "text", [SENTENCE, SHORT, SHOUTED, "Das Büro öffnet später, fürs Gespräch: Tür gegenüber."]
)
def test_utf_8_is_read_under_any_name(declared: str, text: str) -> None:
    """So many bytes are utf-8 to the letter by no chance, whatever they are called."""
    assert decode(text.encode(), declared)[0] == text


@pytest.mark.parametrize("name", ["koi8-r", "windows-1251", "cp866"])
@pytest.mark.parametrize("declared", [*RARE_LATIN, *EASTERN, *SEVEN_BITS, "koi8-u", "utf-16"])
def test_plain_russian_is_read_under_a_rare_name(name: str, declared: str) -> None:
    """A sentence of Russian is told from words of other languages."""
    assert decode(SENTENCE.encode(name), declared)[0] == SENTENCE


@pytest.mark.parametrize("declared", ["utf-16", "utf-16le", "ucs-2"])
def test_ascii_is_no_utf_16(declared: str) -> None:
    """Its bytes would all be letters of Chinese, without a blank among them."""
    assert decode(b"Hello,\r\nthe printer does not work", declared) == (
        "Hello,\r\nthe printer does not work",
        "",
    )


@pytest.mark.parametrize(("name", "declared"), [("koi8-r", "windows-1251"), ("windows-1251", "koi8-r")])
def test_one_cyrillic_charset_under_the_others_name_is_seen(name: str, declared: str) -> None:
    """Swapped names give capitals where small letters belong."""
    text, fault = decode(SENTENCE.encode(name), declared)

    assert text == SENTENCE
    assert fault.startswith(f"charset '{declared}' is wrong")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Das Büro öffnet später.", "iso-8859-1"),
        ("Déjà vu à l'hôtel", "windows-1252"),
        ("Zażółć gęślą jaźń", "iso-8859-2"),
        ("Привіт, як справи?", "koi8-u"),
        ("这是一个测试", "gb2312"),
        ("こんにちは", "iso-2022-jp"),
        ("テスト①", "shift_jis"),
        ("안녕하세요", "ks_c_5601-1987"),
        ("ビデオ", "euc-jp"),
        ("サーバー・エラー、ソフトウェアの更新ができません", "shift_jis"),
        ("サーバー・エラー、ソフトウェアの更新ができません", "euc-jp"),
        ("系統錯誤,軟體無法更新,請協助處理", "big5"),
        ("Καλημέρα σας, ο εκτυπωτής δεν λειτουργεί", "windows-1253"),
        ("Δεν μπορώ να συνδεθώ στο σύστημα", "iso-8859-7"),
        ("שלום, המדפסת לא עובדת בכלל", "windows-1255"),
        ("مرحبا، الطابعة لا تعمل", "windows-1256"),
        ("สวัสดีครับ เครื่องพิมพ์ไม่ทำงาน", "windows-874"),
        ("Merhaba, yazıcı çalışmıyor", "windows-1254"),
        ("Labdien, printeris nestrādā", "windows-1257"),
        ("Größe über Äpfel", "cp850"),
        ("Привет", "utf-16"),
        ("Hello", "utf-16be"),
        ("中文主题", "utf-16le"),
        ("您好,打印机无法正常工作,请帮忙看一下", "gbk"),
        (SENTENCE, "iso-8859-5"),
        (SENTENCE, "cp866"),
    ],
)
def test_a_true_name_is_believed(text: str, name: str) -> None:
    """No guess overrules a charset that explains its bytes."""
    assert decode(text.encode(codec(name) or name), name) == (text, "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("お世話になっております。プリンターが動きません。", "shift_jis"),
        ("お世話になっております。プリンターが動きません。", "euc-jp"),
        ("お世話になっております。", "iso-2022-jp"),
        ("我们的打印机今天不能工作,请帮助我们。", "gb18030"),
        ("我們的印表機今天不能工作,請幫助我們。", "big5"),
        ("안녕하세요. 프린터가 작동하지 않습니다.", "euc-kr"),
    ],
)
@pytest.mark.parametrize("declared", [None, "us-ascii", "unknown-8bit", "utf-8"])
def test_the_scripts_of_east_asia_are_read_without_a_name(text: str, name: str, declared: str | None) -> None:
    """Each has letters so frequent that they tell its charset."""
    assert decode(text.encode(name), declared)[0] == text


@pytest.mark.parametrize("taken_for", ["cp1251", "latin-1"])
def test_russian_that_was_encoded_twice_is_put_right(taken_for: str) -> None:
    """A gateway took UTF-8 for one byte a letter; nothing else can be meant."""
    text = "Не печатает принтер, помогите"
    twice = text.encode().decode(taken_for).encode()

    assert decode(twice, "utf-8") == (text, "the text was encoded twice")


@pytest.mark.parametrize(
    "text", ["Users see ÐŸÑ€Ð¸Ð²ÐµÑ‚ on the page", "Вместо слова видно РџСЂРёРІРµС‚", "Ã¤"]
)
def test_who_quotes_a_broken_word_means_it(text: str) -> None:
    """Only where all of a text can be put right it is."""
    assert decode(text.encode(), "utf-8") == (text, "")


def test_a_letter_cut_in_half_does_not_change_the_charset() -> None:
    """A mail cut by someone on the way is still utf-8, with one broken letter."""
    text, fault = decode(SENTENCE.encode()[:-2], "utf-8")

    assert text.startswith(SENTENCE[:-2])
    assert fault == "text is broken for charset utf-8"


@given(
    st.binary(max_size=300),
    st.one_of(st.none(), st.text(max_size=20), st.sampled_from(["utf-8", "hz", "big5"])),
)
def test_any_bytes_become_text(data: bytes, declared: str | None) -> None:
    """Whatever the bytes and whatever they are called, text comes out."""
    decode(data, declared)[0].encode("utf-8")
