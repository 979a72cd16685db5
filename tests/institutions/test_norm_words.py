"""The words of the law reach every reader in her language."""

import csv
import re
import shutil

import pytest
from django.utils.translation import override

from institutions.norm_words import FILE, norm_words, word_faults
from institutions.pack_format import PackError
from institutions.packs import pack_folder, read_pack, source_keys
from institutions.sources import pieces

SHOWN = {
    "time_limits": ("limit_text", "legal_basis"),
    "conflict_rules": ("basis",),
    "transitions": ("legal_basis",),
    "stages": ("consequence",),
    "competences": ("offence_note", "legal_basis"),
    "guards": ("norm",),
    "grounds": ("legal_basis",),
    "funnel_steps": ("legal_basis",),
}
NUMBER_OF_A_LAW = re.compile(r"№ \d+-[IVX]+")


def shown_texts():
    for name, columns in SHOWN.items():
        with (pack_folder("kz") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            yield from (row[column] for row in csv.DictReader(file) for column in columns)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("ru", "CPC art. 193(1)(17)", "УПК, ст. 193(1)(17)"),
        ("kk", "CPC art. 193(1)(17)", "ҚПК 193(1)(17)"),
        ("ru", "UK 71(6)", "УК 71(6)"),
        ("kk", "UK 71(6)", "ҚК 71(6)"),
        ("ru", "UIK 43(3)", "УИК 43(3)"),
        ("kk", "UIK 43(3)", "ҚАК 43(3)"),
        ("en", "CPC art. 193(1)(17)", "CPC art. 193(1)(17)"),
        ("ru", "CPC 35(1)(4); barred for torture by UK 71(6)", "УПК 35(1)(4); для пыток исключено УК 71(6)"),
        ("ru", "Act 4(2)", "Act 4(2)"),
        ("ru", "CPC 102, some other words", "CPC 102, some other words"),
        ("ru", "https://example.org/law/", "https://example.org/law/"),
        ("kk", "example.org, summary of the case", "example.org, істің қысқаша мазмұны"),
        ("ru", "", ""),
    ],
)
def test_norms_are_said_in_the_readers_language(language, text, words):
    with override(language):
        assert norm_words(text) == words


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_nothing_of_the_law_is_left_in_english(language):
    with override(language):
        told = {text: NUMBER_OF_A_LAW.sub("", norm_words(text)) for text in shown_texts()}
    assert len(told) > 200
    assert {text: words for text, words in told.items() if re.search(r"[A-Za-z*]", words)} == {}


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_remarks_beside_sources_are_left_in_english_nowhere(language):
    folder = pack_folder("kz")
    known = source_keys(folder)
    columns = {str(row.values.get("source", "")) for rows in read_pack(folder).rows.values() for row in rows}
    remarks = {piece.text for column in columns for piece in pieces(column, known) if not piece.key}
    with override(language):
        told = {remark: norm_words(remark) for remark in remarks}
    assert {remark for remark, words in told.items() if remark == words and re.search("[a-z]{2}", remark)} == set()


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_numbers_of_articles_are_never_changed(language):
    with override(language):
        for text in shown_texts():
            if re.fullmatch(r"(CPC|UIK|UK)( arts?\.?)?[ \d(),-]+", text):
                assert re.findall(r"[\d(),-]+", norm_words(text))[-1] == re.findall(r"[\d(),-]+", text)[-1]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("CPC 1,УПК 1,,D", "The column kk is empty."),
        ("CPC 1,УПК 1,*,D", "The column kk is empty."),
        ("CPC 1,,ҚПК 1*,D", "The column ru is empty."),
        ("CPC 1,УПК 1", "2 cells, but 4 columns."),
        ("CPC,УПК,ҚПК*,D", "“CPC” is already in line 2."),
    ],
)
def test_a_phrase_without_its_words_refuses_the_pack(tmp_path, row, reason):
    folder = shutil.copytree(pack_folder("kz"), tmp_path / "kz")
    (folder / FILE).write_text(f"en,ru,kk,source\nCPC,УПК,ҚПК*,D\n{row}\n", encoding="utf-8")
    with pytest.raises(PackError) as refused:
        read_pack(folder)
    assert str(refused.value) == f"{FILE}:3: {reason}"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"CPC,\0,A,D", "3: There is a zero byte; this is not text."),
        (b"CPC,\xcf,A,D", "3: The file is not written in UTF-8."),
        (b'CPC,"A,A,D', "0: This is not CSV: unexpected end of data."),
    ],
)
def test_what_is_no_text_refuses_the_pack(tmp_path, row, reason):
    (tmp_path / FILE).write_bytes("en,ru,kk,source\nA,Б,Ә,D\n".encode() + row)
    assert [str(fault) for fault in word_faults(tmp_path)] == [f"{FILE}:{reason}"]


def test_other_columns_are_refused_and_a_pack_may_have_no_such_file(tmp_path):
    assert word_faults(tmp_path) == []
    (tmp_path / FILE).write_text("en,ru\nCPC,УПК\n", encoding="utf-8")
    assert [str(fault) for fault in word_faults(tmp_path)] == [f"{FILE}:1: The columns are not en, ru, kk, source."]
