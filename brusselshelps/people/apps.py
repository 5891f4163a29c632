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
        # Each app defines its retention rules in a module named `retention`.
        autodiscover_modules("retention")
