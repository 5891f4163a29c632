from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReferenceConfig(AppConfig):
    name = "brusselshelps.reference"

    def ready(self) -> None:
        from brusselshelps.reference.initial_rows import write_rows_after_migrate

        post_migrate.connect(write_rows_after_migrate, sender=self)
