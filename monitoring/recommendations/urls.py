"""Routes of recommendations and of the letters that carry them, under the address of visits."""

from django.urls import include, path

from complaints.listing.view_pages import view_routes
from monitoring.recommendations import correcting_pages, letter_pages, pages, views
from monitoring.recommendations.asked import RECOMMENDATIONS

_ONE = "<uuid:uuid>/"

_board = [
    path("", views.recommendations, name="recommendations"),
    path("columns/", views.recommendation_columns, name="recommendation_columns"),
    path("file/", views.recommendations_file, name="recommendations_file"),
    path("overdue/", letter_pages.overdue, name="overdue_letters"),
    path(f"letters/{_ONE}", letter_pages.letter, name="recommendation_letter"),
    *view_routes(RECOMMENDATIONS),
    path(_ONE, pages.detail, name="recommendation_detail"),
    path(f"{_ONE}open/", pages.open_words, name="open_recommendation"),
    path(f"{_ONE}change/", pages.change, name="change_recommendation"),
    path(f"{_ONE}step/<str:kind>/", pages.step, name="record_step"),
    path(f"{_ONE}steps/<uuid:step>/correct/", correcting_pages.correct, name="correct_step"),
    path(f"{_ONE}steps/<uuid:step>/take-back/", correcting_pages.take_back, name="take_back_step"),
]

urlpatterns = [
    path("recommendations/", include(_board)),
    path("<str:reference>/recommendations/new/", pages.add, name="add_recommendation"),
    path("<str:reference>/letters/", letter_pages.visit_letters, name="visit_letters"),
    path("<str:reference>/letters/<str:addressee>/", letter_pages.write_letter, name="write_letter"),
]
