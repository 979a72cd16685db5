"""Routes of the room "complaints"."""

from django.urls import include, path

from complaints import event_pages, key_pages, letter_pages, people_pages, sealed_pages, tie_pages, views, writing_pages
from complaints.listing import bulk_pages, count_pages
from complaints.listing import views as list_views
from complaints.listing.kinds import CASES
from complaints.listing.view_pages import view_routes
from complaints.sheets import views as sheet_views

_CASE = "<str:reference>/"
_FILE = f"{_CASE}files/<uuid:uuid>/"

urlpatterns = [
    path("", list_views.case_list, name="case_list"),
    path("counts/", count_pages.counts, name="case_counts"),
    path("columns/", list_views.columns, name="case_columns"),
    path("many/", bulk_pages.bulk, name="case_bulk"),
    *view_routes(CASES),
    path("", include("complaints.work.urls")),
    path("", include("complaints.reception.urls")),
    path("letters/", letter_pages.letters, name="letters"),
    path("keys/", key_pages.missing, name="missing_keys"),
    path("keys/<uuid:uuid>/", key_pages.hand_over, name="hand_over_keys"),
    path("ties/", tie_pages.ties, name="ties"),
    path("ties/end/", tie_pages.end, name="end_tie"),
    path("", include("complaints.exports.urls")),
    path("imports/", include("complaints.imports.urls")),
    path(_CASE, views.case_detail, name="case_detail"),
    path(f"{_CASE}history/", views.case_history, name="case_history"),
    # what happened
    path(f"{_CASE}events/add/", event_pages.record, name="record_event"),
    path(f"{_CASE}events/<uuid:uuid>/correct/", event_pages.correct, name="correct_event"),
    path(f"{_CASE}events/<uuid:uuid>/take-back/", event_pages.take_back, name="take_back_event"),
    # safety and evidence
    path("", include("complaints.circumstances.urls")),
    # what is sealed: opening
    path(f"{_CASE}open/", sealed_pages.open_narrative, name="open_narrative"),
    path(f"{_CASE}identities/", sealed_pages.identities, name="case_identities"),
    path(_FILE, sealed_pages.open_file, name="open_file"),
    path(f"{_FILE}pages/<int:number>/", sealed_pages.file_page, name="file_page"),
    path(f"{_FILE}original/", sealed_pages.original, name="file_original"),
    # what is sealed: writing
    path(f"{_CASE}write/", writing_pages.write, name="write_text"),
    path(f"{_CASE}answer/", writing_pages.answer, name="send_answer"),
    path(f"{_CASE}identities/add/", writing_pages.add_identity, name="add_identity"),
    path(f"{_CASE}files/add/", writing_pages.add_file, name="add_file"),
    path(f"{_CASE}consent/", writing_pages.consent, name="record_consent"),
    path(f"{_CASE}letter/", letter_pages.letter_state, name="letter_state"),
    path(f"{_CASE}sheet/", sheet_views.case_sheet, name="case_sheet"),
    # people and keys
    path(f"{_CASE}assign/", people_pages.assign, name="assign_case"),
    path(f"{_CASE}assignments/<uuid:uuid>/end/", people_pages.end, name="end_assignment"),
    path(f"{_CASE}stand-back/", people_pages.stand_back, name="stand_back"),
    path(f"{_CASE}stand-back/<uuid:uuid>/end/", people_pages.end_standing_back, name="end_standing_back"),
    path(f"{_CASE}keys/<uuid:uuid>/", people_pages.hand_over_one, name="hand_over_case_key"),
    path(f"{_CASE}lend/", people_pages.lend, name="lend_identities"),
    path(f"{_CASE}loans/<uuid:uuid>/end/", people_pages.end_lending, name="end_loan"),
]
