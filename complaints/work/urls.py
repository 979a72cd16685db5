"""Routes of one's work: everything beside the cases, and what is decided about an alert or a deadline of one."""

from django.urls import path

from complaints.work import alert_views, deadline_views, notice_views, views

_CASE = "<str:reference>/"

urlpatterns = [
    path("work/", views.my_work, name="my_work"),
    path("work/deadlines/", deadline_views.deadlines, name="deadlines"),
    path("work/alerts/", alert_views.alerts, name="alerts"),
    path("work/alerts/note/", alert_views.note_several, name="note_alerts"),
    path("work/notices/", notice_views.notices, name="notices"),
    path("work/notices/seen/", notice_views.see_all_notices, name="see_notices"),
    path("work/notices/<uuid:uuid>/", notice_views.open_notice, name="open_notice"),
    path("work/mail/", notice_views.digest, name="digest"),
    path(f"{_CASE}alerts/<uuid:uuid>/<str:rule>/note/", alert_views.note_one, name="note_alert"),
    path(
        f"{_CASE}deadlines/<uuid:uuid>/<str:code>/postpone/", deadline_views.postpone_reminder, name="postpone_reminder"
    ),
]
