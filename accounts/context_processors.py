"""What every page shows around its content."""

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    """The values of the page frame."""
    return {"nav": [], "organisation": None, "is_demonstration": False}
