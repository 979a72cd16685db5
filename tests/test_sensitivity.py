"""Every stored field says how sensitive it is, and nothing readable is kept where only sealed things may lie."""

import pytest
from django.apps import apps
from django.db import models

from institutions.history import keep_history
from institutions.sensitivity import SEALED, UNREADABLE, Sensitivity, declare, sensitivity_of
from tests.architecture import ROOMS

OWN_MODELS = [model for model in apps.get_models() if model.__module__.partition(".")[0] in ROOMS]
HISTORIES = [model for model in OWN_MODELS if hasattr(model, "pgh_tracked_model")]
TEXTS = (models.CharField, models.TextField)
# Coded facts are chosen from lists. These are typed, and each has a reason why a plain column is right for it.
TYPED_BUT_PLAIN = {
    "accounts.AuditEvent.action": "a code of a closed list that grows; a constraint refuses words",
    "accounts.AuditEvent.subject": "a code; a constraint refuses words",
    "accounts.AuditEvent.reason": "a code of closed lists; a constraint refuses words",
    "complaints.Alert.norm": "copied from the country pack",
    "complaints.Alert.rule": "the code of a rule of the country pack",
    "complaints.CaseCount.note": "filled by the loader of public cases alone",
    "complaints.Case.file_number": "the number of the organisation's own file; the form asks not to put a name into it",
    "complaints.CaseHistory.file_number": "as above, what it was before",
    "complaints.ComplaintHistory.language": "the code of a language",
    "complaints.Communication.number": "the number under which a body publishes its decision",
    "complaints.Compensation.currency": "the code of a currency",
    "complaints.Complaint.language": "the code of a language",
    "complaints.CaseEvent.register_number": "the number of a public register, needed to find the case there",
    "complaints.CaseMilestones.position": "the code of a stage",
    "complaints.Letter.language": "the code of a language",
    "monitoring.InterviewComplaint.pseudonym": "a letter and a number; a validator refuses more",
    "monitoring.InterviewComplaint.register_number": "the number given by the body it was passed on to",
    "monitoring.InterviewComplaintHistory.pseudonym": "as above, what it was before",
    "monitoring.InterviewComplaintHistory.register_number": "as above, what it was before",
    "monitoring.RecommendationLetter.number": "the number of an outgoing letter in the organisation's own book",
    "vault.Envelope.field": "the name of what is sealed in it",
}


def test_every_field_is_declared_once_and_nothing_else_is():
    declared = {model._meta.label: set(sensitivity_of(model)) for model in OWN_MODELS}
    assert declared == {model._meta.label: {field.name for field in _fields(model)} for model in OWN_MODELS}


def _fields(model: type[models.Model]) -> list[models.Field]:
    return model._meta.local_concrete_fields


def test_what_is_sealed_lies_in_bytes_and_never_in_text():
    readable = [
        f"{model._meta.label}.{name}"
        for model in OWN_MODELS
        for name, kind in sensitivity_of(model).items()
        if kind in SEALED and not _is_bytes(model, name)
    ]
    assert readable == []


def _is_bytes(model: type[models.Model], name: str) -> bool:
    return isinstance(model._meta.get_field(name), models.BinaryField)


def test_coded_facts_are_chosen_from_lists():
    typed = {
        f"{model._meta.label}.{name}"
        for model in OWN_MODELS
        for name, kind in sensitivity_of(model).items()
        if kind == Sensitivity.CODED and _is_typed(model._meta.get_field(name))
    }
    assert typed == set(TYPED_BUT_PLAIN)


def _is_typed(field: models.Field) -> bool:
    return isinstance(field, TEXTS) and not field.choices


def test_there_is_a_history_of_rows():
    assert {model._meta.object_name for model in HISTORIES} >= {"CaseHistory", "MembershipHistory", "UserHistory"}


def test_no_history_keeps_what_is_sealed():
    kept = {
        (model._meta.label, name)
        for model in HISTORIES
        for name, kind in sensitivity_of(model).items()
        if kind in UNREADABLE
    }
    assert kept == set()
    assert [
        str(field) for model in HISTORIES for field in _fields(model) if isinstance(field, models.BinaryField)
    ] == []


def test_a_history_is_as_sensitive_as_its_rows():
    for model in HISTORIES:
        kept = {name: kind for name, kind in sensitivity_of(model).items() if not name.startswith("pgh_")}
        ours = {name: sensitivity_of(model.pgh_tracked_model)[name] for name in kept}
        assert kept == ours, model._meta.label


def test_a_field_cannot_be_declared_twice():
    with pytest.raises(ValueError, match="stage is declared twice"):
        declare(CODED="stage body", MACHINE="stage")


def test_a_history_of_what_nobody_may_read_is_refused():
    with pytest.raises(ValueError, match="what nobody may read"):
        keep_history("PasswordHistory", "username password")(apps.get_model("accounts.User"))
