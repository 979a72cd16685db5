"""Keeps what a coded row said before it was changed or deleted. Never what is sealed, and never a password.

The library's triggers write the old values, who was signed in, and when. Unlike the record of events this history may
be thinned out, when a case is erased; that is why it is kept by a library and the record is not.
"""

from collections.abc import Callable

import pghistory
from django.db.models import Model

from institutions.sensitivity import UNREADABLE, Sensitivity, sensitivity_of


def keep_history(name: str, fields: str) -> Callable[[type[Model]], type[Model]]:
    """Class decorator: `fields` of every row that is changed or deleted are kept in a model called `name`.

    Raises ValueError for a field that is sealed or a key.
    """

    def decorate(model: type[Model]) -> type[Model]:
        declared = sensitivity_of(model)
        kept = {field: declared[field] for field in fields.split()}
        if UNREADABLE & set(kept.values()):
            raise ValueError(f"{model._meta.label} keeps a history of what nobody may read.")
        own = dict.fromkeys(("pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context"), Sensitivity.MACHINE)
        return pghistory.track(
            pghistory.UpdateEvent(row="OLD"),
            pghistory.DeleteEvent(),
            fields=list(kept),
            model_name=name,
            obj_field=pghistory.ObjForeignKey(related_name="+"),
            context_field=pghistory.ContextJSONField(),
            context_id_field=None,
            append_only=True,
            attrs={"sensitivity": kept | own},
        )(model)

    return decorate
