"""Once a letter is sent its code is shown while the draft is there, and by nothing but the paper afterwards."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from complaints.intake import drafts, letter_views
from complaints.models import Case, IntakeFile, IntakeSession, VisitKind
from tests.complaints.intake.letters import CODE, Writer, code_in


@pytest.mark.django_db
def test_sending_twice_gives_one_case_and_the_same_code(taker):
    writer = Writer()
    receipt = writer.letter(taker)
    assert code_in(writer.send(taker)) == receipt == code_in(writer.post(act="show"))
    assert Case.objects.filter(letter__isnull=False).count() == 1
    assert "Your letter has been sent" in writer.client.get(writer.address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["send", "show", "kept"])
def test_the_cookie_alone_shows_no_code(taker, act):
    writer = Writer()
    writer.letter(taker)
    IntakeSession.objects.all().delete()  # as the purge does
    page = writer.post(act=act, organisation=str(taker.uuid)).content.decode()
    assert "no longer open here" in page and not CODE.findall(page)
    assert writer.client.get(writer.address).status_code == 303
    assert Case.objects.filter(letter__isnull=False).count() == 1


@pytest.mark.django_db
def test_after_i_have_kept_it_the_code_is_not_shown_even_to_who_kept_the_cookie(taker):
    writer = Writer()
    writer.letter(taker)
    cookie = writer.cookie
    writer.post(act="kept")
    writer.client.cookies[settings.INTAKE_COOKIE_NAME] = cookie
    for act in ("show", "send"):
        assert not CODE.findall(writer.post(act=act).content.decode())


@pytest.mark.django_db
def test_the_code_is_shown_for_an_hour_after_the_letter_was_sent(taker, monkeypatch):
    writer = Writer()
    receipt, now = writer.letter(taker), timezone.now()
    monkeypatch.setattr(letter_views.timezone, "now", lambda: now + timedelta(minutes=59))
    assert code_in(writer.post(act="show")) == receipt  # seeing it again does not make the hour longer
    monkeypatch.setattr(letter_views.timezone, "now", lambda: now + timedelta(minutes=61))
    assert not CODE.findall(writer.post(act="show").content.decode())
    assert not IntakeSession.objects.exists()


@pytest.mark.django_db
def test_when_the_answer_is_lost_after_the_letter_was_kept_the_next_try_shows_the_code(taker, monkeypatch):
    writer = Writer()
    writer.fill()

    def lost(*args, **kwargs):
        raise RuntimeError("the machine went down")

    with monkeypatch.context() as broken:
        broken.setattr(letter_views, "receipt_page", lost)
        with pytest.raises(RuntimeError):
            writer.send(taker)
    assert len(code_in(writer.send(taker))) == 25
    assert Case.objects.filter(letter__isnull=False).count() == 1


@pytest.mark.django_db
def test_nothing_of_the_draft_is_left_once_it_is_sent(taker):
    writer = Writer()
    writer.letter(taker)
    draft = drafts.load(
        drafts.secret_of(writer.cookie), kind=VisitKind.LETTER, today=timezone.localdate(), now=timezone.now()
    )
    assert set(draft.content) == {"sent", "language", "seen"}
    assert not IntakeFile.objects.exists()
    kept = writer.post(act="kept")
    assert kept.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert kept.cookies[settings.INTAKE_COOKIE_NAME]["max-age"] == 0
    assert not IntakeSession.objects.exists()
