"""Routes of the room "monitoring". Each part of the room keeps its own; what begins with a word stands before visits."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
