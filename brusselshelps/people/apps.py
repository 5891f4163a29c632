from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    name = "brusselshelps.people"

    def ready(self) -> None:
        from brusselshelps.people.privacy.checks import check_declared

        checks.register(check_declared)
        # Each room says on which grounds it keeps somebody.
        autodiscover_modules("grounds")
