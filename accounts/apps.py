from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        # The schema finds out how one signs in when this module has been read.
        from accounts.api import schema  # noqa: F401
