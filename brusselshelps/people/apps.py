from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    name = "brusselshelps.people"

    def ready(self) -> None:
        from brusselshelps.people import url_converters
        from brusselshelps.people.privacy.checks import check_declared

        url_converters.register()
        checks.register(check_declared)
        # Each app says in a module `retention` for how long it keeps somebody.
        autodiscover_modules("retention")
