"""What the page of every list shows around its rows: tabs, filters, chips, views, and the ways to other pages."""

from collections.abc import Iterable
from urllib.parse import urlencode

from complaints import keyset
from complaints.listing.asked import Asked
from complaints.listing.chips import SHOWN, address, chips, ignored, kept, tabs
from complaints.listing.forms import ViewForm
from complaints.listing.kinds import KeptList
from complaints.listing.saved import views_of


def frame(asked: Asked, page: keyset.Page, listed: KeptList, data_sets: Iterable[tuple[str, str]]) -> dict[str, object]:
    """The context that templates of lists share. `data_sets`: each with its name, the list being of one of them."""
    form, sent = asked.filterset.form, asked.sent
    return {
        "listed": listed,
        "tabs": tabs(data_sets, asked.data_set, listed.url()),
        "data_set": asked.data_set,
        "filters": form,
        "shown_as": [(name, sent[name]) for name in SHOWN if name != "view" and sent.get(name)],
        "chips": chips(asked.filterset, sent),
        "clear_url": listed.url(urlencode({"data_set": asked.data_set})),
        "ignored": ignored(sent, form.fields),
        **_pages(asked, page),
        "query": urlencode(kept(sent) | {"data_set": asked.data_set}),
        "views": [(view, listed.url_of(view)) for view in views_of(asked.actor, listed)],
        "view_sent": sent.get("view", ""),
        "view_form": ViewForm(actor=asked.actor, listed=listed, prefix="view"),
    }


def _pages(asked: Asked, page: keyset.Page) -> dict[str, object]:
    """Addresses of the neighbouring pages and of both ends, empty where there are none."""
    sent, base = asked.sent, kept(asked.sent)
    return {
        "first_url": address(base) if page.previous else "",
        "previous_url": address(base, before=page.previous) if page.previous else "",
        "next_url": address(base, after=page.following) if page.following else "",
        "last_url": address(base, page="last") if page.following else "",
        "sizes": [
            {"label": str(rows), "url": address(sent, size=str(rows)), "is_current": rows == asked.size}
            for rows in keyset.SIZES
        ],
    }
