"""The schema for programs, and the pages about it for people. All of it is open: it tells shapes, never rows."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView

from accounts.api.schema_kept import KeptSchema
from accounts.api.schema_page import reference
from accounts.choices import Scope


class Schema(SpectacularAPIView):
    """The schema as OpenAPI 3.1, JSON or YAML."""

    generator_class = KeptSchema
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    http_method_names = ("get", "head")


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description that a program draws from the schema; all of it comes from this house."""
    return render(request, "api/docs.html")


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """How a program begins, with examples; what is promised to stay, and for how long."""
    told = {
        "scopes": list(Scope),
        "address": request.build_absolute_uri("/api/v1"),
        "schema_address": request.build_absolute_uri(reverse("api_schema")),
    }
    return render(request, "api/guide.html", told)


@login_not_required
@require_safe
def reference_page(request: HttpRequest) -> HttpResponse:
    """All operations, drawn by the server from the schema; readable without scripts and on paper."""
    told = {"reference": reference(), "address": request.build_absolute_uri("/api/v1")}
    return render(request, "api/reference.html", told)
