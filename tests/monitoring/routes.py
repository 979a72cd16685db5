"""The rows of the table of routes about visits, places and plans; columns are those of tests.route_matrix."""

from collections.abc import Callable, Mapping

from django.utils import timezone

from accounts.models import Organisation, User
from complaints.choices import ListKind
from complaints.models import SavedView
from monitoring.models import VisitDraft
from tests.monitoring import visits
from tests.monitoring.interviews.heard import hear
from tests.monitoring.planning.plans import planned
from tests.vault.keys import with_keys
from vault.models import KeyPair

READ_ONLY_SIGNED_IN = "302 405 405 405 405 405 405 405"
PAGE_OF_A_VISITOR = "302 403 200 200 403 404 404 404"
PAGE_OF_WHO_HEARD_IT = "302 404 200 200 404 404 404 404"
WAY_OF_WHO_HEARD_IT = "302 404 302 302 404 404 404 404"

VISIT_ROUTES: Mapping[str, Mapping[str, str]] = {
    # --- monitoring: a visit and what is done from its page. A monitor who was there holds no key yet.
    "visit_detail": {"GET": "302 200 200 200 200 404 404 404", "POST": READ_ONLY_SIGNED_IN},
    "open_visit": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 302 403 404 404 404"},
    "visit_report_dates": {"GET": "302 403 200 200 403 404 404 404", "POST": "302 403 302 302 403 404 404 404"},
    "take_back_visit": {"GET": "302 403 200 403 403 404 404 404", "POST": "302 403 302 403 403 404 404 404"},
    "give_visit_key": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 302 403 403 404 404 404"},
    # 302 of those who may: paper leaves the house after the password; so do words that are read again.
    "visit_report": {"GET": "302 302 302 302 302 404 404 404", "POST": "302 302 302 302 302 404 404 404"},
    "clear_visit": {"GET": "302 403 200 403 403 404 404 404", "POST": "302 403 302 403 403 404 404 404"},
    # --- monitoring: the programme, and plans; the plan is the monitor's alone, and its keys are locked
    "programme": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "programme_places": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "visit_plans": {"GET": "302 403 200 200 403 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "plan_visit": {"GET": "302 403 200 200 403 403 200 403", "POST": "302 403 200 200 403 403 200 403"},
    "change_visit_plan": {"GET": "302 403 404 302 403 403 404 403", "POST": "302 403 404 302 403 403 404 403"},
    "drop_visit_plan": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 404 302 403 403 404 403"},
    "begin_visit_plan": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 404 302 403 403 404 403"},
    # --- monitoring: the list of visits
    "visit_list": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "visit_counts": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    # 302 of those who may: own visits leave the house after the password.
    "visit_file": {"GET": "302 302 302 302 302 403 302 403", "POST": READ_ONLY_SIGNED_IN},
    "visit_views": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "save_visit_view": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 302 302 403 302 403"},
    # A view that the case worker shares: a lead may delete it, nobody else changes it.
    "change_visit_view": {"GET": "302 200 404 404 404 403 404 403", "POST": "302 200 404 404 404 403 404 403"},
    "delete_visit_view": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 403 403 403 404 403"},
    # --- monitoring: places
    "place_list": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "place_map": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    # 302 of those who may: what was visited when leaves the house after the password.
    "place_file": {"GET": "302 302 302 302 302 403 302 403", "POST": READ_ONLY_SIGNED_IN},
    "place_detail": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "place_views": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "save_place_view": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 302 302 403 302 403"},
    "change_place_view": {"GET": "302 200 404 404 404 403 404 403", "POST": "302 200 404 404 404 403 404 403"},
    "delete_place_view": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 403 403 403 404 403"},
    # --- monitoring: typing in
    "new_visit": {"GET": "302 403 200 200 403 403 200 403", "POST": "302 403 302 302 403 403 302 403"},
    "visit_draft": {"GET": "302 403 200 404 403 403 404 403", "POST": "302 403 302 404 403 403 404 403"},
    "save_visit_draft": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 200 404 403 403 404 403"},
    "delete_visit_draft": {"GET": "302 403 200 404 403 403 404 403", "POST": "302 403 302 404 403 403 404 403"},
    "visit_paper": {"GET": "302 403 200 200 403 403 200 403", "POST": "302 403 200 200 403 403 200 403"},
    "change_visit": {"GET": "302 403 200 200 403 403 404 403", "POST": "302 403 302 302 403 403 404 403"},
    "visit_recorded": {"GET": "302 403 200 200 403 403 404 403", "POST": READ_ONLY_SIGNED_IN},
    # --- monitoring: from interview to complaint; the monitor of the cast heard it
    "interview_complaints": {"GET": "302 200 200 200 403 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "hear_complaint": {"GET": PAGE_OF_A_VISITOR, "POST": PAGE_OF_A_VISITOR},
    "interview_complaint": {"GET": PAGE_OF_WHO_HEARD_IT, "POST": PAGE_OF_WHO_HEARD_IT},
    "passing_letter": {"GET": WAY_OF_WHO_HEARD_IT, "POST": WAY_OF_WHO_HEARD_IT},
    "visit_triggers": {"GET": PAGE_OF_A_VISITOR, "POST": PAGE_OF_A_VISITOR},
    "add_reprisal_after_visit": {"GET": PAGE_OF_A_VISITOR, "POST": PAGE_OF_A_VISITOR},
}


def _view(organisation: Organisation, cast: Mapping[str, User], listed: ListKind) -> dict[str, object]:
    """A view of the case worker that colleagues may open."""
    view = SavedView.objects.create(
        owner=cast["alia"], organisation=organisation, list=listed, name="Ours", is_shared=True
    )
    return {"uuid": view.uuid}


def _visit_plan(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """A plan that only the monitor reads."""
    if not KeyPair.objects.filter(user=cast["vera"]).exists():
        with_keys(cast["vera"])
    today = timezone.localdate()
    return {"uuid": planned(cast["vera"], organisation, today=today, first_day=today, last_day=today).uuid}


def _visit_view(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return _view(organisation, cast, ListKind.VISITS)


def _place_view(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return _view(organisation, cast, ListKind.FACILITIES)


def _visit_draft(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return {"uuid": VisitDraft.objects.create(author=cast["berik"], organisation=organisation).uuid}


def _visit_recorded(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return {"reference": visits.own_visit(cast["vera"], organisation).reference}


def _heard(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """A complaint that the monitor heard on a visit."""
    row = hear(cast["vera"], visits.own_visit(cast["vera"], organisation))
    return {"reference": row.visit.reference, "uuid": row.complaint.uuid}


def _visit(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return {"reference": visits.own_visit(cast["vera"], organisation).reference}


def _visit_with_words(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """A visit whose words open for the lead, and for a monitor of the team who lacks the key."""
    if not KeyPair.objects.filter(user=cast["berik"]).exists():
        with_keys(cast["berik"])
    visit = visits.told_visit(cast["vera"], organisation)
    with_keys(cast["vera"])
    return {"reference": visit.reference, "uuid": cast["vera"].uuid}


# name: what builds the arguments of its address
VISIT_ARGUMENTS: Mapping[str, Callable[[Organisation, Mapping[str, User]], dict[str, object]]] = {
    **dict.fromkeys(("change_visit_plan", "drop_visit_plan", "begin_visit_plan"), _visit_plan),
    "visit_detail": _visit,
    "open_visit": _visit,
    "visit_report_dates": _visit,
    "take_back_visit": _visit,
    "give_visit_key": _visit_with_words,
    "visit_report": _visit,
    "clear_visit": _visit,
    "change_visit_view": _visit_view,
    "delete_visit_view": _visit_view,
    "change_place_view": _place_view,
    "delete_place_view": _place_view,
    "place_detail": lambda _organisation, _cast: {"code": visits.place().code},
    "visit_draft": _visit_draft,
    "save_visit_draft": _visit_draft,
    "delete_visit_draft": _visit_draft,
    "change_visit": _visit_recorded,
    "visit_recorded": _visit_recorded,
    "hear_complaint": _visit_recorded,
    "interview_complaint": _heard,
    "passing_letter": _heard,
    "visit_triggers": _visit_recorded,
    "add_reprisal_after_visit": _visit_recorded,
}

VISIT_KEEPER_BESIDES: Mapping[str, Mapping[str, int]] = {
    # Visits are none of a keeper's business.
    **{
        name: {"GET": 404, "POST": 404}
        for name in (
            "add_recommendation",
            "change_recommendation",
            "correct_step",
            "recommendation_letter",
            "record_step",
            "take_back_step",
            "take_back_visit",
            "visit_report_dates",
            "write_letter",
        )
    },
    **{
        name: {"GET": 403, "POST": 403}
        for name in (
            "change_place_view",
            "change_recommendation_view",
            "change_visit",
            "change_visit_view",
            "delete_visit_draft",
            "new_visit",
            "visit_draft",
            "visit_paper",
        )
    },
    **{
        name: {"POST": 404}
        for name in (
            "give_visit_key",
            "open_recommendation",
            "open_visit",
        )
    },
    **{
        name: {"GET": 403}
        for name in (
            "overdue_letters",
            "place_detail",
            "place_file",
            "place_list",
            "place_map",
            "place_views",
            "recommendation_columns",
            "recommendation_views",
            "recommendations",
            "recommendations_file",
            "visit_counts",
            "visit_file",
            "visit_list",
            "visit_recorded",
            "visit_views",
        )
    },
    **{
        name: {"GET": 404}
        for name in (
            "recommendation_detail",
            "visit_detail",
            "visit_letters",
        )
    },
    **{
        name: {"POST": 403}
        for name in (
            "save_place_view",
            "save_recommendation_view",
            "save_visit_draft",
            "save_visit_view",
        )
    },
    "interview_complaints": {"GET": 403},
    **{name: {"GET": 404, "POST": 404} for name in ("hear_complaint", "visit_triggers", "add_reprisal_after_visit")},
    "interview_complaint": {"GET": 404, "POST": 404},
    "passing_letter": {"GET": 404, "POST": 404},
    **{name: {"GET": 403} for name in ("programme", "programme_places", "visit_plans")},
    **{name: {"GET": 404, "POST": 404} for name in ("visit_report", "clear_visit")},
    **{name: {"GET": 403, "POST": 403} for name in ("plan_visit", "change_visit_plan")},
    **{name: {"POST": 403} for name in ("drop_visit_plan", "begin_visit_plan")},
}
