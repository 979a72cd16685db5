import pytest

from vault.cleaning.texts import NotText, decode, visible

WORDS = "\u041c\u0435\u043d\u044f \u0431\u0438\u043b\u0438. \u049a\u0430\u0437\u0430\u049b.\n"
RUSSIAN = "\u041c\u0435\u043d\u044f \u0431\u0438\u043b\u0438 \u2014 \u00ab\u0442\u0430\u043c\u00bb.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_in_every_encoding_of_unicode(encoding):
    assert decode(WORDS.encode(encoding)) == WORDS


def test_text_is_read_in_windows_1251():
    assert decode(RUSSIAN.encode("cp1251")) == RUSSIAN


def test_big_end_first_is_read_when_its_mark_is_there():
    assert decode(b"\xfe\xff" + WORDS.encode("utf-16-be")) == WORDS


def test_character_cut_off_at_the_end_is_forgiven_only_in_a_part():
    part = WORDS.encode()[:5]
    assert decode(part, is_whole=False) == WORDS[:2]
    with pytest.raises(NotText):
        decode(b"\xff\xfe" + WORDS.encode("utf-16-le")[:5])


@pytest.mark.parametrize("content", [b"a\0b", b"a\x1bb", b"\x98", bytes(range(128, 256)) * 3, b"\xff\xfe\x00\xd8"])
def test_bytes_are_no_text(content):
    with pytest.raises(NotText):
        decode(content)


def test_only_what_eyes_see_is_left():
    assert visible("a\u202eb\u2066c\u200bd\ufeffe\x85f\x0cg\tl\r\nm\rn\U000e0041\U000e0101") == "abcdefg\tl\nm\nn"
