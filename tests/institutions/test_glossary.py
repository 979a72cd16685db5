"""Every word of the glossary is explained in three languages, and no page shows half of one."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from institutions import glossary
from institutions.glossary import FILE, glossary_faults, terms
from institutions.pack_format import PackError
from institutions.packs import pack_folder, read_pack, source_keys
from institutions.sources import pieces

HEADER = "code,label_en,label_ru,label_kk,text_en,text_ru,text_kk,source\n"


def rendered(template: str) -> str:
    return Template("{% load glossary %}" + template).render(Context())


def test_every_term_has_words_of_its_own_in_each_language():
    for term in terms():
        assert len({*term.labels.values(), ""}) >= 3, term.code
        assert len(set(term.texts.values())) == 3, term.code
        assert not any("*" in text for text in (*term.labels.values(), *term.texts.values())), term.code


def test_kazakh_that_nobody_has_read_says_so():
    assert [term.code for term in terms() if term.is_kk_reviewed] == []


def test_sources_of_terms_are_known():
    known = source_keys(pack_folder("kz"))
    named = {piece.key for term in terms() for piece in pieces(term.source, known) if piece.key}
    assert {"UPK17", "IP22"} <= named
    assert glossary.term("registration").is_verified
    assert not glossary.term("interim_measures").is_verified


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_term_speaks_the_readers_language(language):
    with override(language):
        term = glossary.term("withdrawal")
        assert (term.label, term.text) == (term.labels[language], term.texts[language])
        assert language not in dict(term.others)


def test_the_page_names_every_term_with_an_anchor(client, db):
    page = client.get("/institutions/words/").content.decode()
    assert [term.code for term in terms() if f'id="term-{term.code}"' not in page] == []


def test_a_word_links_to_its_meaning_and_an_unknown_one_stays_a_word():
    assert 'href="/institutions/words/#term-cohort"' in rendered('{% term "cohort" %}')
    assert rendered('{% term "no-such-word" "plain" %}').strip() == "plain"
    assert "<dt>Cohort</dt>" in rendered('{% explain "cohort" "no-such-word" %}')
    assert rendered('{% explain "no-such-word" %}').strip() == ""


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("a,A,B,C,x,y,z,D\na,A,B,C,x,y,z,D\n", "3: “a” is already in line 2."),
        ("a,A,B,*,x,y,z,D\n", "2: The column label_kk is empty."),
        ("a,A,B\n", "2: 3 cells, but 8 columns."),
        ("a,\0,B,C,x,y,z,D\n", "2: There is a zero byte; this is not text."),
    ],
)
def test_a_broken_glossary_refuses_the_pack(tmp_path, rows, reason):
    (tmp_path / FILE).write_text(HEADER + rows, encoding="utf-8")
    assert [str(fault) for fault in glossary_faults(tmp_path)] == [f"{FILE}:{reason}"]
    with pytest.raises(PackError):
        read_pack(tmp_path)


def test_a_pack_may_have_no_glossary(tmp_path):
    assert glossary_faults(tmp_path) == []
