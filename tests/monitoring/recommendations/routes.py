"""The rows of the table of routes about recommendations; columns are those of tests.route_matrix."""

from collections.abc import Callable, Mapping

from accounts.models import Organisation, User
from complaints.choices import ListKind
from complaints.models import SavedView
from tests.monitoring.recommendations.followed import answered, asked, recommended
from tests.monitoring.visits import own_visit

READ_ONLY_SIGNED_IN = "302 405 405 405 405 405 405 405"

# The monitor of the cast recommended and sent them.
RECOMMENDATION_ROUTES: Mapping[str, Mapping[str, str]] = {
    "recommendations": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "recommendation_columns": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    # 302 of those who may: own ones leave the house after the password.
    "recommendations_file": {"GET": "302 302 302 302 302 403 302 403", "POST": READ_ONLY_SIGNED_IN},
    "overdue_letters": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "recommendation_views": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "save_recommendation_view": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 302 302 403 302 403"},
    "change_recommendation_view": {"GET": "302 200 404 404 404 403 404 403", "POST": "302 200 404 404 404 403 404 403"},
    "delete_recommendation_view": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 403 403 403 404 403"},
    "recommendation_letter": {"GET": "302 200 200 200 200 404 404 404", "POST": "302 403 302 302 403 404 404 404"},
    "recommendation_detail": {"GET": "302 200 200 200 200 404 404 404", "POST": READ_ONLY_SIGNED_IN},
    # The keys of the session are locked: the password comes first.
    "open_recommendation": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 302 403 404 404 404"},
    "change_recommendation": {"GET": "302 403 200 200 403 404 404 404", "POST": "302 403 200 200 403 404 404 404"},
    "record_step": {"GET": "302 403 200 200 403 404 404 404", "POST": "302 403 302 302 403 404 404 404"},
    "correct_step": {"GET": "302 403 200 200 403 404 404 404", "POST": "302 403 302 302 403 404 404 404"},
    "take_back_step": {"GET": "302 403 200 200 403 404 404 404", "POST": "302 403 302 302 403 404 404 404"},
    "add_recommendation": {"GET": "302 403 200 200 403 404 404 404", "POST": "302 403 200 200 403 404 404 404"},
    "visit_letters": {"GET": "302 200 200 200 200 404 404 404", "POST": READ_ONLY_SIGNED_IN},
    "write_letter": {"GET": "302 403 200 200 403 404 404 404", "POST": "302 403 200 200 403 404 404 404"},
}


def _recommendation_view(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """A view of the case worker that colleagues may open."""
    view = SavedView.objects.create(
        owner=cast["alia"], organisation=organisation, list=ListKind.RECOMMENDATIONS, name="Ours", is_shared=True
    )
    return {"uuid": view.uuid}


def _unsent(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """A recommendation that waits to be put into a letter."""
    return {"uuid": recommended(cast["vera"], organisation)[0].uuid}


def _to_write(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    row = recommended(cast["vera"], organisation)[0]
    return {"reference": row.visit.reference, "addressee": row.addressee.code}


def _sent_letter(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return {"uuid": asked(cast["vera"], organisation).letter.uuid}


def _sent_one(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return {"uuid": asked(cast["vera"], organisation).uuid}


def _next_step(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return {**_sent_one(organisation, cast), "kind": "reply"}


def _wrong_step(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """An answer that was noted of a wrong day."""
    row = asked(cast["vera"], organisation)
    return {"uuid": row.uuid, "step": answered(cast["vera"], row).uuid}


def _visit(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return {"reference": own_visit(cast["vera"], organisation).reference}


RECOMMENDATION_ARGUMENTS: Mapping[str, Callable[[Organisation, Mapping[str, User]], dict[str, object]]] = {
    "change_recommendation_view": _recommendation_view,
    "delete_recommendation_view": _recommendation_view,
    "recommendation_letter": _sent_letter,
    "recommendation_detail": _sent_one,
    "open_recommendation": _sent_one,
    "change_recommendation": _unsent,
    "record_step": _next_step,
    "correct_step": _wrong_step,
    "take_back_step": _wrong_step,
    "add_recommendation": _visit,
    "visit_letters": _visit,
    "write_letter": _to_write,
}
RECOMMENDATION_POSTED: Mapping[str, Mapping[str, str]] = {
    "recommendation_letter": {"received_on": "20.03.2024"},
    "record_step": {"status": "accepted", "on": "04.05.2024"},
    "correct_step": {"status": "accepted", "on": "05.05.2024", "confirmed": "on"},
}
